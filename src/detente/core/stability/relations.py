"""The five concepts by relations between states, for one party or several that move together.

Ranks say of any two states which is better. Where less is known, or more, a concept is a choice of
three relations for each party: which states are worth leaving one for, which deter from leaving
it if the others answer with them, and to which the party itself would move in answer to others.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from ..preferences.truths import Truth
from .five import ConceptName
from .model import GraphModel
from .reasons import CREDIBLE, WITHOUT_ESCAPE
from .sets import (
    Rows,
    StateSet,
    better_rows,
    everything,
    meet,
    members,
    move_rows,
    reached_together,
)
from .two_parties import known_ranks

Group = tuple[int, ...]
"""Parties that move together, ascending."""


@dataclass(frozen=True, slots=True, eq=False)
class Relations:
    """What one party thinks of pairs of states, each relation as a set for each state.

    ``incentive[s]``: the states that are worth leaving ``s`` for. ``sanction[s]``: the states
    that deter from leaving ``s``; a further move of the party undoes an answer if it leads to a
    state that is none of them. ``reply[s]``: the states to which the party moves from ``s`` in
    answer to others, where they are asked to improve by every move.
    """

    incentive: Rows
    sanction: Rows
    reply: Rows

    @property
    def states(self) -> int:
        """How many states there are."""
        return len(self.incentive)


def relations_of(better: Rows) -> Relations:
    """Return the relations of a party that knows of any two states whether one is better.

    >>> relations_of((0b10, 0b00)).sanction
    (1, 3)
    """
    every = everything(len(better))
    return Relations(better, tuple(every & ~each for each in better), better)


def relations_by_ranks(model: GraphModel) -> tuple[Relations, ...]:
    """Return the relations of each party by its ranks; with them the five concepts are as ever.

    Raises :class:`~detente.core.stability.two_parties.PreferencesNotKnown`.
    """
    parties = range(len(model.parties))
    return tuple(relations_of(better_rows(known_ranks(model, party))) for party in parties)


@dataclass(slots=True, eq=False)
class Deterring:
    """A conflict by moves and relations: what holds for a party, or for several together.

    ``moves`` and ``relations`` have one member for each party. What several verdicts share is
    reckoned once. Cost: see :meth:`holds`.

    >>> dilemma = Deterring(((0b10, 0b01, 0b1000, 0b0100), (0b100, 0b1000, 0b001, 0b010)),
    ...     (relations_of((0b0010, 0, 0b1011, 0b0011)), relations_of((0b0100, 0b1101, 0, 0b101))))
    >>> dilemma.holds("nash", (0,)).tolist(), dilemma.holds("sequential", (0,)).tolist()
    ([False, True, False, True], [True, True, False, True])
    """

    moves: tuple[Rows, ...]
    relations: tuple[Relations, ...]
    _reached: dict[tuple[Group, bool], Rows] = field(default_factory=dict)
    _replies: tuple[Rows, ...] = ()

    @classmethod
    def of(cls, model: GraphModel, relations: Sequence[Relations] | None = None) -> Deterring:
        """Return the conflict of a model, by its ranks unless relations are given.

        Raises :class:`~detente.core.stability.sets.TooLargeForSets` before anything is built, and
        :class:`~detente.core.stability.two_parties.PreferencesNotKnown`.
        """
        moves = move_rows(model)
        return cls(moves, relations_by_ranks(model) if relations is None else tuple(relations))

    def moves_made(self, *, replying: bool) -> tuple[Rows, ...]:
        """Return the moves of each party: all, or those that it makes in answer to others."""
        if replying and not self._replies:
            self._replies = meet(self.moves, [each.reply for each in self.relations])
        return self._replies if replying else self.moves

    def reached(self, group: Group, *, replying: bool = False) -> Rows:
        """Return for each state what joint moves of a group reach: ``R_H``, or ``R_H+``.

        ``replying``: by moves only that each mover makes in answer to others.
        """
        key = (group, replying)
        if key not in self._reached:
            moves = self.moves_made(replying=replying)
            states = self.relations[0].states
            self._reached[key] = reached_together([moves[party] for party in group], states)
        return self._reached[key]

    def improvements(self, group: Group) -> Rows:
        """Return for each state what joint moves reach that is worth it to all of a group.

        The steps between need not be worth anything to anybody: ``R_H++``.
        """
        together = self.reached(group)
        for party in group:
            (together,) = meet([together], [self.relations[party].incentive])
        return together

    def sanctions(self, group: Group) -> Rows:
        """Return for each state the states that deter at least one of a group from leaving it."""
        states = range(self.relations[0].states)
        found = [0 for _ in states]
        for party in group:
            found = [found[s] | self.relations[party].sanction[s] for s in states]
        return tuple(found)

    def holds(self, concept: ConceptName, group: Group, answers: Rows | None = None) -> Truth:
        """Return for each state whether it holds for a group under a concept.

        A state ``s`` holds if for every improvement ``s1`` of the group the others can answer with
        a state ``s2`` that deters at least one of the group from leaving ``s``; under the
        symmetric concepts, one from which every joint move of the group leads to such states only.
        A group of one is a party. ``answers``: for each state what the others can answer with,
        unless that is what their joint moves reach. Cost: for each state the improvements; for
        the symmetric concepts, once more the answers that deter.
        """
        improvements = self.improvements(group)
        if concept == "nash":
            return np.array([not each for each in improvements], dtype=bool)
        if answers is None:
            others = tuple(p for p in range(len(self.moves)) if p not in group)
            answers = self.reached(others, replying=concept in CREDIBLE)
        sanctions = self.sanctions(group)
        further = self.reached(group) if concept in WITHOUT_ESCAPE else None
        found = [
            _deterred(state, improvements[state], answers, sanctions[state], further)
            for state in range(len(improvements))
        ]
        return np.array(found, dtype=bool)


def _deterred(
    state: int, improvements: StateSet, answers: Rows, deters: StateSet, further: Rows | None
) -> bool:
    """Return whether each improvement has an answer that deters and cannot be undone."""
    lasting: dict[int, bool] = {}
    for improved in members(improvements):
        found = answers[improved] & deters
        if further is None:
            if not found:
                return False
            continue
        for answer in members(found):
            if answer not in lasting:
                lasting[answer] = not further[answer] & ~deters
            if lasting[answer]:
                break
        else:
            return False
    return True
