"""Dates as people write them: every form, what cannot be, order, and what is sure."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.core.record.dates import (
    DATE_PATTERN,
    Date,
    DateUnreadable,
    HourWithoutZone,
    RangeReversed,
    minutes_in_utc,
)

from ..builders import on
from ..strategies import dates, quick


@pytest.mark.parametrize(
    ("text", "earliest", "latest", "precision"),
    [
        ("2025-05-29", "2025-05-29", "2025-05-29", "day"),
        ("2025-05", "2025-05-01", "2025-05-31", "month"),
        ("2025", "2025-01-01", "2025-12-31", "year"),
        ("2024-02", "2024-02-01", "2024-02-29", "month"),
        ("2025-02", "2025-02-01", "2025-02-28", "month"),
        ("2025-05-20..2025-05-29", "2025-05-20", "2025-05-29", "range"),
        ("2025-05..2025-06", "2025-05-01", "2025-06-30", "range"),
        ("2014..2025-05-29", "2014-01-01", "2025-05-29", "range"),
        ("2025-05-29..2025-05-29", "2025-05-29", "2025-05-29", "range"),
        ("2025-06-02T13:00+03:00", "2025-06-02", "2025-06-02", "minute"),
        ("2025-06-02T10:00Z", "2025-06-02", "2025-06-02", "minute"),
        ("0001", "0001-01-01", "0001-12-31", "year"),
        ("9999-12-31", "9999-12-31", "9999-12-31", "day"),
    ],
)
@pytest.mark.parametrize("about", ["", "about "])
def test_every_form_is_read_with_its_precision(
    about: str, text: str, earliest: str, latest: str, precision: str
) -> None:
    read = Date.parse(about + text)
    assert (read.earliest, read.latest) == (on(earliest), on(latest))
    assert read.precision == precision
    assert read.about == bool(about)
    assert read.text == str(read) == about + text


def test_an_hour_is_a_moment_in_its_time_zone() -> None:
    istanbul = Date.parse("2025-06-02T13:00+03:00").moment
    universal = Date.parse("2025-06-02T10:00Z").moment
    assert istanbul is not None
    assert istanbul == universal
    assert istanbul.utcoffset() == timedelta(hours=3)


def test_a_western_offset_is_taken_off() -> None:
    moment = Date.parse("2025-06-02T13:00-03:30").moment
    assert moment is not None
    assert moment.utcoffset() == -timedelta(hours=3, minutes=30)


def test_only_an_hour_has_a_moment() -> None:
    assert Date.parse("2025-06-02").moment is None


def test_blanks_around_a_date_do_not_count() -> None:
    assert Date.parse("  2025-05-29\n") == Date.parse("2025-05-29")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "about",
        "about ",
        "soon",
        "29 May 2025",
        "29.05.2025",
        "2025-5-29",
        "25-05-29",
        "20250529",
        "2025-13",
        "2025-00",
        "2025-05-32",
        "2025-05-00",
        "2025-02-29",
        "1900-02-29",
        "0000",
        "2025-05-29..",
        "..2025-05-29",
        "2025..2026..2027",
        "2025-06-02T24:00Z",
        "2025-06-02T13:60Z",
        "2025-06-02T13Z",
        "2025-06-02T13:00:75Z",
        "2025-02-30T13:00Z",
        "2025-06-02T13:00+15:00",
        "2025-06-02T13:00+14:30",
        "2025-06-02T13:00+03:60",
        "2025-06-02T13:00Z..2025-06-03",
        "٢٠٢٥-٠٥-٢٩",
    ],
)
def test_what_is_no_date_is_refused_with_a_hint(text: str) -> None:
    with pytest.raises(DateUnreadable) as refused:
        Date.parse(text)
    assert str(refused.value)
    assert refused.value.hint


def test_an_hour_without_its_zone_is_told_apart() -> None:
    with pytest.raises(HourWithoutZone):
        Date.parse("2025-06-02T13:00")


def test_a_range_that_ends_before_it_begins_is_told_apart() -> None:
    with pytest.raises(RangeReversed):
        Date.parse("2025-05-29..2025-05-20")


def test_a_range_may_end_in_the_month_it_begins_in() -> None:
    assert Date.parse("2025-05-20..2025-05").latest == on("2025-05-31")


@quick
@given(dates())
def test_the_first_day_is_never_after_the_last(when: Date) -> None:
    assert when.earliest <= when.latest


@quick
@given(dates())
def test_a_date_is_read_back_from_its_text(when: Date) -> None:
    assert Date.parse(when.text) == when
    assert re.match(DATE_PATTERN, when.text)


@quick
@given(st.dates())
def test_a_day_means_itself(day: date) -> None:
    assert Date.of(day) == Date.parse(day.isoformat())
    assert Date.of(day).earliest == Date.of(day).latest == day


@quick
@given(st.from_regex(re.compile(DATE_PATTERN, re.ASCII), fullmatch=True))
def test_what_looks_like_a_date_is_read_or_refused(text: str) -> None:
    try:
        read = Date.parse(text)
    except DateUnreadable:
        return
    assert read.earliest <= read.latest
    assert read.text == text.strip()
    assert isinstance(read.order, tuple)


@quick
@given(st.text(max_size=30))
def test_no_text_does_more_than_be_refused(text: str) -> None:
    try:
        Date.parse(text)
    except DateUnreadable as refused:
        assert refused.hint


@quick
@given(dates(), st.dates(date(2024, 12, 1), date(2026, 2, 1)))
def test_sure_is_what_holds_for_every_day_it_can_mean(when: Date, day: date) -> None:
    length = (when.latest - when.earliest).days
    possible = [when.earliest + timedelta(days=n) for n in range(length + 1)]
    assert when.surely_after(day) == all(each > day for each in possible)
    assert when.surely_before(day) == all(each < day for each in possible)


def test_a_day_is_neither_surely_before_nor_after_itself() -> None:
    when = Date.parse("2025-05-29")
    assert not when.surely_after(on("2025-05-29"))
    assert not when.surely_before(on("2025-05-29"))


def test_about_widens_nothing() -> None:
    assert Date.parse("about 2025-05-29").surely_before(on("2025-05-30"))


@pytest.mark.parametrize(
    ("first", "then"),
    [
        ("2025-05-29", "2025-05-30"),
        ("2025-05", "2025-05-02"),
        ("2025-05-01", "2025-05"),
        ("2025-12", "2026"),
        ("2025-01", "2025"),
        ("2025-05-01..2025-05-02", "2025-05-01..2025-05-03"),
        ("2025-06-02T09:00Z", "2025-06-02T10:00Z"),
        ("2025-06-02T13:00+03:00", "2025-06-02T11:00Z"),
        ("2025-06-02", "2025-06-02T00:30Z"),
    ],
)
def test_dates_are_in_order_by_first_day_hour_last_day(first: str, then: str) -> None:
    assert Date.parse(first).order < Date.parse(then).order


def test_the_order_within_a_day_is_the_same_before_1970() -> None:
    """A day whose hour is not known comes before its hours, in 1962 as in 2025."""
    assert Date.parse("1962-10-27").order < Date.parse("1962-10-27T10:00Z").order


def test_dates_of_equal_order_need_not_be_equal() -> None:
    assert Date.parse("2025-05-29").order == Date.parse("about 2025-05-29").order
    assert Date.parse("2025-05-29") != Date.parse("about 2025-05-29")


def test_the_first_and_last_hours_that_can_be_written_are_put_in_order() -> None:
    texts = ["0001-01-01T00:00+14:00", "0001-01-01T00:00Z", "9999-12-31T23:59Z"]
    last = "9999-12-31T23:59-14:00"
    read = [Date.parse(text) for text in (*texts, last)]
    mixed = [read[2], read[0], read[3], read[1]]
    assert sorted(mixed, key=lambda each: each.order) == read


@given(st.datetimes(timezones=st.just(UTC)), st.integers(-14 * 60, 14 * 60))
def test_minutes_in_utc_do_not_hang_on_the_zone(moment: datetime, offset: int) -> None:
    try:
        elsewhere = moment.astimezone(timezone(timedelta(minutes=offset)))
    except OverflowError:
        return
    assert minutes_in_utc(elsewhere) == minutes_in_utc(moment)
    assert minutes_in_utc(moment) == (moment - datetime.min.replace(tzinfo=UTC)) // timedelta(
        minutes=1
    )
