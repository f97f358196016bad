"""Offers in turn: the corners, and pairs of proposals against their definition."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.core.solutions.bargain import Bargain, NotABargain, gains_at, rational_points
from detente.core.solutions.rubinstein import (
    NotACostOfTime,
    discounted_shares,
    shares_at_fixed_cost,
    stationary_proposals,
)

from .exact import numbers

factors = st.fractions(min_value=0, max_value=1, max_denominator=12)


def test_who_never_loses_by_waiting_gets_all() -> None:
    first, second = discounted_shares(1, Fraction(1, 2))
    assert (first.low, second.low) == (Fraction(1), Fraction(0))


def test_who_is_left_with_nothing_after_a_round_gets_nothing_from_the_first_offer() -> None:
    first, second = discounted_shares(Fraction(1, 2), 0)
    assert (first.low, second.low) == (Fraction(1), Fraction(1, 2))


@pytest.mark.parametrize("pair", [(1, 1), (-1, 0), (0, 2)])
def test_discounts_out_of_bounds_are_refused(pair: tuple[int, int]) -> None:
    with pytest.raises(NotACostOfTime):
        discounted_shares(*pair)


@pytest.mark.parametrize("pair", [(0, 1), (1, 0), (2, 1)])
def test_costs_out_of_bounds_are_refused(pair: tuple[int, int]) -> None:
    with pytest.raises(NotACostOfTime):
        shares_at_fixed_cost(*pair)


@given(factors, factors)
def test_each_is_offered_what_waiting_is_worth(first: Fraction, second: Fraction) -> None:
    if first * second == 1:
        return
    begins, answers = discounted_shares(first, second)
    assert 1 - begins.low == second * answers.low
    assert 1 - answers.low == first * begins.low


def test_proposals_are_for_two_parties_with_discounts() -> None:
    with pytest.raises(NotABargain):
        stationary_proposals(Bargain((), (0, 0, 0)), 0, 0)
    with pytest.raises(NotACostOfTime):
        stationary_proposals(Bargain((), (0, 0)), 0, 2)
    assert stationary_proposals(Bargain(((0, 9),), (1, 1)), 0, 0) == ()


def test_without_a_second_round_each_takes_the_best_for_itself() -> None:
    bargain = Bargain(((0, 4), (3, 3), (4, 0), (2, 2), (0, 4)), (0, 0))
    (pair,) = stationary_proposals(bargain, 0, 0)
    assert (pair.by_first, pair.by_second) == ((2,), (0, 4))


def equilibria(bargain: Bargain, first: Fraction, second: Fraction) -> set[tuple[int, int]]:
    """Try every pair: nobody could propose something better for itself that is accepted."""
    suited = [(index, gains_at(bargain, index)) for index in rational_points(bargain)]
    efficient = [
        (index, own)
        for index, own in suited
        if not any(
            other != own and other[0] >= own[0] and other[1] >= own[1] for _, other in suited
        )
    ]
    found = set()
    for (one, x), (two, y) in product(efficient, repeat=2):
        accepted = x[1] >= second * y[1] and y[0] >= first * x[0]
        best_first = max((z[0] for _, z in efficient if z[1] >= second * y[1]))
        best_second = max((z[1] for _, z in efficient if z[0] >= first * x[0]))
        if accepted and x[0] == best_first and y[1] == best_second:
            found.add((one, two))
    return found


@given(st.lists(st.tuples(numbers, numbers), max_size=8), factors, factors)
def test_pairs_are_all_the_equilibria(
    points: list[tuple[int | Fraction, int | Fraction]], first: Fraction, second: Fraction
) -> None:
    bargain = Bargain(tuple(points), (0, 0))
    found = stationary_proposals(bargain, first, second)
    pairs = {each for pair in found for each in product(pair.by_first, pair.by_second)}
    assert pairs == equilibria(bargain, first, second)
    assert bool(found) == bool(rational_points(bargain))
