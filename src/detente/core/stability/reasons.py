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
    """A move to a state that the party prefers, and what deters it; None: nothing does.

    Not ``determined``: nothing surely does, and something might, by preferences not known.
    """

    state: int
    sanction: Sanction | None
    determined: bool = True


@dataclass(frozen=True, slots=True)
class Reason:
    """Whether a state holds for a party under a concept, and what makes it so.

    It holds where each improvement has a sanction; without improvements, because there are none.
    ``left`` counts improvements not told, where all were not asked for.
    """

    party: int
    state: int
    concept: ConceptName
    improvements: tuple[Improvement, ...]
    left: int = 0

    @property
    def holds(self) -> bool | None:
        """Whether the state holds for the party; None: that is not determined."""
        if self.concept == "nash":
            return not self.improvements
        open_ones = [each for each in self.improvements if each.sanction is None]
        if any(each.determined for each in open_ones):
            return False
        return None if open_ones else True


CREDIBLE: frozenset[ConceptName] = frozenset({"sequential", "symmetric sequential"})
"""The concepts that ask the others to improve at every step of their answer."""

WITHOUT_ESCAPE: frozenset[ConceptName] = frozenset({"symmetric", "symmetric sequential"})
"""The concepts that ask that no move of the party leads away to something better."""


def reason(
    model: GraphModel,
    concept: ConceptName,
    party: int,
    state: int,
    at_most: int | None = None,
    reckoned: tuple[Deterrence, Deterrence] | None = None,
) -> Reason | None:
    """Return why a state holds for a party or does not; None if its own preferences are not known.

    Of several answers one with the fewest moves is given. ``at_most``: after so many
    improvements no more are told than it takes to find one that nothing deters, of 20 times as
    many. ``reckoned``: what is sure and what is possible in this model, where that is at hand.
    Cost: for each improvement, the states that the others reach from it.
    """
    ranks = model.ranks[party]
    targets = model.moves[party].targets(state)
    if ranks is None:
        return None if targets else Reason(party, state, concept, ())
    better = [target for target in targets if ranks[target] > ranks[state]]
    surely, possibly = reckoned or (Deterrence(model), Deterrence(model, possible=True))
    told: list[Improvement] = []
    for to in better:
        enough = at_most is not None and len(told) >= at_most
        if enough and (len(told) >= 20 * (at_most or 0) or any(_open(each) for each in told)):
            break
        told.append(_improvement(surely, possibly, concept, party, state, to))
    return Reason(party, state, concept, *_first(told, len(better), at_most))


def _improvement(
    surely: Deterrence,
    possibly: Deterrence,
    concept: ConceptName,
    party: int,
    state: int,
    to: int,
) -> Improvement:
    """Return an improvement with what deters it, surely or only possibly."""
    answering = answering_moves(surely, concept, party)
    if answering is None:
        return Improvement(to, None)
    sanction = shortest_answer(surely.model, concept, party, state, to, answering)
    others = [ranks for other, ranks in enumerate(surely.model.ranks) if other != party]
    if sanction is not None or concept not in CREDIBLE or all(r is not None for r in others):
        return Improvement(to, sanction)
    any_of_them = answering_moves(possibly, concept, party) or ()
    might = shortest_answer(surely.model, concept, party, state, to, any_of_them)
    return Improvement(to, None, might is None)


def _open(each: Improvement) -> bool:
    return each.sanction is None and each.determined


def _first(
    told: list[Improvement], amount: int, at_most: int | None
) -> tuple[tuple[Improvement, ...], int]:
    """Return so many of the improvements, one that nothing deters among them, and how many are left."""
    if at_most is not None and len(told) > at_most:
        told = [*[e for e in told if _open(e)][:1], *[e for e in told if not _open(e)]][:at_most]
    return tuple(sorted(told, key=lambda each: each.state)), amount - len(told)


def answering_moves(
    reckoned: Deterrence, concept: ConceptName, party: int
) -> tuple[Moves | None, ...] | None:
    """Return the moves by which the others may answer a party's; None: none count (Nash).

    Under the concepts that ask for credible answers, who has no known preferences makes none, or
    any where ``reckoned`` is with what is possible.
    """
    if concept == "nash":
        return None
    return tuple(
        None if other == party else reckoned.improving(other) if concept in CREDIBLE else moves
        for other, moves in enumerate(reckoned.model.moves)
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
