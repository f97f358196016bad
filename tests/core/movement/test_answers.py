"""Time to answer, the other's issues, papers before a meeting: counted by hand in a comment."""

from __future__ import annotations

from typing import Any

import pytest

from detente.core.movement.order import Days

from ..builders import (
    choice,
    evidence,
    meeting,
    paper_due,
    paper_step,
    party,
    person,
    proposal,
    statement,
    withdrawal,
)
from .scenes import at, conduct, priced

NORTH_ALL = at("all", "2025-05-01", "north", "demands", "all")
SOUTH_NONE = at("none", "2025-05-01", "south", "demands", "none")
BEA = person("bea", party="south")


# Time to answer


def test_days_from_a_paper_to_the_next_position() -> None:
    # Handed over on 3 May; the next position on the scale is of 8 May: 5 days.
    case = conduct(
        BEA,
        proposal(
            "paper",
            history=(paper_step(date="2025-05-03", to=("bea",)),),
            package=choice(scale=("all",)),
        ),
        at("before", "2025-05-02", "south", "demands", "none"),
        at("after", "2025-05-08", "south", "demands", "some", evidence=(evidence(),)),
        at("later", "2025-05-20", "south", "demands", "more"),
        priced("other-issue", "2025-05-04", "south", "demands", "1"),
    )
    (told,) = case.answer_times
    assert (told.party, told.asked_by, told.call, told.call_kind) == (
        "south",
        ("north",),
        "paper",
        "paper",
    )
    assert (told.answers, told.days, told.waiting) == (("after",), Days(5, 5), None)
    assert told.evidence == (evidence(),)


@pytest.mark.parametrize(
    ("asked", "answered", "days", "waiting"),
    [
        # from the last day asked to the first answered, and the other way round
        ("2025-05-01..2025-05-03", "2025-05-10..2025-05-12", Days(7, 11), None),
        # of one day: it may be the answer; if it is not, 31 - 3 days have passed without one
        ("2025-05-03", "2025-05-03", Days(0, None), Days(28, 28)),
        ("2025-05", "2025-05-03", Days(0, None), Days(0, 30)),
        ("2025-05-03T10:00Z", "2025-05-03T11:00Z", Days(0, 0), None),
        ("2025-05-03T11:00Z", "2025-05-03T10:00Z", None, Days(28, 28)),
        ("2025-05-04", "2025-05-03", None, Days(27, 27)),
    ],
)
def test_days_to_answer_a_request_are_a_range_where_dates_are(
    asked: str, answered: str, days: Days | None, waiting: Days | None
) -> None:
    case = conduct(
        BEA,
        statement("asks", date=asked, kind="REQUEST", to=("south",), issues=("scale",)),
        statement("says", date=answered, speaker="bea", issues=("scale",)),
    )
    (told,) = case.answer_times
    assert (told.days, told.waiting) == (days, waiting)
    assert told.answers == (() if days is None else ("says",))


def test_where_a_sure_answer_follows_one_that_may_be_one_both_are_named() -> None:
    # Asked on 3 May; said on the same day, and on 9 May: 0 to 6 days.
    case = conduct(
        statement("asks", date="2025-05-03", kind="CAMEO 105", to=("south",), issues=("scale",)),
        at("same-day", "2025-05-03", "south", "refuses", "all"),
        at("sure", "2025-05-09", "south", "could accept", "some"),
    )
    (told,) = case.answer_times
    assert (told.answers, told.days) == (("same-day", "sure"), Days(0, 6))


def test_an_own_paper_answers_a_paper_whose_issues_nobody_knows() -> None:
    # The north's paper of 2 May; the south speaks on 3 May, and hands its own over on 12 May: 10 days.
    case = conduct(
        proposal("paper", history=(paper_step(date="2025-05-02"),)),
        proposal("answer", by=("south",), history=(paper_step(date="2025-05-12", to=("north",)),)),
        at("says", "2025-05-03", "south", "refuses", "all"),
    )
    told = {each.party: (each.answers, each.days) for each in case.answer_times}
    assert told == {"south": (("answer",), Days(10, 10)), "north": ((), None)}


def test_what_asks_nobody_or_nothing_is_no_call() -> None:
    case = conduct(
        statement("to-nobody", kind="REQUEST", issues=("scale",)),
        statement("of-nothing", kind="REQUEST", to=("south",)),
        statement("no-request", kind="AGREE", to=("south",), issues=("scale",)),
        statement("to-itself", kind="REQUEST", to=("north",), issues=("scale",)),
        statement("back", kind="REQUEST", to=("south",), issues=("scale",), withdrawn=withdrawal()),
        proposal("promised", history=(paper_step("promised"), paper_step("briefed"))),
    )
    assert case.answer_times == ()


# The other's issues


def test_share_of_the_others_issues() -> None:
    # North took positions on scale and price, south on scale. South spoke of the price. So
    # south has spoken to 2 of 2, north to 1 of 1.
    case = conduct(
        BEA,
        NORTH_ALL,
        SOUTH_NONE,
        priced("price", "2025-05-01", "north", "demands", "5"),
        statement("says", speaker="bea", issues=("price", "choice")),
    )
    told = {each.party: (each.other, each.raised, each.addressed) for each in case.issue_shares}
    assert told == {
        "north": ("south", ("scale",), ("scale",)),
        "south": ("north", ("scale", "price"), ("scale", "price")),
    }
    assert case.issue_shares[1].entries == ("none", "says")


def test_issues_nobody_spoke_to_are_left() -> None:
    case = conduct(NORTH_ALL, priced("price", "2025-05-01", "north", "demands", "5"), SOUTH_NONE)
    south = case.issue_shares[1]
    assert (south.raised, south.addressed) == (("scale", "price"), ("scale",))


# Papers


@pytest.mark.parametrize(
    ("step", "due", "when", "days"),
    [
        ({"date": "2025-05-20"}, {}, "before", Days(13, 13)),  # 2 June is the next meeting
        ({"date": "2025-05-20", "at": "talks"}, {}, "at", None),
        ({"date": "2025-06-02"}, {}, "cannot be told", None),  # of the same day
        ({"date": "2025-06-05"}, {"before": "talks"}, "after", None),
        ({"date": "2025-05-20..2025-05-22"}, {"before": "talks"}, "before", Days(11, 13)),
        ({"date": "2025-05-20", "status": "promised"}, {"before": "talks"}, "not yet", None),
        ({"date": "2025-06-05"}, {}, "cannot be told", None),  # no meeting after it
    ],
)
def test_papers_before_a_meeting_or_at_it(
    step: dict[str, Any], due: dict[str, Any], when: str, days: Days | None
) -> None:
    wanted = (paper_due(**due),) if due else ()
    case = conduct(
        meeting(), proposal("paper", history=(paper_step(**step),), due=wanted), day="2025-06-30"
    )
    (told,) = case.paper_timings
    assert (told.party, told.paper, told.when, told.days) == ("north", "paper", when, days)


def test_a_paper_neither_handed_over_nor_due_for_a_meeting_is_left_out() -> None:
    case = conduct(meeting(), proposal("paper", history=(paper_step("promised"),)))
    assert case.paper_timings == ()


def test_a_mediator_is_not_asked_for_an_answer() -> None:
    case = conduct(
        party("office", role="mediator"),
        proposal("paper", history=(paper_step(to=("office",)),)),
    )
    assert case.answer_times == ()
