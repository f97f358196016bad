"""The pictures of deals: who refuses, the frontier of two parties and of more."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from detente.charts.agreement import (
    POINTS_DRAWN,
    Marked,
    drawn,
    frontier_chart,
    zone_chart,
)
from detente.charts.rendering import as_svg, specification_of
from detente.charts.theme import PAPER, SCREEN, Theme
from detente.core.solutions.agreement import Agreement, FrontierPoint, agreement
from detente.formats.casefile import read_case

from ..cli.deals import AGAINST, TWO, deal
from .test_charts import rows_of

NASH = Path(__file__).parents[2] / "cases" / "literature" / "nash-1950"


@pytest.fixture(scope="module")
def swap() -> Agreement:
    return agreement(read_case(NASH))


def of_three(folder: Path) -> Agreement:
    return agreement(read_case(deal(folder, {**TWO, "east": (3, 2, 1, 1, 2, 3)})))


def test_a_bar_for_each_set_of_parties(swap: Agreement) -> None:
    chart = zone_chart(swap, {"bill": "Bill", "jack": "Jack"})
    assert chart is not None
    rows = rows_of(specification_of(chart))
    bars = {(row["who"], row["packages"]) for row in rows}
    assert bars == {("nobody: suits all", 293), ("Bill", 108), ("Jack", 110), ("Bill, Jack", 1)}
    assert "nobody: suits all: 293 (57.2 %)" in specification_of(chart)["description"]


def test_two_parties_have_a_plane_with_every_mark(swap: Agreement) -> None:
    picked = Marked("A", "picked by Nash", (Fraction(24), Fraction(11)))
    paper = Marked("Bill's\u202e letter", "a paper", (Fraction(14), Fraction(7)))
    chart = frontier_chart(swap, None, [picked], [paper])
    assert chart is not None
    rows = rows_of(specification_of(chart))
    kinds = {kind: [row for row in rows if row.get("kind") == kind]
             for kind in ("frontier", "picked", "paper", "nothing")}  # fmt: skip
    assert {(row["first"], row["second"]) for row in kinds["frontier"]} == {
        tuple(map(float, each.utilities)) for each in swap.points
    }
    assert {(row["label"], row["first"], row["second"]) for row in kinds["picked"]} == {
        ("A", 24, 11)
    }
    assert {(row["first"], row["second"]) for row in kinds["nothing"]} == {(12, 6)}
    assert all("\u202e" not in row["label"] for row in kinds["paper"])
    (zone,) = [row for row in rows if "first_best" in row]
    assert (zone["first"], zone["first_best"], zone["second_best"]) == (12, 34, 16)
    assert "A: picked by Nash, bill 24, jack 11" in specification_of(chart)["description"]


def test_more_parties_have_a_line_each(tmp_path: Path) -> None:
    found = of_three(tmp_path / "case")
    chart = frontier_chart(found, mirrored=True)
    assert chart is not None
    rows = rows_of(specification_of(chart))
    assert {row["party"] for row in rows} == {"north", "south", "east"}
    assert all(0 <= row["height"] <= 1 for row in rows)
    assert len({row["package"] for row in rows if row["kind"] == "frontier"}) == len(found.points)


def test_nothing_is_drawn_where_there_is_nothing(tmp_path: Path) -> None:
    nobody = agreement(read_case(Path(__file__).parents[2] / "cases" / "istanbul-2025"), author="x")
    assert zone_chart(nobody) is None
    assert frontier_chart(nobody) is None
    one = agreement(read_case(deal(tmp_path / "one", {"north": AGAINST["north"]})))
    assert frontier_chart(one) is None
    assert zone_chart(one) is not None


@pytest.mark.parametrize("theme", [PAPER, SCREEN], ids=["paper", "screen"])
def test_they_draw(swap: Agreement, tmp_path: Path, theme: Theme) -> None:
    for found in (swap, of_three(tmp_path / "case")):
        for chart in (zone_chart(found, theme=theme), frontier_chart(found, theme=theme)):
            assert chart is not None
            assert as_svg(specification_of(chart), 600).startswith("<svg")


def test_of_many_points_every_so_many_is_drawn_and_those_marked() -> None:
    values = [(Fraction(n), Fraction(-n)) for n in range(3 * POINTS_DRAWN)]
    points = [FrontierPoint(each, each, 1, ()) for each in values]
    kept = drawn(points, {values[4]})
    assert len(kept) == POINTS_DRAWN + 1
    assert values[4] in {each.utilities for each in kept}
    assert drawn(points[:3], set()) == tuple(points[:3])


def test_parties_of_one_name_are_told_apart(swap: Agreement) -> None:
    chart = zone_chart(replace(swap), {"bill": "Same", "jack": "Same"})
    assert chart is not None
    names = {row["who"] for row in rows_of(specification_of(chart))}
    assert {"Same (bill)", "Same (jack)"} <= names
