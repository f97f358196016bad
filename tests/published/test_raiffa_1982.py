"""Raiffa 1982: the Panama Canal treaty of 1974, divided by Adjusted Winner.

The Art and Science of Negotiation, Harvard University Press. The points are Raiffa's; Brams and
Taylor divide them in Fair Division (1996).
"""

from __future__ import annotations

from fractions import Fraction
from typing import Literal

from detente.core.solutions.adjusted_winner import AdjustedWinner, Item, adjusted_winner
from tests.core.solutions.exact import fractions

from .literature import items_of

POINTS = {
    "defense rights": (22, 9),
    "use rights": (22, 15),
    "land and water": (15, 15),
    "expansion rights": (14, 3),
    "duration": (11, 15),
    "expansion routes": (6, 5),
    "compensation": (4, 11),
    "jurisdiction": (2, 7),
    "US military rights": (2, 7),
    "defense role of Panama": (2, 13),
}
"""Points of the United States, then of Panama."""


def divided(ties_to: Literal["first", "second"] = "first") -> AdjustedWinner:
    return adjusted_winner([Item(name, *pair) for name, pair in POINTS.items()], ties_to=ties_to)


def wholly(found: AdjustedWinner, part: int) -> set[str]:
    return {share.item for share in found.shares if share.first == part}


def test_the_case_of_the_catalogue_has_these_points() -> None:
    items = [(each.name.lower(), each.first, each.second) for each in items_of("raiffa-1982")]
    assert items == [(name.lower(), *pair) for name, pair in POINTS.items()]


def test_each_party_has_a_hundred_points() -> None:
    assert [sum(column) for column in zip(*POINTS.values(), strict=True)] == [100, 100]


def test_the_panama_canal() -> None:
    found = divided()
    assert found.won == fractions(79, 53)
    assert divided("second").won == fractions(64, 68)
    assert found.totals == fractions(66, 66)
    assert found.split == "land and water"
    kept = next(share for share in found.shares if share.item == "land and water")
    assert (kept.first, kept.second) == (Fraction(2, 15), Fraction(13, 15))
    assert wholly(found, 1) == {
        "defense rights",
        "use rights",
        "expansion rights",
        "expansion routes",
    }
    assert [(each.item, str(each.ratio)) for each in found.transfers] == [("land and water", "1")]
    assert found.equal_points == ("land and water",)
    assert (found.equitable, found.envy_free, found.efficient) == (True, True, True)


def test_the_panama_canal_with_the_tie_to_the_other_side() -> None:
    # 64 and 53 without the tied item; with it Panama has 68: what moves back makes the same 66.
    assert divided("second").totals == fractions(66, 66)
    assert divided("second").shares == divided().shares
