"""The graph of a case: steps, and what requires which of them before which."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from ..record.dates import Date
from ..record.entry import Evidence, about
from ..record.obligations import ConditionClaim

StepState = Literal["open", "done", "ruled out"]
RequirementKind = Literal["condition", "paper", "trigger"]
RequirementState = Literal[
    "open",
    "partly met",
    "said met",
    "contested",
    "missed",
    "met",
    "lapsed",
    "overtaken",
    "waived",
]
IN_FORCE: frozenset[RequirementState] = frozenset(
    {"open", "partly met", "said met", "contested", "missed"}
)
"""The states in which a requirement holds something up."""


@dataclass(frozen=True, slots=True)
class LastDay:
    """A last day for a step, and who says so.

    A wish is the day by which one side wants a paper: it is told for the paper itself, and
    binds nothing else.
    """

    day: Date = about("the last day")
    entry: str = about("the entry that sets it")
    says: str = about("who sets or asks for it; nobody where it was agreed")
    party: str = about("the party of who says so")
    wish: bool = about("whether it is one side's wish for a paper")


@dataclass(frozen=True, slots=True, kw_only=True)
class SequenceStep:
    """Something that happened or may happen: a meeting, a paper, or words of a condition.

    ``last_days`` are those that deadlines and due dates set for the step itself; what
    follows from other steps is computed later.
    """

    key: str = about("by what the step is known: its entry and part, or its words")
    what: str = about("what happens")
    part: str = about("which part of its entry, where not the whole is meant", default="")
    entry: str = about("the entry it stands for, where it has one", default="")
    block: str = about("the block of that entry", default="")
    state: StepState = about("open, done, or ruled out", default="open")
    done: Date | None = about("when it happened, where that is known", default=None)
    planned: Date | None = about("the date set for it", default=None)
    last_days: tuple[LastDay, ...] = about(
        "the last days set for it, the earliest first", default=()
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement:
    """Somebody requires steps before another one, or something sets another in motion."""

    id: str = about("the id of the condition; of a paper or trigger, its entry and number")
    kind: RequirementKind = about("a condition, a paper's due date, or a trigger")
    required_by: str = about("who requires it; nobody for a trigger", default="")
    party: str = about("the party of who requires it", default="")
    first: tuple[str, ...] = about("the steps that all have to come first", default=())
    either: tuple[str, ...] = about("the steps of which one has to come first", default=())
    then: str = about("the step that may come only after")
    lead_days: int = about("how many days before, at least", default=0)
    by: Date | None = about("the last day on which it can be met", default=None)
    until: Date | None = about("the last day on which it is required", default=None)
    state: RequirementState = about("open, met, contested, ...", default="open")
    claims: tuple[ConditionClaim, ...] = about("who says that it is met or not", default=())
    met_since: Date | None = about("since when the record shows it met", default=None)
    entries: tuple[str, ...] = about("the entries that state it", default=())
    evidence: tuple[Evidence, ...] = about("the words behind it", default=())

    @property
    def in_force(self) -> bool:
        """Whether it holds its step up for now."""
        return self.state in IN_FORCE

    @property
    def before(self) -> tuple[str, ...]:
        """All the steps it names as coming first, each once."""
        return tuple(dict.fromkeys((*self.first, *self.either)))


@dataclass(frozen=True, slots=True)
class SequenceGraph:
    """Steps and requirements, as known on a day; both in the order of the record."""

    on: date = about("the day as known on which")
    steps: tuple[SequenceStep, ...] = about("what happened or may happen")
    requirements: tuple[Requirement, ...] = about("what has to come before what")

    def step(self, key: str) -> SequenceStep:
        """Return the step with a key; raise ``KeyError`` if there is none."""
        for each in self.steps:
            if each.key == key:
                return each
        raise KeyError(key)

    def requirement(self, requirement_id: str) -> Requirement:
        """Return the requirement with an id; raise ``KeyError`` if there is none."""
        for each in self.requirements:
            if each.id == requirement_id:
                return each
        raise KeyError(requirement_id)

    def in_force(self) -> tuple[Requirement, ...]:
        """Return the requirements that hold something up for now."""
        return tuple(each for each in self.requirements if each.in_force)


def evidence_of(*several: Iterable[Evidence] | None) -> tuple[Evidence, ...]:
    """Return evidence put together, each quotation once, in the order given."""
    return tuple(dict.fromkeys(each for some in several for each in some or ()))
