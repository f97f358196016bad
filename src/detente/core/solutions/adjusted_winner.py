"""Adjusted Winner: two parties divide items by the points they give them [Brams 1996]."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from typing import Literal

from ..record.entry import about
from .bargain import Exact

HUNDRED = 100


class NotItems(ValueError):
    """Items with points below zero, names given twice, or points of a party that are all zero."""


@dataclass(frozen=True, slots=True)
class Item:
    """Something to be divided, and how many points each of two parties gives it."""

    name: str = about("what it is called")
    first: Exact = about("the points that the first party gives it")
    second: Exact = about("the points that the second party gives it")


@dataclass(frozen=True, slots=True)
class Share:
    """Which part of an item each party gets."""

    item: str = about("the item")
    first: Fraction = about("the first party's part, 0 to 1")
    second: Fraction = about("the second party's part")


@dataclass(frozen=True, slots=True)
class Transfer:
    """An item, or a part of it, that moves from the party with more points to the other."""

    item: str = about("the item")
    part: Fraction = about("the part that moves")
    giver: Literal["first", "second"] = about("who gives it")
    ratio: Fraction = about("the giver's points for it, for each point of the taker's")
    totals: tuple[Fraction, Fraction] = about("both parties' points after it")


@dataclass(frozen=True, slots=True)
class AdjustedWinner:
    """A division of items, how it came about, and what holds of it."""

    shares: tuple[Share, ...] = about("per item, in the order given")
    totals: tuple[Fraction, Fraction] = about("both parties' points in the end")
    won: tuple[Fraction, Fraction] = about("both parties' points before anything moved")
    transfers: tuple[Transfer, ...] = about("what moved, in its order")
    split: str | None = about("the item that both get a part of, if any")
    equal_points: tuple[str, ...] = about("items to which both give the same points")
    as_well: tuple[str, ...] = about(
        "items that could have moved as well as the last one: the same ratio of points"
    )
    zero_points: tuple[str, ...] = about("items to which somebody gives no points")
    equitable: bool = about("both have the same points in the end")
    envy_free: bool = about("each has at least half of all its own points")
    efficient: bool = about("no other division is better for one and no worse for the other")


def adjusted_winner(
    items: Sequence[Item],
    *,
    to_hundred: bool = False,
    ties_to: Literal["first", "second"] = "first",
) -> AdjustedWinner:
    """Return the division of items by Adjusted Winner, exactly.

    Each item goes to who gives it more points; ``ties_to`` gets those that both want alike. Then
    items move from who has more points to the other, in rising order of the giver's points for
    each point of the taker's (ties in the order given, see ``as_well``), until both have the
    same; the last is split. Nothing moves to who gives it no points: then the totals
    stay apart. With ``to_hundred`` each party's points are scaled to 100 in all; without it they count as
    they are. What holds of the result is checked on it. No items: nothing to divide. Raises
    :class:`NotItems`. Cost: quadratic in the items, for the checks.
    Source: [Brams 1996].

    >>> found = adjusted_winner([Item("house", 70, 80), Item("boat", 30, 20)])
    >>> found.won, found.split, str(found.shares[0].first), str(found.totals[0])
    ((Fraction(30, 1), Fraction(80, 1)), 'house', '1/3', '160/3')
    """
    points = _points(items, to_hundred)
    names = [item.name for item in items]
    parts = [
        Fraction(own > other or (own == other and ties_to == "first")) for own, other in points
    ]
    won = _totals(points, parts)
    transfers, as_well = _moved(names, points, parts)
    totals = _totals(points, parts)
    shares = tuple(Share(name, own, 1 - own) for name, own in zip(names, parts, strict=True))
    whole = [sum((each[party] for each in points), Fraction(0)) for party in (0, 1)]
    return AdjustedWinner(
        shares,
        totals,
        won,
        transfers,
        next((share.item for share in shares if 0 < share.first < 1), None),
        tuple(name for name, (own, other) in zip(names, points, strict=True) if own == other),
        as_well,
        tuple(name for name, each in zip(names, points, strict=True) if 0 in each),
        equitable=totals[0] == totals[1],
        envy_free=all(
            2 * total >= all_of_it for total, all_of_it in zip(totals, whole, strict=True)
        ),
        efficient=_efficient(points, parts),
    )


Points = list[tuple[Fraction, Fraction]]


def _points(items: Sequence[Item], to_hundred: bool) -> Points:
    points = [(Fraction(item.first), Fraction(item.second)) for item in items]
    if any(min(each) < 0 for each in points):
        raise NotItems("points are not below zero")
    if len({item.name for item in items}) != len(items):
        raise NotItems("each item has a name of its own")
    if not to_hundred or not points:
        return points
    first, second = (sum(column) for column in zip(*points, strict=True))
    if not first or not second:
        raise NotItems("points that are all zero cannot be scaled to a hundred")
    return [(own * HUNDRED / first, other * HUNDRED / second) for own, other in points]


def _totals(points: Points, parts: list[Fraction]) -> tuple[Fraction, Fraction]:
    pairs = list(zip(points, parts, strict=True))
    return (
        sum((own * part for (own, _), part in pairs), Fraction(0)),
        sum((other * (1 - part) for (_, other), part in pairs), Fraction(0)),
    )


def _moved(
    names: list[str], points: Points, parts: list[Fraction]
) -> tuple[tuple[Transfer, ...], tuple[str, ...]]:
    """Move items until both have the same points; return what moved, and what could have as well."""
    totals = list(_totals(points, parts))
    if totals[0] == totals[1]:
        return (), ()
    giver = 0 if totals[0] > totals[1] else 1
    taker = 1 - giver
    has = [index for index, part in enumerate(parts) if (part == 1) == (giver == 0)]
    ratios = {
        each: points[each][giver] / points[each][taker] for each in has if points[each][taker]
    }
    transfers: list[Transfer] = []
    order = sorted(ratios, key=lambda each: ratios[each])
    for each in order:
        gap = totals[giver] - totals[taker]
        if gap == 0:
            break
        part = min(Fraction(1), gap / (points[each][giver] + points[each][taker]))
        totals[giver] -= part * points[each][giver]
        totals[taker] += part * points[each][taker]
        parts[each] += part if giver == 1 else -part
        name: Literal["first", "second"] = "first" if giver == 0 else "second"
        transfers.append(Transfer(names[each], part, name, ratios[each], (totals[0], totals[1])))
    if not transfers:
        return (), ()
    last = order[len(transfers) - 1]
    as_well = (each for each in sorted(order) if each != last and ratios[each] == ratios[last])
    return tuple(transfers), tuple(names[each] for each in as_well)


def _efficient(points: Points, parts: list[Fraction]) -> bool:
    """Whether nobody holds what only the other wants, and no exchange would gain both."""
    by_first = [each for each, part in zip(points, parts, strict=True) if part > 0]
    by_second = [each for each, part in zip(points, parts, strict=True) if part < 1]
    if any(own == 0 < other for own, other in by_first):
        return False
    if any(other == 0 < own for own, other in by_second):
        return False
    return all(
        mine[0] * theirs[1] >= theirs[0] * mine[1] for mine, theirs in product(by_first, by_second)
    )
