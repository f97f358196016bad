"""Calendar files, read again by a library that had no part in writing them."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import vobject
from hypothesis import given
from hypothesis import strategies as st

from detente.core.record.dates import Date
from detente.core.record.texts import visible
from detente.formats.calendar import CalendarEvent, calendar_of

STAMP = date(2025, 5, 30)


def event(when: str = "2025-06-02", **changes: Any) -> CalendarEvent:
    values: dict[str, Any] = {
        "names": ("meetings", "talks"),
        "title": "Talks",
        "when": Date.parse(when),
        "status": "CONFIRMED",
        "category": "Meeting",
    }
    return CalendarEvent(**{**values, **changes})


def read(data: bytes) -> list[Any]:
    """The events that another reader finds."""
    calendar = vobject.readOne(data.decode("utf-8"))
    return list(calendar.contents.get("vevent", ()))


def only(data: bytes) -> Any:
    (found,) = read(data)
    return found


def written(*events: CalendarEvent, **options: Any) -> bytes:
    return calendar_of(events, "Harbour strike", STAMP, **options)


def days(found: Any) -> tuple[date, date]:
    """The first and the last day of an event of whole days."""
    return found.dtstart.value, found.dtend.value - timedelta(days=1)


# Dates


@pytest.mark.parametrize(
    ("when", "first", "last"),
    [
        ("2025-06-02", date(2025, 6, 2), date(2025, 6, 2)),
        ("about 2025-06-02", date(2025, 6, 2), date(2025, 6, 2)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2025", date(2025, 1, 1), date(2025, 12, 31)),
        ("2025-05-20..2025-06", date(2025, 5, 20), date(2025, 6, 30)),
        ("0001-01-01", date(1, 1, 1), date(1, 1, 1)),
        ("9999-12-30", date(9999, 12, 30), date(9999, 12, 30)),
    ],
)
def test_days_months_years_and_ranges_are_whole_days(when: str, first: date, last: date) -> None:
    assert days(only(written(event(when)))) == (first, last)


def test_the_last_day_that_can_be_written_has_no_end_after_it() -> None:
    found = only(written(event("9999-12-31")))
    assert found.dtstart.value == date(9999, 12, 31)
    assert not hasattr(found, "dtend")


@pytest.mark.parametrize(
    ("when", "moment"),
    [
        ("2025-06-02T13:00+03:00", datetime(2025, 6, 2, 10, 0, tzinfo=UTC)),
        ("2025-06-02T01:30+05:45", datetime(2025, 6, 1, 19, 45, tzinfo=UTC)),
        ("2024-12-31T23:30-10:00", datetime(2025, 1, 1, 9, 30, tzinfo=UTC)),
        ("2025-06-02T13:00Z", datetime(2025, 6, 2, 13, 0, tzinfo=UTC)),
    ],
)
def test_hours_are_written_in_utc(when: str, moment: datetime) -> None:
    data = written(event(when))
    found = only(data)
    assert found.dtstart.value == moment
    assert f"DTSTART:{moment:%Y%m%dT%H%M%SZ}\r\n".encode() in data
    assert b"VTIMEZONE" not in data


@pytest.mark.parametrize("when", ["0001-01-01T00:00+14:00", "9999-12-31T23:30-14:00"])
def test_an_hour_that_utc_cannot_hold_is_written_as_its_day(when: str) -> None:
    assert only(written(event(when))).dtstart.value == Date.parse(when).earliest


def test_what_is_known_only_roughly_does_not_block_the_days() -> None:
    for when in ("2025-06", "about 2025-06-02", "2025-06-01..2025-06-04"):
        assert only(written(event(when))).transp.value == "TRANSPARENT"
    assert only(written(event("2025-06-02"))).transp.value == "OPAQUE"


@given(st.dates(), st.times(), st.integers(-14 * 60, 14 * 60))
def test_hours_agree_with_another_readers_in_utc(day: date, hour: Any, offset: int) -> None:
    sign, minutes = ("-" if offset < 0 else "+"), abs(offset)
    text = f"{day}T{hour:%H:%M}{sign}{minutes // 60:02}:{minutes % 60:02}"
    found = only(written(event(text))).dtstart.value
    started = datetime.combine(day, hour.replace(second=0, microsecond=0))
    if isinstance(found, datetime):
        assert found == started.replace(tzinfo=UTC) - timedelta(minutes=offset)
    else:
        assert found == day
        assert day in (date.min, date.max)


# Texts


HOSTILE = 'a;b,c\\d:"e"\r\nEND:VEVENT\r\nBEGIN:VEVENT\nSUMMARY:forged\x00\u2028\u202e'


def test_no_text_can_begin_an_event_or_a_property() -> None:
    data = written(event(title=HOSTILE, description=HOSTILE, place=HOSTILE, names=(HOSTILE,)))
    found = only(data)
    assert found.summary.value.startswith('a;b,c\\d:"e"')
    assert "END:VEVENT" in found.description.value
    lines = data.decode().split("\r\n")
    assert lines.count("BEGIN:VEVENT") == 1
    assert not [line for line in lines if line.startswith("SUMMARY:forged")]
    assert "\n" not in "".join(lines)
    assert "\x00" not in data.decode()


@pytest.mark.parametrize("sign", ["ا", "🕊", "e\u0301", "中", "👩‍👩‍👧", "x"])
@pytest.mark.parametrize("shift", range(4))
def test_lines_are_folded_at_75_octets_within_no_sign(sign: str, shift: int) -> None:
    title = "x" * shift + sign * 120
    data = written(event(title=title, description=title))
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    for line in data.split(b"\r\n"):
        line.decode("utf-8")  # no sign is cut
    assert only(data).summary.value == title
    assert only(data).description.value == title


@given(st.text(max_size=200), st.text(max_size=200))
def test_any_text_comes_back(title: str, place: str) -> None:
    found = only(written(event(title=title, place=place, description=title)))
    assert found.summary.value == " ".join(visible(title).split())
    assert all(len(line) <= 75 for line in written(event(title=title)).split(b"\r\n"))


# What else stands in it


def test_the_identity_is_the_same_each_time_and_tells_nothing() -> None:
    first = only(written(event()))
    second = only(written(event("2025-07-01", title="Other words", sequence=3)))
    assert first.uid.value == second.uid.value
    assert re.fullmatch(r"[0-9a-f]{32}@detente\.invalid", first.uid.value)
    other = only(written(event(names=("meetings", "other"))))
    assert other.uid.value != first.uid.value
    moved = only(calendar_of([event()], "Another case", STAMP))
    assert moved.uid.value != first.uid.value


def test_no_clock_is_read() -> None:
    data = written(event(), event(names=("b",)))
    assert data == written(event(), event(names=("b",)))
    assert only(written(event())).dtstamp.value == datetime(2025, 5, 30, tzinfo=UTC)


def test_status_category_and_sequence_are_told() -> None:
    found = only(written(event(status="CANCELLED", category="Deadline", sequence=2)))
    told = (found.status.value, found.categories.value, found.sequence.value)
    assert told == ("CANCELLED", ["Deadline"], "2")


def test_a_reminder_comes_so_many_days_before_what_is_ahead_and_not_called_off() -> None:
    alarm = only(written(event(), alarm_days=3)).valarm
    assert alarm.trigger.value == timedelta(days=-3)
    for silent in (event(status="CANCELLED"), event("2025-05-29")):
        assert b"VALARM" not in written(silent, alarm_days=3)
    assert b"VALARM" not in written(event())


def test_no_events_give_an_empty_calendar() -> None:
    assert read(written()) == []
