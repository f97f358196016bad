"""Courses of action, and what rules and judgements say of them."""

from __future__ import annotations

from typing import Any

import pytest

from detente.core.record.judgements import Priority

from ...builders import choice, course, estimate, judgement, rule
from .cases import found, problems

STRIKE, TALK = course("strike"), course("talk", party="south")


def wish(formula: str, statement: str = "as it says") -> Priority:
    return Priority(statement=statement, formula=formula)


def told(*entries: Any) -> list[tuple[str, str, str]]:
    """Return code, message and hint of each problem."""
    return [(each.code, each.message, each.hint) for each in problems(*entries)]


@pytest.mark.parametrize(
    "entry",
    [
        course("leave", issue="truce", option="full"),
        course("pay", issue="price", option="5"),
        course("leave", issue="truce"),
        course("leave", kept_unless=("talk", "strike")),
        course("leave", kept_unless=("talk",), changes="only given up"),
        course("leave", changes="only taken", ends=True, taken=True),
        rule(when=choice(), excludes=choice(), together=("strike", "talk")),
        rule(when=choice(), excludes=choice(), together=("strike",), without=("talk",)),
        rule(when=choice(), excludes=choice(), without=("strike", "talk")),
        judgement(priorities=(wish("strike IFF NOT talk"), Priority(statement="peace"))),
        judgement(state_order=(("talk",), ("strike + talk", "strike"), ("nothing",))),
        judgement(course_weights={"strike": estimate("-2"), "talk": estimate("1", "3")}),
    ],
    ids=[
        "option",
        "number",
        "issue alone",
        "kept unless",
        "only given up unless",
        "ends",
        "never together",
        "never without",
        "one of them always",
        "formula",
        "state order",
        "weights",
    ],
)
def test_what_fits_is_no_problem(entry: Any) -> None:
    assert problems(STRIKE, TALK, entry) == ()


@pytest.mark.parametrize(
    ("formula", "column", "read", "expected"),
    [
        ("strike AND", 11, "it ends there", "a name, NOT or an opening parenthesis"),
        ("strike talk", 8, '"talk"', "AND, OR, IF or IFF"),
        ("(strike", 8, "it ends there", "a closing parenthesis"),
        ("strike AND OR talk", 12, '"OR"', "a name, NOT or an opening parenthesis"),
        ("strike & talk", 8, '"&"', "a name, AND, OR, NOT, IF, IFF or a parenthesis"),
        ("strike IF talk IF talk", 16, '"IF"', "parentheses around one IF or IFF"),
        ("strike)", 7, '")"', "the end"),
        (" ", 2, "it ends there", "a name, NOT or an opening parenthesis"),
    ],
)
def test_a_statement_that_cannot_be_read_says_where(
    formula: str, column: int, read: str, expected: str
) -> None:
    (problem,) = problems(STRIKE, TALK, judgement(priorities=(wish("talk"), wish(formula))))
    assert problem.code == "case-100"
    assert problem.path == ("judgements/1.yaml", "priorities", 1, "formula")
    assert problem.message == f"the statement cannot be read from column {column} on: {read}"
    assert problem.hint == f"expected {expected}"


def test_a_statement_names_courses_of_action() -> None:
    (problem,) = problems(STRIKE, TALK, judgement(priorities=(wish("strike OR tlak"),)))
    assert (problem.code, problem.path[1:]) == ("case-041", ("priorities", 0, "formula"))
    assert problem.message == 'there is no course of action "tlak"'
    assert problem.hint == 'did you mean "talk"?'


def test_capitals_are_another_name() -> None:
    wanted = 'did you mean "talk"?'
    assert [hint for _, _, hint in told(TALK, judgement(priorities=(wish("Talk"),)))] == [wanted]


def test_a_statement_does_not_name_an_entry_of_another_kind() -> None:
    made = judgement(priorities=(wish("heard"),))
    assert told(made) == [
        ("case-042", '"heard" is in statements, not a course of action', "name a course of action here")
    ]  # fmt: skip


def test_a_state_names_courses_of_action() -> None:
    made = judgement(state_order=(("strike",), ("talk", "strike + tlak")))
    assert found(STRIKE, TALK, made) == [("case-041", "state_order.1.1")]
    assert told(STRIKE, made)[0][2] == "add it to conflict, or correct the id"


@pytest.mark.parametrize("state", ["", "strike +", "+", "+ strike"])
def test_nothing_is_missing_beside_a_plus(state: str) -> None:
    made = judgement(state_order=((state,),))
    assert {each.code for each in problems(STRIKE, made)} <= {"case-041", "case-101"}
    assert 'name it, or write "nothing" alone' in [hint for _, _, hint in told(STRIKE, made)]


