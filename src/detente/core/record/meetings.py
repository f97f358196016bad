"""Meetings and the papers that go with them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from .dates import Date
from .entry import Entry, Evidence, Supported, about

MeetingStatus = Literal["held", "planned", "proposed", "refused", "cancelled"]
Level = Literal["heads of state", "ministers", "delegation heads", "technical", "unknown"]
ProposalStatus = Literal[
    "promised",
    "sealed",
    "frozen",
    "opened",
    "lapsed",
    "deposited",
    "delivered",
    "briefed",
    "withdrawn",
    "superseded",
    "non-paper",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Delegation:
    """Who comes to a meeting for a party."""

    party: str = about("the party represented", refers="parties")
    led_by: str = about("who leads", refers="people", default="")
    people: tuple[str, ...] = about("who else comes", refers="people", default=())


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingStep(Supported):
    """What became of a meeting, and since when."""

    status: MeetingStatus = about("what became of it")
    date: Date = about("when that happened or was said")
    by: str = about("who said or did so", refers="people parties", default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting(Entry):
    """Talks at a place and time, or a call; held, planned, refused or cancelled."""

    title: str = about("what people call it")
    date: Date | None = about(
        "when it takes place; unknown for some that are proposed", default=None
    )
    status: MeetingStatus = about("its status when recorded; what came later stands in history")
    history: tuple[MeetingStep, ...] = about("how the status changed", default=())
    place: str = about("where", default="")
    level: Level = about("who meets", default="unknown")
    hosts: tuple[str, ...] = about("who hosts or convenes", refers="parties", default=())
    delegations: tuple[Delegation, ...] = about("who meets whom", default=())
    agenda: tuple[str, ...] = about("the issues on the agenda", refers="issues", default=())
    outcome: str = about("what came of it, in a sentence", default="")

    @property
    def current_status(self) -> MeetingStatus:
        """The status after the last step of its history."""
        return self.history[-1].status if self.history else self.status


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalStep(Supported):
    """What became of a paper, when, and who got it."""

    status: ProposalStatus = about("promised, delivered, described without the paper, ...")
    date: Date = about("when that happened")
    to: tuple[str, ...] = about("who got it or was told", refers="parties people", default=())
    at: str = about("at which meeting, if at one", refers="meetings", default="")
    by: str = about("who did it", refers="people parties", default="")
    according_to: str = about(
        "whose account it is; without it, the document's author's",
        refers="parties people documents",
        default="",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalDue(Supported):
    """By when somebody wants or promises a paper. Parties may disagree on it."""

    says: str = about("who asks for or offers this date", refers="people parties")
    by: Date | None = about("the last day", default=None)
    before: str = about("the meeting before which", refers="meetings", default="")
    at: str = about("the meeting at which", refers="meetings", default="")
    to: tuple[str, ...] = about("who is to get it", refers="parties", default=())


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """A clause of a paper and the issue it settles."""

    id: str = about("the clause's number or name")
    text: str = about("its words, or ours for them")
    issue: str = about("the issue it settles", refers="issues", default="")
    evidence: tuple[Evidence, ...] | None = about("document and exact words", default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal(Entry):
    """A party's paper: what became of it, who has seen it, what it amounts to."""

    title: str = about("what people call it")
    by: tuple[str, ...] = about("whose paper it is", refers="parties")
    history: tuple[ProposalStep, ...] = about("what became of it, in the order it happened")
    due: tuple[ProposalDue, ...] = about("by when it is wanted or promised", default=())
    file: str = about("its text, as a path inside the case folder", default="")
    package: Mapping[str, tuple[str, ...]] = about(
        "the options it amounts to, by issue", refers="options", default={}
    )
    clauses: tuple[Clause, ...] = about("its clauses", default=())
