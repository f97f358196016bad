"""Courses of action, and what is said of them, as each reader may see it and on each day."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given

from detente.core.record.case import Case
from detente.core.record.conflict import names_in
from detente.core.record.judgements import Judgement, Priority
from detente.core.record.known import known_on, visible_to

from ..builders import case_of, choice, course, estimate, issue, judgement, on, rule
from ..strategies import POOL, broad, cases, references

SECRET_COURSE = course("secret-plan", visible_to=("north",))
EMPTY: dict[str, Any] = {"when": choice(), "excludes": choice()}
ONE = estimate("1")
KEPT = Priority(statement="peace first", formula="NOT strike")
SPEAKS_OF_STATES: tuple[Any, ...] = (
    rule(**EMPTY, together=("strike", "secret-plan")),
    rule(**EMPTY, together=("strike",), without=("secret-plan",)),
    course("stay", kept_unless=("secret-plan", "strike")),
    judgement(visible_to=("south",), state_order=(("strike",), ("talk+secret-plan", "nothing"))),
    judgement(
        visible_to=("south",),
        priorities=(Priority(statement="no", formula="strike IF (NOT secret-plan)"), KEPT),
    ),
    judgement(
        visible_to=("south",), priorities=(Priority(statement="no", formula="(secret-plan"),)
    ),
    judgement(visible_to=("south",), priorities=(Priority(statement="no", formula="Secret-Plan"),)),
    judgement(visible_to=("south",), course_weights={"strike": ONE, "secret-plan": ONE}),
)


@pytest.mark.parametrize(
    "entry",
    SPEAKS_OF_STATES,
    ids=[
        "together",
        "without",
        "kept unless",
        "state order",
        "formula",
        "unreadable formula",
        "formula in capitals",
        "weights",
    ],
)
def test_nothing_names_a_course_of_action_that_is_hidden(entry: Any) -> None:
    case = case_of(course("strike"), SECRET_COURSE, entry)
    for reader in ("public", "south", "mediator"):
        assert "secret-plan" not in repr(visible_to(case, reader)).lower()
    assert "secret-plan" in repr(visible_to(case, "north"))


def seen_judgement(**made: Any) -> Judgement:
    """Return a judgement as the south reads it, to which a course of action is hidden."""
    case = case_of(course("strike"), SECRET_COURSE, judgement(visible_to=("south",), **made))
    ((_, seen),) = visible_to(case, "south").judgements
    return seen


def test_of_a_hidden_course_of_action_the_formula_goes_and_the_wish_stays() -> None:
    hidden = Priority(statement="no", formula="secret-plan OR strike")
    assert seen_judgement(priorities=(hidden, KEPT)).priorities == (Priority(statement="no"), KEPT)


def test_an_order_of_states_goes_whole_with_a_course_of_action() -> None:
    """With some states only, or with others under their names, it would be another order."""
    assert seen_judgement(state_order=(("strike",), ("secret-plan",))).state_order == ()
    assert seen_judgement(state_order=(("strike",), ("nothing",))).state_order == (
        ("strike",),
        ("nothing",),
    )


def test_weights_of_other_courses_of_action_stay() -> None:
    seen = seen_judgement(course_weights={"strike": ONE, "secret-plan": ONE})
    assert dict(seen.course_weights) == {"strike": ONE}


def test_what_keeps_a_course_of_action_goes_whole() -> None:
    """With one of two left, it would seem harder to give up than it is."""
    stay = course("stay", kept_unless=("secret-plan", "strike"))
    seen = visible_to(case_of(course("strike"), SECRET_COURSE, stay), "public")
    assert seen.conflict == (course("strike"), course("stay"))


def test_the_option_of_a_course_of_action_goes_with_its_issue() -> None:
    hidden = issue("hidden", ("secret-plan",), visible_to=("north",))
    case = case_of(hidden, course(issue="hidden", option="secret-plan"))
    assert visible_to(case, "public").conflict == (course(),)
    assert visible_to(case, "north") == case


def test_an_id_that_is_part_of_another_is_not_named() -> None:
    case = case_of(
        course("plan", visible_to=("north",)),
        course("plan-b"),
        judgement(visible_to=("south",), priorities=(Priority(statement="b", formula="plan-b"),)),
    )
    ((_, seen),) = visible_to(case, "south").judgements
    assert seen.priorities[0].formula == "plan-b"


@broad
@given(cases("conflict", "rules"), cases(), references)
def test_no_reader_is_told_of_a_course_of_action_that_is_hidden(
    courses: Case, whole: Case, reader: str
) -> None:
    """The ids of the pool that are courses of action only, and hidden, stand nowhere."""
    case = case_of(*courses.conflict, *courses.rules, *(made for _, made in whole.judgements))
    seen = visible_to(case, reader)
    hidden = {each.id for each in case.conflict} - {each.id for each in seen.conflict}
    named = {
        name
        for _, made in seen.judgements
        for text in (
            *(each.formula for each in made.priorities),
            *(each for tie in made.state_order for each in tie),
            *made.course_weights,
        )
        for name in names_in(text)
    }
    of_rules = {name for each in seen.rules for name in (*each.together, *each.without)}
    kept = {name for each in seen.conflict for name in each.kept_unless}
    assert hidden <= set(POOL)
    assert hidden.isdisjoint(named | of_rules | kept)


LATER = course("secret-plan", recorded="2025-06-01")


@pytest.mark.parametrize("entry", SPEAKS_OF_STATES[:3])
def test_what_was_not_recorded_yet_is_not_named_as_known_before(entry: Any) -> None:
    case = case_of(course("strike"), LATER, entry)
    assert "secret-plan" not in repr(known_on(case, on("2025-05-31")))
    assert known_on(case, on("2025-06-01")) == case


def test_a_rule_known_in_part_is_left_out_whole() -> None:
    """With what was known of it, it would forbid more than it does."""
    price = issue("price", recorded="2025-06-01")
    both = rule(when=choice(truce=("full",), price=("full",)), excludes=choice(border=("open",)))
    case = case_of(issue("truce"), issue("border", ("open", "closed")), price, both)
    assert known_on(case, on("2025-05-31")).rules == ()
    assert known_on(case, on("2025-06-01")).rules == (both,)
    sides = rule(**EMPTY, together=("strike", "secret-plan"))
    assert known_on(case_of(course(), LATER, sides), on("2025-05-31")).rules == ()


def test_a_judgement_does_not_speak_of_what_was_not_recorded_yet() -> None:
    made = judgement(
        priorities=(Priority(statement="no", formula="strike IF secret-plan"), KEPT),
        state_order=(("strike",), ("secret-plan",)),
        course_weights={"strike": ONE, "secret-plan": ONE},
    )
    ((_, known),) = known_on(case_of(course(), LATER, made), on("2025-05-31")).judgements
    assert known.priorities == (Priority(statement="no"), KEPT)
    assert (known.state_order, dict(known.course_weights)) == ((), {"strike": ONE})


def test_a_course_of_action_has_no_option_of_an_issue_not_recorded_yet() -> None:
    price = issue("price", recorded="2025-06-01")
    case = case_of(price, course(issue="price", option="full"))
    assert known_on(case, on("2025-05-31")).conflict == (course(),)
