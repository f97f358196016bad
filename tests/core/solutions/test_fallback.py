"""Fallback bargaining: by hand, against its definition, with impasse and fewer than all."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.core.solutions.bargain import Bargain, dominates, rational_points
from detente.core.solutions.fallback import (
    Fallback,
    NotARanking,
    fallback,
    fallback_on,
    ranks_from,
)

from .exact import bargains


def test_three_parties_by_hand() -> None:
    # a b c d, a c b d, d b c a: at depth 2 the first two accept a, the first and third b; at depth
    # 3 all accept b and c.
    rankings = [(1, 2, 3, 4), (1, 3, 2, 4), (4, 2, 3, 1)]
    found = fallback(rankings)
    assert found == Fallback(3, (1, 2), (3, 3), (1, 2), 3, ())
    majority = fallback(rankings, needed=2)
    assert (majority.depth, majority.accepted, majority.support) == (1, (0,), (2,))


def test_more_than_needed_may_accept() -> None:
    # At depth 2 both parties accept b, one accepts a, one c.
    found = fallback([(1, 2, 3), (3, 2, 1), (3, 1, 2)], needed=2)
    assert (found.depth, found.accepted, found.support) == (2, (1, 2), (3, 2))
    assert found.most_accepted == (1,)


def test_below_its_impasse_a_party_never_goes() -> None:
    rankings = [(1, 2, 3), (3, 2, 1)]
    assert fallback(rankings, impasse=(1, None)).accepted == (0,)
    found = fallback(rankings, impasse=(1, 1))
    assert found == Fallback(None, (), (), (), 2, (0, 1, 2))
    assert fallback(rankings, impasse=(1, 2)).impasse == (0, 1, 2)


def test_no_options_have_no_depth() -> None:
    assert fallback([(), ()]) == Fallback(None, (), (), (), 2, ())
    assert fallback_on(Bargain((), (0,))).depth is None


def test_one_party_gets_its_best() -> None:
    assert fallback([(2, 1, 1)]).accepted == (1, 2)


def test_a_point_as_good_as_no_agreement_is_accepted_and_a_worse_one_is_not() -> None:
    assert fallback_on(Bargain(((1, 9), (0, 10)), (1, 1))).accepted == (0,)
    found = fallback_on(Bargain(((0, 9), (9, 0)), (1, 1)))
    assert (found.accepted, found.impasse) == ((), (0, 1))


@pytest.mark.parametrize(
    ("rankings", "needed", "impasse"),
    [
        ([], None, ()),
        ([(1, 2), (1,)], None, ()),
        ([(0, 1)], None, ()),
        ([(1, 2)], 0, ()),
        ([(1, 2)], 2, ()),
        ([(1, 2)], 1, (1, 2)),
    ],
)
def test_other_rankings_are_refused(
    rankings: Sequence[Sequence[int]], needed: int | None, impasse: Sequence[int]
) -> None:
    with pytest.raises(NotARanking):
        fallback(rankings, needed=needed, impasse=impasse)


@given(st.lists(st.integers(0, 5)))
def test_ranks_count_what_is_better(values: list[int]) -> None:
    assert ranks_from(values) == tuple(
        1 + sum(other > value for other in values) for value in values
    )


@given(st.data())
def test_parties_go_down_until_enough_accept(data: st.DataObject) -> None:
    parties, options = data.draw(st.integers(1, 4)), data.draw(st.integers(0, 5))
    row = st.lists(st.integers(1, 5), min_size=options, max_size=options)
    rankings = [data.draw(row) for _ in range(parties)]
    stops = [data.draw(st.none() | st.integers(0, 5)) for _ in range(parties)]
    needed = data.draw(st.integers(1, parties))
    found = fallback(rankings, needed=needed, impasse=stops)
    for depth in range(1, 7):
        willing = [
            sum(
                row[option] <= depth and (stop is None or row[option] <= stop)
                for row, stop in zip(rankings, stops, strict=True)
            )
            for option in range(options)
        ]
        accepted = tuple(each for each in range(options) if willing[each] >= needed)
        if accepted:
            assert (found.depth, found.accepted) == (depth, accepted)
            assert found.support == tuple(willing[each] for each in accepted)
            return
    assert (found.depth, found.accepted) == (None, ())
    assert found.impasse == tuple(range(options))


@given(st.integers(1, 6).flatmap(lambda n: st.lists(st.permutations(range(1, n + 1)), min_size=1)))
def test_with_strict_rankings_nothing_accepted_is_worse_for_all(
    rankings: list[list[int]],
) -> None:
    found = fallback(rankings)
    columns = list(zip(*rankings, strict=True))
    for each in found.accepted:
        assert not any(
            all(a < b for a, b in zip(other, columns[each], strict=True)) for other in columns
        )


@given(bargains())
def test_what_is_accepted_on_points_suits_all(bargain: Bargain) -> None:
    found = fallback_on(bargain)
    assert set(found.accepted) <= set(rational_points(bargain))
    assert bool(found.accepted) == bool(rational_points(bargain))
    for each in found.accepted:
        point = bargain.points[each]
        better = [other for other in bargain.points if dominates(other, point)]
        assert not any(all(a > b for a, b in zip(other, point, strict=True)) for other in better)
