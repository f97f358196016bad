"""From a case to a conflict: its courses of action, its rules, its judgements of states."""

from __future__ import annotations

from typing import Any

import pytest

from detente.core.preferences.judging import judged_parties
from detente.core.record.case import Case
from detente.core.record.judgements import Judgement, Priority
from detente.core.stability.building import (
    Conflict,
    NoConflict,
    code_of,
    conflict_of,
    name_of,
)
from detente.core.stability.checks import check_states
from detente.core.stability.options import TooManyStates

from ..builders import (
    case_of,
    choice,
    course,
    estimate,
    issue,
    judgement,
    party,
    rule,
    withdrawal,
)

TALK = course("talk", party="south")
NORTH, SOUTH = party("north"), party("south")


def judged(*made: Judgement) -> tuple[tuple[str, Judgement], ...]:
    return tuple((f"judgements/{number}.yaml", each) for number, each in enumerate(made))


def wishes(who: str, *formulas: str) -> Judgement:
    priorities = tuple(Priority(statement=each, formula=each) for each in formulas)
    return judgement(party=who, priorities=priorities)


def conflict(*entries: Any, **changes: Any) -> Conflict:
    return conflict_of(case_of(NORTH, SOUTH, *entries, **changes))


def names(found: Conflict) -> list[str]:
    return [found.name(state) for state in range(found.model.states)]


def test_each_party_changes_its_own_courses_of_action() -> None:
    found = conflict(course("strike"), TALK)
    assert names(found) == ["nothing", "strike", "talk", "strike + talk"]
    assert found.model.parties == ("north", "south")
    assert found.model.moves[0].targets(0) == (1,)
    assert found.model.moves[1].targets(0) == (2,)
    assert found.now == 0


def test_what_is_taken_as_matters_stand_is_the_state_now() -> None:
    assert conflict(course("strike", taken=True), TALK).now == 1


def test_a_rule_that_excludes_the_state_now_leaves_none() -> None:
    found = conflict(
        course("strike", taken=True), TALK, rule(when={}, excludes={}, together=("strike",))
    )
    assert names(found) == ["nothing", "talk"]
    assert found.now is None


def test_courses_of_action_never_taken_together_unless_another_is() -> None:
    leave = course("leave")
    found = conflict(
        course("strike"),
        TALK,
        leave,
        rule(when={}, excludes={}, together=("strike", "talk"), without=("leave",)),
    )
    assert "strike + talk" not in names(found)
    assert "strike + talk + leave" in names(found)


def test_one_of_several_is_always_taken() -> None:
    found = conflict(course("strike"), TALK, rule(when={}, excludes={}, without=("strike", "talk")))
    assert names(found) == ["strike", "talk", "strike + talk"]


def test_rules_between_options_bind_the_courses_that_stand_for_them() -> None:
    pay, stay = issue("pay", ("high", "low")), issue("stay", ("long", "short"))
    high = course("high-pay", issue="pay", option="high")
    long = course("long-stay", party="south", issue="stay", option="long")
    short = course("short-stay", party="south", issue="stay", option="short")
    excludes = rule(when=choice(pay=("high",)), excludes=choice(stay=("long",)))
    assert "high-pay + long-stay" not in names(conflict(pay, stay, high, long, short, excludes))
    requires = rule(when=choice(pay=("high",)), excludes={}, requires=choice(stay=("short",)))
    found = names(conflict(pay, stay, high, long, short, requires))
    assert "high-pay" not in found
    assert "high-pay + short-stay" in found
    assert "high-pay + long-stay + short-stay" in found
    assert len(names(conflict(pay, stay, high, requires))) == 2  # nobody can do what is required


def test_withdrawn_courses_and_rules_do_not_count() -> None:
    gone = course("talk", party="south", withdrawn=withdrawal())
    found = conflict(
        course("strike"), gone,
        rule("one", when={}, excludes={}, together=("strike", "talk")),
        rule("two", when={}, excludes={}, without=("strike", "talk"), withdrawn=withdrawal()),
    )  # fmt: skip
    assert names(found) == ["nothing", "strike"]
    assert found.model.parties == ("north",)


