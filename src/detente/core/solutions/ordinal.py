"""What can be said of a case from orders and from items alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from ..outcomes.combining import Limits
from ..outcomes.listing import blocks, outcome_at
from ..outcomes.scaled import Scaled, scaled
from ..outcomes.space import whole_at_least
from ..outcomes.vectors import Layout, Words
from ..record.entry import about
from .adjusted_winner import AdjustedWinner, Item, adjusted_winner
from .table import Table, Worth

RANKED_AT_MOST = 2_000_000
"""Packages of larger spaces are not ranked one by one."""

SHOWN = 10


@dataclass(frozen=True, slots=True)
class FallbackPick:
    """The packages that all accept first, when all go down their rankings together.

    Only the order of the packages counts for each party, not their values.
    """

    depth: int | None = about("how many ranks everybody went down; none where nothing suits all")
    packages: int = about("how many packages all accept there")
    shown: tuple[Worth, ...] = about("some of these packages, the first in order")
    ranked: int = about("how many packages were ranked")


def fallback_pick(table: Table, limits: Limits | None = None) -> FallbackPick | None:
    """Return what fallback bargaining picks among all packages; None for too large a space.

    The rank of a package is 1 and the number of packages worth more to the party; a package
    worth less than no agreement is never accepted. All ties are counted. A space is too large
    with more than two million packages, or where ranking them takes more memory than ``limits``
    allow. Cost: sorting the packages for each party. Source: [Brams 2001].
    """
    problem = table.problem
    numbers = scaled(problem)
    if problem.space.size > RANKED_AT_MOST or (
        problem.space.size * _ranking_bytes(numbers.layout) > (limits or Limits()).memory_bytes
    ):
        return None
    found = list(blocks(problem.space, numbers))
    if not found:
        return FallbackPick(None, 0, (), 0)
    vectors = np.concatenate([block.vectors for block in found])
    rows = np.concatenate([block.numbers for block in found])
    wanted = numbers.above_base(whole_at_least(problem, table.disagreement))
    suits = numbers.layout.at_least(vectors, wanted).all(axis=1)
    if not suits.any():
        return FallbackPick(None, 0, (), len(rows))
    depths = np.ones(len(rows), dtype=np.int64)
    for values in _in_order(numbers, vectors):
        above = len(values) - np.searchsorted(np.sort(values), values, side="right")
        np.maximum(depths, 1 + above, out=depths)
    depths[~suits] = len(rows) + 1
    best = np.flatnonzero(depths == depths.min())
    shown = tuple(table.worth(outcome_at(problem.space, int(row))) for row in rows[best][:SHOWN])
    return FallbackPick(int(depths.min()), len(best), shown, len(rows))


def _ranking_bytes(layout: Layout) -> int:
    """Return how much memory ranking takes for each package, at most."""
    return 8 * (3 * layout.words + layout.parties + 8) + layout.parties


def _in_order(numbers: Scaled, vectors: Words) -> Iterator[NDArray[np.int64]]:
    """Yield for each party numbers in the order of what packages are worth, ties equal.

    Of wide values the columns are ranks, which no ceiling can be compared with: what reaches
    the ceiling is looked up in the values, and takes the place of the best.
    """
    never = [high + 1 for high in numbers.highest]
    full = [
        most if ceiling is None else ceiling - base
        for ceiling, base, most in zip(numbers.ceilings, numbers.base, never, strict=True)
    ]
    reached = numbers.layout.at_least(vectors, full)
    for party, column in enumerate(numbers.layout.columns(vectors)):
        yield np.where(reached[:, party], column.max(), column)


def division(table: Table) -> AdjustedWinner | None:
    """Return how Adjusted Winner divides the issues between two parties; None where it cannot.

    It needs two parties, no rules and no interactions, and issues with two options each, on
    which the two want different things or one of them nothing: each issue is then an item to be
    won. What an item is worth is the difference of its two options. Source: [Brams 1996].
    """
    utilities = table.problem.utilities
    if len(utilities) != 2 or table.problem.space.forbidden:
        return None
    if any(each.bonuses or each.ceiling is not None for each in utilities):
        return None
    items = []
    for axis, options in enumerate(table.problem.space.axes):
        if len(options.options) != 2:
            return None
        swings = [
            Fraction(each.values[axis][0] - each.values[axis][1], each.scale) for each in utilities
        ]
        if swings[0] * swings[1] > 0:
            return None
        items.append(Item(options.issue, abs(swings[0]), abs(swings[1])))
    if any(all(getattr(item, side) == 0 for item in items) for side in ("first", "second")):
        return None
    return adjusted_winner(items)
