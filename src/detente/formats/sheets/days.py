"""Dates as they stand in sheets; what could mean two days is never guessed."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from detente.core.record.dates import Date, DateUnreadable

from .grid import Cell

Order = Literal["day first", "month first"]
"""What a date like 03/04/2025 begins with."""

_MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september",
           "october", "november", "december")  # fmt: skip
_NUMBERS = re.compile(r"(\d{1,2})\s?([./-])\s?(\d{1,2})\s?\2\s?(\d{4})\.?", re.ASCII)
_YEAR_FIRST = re.compile(r"(\d{4})([./])(\d{1,2})\2(\d{1,2})", re.ASCII)
_DAY_NAMED = re.compile(r"(\d{1,2})(?:st|nd|rd|th|\.)?[ -]([A-Za-z]+)\.?,?[ -](\d{4})", re.ASCII)
_MONTH_NAMED = re.compile(r"(?:([A-Za-z]+)\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4}))", re.ASCII)
_MONTH_ALONE = re.compile(r"([A-Za-z]+)\.?,? (\d{4})", re.ASCII)
_ZONE = "write the day alone, or as text with its time zone: 2025-06-02T13:00+03:00, or Z for UTC"
_HINT = "write 2025-05-29, 2025-05, 2025 or 29 May 2025, or make the cell a date"


class DayAmbiguous(Exception):
    """The date could mean two days: the third of April, or the fourth of March."""


def date_in(cell: Cell, order: Order | None = None) -> Date:
    """Return the date that a cell holds.

    Read are days that the program knows as such, the forms of the case format, and
    ``29/05/2025``, ``29.5.2025``, ``2025/05/29``, ``29 May 2025``, ``May 29, 2025``, ``May 2025``,
    each with "about" before it or without. ``order`` says what a date in three numbers begins
    with; without it :class:`DayAmbiguous` is raised where both are possible. Raises
    :class:`DateUnreadable` for what is no date, a bare number and an hour without time zone among it.

    >>> str(date_in("29/5/2025")), str(date_in("May 29, 2025")), str(date_in("3.4.2025", "day first"))
    ('2025-05-29', '2025-05-29', '2025-04-03')
    """
    if isinstance(cell, datetime):
        raise DateUnreadable("a day with an hour, without its time zone", _ZONE)
    if isinstance(cell, date):
        return Date.of(cell)
    if isinstance(cell, bool) or (isinstance(cell, Decimal) and not _is_year(cell)):
        raise DateUnreadable("a number, not a date", _HINT)
    text = " ".join(str(cell).split())
    about = "about " if text.lower().startswith(("about ", "ca. ", "c. ")) else ""
    body = text.partition(" ")[2] if about else text
    found = _numbers(body, order) or _named(body)
    try:
        return Date.parse(about + (found or body))
    except DateUnreadable as error:
        if type(error) is not DateUnreadable or found:
            raise
        raise DateUnreadable(str(error), _HINT) from error


def _is_year(number: Decimal) -> bool:
    return number == int(number) and 1900 <= number <= 2200


def _numbers(text: str, order: Order | None) -> str | None:
    years = _YEAR_FIRST.fullmatch(text)
    if years:
        return f"{years[1]}-{int(years[3]):02}-{int(years[4]):02}"
    found = _NUMBERS.fullmatch(text)
    if not found:
        return None
    first, second = int(found[1]), int(found[3])
    if order is None:
        if first <= 12 and second <= 12 and first != second:
            raise DayAmbiguous
        order = "day first" if second <= 12 else "month first"
    day, month = (first, second) if order == "day first" else (second, first)
    return f"{found[4]}-{month:02}-{day:02}"


def _named(text: str) -> str | None:
    found = _DAY_NAMED.fullmatch(text)
    if found and (month := _month(found[2])):
        return f"{found[3]}-{month:02}-{int(found[1]):02}"
    found = _MONTH_NAMED.fullmatch(text)
    if found and (month := _month(found[1])):
        return f"{found[3]}-{month:02}-{int(found[2]):02}"
    found = _MONTH_ALONE.fullmatch(text)
    if found and (month := _month(found[1])):
        return f"{found[2]}-{month:02}"
    return None


def _month(name: str) -> int | None:
    if len(name) < 3:
        return None
    near = [number for number, each in enumerate(_MONTHS, 1) if each.startswith(name.lower())]
    return near[0] if near else 9 if name.lower() == "sept" else None
