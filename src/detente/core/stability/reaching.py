"""The least value that the moves of several parties can lead to, nobody moving twice in a row."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from .moves import NOWHERE, Moves, Values

SWEEPS = 30
"""After so many rounds over all parties the search goes state by state instead."""


def least_reached(values: Values, moves: Sequence[Moves], sweeps: int = SWEEPS) -> Values:
    """Return for each state the least value over the states that joint moves reach from it.

    Joint moves are one move or more by the parties given, none twice in a row; the state
    itself counts where they lead back to it. ``NOWHERE`` where nobody can move. Exact. Cost: a
    few rounds over all moves on most models; from ``sweeps`` rounds on one search over all
    moves, in steps of the interpreter.

    >>> from .moves import Arcs
    >>> first, second = Arcs.of(3, [(0, 1)]), Arcs.of(3, [(1, 2)])
    >>> least_reached(np.array([3, 2, 1], dtype=np.int32), [first, second]).tolist()[:2]
    [1, 1]
    """
    if not moves:
        return np.full(len(values), NOWHERE, dtype=np.int32)
    first = [np.full(len(values), NOWHERE, dtype=np.int32) for _ in moves]
    changed = [True] * len(moves)
    for _ in range(sweeps):
        for mover, each in enumerate(moves):
            if not changed[mover]:
                continue
            changed[mover] = False
            through = values
            for other, found in enumerate(first):
                if other != mover:
                    through = np.minimum(through, found)
            found = each.least(through)
            if not np.array_equal(found, first[mover]):
                first[mover] = found
                changed = [c or other != mover for other, c in enumerate(changed)]
        if not any(changed):
            return np.asarray(np.minimum.reduce(first))
    return _by_search(values, moves)


_NOBODY, _EVERYBODY = -2, -1


def _by_search(values: Values, moves: Sequence[Moves]) -> Values:
    """Return the same by going backwards from the states of least value.

    A state is passed on to each mover at most once, with the least value that it leads to: to all
    but its finder when it is found first, to that one when another finds it, too.
    """
    reached = [NOWHERE] * len(values)
    finder = [_NOBODY] * len(values)
    reverse = [each.reverse() for each in moves]
    movers = range(len(moves))
    others = [[other for other in movers if other != mover] for mover in movers]
    waiting: list[list[int]] = [[] for _ in movers]
    order = np.argsort(values, kind="stable")
    for start, value in zip(order.tolist(), values[order].tolist(), strict=True):
        left = finder[start]
        if left == _EVERYBODY:
            continue
        finder[start] = _EVERYBODY
        for mover in movers if left == _NOBODY else (left,):
            waiting[mover].append(start)
        while any(waiting):
            for mover in movers:
                states = waiting[mover]
                if not states:
                    continue
                waiting[mover] = []
                for source in reverse[mover].found(states):
                    if reached[source] == NOWHERE:
                        reached[source] = value
                    found_by = finder[source]
                    if found_by == _NOBODY:
                        finder[source] = mover
                        for other in others[mover]:
                            waiting[other].append(source)
                    elif found_by != _EVERYBODY:
                        finder[source] = _EVERYBODY
                        waiting[found_by].append(source)
    return np.array(reached, dtype=np.int32)
