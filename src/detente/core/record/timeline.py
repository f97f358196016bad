"""Everything that has a date, in order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from .case import Case
from .dates import Date
from .entry import Entry, Evidence, about
from .known import known_on

TimelineKind = Literal["statement", "position", "meeting", "paper", "deadline", "lever", "commitment", "event"]


@dataclass(frozen=True, slots=True)
class TimelineItem:
    """Something dated: what, by whom, and the entry it comes from."""

    date: Date = about("when")
    kind: TimelineKind = about("what kind of thing")
    entry: str = about("the entry's id")
    who: tuple[str, ...] = about("parties and people concerned, the one who acts first")
    text: str = about("what happened or is to happen, in the record's words")
    detail: str = about("status, stance or channel")
    ahead: bool = about("whether it lies after the day asked about")
    disputed: bool = about("whether somebody disputes the entry")
    evidence: tuple[Evidence, ...] = about("the words behind it")


def timeline(case: Case, on: date | None = None) -> tuple[TimelineItem, ...]:
    """Return everything that has a date, as known on a day, the earliest first.

    Withdrawn and superseded entries stay: the history is the point. A position
    that was read from a recorded statement is told by the statement. Ties keep the
    order of the record.

    >>> timeline(Case(title="t"))
    ()
    """
    seen = known_on(case, on) if on else case
    items = (*_said(seen), *_met(seen), *_agreed(seen), *_happened(seen))
    dated = (item if on is None else _from_day(item, on) for item in items)
    return tuple(sorted(dated, key=lambda item: item.date.order))


def _item(
    entry: Entry,
    when: Date,
    kind: TimelineKind,
    who: tuple[str, ...],
    text: str,
    detail: str = "",
    evidence: tuple[Evidence, ...] | None = None,
) -> TimelineItem:
    named = tuple(dict.fromkeys(each for each in who if each))
    proof = evidence or entry.evidence or ()
    return TimelineItem(
        when, kind, entry.id, named, text, detail, False, bool(entry.disputed), proof
    )


def _from_day(item: TimelineItem, on: date) -> TimelineItem:
    if not item.date.surely_after(on):
        return item
    return TimelineItem(
        item.date, item.kind, item.entry, item.who, item.text, item.detail, True, item.disputed, item.evidence
    )


def _said(case: Case) -> Iterator[TimelineItem]:
    told = {statement.id for statement in case.statements}
    for each in case.statements:
        yield _item(each, each.date, "statement", (each.speaker, *each.to), each.text, each.channel)
    for position in case.positions:
        if position.statement not in told:
            issue = case.find(position.issue, "issues")
            text = position.text or (issue.question if issue else position.issue)  # type: ignore[attr-defined]
            yield _item(
                position, position.date, "position", (position.party, position.by), text, position.stance
            )


def _met(case: Case) -> Iterator[TimelineItem]:
    for meeting in case.meetings:
        who = tuple(each.party for each in meeting.delegations)
        if meeting.date:
            text = f"{meeting.title}: {meeting.outcome}" if meeting.outcome else meeting.title
            yield _item(meeting, meeting.date, "meeting", who, text, meeting.current_status)
        for step in meeting.history:
            yield _item(
                meeting, step.date, "meeting", (step.by, *who), meeting.title, step.status, step.evidence
            )
    for proposal in case.proposals:
        for taken in proposal.history:
            who = (*proposal.by, *taken.to)
            yield _item(
                proposal, taken.date, "paper", who, proposal.title, taken.status, taken.evidence
            )


def _agreed(case: Case) -> Iterator[TimelineItem]:
    for each in case.commitments:
        who = (*each.owed_by, *each.owed_to)
        yield _item(each, each.agreed, "commitment", who, each.what, "agreed")
        if each.due:
            yield _item(each, each.due, "commitment", who, each.what, "due")
        for delivery in each.deliveries:
            yield _item(
                each, delivery.date, "commitment", who, each.what, "delivered", delivery.evidence
            )
        for found in each.findings:
            if found.date:
                yield _item(
                    each, found.date, "commitment", (found.by, *who), each.what, f"found {found.found}", found.evidence
                )
    for deadline in case.deadlines:
        yield _item(deadline, deadline.by, "deadline", (deadline.set_by, *deadline.for_), deadline.what, "last day")


def _happened(case: Case) -> Iterator[TimelineItem]:
    for lever in case.levers:
        yield _item(lever, lever.date, "lever", (lever.held_by, *lever.on), lever.what, lever.status)
    for event in case.events:
        yield _item(event, event.date, "event", (*event.actors, *event.targets), event.what, event.kind.lower())