def test_an_order_of_states_statements_or_weights_rank_them() -> None:
    courses = (course("strike"), TALK)
    order = judgement(
        party="north", state_order=(("talk",), ("nothing", "talk + strike"), ("strike",))
    )
    weights = judgement(
        party="north",
        course_weights=choice(talk=estimate("2"), strike=estimate("-1/3")),  # type: ignore[arg-type]
    )
    for made, ranks in (
        (order, [1, 0, 2, 1]),
        (wishes("north", "talk", "NOT strike"), [1, 0, 3, 2]),
        (wishes("north", "NOT (strike IFF talk)"), [0, 1, 1, 0]),
        (weights, [1, 0, 3, 2]),
    ):
        found = conflict(*courses, judgements=judged(made))
        assert found.model.ranks[0] is not None
        assert found.model.ranks[0].tolist() == ranks
        assert found.model.ranks[1] is None
        assert [(each.party, each.why) for each in found.not_ranked] == [
            ("south", "no judgement of states")
        ]


def test_what_gives_no_order_is_told_and_not_guessed() -> None:
    courses = (course("strike"), TALK)
    some = judgement(party="north", state_order=(("talk",), ("nothing",)))
    (each,) = conflict(*courses, judgements=judged(some, wishes("south", "talk"))).not_ranked
    assert (each.why, each.missing, each.amount) == (
        "the order leaves states out", ("strike", "strike + talk"), 2,
    )  # fmt: skip
    for made, why in (
        (judgement(party="north"), "no judgement of states"),
        (wishes("north", "strike AND"), "a statement cannot be read"),
        (
            judgement(party="north", course_weights={"talk": estimate("1", "2")}),
            "a weight is a range",
        ),
    ):
        (each,) = conflict(*courses, judgements=judged(made, wishes("south", "talk"))).not_ranked
        assert each.why == why


def test_the_latest_judgement_counts_or_the_latest_by_an_author() -> None:
    old = judgement(
        party="north", author="Ann", date="2025-01-01", state_order=(("strike",), ("nothing",))
    )
    new = judgement(
        party="north", author="Ben", date="2025-02-01", state_order=(("nothing",), ("strike",))
    )
    case = case_of(NORTH, course("strike"), judgements=judged(old, new))
    assert conflict_of(case).model.ranks[0].tolist() == [1, 0]  # type: ignore[union-attr]
    assert conflict_of(case, "Ann").model.ranks[0].tolist() == [0, 1]  # type: ignore[union-attr]


def test_a_judgement_of_packages_does_not_stand_before_one_of_states() -> None:
    states = judgement(party="north", date="2025-01-01", state_order=(("strike",), ("nothing",)))
    packages = judgement(party="north", date="2025-02-01", issue_order=(("pay",),))
    case = case_of(NORTH, course("strike"), judgements=judged(states, packages))
    assert conflict_of(case).model.ranks[0] is not None
    assert [each.file for each in judged_parties(case)[0]] == ["judgements/1.yaml"]
    only = case_of(NORTH, course("strike"), judgements=judged(states))
    assert judged_parties(only) == ((), ("north",))


def test_a_course_that_ends_the_conflict_makes_its_states_one() -> None:
    found = conflict(course("strike"), course("leave", ends=True), TALK)
    assert names(found) == ["nothing", "strike", "leave", "talk", "strike + talk"]
    assert found.find("strike + leave + talk") == found.find("leave")
    assert found.model.name(2) == "-Y-"


def test_a_case_of_which_no_conflict_can_be_made_says_why() -> None:
    with pytest.raises(NoConflict, match="no courses of action"):
        conflict_of(Case(title="t"))
    with pytest.raises(NoConflict, match="no state is possible"):
        conflict(
            course("strike"),
            rule("one", when={}, excludes={}, together=("strike",)),
            rule("two", when={}, excludes={}, without=("strike",)),
        )
    many = [course(f"c{number}") for number in range(63)]
    with pytest.raises(NoConflict, match="too many courses of action"):
        conflict(*many)
    with pytest.raises(TooManyStates):
        conflict_of(case_of(NORTH, *many[:30]), states_at_most=1000)


