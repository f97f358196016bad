"""What comes before what, what follows if not, and what was promised and kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from .dates import Date
from .entry import Entry, Supported, about
from .quantities import Quantity

Kept = Literal["kept", "partly kept", "not kept"]
ConditionState = Literal["met", "partly met", "not met"]
LeverStatus = Literal["available", "threatened", "used", "withheld"]
LEAD_TIME_PATTERN = r"^[1-9][0-9]{0,3} (?:days?|weeks?)$"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Something that may happen, in words and, where it has an entry, by its id.

    Two steps are the same step when they name the same entry and part; without an
    entry, when their words are the same, capitals and white space aside.
    """

    what: str = about("what happens, in a few words")
    entry: str = about(
        "the entry it stands for",
        refers="meetings proposals commitments events deadlines",
        default="",
    )
    part: str = about("which part of it, where not the whole is meant: the first 500", default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class ConditionClaim(Supported):
    """Somebody says whether a condition is met."""

    by: str = about("who says so", refers="parties people")
    says: ConditionState = about("met or not")


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition(Entry):
    """Somebody requires one thing before another."""

    required_by: str = about("who requires it", refers="parties people")
    first: tuple[Step, ...] = about("what has to happen first (all of it)", default=())
    either: tuple[Step, ...] = about("alternatives, of which one has to happen first", default=())
    then: Step = about("what may happen only after")
    date: Date = about("when it was stated")
    lead_time: str = about(
        "how long before, at least: 4 days, 2 weeks", pattern=LEAD_TIME_PATTERN, default=""
    )
    by: Date | None = about("the last day on which it can still be met", default=None)
    until: Date | None = about("the last day on which it is required at all", default=None)
    met: tuple[ConditionClaim, ...] = about("who says that it is met, and when", default=())

    @property
    def lead_days(self) -> int:
        """How many days before, at least; 0 where nothing is said."""
        if not self.lead_time:
            return 0
        number, unit = self.lead_time.split()
        return int(number) * (7 if unit.startswith("week") else 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline(Entry):
    """A date by which something is to happen, and what is said to follow."""

    what: str = about("what is to happen")
    set_by: str = about("who set it", refers="parties people")
    for_: tuple[str, ...] = about("who is to act", refers="parties people", default=())
    set_on: Date = about("when it was set")
    by: Date = about("the last day")
    before: str = about("the meeting before which", refers="meetings", default="")
    entry: str = about(
        "the entry that is to have happened by then",
        refers="meetings proposals commitments events",
        default="",
    )
    after: tuple[Step, ...] = about("what sets it running (all of it)", default=())
    consequence: str = about("what is said to follow if it passes", default="")
    silence: str = about(
        "what silence is taken to mean when it passes, if that was said: consent", default=""
    )
    met: tuple[ConditionClaim, ...] = about("who says that it was met, and when", default=())


@dataclass(frozen=True, slots=True, kw_only=True)
class Lever(Entry):
    """What somebody could do to change what another wants."""

    what: str = about("what could be done")
    held_by: str = about("who could do it", refers="parties people")
    on: tuple[str, ...] = about("to whom", refers="parties people", default=())
    status: LeverStatus = about("what its holder has done with it")
    date: Date = about("since when that is so")
    changes: str = about("what it would change", default="")
    why: str = about("the reason its holder gives", default="")
    after: tuple[Step, ...] = about("what would bring it into play (all of it)", default=())


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery(Supported):
    """A part of a commitment that was carried out."""

    date: Date = about("when")
    quantity: Quantity | None = about("how much", default=None)
    according_to: str = about("who says so", refers="parties people documents", default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptClaim(Supported):
    """A side says whether a commitment was kept. A claim is not a finding."""

    by: str = about("who says so", refers="parties people")
    says: Kept = about("kept or not")


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptFinding(Supported):
    """Whoever verifies found whether a commitment was kept."""

    by: str = about("who found it", refers="parties people")
    found: Kept = about("kept or not")


@dataclass(frozen=True, slots=True, kw_only=True)
class Commitment(Entry):
    """Who owes whom what, how much, by when; and what came of it."""

    what: str = about("what is owed")
    owed_by: tuple[str, ...] = about("who owes it", refers="parties")
    owed_to: tuple[str, ...] = about("to whom", refers="parties", default=())
    agreed: Date = about("when it was agreed")
    meeting: str = about("the meeting at which", refers="meetings", default="")
    quantity: Quantity | None = about("how much", default=None)
    due: Date | None = about("by when", default=None)
    trigger: str = about("what sets it in motion", default="")
    after: tuple[Step, ...] = about(
        "the steps that set it in motion, where they are recorded (all of them)", default=()
    )
    verifier: str = about("who verifies it", refers="parties people", default="")
    issues: tuple[str, ...] = about("the issues it bears on", refers="issues", default=())
    deliveries: tuple[Delivery, ...] = about("what was carried out", default=())
    claims: tuple[KeptClaim, ...] = about("what each side says", default=())
    findings: tuple[KeptFinding, ...] = about("what the verifier found", default=())