def test_nothing_stands_alone() -> None:
    ((code, _, hint),) = told(STRIKE, judgement(state_order=(("nothing + strike",),)))
    assert (code, hint) == (
        "case-041",
        '"nothing" stands alone: the state in which no course of action is taken',
    )


@pytest.mark.parametrize(
    ("order", "place"),
    [
        ((("strike + talk",), ("nothing",), ("talk+strike",)), "state_order.2.0"),
        ((("talk", "strike"), ("talk",)), "state_order.1.0"),
        ((("nothing", " nothing "),), "state_order.0.1"),
        ((("strike + talk + strike",),), "state_order.0.0"),
    ],
    ids=["other order", "tie", "nothing", "course"],
)
def test_a_state_and_a_course_in_it_stand_once(order: Any, place: str) -> None:
    assert found(STRIKE, TALK, judgement(state_order=order)) == [("case-101", place)]


def test_one_way_orders_the_states() -> None:
    order = {"state_order": (("strike",),)}
    wishes = {"priorities": (Priority(statement="peace"), wish("strike"))}
    weights = {"course_weights": {"strike": estimate("1")}}
    of_wishes, of_weights = "priorities.1.formula", "course_weights"
    for made, places in (
        ({**order, **wishes}, [of_wishes]),
        ({**order, **weights}, [of_weights]),
        ({**wishes, **weights}, [of_weights]),
        ({**order, **wishes, **weights}, [of_wishes, of_weights]),
    ):
        assert set(found(STRIKE, judgement(**made))) == {("case-102", each) for each in places}


def test_a_rule_of_states_does_not_contradict_itself() -> None:
    both = rule(when=choice(), excludes=choice(), together=("strike", "talk"), without=("talk",))
    assert found(STRIKE, TALK, both) == [("case-073", "rules.0.without.0")]


@pytest.mark.parametrize(
    ("mixed", "place"),
    [
        (rule(together=("strike",)), "together"),
        (rule(without=("strike",)), "without"),
        (rule(excludes=choice(), together=("strike",)), "together"),
        (rule(when=choice(), without=("strike",)), "without"),
    ],
)
def test_a_rule_speaks_of_packages_or_of_states(mixed: Any, place: str) -> None:
    assert found(STRIKE, mixed) == [("case-073", f"rules.0.{place}")]


def test_a_rule_of_nothing_has_no_effect() -> None:
    assert found(rule(when=choice(), excludes=choice())) == [("case-072", "rules.0")]


@pytest.mark.parametrize("field", ["together", "without"])
def test_a_rule_names_courses_of_action(field: str) -> None:
    named: dict[str, Any] = {field: ("stirke",)}
    made = rule(when=choice(), excludes=choice(), **named)
    assert found(STRIKE, made) == [("case-041", f"rules.0.{field}.0")]
    assert told(STRIKE, made)[0][1:] == (
        'there is no course of action "stirke"',
        'did you mean "strike"?',
    )


def test_a_weight_is_of_a_course_of_action() -> None:
    made = judgement(course_weights={"stirke": estimate("1")})
    assert found(STRIKE, made) == [("case-041", "course_weights.stirke")]


def test_an_option_is_one_of_the_issue() -> None:
    assert found(course(issue="truce", option="ful")) == [("case-044", "conflict.0.option")]
    assert found(course(option="full")) == [("case-044", "conflict.0.option")]
    assert found(course(issue="price", option="12")) == [("case-047", "conflict.0.option")]
    assert found(course(issue="heard", option="full")) == [("case-042", "conflict.0.issue")]


def test_what_keeps_a_course_of_action_is_another_one() -> None:
    assert found(TALK, course(kept_unless=("talk", "strike"))) == [
        ("case-106", "conflict.1.kept_unless.1")
    ]


@pytest.mark.parametrize("never", [{"changes": "only taken"}, {"ends": True}])
def test_what_can_never_be_given_up_is_not_kept_by_anything(never: Any) -> None:
    assert found(TALK, course(kept_unless=("talk",), **never)) == [
        ("case-106", "conflict.1.kept_unless")
    ]


@pytest.mark.parametrize("word", ["and", "or", "not", "if", "iff", "nothing"])
def test_words_of_formulas_and_states_are_no_ids(word: str) -> None:
    assert found(course(word)) == [("case-107", "conflict.0.id")]
    assert problems(course(f"{word}-yet")) == ()


def test_a_thousand_unknown_names_are_told_in_a_moment() -> None:
    """A likely name is looked for a hundred times."""
    wishes = tuple(wish(f"strike{number}") for number in range(150))
    hints = [hint for _, _, hint in told(STRIKE, judgement(priorities=wishes))]
    assert hints.count('did you mean "strike"?') == 100
    assert len(hints) == 150
