"""What is told of one state, what is reached from one, and what one party would have to prefer."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.core.stability import from_here as from_here_module
from detente.core.stability import one_state as one_state_module
from detente.core.stability.ahead import goal_told
from detente.core.stability.analysis import analysed
from detente.core.stability.around import between
from detente.core.stability.building import Conflict
from detente.core.stability.five import CONCEPTS, FIVE, stability
from detente.core.stability.for_one import for_one
from detente.core.stability.from_here import from_here, holds_under, may_hold
from detente.core.stability.held import held
from detente.core.stability.inverse import with_ranks
from detente.core.stability.model import GraphModel
from detente.core.stability.one_state import one_state
from detente.core.stability.status_quo import reached
from detente.core.stability.verdicts import verdict
from detente.formats.casefile import read_case
from detente.formats.graph_models.as_conflict import conflict_in
from detente.formats.graph_models.reading import read_model
from tests.core.stability.graph_models import graph_forms
from tests.core.strategies import quick

CASES = Path(__file__).parents[3] / "cases"


@pytest.fixture(scope="module")
def elmira() -> Conflict:
    file = read_model(CASES / "literature" / "kilgour-2001" / "model.json").file
    assert file is not None
    return conflict_in(file)


def conflict_of_model(model: GraphModel) -> Conflict:
    names = tuple(f"s{number}" for number in range(model.states))
    return Conflict(model, (), 0, names=names)


def test_all_of_state_1_of_elmira(elmira: Conflict) -> None:
    """By hand: the government can insist (to 5), which it prefers; MoE and Uniroyal move too."""
    found = one_state(elmira, stability(elmira.model), 0)
    assert found.row.state == "1"
    assert {each.concept: each.not_for for each in found.row.verdicts} == {
        "nash": ("Local Government",),
        "general": (),
        "symmetric": (),
        "sequential": ("Local Government",),
        "symmetric sequential": ("Local Government",),
    }
    assert [(each.party, each.end, each.improves) for each in found.out] == [
        ("Local Government", "5", True),
        ("MoE", "2", False),
        ("Uniroyal", "3", False),
        ("Uniroyal", "9", False),
    ]
    assert [(each.party, each.start, each.improves) for each in found.into] == [
        ("Local Government", "5", False)
    ]
    assert (found.out_left, found.into_left) == (0, 0)


@quick
@given(graph_forms(), st.data())
def test_the_moves_of_a_state_are_those_of_the_model(
    model: GraphModel, data: st.DataObject
) -> None:
    state = data.draw(st.integers(0, model.states - 1))
    found = one_state(conflict_of_model(model), stability(model), state)
    out, into = set(), set()
    for party, own in zip(model.parties, model.moves, strict=True):
        out |= {(party, f"s{to}") for to in own.targets(state)}
        into |= {(party, f"s{at}") for at in range(model.states) if state in own.targets(at)}
    assert {(each.party, each.end) for each in found.out} == out
    assert {(each.party, each.start) for each in found.into} == into
    again = analysed(conflict_of_model(model), start=f"s{state}")
    mine = [each for each in again.reasons if each.state == f"s{state}"]
    assert sorted(found.reasons, key=str) == sorted(mine, key=str)


def test_many_moves_are_bounded_and_counted(
    elmira: Conflict, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(one_state_module, "MOVES_AT_MOST", 1)
    found = one_state(elmira, stability(elmira.model), 0)
    assert ([each.end for each in found.out], found.out_left) == (["5"], 3)


@quick
@given(graph_forms(), st.data())
def test_what_is_reached_is_what_status_quo_analysis_reaches(
    model: GraphModel, data: st.DataObject
) -> None:
    start = data.draw(st.integers(0, model.states - 1))
    verdicts = stability(model)
    found = from_here(conflict_of_model(model), verdicts, start)
    legal, better = reached(model, start).fewest, reached(model, start, improving=True).fewest
    assert {each.state: each.moves for each in found.reached} == {
        f"s{state}": int(legal[state]) for state in range(model.states) if legal[state] > 0
    }
    for each in found.reached:
        state = int(each.state[1:])
        assert each.improvements == (int(better[state]) if better[state] > 0 else None)
        assert each.holds == holds_under(verdicts, state)
        assert each.may_hold == may_hold(verdicts, state)
    holding = [bool(each.holds) for each in found.reached]
    assert holding == sorted(holding, reverse=True)
    targets = {each.to for each in found.ahead.ways} | set(found.ahead.out_of_reach)
    assert targets | {f"s{start}"} >= {
        f"s{state}" for state in range(model.states) if holds_under(verdicts, state)
    }
    assert (found.left, found.ways_left) == (0, 0)


def test_more_states_than_are_listed_are_counted(
    elmira: Conflict, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(from_here_module, "REACHED_AT_MOST", 3)
    monkeypatch.setattr(from_here_module, "WAYS_AT_MOST", 2)
    found = from_here(elmira, stability(elmira.model), 0, [2])
    assert [each.state for each in found.reached] == ["5", "9", "4"]
    assert (found.left, found.ways_left) == (5, 3)
    assert found.ahead.ways[0].to == "3"


@quick
@given(graph_forms(), st.data())
def test_each_way_makes_the_state_hold_for_the_party(
    model: GraphModel, data: st.DataObject
) -> None:
    conflict, verdicts = conflict_of_model(model), stability(model)
    goal = data.draw(st.integers(0, model.states - 1))
    party = data.draw(st.integers(0, len(model.parties) - 1))
    concept = data.draw(st.sampled_from(CONCEPTS))
    found = for_one(conflict, verdicts, concept, party, goal)
    sure = verdicts.verdict(concept, party)
    assert (found.holds is True) == bool(sure.holds[goal])
    assert [each.pairs for each in found.ways] == sorted(each.pairs for each in found.ways)
    assert bool(found.ways) == (found.holds is False)
    for way in found.ways:
        ranks = model.ranks[party]
        assert ranks is not None
        below = {int(each[1:]) for each in way.below}
        lowered = ranks * 2
        lowered[goal] = max([2 * ranks[goal], *(2 * ranks[each] for each in below)])
        above = [s for s in range(model.states) if ranks[s] > ranks[goal] and s not in below]
        for state in above:
            lowered[state] = 2 * model.states + ranks[state]
        changed = with_ranks(model, party, lowered.astype(ranks.dtype))
        assert verdict(changed, FIVE[concept], party).holds[goal]


def test_in_elmira_one_party_alone_changes_what_all_together_would(elmira: Conflict) -> None:
    """State 1 fails for the government alone, so its fewest pairs are those of all together."""
    for concept in ("nash", "sequential"):
        alone = for_one(elmira, stability(elmira.model), concept, 2, 0)
        together = goal_told(elmira, concept, 0)
        assert alone.ways[0].pairs == together.pairs
        assert alone.share == together.changes[0].share
    general = for_one(elmira, stability(elmira.model), "general", 2, 0)
    assert (general.holds, general.ways) == (True, ())
    assert {each.party: each.standing for each in general.others} == {
        "MoE": "holds",
        "Uniroyal": "holds",
    }


def test_of_a_party_without_known_preferences_nothing_is_told(elmira: Conflict) -> None:
    ranks = (None, *elmira.model.ranks[1:])
    unknown = replace(elmira, model=replace(elmira.model, ranks=ranks))
    verdicts = stability(unknown.model)
    assert for_one(unknown, verdicts, "nash", 0, 0).holds is None
    assert for_one(unknown, verdicts, "sequential", 2, 0).holds is None
    assert for_one(unknown, verdicts, "nash", 2, 0).ways[0].pairs == 1
    assert may_hold(verdicts, 4)


def test_what_holds_is_reckoned_once_for_all_questions() -> None:
    case = read_case(CASES / "istanbul-2025")
    found = held(case)
    assert found.conflict is not None
    assert found.analysis == analysed(found.conflict)
    assert found.moves is not None
    assert found.moves.states[0] == "nothing"
    too_many = held(case, states_at_most=10)
    assert too_many.analysis is not None
    assert (too_many.analysis.why_not, too_many.conflict) == ("too many states", None)
    assert held(read_case(CASES / "teaching" / "harbour-2026")).analysis is None


def test_just_the_states_that_are_asked_for_are_drawn(elmira: Conflict) -> None:
    found = between(elmira, [0, 4, 0])
    assert (found.states, found.left_out) == (("1", "5"), 7)
    assert {(each.start, each.end) for each in found.moves} == {("1", "5"), ("5", "1")}
