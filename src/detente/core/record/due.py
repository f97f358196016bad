"""What is due, from whom, before what; and what is overdue on a day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from .case import Case
from .commitments import commitments
from .dates import Date
from .entry import Evidence, about
from .known import known_on
from .meetings import Meeting
from .obligations import Deadline
from .papers import handed_over, papers

DueState = Literal["open", "overdue", "done", "contested"]


@dataclass(frozen=True, slots=True)
class DueItem:
    """Something that somebody is to do by a date."""

    entry: str = about("the id of the paper, commitment or deadline")
    block: str = about("proposals, commitments or deadlines")
    what: str = about("what is due")
    from_: tuple[str, ...] = about("who is to act")
    to: tuple[str, ...] = about("to whom it is due")
    by: Date | None = about("the last day, where one is known")
    before: str = about("the meeting before which")
    at: str = about("the meeting at which")
    says: str = about("who asks for or offers this date; empty where it was agreed")
    state: DueState = about("open, overdue, done, or contested")
    days_left: int | None = about(
        "days from the day asked about to the last day; negative when past"
    )
    consequence: str = about("what is said to follow")
    evidence: tuple[Evidence, ...] = about("the words behind it")


def due(case: Case, on: date) -> tuple[DueItem, ...]:
    """Return everything that is due, as known on a day, earliest last day first.

    Papers wanted or promised, commitments with a date, deadlines. Something is
    overdue when its last day is surely past and nothing says that it was done; where
    the day is only roughly known it stays open until the last day it may mean has
    passed. Items without a date come last. Ties keep the order of the record.

    >>> due(Case(title="t"), date(2025, 5, 30))
    ()
    """
    seen = known_on(case, on)
    meetings = {meeting.id: meeting for meeting in seen.meetings}
    for meeting in seen.meetings:  # what was due before a meeting is due before the one it became
        meetings.update(dict.fromkeys(meeting.supersedes, meeting))
    items = [
        *_papers(seen, meetings, on),
        *_deadlines(seen.deadlines, meetings, on),
        *_commitments(seen, on),
    ]
    return tuple(sorted(items, key=lambda item: item.by.latest if item.by else date.max))


def _papers(case: Case, meetings: dict[str, Meeting], on: date) -> Iterator[DueItem]:
    for paper in papers(case):
        if paper.status in ("withdrawn", "superseded"):
            continue
        proposal = paper.proposal
        for wanted in proposal.due:
            by = wanted.by or _date_of(meetings, wanted.before or wanted.at)
            done = handed_over(proposal, wanted) is not None
            yield DueItem(
                proposal.id,
                "proposals",
                proposal.title,
                proposal.by,
                wanted.to,
                by,
                wanted.before,
                wanted.at,
                wanted.says,
                "done" if done else _open(by, on),
                _days(by, on),
                "",
                wanted.evidence or proposal.evidence or (),
            )


def _commitments(case: Case, on: date) -> Iterator[DueItem]:
    for state in commitments(case, on):
        entry = state.commitment
        if entry.due is None or state.status == "withdrawn":
            continue
        done: dict[str, DueState] = {
            "found kept": "done",
            "said to be kept": "done",
            "reported delivered": "done",
            "contested": "contested",
        }
        yield DueItem(
            entry.id,
            "commitments",
            entry.what,
            entry.owed_by,
            entry.owed_to,
            entry.due,
            "",
            "",
            "",
            done.get(state.status, _open(entry.due, on)),
            _days(entry.due, on),
            "",
            entry.evidence or (),
        )


def _deadlines(
    deadlines: tuple[Deadline, ...], meetings: dict[str, Meeting], on: date
) -> Iterator[DueItem]:
    superseded = {other for each in deadlines for other in each.supersedes}
    for entry in deadlines:
        if entry.withdrawn is not None or entry.id in superseded:
            continue
        said = {claim.by: claim.says for claim in entry.met}
        if len(set(said.values())) > 1:
            state: DueState = "contested"
        else:
            state = "done" if set(said.values()) == {"met"} else _open(entry.by, on)
        yield DueItem(
            entry.id,
            "deadlines",
            entry.what,
            entry.for_,
            (),
            entry.by,
            entry.before,
            "",
            entry.set_by,
            state,
            _days(entry.by, on),
            entry.consequence,
            entry.evidence or (),
        )


def _date_of(meetings: dict[str, Meeting], meeting_id: str) -> Date | None:
    meeting = meetings.get(meeting_id)
    return meeting.date if meeting else None


def _open(by: Date | None, on: date) -> DueState:
    return "overdue" if by and by.surely_before(on) else "open"


def _days(by: Date | None, on: date) -> int | None:
    return (by.latest - on).days if by else None
