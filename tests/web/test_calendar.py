"""The calendar of a case: what is in it, what is called off, and what has no date."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
import vobject
from hypothesis import given

from detente.core.record.case import Case
from detente.core.record.dates import Date
from detente.core.record.due import due
from detente.core.record.known import visible_to
from detente.web.calendar import CaseCalendar, case_calendar

from ..core.builders import (
    case_of,
    commitment,
    deadline,
    evidence,
    meeting,
    meeting_step,
    on,
    paper_due,
    party,
    proposal,
    withdrawal,
)
from ..core.canaries import READERS, canary_case, everything_in, found_in
from ..core.strategies import broad, cases, days

DAY = on("2025-05-30")


def events_of(made: CaseCalendar) -> list[Any]:
    calendar = vobject.readOne(made.data.decode("utf-8"))
    found = list(calendar.contents.get("vevent", ()))
    assert len(found) == made.events
    return found


def events(*entries: Any, **changes: Any) -> list[Any]:
    return events_of(case_calendar(case_of(party(), party("south"), *entries, **changes), DAY))


def only(*entries: Any) -> Any:
    (found,) = events(*entries)
    return found


@pytest.mark.parametrize(
    ("status", "told"),
    [
        ("planned", "CONFIRMED"),
        ("held", "CONFIRMED"),
        ("proposed", "TENTATIVE"),
        ("cancelled", "CANCELLED"),
        ("refused", "CANCELLED"),
    ],
)
def test_the_status_of_a_meeting_is_that_of_its_event(status: str, told: str) -> None:
    assert only(meeting(status=status)).status.value == told
    later = meeting(history=(meeting_step(status),))
    assert only(later).status.value == told
    assert only(later).sequence.value == "1"


def test_a_meeting_that_was_withdrawn_or_moved_is_called_off_and_says_why() -> None:
    withdrawn = only(meeting(withdrawn=withdrawal(date="2025-05-20")))
    assert withdrawn.status.value == "CANCELLED"
    assert withdrawn.description.value.startswith("Withdrawn (20 May 2025)\n")
    moved, new = events(meeting(), meeting("later", date="2025-06-09", supersedes=("talks",)))
    assert (moved.status.value, new.status.value) == ("CANCELLED", "CONFIRMED")
    assert moved.description.value.startswith("Superseded by a later entry\n")
    assert moved.uid.value != new.uid.value


def test_a_meeting_tells_who_where_and_what_with_its_words() -> None:
    told = only(
        meeting(
            place="Istanbul", outcome="Nothing.", date="2025-06-02T13:00+03:00",
            evidence=(evidence("report", "They meet at one."),),
        )
    )  # fmt: skip
    assert (told.summary.value, told.location.value) == ("Talks", "Istanbul")
    assert told.dtstart.value == datetime(2025, 6, 2, 10, tzinfo=UTC)
    lines = told.description.value.split("\n")
    assert lines == [
        "Meeting: planned",
        "Outcome: Nothing.",
        "“They meet at one.”",
        "Source: report",
    ]


def test_a_deadline_tells_who_set_it_for_whom_and_what_follows() -> None:
    told = only(deadline(for_=("north",), consequence="war", by="about 2025-06-12"))
    assert told.summary.value == "Last day: sign"
    assert told.status.value == "TENTATIVE"
    assert told.description.value.split("\n") == [
        "Set by South (1 May 2025)",
        "For North",
        "The date is known as: about 12 June 2025",
        "Otherwise: war",
        "Source: no evidence",
    ]


def test_a_silence_procedure_is_a_kind_of_its_own() -> None:
    told = only(deadline(silence="consent"))
    assert told.categories.value == ["Silence procedure"]
    assert "Silence until then is taken to mean: consent" in told.description.value
    assert only(deadline()).categories.value == ["Deadline"]


def test_papers_and_commitments_are_due() -> None:
    paper = proposal(due=(paper_due(by=Date.parse("2025-06-01")),))
    first, second = events(paper, commitment(due="2025-06-20"))
    assert (first.summary.value, second.summary.value) == (
        "Due: Paper",
        "Due: free the prisoners",
    )
    assert first.categories.value == ["Paper due"]
    assert second.categories.value == ["Commitment due"]
    assert "From North to South\nDue by 1 June 2025\nState: open" in first.description.value


def test_two_dates_for_one_paper_are_two_events() -> None:
    wanted = (
        paper_due(by=Date.parse("2025-06-01")),
        paper_due("north", by=Date.parse("2025-06-05")),
    )
    first, second = events(proposal(due=(*wanted, wanted[0])))[:2]
    assert first.uid.value != second.uid.value


def test_what_has_no_date_is_left_out_and_listed() -> None:
    paper = proposal(due=(paper_due(),))
    made = case_calendar(case_of(meeting("someday", date=None), paper, meeting()), DAY)
    assert (made.events, made.undated) == (1, ("someday", "paper"))


def test_the_record_brought_up_to_date_stamps_the_events() -> None:
    stamped = events(meeting(), updated=Date.parse("2025-05-29"))[0]
    assert stamped.dtstamp.value == datetime(2025, 5, 29, tzinfo=UTC)
    assert only(meeting()).dtstamp.value == datetime(2025, 5, 30, tzinfo=UTC)


def test_the_flagship_case_has_three_meetings_a_deadline_and_two_papers(istanbul: Case) -> None:
    made = case_calendar(visible_to(istanbul, "public"), DAY)
    kinds = [each.categories.value[0] for each in events_of(made)]
    assert kinds == ["Meeting"] * 3 + ["Deadline"] + ["Paper due"] * 2
    assert made.undated == ("three-way-summit",)


@broad
@given(
    cases("parties", "people", "documents", "meetings", "proposals", "deadlines", "commitments"),
    days,
)
def test_every_calendar_is_read_by_another_program_and_counts_agree(case: Case, day: date) -> None:
    made = case_calendar(case, day)
    found = events_of(made)
    dated = [each for each in case.meetings if each.date]
    wanted = [item for item in due(case, day) if item.block != "deadlines" and item.by]
    assert len(found) == len(dated) + len(case.deadlines) + len(wanted)
    undated = {each.id for each in case.meetings if not each.date}
    undated |= {item.entry for item in due(case, day) if not item.by}
    assert set(made.undated) == undated
    written_dates = [each.date for each in dated if each.date] + [
        each.by for each in case.deadlines
    ]
    for event, when in zip(found, written_dates, strict=False):
        start = event.dtstart.value
        if isinstance(start, datetime):
            assert when.moment is not None
            assert start == when.moment
        else:
            assert start == when.earliest
    assert case_calendar(case, day) == made


@pytest.mark.parametrize("reader", READERS)
def test_no_calendar_holds_what_its_reader_may_not_see(reader: str) -> None:
    laid = canary_case()
    data = case_calendar(visible_to(laid.case, reader), on("2025-06-01")).data
    text = everything_in(data)
    assert found_in(text, laid.hidden_from(reader)) == ()
    told = {each.where for each in found_in(text, laid.seen_by(reader))}
    assert {"Meeting.title", "Meeting.place", "Deadline.what", "Commitment.what"} <= told
    assert {"Proposal.title", "Deadline.consequence", "Deadline.silence"} <= told
