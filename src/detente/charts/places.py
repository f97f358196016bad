"""Where the states of a small graph stand in a picture, and how lines run between them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import hypot

WIDTH, ROW_HEIGHT, EDGE = 620.0, 92.0, 44.0
IN_A_ROW = 6
PARTS = 24
"""A curve is drawn by so many straight pieces."""

CLEAR = 24.0
"""So far from the middle of a state a line keeps that does not end there."""

BENDS = (0.0, *(sign * bend for bend in range(35, 351, 35) for sign in (1.0, -1.0)))
"""How far a line may bend aside, the least first."""

NARROW = 0.55
"""How much narrower than here a picture is drawn on a narrow screen."""

Point = tuple[float, float]
Curve = tuple[Point, ...]


def places(states: Sequence[str], links: Iterable[tuple[str, str]]) -> dict[str, Point]:
    """Return where each state stands: the first on top, each other as far down as moves it is away.

    What no moves lead to from the first stands below. Within a row a state stands near those of the
    row above that it is linked with, else in the order given; a long row is broken. Ties are in
    the order given; no states: none. Cost: linear, and the sorting of rows.

    >>> places(["a", "b"], [("a", "b")])
    {'a': (310.0, 44.0), 'b': (310.0, 136.0)}
    """
    after: dict[str, list[str]] = {each: [] for each in states}
    around: dict[str, list[str]] = {each: [] for each in states}
    for first, then in links:
        after[first].append(then)
        around[first].append(then)
        around[then].append(first)
    found: dict[str, Point] = {}
    down = EDGE
    for layer in _layers(states, after):
        order = {each: index for index, each in enumerate(layer)}
        row = sorted(layer, key=lambda each: (_above(each, around, found), order[each]))
        rows = -(-len(row) // IN_A_ROW)
        longest = -(-len(row) // rows)
        for begin in range(0, len(row), longest):
            part = row[begin : begin + longest]
            for index, each in enumerate(part):
                found[each] = (round(WIDTH * (index + 0.5) / len(part), 1), down)
            down += ROW_HEIGHT
    return found


def _layers(states: Sequence[str], after: Mapping[str, Sequence[str]]) -> Iterable[list[str]]:
    """Yield the states by how many moves they are away from the first."""
    left = dict.fromkeys(states)
    while left:
        front = [next(iter(left))]
        while front:
            for each in front:
                del left[each]
            yield front
            front = [each for each in left if any(each in after[before] for before in front)]


def _above(state: str, around: Mapping[str, Sequence[str]], found: Mapping[str, Point]) -> float:
    """Return where the states above that a state is linked with stand, on the average."""
    across = [found[each][0] for each in around[state] if each in found]
    return sum(across) / len(across) if across else WIDTH / 2


def curve(start: Point, end: Point, others: Sequence[Point], taken: Sequence[Curve]) -> Curve:
    """Return the points of a line between two states that runs through no other state.

    It is straight where it can be, else bent as little as will do; where nothing will do, by as
    little as no other line between the two is (``taken``). Cost: the bends times the states.
    """
    height = max((y for _, y in (start, end, *others)), default=0.0) + EDGE
    free = [each for each in (_bent(start, end, bend) for bend in BENDS) if each not in taken]
    for each in free:
        inside = all(4 < x < WIDTH - 4 and 4 < y < height - 4 for x, y in each)
        if inside and not any(_near(each, other) for other in others):
            return each
    return free[0] if free else _bent(start, end, 0.0)


def _bent(start: Point, end: Point, bend: float) -> Curve:
    across, down = end[0] - start[0], end[1] - start[1]
    length = hypot(across, down) or 1.0
    middle = (
        (start[0] + end[0]) / 2 - down / length * bend,
        (start[1] + end[1]) / 2 + across / length * bend,
    )
    points = []
    for part in range(PARTS + 1):
        along = part / PARTS
        weights = ((1 - along) ** 2, 2 * along * (1 - along), along**2)
        ends = (start, middle, end)
        points.append(
            (
                round(sum(w * x for w, (x, _) in zip(weights, ends, strict=True)), 1),
                round(sum(w * y for w, (_, y) in zip(weights, ends, strict=True)), 1),
            )
        )
    return tuple(points)


def _near(line: Curve, point: Point) -> bool:
    return any(hypot(x - point[0], y - point[1]) < CLEAR for x, y in line)


def head(line: Curve, away: float) -> tuple[Point, Point]:
    """Return where the head of an arrow along a line stands, and which way it points.

    It stands ``away`` from the line's end, of a short line in its middle; farther where it runs
    across, since a narrow screen draws the picture narrower, and not lower.

    >>> head(((0.0, 0.0), (50.0, 0.0), (100.0, 0.0)), 20.0)
    ((50.0, 0.0), (100.0, 0.0))
    """
    end = line[-1]
    far = [i for i, (x, y) in enumerate(line) if hypot((x - end[0]) * NARROW, y - end[1]) >= away]
    at = max(1, min(max(far, default=0), len(line) - 2), len(line) // 2)
    before, behind = line[at - 1], line[at + 1]
    return line[at], (behind[0] - before[0], behind[1] - before[1])
