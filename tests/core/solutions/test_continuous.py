"""Solutions on a curve: bounds that hold, corners, and curves that are refused."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.core.solutions.bargain import Bargain
from detente.core.solutions.bargaining import egalitarian, kalai_smorodinsky, nash
from detente.core.solutions.continuous import Frontier, NotAConcaveFrontier, solutions_on

from .exact import fractions

LINE = Frontier(lambda x: 10 - x, 0, 10)


@given(
    st.integers(1, 9),
    st.integers(1, 9),
    st.integers(0, 5),
    st.integers(0, 5),
)
def test_on_a_line_the_bounds_hold_what_is_counted_by_hand(
    slope: int, length: int, first: int, second: int
) -> None:
    # y = slope (length - x): the gains of both at most a and b, and Nash gives each half of its most.
    top = slope * length
    most = Fraction(top - second, slope) - first
    found = solutions_on(Frontier(lambda x: top - slope * x, 0, length), (first, second))
    if most < 0:
        assert {each.nothing for each in found} == {"no point suits all"}
        return
    if most == 0:
        assert {each.nothing for each in found} == {"nobody gains"}
        return
    half = first + most / 2
    equal = first + most * slope / (1 + slope)
    for each, expected in zip(found, (half, half, equal), strict=True):
        assert each.first_low is not None
        assert each.first_high is not None
        assert each.second_low is not None
        assert each.second_high is not None
        assert each.first_low <= expected <= each.first_high
        assert each.first_high - each.first_low <= Fraction(1, 10**9)
        assert each.second_low <= top - slope * expected <= each.second_high
        assert each.exact == (each.first_low == each.first_high)


@settings(max_examples=40)
@given(st.integers(1, 5), st.integers(0, 3), st.integers(0, 3), st.integers(0, 19))
def test_the_bounds_are_near_what_a_fine_grid_picks(
    bend: int, first: int, second: int, low: int
) -> None:
    def best(x: Fraction) -> Fraction:
        return 40 - x - bend * x * x / 10

    start = Fraction(low, 4)
    grid = [start + (5 - start) * step / 300 for step in range(301)]
    bargain = Bargain(tuple((x, best(x)) for x in grid), (first, second))
    found = solutions_on(Frontier(best, start, 5), (first, second))
    apart = (5 - start) / 300 * 3
    for each, solve in zip(found, (nash, kalai_smorodinsky, egalitarian), strict=True):
        (pick, *_more) = solve(bargain).picks
        assert each.first_low is not None
        assert each.first_high is not None
        assert each.first_low - apart <= bargain.points[pick][0] <= each.first_high + apart


def test_the_end_of_a_curve_is_taken_where_nothing_crosses() -> None:
    # x from 0 to 2: the product rises to the end; the ideal is (2, 10): 5x = 10 - x; equal gains
    # would be (5, 5).
    nash_bounds, middle, equal = solutions_on(Frontier(lambda x: 10 - x, 0, 2), (0, 0))
    assert nash_bounds.first_high == Fraction(2)
    assert middle.first_low is not None
    assert middle.first_high is not None
    assert middle.first_low <= Fraction(5, 3) <= middle.first_high
    assert (equal.first_low, equal.second_low, equal.exact) == (*fractions(2, 8), True)


def test_a_curve_of_one_point() -> None:
    for each in solutions_on(Frontier(lambda x: 5 - x, 2, 2), (0, 0)):
        assert (each.first_low, each.second_low, each.exact) == (*fractions(2, 3), True)


def test_closer_bounds_can_be_asked_for() -> None:
    found = solutions_on(LINE, (0, 1), within=Fraction(1, 10**30))
    for each in found:
        assert each.first_low is not None
        assert each.first_high is not None
        assert each.first_high - each.first_low <= Fraction(1, 10**30)


@pytest.mark.parametrize(
    "frontier",
    [
        Frontier(lambda x: x, 0, 1),
        Frontier(lambda x: Fraction(1), 0, 1),
        Frontier(lambda x: (2 - x) * (2 - x), 0, 2),
        Frontier(lambda x: 1.0 - float(x), 0, 1),  # type: ignore[arg-type, return-value]
    ],
    ids=["rises", "level", "bends inward", "rounded"],
)
def test_other_curves_are_refused(frontier: Frontier) -> None:
    with pytest.raises(NotAConcaveFrontier):
        solutions_on(frontier, (0, 0))


def test_bounds_have_to_be_in_order() -> None:
    with pytest.raises(ValueError, match="in order"):
        solutions_on(Frontier(lambda x: 1 - x, 1, 0), (0, 0))
    with pytest.raises(ValueError, match="above zero"):
        solutions_on(LINE, (0, 0), within=Fraction(0))
