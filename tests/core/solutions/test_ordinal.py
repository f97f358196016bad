"""Fallback bargaining over all packages, and issues divided as items."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given, settings

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
