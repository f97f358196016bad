"""The charts of a report: on the screen live where a script is there, on paper as drawings."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import altair as alt
from markupsafe import Markup

from detente.charts.agreement import frontier_chart, zone_chart
from detente.charts.conditions import conditions_picture, left_out
from detente.charts.distances import distance_chart
from detente.charts.matrix import position_chart
from detente.charts.rendering import as_svg, specification_of
from detente.charts.stability import moves_chart
from detente.charts.theme import PAPER, Theme
from detente.charts.timeline import timeline_chart
from detente.core.record.case import Case
from detente.core.report import Report
from detente.core.sequence.analysis import Sequence

from . import fairness_words, movement_words, sequence_words, stability_section, words
from .direction import page_direction
from .drawings import drawing_on_paper

CHART_WIDTH = 620


def charts_of(report: Report, sections: Iterable[str], theme: Theme) -> dict[str, dict[str, Any]]:
    """Return the charts of the sections chosen, by name: the drawing, and what makes it live.

    A chart that nothing is there for is left out; ``specification`` is None for a picture
    that stays as it is.
    """
    wanted = set(sections)
    found: dict[str, alt.LayerChart | alt.FacetChart] = {}
    signs = dict(words.STANCE_SIGNS)
    mirrored = page_direction(report.case.language) == "rtl"
    if "positions" in wanted and report.positions.cells:
        found["positions"] = position_chart(report.positions, signs, theme, mirrored=mirrored)
    if "timeline" in wanted and report.timeline:
        items = tuple(replace(each, text=words.item_text(each)) for each in report.timeline)
        found["timeline"] = timeline_chart(items, report.on, theme, mirrored=mirrored)
    if "movement" in wanted and (strips := _distances(report, theme, mirrored)) is not None:
        found["distances"] = strips
    if "agreement" in wanted:
        found.update(_agreement(report, theme, mirrored))
    if "stability" in wanted and (graph := _moves(report, theme)) is not None:
        found["moves"] = graph
    specifications = {name: specification_of(chart) for name, chart in found.items()}
    charts: dict[str, dict[str, Any]] = {
        name: {
            "svg": _drawn(labelled(as_svg(specification, CHART_WIDTH), name), theme),
            "specification": specification,
        }
        for name, specification in specifications.items()
    }
    if "conditions" in wanted and (
        picture := drawn_conditions(report.sequence, report.case, theme)
    ):
        charts["conditions"] = {
            "svg": _drawn(picture, theme),
            "specification": None,
            "left_out": left_out(report.sequence),
        }
    return charts


def drawn_conditions(
    found: Sequence, case: Case, theme: Theme = PAPER, *, alone: bool = False
) -> str:
    """Return the picture of what has to come before what, with the names of the case; "" for none."""
    return conditions_picture(
        found,
        {each.key: sequence_words.short_step(each, case) for each in found.graph.steps},
        {
            each.id: words.name_of(case, each.required_by) if each.required_by else ""
            for each in found.graph.requirements
        },
        theme,
        alone=alone,
    )


def _distances(report: Report, theme: Theme, mirrored: bool) -> alt.LayerChart | None:
    names = movement_words.distance_names(report.case, report.movement)
    return distance_chart(report.movement.distances, names, report.on, theme, mirrored=mirrored)


def _agreement(report: Report, theme: Theme, mirrored: bool) -> dict[str, alt.LayerChart]:
    """Return the pictures of whether there is a deal that there is something to draw for."""
    deal = report.agreement
    if deal is None:
        return {}
    names = {party: words.name_of(report.case, party) for party in deal.parties}
    picked, papers = fairness_words.marked(deal), fairness_words.papers(report)
    charts = {
        "zone": zone_chart(deal, names, theme, mirrored=mirrored),
        "frontier": frontier_chart(deal, names, picked, papers, theme, mirrored=mirrored),
    }
    return {name: chart for name, chart in charts.items() if chart is not None}


def _moves(report: Report, theme: Theme) -> alt.LayerChart | None:
    """Return the moves between the states that matter most, where they are few enough."""
    states = stability_section.drawn_states(report, report.case)
    if report.moves is None or report.stability is None or not states:
        return None
    names = {party: words.name_of(report.case, party) for party in report.stability.parties}
    return moves_chart(report.moves, states, names, report.stability.now, theme)


def _drawn(svg: str, theme: Theme) -> Markup:
    return drawing_on_paper(svg) if theme is PAPER else Markup(svg)  # noqa: S704 - drawn by us


def labelled(svg: str, name: str, role: str = "img") -> str:
    """Return an SVG that a screen reader announces once, by the caption beside it.

    ``role``: ``group`` where there are links in it, which an ``img`` would hide.
    Vega numbers the ids of parts through all it draws; here they are the chart's own.
    """
    for number, clip in enumerate(dict.fromkeys(re.findall(r'id="((?:clip|gradient_)\d+)"', svg))):
        svg = re.sub(rf"\b{clip}\b", f"{name}-part-{number}", svg)
    opening = f'<svg role="{role}" aria-labelledby="caption-{name}" '
    return re.sub(r' role="graphics[^"]*"| aria-(?!labelledby)[a-z]+="[^"]*"', "", svg).replace(
        "<svg ", opening, 1
    )
