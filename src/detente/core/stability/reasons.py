"""Why a state holds for a party, or does not: each improvement, and the answer that deters it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .five import ConceptName
from .model import GraphModel, Step
from .moves import Moves, greatest
from .status_quo import spread
from .verdicts import Deterrence


@dataclass(frozen=True, slots=True)
class Sanction:
    """How the others answer an improvement: joint moves to a state that is no better than before.

    ``escapes`` are the states that the party could still move to from there, where the concept
    asks for that; none of them is better than before.
    """

    steps: tuple[Step, ...]
    escapes: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Improvement:
    """A move to a state that the party prefers, and what deters it; None: nothing does."""

    state: int
    sanction: Sanction | None


@dataclass(frozen=True, slots=True)
class Reason:
    """Whether a state holds for a party under a concept, and what makes it so.

    It holds where each improvement has a sanction; without improvements, because there are none.
    """

    party: int
    state: int
    concept: ConceptName
    improvements: tuple[Improvement, ...]

    @property
    def holds(self) -> bool:
        """Whether the state holds for the party."""
        if self.concept == "nash":
            return not self.improvements
        return all(each.sanction is not None for each in self.improvements)


CREDIBLE: frozenset[ConceptName] = frozenset({"sequential", "symmetric sequential"})
"""The concepts that ask the others to improve at every step of their answer."""

WITHOUT_ESCAPE: frozenset[ConceptName] = frozenset({"symmetric", "symmetric sequential"})
"""The concepts that ask that no move of the party leads away to something better."""


def reason(model: GraphModel, concept: ConceptName, party: int, state: int) -> Reason | None:
    """Return why a state holds for a party or does not; None if a preference needed is unknown.

    Of several answers the one with the fewest moves is given, then the first by the order of
    the parties and states. Cost: for each improvement, the states that the others reach from it.
    """
    ranks = model.ranks[party]
    targets = model.moves[party].targets(state)
    if ranks is None:
        return None if targets else Reason(party, state, concept, ())
    better = [target for target in targets if ranks[target] > ranks[state]]
    if concept == "nash":
        return Reason(party, state, concept, tuple(Improvement(each, None) for each in better))
    others = [other for other in range(len(model.parties)) if other != party]
    if concept in CREDIBLE and any(model.ranks[other] is None for other in others):
        return None
    return Reason(
        party,
        state,
        concept,
        tuple(Improvement(to, _sanction(model, concept, party, state, to)) for to in better),
    )


def _sanction(
    model: GraphModel, concept: ConceptName, party: int, state: int, improved: int
) -> Sanction | None:
    moves = answering_moves(model, concept, party)
    return None if moves is None else shortest_answer(model, concept, party, state, improved, moves)


def answering_moves(
    model: GraphModel, concept: ConceptName, party: int
) -> tuple[Moves | None, ...] | None:
    """Return the moves by which the others may answer a party's; None: none count (Nash).

    Under the concepts that ask for credible answers, who has no known preferences makes none.
    """
    if concept == "nash":
        return None
    surely = Deterrence(model)
    return tuple(
        None if other == party else surely.improving(other) if concept in CREDIBLE else moves
        for other, moves in enumerate(model.moves)
    )


def shortest_answer(
    model: GraphModel,
    concept: ConceptName,
    party: int,
    state: int,
    improved: int,
    answering: Sequence[Moves | None],
) -> Sanction | None:
    """Return an answer to an improvement, with the fewest moves; None: nothing deters it.

    Of several the one that ends in the first state. Cost: the moves from the states that are
    reached before an answer is, breadth first.
    """
    ranks = model.ranks[party]
    assert ranks is not None
    values = ranks
    if concept in WITHOUT_ESCAPE:
        values = np.maximum(ranks, greatest(model.moves[party], ranks))
    deters = values <= ranks[state]
    answers = spread(answering, model.states, improved, until=deters)
    fewest = answers.fewest
    deterring = np.flatnonzero((fewest > 0) & deters)
    if not len(deterring):
        return None
    end = int(deterring[np.argmin(fewest[deterring])])
    escapes = model.moves[party].targets(end) if concept in WITHOUT_ESCAPE else ()
    return Sanction(answers.path(end) or (), escapes)
