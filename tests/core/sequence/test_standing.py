"""What is done, and how each requirement stands."""

from __future__ import annotations

from typing import Any

import pytest

from detente.core.record.dates import Date
from detente.core.record.obligations import Condition, Step
from detente.core.sequence.building import sequence_graph
from detente.core.sequence.graph import IN_FORCE, SequenceStep
from tests.core.builders import (
    case_of,
    commitment,
    condition,
    deadline,
    delivery,
    event,
    found,
    kept,
    meeting,
    meeting_step,
    met,
    on,
    paper_due,
    paper_step,
    party,
    person,
    proposal,
    withdrawal,
)

PAPER = Step(what="the paper", entry="paper")
ATTACK = Step(what="the attack", entry="attack")
TALKS = Step(what="the talks", entry="talks")


def state_of(*entries: Any, day: str = "2025-05-29", id: str = "first-this") -> str:
    return sequence_graph(case_of(*entries), on(day)).requirement(id).state


def step_of(entry: Any, day: str = "2025-05-29", part: str = "", **asked: Any) -> SequenceStep:
    step = Step(what="it", entry=entry.id, part=part)
    asking = condition(first=(step,), then=Step(what="then"), **{"required_by": "west", **asked})
    return sequence_graph(case_of(entry, party("south"), asking), on(day)).steps[0]


def claimed(*claims: Any, **more: Any) -> Condition:
    return condition(met=claims, **more)


def test_without_claims_or_record_it_is_open() -> None:
    assert state_of(condition()) == "open"
    assert "open" in IN_FORCE


@pytest.mark.parametrize(
    ("says", "state"),
    [
        (("met",), "met"),
        (("not met",), "open"),
        (("partly met",), "partly met"),
        (("met", "met"), "met"),
        (("met", "not met"), "contested"),
        (("met", "partly met"), "contested"),
        (("not met", "partly met"), "contested"),
        (("not met", "not met"), "open"),
    ],
)
def test_the_sides_say_how_it_stands(says: tuple[str, ...], state: str) -> None:
    sides = ("north", "south")  # the first requires it
    claims = [met(who, each, date="2025-05-10") for who, each in zip(sides, says, strict=False)]
    assert state_of(claimed(*claims)) == state


def test_the_last_claim_of_each_side_counts_and_one_without_a_day_comes_first() -> None:
    changed = (met("north", "met", date="2025-05-12"), met("north", "not met", date="2025-05-10"))
    assert state_of(claimed(*changed)) == "met"
    assert (
        state_of(claimed(met("north", "not met"), met("north", "met", date="2025-05-10"))) == "met"
    )
    assert state_of(claimed(met("a", "met", date="2025-06-10"))) == "open"  # not known yet


def test_what_the_record_shows_is_met() -> None:
    shown = condition(first=(ATTACK,))
    assert state_of(event(), shown) == "met"
    assert state_of(event(date="2025-06-10"), shown) == "open"


@pytest.mark.parametrize(
    ("claim", "state"),
    [
        (met("south", "not met", date="2025-05-09"), "met"),  # before it happened
        (met("south", "not met"), "met"),
        (met("south", "not met", date="2025-05-10"), "contested"),
        (met("south", "partly met", date="2025-05-11"), "contested"),
        (met("south", "met", date="2025-05-09"), "met"),
    ],
)
def test_claims_are_set_against_the_record_from_the_day_it_shows(claim: Any, state: str) -> None:
    assert state_of(event(date="2025-05-10"), claimed(claim, first=(ATTACK,))) == state


def test_of_alternatives_the_record_shows_it_from_the_first_that_happened() -> None:
    late = Step(what="the second attack", entry="second")
    said = met("south", "not met", date="2025-05-15")
    either = claimed(said, first=(), either=(ATTACK, late))
    happened = (event(date="2025-05-10"), event("second", date="2025-05-20"))
    assert state_of(*happened, either) == "contested"
    both = claimed(said, first=(ATTACK, late))
    assert state_of(*happened, both) == "met"  # until the 20th nothing else could be said


def test_part_of_it_is_partly_met() -> None:
    other = Step(what="something else")
    assert state_of(event(), condition(first=(ATTACK, other))) == "partly met"
    assert state_of(event(), condition(first=(other,), either=(ATTACK, other))) == "partly met"
    assert state_of(event(), condition(first=(ATTACK,), either=(other, other))) == "partly met"
    assert state_of(event(), condition(first=(ATTACK,), either=(ATTACK, other))) == "met"


