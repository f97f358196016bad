"""What can come of a state: by legal moves and by improvements, within so many moves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..preferences.truths import Truth
from ..record.entry import about
from .model import GraphModel, Step
from .moves import Moves
from .one_move import Numbers, one_move
from .verdicts import Deterrence

NOT_REACHED = -1


@dataclass(frozen=True, slots=True, eq=False)
class Reached:
    """The states that joint moves lead to from one state, nobody moving twice in a row."""

    start: int = about("the state the moves begin in")
    level: NDArray[np.int32] = about(
        "for each mover and state, the fewest moves that lead there, the last by the mover; -1: none"
    )
    before: NDArray[np.int32] = about("for each mover and state, the state before the last move")

    @property
    def fewest(self) -> NDArray[np.int32]:
        """For each state the fewest moves, 0 for the start, -1 where it is not reached."""
        found = _fewest(self.level)
        found[self.start] = 0
        return found

    def again(self) -> Truth:
        """Return for each state whether one move or more lead to it, the start back to itself."""
        return np.asarray((self.level >= 0).any(axis=0))

    def path(self, state: int) -> tuple[Step, ...] | None:
        """Return a way with the fewest moves, the same each time; None: there is none.

        The way to the start is empty. Cost: the movers times the moves of the way.
        """
        if state == self.start:
            return ()
        steps: list[Step] = []
        left = int(_fewest(self.level[:, [state]])[0])
        if left == NOT_REACHED:
            return None
        mover = NOT_REACHED
        while left:
            at = [m for m, level in enumerate(self.level[:, state].tolist()) if level == left]
            mover = next(each for each in at if each != mover)
            steps.append(Step(mover, state))
            state = int(self.before[mover, state])
            left -= 1
        return tuple(reversed(steps))


def _fewest(level: NDArray[np.int32]) -> NDArray[np.int32]:
    """Return the least level over the movers; -1 where none is reached."""
    far = np.iinfo(np.int32).max
    least = np.where(level < 0, far, level).min(axis=0, initial=far)
    return np.asarray(np.where(least == far, NOT_REACHED, least), dtype=np.int32)


def spread(
    moves: Sequence[Moves | None],
    states: int,
    start: int,
    at_most: int | None = None,
    until: Truth | None = None,
) -> Reached:
    """Return what joint moves lead to from a state, breadth first over state and last mover.

    None stands for a party that makes no move. ``until`` marks states: no more moves are
    made than it takes to reach one of them. Cost: linear in the moves of who moves, and a
    little for each level; no path is listed.
    """
    level = np.full((len(moves), states), NOT_REACHED, dtype=np.int32)
    before = np.full((len(moves), states), NOT_REACHED, dtype=np.int32)
    front: dict[int, Numbers] = {-1: np.array([start], dtype=np.int64)}
    done = 0
    while front and (at_most is None or done < at_most):
        done += 1
        found: dict[int, Numbers] = {}
        for mover, each in enumerate(moves):
            others = [found_by for other, found_by in front.items() if other != mover]
            if each is None or not others:
                continue
            targets, sources = one_move(each, _merged(others, states))
            new = level[mover, targets] == NOT_REACHED
            if new.any():
                found[mover] = targets[new]
                level[mover, targets[new]] = done
                before[mover, targets[new]] = sources[new]
        front = found
        if until is not None and any(until[states_found].any() for states_found in found.values()):
            break
    return Reached(start, level, before)


def _merged(parts: Sequence[Numbers], states: int) -> Numbers:
    """Return the states of all parts, ascending, each once."""
    if len(parts) == 1:
        return parts[0]
    if sum(len(part) for part in parts) * 16 < states:
        return np.unique(np.concatenate(parts))
    any_part = np.zeros(states, dtype=bool)
    for part in parts:
        any_part[part] = True
    return np.flatnonzero(any_part)


def reached(
    model: GraphModel,
    start: int,
    *,
    improving: bool = False,
    possible: bool = False,
    at_most: int | None = None,
) -> Reached:
    """Return what can be reached from a state, in ``at_most`` moves if that is given.

    Legal moves by any party, none twice in a row; ``improving``: only such that the mover prefers
    the state it moves to, to the one it leaves. Ties are no improvements, and who has no known
    preferences makes none, or any (``possible``). Source: status quo analysis [Li 2005]. Raises ``IndexError`` for
    a state that is none. Cost: linear in the moves; large models are no matter.

    >>> from .moves import Arcs
    >>> one, other = Arcs.of(3, [(0, 1)]), Arcs.of(3, [(1, 2)])
    >>> model = GraphModel(("Ann", "Ben"), (one, other), (None, None), ("a", "b", "c"))
    >>> reached(model, 0).path(2)
    (Step(party=0, state=1), Step(party=1, state=2))
    >>> reached(model, 0, at_most=1).fewest.tolist()
    [0, 1, -1]
    """
    if not 0 <= start < model.states:
        raise IndexError(start)
    if not improving:
        return spread(model.moves, model.states, start, at_most)
    surely = Deterrence(model, possible)
    better = [surely.improving(party) for party in range(len(model.parties))]
    return spread(better, model.states, start, at_most)


@dataclass(frozen=True, slots=True)
class Way:
    """How a conflict can get from a state to one that holds, and where it may rest before."""

    to: int = about("the state that holds")
    by_moves: tuple[Step, ...] | None = about("the fewest moves that lead there, or none")
    by_improvements: tuple[Step, ...] | None = about(
        "the fewest moves each of which improves on the state left for the mover, or none"
    )
    rests: tuple[int, ...] = about(
        "states on the shortest way by moves that hold already, where the conflict may stay"
    )


def evolution(
    model: GraphModel, start: int, holds: Truth, *, at_most: int | None = None
) -> tuple[Way, ...]:
    """Return for each state that holds how the conflict can get there from a state.

    ``holds`` says it of each state, under whatever concept. The start is a rest on every other way
    if it holds itself. None holds: no way. Cost: as :func:`reached`, twice.

    >>> from .moves import Arcs
    >>> model = GraphModel(("Ann",), (Arcs.of(2, [(0, 1)]),), (None,), ("before", "after"))
    >>> way, = evolution(model, 0, np.array([False, True]))
    >>> way.by_moves, way.by_improvements
    ((Step(party=0, state=1),), None)
    """
    moves = reached(model, start, at_most=at_most)
    better = reached(model, start, improving=True, at_most=at_most)
    found: list[Way] = []
    for state in np.flatnonzero(holds).tolist():
        path = moves.path(state)
        passed = [] if not path else [start, *(step.state for step in path[:-1])]
        rests = tuple(each for each in passed if holds[each])
        found.append(Way(state, path, better.path(state), rests))
    return tuple(found)
