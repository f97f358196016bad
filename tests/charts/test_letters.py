"""Letters beside points: one label where they would lie on one another."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from detente.charts.agreement import Marked, frontier_chart
from detente.charts.letters import LETTER, LINE, joined
from detente.charts.rendering import specification_of
from detente.core.solutions.agreement import agreement
from detente.formats.casefile import read_case

from ..cli.deals import TWO, deal
from .test_charts import rows_of

share = st.floats(0, 1)


@given(st.lists(st.tuples(share, share), max_size=7))
def test_every_letter_stands_once_and_no_label_begins_on_another(
    places: list[tuple[float, float]],
) -> None:
    names = list("ABCDEFG"[: len(places)])
    found = joined(names, places)
    told = [each.split(", ") for each in found if each]
    assert sorted(name for each in told for name in each) == names
    assert all(each == sorted(each) for each in told)
    left = [place for label, place in zip(found, places, strict=True) if label]
    for index, (across, up) in enumerate(left):
        for other, level in left[index + 1 :]:
            assert abs(across - other) > LETTER or abs(up - level) > LINE


def test_points_far_apart_keep_their_letters() -> None:
    assert joined(["N", "K", "U"], [(0, 1), (0.5, 0.5), (0.5, 0.8)]) == ("N", "K", "U")


def test_a_long_label_reaches_further() -> None:
    beside = [(0.5, 0.5), (0.5, 0.5), (0.5 + 1.5 * LETTER, 0.5)]
    assert joined(["N", "K", "U"], beside) == ("N, K, U", "", "")
    assert joined(["N", "U"], beside[1:]) == ("N", "U")


def test_letters_that_fall_together_are_one_label_in_the_pictures(tmp_path: Path) -> None:
    """One lay on the other, and none could be read."""
    for name, values in (("two", TWO), ("three", {**TWO, "east": (3, 2, 1, 1, 2, 3)})):
        found = agreement(read_case(deal(tmp_path / name, values)))
        worth = tuple(Fraction(each) for each in found.points[0].utilities)
        chart = frontier_chart(found, None, [Marked(each, "picked", worth) for each in "NKU"])
        assert chart is not None
        rows = [
            row
            for row in rows_of(specification_of(chart))
            if row.get("kind") == "picked" and row.get("party", "east") == "east"
        ]
        assert {row["label"] for row in rows} == {"N, K, U", ""}
        assert any(row["what"] == "K: picked" for row in rows)
