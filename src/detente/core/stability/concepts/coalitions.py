"""Coalitions: what several parties would leave together, and to where."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from ...preferences.truths import Truth
from ..five import ConceptName
from ..model import Step
from ..reasons import CREDIBLE
from ..relations import Deterring, Group
from ..sets import Rows, TooLargeForSets, members, reached_together
from ..ways import first_way

PARTIES_AT_MOST = 10
"""More parties have too many coalitions to ask every one."""

TURNS_AT_MOST = 50_000
"""States times coalitions: above that, answers of coalitions are refused."""


def coalitions(parties: Group) -> Iterator[Group]:
    """Yield the non-empty groups of parties, small ones first.

    >>> list(coalitions((0, 2)))
    [(0,), (2,), (0, 2)]
    """
    for size in range(1, len(parties) + 1):
        yield from combinations(parties, size)


def coalition(
    conflict: Deterring, concept: ConceptName, group: Group, *, answers_together: bool = False
) -> Truth:
    """Return for each state whether it holds for a coalition.

    An improvement of a coalition ``H`` is a state that its joint moves reach and that all of
    its members prefer, whatever they think of the states between: ``R_H++(s)``, in
    ``R_H(s)``, not ``R_H+(s)``, in which every step is an improvement for who makes it. A state
    holds for ``H`` in the sense of Nash if there is none. In general, it holds if for each of them
    the others' joint moves reach some ``s2`` that one member at least does not prefer to ``s``;
    symmetrically, if besides every state that joint moves of ``H`` reach from ``s2`` is one that
    some member does not prefer to ``s``; sequentially, if the others answer by improvements
    [Kilgour 2001; Inohara 2008]. A coalition of one is a party, and the concepts the five.

    By default each step of a sequential answer is an improvement of one party on the state it
    leaves. ``answers_together``: each step is an improvement of a coalition among the others,
    ``R_C++``, no coalition twice in a row, so that they may pass through what they do not like.
    Both are in use, and the source's text was not at hand.

    Raises :class:`~detente.core.stability.sets.TooLargeForSets`, and ``ValueError`` for a group
    that is empty or not ascending. Cost: as
    :meth:`~detente.core.stability.relations.Deterring.holds`; with ``answers_together`` times the
    number of coalitions among the others.

    Two who would both gain, but only by a step that one of them would regret:

    >>> import numpy as np
    >>> from ...preferences.rankings import ranks_in_order
    >>> from ..model import GraphModel
    >>> from ..moves import Arcs
    >>> ranks = ranks_in_order([[2], [0], [1]], 3), ranks_in_order([[2], [0], [1]], 3)
    >>> conflict = Deterring.of(GraphModel(("Ann", "Ben"),
    ...     (Arcs.of(3, [(0, 1)]), Arcs.of(3, [(1, 2)])), ranks, ("now", "half way", "there")))
    >>> coalition(conflict, "nash", (0,)).tolist(), coalition(conflict, "nash", (0, 1)).tolist()
    ([True, True, True], [False, False, True])
    """
    if not group or list(group) != sorted(set(group)):
        raise ValueError("a coalition names its parties once each, ascending")
    if not (answers_together and concept in CREDIBLE):
        return conflict.holds(concept, group)
    others = tuple(p for p in range(len(conflict.moves)) if p not in group)
    return conflict.holds(concept, group, answers=together(conflict, others))


def together(conflict: Deterring, parties: Group) -> Rows:
    """Return for each state what improvements of coalitions among some parties reach in turn.

    No coalition moves twice in a row. Raises
    :class:`~detente.core.stability.sets.TooLargeForSets`. Cost: one walk over the improvements
    of all coalitions.
    """
    states = conflict.relations[0].states
    turns = states * (2 ** len(parties) - 1)
    if turns > TURNS_AT_MOST:
        raise TooLargeForSets("turns of coalitions", turns, TURNS_AT_MOST)
    moves = [conflict.improvements(group) for group in coalitions(parties)]
    return reached_together(moves, states)


def universal(
    conflict: Deterring, concept: ConceptName, *, answers_together: bool = False
) -> Truth:
    """Return the states that hold for every non-empty coalition, parties alone included.

    Universal coalition stability [Inohara 2008]. It implies that a state is an equilibrium. Raises
    :class:`~detente.core.stability.sets.TooLargeForSets`, for more than :data:`PARTIES_AT_MOST` as
    well. Cost: that of :func:`coalition` for each of the coalitions, ``2^n - 1`` for ``n``
    parties.

    >>> from ..relations import relations_of
    >>> ann, ben = relations_of((0b110, 0b100, 0)), relations_of((0, 0b101, 0b001))
    >>> universal(Deterring(((0b010, 0, 0), (0b100, 0, 0)), (ann, ben)), "nash").tolist()
    [False, True, True]
    """
    parties = len(conflict.moves)
    if parties > PARTIES_AT_MOST:
        raise TooLargeForSets("parties", parties, PARTIES_AT_MOST)
    found: Truth = np.ones(conflict.relations[0].states, dtype=bool)
    for group in coalitions(tuple(range(parties))):
        found &= coalition(conflict, concept, group, answers_together=answers_together)
    return found


@dataclass(frozen=True, slots=True)
class Jump:
    """From one equilibrium to another that a coalition reaches and all of its members prefer."""

    group: Group
    start: int
    steps: tuple[Step, ...]

    @property
    def end(self) -> int:
        """The equilibrium reached."""
        return self.steps[-1].state


def equilibrium_jumps(conflict: Deterring, equilibria: Truth) -> tuple[Jump, ...]:
    """Return how coalitions of two or more can leave an equilibrium for one they all prefer.

    ``equilibria``: the states that are one, under whatever concept. A jump leads from one to another
    state among them in ``R_H++`` [Kilgour 2001]. Each is told for the smallest coalitions that can
    make it: not where some of the members can make it without the others. The steps are the
    fewest, then the first by the order of parties and states. Equilibria ascend, then
    coalitions by size. Raises :class:`~detente.core.stability.sets.TooLargeForSets` for more than
    :data:`PARTIES_AT_MOST` parties. Cost: what each coalition reaches, and one search for each jump.

    >>> from ..relations import relations_of
    >>> both = relations_of((0b100, 0b101, 0))
    >>> conflict = Deterring(((0b010, 0, 0), (0, 0b100, 0)), (both, both))
    >>> jump, = equilibrium_jumps(conflict, np.array([True, False, True]))
    >>> jump.group, jump.start, [step.state for step in jump.steps]
    ((0, 1), 0, [1, 2])
    """
    parties = len(conflict.moves)
    if parties > PARTIES_AT_MOST:
        raise TooLargeForSets("parties", parties, PARTIES_AT_MOST)
    able: dict[tuple[int, int], list[Group]] = {}
    for group in coalitions(tuple(range(parties))):
        improvements = conflict.improvements(group)
        for start in np.flatnonzero(equilibria).tolist():
            for end in members(improvements[start]):
                smaller = able.setdefault((start, end), [])
                if equilibria[end] and not any(set(one) <= set(group) for one in smaller):
                    smaller.append(group)
    return tuple(
        Jump(group, start, first_way(conflict.moves, group, start, 1 << end) or ())
        for (start, end), groups in sorted(able.items())
        for group in groups
        if len(group) > 1
    )
