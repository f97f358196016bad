"""Fallback bargaining over all packages, and issues divided as items."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from detente.core.outcomes.combining import Limits
from detente.core.outcomes.space import BargainingProblem, Space
from detente.core.preferences.axes import Axis
from detente.core.preferences.utility import utility
from detente.core.solutions.bargain import Bargain
from detente.core.solutions.fallback import fallback_on
from detente.core.solutions.ordinal import division, fallback_pick
from detente.core.solutions.table import Table

from ..bargaining_problems import every_package
from .tables import tables


@settings(max_examples=60, deadline=None)
@given(tables(ceilings=True))
def test_fallback_over_arrays_is_fallback_over_rankings(table: Table) -> None:
    packages = every_package(table.problem)
    worth = [table.worth(each) for each in packages]
    slow = fallback_on(Bargain(tuple(each.utilities for each in worth), table.disagreement))
    found = fallback_pick(table)
    assert found is not None
    assert (found.depth, found.packages) == (slow.depth, len(slow.accepted))
    assert list(found.shown) == [worth[each] for each in slow.accepted][:10]
    assert found.ranked == len(packages)


wide = st.integers(-3, 5).map(lambda whole: Fraction(whole) + Fraction(whole % 3, 2**70 + 1))
"""Numbers of more than seventy bits on their scale, close to one another."""


@settings(max_examples=60, deadline=None)
@given(tables(ceilings=True, numbers=wide))
def test_ceilings_on_values_wider_than_a_word_are_compared_with_values_not_with_ranks(
    table: Table,
) -> None:
    packages = every_package(table.problem)
    worth = [table.worth(each) for each in packages]
    slow = fallback_on(Bargain(tuple(each.utilities for each in worth), table.disagreement))
    found = fallback_pick(table)
    assert found is not None
    assert (found.depth, found.packages) == (slow.depth, len(slow.accepted))
    assert list(found.shown) == [worth[each] for each in slow.accepted][:10]


def test_a_ceiling_beyond_sixty_two_bits_is_reached_by_many() -> None:
    """Each has its ceiling with one of six issues: thirty-two packages and more are the best."""
    tiny = Fraction(1, 10) + Fraction(1, 10**18)
    axes = tuple(Axis(f"i{n}", ("a", "b")) for n in range(6))
    a = utility("a", [[tiny, 1]] * 6, ceiling=Fraction(1))
    b = utility("b", [[1, tiny]] * 6, ceiling=Fraction(1))
    table = Table(BargainingProblem(Space(axes), (a, b)), (Fraction(0),) * 2, (False,) * 2)
    found = fallback_pick(table)
    assert found is not None
    assert (found.depth, found.packages) == (1, 62)


def test_packages_are_not_ranked_beyond_the_memory_allowed() -> None:
    axes = tuple(Axis(f"i{n}", ("a", "b")) for n in range(10))
    problem = BargainingProblem(Space(axes), (utility("a", [[0, 1]] * 10),))
    table = Table(problem, (Fraction(0),), (False,))
    assert fallback_pick(table, Limits(memory_bytes=200_000)) is not None
    assert fallback_pick(table, Limits(memory_bytes=50_000)) is None


def test_issues_are_items_only_where_two_want_different_things() -> None:
    axes = (Axis("house", ("a", "b")), Axis("boat", ("a", "b")))
    a, b = utility("a", [[70, 0], [30, 0]]), utility("b", [[0, 20], [0, 80]])
    told = division(Table(BargainingProblem(Space(axes), (a, b)), (Fraction(0),) * 2, (False,) * 2))
    assert told is not None
    assert [str(each) for each in told.totals] == ["800/11", "800/11"]
    same = utility("b", [[20, 0], [0, 80]])
    assert (
        division(Table(BargainingProblem(Space(axes), (a, same)), (Fraction(0),) * 2, (False,) * 2))
        is None
    )
    three = (a, b, a)
    assert (
        division(Table(BargainingProblem(Space(axes), three), (Fraction(0),) * 3, (False,) * 3))
        is None
    )