def test_names_of_states_read_back() -> None:
    ids = ("talk", "leave", "strike")
    for code in range(8):
        assert code_of(name_of(code, ids), ids) == code
    assert code_of(" strike+ talk ", ids) == 5
    assert code_of("walk", ids) == code_of("", ids) == -1


def test_a_check_tells_of_rules_without_a_state_and_orders_that_do_not_fit() -> None:
    impossible = case_of(
        NORTH, course("strike"),
        rule("one", when={}, excludes={}, together=("strike",)),
        rule("two", when={}, excludes={}, without=("strike",)),
    )  # fmt: skip
    assert [each.code for each in check_states(impossible)] == ["case-103"]
    order = judgement(party="north", state_order=(("strike",), ("talk + strike", "nothing")))
    found = check_states(
        case_of(
            NORTH, SOUTH, course("strike"), TALK,
            rule(when={}, excludes={}, together=("strike", "talk")),
            judgements=judged(order),
        )
    )  # fmt: skip
    assert [(each.code, each.severity) for each in found] == [
        ("case-104", "warning"), ("case-105", "warning"),
    ]  # fmt: skip
    assert found[0].path[1:] == ("state_order", 1, 0)
    assert "talk" in found[1].message
    assert check_states(Case(title="t")) == ()
    assert check_states(case_of(NORTH, *(course(f"c{n}") for n in range(20)))) == ()


@pytest.mark.parametrize(
    ("made", "place"),
    [
        ({"state_order": (("talk",), ("strike",), ("nothing",))}, ("state_order", 1, 0)),
        (
            {"priorities": (Priority(statement="s", formula="talk OR strike"),)},
            ("priorities", 0, "formula"),
        ),
        ({"course_weights": {"strike": estimate("1")}}, ("course_weights", "strike")),
    ],
)
def test_a_check_tells_of_judgements_that_count_on_what_is_withdrawn(
    made: dict[str, Any], place: tuple[Any, ...]
) -> None:
    gone = course("strike", withdrawn=withdrawal())
    found = check_states(
        case_of(NORTH, SOUTH, TALK, gone, judgements=judged(judgement(party="south", **made)))
    )
    assert [(each.code, each.severity) for each in found] == [("case-108", "warning")]
    assert found[0].path == ("judgements/0.yaml", *place)
    stands = case_of(
        NORTH, SOUTH, TALK, course("strike"), judgements=judged(judgement(party="south", **made))
    )
    assert "case-108" not in {each.code for each in check_states(stands)}


def test_a_judgement_that_does_not_count_may_name_what_is_withdrawn() -> None:
    gone = course("strike", withdrawn=withdrawal())
    old = judgement(party="south", date="2026-01-01", state_order=(("strike",),))
    new = judgement(party="south", date="2026-01-02", state_order=(("talk",), ("nothing",)))
    assert check_states(case_of(NORTH, SOUTH, TALK, gone, judgements=judged(old, new))) == ()
    (told,) = check_states(case_of(NORTH, SOUTH, gone, judgements=judged(old)))
    assert told.code == "case-108"


def test_a_check_tells_of_one_state_under_two_names() -> None:
    war = course("war", ends=True)
    order = (("talk",), ("nothing",), ("war",), ("talk + war",))
    found = check_states(
        case_of(
            NORTH, SOUTH, war, TALK, judgements=judged(judgement(party="south", state_order=order))
        )
    )
    assert [(each.code, each.severity, each.path[1:]) for each in found] == [
        ("case-109", "warning", ("state_order", 3, 0))
    ]
    tied = (*order[:2], ("war", "talk + war"))
    made = judgement(party="south", state_order=tied)
    assert check_states(case_of(NORTH, SOUTH, war, TALK, judgements=judged(made))) == ()
