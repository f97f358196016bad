"""Dates as people know them: a day, a month, a year, an hour, about then, or a range."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from typing import Literal

Precision = Literal["minute", "day", "month", "year", "range"]

DAY = r"\d{4}(?:-\d{2}(?:-\d{2})?)?"
HOUR = r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?:Z|[+-]\d{2}:\d{2})"
DATE_PATTERN = rf"^(?:about )?(?:{DAY}|{HOUR})$|^(?:about )?{DAY}\.\.{DAY}$"
"""What a date may look like, as a regular expression for editors; a date that
fits may still be impossible (30 February)."""

_PART = re.compile(r"^(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?$", re.ASCII)
_CLOCK = re.compile(
    r"^(\d{4}-\d{2}-\d{2})[T ](\d{2}):(\d{2})(?::[0-5]\d)?(Z|[+-]\d{2}:\d{2})?$", re.ASCII
)


class DateUnreadable(ValueError):
    """The text is no date; the message says why, and ``hint`` how to mend it."""

    def __init__(self, why: str, hint: str) -> None:
        super().__init__(why)
        self.hint = hint


class HourWithoutZone(DateUnreadable):
    """An hour is given, but not in which time zone."""


class RangeReversed(DateUnreadable):
    """A range ends before it begins."""


@dataclass(frozen=True, slots=True)
class Date:
    """A date with the precision it was given in.

    ``earliest`` and ``latest`` are the first and last day it can mean (as
    written; "about" widens neither). ``moment`` is set where an hour and a time
    zone were given. ``text`` is what was written. Two dates are equal when
    their texts are.

    >>> Date.parse("2025-05").latest
    datetime.date(2025, 5, 31)
    """

    text: str
    earliest: date
    latest: date
    precision: Precision
    about: bool = False
    moment: datetime | None = None

    @classmethod
    def parse(cls, text: str) -> Date:
        """Read a date; raise :class:`DateUnreadable` with the reason and a hint.

        >>> Date.parse("about 2025-05-29").about
        True
        >>> Date.parse("2025-05-20..2025-06").latest
        datetime.date(2025, 6, 30)
        """
        written = " ".join(text.split())
        about = written.startswith("about ")
        body = written.removeprefix("about ").strip()
        if ".." in body:
            start, _, end = body.partition("..")
            earliest, latest = _span(start.strip())[0], _span(end.strip())[1]
            if latest < earliest:
                raise RangeReversed(
                    "the range ends before it begins", "write the earlier date first"
                )
            return cls(written, earliest, latest, "range", about)
        clock = _CLOCK.match(body)
        if clock:
            moment = _moment(clock)
            day = _span(clock[1])[0]
            return cls(written, day, day, "minute", about, moment)
        first, last, precision = _span(body)
        return cls(written, first, last, precision, about)

    @classmethod
    def of(cls, day: date) -> Date:
        """Return the date that means exactly this day."""
        return cls(day.isoformat(), day, day, "day")

    def __str__(self) -> str:
        return self.text

    @property
    def order(self) -> tuple[date, bool, float, date]:
        """The key by which dates are put in order: first day, hour, last day.

        Hours are compared as moments, by their day in UTC. Of one day, a date without an
        hour comes before those with one.
        """
        if self.moment is None:
            return (self.earliest, False, 0.0, self.latest)
        minutes = minutes_in_utc(self.moment)
        day = min(max(minutes // _MINUTES_A_DAY + 1, 1), date.max.toordinal())
        return (date.fromordinal(day), True, float(minutes), self.latest)

    def surely_after(self, day: date) -> bool:
        """Return whether every day this date can mean lies after ``day``."""
        return self.earliest > day

    def surely_before(self, day: date) -> bool:
        """Return whether every day this date can mean lies before ``day``."""
        return self.latest < day


_MINUTES_A_DAY = 24 * 60


def minutes_in_utc(moment: datetime) -> int:
    """Return how many minutes after the beginning of year 1 in UTC a moment is.

    The first and last hours that can be written may lie in years 0 and 10000 of UTC,
    which no ``datetime`` can hold.

    >>> minutes_in_utc(datetime(1, 1, 1, 1, tzinfo=timezone(timedelta(hours=2))))
    -60
    """
    offset = moment.utcoffset() or timedelta()
    since = moment.replace(tzinfo=None) - datetime.min  # noqa: DTZ901 - both without a zone
    return (since - offset) // timedelta(minutes=1)


def _span(part: str) -> tuple[date, date, Precision]:
    match = _PART.match(part)
    if not match:
        raise DateUnreadable(
            "not a date",
            'write 2025-05-29, 2025-05, 2025, "about 2025-05", 2025-05-20..2025-05-29 '
            "or 2025-06-02T13:00+03:00",
        )
    year, month, day = (int(group) if group else None for group in match.groups())
    assert year is not None  # the pattern requires it
    if year == 0:
        raise DateUnreadable("there is no year 0000", "write the year with four digits")
    if month is None:
        return date(year, 1, 1), date(year, 12, 31), "year"
    if not 1 <= month <= 12:
        raise DateUnreadable(f"there is no month {month}", "write year-month-day: 2025-05-29")
    days = calendar.monthrange(year, month)[1]
    if day is None:
        return date(year, month, 1), date(year, month, days), "month"
    if not 1 <= day <= days:
        raise DateUnreadable(
            f"month {month} of {year} has {days} days, not {day}", "correct the day"
        )
    exact = date(year, month, day)
    return exact, exact, "day"


def _moment(clock: re.Match[str]) -> datetime:
    day, hour, minute, zone = clock.groups()
    if zone is None:
        raise HourWithoutZone(
            "an hour without its time zone", "add the offset: 2025-06-02T13:00+03:00, or Z for UTC"
        )
    if int(hour) > 23 or int(minute) > 59:
        raise DateUnreadable(f"there is no hour {hour}:{minute}", "write 00:00 to 23:59")
    offset = timedelta()
    if zone != "Z":
        hours, minutes = int(zone[1:3]), int(zone[4:6])
        if hours * 60 + minutes > 14 * 60 or minutes > 59:
            raise DateUnreadable(f"there is no offset {zone}", "offsets run from -14:00 to +14:00")
        offset = timedelta(hours=hours, minutes=minutes) * (-1 if zone[0] == "-" else 1)
    start = _span(day)[0]
    return datetime(
        start.year, start.month, start.day, int(hour), int(minute), tzinfo=timezone(offset)
    )