def test_after_its_last_day_it_is_missed_but_not_about_it() -> None:
    assert state_of(condition(by="2025-05-28")) == "missed"
    assert state_of(condition(by="2025-05-29")) == "open"
    assert state_of(condition(by="2025-05")) == "open"  # the month is not over
    assert state_of(condition(by="about 2025-05-20")) == "open"
    assert state_of(claimed(met("north", "met", date="2025-05-10"), by="2025-05-20")) == "met"


def test_what_happened_after_the_last_day_does_not_meet_it() -> None:
    happened = event(date="2025-05-10")
    for by, state in (
        ("2025-05-09", "missed"),
        ("2025-05-10", "met"),
        ("about 2025-05-09", "met"),
        ("2025-05", "met"),
    ):
        assert state_of(happened, condition(first=(ATTACK,), by=by)) == state
    assert state_of(event(date="2025-05"), condition(first=(ATTACK,), by="2025-05-09")) == "met"


def test_after_the_day_until_which_it_is_required_it_has_lapsed_but_not_about_it() -> None:
    assert state_of(condition(until="2025-05-28")) == "lapsed"
    assert state_of(condition(until="2025-05-29")) == "open"
    assert state_of(condition(until="about 2025-05-20")) == "open"
    assert state_of(condition(until="2025-05-20", by="2025-05-10")) == "lapsed"
    assert "lapsed" not in IN_FORCE


def test_when_its_step_happened_all_the_same_it_is_overtaken() -> None:
    overtaken = condition(then=ATTACK)
    assert state_of(event(), overtaken) == "overtaken"
    assert state_of(event(), condition(then=ATTACK, until="2025-05-20")) == "overtaken"


def test_a_meeting_is_done_when_it_was_held() -> None:
    held = meeting(status="held", date="2025-05-10")
    assert (step_of(held).state, step_of(held).done) == ("done", Date.parse("2025-05-10"))
    assert step_of(meeting(status="held", date="2025-06-02")).state == "open"  # not yet
    undated = meeting(status="held", date=None)
    assert (step_of(undated).state, step_of(undated).done) == ("done", None)
    by_step = meeting(date=None, history=(meeting_step("held", "2025-05-10"),))
    assert step_of(by_step).done == Date.parse("2025-05-10")
    assert step_of(meeting()).planned == Date.parse("2025-06-02")


def test_a_paper_is_done_for_whoever_requires_it() -> None:
    sent = proposal(history=(paper_step(to=("east",)),))
    assert step_of(sent, required_by="south").state == "open"  # delivered to somebody else only
    got = proposal(history=(paper_step(to=("east", "south")),))
    assert step_of(got, required_by="south").done == Date.parse("2025-05-20")
    assert step_of(sent, required_by="west").state == "done"  # of no known party: to anybody
    assert step_of(proposal(history=(paper_step("briefed"),)), required_by="south").state == "open"
    ahead = proposal(history=(paper_step(date="2025-06-01"),))
    assert step_of(ahead, required_by="south").state == "open"


def test_a_paper_due_is_met_when_those_named_have_it() -> None:
    wanted = (paper_due("south", before="talks"),)
    known = (meeting(), party("south"))
    there = proposal(due=wanted, history=(paper_step(),))
    elsewhere = proposal(due=wanted, history=(paper_step(to=("east",)),))
    assert state_of(*known, there, id="paper:due-1") == "met"
    assert state_of(*known, elsewhere, id="paper:due-1") == "open"


def test_a_commitment_is_done_when_found_or_said_to_be_kept() -> None:
    for more, state, done in (
        ({"findings": (found("kept", date="2025-05-10"),)}, "done", "2025-05-10"),
        ({"findings": (found("not kept", date="2025-05-10"),)}, "open", None),
        ({"findings": (found("partly kept", date="2025-05-10"),)}, "open", None),
        ({"claims": (kept("south", "kept", date="2025-05-11"),)}, "done", "2025-05-11"),
        (
            {
                "findings": (found("kept", date="2025-05-10"),),
                "claims": (kept("south", "not kept", date="2025-05-20"),),
            },
            "done",
            "2025-05-10",
        ),
        ({"findings": (found("kept"),)}, "done", None),
        ({"deliveries": (delivery("5 people"),)}, "open", None),
    ):
        step = step_of(commitment(**more))
        assert (step.state, step.done) == (state, Date.parse(done) if done else None)


