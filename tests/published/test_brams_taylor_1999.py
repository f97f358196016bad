"""Brams and Taylor 1999: a divorce, divided by Adjusted Winner.

The Win-Win Solution, Norton.
"""

from __future__ import annotations

from typing import Literal

from detente.core.solutions.adjusted_winner import AdjustedWinner, Item, adjusted_winner
from tests.core.solutions.exact import fractions

from .literature import items_of

POINTS = {
    "Connecticut estate": (10, 38),
    "Palm Beach mansion": (40, 20),
    "Plaza apartment": (10, 30),
    "Tower triplex": (38, 10),
    "cash and jewelry": (2, 2),
}
"""Points of the first party, then of the second."""


def divided(ties_to: Literal["first", "second"] = "first") -> AdjustedWinner:
    return adjusted_winner([Item(name, *pair) for name, pair in POINTS.items()], ties_to=ties_to)


def test_the_case_of_the_catalogue_has_these_points() -> None:
    items = [(each.name.lower(), each.first, each.second) for each in items_of("brams-taylor-1999")]
    assert items == [(name.lower(), *pair) for name, pair in POINTS.items()]


def test_each_party_has_a_hundred_points() -> None:
    assert [sum(column) for column in zip(*POINTS.values(), strict=True)] == [100, 100]


def test_the_divorce() -> None:
    found = divided("second")
    assert found.won == fractions(78, 70)
    assert found.totals == fractions("218/3", "218/3")  # 72 2/3
    (moved,) = found.transfers
    assert moved.item == "Palm Beach mansion"
    assert (moved.part, moved.ratio) == fractions("2/15", 2)
    assert (found.equitable, found.envy_free, found.efficient) == (True, True, True)


def test_the_divorce_with_the_tie_to_the_first_comes_to_the_same() -> None:
    found = divided()
    assert found.won == fractions(80, 68)
    assert [each.item for each in found.transfers] == ["cash and jewelry", "Palm Beach mansion"]
    assert found.shares == divided("second").shares
