"""Days that conditions bring: time for review, ends, and one side's wish."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from detente.core.record.obligations import Step
from detente.core.sequence.analysis import sequence
from detente.core.sequence.what_if import what_if
from tests.core.builders import (
    case_of,
    condition,
    event,
    meeting,
    on,
    paper_due,
    paper_step,
    party,
    proposal,
)

PAPER, TALKS = Step(what="the paper", entry="paper"), Step(what="the talks", entry="talks")


def _june(number: int) -> date:
    return date(2025, 6, number)


def test_time_for_review_still_counts_after_the_paper_was_handed_over() -> None:
    case = case_of(
        party(),
        party("south"),
        meeting(date="2025-06-02"),
        proposal(by=("north",), history=(paper_step(date="2025-06-01", to=("south",)),)),
        condition("c", required_by="south", first=(PAPER,), then=TALKS, lead_time="4 days"),
    )
    found = sequence(case, on("2025-06-01"))
    assert found.graph.requirement("c").state == "met"
    talks = found.time("talks")
    assert (talks.earliest, talks.earliest_from, talks.slack_days) == (_june(5), "c", -3)


def test_an_imprecise_day_that_has_begun_counts_as_today_at_the_latest() -> None:
    case = case_of(
        event(date="2025-05"),
        condition("c", first=(Step(what="it", entry="attack"),), lead_time="4 days"),
    )
    found = sequence(case, on("2025-05-10"))
    assert found.time(found.graph.requirement("c").then).earliest == date(2025, 5, 14)


def test_one_sides_wish_for_a_paper_does_not_move_the_meeting() -> None:
    case = case_of(
        party(),
        party("south"),
        meeting(date="2025-06-09"),
        proposal(by=("north",), due=(paper_due("south", by="2025-05-27", before="talks"),)),
        condition("n", required_by="north", first=(TALKS,), then=PAPER),
    )
    found = sequence(case, on("2025-05-20"))
    paper, talks = found.time("paper"), found.time("talks")
    assert (paper.latest, paper.latest_says) == (date(2025, 5, 27), "south")
    assert talks.latest == _june(9)
    freed = what_if(case, on("2025-05-20"), waived=["paper:due-1"])
    assert freed.time("paper").latest is None


def test_a_condition_with_an_end_holds_nothing_up_after_it() -> None:
    a, b = Step(what="a"), Step(what="b")
    case = case_of(
        condition("x", first=(a,), then=b, until="2025-06-05"),
        condition("y", first=(b,), then=a, lead_time="2 days"),
        condition("z", first=(), either=(a, Step(what="c")), then=Step(what="d")),
    )
    found = sequence(case, on("2025-05-29"))
    (freed,) = found.deadlocks
    assert str(freed.lapses) == "2025-06-05"
    assert [found.time(key).earliest for key in ("“b”", "“a”")] == [_june(6), _june(8)]
    lasting = case_of(*(replace(each, until=None) for each in case.conditions))
    assert sequence(lasting, on("2025-05-29")).deadlocks[0].lapses is None
