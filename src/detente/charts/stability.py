"""The states of a conflict that matter most, and who can move from which to which."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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

BAND = 14.0
"""How broad the band is under a way."""

STEP_AT = 0.4
"""How far along a move the number of its step stands."""


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
    way: Sequence[tuple[str, str, str]] = (),
) -> alt.LayerChart | None:
    """Return the graph of moves: states by their numbers, joined where a party can move.

    A large head on a thick line points to what the party prefers, a small head to where it can
    move without preferring it; lines have the colour and dashes of the party. Squares are states
    that hold for all under some concept, circles the others; the state ``now`` has a thick border. A
    ``way``, as moves (who, from where, to where), lies on a broad band with its steps numbered. None
    where there is no move to draw. Cost: the moves times the states.
    """
    if not found.moves:
        return None
    movers = {each.party for each in found.moves}
    names = labels((party, name) for party, name in parties.items() if party in movers)
    where = places(found.states, [(each.start, each.end) for each in found.moves])
    drawn = _curves(found, where)
    points, heads = _lines(found, drawn, states, names)
    height = max(y for _, y in where.values()) + min(y for _, y in where.values())
    scale = _scales(height)
    shapes, numbers, beside = _nodes(found, where, states, now, scale, theme)
    layers: Any = _strokes(points, names, scale, theme) + _heads(heads, names, scale, theme)
    if way:
        band, steps = _way(way, drawn, found, scale, theme)
        layers = band + layers + steps
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


Curves = dict[tuple[str, str, str], Curve]
"""The line of each party between two states, the one that comes first in the picture first."""


def _curves(found: Around, where: Mapping[str, Point]) -> Curves:
    """Return the line of each party between each two states that it can move between."""
    drawn: Curves = {}
    for each in found.moves:
        key = _key(found, each.party, each.start, each.end)
        if key not in drawn:
            first, then = key[1:]
            others = [place for state, place in where.items() if state not in (first, then)]
            taken = [line for one, line in drawn.items() if one[1:] == (first, then)]
            drawn[key] = curve(where[first], where[then], others, taken)
    return drawn


def _key(found: Around, party: str, start: str, end: str) -> tuple[str, str, str]:
    first, then = sorted((start, end), key=found.states.index)
    return party, first, then


def _course(found: Around, drawn: Curves, move: tuple[str, str, str]) -> Curve:
    """Return the line of a move from its start to its end."""
    key = _key(found, *move)
    return drawn[key] if key[1] == move[1] else drawn[key][::-1]


def _lines(
    found: Around, drawn: Curves, states: Mapping[str, StateLabel], names: Mapping[str, str]
) -> tuple[list[Row], list[Row]]:
    """Return the points of the lines, one for each pair of states and party, and their heads."""
    points: list[Row] = []
    heads: list[Row] = []
    improving = {(m.party, m.start, m.end) for m in found.moves if m.improves}
    for number, (key, line) in enumerate(drawn.items(), 1):
        both = {key, (key[0], key[2], key[1])}
        wide = IMPROVING[0] if both & improving else OTHER[0]
        told = {"party": names[key[0]], "wide": wide, "line": number}
        points.extend(told | {"x": x, "y": y, "step": step} for step, (x, y) in enumerate(line))
    for each in found.moves:
        course = _course(found, drawn, (each.party, each.start, each.end))
        (x, y), (across, down) = head(course, AWAY)
        heads.append(
            {"party": names[each.party], "x": x, "y": y, "across": across, "down": down}
            | {"large": (IMPROVING if each.improves else OTHER)[1]}
            | {"move": visible(_move(each, states, names))}
        )
    return points, heads


def _way(
    way: Sequence[tuple[str, str, str]], drawn: Curves, found: Around, scale: Scales, theme: Theme
) -> tuple[alt.Chart, alt.LayerChart]:
    """Return the band under a way, and the numbers of its steps."""
    band: list[Row] = []
    steps: list[Row] = []
    for number, move in enumerate(way, 1):
        course = _course(found, drawn, move)
        band.extend({"x": x, "y": y, "n": i, "line": number} for i, (x, y) in enumerate(course))
        x, y = course[round(len(course) * STEP_AT)]
        steps.append({"x": x, "y": y, "told": str(number)})
    under: alt.Chart = (
        alt.Chart(alt.Data(values=band))
        .mark_line(strokeWidth=BAND, opacity=0.3, color=theme.ground["muted"], strokeCap="round")
        .encode(x=scale[0], y=scale[1], detail="line:N", order="n:Q")
    )
    base = alt.Chart(alt.Data(values=steps)).encode(x=scale[0], y=scale[1])
    ground = theme.ground
    disc = base.mark_point(
        filled=True, size=260, opacity=1, fill=ground["ink"], stroke=ground["ink"]
    )
    text = base.mark_text(
        fontSize=11, fontWeight="bold", baseline="middle", color=ground["surface"]
    ).encode(text="told:N")
    return under, disc + text


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
