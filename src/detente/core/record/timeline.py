"""Everything that has a date, in order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from .case import Case
from .dates import Date
from .entry import Entry, Evidence, about, superseded_ids
from .known import known_on
from .quantities import Quantity

TimelineKind = Literal[
    "statement",
    "position",
    "meeting",
    "paper",
    "condition",
    "deadline",
    "lever",
    "commitment",
    "event",
]


@dataclass(frozen=True, slots=True)
class TimelineItem:
    """Something dated: what, by whom, and the entry it comes from."""

    date: Date = about("when")
    kind: TimelineKind = about("what kind of thing")
    entry: str = about("the entry's id")
    by: tuple[str, ...] = about("who acts or speaks, or who meets")
    to: tuple[str, ...] = about("to whom, or upon whom")
    text: str = about("what happened or is to happen, in the record's words")
    detail: str = about("status, stance or channel")
    ahead: bool = about("whether it lies after the day asked about")
    according_to: str = about("whose account it is; empty for the document's author's")
    disputed: bool = about("whether somebody disputes the entry")
    withdrawn: bool = about("whether the entry was taken back")
    superseded: bool = about("whether a later entry took the entry's place")
    evidence: tuple[Evidence, ...] = about("the words behind it")
    number: Quantity | None = about("the number of a position without words", default=None)


def timeline(case: Case, on: date | None = None) -> tuple[TimelineItem, ...]:
    """Return what was said, done, agreed and is due, as known on a day, the earliest first.

    Withdrawn and superseded entries stay, and say so: the history is the point. A position
    that was read from a recorded statement is told by the statement. Ties keep the
    order of the record.

    >>> timeline(Case(title="t"))
    ()
    """
    seen = known_on(case, on) if on else case
    items = (*_said(seen), *_met(seen), *_awaited(seen), *_agreed(seen), *_happened(seen))
    replaced = superseded_ids(entry for _, _, entry in seen.entries())
    dated = (
        replace(
            item,
            ahead=on is not None and item.date.surely_after(on),
            superseded=item.entry in replaced,
        )
        for item in items
    )
    return tuple(sorted(dated, key=lambda item: item.date.order))


def _item(
    entry: Entry,
    when: Date,
    kind: TimelineKind,
    by: tuple[str, ...],
    text: str,
    detail: str = "",
    *,
    to: tuple[str, ...] = (),
    according_to: str = "",
    evidence: tuple[Evidence, ...] | None = None,
) -> TimelineItem:
    acting = tuple(dict.fromkeys(each for each in by if each))
    proof = evidence or entry.evidence or ()
    return TimelineItem(
        when,
        kind,
        entry.id,
        acting,
        to,
        text,
        detail,
        False,
        according_to,
        bool(entry.disputed),
        entry.withdrawn is not None,
        False,
        proof,
    )


def _said(case: Case) -> Iterator[TimelineItem]:
    told = {statement.id for statement in case.statements}
    issues = {issue.id: issue for issue in case.issues}
    for each in case.statements:
        yield _item(
            each,
            each.date,
            "statement",
            (each.speaker,),
            each.text,
            each.channel,
            to=each.to,
            according_to=each.via,
        )
    for position in case.positions:
        if position.statement not in told:
            issue = issues.get(position.issue)
            labels = [issue.option_label(each) for each in position.options] if issue else []
            text = position.text or (issue.label if issue else position.issue)
            if labels and not position.text:
                text += ": " + ", ".join(labels)
            item = _item(
                position, position.date, "position", (position.party,), text, position.stance
            )
            yield item if position.text else replace(item, number=position.value)


def _met(case: Case) -> Iterator[TimelineItem]:
    for meeting in case.meetings:
        who = tuple(each.party for each in meeting.delegations)
        if meeting.date:
            text = f"{meeting.title}: {meeting.outcome}" if meeting.outcome else meeting.title
            yield _item(meeting, meeting.date, "meeting", who, text, meeting.current_status)
        for step in meeting.history:
            acting = (step.by,) if step.by else who
            yield _item(
                meeting,
                step.date,
                "meeting",
                acting,
                meeting.title,
                step.status,
                evidence=step.evidence,
            )
    for proposal in case.proposals:
        for taken in proposal.history:
            yield _item(
                proposal,
                taken.date,
                "paper",
                (taken.by,) if taken.by else proposal.by,
                proposal.title,
                taken.status,
                to=taken.to,
                according_to=taken.according_to,
                evidence=taken.evidence,
            )


def _awaited(case: Case) -> Iterator[TimelineItem]:
    for condition in case.conditions:
        either = " / ".join(step.what for step in condition.either)
        first = "; ".join((*(step.what for step in condition.first), *filter(None, (either,))))
        text = f"{first} → {condition.then.what}"
        yield _item(
            condition, condition.date, "condition", (condition.required_by,), text, "stated"
        )
    for deadline in case.deadlines:
        yield _item(
            deadline,
            deadline.by,
            "deadline",
            (deadline.set_by,),
            deadline.what,
            "last day",
            to=deadline.for_,
        )
    for lever in case.levers:
        yield _item(
            lever, lever.date, "lever", (lever.held_by,), lever.what, lever.status, to=lever.on
        )


def _agreed(case: Case) -> Iterator[TimelineItem]:
    for each in case.commitments:
        by, to = each.owed_by, each.owed_to
        yield _item(each, each.agreed, "commitment", by, each.what, "agreed", to=to)
        if each.due:
            yield _item(each, each.due, "commitment", by, each.what, "due", to=to)
        for delivery in each.deliveries:
            yield _item(
                each,
                delivery.date,
                "commitment",
                by,
                each.what,
                "delivered",
                to=to,
                according_to=delivery.according_to,
                evidence=delivery.evidence,
            )
        for found in each.findings:
            if found.date:
                detail = f"found {found.found}"
                yield _item(
                    each,
                    found.date,
                    "commitment",
                    (found.by,),
                    each.what,
                    detail,
                    evidence=found.evidence,
                )


def _happened(case: Case) -> Iterator[TimelineItem]:
    for event in case.events:
        kind = event.kind if event.kind.startswith("CAMEO") else event.kind.lower()
        yield _item(
            event,
            event.date,
            "event",
            event.actors,
            event.what,
            kind,
            to=event.targets,
            according_to=event.according_to,
        )