def test_when_the_whole_was_kept_every_part_of_it_was() -> None:
    whole = commitment(findings=(found("kept", date="2025-05-10"),))
    assert step_of(whole, part="first 500").state == "done"
    assert step_of(commitment(), part="first 500").state == "open"
    limited = event()
    assert step_of(limited, part="full").state == "open"  # the event may be another part


def test_a_deadline_is_over_when_it_was_met_or_has_passed() -> None:
    assert step_of(deadline()).state == "open"
    assert step_of(deadline(by="2025-05-20")).done == Date.parse("2025-05-20")
    assert step_of(deadline(by="about 2025-05-20")).state == "open"
    early = deadline(met=(met("north", "met", date="2025-05-15"),))
    assert step_of(early).done == Date.parse("2025-05-15")
    contested = deadline(met=(met("north", "met"), met("south", "not met")))
    assert step_of(contested).state == "open"


def test_deadlines_and_due_dates_leave_a_last_day() -> None:
    owed = commitment(due="2025-06-10")
    assert last_days(step_of(owed)) == [("2025-06-10", "owed", False)]
    bound = deadline(entry="talks", by="2025-06-01")
    asked = condition(then=TALKS)
    step = sequence_graph(case_of(meeting(), bound, asked), on("2025-05-29")).step("talks")
    assert last_days(step) == [("2025-06-01", "ultimatum", False)]
    moved = meeting("later", supersedes=("talks",), date="2025-06-12")
    graph = sequence_graph(case_of(meeting(), moved, bound, asked), on("2025-05-29"))
    assert last_days(graph.step("later")) == [("2025-06-01", "ultimatum", False)]


def test_every_side_has_its_own_wish_for_a_paper() -> None:
    paper = proposal(due=(paper_due(by="2025-06-10"), paper_due("north", by="2025-06-05")))
    wishes = step_of(paper, required_by="south").last_days
    assert [(str(each.day), each.says, each.wish) for each in wishes] == [
        ("2025-06-05", "north", True),
        ("2025-06-10", "south", True),
    ]


def last_days(step: SequenceStep) -> list[tuple[str, str, bool]]:
    return [(str(each.day), each.entry, each.wish) for each in step.last_days]


def test_one_sides_own_word_does_not_meet_what_the_other_requires() -> None:
    says = met("south", "met", date="2025-05-20")
    assert state_of(claimed(says, required_by="north")) == "said met"
    both = (says, met("north", "met", date="2025-05-21"))
    assert state_of(claimed(*both, required_by="north")) == "met"
    assert graph_is_blocked(claimed(says, required_by="north"))


def graph_is_blocked(asked: Condition) -> bool:
    return sequence_graph(case_of(asked), on("2025-05-29")).requirements[0].in_force


def test_a_person_speaks_for_the_party() -> None:
    claims = (met("ada", "not met", date="2025-05-01"), met("north", "met", date="2025-05-10"))
    asked = claimed(*claims, required_by="ada")
    assert state_of(party(), person(), asked) == "met"


def test_a_paper_counts_for_each_side_once_it_has_reached_that_side() -> None:
    paper = proposal(by=("north",), history=(paper_step(date="2025-05-20", to=("south",)),))
    sides = (party(), party("south"), party("east"), party("office", role="mediator"))
    asked = [
        condition(f"c-{who}", required_by=who, first=(PAPER,), then=Step(what=f"talks with {who}"))
        for who in ("south", "east", "office")
    ]
    graph = sequence_graph(case_of(*sides, paper, *asked), on("2025-05-29"))
    assert [each.state for each in graph.requirements] == ["met", "open", "met"]


def test_what_a_withdrawn_meeting_took_the_place_of_does_not_come_back() -> None:
    moved = meeting("later", supersedes=("talks",), withdrawn=withdrawal(date="2025-05-20"))
    graph = sequence_graph(case_of(meeting(), moved, condition(then=TALKS)), on("2025-05-29"))
    assert graph.step("talks").state == "ruled out"
