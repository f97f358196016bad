"""The graph of moves for the pages: each state leads to its page, and a way can lie on a band."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from markupsafe import Markup

from detente.charts.rendering import as_svg, specification_of
from detente.charts.stability import StateLabel, moves_chart
from detente.charts.theme import SCREEN
from detente.core.record.texts import visible
from detente.core.stability.around import Around
from detente.web.report_charts import CHART_WIDTH, labelled

from .drawings import without_styles

_STATE = re.compile(
    r'<path aria-label="x: [-\d.]+; y: [-\d.]+; border: [\d.]+; shape: \w+; number: ([\d,]+); [^>]*/>'
)


def moves_picture(
    moves: Around,
    states: Mapping[str, StateLabel],
    parties: Mapping[str, str],
    now: str,
    addresses: Mapping[str, str],
    way: Sequence[tuple[str, str, str]] = (),
) -> Markup | None:
    """Return the graph of moves as a drawing in which each state is a link; None: nobody can move.

    ``addresses`` are the pages of the states by their numbers; ``way``: moves that lie on a band.
    """
    chart = moves_chart(moves, states, parties, now, SCREEN, way)
    if chart is None:
        return None
    names = {each.number: visible(each.label) for each in states.values()}

    def link(found: re.Match[str]) -> str:
        number = found[1]
        opening = Markup('<a href="{}"><title>State {}: {}</title>')
        return f"{opening.format(addresses[number], number, names[number])}{found[0]}</a>"

    drawn = _STATE.sub(link, as_svg(specification_of(chart), CHART_WIDTH))
    return Markup(without_styles(labelled(drawn, "moves", "group")))  # noqa: S704 - drawn by us
