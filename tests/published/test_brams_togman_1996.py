"""Brams and Togman 1996: Camp David 1978, divided by Adjusted Winner.

Camp David: Was the Agreement Fair? Conflict Management and Peace Science 15(1), pages 99 to 112.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Literal

from detente.core.solutions.adjusted_winner import AdjustedWinner, Item, adjusted_winner
from tests.core.solutions.exact import fractions

from .literature import items_of

POINTS = {
    "Sinai": (35, 55),
    "diplomatic recognition": (10, 5),
    "West Bank and Gaza": (20, 10),
    "linkage": (10, 5),
    "Palestinian rights": (5, 20),
    "Jerusalem": (20, 5),
}
"""Points of Israel, then of Egypt."""


def divided(ties_to: Literal["first", "second"] = "first") -> AdjustedWinner:
    return adjusted_winner([Item(name, *pair) for name, pair in POINTS.items()], ties_to=ties_to)


def wholly(found: AdjustedWinner, part: int) -> set[str]:
    return {share.item for share in found.shares if share.first == part}


def test_the_case_of_the_catalogue_has_these_points() -> None:
    items = [(each.name.lower(), each.first, each.second) for each in items_of("brams-togman-1996")]
    assert items == [(name.lower(), *pair) for name, pair in POINTS.items()]


def test_each_party_has_a_hundred_points() -> None:
    assert [sum(column) for column in zip(*POINTS.values(), strict=True)] == [100, 100]


def test_camp_david() -> None:
    found = divided()
    assert found.won == fractions(60, 75)
    assert found.totals == fractions("395/6", "395/6")  # 65 5/6
    assert (found.split, found.shares[0].first) == ("Sinai", Fraction(1, 6))
    assert wholly(found, 0) == {"Palestinian rights"}
    assert found.transfers[0].ratio == Fraction(55, 35)
    assert (found.equitable, found.envy_free, found.efficient) == (True, True, True)
