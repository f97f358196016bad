"""iCalendar (RFC 5545): what has a date, as calendar programs expect it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Literal

import icalendar

from detente.__about__ import __version__
from detente.core.record.dates import Date
from detente.core.record.entry import about
from detente.core.record.texts import visible

EventStatus = Literal["CONFIRMED", "TENTATIVE", "CANCELLED"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarEvent:
    """Something to be put into a calendar, in words."""

    names: tuple[str, ...] = about("what makes its identity, the same each time")
    title: str = about("what it is")
    when: Date = about("when, with the precision known")
    status: EventStatus = about("whether it is certain, tentative, or called off")
    category: str = about("what kind of thing it is")
    description: str = about("what is known of it, in lines", default="")
    place: str = about("where", default="")
    sequence: int = about("how often it was changed", default=0)


def calendar_of(
    events: Iterable[CalendarEvent],
    title: str,
    stamp: date,
    *,
    alarm_days: int | None = None,
) -> bytes:
    """Return events as an iCalendar file, in the order given.

    An hour is written in UTC; a day is an event of the whole day; a month, a year
    or a range is one from its first day to its last (the end is exclusive, as the
    standard has it) that does not block the days. An hour whose day in UTC no
    calendar can write (in years 0 and 10000) is written as its day. The identity of
    an event is a hash of ``title`` and its names: the same each time, telling
    nothing. ``stamp`` is the day the calendar speaks of; no clock is read.
    ``alarm_days`` reminds so many days before each event that is not called off and
    not past on that day.
    No events give a calendar without events. Cost: linear.

    >>> calendar_of((), "Harbour strike", date(2026, 1, 15)).splitlines()[-1]
    b'END:VCALENDAR'
    """
    calendar = icalendar.Calendar()
    calendar.add("prodid", f"-//Detente//Detente {__version__}//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("name", visible(title))
    calendar.add("x-wr-calname", visible(title))
    stamped = datetime(stamp.year, stamp.month, stamp.day, tzinfo=UTC)
    for event in events:
        calendar.add_component(_component(event, title, stamped, alarm_days))
    data: bytes = calendar.to_ical()
    return data


def _component(
    event: CalendarEvent, title: str, stamped: datetime, alarm_days: int | None
) -> icalendar.Event:
    made = icalendar.Event()
    made.add("uid", _identity(title, event.names))
    made.add("dtstamp", stamped)
    made.add("sequence", event.sequence)
    made.add("summary", _on_one_line(event.title))
    made.add("status", event.status)
    made.add("categories", [event.category])
    made.add("class", "PRIVATE")
    if event.description:
        made.add("description", visible(event.description))
    if event.place:
        made.add("location", _on_one_line(event.place))
    _add_dates(made, event.when)
    ahead = event.when.latest >= stamped.date()
    if alarm_days is not None and ahead and event.status != "CANCELLED":
        alarm = icalendar.Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", _on_one_line(event.title))
        alarm.add("trigger", -timedelta(days=alarm_days))
        made.add_component(alarm)
    return made


def _add_dates(made: icalendar.Event, when: Date) -> None:
    moment = _in_utc(when)
    if moment is not None:
        made.add("dtstart", moment)
    else:
        made.add("dtstart", when.earliest)
        if when.latest < date.max:  # without an end it lasts its one day
            made.add("dtend", when.latest + timedelta(days=1))
    spans = when.earliest != when.latest
    made.add("transp", "TRANSPARENT" if spans or when.about else "OPAQUE")


def _in_utc(when: Date) -> datetime | None:
    if when.moment is None:
        return None
    try:
        return when.moment.astimezone(UTC)
    except OverflowError:
        return None


def _identity(title: str, names: tuple[str, ...]) -> str:
    seed = "\0".join((title, *names)).encode("utf-8", "surrogatepass")
    return f"{hashlib.sha256(seed).hexdigest()[:32]}@detente.invalid"


def _on_one_line(text: str) -> str:
    return " ".join(visible(text).split())
