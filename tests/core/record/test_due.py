"""What is due, from whom, by when; and from which day on it is overdue."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given

from detente.core.record.case import Case
from detente.core.record.due import DueItem, due

from ..builders import (
    case_of,
    commitment,
    deadline,
    evidence,
    found,
    kept,
    meeting,
    met,
    on,
    paper_due,
    paper_step,
    proposal,
    withdrawal,
)
from ..strategies import broad, cases, days


def the_item(*entries: Any, day: str = "2025-05-30") -> DueItem:
    (found_item,) = due(case_of(*entries), on(day))
    return found_item


def entries_due(*entries: Any, day: str = "2025-05-30") -> list[str]:
    return [item.entry for item in due(case_of(*entries), on(day))]


def test_a_paper_wanted_is_due_from_its_author_to_who_is_to_get_it() -> None:
    item = the_item(proposal(by=("north",), due=(paper_due("south", by="2025-06-02"),)))
    assert (item.entry, item.block, item.what) == ("paper", "proposals", "Paper")
    assert (item.from_, item.to, item.says) == (("north",), ("south",), "south")
    assert (str(item.by), item.days_left, item.state) == ("2025-06-02", 3, "open")


def test_a_commitment_with_a_date_is_due_from_the_debtor() -> None:
    item = the_item(commitment(due="2025-06-02"))
    assert (item.block, item.from_, item.to) == ("commitments", ("north",), ("south",))
    assert (item.says, item.before, item.at) == ("", "", "")


def test_a_deadline_is_due_from_who_is_to_act_with_what_is_said_to_follow() -> None:
    item = the_item(deadline(for_=("north",), consequence="war"))
    assert (item.block, item.from_, item.says) == ("deadlines", ("north",), "south")
    assert item.consequence == "war"


def test_a_commitment_without_a_date_is_not_due() -> None:
    assert entries_due(commitment()) == []


@pytest.mark.parametrize(
    ("written", "last_day"),
    [
        ("2025-06-02", "2025-06-02"),
        ("2025-06", "2025-06-30"),
        ("2025", "2025-12-31"),
        ("2025-05-20..2025-06-02", "2025-06-02"),
        ("2025-06-02T13:00+03:00", "2025-06-02"),
    ],
)
def test_the_last_day_it_may_mean_is_not_overdue_and_the_next_one_is(
    written: str, last_day: str
) -> None:
    last = on(last_day)
    makers: tuple[Any, ...] = (
        proposal(due=(paper_due(by=written),)),
        commitment(due=written),
        deadline(by=written),
    )
    for entry in makers:
        (same_day,) = due(case_of(entry), last)
        (next_day,) = due(case_of(entry), date.fromordinal(last.toordinal() + 1))
        assert (same_day.state, same_day.days_left) == ("open", 0)
        assert (next_day.state, next_day.days_left) == ("overdue", -1)


def test_a_paper_due_at_or_before_a_meeting_is_due_on_its_day() -> None:
    talks = meeting(date="2025-06-02")
    before = the_item(talks, proposal(due=(paper_due(before="talks"),)))
    at = the_item(talks, proposal(due=(paper_due(at="talks"),)))
    assert (str(before.by), before.before, before.at) == ("2025-06-02", "talks", "")
    assert (str(at.by), at.before, at.at) == ("2025-06-02", "", "talks")


def test_a_last_day_of_its_own_counts_before_that_of_the_meeting() -> None:
    paper = proposal(due=(paper_due(by="2025-05-31", before="talks"),))
    assert str(the_item(meeting(), paper).by) == "2025-05-31"


def test_a_paper_due_at_a_meeting_without_a_date_stays_open() -> None:
    item = the_item(meeting(date=None), proposal(due=(paper_due(before="talks"),)))
    assert (item.by, item.days_left, item.state) == (None, None, "open")


def test_each_side_that_names_a_due_date_gets_its_own_item() -> None:
    paper = proposal(due=(paper_due("south", by="2025-06-02"), paper_due("north", at="talks")))
    items = due(case_of(meeting(date="2025-06-05"), paper), on("2025-05-30"))
    assert [(item.says, str(item.by)) for item in items] == [
        ("south", "2025-06-02"),
        ("north", "2025-06-05"),
    ]


def test_a_paper_handed_over_is_done_even_after_its_day() -> None:
    paper = proposal(due=(paper_due(by="2025-05-10"),), history=(paper_step(date="2025-05-20"),))
    assert the_item(paper, day="2025-05-19").state == "overdue"
    assert the_item(paper, day="2025-05-20").state == "done"


def test_a_paper_handed_to_one_of_two_is_not_done() -> None:
    paper = proposal(due=(paper_due(to=("south", "east")),), history=(paper_step(to=("south",)),))
    assert the_item(paper).state == "open"


@pytest.mark.parametrize(
    ("changes", "state"),
    [
        ({}, "overdue"),
        ({"claims": (kept("north", "kept"),)}, "done"),
        ({"claims": (kept("north", "not kept"),)}, "overdue"),
        ({"claims": (kept("north", "kept"), kept("south", "not kept"))}, "contested"),
        ({"findings": (found("kept"),)}, "done"),
        ({"findings": (found("partly kept"),)}, "overdue"),
        ({"findings": (found("not kept"),), "claims": (kept("north", "kept"),)}, "overdue"),
    ],
)
def test_what_is_found_or_said_decides_whether_a_commitment_is_done(
    changes: dict[str, Any], state: str
) -> None:
    assert the_item(commitment(due="2025-05-10", **changes)).state == state


@pytest.mark.parametrize(
    ("claims", "state"),
    [
        ((), "overdue"),
        ((met("north", "met"),), "done"),
        ((met("north", "not met"),), "overdue"),
        ((met("north", "partly met"),), "overdue"),
        ((met("north", "met"), met("south", "met")), "done"),
        ((met("north", "met"), met("south", "not met")), "contested"),
        ((met("south", "not met"), met("south", "met")), "done"),
    ],
)
def test_the_last_claim_of_each_side_decides_whether_a_deadline_was_met(
    claims: tuple[Any, ...], state: str
) -> None:
    assert the_item(deadline(by="2025-05-10", met=claims)).state == state


@pytest.mark.parametrize(
    "gone",
    [
        proposal(due=(paper_due(by="2025-06-02"),), withdrawn=withdrawal()),
        proposal(due=(paper_due(by="2025-06-02"),), history=(paper_step("withdrawn"),)),
        commitment(due="2025-06-02", withdrawn=withdrawal()),
        deadline(withdrawn=withdrawal()),
    ],
)
def test_what_is_withdrawn_is_not_due(gone: Any) -> None:
    assert entries_due(gone) == []


def test_what_is_superseded_is_not_due() -> None:
    case = (
        deadline("old", by="2025-06-01"),
        deadline("new", by="2025-06-08", supersedes=("old",)),
        commitment("owed-old", due="2025-06-01"),
        commitment("owed-new", due="2025-06-09", supersedes=("owed-old",)),
    )
    assert entries_due(*case) == ["new", "owed-new"]


def test_a_deadline_set_later_is_not_known_yet() -> None:
    assert entries_due(deadline(set_on="2025-05-31")) == []


def test_the_earliest_last_day_comes_first_and_no_date_comes_last() -> None:
    entries = (
        proposal(due=(paper_due(),)),
        commitment(due="2025-07"),
        deadline("late", by="2025-07-15"),
        deadline("early", by="2025-06-01"),
    )
    assert entries_due(*entries) == ["early", "late", "owed", "paper"]


def test_ties_keep_the_order_of_their_block() -> None:
    entries = [deadline(each, by="2025-06-01") for each in ("z", "a", "m")]
    assert entries_due(*entries) == ["z", "a", "m"]


def test_ties_keep_the_order_of_the_record() -> None:
    """In the record papers come before deadlines and deadlines before commitments."""
    day = "2025-06-02"
    entries = (commitment(due=day), deadline(by=day), proposal(due=(paper_due(by=day),)))
    assert entries_due(*entries) == ["paper", "ultimatum", "owed"]


def test_the_words_behind_a_due_date_are_its_own_before_those_of_the_paper() -> None:
    own, whole = (evidence(words="by Monday"),), (evidence(words="a paper"),)
    dates = (paper_due(evidence=own), paper_due())
    first, second = due(case_of(proposal(due=dates, evidence=whole)), on("2025-05-30"))
    assert (first.evidence, second.evidence) == (own, whole)


@broad
@given(cases("meetings", "proposals", "commitments", "deadlines"), days)
def test_days_left_and_states_agree(case: Case, day: date) -> None:
    items = due(case, day)
    for item in items:
        assert (item.days_left is None) == (item.by is None)
        if item.state == "overdue":
            assert item.days_left is not None
            assert item.days_left < 0
        if item.state == "open":
            about = item.by is not None and item.by.about
            assert about or item.days_left is None or item.days_left >= 0
    last_days = [item.by.latest if item.by else date.max for item in items]
    assert last_days == sorted(last_days)


@pytest.mark.parametrize("written", ["about 2025-06-02", "about 2025-05..2025-06"])
def test_what_is_due_about_a_day_is_never_overdue(written: str) -> None:
    for entry in (
        proposal(due=(paper_due(by=written),)),
        commitment(due=written),
        deadline(by=written),
    ):
        (item,) = due(case_of(entry), on("2025-09-01"))
        assert item.state == "open"
        assert item.days_left is not None
        assert item.days_left < 0


def test_a_meeting_moved_twice_moves_what_is_due_before_it() -> None:
    case = case_of(
        meeting("m1", date="2025-06-02"),
        meeting("m2", date="2025-06-09", supersedes=("m1",)),
        meeting("m3", date="2025-06-20", supersedes=("m2",)),
        proposal(due=(paper_due(by=None, before="m1"),)),
    )
    (item,) = due(case, on("2025-06-15"))
    assert (str(item.by), item.state, item.days_left) == ("2025-06-20", "open", 5)


def test_a_meeting_whose_move_was_withdrawn_keeps_its_day() -> None:
    case = case_of(
        meeting("m1", date="2025-06-02"),
        meeting("m2", date="2025-06-09", supersedes=("m1",), withdrawn=withdrawal()),
        proposal(due=(paper_due(by=None, before="m1"),)),
    )
    (item,) = due(case, on("2025-06-01"))
    assert str(item.by) == "2025-06-02"


def test_a_cancelled_meeting_gives_no_day() -> None:
    case = case_of(
        meeting("m1", date="2025-06-02", status="cancelled"),
        proposal(due=(paper_due(by=None, before="m1"),)),
    )
    (item,) = due(case, on("2025-06-15"))
    assert (item.by, item.state) == (None, "open")


def test_the_latest_claim_on_a_deadline_counts_in_whatever_order_they_are_written() -> None:
    claims = (met("north", "met", date="2025-06-05"), met("north", "not met", date="2025-06-01"))
    for written in (claims, claims[::-1]):
        (item,) = due(case_of(deadline(by="2025-06-02", met=written)), on("2025-06-10"))
        assert item.state == "done"
