"""Tests of coalitions: Elmira, the definition word for word, jumps between equilibria."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.core.stability.concepts.coalitions import (
    PARTIES_AT_MOST,
    coalition,
    coalitions,
    equilibrium_jumps,
    together,
    universal,
)
from detente.core.stability.five import FIVE, ConceptName, stability
from detente.core.stability.model import GraphModel, Step
from detente.core.stability.moves import Arcs
from detente.core.stability.relations import Deterring
from detente.core.stability.sets import TooLargeForSets, members
from tests.core.stability.graph_models import (
    by_rank,
    graph_forms,
    holding,
    joint_moves,
    option_forms,
    ranks_from,
    replies_by_rank,
    stored,
    stored_model,
)
from tests.core.strategies import quick

MINISTRY, UNIROYAL, GOVERNMENT = 0, 1, 2
NAMES: tuple[ConceptName, ...] = tuple(FIVE)  # type: ignore[arg-type]


def _elmira() -> tuple[GraphModel, Deterring]:
    model = stored_model(stored("elmira_9state"))
    return model, Deterring.of(model)


def _state(number: int) -> int:
    return number - 1


def test_at_elmira_ministry_and_uniroyal_jump_from_5_to_8_and_nobody_else_jumps() -> None:
    model, conflict = _elmira()
    equilibria = stability(model).equilibria("nash").holds
    assert (np.flatnonzero(equilibria) + 1).tolist() == [5, 8, 9]
    (jump,) = equilibrium_jumps(conflict, equilibria)
    assert (jump.group, jump.start, jump.end) == ((MINISTRY, UNIROYAL), _state(5), _state(8))
    assert jump.steps == (Step(MINISTRY, _state(6)), Step(UNIROYAL, _state(8)))


def test_at_elmira_no_step_to_8_is_an_improvement_but_its_end_is() -> None:
    """By hand: from 5, 6 and 9 are worse for who moves there, and so is 7; both prefer 8."""
    _, conflict = _elmira()
    group = (MINISTRY, UNIROYAL)
    assert conflict.reached(group, replying=True)[_state(5)] == 0
    assert list(members(conflict.reached(group)[_state(5)])) == [5, 6, 7, 8]
    assert list(members(conflict.improvements(group)[_state(5)])) == [_state(8)]


def test_at_elmira_8_and_9_hold_against_every_coalition() -> None:
    _, conflict = _elmira()
    assert (np.flatnonzero(universal(conflict, "nash")) + 1).tolist() == [8, 9]
    assert not coalition(conflict, "nash", (MINISTRY, UNIROYAL))[_state(5)]


def _sequences(model: GraphModel, others: tuple[int, ...], start: int) -> set[int]:
    """Return what improvements of coalitions among the others, in turn, end in."""

    def improvements(group: tuple[int, ...], state: int) -> set[int]:
        better = [by_rank(model.ranks[party]) for party in group]
        reached = joint_moves(model, group, state)
        return {to for to in reached if all(one(to, state) for one in better)}

    ends: set[tuple[int, tuple[int, ...]]] = {(start, ())}
    found: set[tuple[int, tuple[int, ...]]] = set()
    while ends:
        ends = {
            (to, group)
            for state, last in ends
            for group in coalitions(others)
            if group != last
            for to in improvements(group, state)
        } - found
        found |= ends
    return {state for state, _ in found}


models = st.one_of(graph_forms(), option_forms())


@quick
@given(models, st.data())
def test_what_holds_for_a_coalition_is_what_the_definition_says(
    model: GraphModel, data: st.DataObject
) -> None:
    group = data.draw(st.sampled_from(list(coalitions(tuple(range(len(model.parties)))))))
    better = [by_rank(model.ranks[party]) for party in group]
    for concept in NAMES:
        expected = holding(
            model,
            concept,
            group,
            lambda to, s: all(one(to, s) for one in better),
            lambda to, s: not all(one(to, s) for one in better),
            replies_by_rank(model),
        )
        assert coalition(Deterring.of(model), concept, group).tolist() == expected


@quick
@given(models, st.data())
def test_answers_of_coalitions_are_sequences_of_their_improvements(
    model: GraphModel, data: st.DataObject
) -> None:
    parties = range(len(model.parties))
    group = data.draw(st.sampled_from(list(coalitions(tuple(parties)))))
    others = tuple(party for party in parties if party not in group)
    conflict = Deterring.of(model)
    for state, row in enumerate(together(conflict, others)):
        assert set(members(row)) == _sequences(model, others, state)
    found = coalition(conflict, "sequential", group, answers_together=True)
    assert (found | ~coalition(conflict, "sequential", group)).all()


def test_answering_together_others_pass_through_what_they_do_not_like() -> None:
    """A goes 0 to 1; B and C would both like 3, which A fears, but neither likes 2 on the way."""
    moves = (Arcs.of(4, [(0, 1)]), Arcs.of(4, [(1, 2)]), Arcs.of(4, [(2, 3)]))
    ranks = (ranks_from([1, 2, 1, 0]), ranks_from([0, 1, 0, 2]), ranks_from([0, 1, 0, 2]))
    conflict = Deterring.of(GraphModel(("A", "B", "C"), moves, ranks, tuple("abcd")))
    assert not coalition(conflict, "sequential", (0,))[0]
    assert coalition(conflict, "sequential", (0,), answers_together=True)[0]
    assert coalition(conflict, "general", (0,), answers_together=True)[0]


@quick
@given(models)
def test_a_coalition_of_one_is_a_party_and_universal_means_all_of_them(model: GraphModel) -> None:
    found, conflict = stability(model), Deterring.of(model)
    parties = tuple(range(len(model.parties)))
    for concept in NAMES:
        for party in parties:
            holds = found.verdict(concept, party).holds
            assert coalition(conflict, concept, (party,)).tolist() == holds.tolist()
        each = [coalition(conflict, concept, group) for group in coalitions(parties)]
        assert universal(conflict, concept).tolist() == np.logical_and.reduce(each).tolist()


@quick
@given(models)
def test_jumps_are_all_those_that_smallest_coalitions_make(model: GraphModel) -> None:
    equilibria = stability(model).equilibria("general").holds
    parties = tuple(range(len(model.parties)))
    able = {
        (start, end, group)
        for group in coalitions(parties)
        for start in np.flatnonzero(equilibria).tolist()
        for end in joint_moves(model, group, start)
        if equilibria[end] and all(by_rank(model.ranks[party])(end, start) for party in group)
    }
    expected = {
        (start, end, group)
        for start, end, group in able
        if len(group) > 1
        and not any((start, end, less) in able and set(less) < set(group) for _, _, less in able)
    }
    jumps = equilibrium_jumps(Deterring.of(model), equilibria)
    assert {(jump.start, jump.end, jump.group) for jump in jumps} == expected
    assert len(jumps) == len(expected)
    for jump in jumps:
        at, last = jump.start, None
        for step in jump.steps:
            assert step.party != last
            assert step.party in jump.group
            assert step.state in model.moves[step.party].targets(at)
            at, last = step.state, step.party


def test_too_many_parties_and_coalitions_are_refused() -> None:
    parties = PARTIES_AT_MOST + 1
    model = GraphModel(
        tuple(str(party) for party in range(parties)),
        (Arcs.of(30, []),) * parties,
        (ranks_from([0] * 30),) * parties,
        tuple(str(state) for state in range(30)),
    )
    conflict = Deterring.of(model)
    with pytest.raises(TooLargeForSets) as refused:
        universal(conflict, "nash")
    assert (refused.value.what, refused.value.amount) == ("parties", parties)
    with pytest.raises(TooLargeForSets):
        equilibrium_jumps(conflict, np.ones(30, dtype=bool))
    with pytest.raises(TooLargeForSets) as refused:
        together(conflict, tuple(range(parties)))
    assert refused.value.what == "turns of coalitions"


def test_groups_that_are_no_coalition_are_refused() -> None:
    _, conflict = _elmira()
    for group in ((), (1, 0), (0, 0)):
        with pytest.raises(ValueError, match="once each"):
            coalition(conflict, "nash", group)
