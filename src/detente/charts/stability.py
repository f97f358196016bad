"""The states of a conflict that matter most, and who can move from which to which."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import altair as alt

from detente.core.record.texts import visible
from detente.core.stability.around import Around, MoveBetween

from .places import WIDTH, Curve, Point, curve, head, places
from .theme import PAPER, Theme, labels

COLOURS = ("statement", "condition", "commitment", "meeting", "deadline", "paper")
DASHES = ([1, 0], [7, 4], [2, 3], [9, 3, 2, 3], [14, 4])
"""Two parties of one colour have lines of different dashes."""

AWAY = 23.0
"""How far from the middle of a state the heads of arrows stand."""

IMPROVING, OTHER = (2.8, 170), (1.1, 55)
"""How thick a line is and how large its head, where a move is an improvement, and where not."""

LONG_NAME = 22


@dataclass(frozen=True, slots=True)
class StateLabel:
    """What a state is called in the picture."""

    number: str
    label: str
    holds: bool = False
    """Whether it holds for all under some concept."""


def moves_chart(
    found: Around,
    states: Mapping[str, StateLabel],
    parties: Mapping[str, str],
    now: str = "",
    theme: Theme = PAPER,
) -> alt.LayerChart | None:
    """Return the graph of moves: states by their numbers, joined where a party can move.

    A large head on a thick line points to what the party prefers, a small head to where it can
    move without preferring it; lines have the colour and dashes of the party. Squares are states
    that hold for all under some concept, circles the others; the state ``now`` has a thick border. None
    where there is no move to draw. Cost: the moves times the states.
    """
    if not found.moves:
        return None
    movers = {each.party for each in found.moves}
    names = labels((party, name) for party, name in parties.items() if party in movers)
    where = places(found.states, [(each.start, each.end) for each in found.moves])
    points, heads = _lines(found, where, states, names)
    height = max(y for _, y in where.values()) + min(y for _, y in where.values())
    scale = _scales(height)
    shapes, numbers, beside = _nodes(found, where, states, now, scale, theme)
    layers: Any = _strokes(points, names, scale, theme) + _heads(heads, names, scale, theme)
    layers = layers + shapes + numbers + beside
    chart: alt.LayerChart = layers.properties(
        width="container",
        height=height,
        config=theme.config(),
        description="Moves: " + visible(_in_words(found, states, parties)),
    )
    return chart


Scales = tuple[alt.X, alt.Y]
Row = dict[str, Any]


def _scales(height: float) -> Scales:
    return (
        alt.X("x:Q", axis=None, scale=alt.Scale(domain=[0, WIDTH], nice=False)),
        alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[0, height], nice=False, reverse=True)),
    )


def _lines(
    found: Around,
    where: Mapping[str, Point],
    states: Mapping[str, StateLabel],
    names: Mapping[str, str],
) -> tuple[list[Row], list[Row]]:
    """Return the points of the lines, one for each pair of states and party, and their heads."""
    points: list[Row] = []
    heads: list[Row] = []
    drawn: dict[tuple[str, str, str], Curve] = {}
    improving = {(m.party, m.start, m.end) for m in found.moves if m.improves}
    for each in found.moves:
        first, then = sorted((each.start, each.end), key=found.states.index)
        line = drawn.get((each.party, first, then))
        both = {(each.party, first, then), (each.party, then, first)}
        if line is None:
            others = [place for state, place in where.items() if state not in (first, then)]
            taken = [drawn[k] for k in drawn if k[1:] == (first, then)]
            line = drawn[each.party, first, then] = curve(where[first], where[then], others, taken)
            wide = IMPROVING[0] if both & improving else OTHER[0]
            told = {"party": names[each.party], "wide": wide, "line": len(drawn)}
            points.extend(told | {"x": x, "y": y, "step": step} for step, (x, y) in enumerate(line))
        course = line if each.start == first else line[::-1]
        (x, y), (across, down) = head(course, AWAY)
        heads.append(
            {"party": names[each.party], "x": x, "y": y, "across": across, "down": down}
            | {"large": (IMPROVING if each.improves else OTHER)[1]}
            | {"move": visible(_move(each, states, names))}
        )
    return points, heads


def _strokes(points: list[Row], names: Mapping[str, str], scale: Scales, theme: Theme) -> alt.Chart:
    told = list(names.values())
    legend = alt.Legend(
        title=None,
        orient="top",
        columns=1 if max(map(len, told)) > LONG_NAME else 2,
        labelLimit=300,
        symbolType="stroke",
        symbolSize=900,
        symbolStrokeWidth=2.5,
    )
    colours = _colours(len(told), theme)
    dashes = [DASHES[index % len(DASHES)] for index in range(len(told))]
    chart: alt.Chart = (
        alt.Chart(alt.Data(values=points))
        .mark_line(opacity=0.9)
        .encode(
            x=scale[0],
            y=scale[1],
            detail="line:N",
            order="step:Q",
            strokeWidth=alt.StrokeWidth("wide:Q", scale=None),
            color=alt.Color("party:N", scale=alt.Scale(domain=told, range=colours), legend=legend),
            strokeDash=alt.StrokeDash(
                "party:N", scale=alt.Scale(domain=told, range=dashes), legend=legend
            ),
        )
    )
    return chart


def _colours(parties: int, theme: Theme) -> list[str]:
    return [theme.kinds[COLOURS[index % len(COLOURS)]] for index in range(parties)]


def _heads(heads: list[Row], names: Mapping[str, str], scale: Scales, theme: Theme) -> alt.Chart:
    colours = dict(zip(names.values(), _colours(len(names), theme), strict=True))
    rows = [each | {"colour": colours[each["party"]]} for each in heads]
    turned = alt.ExprRef(f"atan2(datum.down, datum.across * width / {WIDTH:g}) * 180 / PI")
    chart: alt.Chart = (
        alt.Chart(alt.Data(values=rows))
        .mark_point(shape="triangle-right", filled=True, opacity=1, angle=turned)
        .encode(
            x=scale[0],
            y=scale[1],
            size=alt.Size("large:Q", scale=None),
            color=alt.Color("colour:N", scale=None),
            tooltip=[alt.Tooltip("move:N")],
        )
    )
    return chart


def _nodes(
    found: Around,
    where: Mapping[str, Point],
    states: Mapping[str, StateLabel],
    now: str,
    scale: Scales,
    theme: Theme,
) -> tuple[alt.Chart, alt.Chart, alt.Chart]:
    """Return the states, with their numbers, and the word "now" beside one of them."""
    rows = [
        {
            "x": where[each][0],
            "y": where[each][1],
            "number": states[each].number,
            "state": visible(states[each].label),
            "shape": "square" if states[each].holds else "circle",
            "border": 3.2 if each == now else 1.4,
            "now": "now" if each == now else "",
        }
        for each in found.states
    ]
    base = alt.Chart(alt.Data(values=rows)).encode(
        x=scale[0], y=scale[1], tooltip=[alt.Tooltip("number:N"), alt.Tooltip("state:N")]
    )
    ground = theme.ground
    shapes = base.mark_point(
        filled=True, fill=ground["surface"], stroke=ground["ink"], size=720, opacity=1
    ).encode(
        shape=alt.Shape("shape:N", scale=None),
        strokeWidth=alt.StrokeWidth("border:Q", scale=None),
    )
    numbers = base.mark_text(fontSize=13, color=ground["ink"]).encode(text="number:N")
    beside = base.mark_text(
        fontSize=12, color=ground["ink"], fontWeight="bold", align="left", dx=21, dy=-13
    ).encode(text="now:N")
    return shapes, numbers, beside


def _in_words(found: Around, states: Mapping[str, StateLabel], parties: Mapping[str, str]) -> str:
    return "; ".join(_move(each, states, parties) for each in found.moves)


def _move(move: MoveBetween, states: Mapping[str, StateLabel], parties: Mapping[str, str]) -> str:
    told = f"{parties[move.party]} from {states[move.start].number} to {states[move.end].number}"
    return told + (", which it prefers" if move.improves else "")
