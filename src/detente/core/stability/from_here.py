"""What can be reached from a state, state by state, with the ways to those that hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..record.entry import about
from .ahead import WAYS_AT_MOST, Ahead, ahead
from .analysis import equilibria_ranked
from .building import Conflict
from .five import CONCEPTS, ConceptName, Stability
from .status_quo import reached

REACHED_AT_MOST = 32
"""So many of the states that are reached are listed."""


@dataclass(frozen=True, slots=True)
class ReachedTold:
    """A state that is reached, and how soon."""

    state: str = about("the state")
    moves: int = about("the fewest moves that lead there")
    improvements: int | None = about(
        "the fewest moves that each surely improve on the state left for who makes it; none: such "
        "moves do not lead there"
    )
    holds: tuple[ConceptName, ...] = about("the concepts under which it surely holds for all")
    may_hold: bool = about("whether it may hold for all under another one, as far as is known")


@dataclass(frozen=True, slots=True)
class FromHere:
    """What can come of a state, with the states that are reached."""

    ahead: Ahead = about("how many states are reached, and the ways to those that hold for all")
    reached: tuple[ReachedTold, ...] = about(
        "the states that are reached: those that hold for all first, then by how soon"
    )
    left: int = about("how many more states are reached")
    ways_left: int = about("how many more states hold for all, to which no way is told")


def holds_under(found: Stability, state: int) -> tuple[ConceptName, ...]:
    """Return the concepts under which a state surely holds for all."""
    return tuple(each for each in CONCEPTS if found.equilibria(each).holds[state])


def may_hold(found: Stability, state: int) -> bool:
    """Return whether a state may hold for all under some concept under which that is not sure."""
    every = (found.equilibria(each) for each in CONCEPTS)
    return any(each.may_hold[state] and not each.holds[state] for each in every)


def from_here(
    conflict: Conflict, found: Stability, start: int, first: Sequence[int] = ()
) -> FromHere:
    """Return what can be reached from a state by moves and by improvements.

    Ways are told to the states of ``first``, then to those that surely hold for all under some
    concept. Nothing is reached: none is listed. Cost: as :func:`~.status_quo.reached`, five times.

    >>> from .building import conflict_of
    >>> from .five import stability
    >>> from ..record.case import Case
    >>> from ..record.conflict import CourseOfAction
    >>> from ..record.actors import Party
    >>> case = Case(title="t", parties=(Party(id="a", name="A", role="principal"),),
    ...     conflict=(CourseOfAction(id="go", label="go", party="a", changes="only taken"),))
    >>> conflict = conflict_of(case)
    >>> told = from_here(conflict, stability(conflict.model), 0)
    >>> [(each.state, each.moves, each.improvements) for each in told.reached]
    [('go', 1, None)]
    """
    ranked = equilibria_ranked(found, CONCEPTS)
    legal = reached(conflict.model, start).fewest
    better = reached(conflict.model, start, improving=True).fewest
    there = np.flatnonzero(legal > 0)
    none = np.isin(there, ranked, invert=True)
    soon = np.where(better > 0, better, np.iinfo(np.int32).max)
    order = np.lexsort((there, legal[there], soon[there], none))
    listed = there[order][:REACHED_AT_MOST].tolist()
    targets = [each for each in (*first, *ranked) if each != start]
    return FromHere(
        ahead(conflict, start, targets),
        tuple(
            ReachedTold(
                conflict.name(state),
                int(legal[state]),
                int(better[state]) if better[state] > 0 else None,
                holds_under(found, state),
                may_hold(found, state),
            )
            for state in listed
        ),
        len(there) - len(listed),
        max(len(set(targets)) - WAYS_AT_MOST, 0),
    )
