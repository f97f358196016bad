"""What has to come before what, as a picture: steps as boxes, requirements as arrows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from textwrap import wrap
from unicodedata import east_asian_width

from markupsafe import escape

from detente.core.record.texts import visible
from detente.core.sequence.analysis import Sequence

from .layers import Rows, rows_of
from .theme import PAPER, Theme

BOX_WIDTH, LINE_HEIGHT, PADDING = 184, 17, 9
GAP_ACROSS, GAP_DOWN, MARGIN, ABOVE = 30, 70, 14, 42
SIGNS_IN_A_LINE, LINES_AT_MOST = 23, 4
ALONE = "What has to come before what, drawn by detente"
"""The name of a picture that is a file by itself; by it a file of ours is known again."""

STEPS_AT_MOST = 45
"""How many steps are drawn at most; of more, those that are blocked come first."""


@dataclass(frozen=True, slots=True)
class _Box:
    key: str
    x: float
    y: float
    height: float
    lines: tuple[str, ...]

    @property
    def middle(self) -> float:
        return self.x + BOX_WIDTH / 2


@dataclass(frozen=True, slots=True)
class _Arrow:
    first: str
    then: str
    label: str
    circle: bool
    alternative: bool


def conditions_picture(
    found: Sequence,
    labels: Mapping[str, str],
    askers: Mapping[str, str],
    theme: Theme = PAPER,
    *,
    alone: bool = False,
) -> str:
    """Return the requirements in force as an SVG: what comes first above what waits for it.

    ``labels`` has a short text for each step, ``askers`` for each requirement who asks for
    it. Links of the shortest circle of a deadlock are thick, with the word for it in
    the text beside the picture; steps that cannot happen have a thick border;
    alternatives are dashed. ``alone`` gives a picture that is a file by itself, on a ground of
    its own. No requirement in force gives "". Cost: linear, and the sorting of rows.
    """
    arrows = _arrows(found, askers)
    steps = _drawn(found, arrows)
    kept = [each for each in arrows if each.first in steps and each.then in steps]
    if not kept:
        return ""
    rows = rows_of(steps, [(each.first, each.then) for each in kept])
    boxes = _placed(rows, labels)
    width = 2 * MARGIN + max(box.x + BOX_WIDTH for box in boxes.values()) - MARGIN
    height = ABOVE + max(box.y + box.height for box in boxes.values())
    blocked = set(found.blocked)
    parts = [
        _head(width, height, theme, alone=alone),
        *(_arrow(each, boxes, width, theme) for each in kept),
        *(_box(box, box.key in blocked, labels[box.key], theme) for box in boxes.values()),
        "</svg>",
    ]
    return "".join(parts)


def _arrows(found: Sequence, askers: Mapping[str, str]) -> list[_Arrow]:
    circles = {
        (link.for_, link.waits) for freed in found.deadlocks for link in freed.deadlock.circle
    }
    arrows: dict[tuple[str, str], _Arrow] = {}
    for requirement in found.graph.in_force():
        for first in requirement.before:
            link = (first, requirement.then)
            label = askers.get(requirement.id, "")
            before = arrows.get(link)
            if before is not None and label not in before.label.split(", "):
                label = f"{before.label}, {label}"
            elif before is not None:
                label = before.label
            either = first in requirement.either and (before is None or before.alternative)
            arrows[link] = _Arrow(*link, label, link in circles, either)
    return list(arrows.values())


def _drawn(found: Sequence, arrows: Iterable[_Arrow]) -> list[str]:
    """Return the steps that are drawn: those with an arrow, the blocked ones first if many."""
    linked = {key for each in arrows for key in (each.first, each.then)}
    steps = [step.key for step in found.graph.steps if step.key in linked]
    if len(steps) <= STEPS_AT_MOST:
        return steps
    locked = {key for freed in found.deadlocks for key in freed.deadlock.steps}
    blocked = set(found.blocked)
    first = sorted(steps, key=lambda key: (key not in locked, key not in blocked))
    chosen = set(first[:STEPS_AT_MOST])
    return [key for key in steps if key in chosen]


def left_out(found: Sequence) -> int:
    """Return how many steps that wait or are waited for are not in the picture."""
    arrows = _arrows(found, {})
    linked = {key for each in arrows for key in (each.first, each.then)}
    return len(linked) - len(_drawn(found, arrows))


def _placed(rows: Rows, labels: Mapping[str, str]) -> dict[str, _Box]:
    boxes: dict[str, _Box] = {}
    widest = max(len(row) for row in rows.rows)
    top = float(ABOVE if _arcs_above(rows) else MARGIN)
    for row in rows.rows:
        lines = {key: _lines(labels[key]) for key in row}
        tallest = max(len(each) for each in lines.values())
        height = 2 * PADDING + LINE_HEIGHT * tallest
        left = MARGIN + (widest - len(row)) * (BOX_WIDTH + GAP_ACROSS) / 2
        for index, key in enumerate(row):
            x = left + index * (BOX_WIDTH + GAP_ACROSS)
            boxes[key] = _Box(key, x, top, height, lines[key])
        top += height + GAP_DOWN
    return boxes


def _arcs_above(rows: Rows) -> bool:
    """Whether an arrow runs over the first row."""
    ends = {*rows.rows[0]}
    return any(first in ends and then in ends for first, then in rows.links)


def _lines(label: str) -> tuple[str, ...]:
    """Return a label in lines that fit into a box; signs of double width count twice."""
    text = visible(label)
    wide = sum(east_asian_width(sign) in "WF" for sign in text)
    signs = SIGNS_IN_A_LINE if wide * 4 < len(text) else SIGNS_IN_A_LINE // 2
    lines = wrap(text, signs) or [""]
    if len(lines) > LINES_AT_MOST:
        lines = [*lines[: LINES_AT_MOST - 1], lines[LINES_AT_MOST - 1][: signs - 1] + "…"]
    return tuple(lines)


def _head(width: float, height: float, theme: Theme, *, alone: bool) -> str:
    markers = "".join(
        f'<marker id="conditions-{kind}" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7" '
        f'markerHeight="7" orient="auto-start-reverse" markerUnits="userSpaceOnUse">'
        f'<path d="M0 0L10 5L0 10z" style="fill:{colour}"/></marker>'
        for kind, colour in (("arrow", theme.ground["muted"]), ("circle", theme.stances["refuses"]))
    )
    named = f'aria-label="{ALONE}"' if alone else 'aria-labelledby="caption-conditions"'
    ground = f"background:{theme.ground['surface']}" if alone else ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" '
        f'width="{width:g}" height="{height:g}" role="img" {named} style="{ground}" '
        'font-family="system-ui, sans-serif" font-size="13">'
        f"<defs>{markers}</defs>"
    )


def _box(box: _Box, blocked: bool, label: str, theme: Theme) -> str:
    colour = theme.stances["refuses"] if blocked else theme.ground["muted"]
    style = f"fill:{theme.ground['surface']};stroke:{colour};stroke-width:{2.5 if blocked else 1}"
    first = box.y + (box.height - LINE_HEIGHT * len(box.lines)) / 2 + 13
    lines = "".join(
        f'<text x="{box.middle:g}" y="{first + LINE_HEIGHT * index:g}" text-anchor="middle" '
        f'style="fill:{theme.ground["ink"]}">{escape(line)}</text>'
        for index, line in enumerate(box.lines)
    )
    return (
        f"<g><title>{escape(visible(label))}</title>"
        f'<rect x="{box.x:g}" y="{box.y:g}" width="{BOX_WIDTH}" height="{box.height:g}" rx="7" '
        f'style="{style}"/>{lines}</g>'
    )


def _arrow(arrow: _Arrow, boxes: Mapping[str, _Box], width: float, theme: Theme) -> str:
    path, (x, y) = _course(boxes[arrow.first], boxes[arrow.then], boxes.values(), width)
    colour = theme.stances["refuses"] if arrow.circle else theme.ground["muted"]
    dashes = "stroke-dasharray:6 4;" if arrow.alternative else ""
    kind = "circle" if arrow.circle else "arrow"
    label = f"or: {arrow.label}" if arrow.alternative else arrow.label
    shown = visible(label) if len(label) <= SIGNS_IN_A_LINE else visible(label)[:24] + "…"
    halo = f"paint-order:stroke;stroke:{theme.ground['surface']};stroke-width:4px;"
    return (
        f'<path d="{path}" marker-end="url(#conditions-{kind})" style="fill:none;stroke:{colour};{dashes}'
        f'stroke-width:{2.5 if arrow.circle else 1.25}"/>'
        f'<text x="{x:g}" y="{y:g}" text-anchor="middle" font-size="11.5" '
        f'style="{halo}fill:{colour}">{escape(shown)}</text>'
    )


Point = tuple[float, float]


def _course(first: _Box, then: _Box, boxes: Iterable[_Box], width: float) -> tuple[str, Point]:
    """Return the path from one box to another, and where its label stands."""
    if first.y == then.y:
        return _beside(first, then)
    down = first.y < then.y
    start = (first.middle, first.y + first.height) if down else (first.middle + 60, first.y)
    end = (then.middle, then.y) if down else (then.middle + 60, then.y + then.height)
    others = [box for box in boxes if box not in (first, then)]
    curves = [_curve(start, end, aside) for aside in ASIDE]
    free = (
        curve
        for curve in curves
        if not _leaves(curve, width) and not any(_crosses(curve, box) for box in others)
    )
    curve = next(free, curves[0])
    numbers = [f"{x:g} {y:g}" for x, y in curve]
    far = abs(end[1] - start[1]) > GAP_DOWN + 1
    x, y = _point(curve, 0.14 if far else 0.33)  # near its start, apart from others to this end
    return f"M{numbers[0]}C{' '.join(numbers[1:])}", (x, y + 4)


ASIDE = (0, 70, -70, 140, -140, 210, -210, 300, -300, 400, -400)
"""How far aside a curve may bend to pass by the boxes in its way."""


def _curve(start: Point, end: Point, aside: float) -> tuple[Point, Point, Point, Point]:
    bend = (end[1] - start[1]) / 2
    return start, (start[0] + aside, start[1] + bend), (end[0] + aside, end[1] - bend), end


def _point(curve: tuple[Point, Point, Point, Point], along: float) -> Point:
    """Return the point of a curve at a part of its course, 0 to 1."""
    left = 1 - along
    weights = (left**3, 3 * left**2 * along, 3 * left * along**2, along**3)
    return (
        sum(weight * x for weight, (x, _) in zip(weights, curve, strict=True)),
        sum(weight * y for weight, (_, y) in zip(weights, curve, strict=True)),
    )


def _leaves(curve: tuple[Point, Point, Point, Point], width: float) -> bool:
    """Return whether a curve runs out of the picture on a side."""
    return any(not 2 < _point(curve, part / 24)[0] < width - 2 for part in range(25))


def _crosses(curve: tuple[Point, Point, Point, Point], box: _Box) -> bool:
    """Return whether a curve runs through a box."""
    return any(
        (box.x - 4 < x < box.x + BOX_WIDTH + 4 and box.y - 4 < y < box.y + box.height + 4)
        for x, y in (_point(curve, part / 24) for part in range(25))
    )


def _beside(first: _Box, then: _Box) -> tuple[str, Point]:
    """Return the path to a box of the same row: over it to the right, under it to the left."""
    right = first.x < then.x
    edge = first.y if right else first.y + first.height
    away = edge - 34 if right else edge + 34
    inward = 34 if right else -34
    start, end = first.middle + inward, then.middle - inward
    path = f"M{start:g} {edge:g}C{start:g} {away:g} {end:g} {away:g} {end:g} {edge:g}"
    return path, ((start + end) / 2, edge - 28 if right else edge + 36)
