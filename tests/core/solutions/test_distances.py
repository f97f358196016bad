"""How far a point is from others."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.core.solutions.bargain import Bargain, NotABargain
from detente.core.solutions.bargaining import solutions
from detente.core.solutions.distances import distances

from .exact import bargains, fractions, numbers

BARGAIN = Bargain(((8, 2), (5, 4), (1, 5)), (0, 0))


def test_by_hand() -> None:
    told = distances(BARGAIN, (3, 3), solutions(BARGAIN)[:1])
    assert told.better == told.shared_at == told.straight_to == (1,)
    assert told.widest_to == (1, 2)  # changes (2, 1) and (-2, 2); (5, -1) is wider
    assert (told.shared_gain, told.straight_squared, told.widest) == fractions(1, 5, 2)
    (nash,) = told.solutions
    assert nash.name == "nash"
    (only,) = nash.differences
    assert (only.point, only.changes) == (1, fractions(2, 1))


def test_on_the_frontier_nothing_is_better_for_all() -> None:
    told = distances(BARGAIN, (5, 4))
    assert told.better == ()
    assert told.shared_gain == told.straight_squared == told.widest == 0


def test_beyond_the_frontier_somebody_has_to_lose() -> None:
    assert distances(BARGAIN, (6, 6)).shared_gain == -2


def test_nearest_depends_on_how_it_is_measured() -> None:
    told = distances(Bargain(((4, 4), (6, 0), (-4, -4)), (0, 0)), (0, 0))
    assert (told.straight_squared, told.straight_to) == (Fraction(32), (0, 2))
    assert (told.widest, told.widest_to) == (Fraction(4), (0, 2))
    assert told.better == (0, 1)


def test_without_points_there_is_nothing_to_measure() -> None:
    told = distances(Bargain((), (0, 0)), (1, 1))
    assert (told.better, told.shared_gain, told.straight_squared, told.widest) == (
        (),
        None,
        None,
        None,
    )
    with pytest.raises(NotABargain):
        distances(BARGAIN, (1, 2, 3))


@given(bargains(), st.lists(numbers, min_size=4, max_size=4))
def test_what_holds_of_every_point(bargain: Bargain, drawn: list[int | Fraction]) -> None:
    point = tuple(drawn[: len(bargain.disagreement)])
    told = distances(bargain, point, solutions(bargain))
    if not bargain.points:
        return
    assert told.shared_gain is not None
    for other in bargain.points:
        changes = [Fraction(a) - b for a, b in zip(other, point, strict=True)]
        assert min(changes) <= told.shared_gain
        assert told.straight_squared is not None
        assert told.straight_squared <= sum(each * each for each in changes)
        assert told.widest is not None
        assert any(abs(each) >= told.widest for each in changes)
    if told.shared_gain > 0:
        assert set(told.shared_at) <= set(told.better)
    for found, solution in zip(told.solutions, solutions(bargain), strict=True):
        assert tuple(each.point for each in found.differences) == solution.picks
