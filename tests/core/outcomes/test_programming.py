"""Integer programming claims no more than whole numbers bear out, whatever their size."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from detente.core.numbers import Number
from detente.core.outcomes.programme import SearchEnded
from detente.core.outcomes.programming import by_programming
from detente.core.outcomes.space import BargainingProblem, Space
from detente.core.preferences.axes import Axis
from detente.core.preferences.utility import utility

from ..bargaining_problems import every_package, long, problems, slow_frontier

slow = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
decimals = st.integers(0, 10**17).map(lambda number: Fraction(number, 10**17))
money = st.integers(-(10**10), 10**10).map(Fraction)


@slow
@given(
    st.sampled_from([decimals, money, long]).flatmap(
        lambda numbers: problems(parties_at_most=2, ceilings=True, numbers=numbers)
    )
)
def test_of_large_numbers_packages_are_worth_what_their_point_is(
    problem: BargainingProblem,
) -> None:
    found = by_programming(problem)
    packages = every_package(problem)
    if found.exact:
        assert list(found.vectors) == list(slow_frontier(problem))
    for point, (first, vector) in enumerate(zip(found.firsts(), found.vectors, strict=True)):
        assert problem.whole(first) == vector
        try:
            told = sorted(found.packages(point))
        except SearchEnded:  # too many nearly the same
            continue
        assert told == [each for each in packages if problem.whole(each) == vector]
    for package in packages:
        assert any(
            all(
                has + lost >= wants
                for has, lost, wants in zip(vector, found.lost, problem.whole(package), strict=True)
            )
            for vector in found.vectors
        )


def test_denominators_of_forty_digits_do_not_overflow() -> None:
    """Twelve of them make a common scale of 480 digits, more than floating point holds."""
    axes = tuple(Axis(f"i{n}", ("a", "b")) for n in range(6))
    values: list[list[Number]] = [
        [Fraction(1, 10**39 + 2 * (6 * side + place) + 1) for place in range(2)]
        for side in range(6)
    ]
    mirrored = [row[::-1] for row in values]
    problem = BargainingProblem(Space(axes), (utility("x", values), utility("y", mirrored)))
    assert problem.utilities[0].scale > 10**308
    found = by_programming(problem)
    assert len(found) > 0
    for first, vector in zip(found.firsts(), found.vectors, strict=True):
        assert problem.whole(first) == vector


def test_no_frontier_is_claimed_where_the_search_ended() -> None:
    axes = tuple(Axis(f"i{n}", tuple("abcdef")) for n in range(12))
    sides = (
        utility(
            name,
            [[(place * by + n * by) ** 3 % 97 for place in range(6)] for n in range(12)],
            bonuses=tuple(
                (((n, frozenset({n % 6})), (m, frozenset({m % 5}))), (n * m * by) % 41 - 20)
                for n in range(12)
                for m in range(n)
            ),
        )
        for name, by in (("x", 7), ("y", 11))
    )
    problem = BargainingProblem(Space(axes), tuple(sides))
    with pytest.raises(SearchEnded):
        by_programming(problem, work=1)


def test_packages_that_differ_in_the_seventeenth_digit_are_not_taken_for_one_another() -> None:
    least = Fraction(1, 10**17)
    axes = (Axis("much", ("a", "b")), Axis("little", tuple("abcd")))
    one = utility("x", [[0, 1], [place * least for place in range(4)]])
    other = utility("y", [[1, 0], [-place * least for place in range(4)]])
    problem = BargainingProblem(Space(axes), (one, other))
    found = by_programming(problem)
    assert not found.exact
    for point, vector in enumerate(found.vectors):
        (package,) = found.packages(point)
        assert problem.whole(package) == vector


def _alike(*, ceilings: bool) -> BargainingProblem:
    """Return numbers of seventeen digits, and one package that is best for both."""
    axes = (Axis("a", ("x", "y")), Axis("b", ("x", "y")))
    one: list[list[Number]] = [[0, 3 * 10**16], [5, 2 * 10**16 + 1]]
    other: list[list[Number]] = [[7, 4 * 10**16 + 3], [0, 10**16]]
    tops = (Fraction(4 * 10**16), Fraction(45 * 10**15)) if ceilings else (None, None)
    return BargainingProblem(
        Space(axes), (utility("x", one, ceiling=tops[0]), utility("y", other, ceiling=tops[1]))
    )


@pytest.mark.parametrize("ceilings", [False, True])
def test_a_package_that_gives_both_all_there_is_is_exact(ceilings: bool) -> None:
    """Nothing is left out above a ceiling, nor above all that can add up."""
    problem = _alike(ceilings=ceilings)
    found = by_programming(problem)
    assert found.exact
    assert found.vectors == (max(map(problem.whole, every_package(problem))),)


def test_a_bound_is_not_lowered_between_two_points() -> None:
    """Of the first point 1 may be lost though the second has all that the other party can have."""
    huge = 10**17
    axes = (Axis("a", ("x", "y", "z")),)
    one = utility("x", [[2, 1, 0]])
    other = utility("y", [[0, 1, huge]], ceiling=Fraction(huge))
    found = by_programming(BargainingProblem(Space(axes), (one, other)))
    assert found.vectors == ((0, huge), (2, 0))  # (1, 1) is left out
    assert found.lost[1] >= 1
