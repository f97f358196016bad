"""What is due, from whom, before what; and what is overdue on a day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from .became import as_they_became
from .case import Case
from .commitments import commitments, day_of
from .dates import Date
from .entry import Evidence, about, superseded_ids
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
    done: Date | None = about("when it was done, where that is known")
    days_left: int | None = about(
        "days from the day asked about to the last day; negative when past"
    )
    consequence: str = about("what is said to follow")
    silence: str = about("what silence is taken to mean when it passes")
    evidence: tuple[Evidence, ...] = about("the words behind it")


def due(case: Case, on: date) -> tuple[DueItem, ...]:
    """Return everything that is due, as known on a day, earliest last day first.

    Papers wanted or promised, commitments with a date, deadlines. Something is
    overdue when its last day is surely past and nothing says that it was done: where
    a span is known, when the span has passed; "about" a day, never. What is due before
    a meeting that was moved is due before the one it became; a meeting that was
    cancelled or refused gives no date. Items without a date come last. Ties keep the order of the record.

    >>> due(Case(title="t"), date(2025, 5, 30))
    ()
    """
    seen = known_on(case, on)
    meetings = as_they_became(seen.meetings)
    items = [
        *_papers(seen, meetings, on),
        *_deadlines(seen.deadlines, on),
        *_commitments(seen, on),
    ]
    return tuple(sorted(items, key=lambda item: item.by.latest if item.by else date.max))


def _papers(case: Case, meetings: Mapping[str, Meeting], on: date) -> Iterator[DueItem]:
    for paper in papers(case):
        if paper.status in ("withdrawn", "superseded"):
            continue
        proposal = paper.proposal
        for wanted in proposal.due:
            by = wanted.by or _date_of(meetings, wanted.before or wanted.at)
            done = handed_over(proposal, wanted)
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
                _open(by, on) if done is None else "done",
                done,
                _days(by, on),
                "",
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
            None,
            _days(entry.due, on),
            "",
            "",
            entry.evidence or (),
        )


def _deadlines(deadlines: tuple[Deadline, ...], on: date) -> Iterator[DueItem]:
    superseded = superseded_ids(deadlines)
    for entry in deadlines:
        if entry.withdrawn is not None or entry.id in superseded:
            continue
        said = {claim.by: claim.says for claim in sorted(entry.met, key=day_of)}
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
            None,
            _days(entry.by, on),
            entry.consequence,
            entry.silence,
            entry.evidence or (),
        )


def _date_of(meetings: Mapping[str, Meeting], meeting_id: str) -> Date | None:
    meeting = meetings.get(meeting_id)
    if meeting is None or meeting.current_status in ("cancelled", "refused"):
        return None
    return meeting.date


def _open(by: Date | None, on: date) -> DueState:
    return "overdue" if by and not by.about and by.surely_before(on) else "open"


def _days(by: Date | None, on: date) -> int | None:
    return (by.latest - on).days if by else None
