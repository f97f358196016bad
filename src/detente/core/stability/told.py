"""Verdicts and reasons with names instead of numbers, as they are told."""

from __future__ import annotations

from dataclasses import dataclass

from ..record.entry import about
from .building import Conflict
from .five import ConceptName
from .model import Step
from .options import Pattern
from .reasons import Sanction


@dataclass(frozen=True, slots=True)
class StateVerdict:
    """Under one concept, for whom a state holds, for whom not, and for whom that is not known."""

    concept: ConceptName = about("the concept of stability")
    holds_for: tuple[str, ...] = about("for whom the state holds", refers="parties")
    not_for: tuple[str, ...] = about("for whom it does not", refers="parties")
    not_known_for: tuple[str, ...] = about("for whom it is not determined", refers="parties")

    @property
    def equilibrium(self) -> bool:
        """Whether the state certainly holds for every party."""
        return not self.not_for and not self.not_known_for


@dataclass(frozen=True, slots=True)
class StateRow:
    """A state, and under which concepts it holds for whom."""

    state: str = about("the courses of action taken, joined by +; nothing where none is")
    pattern: Pattern = about("yes or no to each course of action in the order of the record")
    verdicts: tuple[StateVerdict, ...] = about("one for each concept")


@dataclass(frozen=True, slots=True)
class MoveTold:
    """A move: by whom, and to which state."""

    party: str = about("who moves", refers="parties")
    state: str = about("the state that it leads to")


@dataclass(frozen=True, slots=True)
class ImprovementTold:
    """A move to a state that a party prefers, and what deters it."""

    state: str = about("the state that the party could move to, and prefers")
    deterred: bool | None = about(
        "whether the others have an answer that deters; none where that is not determined"
    )
    answer: tuple[MoveTold, ...] = about("the shortest answer, move by move", default=())
    escapes: tuple[str, ...] = about(
        "where the concept asks: the states the party could move on to; none is better", default=()
    )


@dataclass(frozen=True, slots=True)
class WhyHolds:
    """Why a state holds for a party under a concept, or why it does not."""

    state: str = about("the state")
    concept: ConceptName = about("the concept of stability")
    party: str = about("the party", refers="parties")
    holds: bool | None = about("whether it holds; none where that is not determined")
    improvements: tuple[ImprovementTold, ...] = about(
        "the states that the party could move to and prefers, each with the answer to it",
        default=(),
    )
    left: int = about("how many more such states there are, not told", default=0)


def moves_told(conflict: Conflict, steps: tuple[Step, ...]) -> tuple[MoveTold, ...]:
    """Return moves with the names of who makes them and of the states they lead to."""
    parties = conflict.model.parties
    return tuple(MoveTold(parties[step.party], conflict.name(step.state)) for step in steps)


def improvement_told(
    conflict: Conflict, state: int, sanction: Sanction | None, *, determined: bool = True
) -> ImprovementTold:
    """Return an improvement, and the answer to it if there is one, with names."""
    if sanction is None:
        return ImprovementTold(conflict.name(state), False if determined else None)
    escapes = tuple(conflict.name(each) for each in sanction.escapes)
    return ImprovementTold(
        conflict.name(state), True, moves_told(conflict, sanction.steps), escapes
    )
