"""The last meeting held and the next one planned."""

from __future__ import annotations

from datetime import date

from hypothesis import given

from detente.core.record.case import Case
from detente.core.record.dates import Date
from detente.core.record.meetings import Meeting
from detente.core.record.rounds import last_meeting, next_meeting

from ..builders import case_of, meeting, meeting_step, on, withdrawal
from ..strategies import broad, cases, days


def last(case: Case, day: str) -> str | None:
    found = last_meeting(case, on(day))
    return found.id if found else None


def next_(case: Case, day: str) -> str | None:
    found = next_meeting(case, on(day))
    return found.id if found else None


def held(id: str, date: str) -> Meeting:
    return meeting(id, date=date, status="held")


def test_without_meetings_there_is_neither() -> None:
    assert last(case_of(), "2025-05-30") is None
    assert next_(case_of(), "2025-05-30") is None


def test_the_latest_held_and_the_earliest_planned_count() -> None:
    case = case_of(
        held("second", "2025-05-20"),
        held("first", "2025-05-10"),
        meeting("fourth", date="2025-07-01"),
        meeting("third", date="2025-06-02"),
    )
    assert last(case, "2025-05-30") == "second"
    assert next_(case, "2025-05-30") == "third"


def test_a_meeting_of_today_is_the_last_one_held_or_the_next_one_planned() -> None:
    case = case_of(held("held", "2025-05-30"), meeting("planned", date="2025-05-30"))
    assert last(case, "2025-05-30") == "held"
    assert next_(case, "2025-05-30") == "planned"


def test_a_meeting_of_tomorrow_was_not_held_and_one_of_yesterday_is_not_next() -> None:
    case = case_of(held("held", "2025-05-31"), meeting("planned", date="2025-05-29"))
    assert last(case, "2025-05-30") is None
    assert next_(case, "2025-05-30") is None


def test_a_meeting_planned_for_the_month_lies_ahead_until_the_month_is_over() -> None:
    case = case_of(meeting("some-day", date="2025-06"))
    assert next_(case, "2025-06-30") == "some-day"
    assert next_(case, "2025-07-01") is None


def test_the_last_step_of_the_history_says_whether_it_was_held() -> None:
    case = case_of(meeting(history=(meeting_step("held", "2025-06-02"),)))
    assert last(case, "2025-06-02") == "talks"
    assert next_(case, "2025-06-01") is None


def test_cancelled_refused_and_proposed_meetings_are_not_next() -> None:
    statuses = ("cancelled", "refused", "proposed")
    case = case_of(*(meeting(each, status=each) for each in statuses))
    assert next_(case, "2025-05-30") is None


def test_withdrawn_superseded_and_undated_meetings_do_not_count() -> None:
    case = case_of(
        meeting("withdrawn", date="2025-06-01", withdrawn=withdrawal()),
        meeting("postponed", date="2025-06-02"),
        meeting("undated", date=None),
        meeting("new-date", date="2025-06-05", supersedes=("postponed",)),
    )
    assert next_(case, "2025-05-30") == "new-date"


def test_of_two_on_one_day_the_first_recorded_counts() -> None:
    case = case_of(held("a", "2025-05-20"), held("b", "2025-05-20"), meeting("c"), meeting("d"))
    assert last(case, "2025-05-30") == "a"
    assert next_(case, "2025-05-30") == "c"


def when(made: Meeting) -> Date:
    """Return the date of a meeting that has one."""
    assert made.date is not None
    return made.date


@broad
@given(cases("meetings", at_most=5), days)
def test_no_meeting_is_nearer_than_the_one_named(case: Case, day: date) -> None:
    superseded = {each for meeting in case.meetings for each in meeting.supersedes}
    valid = [
        each
        for each in case.meetings
        if each.date and each.withdrawn is None and each.id not in superseded
    ]
    before = [m for m in valid if m.current_status == "held" and when(m).earliest <= day]
    ahead = [m for m in valid if m.current_status == "planned" and when(m).latest >= day]
    last_one, next_one = last_meeting(case, day), next_meeting(case, day)
    assert bool(before) == (last_one is not None)
    assert bool(ahead) == (next_one is not None)
    if last_one:
        assert last_one in before
        assert when(last_one).order == max(when(each).order for each in before)
    if next_one:
        assert next_one in ahead
        assert when(next_one).order == min(when(each).order for each in ahead)
