"""The charts: what is in them, that they draw, and that colours can be told apart."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from detente.charts.matrix import position_chart
from detente.charts.rendering import as_svg, specification_of
from detente.charts.script import EmbedScript
from detente.charts.theme import GROUND, KIND_COLOURS, PAPER, SCREEN, STANCE_COLOURS
from detente.charts.timeline import timeline_chart
from detente.core.record.case import Case
from detente.core.record.positions import positions
from detente.core.record.timeline import timeline
from detente.core.report import Report

from ..core.builders import case_of, event


def rows_of(specification: dict[str, Any]) -> list[dict[str, Any]]:
    """All data rows in a specification, wherever Altair put them."""
    data = specification.get("data", {})
    found = list(data.get("values", specification.get("datasets", {}).get(data.get("name"), [])))
    for layer in specification.get("layer", []):
        found += rows_of({**layer, "datasets": specification.get("datasets", {})})
    return found


def test_the_matrix_has_a_field_for_each_party_and_issue(istanbul_report: Report) -> None:
    specification = specification_of(position_chart(istanbul_report.positions))
    fields = {(row["party"], row["issue"]): row["stance"] for row in rows_of(specification)}
    assert len(fields) == len(istanbul_report.positions.cells)
    assert fields["Ukraine", "Ceasefire"] == "silent"
    assert "Ukraine silent" in specification["description"]


def test_the_timeline_leaves_out_only_what_lies_far_back(istanbul_report: Report) -> None:
    rows = rows_of(specification_of(timeline_chart(istanbul_report.timeline, istanbul_report.on)))
    shown = [row["text"] for row in rows if "text" in row]
    assert "Crimea was annexed." not in shown
    assert len(shown) > len(istanbul_report.timeline) * 0.9


def test_what_lies_ahead_is_told_from_what_was(istanbul_report: Report) -> None:
    rows = rows_of(specification_of(timeline_chart(istanbul_report.timeline, istanbul_report.on)))
    ahead = [row for row in rows if row.get("ahead")]
    assert {row["start"] for row in ahead} == {"2025-06-02", "2025-06-12"}


def test_both_draw_as_svg_without_anything_from_outside(istanbul_report: Report) -> None:
    for chart in (
        position_chart(istanbul_report.positions),
        timeline_chart(istanbul_report.timeline, istanbul_report.on),
    ):
        svg = as_svg(specification_of(chart), 600)
        assert svg.startswith("<svg")
        assert "href" not in svg
        assert "Infinity" not in svg
        assert "NaN" not in svg


def test_an_empty_case_draws_too() -> None:
    empty = Case(title="Nothing yet")
    for chart in (position_chart(positions(empty)), timeline_chart(timeline(empty))):
        assert as_svg(specification_of(chart), 300).startswith("<svg")


def test_one_item_draws(istanbul_report: Report) -> None:
    one = timeline_chart(istanbul_report.timeline[-1:], date(2025, 5, 30))
    assert "Infinity" not in as_svg(specification_of(one), 300)


def test_issues_with_the_same_label_do_not_fall_into_one(istanbul_report: Report) -> None:
    matrix = istanbul_report.positions
    same = replace(matrix, issues=tuple(replace(issue, short="Same") for issue in matrix.issues))
    labels = {row["issue"] for row in rows_of(specification_of(position_chart(same)))}
    assert len(labels) == len(matrix.issues)


def test_the_script_for_live_charts_is_whole() -> None:
    script = EmbedScript().text()
    assert "vegaEmbed" in script
    assert len(script) > 500_000


def luminance(colour: str) -> float:
    """The relative luminance of WCAG 2.2."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("stance", [each for each in STANCE_COLOURS if each != "silent"])
def test_words_on_a_stance_can_be_read(stance: str, scheme: int) -> None:
    assert contrast(STANCE_COLOURS[stance][scheme], GROUND["surface"][scheme]) >= 4.5


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("kind", KIND_COLOURS)
def test_marks_stand_out_from_the_ground(kind: str, scheme: int) -> None:
    assert contrast(KIND_COLOURS[kind][scheme], GROUND["surface"][scheme]) >= 3


def test_paper_and_screen_name_the_same_things() -> None:
    assert set(PAPER.stances) == set(SCREEN.stances)
    assert set(PAPER.kinds) == set(SCREEN.kinds)


def test_a_mirrored_chart_begins_at_the_right(istanbul_report: Report) -> None:
    plain = specification_of(position_chart(istanbul_report.positions))
    mirrored = specification_of(position_chart(istanbul_report.positions, mirrored=True))
    for chart, turned, side in ((plain, False, "left"), (mirrored, True, "right")):
        encoding = chart["layer"][0]["encoding"]
        assert encoding["x"]["scale"]["reverse"] is turned
        assert encoding["y"]["axis"]["orient"] == side
    line = specification_of(timeline_chart(istanbul_report.timeline, mirrored=True))
    assert line["layer"][0]["encoding"]["x"]["scale"]["reverse"] is True


def test_the_last_day_that_can_be_written_is_drawn() -> None:
    items = timeline(case_of(event(date="9999-12-31"), event("other", date="9999")))
    assert as_svg(specification_of(timeline_chart(items)), 600).startswith("<svg")
