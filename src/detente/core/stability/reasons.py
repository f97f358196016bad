"""Why a state holds for a party, or does not: each improvement, and the answer that deters it."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

from .five import ConceptName
from .model import GraphModel


@dataclass(frozen=True, slots=True)
class Step:
    """A move: by whom, and to which state."""

    party: int
    state: int


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
    """Return the shortest answer to an improvement: breadth first over state and last mover."""
    ranks = model.ranks[party]
    assert ranks is not None
    before: dict[tuple[int, int], tuple[int, int] | None] = {(improved, party): None}
    waiting = deque(before)
    while waiting:
        at = waiting.popleft()
        for step in next_steps(model, at[0], (party, at[1]), credible=concept in CREDIBLE):
            key = (step.state, step.party)
            if key in before:
                continue
            before[key] = at
            escapes = model.moves[party].targets(step.state) if concept in WITHOUT_ESCAPE else ()
            if all(ranks[each] <= ranks[state] for each in (step.state, *escapes)):
                return Sanction(_steps(before, key), escapes)
            waiting.append(key)
    return None


def next_steps(
    model: GraphModel, state: int, excluded: tuple[int, ...], *, credible: bool
) -> Iterator[Step]:
    """Yield the moves from a state by all but the parties excluded, in order.

    ``credible``: only moves that improve for who makes them on the state they leave.
    """
    for mover, moves in enumerate(model.moves):
        if mover in excluded:
            continue
        ranks = model.ranks[mover]
        for target in moves.targets(state):
            if not credible or (ranks is not None and ranks[target] > ranks[state]):
                yield Step(mover, target)


def _steps(
    before: dict[tuple[int, int], tuple[int, int] | None], last: tuple[int, int]
) -> tuple[Step, ...]:
    """Return the way from the first state to the last one."""
    steps: list[Step] = []
    at: tuple[int, int] | None = last
    while at is not None and before[at] is not None:
        steps.append(Step(at[1], at[0]))
        at = before[at]
    return tuple(reversed(steps))
