"""Orders of states: listed, by statements in order of importance, by weights."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.core.preferences.rankings import (
    StatesNotRanked,
    ranks_by_priority,
    ranks_by_weight,
    ranks_in_order,
)

COLUMNS = st.integers(1, 6).flatmap(
    lambda states: st.tuples(
        st.just(states),
        st.lists(st.lists(st.booleans(), min_size=states, max_size=states), max_size=6),
    )
)


@given(COLUMNS)
def test_the_first_statement_that_differs_decides(drawn: tuple[int, list[list[bool]]]) -> None:
    states, columns = drawn
    ranks = ranks_by_priority([np.array(each) for each in columns], states).tolist()
    keys = [tuple(column[state] for column in columns) for state in range(states)]
    assert ranks == [sorted(set(keys)).index(key) for key in keys]


def test_two_hundred_statements_do_not_overflow() -> None:
    states = 300
    columns = [np.arange(states) == place for place in range(200)]
    ranks = ranks_by_priority(columns, states)
    assert ranks[:200].tolist() == list(range(200, 0, -1))
    assert set(ranks[200:].tolist()) == {0}


@given(COLUMNS, st.data())
def test_equal_sums_of_weights_are_ties(
    drawn: tuple[int, list[list[bool]]], data: st.DataObject
) -> None:
    states, columns = drawn
    number = st.one_of(
        st.fractions(max_denominator=7),
        st.sampled_from([Fraction(1, 3), Fraction(2**70), Fraction(-1, 10)]),
    )
    weights = [data.draw(number) for _ in columns]
    ranks = ranks_by_weight(weights, [np.array(each) for each in columns], states).tolist()
    sums = [
        sum((w for w, column in zip(weights, columns, strict=True) if column[state]), Fraction(0))
        for state in range(states)
    ]
    assert ranks == [sorted(set(sums)).index(each) for each in sums]


def test_an_order_names_each_state_once() -> None:
    with pytest.raises(StatesNotRanked) as refused:
        ranks_in_order([[0], [2, 0]], 4)
    assert (refused.value.missing, refused.value.twice) == ((1, 3), (0,))
    with pytest.raises(IndexError):
        ranks_in_order([[0], [1]], 1)
    with pytest.raises(IndexError):
        ranks_in_order([[-1]], 1)
    assert ranks_in_order([[], [1], [], [0]], 2).tolist() == [0, 1]
