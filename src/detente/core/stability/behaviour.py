"""Which concepts of stability agree with what was seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from ..record.entry import about
from .five import FIVE, ConceptName
from .model import GraphModel
from .verdicts import Verdict, verdicts

Agreement = Literal["agrees", "contradicted", "not determined"]


@dataclass(frozen=True, slots=True)
class Observation:
    """A party left a state or stayed in it, although it could move."""

    state: int = about("the state the conflict was in")
    party: int | None = about("the party seen; none: the conflict rested, all of them stayed")
    left: bool = about("whether the party moved away")
    to: int | None = about("where it moved to, if that was seen", default=None)

    def __post_init__(self) -> None:
        if self.left and self.party is None:
            raise ValueError("somebody must have moved")
        if self.to is not None and not self.left:
            raise ValueError("who stays moves nowhere")


@dataclass(frozen=True, slots=True)
class Explanation:
    """Whether one concept agrees with what was seen of one party."""

    party: int = about("the party")
    concept: ConceptName = about("the concept of stability")
    agreement: Agreement = about("contradicted by one observation, or agreeing with all of them")
    contradicting: tuple[int, ...] = about("the observations, from 0, that do not fit")
    open: tuple[int, ...] = about("those of which preferences that are not known would decide")


def explanations(model: GraphModel, observations: Sequence[Observation]) -> tuple[Explanation, ...]:
    """Return for each party and concept whether it agrees with what was seen of the party.

    Who stays fits a concept under which the state holds for it; who leaves, one under which it
    does not, and a move seen to lead to a state that is no improvement fits no concept. An
    improvement is fitting whichever of several was chosen. Where preferences are not known, what
    is not certain is "open". Of a party nothing was seen: each concept agrees. In the order of
    the parties and concepts: none is put first. Raises ``ValueError`` for a move that the party
    does not have, ``IndexError`` for a state or party that is none. Cost: the five concepts once.
    Source: the behavioural question [Wang 2019].

    >>> from .moves import Arcs
    >>> from ..preferences.rankings import ranks_in_order
    >>> moves = (Arcs.of(3, [(0, 1)]), Arcs.of(3, [(1, 2)]))
    >>> ranks = ranks_in_order([[1], [0], [2]], 3)
    >>> model = GraphModel(("Ann", "Ben"), moves, (ranks, ranks), ("a", "b", "c"))
    >>> seen = [Observation(0, 0, left=False)]
    >>> [e.concept for e in explanations(model, seen) if e.party == 0 and e.agreement == "agrees"]
    ['general', 'symmetric']
    """
    for each in observations:
        _check(model, each)
    found = verdicts(model, FIVE)
    result: list[Explanation] = []
    for party in range(len(model.parties)):
        for concept in _NAMES:
            fits = [
                "agrees" if each.party not in (None, party) else _fits(model, each, party, verdict)
                for verdict in [found[concept, party]]
                for each in observations
            ]
            contradicting = tuple(n for n, fit in enumerate(fits) if fit == "contradicted")
            still_open = tuple(n for n, fit in enumerate(fits) if fit == "not determined")
            agreement: Agreement = (
                "contradicted" if contradicting else "not determined" if still_open else "agrees"
            )
            result.append(Explanation(party, concept, agreement, contradicting, still_open))
    return tuple(result)


_NAMES: tuple[ConceptName, ...] = (
    "nash",
    "general",
    "symmetric",
    "sequential",
    "symmetric sequential",
)


def _fits(model: GraphModel, seen: Observation, party: int, verdict: Verdict) -> Agreement:
    """Return whether one observation fits a party's verdict."""
    ranks = model.ranks[party]
    if seen.to is not None and ranks is not None and ranks[seen.to] <= ranks[seen.state]:
        return "contradicted"
    holds, may_hold = bool(verdict.holds[seen.state]), bool(verdict.may_hold[seen.state])
    if holds != may_hold:
        return "not determined"
    return "agrees" if holds != seen.left else "contradicted"


def _check(model: GraphModel, seen: Observation) -> None:
    """Raise unless an observation speaks of the model."""
    for state in (seen.state, *(() if seen.to is None else (seen.to,))):
        if not 0 <= state < model.states:
            raise IndexError(state)
    if seen.party is not None and not 0 <= seen.party < len(model.parties):
        raise IndexError(seen.party)
    if seen.left and seen.party is not None:
        targets = model.moves[seen.party].targets(seen.state)
        if not targets or (seen.to is not None and seen.to not in targets):
            raise ValueError("the party has no such move")
