"""Adjusted Winner: ties, zeros, scales, and what holds of the result."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.core.solutions.adjusted_winner import AdjustedWinner, Item, NotItems, adjusted_winner

from .exact import fractions

points = st.integers(0, 12)
item_lists = st.lists(st.tuples(points, points), max_size=6).map(
    lambda pairs: [Item(f"item {index}", *pair) for index, pair in enumerate(pairs)]
)


def test_two_items_of_which_one_is_split() -> None:
    # Brams and Taylor's method on 70/20 and 30/80: 70 and 80; 80 - 80t = 70 + 30t, t = 1/11.
    found = adjusted_winner([Item("one", 70, 20), Item("two", 30, 80)])
    assert found.won == fractions(70, 80)
    (moved,) = found.transfers
    assert (moved.item, moved.part, moved.giver) == ("two", Fraction(1, 11), "second")
    assert (moved.ratio, *moved.totals) == fractions("8/3", "800/11", "800/11")
    assert found.totals == fractions("800/11", "800/11")  # 72 8/11
    assert found.split == "two"


def test_several_items_move_in_the_order_of_their_ratios() -> None:
    # The first has all: 60, 30, 10. It gives c (10/9), then b (30/20), then parts of a (60/20).
    found = adjusted_winner([Item("a", 60, 20), Item("b", 30, 20), Item("c", 10, 9)])
    assert [(each.item, str(each.part)) for each in found.transfers] == [
        ("c", "1"),
        ("b", "1"),
        ("a", "31/80"),
    ]
    # After c: 90 and 9. 90 - 30t = 9 + 20t: t > 1. After b: 60 and 29. 60 - 60t = 29 + 20t: 31/80.
    assert [each.totals for each in found.transfers[:2]] == [fractions(90, 9), fractions(60, 29)]
    assert (found.equitable, found.efficient) == (True, True)


def test_items_with_the_same_ratio_could_have_moved_as_well() -> None:
    found = adjusted_winner([Item("a", 40, 20), Item("b", 40, 20), Item("c", 20, 60)])
    assert found.transfers[0].item == "a"
    assert found.as_well == ("b",)


def test_no_points_no_gift() -> None:
    # Nothing the first has is worth anything to the second: their totals stay apart.
    found = adjusted_winner([Item("a", 90, 0), Item("b", 10, 100), Item("c", 30, 0)])
    assert (found.won, found.totals) == (fractions(120, 100), fractions(120, 100))
    assert (found.transfers, found.split) == ((), None)
    assert found.zero_points == ("a", "c")
    assert (found.equitable, found.envy_free, found.efficient) == (False, True, True)


def test_without_items_there_is_nothing_to_divide() -> None:
    found = adjusted_winner([])
    assert (found.shares, found.totals, found.transfers) == ((), fractions(0, 0), ())
    assert (found.equitable, found.envy_free, found.efficient) == (True, True, True)


def test_an_item_that_nobody_wants_does_no_harm() -> None:
    found = adjusted_winner([Item("a", 1, 0), Item("b", 0, 1), Item("c", 0, 0)])
    assert found.equal_points == ("c",)
    assert found.efficient


def test_points_are_scaled_to_a_hundred_only_if_asked() -> None:
    items = [Item("a", 7, 2), Item("b", 3, 6)]
    assert adjusted_winner(items).won == fractions(7, 6)
    scaled = adjusted_winner(items, to_hundred=True)
    assert scaled.won == fractions(70, 75)


@pytest.mark.parametrize(
    ("items", "to_hundred"),
    [
        ([Item("a", -1, 2)], False),
        ([Item("a", 1, 2), Item("a", 2, 1)], False),
        ([Item("a", 0, 2)], True),
    ],
    ids=["below zero", "twice", "all zero"],
)
def test_other_items_are_refused(items: list[Item], to_hundred: bool) -> None:
    with pytest.raises(NotItems):
        adjusted_winner(items, to_hundred=to_hundred)


def turned(items: list[Item]) -> list[Item]:
    return [Item(each.name, each.second, each.first) for each in items]


@given(item_lists)
def test_what_holds_of_every_result(items: list[Item]) -> None:
    found = adjusted_winner(items)
    assert found.totals == (
        sum(each.first * share.first for each, share in zip(items, found.shares, strict=True)),
        sum(each.second * share.second for each, share in zip(items, found.shares, strict=True)),
    )
    assert all(0 <= share.first <= 1 and share.first + share.second == 1 for share in found.shares)
    assert sum(0 < share.first < 1 for share in found.shares) <= 1
    assert found.efficient == (not improved(items, found))
    if all(each.first and each.second for each in items):
        assert found.equitable
    if not found.equitable:
        # The richer has nothing left that the other wants.
        richer = found.totals[0] > found.totals[1]
        for each, share in zip(items, found.shares, strict=True):
            kept, wanted = (share.first, each.second) if richer else (share.second, each.first)
            assert not (kept and wanted)


@given(item_lists)
def test_the_totals_do_not_depend_on_ties_nor_on_who_is_first(items: list[Item]) -> None:
    found = adjusted_winner(items)
    assert adjusted_winner(items, ties_to="second").totals == found.totals
    assert adjusted_winner(turned(items), ties_to="second").totals == found.totals[::-1]


@given(item_lists)
def test_with_the_same_points_in_all_and_none_zero_nobody_envies(items: list[Item]) -> None:
    if items and all(each.first and each.second for each in items):
        found = adjusted_winner(items, to_hundred=True)
        assert (found.equitable, found.envy_free, found.efficient) == (True, True, True)
        assert found.totals[0] >= 50


def improved(items: list[Item], found: AdjustedWinner) -> bool:
    """Whether some exchange of small parts of two items, or a gift, is better for one and no worse."""
    small = Fraction(1, 1000)
    pairs = list(zip(items, found.shares, strict=True))
    if any(share.first and not each.first and each.second for each, share in pairs):
        return True
    if any(share.second and not each.second and each.first for each, share in pairs):
        return True
    for (one, mine), (two, theirs) in product(pairs, repeat=2):
        if mine.first and theirs.second and one.first and two.first:
            # The first gives a part of one and takes as much as makes it even, in its own points.
            given_part = small
            taken = given_part * one.first / two.first
            if given_part * one.second > taken * two.second:
                return True
    return False
