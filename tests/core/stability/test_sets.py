"""Tests of sets of states: relations, and joint moves against sequences of moves."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.core.stability.model import GraphModel
from detente.core.stability.moves import Arcs, Cliques
from detente.core.stability.sets import (
    MOVES_AT_MOST,
    STATES_AT_MOST,
    TooLargeForSets,
    better_rows,
    members,
    move_rows,
    reached_together,
    require_small,
    set_where,
    turned,
)
from tests.core.stability.graph_models import graph_forms, joint_moves, option_forms
from tests.core.strategies import quick


@quick
@given(st.one_of(graph_forms(), option_forms()), st.data())
def test_joint_moves_are_sequences_in_which_nobody_moves_twice_in_a_row(
    model: GraphModel, data: st.DataObject
) -> None:
    parties = st.sets(st.sampled_from(range(len(model.parties))))
    group = tuple(sorted(data.draw(parties)))
    rows = move_rows(model)
    reached = reached_together([rows[party] for party in group], model.states)
    for state in range(model.states):
        assert set(members(reached[state])) == joint_moves(model, group, state)


def test_who_moved_last_may_move_again_after_another() -> None:
    first = (0b0010, 0, 0b1000, 0)
    second = (0, 0b0100, 0, 0)
    assert reached_together([first, second], 4)[0] == 0b1110
    assert reached_together([first], 4)[0] == 0b0010


def test_a_way_as_long_as_the_states_is_walked_once() -> None:
    states = 2_000
    even = tuple(1 << (s + 1) if s % 2 == 0 else 0 for s in range(states))
    odd = tuple(1 << (s + 1) if s % 2 and s + 1 < states else 0 for s in range(states))
    reached = reached_together([even, odd], states)
    assert reached[0] == 2**states - 2
    assert reached[states - 1] == 0


def test_states_on_a_circle_reach_themselves() -> None:
    assert reached_together([(0b10, 0), (0, 0b01)], 2) == (0b11, 0b11)


@quick
@given(
    st.integers(1, 20).flatmap(lambda n: st.lists(st.integers(0, 2**n - 1), min_size=n, max_size=n))
)
def test_a_relation_turned_has_each_pair_the_other_way(rows: list[int]) -> None:
    back = turned(tuple(rows))
    pairs = {(s, t) for s, row in enumerate(rows) for t in members(row)}
    assert {(t, s) for s, row in enumerate(back) for t in members(row)} == pairs


@quick
@given(st.lists(st.integers(0, 5), min_size=1, max_size=70))
def test_better_states_have_higher_ranks(numbers: list[int]) -> None:
    rows = better_rows(np.array(numbers, dtype=np.int32))
    for state, row in enumerate(rows):
        assert list(members(row)) == [t for t, n in enumerate(numbers) if n > numbers[state]]


@quick
@given(st.lists(st.booleans(), max_size=70))
def test_a_set_of_what_is_so_has_the_members_for_which_it_is(truth: list[bool]) -> None:
    assert list(members(set_where(truth))) == [s for s, so in enumerate(truth) if so]


def _alone(moves: Arcs | Cliques) -> GraphModel:
    ranks = np.zeros(moves.states, dtype=np.int32)
    return GraphModel(("Ann",), (moves,), (ranks,), tuple(str(s) for s in range(moves.states)))


def test_models_too_large_are_refused_before_anything_is_built() -> None:
    with pytest.raises(TooLargeForSets) as states:
        move_rows(_alone(Arcs.of(STATES_AT_MOST + 1, [])))
    assert (states.value.what, states.value.amount) == ("states", STATES_AT_MOST + 1)
    with pytest.raises(TooLargeForSets) as moves:
        require_small(_alone(Cliques.of(np.zeros(STATES_AT_MOST, dtype=np.int64))))
    assert (moves.value.what, moves.value.allowed) == ("moves", MOVES_AT_MOST)
    require_small(_alone(Arcs.of(STATES_AT_MOST, [])))
