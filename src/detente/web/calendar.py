"""The calendar of a case: meetings, last days, papers and commitments due, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from detente.core.record.case import Case
from detente.core.record.dates import Date
from detente.core.record.due import DueItem, due
from detente.core.record.entry import Entry, Evidence, about, superseded_ids
from detente.core.record.meetings import Meeting
from detente.core.record.obligations import Deadline
from detente.core.record.texts import visible
from detente.formats.calendar import CalendarEvent, EventStatus, calendar_of

from . import words

_STATUS: dict[str, EventStatus] = {
    "planned": "CONFIRMED",
    "held": "CONFIRMED",
    "proposed": "TENTATIVE",
    "cancelled": "CANCELLED",
    "refused": "CANCELLED",
}


@dataclass(frozen=True, slots=True)
class CaseCalendar:
    """A calendar file, and what could not be put into it."""

    data: bytes = about("the iCalendar file")
    events: int = about("how many events it holds")
    undated: tuple[str, ...] = about("ids of the entries that have no date")


def case_calendar(case: Case, on: date, *, alarm_days: int | None = None) -> CaseCalendar:
    """Return the calendar of a case as known on a day.

    ``case`` is what its reader may see (:func:`detente.core.record.known.seen_by`).
    It holds every meeting, every deadline (one by which silence counts as consent
    among them), and the due dates of papers and commitments; what was withdrawn or
    superseded is called off, not left out, so that programs take it away. Order:
    meetings, deadlines, papers and commitments, as recorded. The day the record was
    brought up to date stamps the events, else ``on``. Without entries the calendar is empty.

    >>> case_calendar(Case(title="Harbour strike"), date(2026, 1, 15)).events
    0
    """
    events = [*_meetings(case), *_deadlines(case), *_due(case, on)]
    dated = [each for each in events if isinstance(each, CalendarEvent)]
    undated = [each for each in events if isinstance(each, str)]
    stamp = case.updated.latest if case.updated else on
    data = calendar_of(dated, case.title, stamp, alarm_days=alarm_days)
    return CaseCalendar(data, len(dated), tuple(dict.fromkeys(undated)))


def _meetings(case: Case) -> Iterator[CalendarEvent | str]:
    """Yield each meeting as an event, or the id of one that has no date."""
    replaced = superseded_ids(case.meetings)
    for meeting in case.meetings:
        if meeting.date is None:
            yield meeting.id
            continue
        gone = _gone(case, meeting, replaced)
        status = "CANCELLED" if gone else _STATUS[meeting.current_status]
        yield CalendarEvent(
            names=("meetings", meeting.id),
            title=meeting.title,
            when=meeting.date,
            status=status,
            category="Meeting",
            place=meeting.place,
            sequence=len(meeting.history) + bool(gone),
            description=_lines(
                gone,
                f"Meeting: {meeting.current_status}",
                _precision(meeting.date),
                _attendance(case, meeting),
                _agenda(case, meeting),
                f"Outcome: {meeting.outcome}" if meeting.outcome else "",
                *_proof(case, meeting.evidence),
            ),
        )


def _deadlines(case: Case) -> Iterator[CalendarEvent]:
    replaced = superseded_ids(case.deadlines)
    for each in case.deadlines:
        gone = _gone(case, each, replaced)
        yield CalendarEvent(
            names=("deadlines", each.id),
            title=f"Last day: {each.what}",
            when=each.by,
            status="CANCELLED" if gone else _certain(each.by.about),
            category="Silence procedure" if each.silence else "Deadline",
            sequence=len(each.met) + bool(gone),
            description=_lines(
                gone,
                f"Set by {words.name_of(case, each.set_by)} ({words.when(each.set_on)})",
                _for_whom(case, each),
                _precision(each.by),
                f"Before {words.name_of(case, each.before)}" if each.before else "",
                f"Silence until then is taken to mean: {each.silence}" if each.silence else "",
                f"Otherwise: {each.consequence}" if each.consequence else "",
                *_proof(case, each.evidence),
            ),
        )


def _for_whom(case: Case, deadline: Deadline) -> str:
    return f"For {words.names_of(case, deadline.for_)}" if deadline.for_ else ""


def _due(case: Case, on: date) -> Iterator[CalendarEvent | str]:
    """Yield papers and commitments that are due; deadlines have events of their own."""
    met: Counter[tuple[str, ...]] = Counter()
    for item in due(case, on):
        if item.block == "deadlines":
            continue
        if item.by is None:
            yield item.entry
            continue
        names = (item.block, item.entry, "due", item.says, item.before, item.at)
        met[names] += 1
        paper = item.block == "proposals"
        yield CalendarEvent(
            names=(*names, str(met[names])),
            title=f"Due: {item.what}",
            when=item.by,
            status=_certain(item.by.about),
            category="Paper due" if paper else "Commitment due",
            sequence=int(item.state == "done"),
            description=_lines(
                _from_whom(case, item),
                f"Due {words.due_date(case, item)}",
                f"State: {words.time_left(item) if item.state == 'done' else item.state}",
                _precision(item.by),
                f"So says {words.name_of(case, item.says)}" if item.says else "",
                *_proof(case, item.evidence),
            ),
        )


def _from_whom(case: Case, item: DueItem) -> str:
    to = f" to {words.names_of(case, item.to)}" if item.to else ""
    return f"From {words.names_of(case, item.from_)}{to}" if item.from_ else ""


def _certain(about_then: bool) -> EventStatus:
    return "TENTATIVE" if about_then else "CONFIRMED"


def _gone(case: Case, entry: Entry, replaced: set[str]) -> str:
    """Return why an entry no longer stands; nothing for one that does."""
    if entry.withdrawn is not None:
        return f"Withdrawn ({words.when(entry.withdrawn.date)})"
    return "Superseded by a later entry" if entry.id in replaced else ""


def _precision(when: Date) -> str:
    """Return a line that says how far a date is known, where it is no plain day or hour."""
    plain = when.precision in ("minute", "day") and not when.about
    return "" if plain else f"The date is known as: {words.when(when)}"


def _attendance(case: Case, meeting: Meeting) -> str:
    told = []
    for each in meeting.delegations:
        led = f"led by {words.name_of(case, each.led_by)}" if each.led_by else ""
        with_ = words.names_of(case, each.people)
        more = "; ".join(part for part in (led, with_) if part)
        told.append(words.name_of(case, each.party) + (f" ({more})" if more else ""))
    return f"Who: {', '.join(told)}" if told else ""


def _agenda(case: Case, meeting: Meeting) -> str:
    labels = {issue.id: issue.label for issue in case.issues}
    told = [labels.get(each, each) for each in meeting.agenda]
    return f"On the agenda: {'; '.join(told)}" if told else ""


def _proof(case: Case, evidence: tuple[Evidence, ...] | None) -> Iterator[str]:
    for each in evidence or ():
        yield f"\u201c{each.words}\u201d"
    yield f"Source: {words.source(case, evidence)}"


def _lines(*parts: str) -> str:
    """Return what is told, each part on a line of its own; empty parts are left out."""
    return "\n".join(" ".join(visible(part).split()) for part in parts if part)
