"""Brams and Taylor 1999: a divorce, divided by Adjusted Winner.

The Win-Win Solution, Norton.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Literal

from detente.core.solutions.adjusted_winner import AdjustedWinner, Item, adjusted_winner

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


def test_each_party_has_a_hundred_points() -> None:
    assert [sum(column) for column in zip(*POINTS.values(), strict=True)] == [100, 100]


def test_the_divorce() -> None:
    found = divided("second")
    assert found.won == (78, 70)
    assert found.totals == (Fraction(218, 3), Fraction(218, 3))  # 72 2/3
    (moved,) = found.transfers
    assert (moved.item, moved.part, moved.ratio) == ("Palm Beach mansion", Fraction(2, 15), 2)
    assert (found.equitable, found.envy_free, found.efficient) == (True, True, True)


def test_the_divorce_with_the_tie_to_the_first_comes_to_the_same() -> None:
    found = divided()
    assert found.won == (80, 68)
    assert [each.item for each in found.transfers] == ["cash and jewelry", "Palm Beach mansion"]
    assert found.shares == divided("second").shares
