"""Dates that cannot go together, and those that only look so."""

from __future__ import annotations

from typing import Any

import pytest

from ...builders import (
    commitment,
    deadline,
    delivery,
    dispute,
    document,
    event,
    evidence,
    lever,
    meeting,
    meeting_step,
    paper_step,
    person,
    position,
    proposal,
    statement,
)
from .cases import found, problems


@pytest.mark.parametrize(
    ("entry", "place"),
    [
        (person("bob", from_="2025-05-02", until="2025-05-01"), "people.1.until"),
        (deadline(set_on="2025-05-02", by="2025-05-01"), "deadlines.0.by"),
        (commitment(agreed="2025-05-02", due="2025-05-01"), "commitments.0.due"),
        (commitment(agreed="2025-05", due="2025-04"), "commitments.0.due"),
    ],
    ids=["a post", "a deadline", "a commitment", "months"],
)
def test_an_end_does_not_lie_before_its_beginning(entry: Any, place: str) -> None:
    assert found(entry) == [("case-061", place)]


@pytest.mark.parametrize(
    "entry",
    [
        person("bob", from_="2025-05-01", until="2025-05-01"),
        person("bob", until="2025-05-01"),
        person("bob", from_="2025-05", until="2025-05-01"),
        deadline(set_on="2025-05-01", by="2025-05-01"),
        commitment(agreed="2025-05-20", due="2025-05"),
    ],
    ids=["one day", "no beginning", "within the month", "deadline", "month"],
)
def test_an_end_that_may_lie_after_its_beginning_is_no_problem(entry: Any) -> None:
    assert problems(entry) == ()


def test_a_document_cannot_report_what_came_later() -> None:
    late = event(date="2025-05-11", evidence=(evidence(),))
    assert found(late) == [("case-062", "events.0.evidence.0")]
    assert problems(event(date="2025-05-10", evidence=(evidence(),))) == ()
    assert problems(event(date="2025-05", evidence=(evidence(),))) == ()


def test_of_two_documents_only_the_earlier_one_is_a_problem() -> None:
    late = document("late", date="2025-05-20", file="")
    both = event(date="2025-05-15", evidence=(evidence("late"), evidence()))
    codes = [each for each in found(late, both) if each[0] != "case-052"]
    assert codes == [("case-062", "events.0.evidence.1")]


def test_a_deadline_and_a_meeting_that_lie_ahead_of_their_document_are_no_problem() -> None:
    assert problems(deadline(evidence=(evidence(),)), meeting(evidence=(evidence(),))) == ()


def test_nothing_is_recorded_before_it_happened() -> None:
    assert found(event(recorded="2025-04-30")) == [("case-063", "events.0.recorded")]
    assert found(document("letter", recorded="2025-05-09")) == [
        ("case-063", "documents.1.recorded")
    ]
    assert problems(event(recorded="2025-05-01")) == ()
    assert problems(event(date="2025-05", recorded="2025-05-01")) == ()


@pytest.mark.parametrize("kind", [statement, position, event, lever])
def test_an_entry_does_not_supersede_a_later_one(kind: Any) -> None:
    later = kind("later", date="2025-05-02")
    ((code, place),) = found(later, kind("x", supersedes=("later",)))
    assert (code, place.split(".", 2)[2]) == ("case-064", "supersedes.0")


@pytest.mark.parametrize(
    ("part", "code", "place"),
    [
        ({"date": "2025-05-11", "evidence": (evidence(),)}, "case-062", "evidence.0"),
        ({"date": "2025-05-11", "recorded": "2025-05-10", "evidence": ()}, "case-063", "recorded"),
    ],
    ids=["proved before", "recorded before"],
)
def test_the_same_holds_for_the_parts_of_an_entry(part: Any, code: str, place: str) -> None:
    said = statement(disputed=(dispute(**part),))
    assert found(said) == [(code, f"statements.1.disputed.0.{place}")]


def test_a_position_gives_way_to_one_of_the_same_party_on_the_same_issue() -> None:
    old = position("old")
    for changes in ({"party": "south"}, {"issue": "border", "options": ("open",)}):
        new = position("new", supersedes=("old",), **changes)
        assert found(old, new) == [("case-049", "positions.1.supersedes.0")]


def test_a_correction_may_bear_the_same_date() -> None:
    assert problems(event("old"), event("new", supersedes=("old",))) == ()
    assert problems(event("old", date="2025-05"), event("new", supersedes=("old",))) == ()


def test_entries_without_a_date_of_their_own_may_supersede_any() -> None:
    assert problems(meeting("old", date="2025-07-01"), meeting("new", supersedes=("old",))) == ()


def test_nothing_is_delivered_before_it_was_agreed() -> None:
    early = commitment(deliveries=(delivery(date="2025-05-01"), delivery(date="2025-04-30")))
    assert found(early) == [("case-066", "commitments.0.deliveries.1.date")]
    assert problems(commitment(agreed="2025-05", deliveries=(delivery(date="2025-05-01"),))) == ()


def test_a_history_is_written_in_the_order_it_happened() -> None:
    papers = tuple(paper_step(date=each) for each in ("2025-05-01", "2025-05-03", "2025-05-02"))
    talks = tuple(meeting_step("planned", each) for each in ("2025-05-03", "2025-05-02"))
    assert found(proposal(history=papers)) == [("case-067", "proposals.0.history.2.date")]
    assert found(meeting(history=talks)) == [("case-067", "meetings.1.history.1.date")]


def test_steps_that_may_have_come_in_this_order_are_no_problem() -> None:
    dates = ("2025-05-03", "2025-05", "2025-05-01", "2025-05-01")
    assert problems(proposal(history=tuple(paper_step(date=each) for each in dates))) == ()


def test_a_meeting_is_not_held_before_it_takes_place() -> None:
    ahead = meeting(date="2025-06-02", status="held", recorded="2025-06-01")
    assert found(ahead) == [("case-068", "meetings.1.status")]


@pytest.mark.parametrize(
    "changes",
    [
        {"status": "planned", "recorded": "2025-06-01"},
        {"status": "held", "recorded": "2025-06-02"},
        {"status": "held"},
        {"status": "held", "date": None, "recorded": "2025-06-01"},
        {"status": "held", "date": "2025-06", "recorded": "2025-06-01"},
    ],
    ids=["planned", "the same day", "not recorded", "no date", "some day of the month"],
)
def test_a_meeting_that_may_have_been_held_is_no_problem(changes: dict[str, Any]) -> None:
    assert problems(meeting(**changes)) == ()
