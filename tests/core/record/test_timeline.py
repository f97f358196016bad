"""Everything that has a date stands in the timeline, in order, with its words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given

from detente.core.record.case import Case
from detente.core.record.known import DATED
from detente.core.record.quantities import Quantity
from detente.core.record.timeline import timeline

from ..builders import (
    case_of,
    commitment,
    condition,
    deadline,
    delivery,
    dispute,
    event,
    evidence,
    found,
    issue,
    lever,
    meeting,
    meeting_step,
    number_issue,
    on,
    paper_step,
    position,
    proposal,
    statement,
    withdrawal,
)
from ..strategies import broad, cases, days


def told(*entries: Any, day: str = "") -> list[tuple[str, str, str]]:
    """Return date, entry and detail of each item."""
    items = timeline(case_of(*entries), on(day) if day else None)
    return [(str(item.date), item.entry, item.detail) for item in items]


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        (statement(channel="leaked"), [("2025-05-01", "said", "leaked")]),
        (position(stance="offers"), [("2025-05-01", "stands", "offers")]),
        (meeting(), [("2025-06-02", "talks", "planned")]),
        (condition(), [("2025-05-01", "first-this")]),
        (deadline(), [("2025-06-01", "ultimatum", "last day")]),
        (lever(), [("2025-05-01", "aid", "available")]),
        (commitment(), [("2025-05-01", "owed", "agreed")]),
        (event(kind="ASSAULT"), [("2025-05-01", "attack", "assault")]),
    ],
    ids=lambda value: value[0][1] if isinstance(value, list) else "",
)
def test_every_dated_entry_is_told(entry: Any, expected: list[tuple[str, ...]]) -> None:
    assert [each[: len(expected[0])] for each in told(entry)] == expected


@pytest.mark.parametrize(
    ("entry", "by", "to"),
    [
        (statement(to=("south",)), ("north",), ("south",)),
        (position(), ("north",), ()),
        (deadline(for_=("north",)), ("south",), ("north",)),
        (lever(on=("north", "east")), ("south",), ("north", "east")),
        (commitment(), ("north",), ("south",)),
        (event(actors=("north", "east"), targets=("south",)), ("north", "east"), ("south",)),
        (proposal(history=(paper_step(),)), ("north",), ("south",)),
        (proposal(history=(paper_step(by="ada"),)), ("ada",), ("south",)),
    ],
    ids=lambda value: getattr(value, "id", ""),
)
def test_an_item_tells_who_acts_and_upon_whom(
    entry: Any, by: tuple[str, ...], to: tuple[str, ...]
) -> None:
    (item,) = timeline(case_of(entry))
    assert (item.by, item.to) == (by, to)


def test_a_commitment_is_told_when_agreed_due_delivered_and_found() -> None:
    made = commitment(
        due="2025-05-20",
        deliveries=(delivery(date="2025-05-10"),),
        findings=(found("kept", date="2025-05-22"), found("kept")),
    )
    assert told(made) == [
        ("2025-05-01", "owed", "agreed"),
        ("2025-05-10", "owed", "delivered"),
        ("2025-05-20", "owed", "due"),
        ("2025-05-22", "owed", "found kept"),
    ]


def test_a_meeting_is_told_on_its_day_and_at_each_step() -> None:
    steps = (meeting_step("planned", "2025-05-20"), meeting_step("held", "2025-06-02"))
    made = meeting(status="proposed", history=steps)
    assert told(made) == [
        ("2025-05-20", "talks", "planned"),
        ("2025-06-02", "talks", "held"),
        ("2025-06-02", "talks", "held"),
    ]


def test_a_meeting_without_a_day_is_told_by_its_steps_alone() -> None:
    assert told(meeting(date=None)) == []
    steps = (meeting_step("refused", "2025-05-20"),)
    assert told(meeting(date=None, history=steps)) == [("2025-05-20", "talks", "refused")]


def test_a_paper_is_told_at_each_step() -> None:
    steps = (paper_step("promised", "2025-05-12"), paper_step("delivered", "2025-05-20"))
    assert told(proposal(history=steps)) == [
        ("2025-05-12", "paper", "promised"),
        ("2025-05-20", "paper", "delivered"),
    ]


def test_a_position_read_from_a_recorded_statement_is_told_by_the_statement() -> None:
    assert told(statement(), position(statement="said")) == [("2025-05-01", "said", "public")]


def test_a_position_read_from_a_statement_that_is_not_known_yet_is_told_itself() -> None:
    later = statement(recorded="2025-05-20")
    read = position(statement="said")
    assert told(later, read, day="2025-05-10") == [("2025-05-01", "stands", "demands")]


def test_a_position_without_words_is_told_by_its_issue_and_options() -> None:
    (with_words,) = timeline(case_of(issue(), position(text="A full truce.")))
    (without,) = timeline(case_of(issue(), position()))
    text = f"{issue().label}: {issue().option_label(position().options[0])}"
    (unknown,) = timeline(case_of(position()))
    assert (with_words.text, without.text, unknown.text) == (
        "A full truce.",
        text,
        "truce",
    )


def test_a_position_without_words_keeps_its_number() -> None:
    seven = Quantity.parse("7 percent")
    priced = position(issue="price", options=(), value=seven)
    (without,) = timeline(case_of(number_issue(), priced))
    (with_words,) = timeline(case_of(number_issue(), replace(priced, text="Seven percent.")))
    assert (without.text, without.number) == (number_issue().label, seven)
    assert (with_words.text, with_words.number) == ("Seven percent.", None)


def test_the_history_keeps_what_was_withdrawn_superseded_and_disputed() -> None:
    entries = (
        statement("first", withdrawn=withdrawal()),
        statement("second", supersedes=("first",), disputed=(dispute(),)),
    )
    items = timeline(case_of(*entries))
    assert [(item.entry, item.disputed) for item in items] == [("first", False), ("second", True)]


def test_what_lies_after_the_day_is_ahead() -> None:
    case = case_of(meeting(), deadline(by="2025-05-30"), statement())
    assert [(item.entry, item.ahead) for item in timeline(case, on("2025-05-30"))] == [
        ("said", False),
        ("ultimatum", False),
        ("talks", True),
    ]


def test_a_day_that_may_be_past_is_not_ahead() -> None:
    (item,) = timeline(case_of(meeting(date="2025-06")), on("2025-06-01"))
    assert not item.ahead


def test_without_a_day_nothing_is_ahead() -> None:
    assert not any(item.ahead for item in timeline(case_of(meeting(date="9999"))))


def test_the_words_of_a_step_come_before_those_of_its_entry() -> None:
    own, whole = (evidence(words="handed over"),), (evidence(words="a paper"),)
    steps = (paper_step(date="2025-05-12", evidence=own), paper_step(date="2025-05-20"))
    first, second = timeline(case_of(proposal(history=steps, evidence=whole)))
    assert (first.evidence, second.evidence) == (own, whole)


def test_earlier_days_come_first_then_hours_then_shorter_spans() -> None:
    entries = (
        event("year", date="2025"),
        event("noon", date="2025-05-01T12:00Z"),
        event("month", date="2025-05"),
        event("morning", date="2025-05-01T08:00Z"),
        event("day", date="2025-05-01"),
    )
    assert [entry for _, entry, _ in told(*entries)] == ["year", "day", "month", "morning", "noon"]


def test_ties_keep_the_order_of_their_block() -> None:
    entries = [event(each) for each in ("z", "a", "m")]
    assert [entry for _, entry, _ in told(*entries)] == ["z", "a", "m"]


def test_ties_keep_the_order_of_the_record() -> None:
    """In the record deadlines and levers come before commitments."""
    entries = (
        commitment(agreed="2025-05-01"),
        lever(),
        deadline(by="2025-05-01"),
        event(),
        statement(),
    )
    expected = ["said", "ultimatum", "aid", "owed", "attack"]
    assert [entry for _, entry, _ in told(*entries)] == expected


@broad
@given(cases())
def test_every_date_of_every_block_is_in_it_and_it_is_sorted(case: Case) -> None:
    """Conditions have a test of their own above; documents are sources, not happenings."""
    items = timeline(case)
    orders = [item.date.order for item in items]
    assert orders == sorted(orders)
    found_dates = {(item.entry, item.date) for item in items}
    spoken = {each.id for each in case.statements}
    for block, own in DATED.items():
        for entry in case.block(block):
            if block in ("documents", "conditions", "deadlines"):
                continue
            if getattr(entry, "statement", None) in spoken:
                continue
            assert (entry.id, getattr(entry, own)) in found_dates
    assert {(each.id, each.by) for each in case.deadlines} <= found_dates
    assert {(each.id, each.date) for each in case.meetings if each.date} <= found_dates
    for meet in case.meetings:
        assert {(meet.id, step.date) for step in meet.history} <= found_dates
    for paper in case.proposals:
        assert {(paper.id, taken.date) for taken in paper.history} <= found_dates


@broad
@given(cases(), days)
def test_as_known_on_a_day_what_is_ahead_was_announced(case: Case, day: date) -> None:
    for item in timeline(case, day):
        assert item.ahead == item.date.surely_after(day)
        if item.ahead:
            assert item.kind in ("meeting", "deadline", "commitment")


def test_what_was_withdrawn_or_superseded_says_so() -> None:
    case = case_of(
        statement("first", withdrawn=withdrawal()),
        statement("old"),
        statement("new", supersedes=("old",)),
    )
    marks = {item.entry: (item.withdrawn, item.superseded) for item in timeline(case)}
    assert marks == {"first": (True, False), "old": (False, True), "new": (False, False)}
