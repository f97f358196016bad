"""Which states hold for whom, and under which concept of stability."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from ..preferences.truths import Truth
from .model import GraphModel
from .moves import Moves, Values, greatest
from .reaching import least_reached


@dataclass(frozen=True, slots=True, eq=False)
class Verdict:
    """For one party and concept: the states that hold, and those that may.

    The two differ only where preferences are not known: a state that may hold but does not
    certainly is not determined.
    """

    holds: Truth
    may_hold: Truth


def for_all(each: Sequence[Verdict]) -> Verdict:
    """Return the states that hold for every party, by the verdict of each; at least one."""
    holds: Truth = np.logical_and.reduce([one.holds for one in each])
    may_hold: Truth = np.logical_and.reduce([one.may_hold for one in each])
    return Verdict(holds, may_hold)


@dataclass(slots=True, eq=False)
class Deterrence:
    """What improvements lead to, each reckoned once.

    Where the preferences of a party are not known, none of its moves is surely an improvement and
    any of them may be one: ``possible`` says which of the two is reckoned with.
    """

    model: GraphModel
    possible: bool = False
    _improving: dict[int, Moves | None] = field(default_factory=dict)
    _worst: dict[tuple[int, bool, bool], Values] = field(default_factory=dict)

    def improving(self, party: int) -> Moves | None:
        """Return a party's moves to states that it prefers; None: it has none."""
        if party not in self._improving:
            ranks, moves = self.model.ranks[party], self.model.moves[party]
            found: Moves | None = None
            if ranks is None:
                found = moves if self.possible else None
            elif not self.all_tied(party):
                found = moves.improving(ranks)
            self._improving[party] = found if found is not None and found.amount() else None
        return self._improving[party]

    def all_tied(self, party: int) -> bool:
        """Return whether all states are as good as each other for a party: it never moves."""
        ranks = self.ranks(party)
        return not len(ranks) or bool((ranks == ranks[0]).all())

    def ranks(self, party: int) -> Values:
        """Return a party's ranks, which must be known."""
        ranks = self.model.ranks[party]
        if ranks is None:
            raise ValueError("the preferences of this party are not known")
        return ranks

    def best_escape(self, party: int) -> Values:
        """Return for each state the highest rank that the party has by staying or one move."""
        ranks = self.ranks(party)
        return np.maximum(ranks, greatest(self.model.moves[party], ranks))

    def improved(self, party: int) -> Truth:
        """Return for each state whether the party can move to one that it prefers."""
        if self.all_tied(party):
            return np.zeros(self.model.states, dtype=bool)
        ranks = self.ranks(party)
        return greatest(self.model.moves[party], ranks) > ranks

    def deterred(self, party: int, *, credible: bool, escape: bool) -> Truth:
        """Return for each state whether the others can answer each of the party's improvements.

        They can if their joint moves lead from it to a state that is no better for the party
        than the first: ``credible`` by moves that are improvements for who makes them, ``escape``
        to where no single move of the party leads to anything better either.
        """
        improving = self.improving(party)
        if improving is None:
            return np.ones(self.model.states, dtype=bool)
        key = (party, credible, escape)
        if key not in self._worst:
            others = [other for other in range(len(self.model.parties)) if other != party]
            moves = [self.improving(o) if credible else self.model.moves[o] for o in others]
            values = self.best_escape(party) if escape else self.ranks(party)
            self._worst[key] = least_reached(values, [each for each in moves if each is not None])
        return greatest(improving, self._worst[key]) <= self.ranks(party)


Progress = Callable[[int, int], None]
"""Told after each step how many are done, and of how many."""

Concept = Callable[[Deterrence, int], Truth]
"""For each state whether it holds for a party."""


def verdict(model: GraphModel, concept: Concept, party: int) -> Verdict:
    """Return which states hold for a party, and which may.

    A party whose preferences are not known has certainly no reason to leave only where it cannot
    move. Cost: that of the concept, twice where preferences of others are not known.
    """
    return verdicts(model, {"": concept}, [party])["", party]


def verdicts(
    model: GraphModel,
    concepts: Mapping[str, Concept],
    parties: Sequence[int] | None = None,
    progress: Progress | None = None,
) -> dict[tuple[str, int], Verdict]:
    """Return the verdict for each concept and party, what they share reckoned once.

    ``progress`` is told how many are done and of how many.
    """
    surely, possibly = Deterrence(model), Deterrence(model, possible=True)
    unknown = any(ranks is None for ranks in model.ranks)
    found: dict[tuple[str, int], Verdict] = {}
    asked = range(len(model.parties)) if parties is None else parties
    for party in asked:
        for name, concept in concepts.items():
            found[name, party] = _verdict(surely, possibly if unknown else surely, concept, party)
            if progress is not None:
                progress(len(found), len(concepts) * len(asked))
    return found


def _verdict(surely: Deterrence, possibly: Deterrence, concept: Concept, party: int) -> Verdict:
    model = surely.model
    if model.ranks[party] is None:
        ones = np.ones(model.states, dtype=np.int32)
        moves = model.moves[party]
        return Verdict(greatest(moves, ones) < 1, np.ones(model.states, dtype=bool))
    holds = concept(surely, party)
    return Verdict(holds, holds if possibly is surely else concept(possibly, party))
