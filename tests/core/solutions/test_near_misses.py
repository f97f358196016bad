"""Near misses: whom each point misses where none suits all."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given

from detente.core.solutions.bargain import Bargain, rational_points
from detente.core.solutions.near_misses import Miss, NearMisses, near_misses

from .exact import bargains, fractions


def test_three_parties_by_hand() -> None:
    bargain = Bargain(((5, 5, 1), (2, 2, 9), (0, 6, 6), (5, 5, 1)), (3, 3, 3))
    found = near_misses(bargain)
    assert found.misses == (
        Miss(0, (2,), fractions(2)),
        Miss(1, (0, 1), fractions(1, 1)),
        Miss(2, (0,), fractions(3)),
        Miss(3, (2,), fractions(2)),
    )
    assert (found.fewest, found.nearest) == ((0, 2, 3), (0, 3))


def test_nothing_is_missed_where_a_point_suits_all_or_there_is_none() -> None:
    nothing = NearMisses((), (), ())
    assert near_misses(Bargain(((1, 1), (0, 9)), (1, 1))) == nothing
    assert near_misses(Bargain((), (1, 1))) == nothing


@given(bargains())
def test_every_point_misses_somebody(bargain: Bargain) -> None:
    found = near_misses(bargain)
    if rational_points(bargain) or not bargain.points:
        assert not found.misses
        return
    assert [each.point for each in found.misses] == list(range(len(bargain.points)))
    for each in found.misses:
        assert each.parties
        for party, by in zip(each.parties, each.shortfalls, strict=True):
            point = bargain.points[each.point]
            assert by > 0
            assert point[party] + by == Fraction(bargain.disagreement[party])
    assert set(found.nearest) <= set(found.fewest)
    assert found.nearest
