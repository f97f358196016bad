"""What is told of a conflict: which states hold, for whom and why."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from detente.core.record.case import Case
from detente.core.record.judgements import Judgement, Priority
from detente.core.record.known import visible_to
from detente.core.stability.analysis import (
    ROWS_AT_MOST,
    ConflictAnalysis,
    UnknownState,
    analysed,
    conflict_analysis,
)
from detente.core.stability.building import Conflict
from detente.core.stability.told import MoveTold, StateRow, WhyHolds
from detente.formats.graph_models.as_conflict import conflict_in
from detente.formats.graph_models.reading import read_model

from ..builders import case_of, course, judgement, party, rule

CASES = Path(__file__).parents[3] / "cases"
NORTH, SOUTH = party("north"), party("south")
STRIKE, TALK = course("strike"), course("talk", party="south")


@pytest.fixture(scope="module")
def elmira() -> Conflict:
    file = read_model(CASES / "literature" / "kilgour-2001" / "model.json").file
    assert file is not None
    return conflict_in(file)


@pytest.fixture(scope="module")
def found(elmira: Conflict) -> ConflictAnalysis:
    return analysed(elmira, goal="8")


def why(found: ConflictAnalysis, state: str, concept: str, who: str) -> WhyHolds:
    (told,) = (e for e in found.reasons if (e.state, e.concept, e.party) == (state, concept, who))
    return told


def holding(found: ConflictAnalysis, concept: str) -> set[str]:
    return {
        row.state
        for row in found.rows
        if any(each.concept == concept and each.equilibrium for each in row.verdicts)
    }


def wishes(who: str, *formulas: str, **changes: Any) -> Judgement:
    priorities = tuple(Priority(statement=each, formula=each) for each in formulas)
    return judgement(party=who, priorities=priorities, **changes)


def with_judgements(*made: Judgement, entries: tuple[Any, ...] = (STRIKE, TALK)) -> Case:
    files = tuple((f"judgements/{at}.yaml", each) for at, each in enumerate(made))
    return case_of(NORTH, SOUTH, *entries, judgements=files)


def test_the_states_that_hold_in_elmira_are_the_published_ones(found: ConflictAnalysis) -> None:
    """Elmira: 5, 8 and 9 hold; 1 and 4 too in the general and symmetric concept [Kilgour 2001]."""
    counted = {each.concept: (each.equilibria, each.possible) for each in found.counts}
    assert counted == {
        "nash": (3, 0),
        "general": (5, 0),
        "symmetric": (5, 0),
        "sequential": (3, 0),
        "symmetric sequential": (3, 0),
    }
    for concept in counted:
        more = {"1", "4"} if concept in ("general", "symmetric") else set()
        assert holding(found, concept) == {"5", "8", "9"} | more
    assert (found.states, found.now, found.why_not) == (9, "1", "")
    assert [row.state for row in found.rows] == ["5", "8", "9", "1", "4", "2", "3", "6", "7"]
    assert (found.not_ranked, found.not_moving, found.judged) == ((), (), ())


def test_a_reason_names_the_improvement_and_the_answer_to_it(found: ConflictAnalysis) -> None:
    """In state 1 the government can insist (5); the ministry then modifies (6), which is worse for it."""
    general = why(found, "1", "general", "Local Government")
    (move,) = general.improvements
    assert (general.holds, move.state, move.deterred) == (True, "5", True)
    assert move.answer == (MoveTold("MoE", "6"),)
    sequential = why(found, "1", "sequential", "Local Government")
    assert sequential.holds is False
    assert [(each.state, each.deterred) for each in sequential.improvements] == [("5", False)]
    assert why(found, "1", "nash", "MoE").holds is True
    assert why(found, "1", "nash", "MoE").improvements == ()


def test_reasons_are_given_for_now_the_goal_and_what_holds(found: ConflictAnalysis) -> None:
    assert {each.state for each in found.reasons} == {"1", "8", "5", "9", "4"}
    assert len(found.reasons) == 5 * 5 * 3


def test_concepts_start_and_goal_are_those_asked_for(elmira: Conflict) -> None:
    told = analysed(elmira, concepts=["nash"], start="7", goal="1")
    assert [each.concept for each in told.counts] == ["nash"]
    assert told.ahead is not None
    assert told.ahead.start == "7"
    assert [(each.state, each.concept) for each in told.goal] == [("1", "nash")]
    assert {each.concept for each in told.reasons} == {"nash"}
    by_letters = analysed(elmira, concepts=["nash"], start=elmira.model.name(6), goal="1")
    assert elmira.model.name(6) == "NNYNY"
    assert by_letters == told
    assert analysed(elmira).goal == ()


@pytest.mark.parametrize("name", ["", "77", "YYYYY", "nothing", "\x1b[31m"])
def test_a_state_that_is_none_is_refused(elmira: Conflict, name: str) -> None:
    with pytest.raises(UnknownState):
        analysed(elmira, start=name)
    with pytest.raises(UnknownState):
        analysed(elmira, goal=name)


@pytest.mark.parametrize("name", ["", "walk", "strike + talk", "strike +"])
def test_a_state_that_a_case_does_not_have_is_refused(name: str) -> None:
    excluded = rule(when={}, excludes={}, together=("strike", "talk"))
    case = with_judgements(entries=(STRIKE, TALK, excluded))
    with pytest.raises(UnknownState):
        conflict_analysis(case, goal=name)


def test_a_party_without_a_judgement_is_not_guessed_at() -> None:
    """North likes to strike, whatever the south does; of the south nothing is known."""
    told = conflict_analysis(with_judgements(wishes("north", "strike")), concepts=["nash"])
    assert [(each.party, each.why) for each in told.not_ranked] == [
        ("south", "no judgement of states")
    ]
    assert (told.counts[0].equilibria, told.counts[0].possible) == (0, 2)
    rows = {row.state: row.verdicts[0] for row in told.rows}
    assert (rows["strike"].holds_for, rows["strike"].not_known_for) == (("north",), ("south",))
    assert (rows["talk"].not_for, rows["talk"].equilibrium) == (("north",), False)
    assert why(told, "nothing", "nash", "south").holds is None
    goal = conflict_analysis(with_judgements(wishes("north", "strike")), goal="strike").goal
    assert {each.possible for each in goal} == {None}


def test_only_the_judgements_of_one_author_count() -> None:
    first = wishes("north", "strike", author="Ann", date="2026-01-01")
    last = wishes("north", "NOT strike", author="Ben", date="2026-01-02")
    case = with_judgements(first, last, wishes("south", "talk", author="Ann"))
    told = conflict_analysis(case, concepts=["nash"])
    assert [each.author for each in told.judged] == ["Ben", "Ann"]
    assert holding(told, "nash") == {"talk"}
    by_ann = conflict_analysis(case, author="Ann", concepts=["nash"])
    assert [each.author for each in by_ann.judged] == ["Ann", "Ann"]
    assert holding(by_ann, "nash") == {"strike + talk"}
    by_ben = conflict_analysis(case, author="Ben", concepts=["nash"])
    assert [each.party for each in by_ben.not_ranked] == ["south"]


def test_for_a_reader_without_judgements_nothing_is_determined() -> None:
    case = with_judgements(wishes("north", "strike"), wishes("south", "talk"))
    assert holding(conflict_analysis(case), "nash") == {"strike + talk"}
    told = conflict_analysis(visible_to(case, "public"))
    assert [each.party for each in told.not_ranked] == ["north", "south"]
    assert {each.equilibria for each in told.counts} == {0}
    assert {each.possible for each in told.counts} == {4}
    assert told.judged == ()


def test_a_party_that_cannot_move_is_named() -> None:
    taken = course("strike", changes="only taken", taken=True)
    locked = rule(when={}, excludes={}, without=("strike",))
    told = conflict_analysis(
        with_judgements(wishes("north", "strike"), entries=(taken, TALK, locked))
    )
    assert told.not_moving == ("north",)


def test_what_is_lacking_is_said() -> None:
    assert conflict_analysis(Case(title="t")) == ConflictAnalysis(why_not="no courses of action")
    rules = (
        rule("one", when={}, excludes={}, together=("strike",)),
        rule("two", when={}, excludes={}, without=("strike",)),
    )
    nothing = conflict_analysis(with_judgements(entries=(STRIKE, *rules)))
    assert nothing.why_not == "no state is possible"
    many = [course(f"c{number}") for number in range(63)]
    assert conflict_analysis(with_judgements(entries=tuple(many))).why_not == (
        "too many courses of action"
    )
    large = conflict_analysis(with_judgements(entries=tuple(many[:5])), states_at_most=31)
    assert large.why_not == "too many states"


def test_now_is_empty_where_the_rules_exclude_it() -> None:
    locked = rule(when={}, excludes={}, without=("strike",))
    told = conflict_analysis(with_judgements(entries=(STRIKE, TALK, locked)))
    assert (told.now, told.ahead, told.states) == ("", None, 2)


def test_of_many_states_those_that_hold_are_listed() -> None:
    many = tuple(course(f"c{number}") for number in range(7))
    all_taken = " AND ".join(each.id for each in many)
    told = conflict_analysis(with_judgements(wishes("north", all_taken), entries=many))
    assert told.states == 128 > ROWS_AT_MOST
    assert [row.state for row in told.rows] == [" + ".join(each.id for each in many)]
    row: StateRow = told.rows[0]
    assert row.pattern == "YYYYYYY"
