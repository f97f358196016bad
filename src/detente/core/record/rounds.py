"""Meetings in time: the last one held, the next one planned."""

from __future__ import annotations

from datetime import date

from .case import Case
from .dates import Date
from .entry import superseded_ids
from .meetings import Meeting


def last_meeting(case: Case, on: date) -> Meeting | None:
    """Return the latest meeting that was held by a day, or None; ties go to the first recorded.

    >>> last_meeting(Case(title="t"), date(2025, 5, 30)) is None
    True
    """
    held = [(when, meeting) for when, meeting in _with(case, "held") if not when.surely_after(on)]
    return max(held, key=lambda each: each[0].order)[1] if held else None


def next_meeting(case: Case, on: date) -> Meeting | None:
    """Return the earliest meeting planned from a day on, or None; ties go to the first recorded.

    >>> next_meeting(Case(title="t"), date(2025, 5, 30)) is None
    True
    """
    ahead = [
        (when, meeting) for when, meeting in _with(case, "planned") if not when.surely_before(on)
    ]
    return min(ahead, key=lambda each: each[0].order)[1] if ahead else None


def passed_meetings(case: Case, on: date) -> tuple[Meeting, ...]:
    """Return the meetings planned for a day that has passed, of which nothing more is recorded.

    >>> passed_meetings(Case(title="t"), date(2025, 5, 30))
    ()
    """
    return tuple(meeting for when, meeting in _with(case, "planned") if when.surely_before(on))


def _with(case: Case, status: str) -> list[tuple[Date, Meeting]]:
    superseded = superseded_ids(case.meetings)
    return [
        (meeting.date, meeting)
        for meeting in case.meetings
        if meeting.date
        and meeting.current_status == status
        and meeting.withdrawn is None
        and meeting.id not in superseded
    ]
