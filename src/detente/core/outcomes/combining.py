"""Sets of vectors added and joined within limits; near where the exact set is too large."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from .scaled import Vector
from .sets import Leaf, Node, Sum, Union
from .vectors import Layout, Words

BLOCK = 1_000_000
"""How many sums are made before the efficient ones among them are picked out."""

COARSEST_BITS, FINEST_BITS = 1, 30
"""Between how many of the highest bits the cells of a grid are told apart."""

NO_AXIS = -1
"""Stands for the axis of a set that chooses nothing."""


class FrontierTooLarge(Exception):
    """The exact frontier would need more memory than is allowed."""

    def __init__(self, points: int, memory_bytes: int) -> None:
        super().__init__(
            f"the frontier has {points} points or more on the way, which needs more than "
            f"{memory_bytes // 2**20} MB"
        )
        self.points = points
        self.memory_bytes = memory_bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How far a search may go.

    ``memory_bytes`` bounds what is kept at any time. ``points_at_most``: where a set has
    more points it is thinned out, and the result is near with a proven bound (None: never).
    """

    memory_bytes: int = 2**30
    points_at_most: int | None = None


POINTS_BY_PARTIES = {4: 20_000, 5: 10_000, 6: 4_000, 7: 2_000}
"""How many points are soon compared with one another; of more parties, fewer."""


def soon_compared(limits: Limits, parties: int) -> Limits:
    """Return limits under which a set of points is thinned before comparing takes minutes.

    Limits that never thin out are returned as they are. Up to three parties any number is soon
    compared; of more parties, more and more points beat no other, and each is compared with all.
    """
    if limits.points_at_most is None or parties < min(POINTS_BY_PARTIES):
        return limits
    most = POINTS_BY_PARTIES.get(parties, 1_000)
    return replace(limits, points_at_most=min(limits.points_at_most, most))


class Combiner:
    """Adds and joins sets of vectors of one layout, and keeps account of what was left out."""

    def __init__(self, layout: Layout, limits: Limits) -> None:
        self.layout = layout
        self.limits = limits
        self.kept_bytes = 0
        self.lost: Vector = (0,) * layout.parties

    def leaf(self, axis: int, rows: Sequence[tuple[int, Vector]]) -> Leaf:
        """Return the efficient vectors of some options of an axis, with the options."""
        places: dict[Vector, list[int]] = {}
        for place, vector in rows:
            places.setdefault(vector, []).append(place)
        vectors = self.layout.efficient(self.layout.packed(list(places)))
        kept = self.layout.unpacked(vectors)
        return Leaf(vectors, axis, tuple(tuple(places[vector]) for vector in kept))

    def nothing(self) -> Leaf:
        """Return the set to which nothing has been added yet: the vector of zeros."""
        return Leaf(np.zeros((1, self.layout.words), dtype=np.int64), NO_AXIS, ((0,),))

    def none(self) -> Leaf:
        """Return the set without a vector: nothing is possible."""
        return Leaf(np.zeros((0, self.layout.words), dtype=np.int64), NO_AXIS, ())

    def added(self, first: Node, second: Node) -> Sum:
        """Return the efficient sums of two sets."""
        if len(first.vectors) < len(second.vectors):
            first, second = second, first
        return Sum(self._sums(first.vectors, second.vectors), first, second)

    def joined(self, parts: Sequence[Node]) -> Node:
        """Return the efficient vectors of several sets together."""
        if len(parts) == 1:
            return parts[0]
        vectors = np.concatenate([part.vectors for part in parts])
        return Union(self._kept(self.layout.efficient(vectors)), tuple(parts))

    def _sums(self, first: Words, second: Words) -> Words:
        rows = max(1, BLOCK // max(len(first), 1))
        found: Words | None = None
        for start in range(0, len(second), rows):
            block = self.layout.efficient(self.layout.sums(first, second[start : start + rows]))
            if found is not None:
                block = self.layout.efficient(np.concatenate([found, block]))
            found = block
            self._refuse_over(found)
        return self._kept(first[:0] if found is None else found)

    def _kept(self, vectors: Words) -> Words:
        most = self.limits.points_at_most
        if most is not None and len(vectors) > most:
            vectors = self._thinned(vectors, most)
        self._refuse_over(vectors)
        self.kept_bytes += vectors.nbytes
        return vectors

    def _refuse_over(self, vectors: Words) -> None:
        if self.kept_bytes + 4 * vectors.nbytes > self.limits.memory_bytes:
            raise FrontierTooLarge(len(vectors), self.limits.memory_bytes)

    def _thinned(self, vectors: Words, most: int) -> Words:
        """Return one vector of each cell of a grid, fine enough for at most so many."""
        coarse, fine = COARSEST_BITS, FINEST_BITS
        while coarse < fine:  # cells with more bits are never fewer
            middle = (coarse + fine + 1) // 2
            if len(self._cells(vectors, middle)) <= most:
                coarse = middle
            else:
                fine = middle - 1
        lost = self.layout.lost(coarse)
        self.lost = tuple(a + b for a, b in zip(self.lost, lost, strict=True))
        return vectors[np.sort(self._cells(vectors, coarse))]

    def _cells(self, vectors: Words, bits: int) -> NDArray[np.intp]:
        """Return the row of one vector in each cell of a grid."""
        cells = np.ascontiguousarray(self.layout.cells(vectors, bits))
        whole = cells.view(np.dtype((np.void, cells.shape[1] * cells.itemsize))).reshape(-1)
        return np.unique(whole, return_index=True)[1]
