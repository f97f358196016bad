"""Sets of vectors added and joined within limits; near where the exact set is too large."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from math import isqrt
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from .scaled import Vector
from .sets import Leaf, Node, Sum, Union
from .vectors import Layout, Words

BLOCK = 1_000_000
"""How many sums at most are made before the efficient ones among them are picked out."""

BLOCK_SHARE = 4
"""A block takes at most this part of the memory."""

KEPT_SHARE = 2
"""Sets that may be thinned out are kept in at most this part of the memory."""

NODE_BYTES = 600
"""What a set takes besides its vectors."""

AXIS_BYTES, PARTY_BYTES = 64, 600
"""What a point takes, for each axis and each party, once it is told with one of its packages."""

NO_AXIS = -1
"""Stands for the axis of a set that chooses nothing."""

Thinned = Literal["", "memory", "points"]
"""Why points were left out: for want of memory, or because there were too many; empty: none."""


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

    ``memory_bytes`` bounds what is held at any time: sets, the sums of which they are picked, the
    way back to the packages, and the points as they are told. ``points_at_most``: where a set has
    more points, or there is no memory for them, it is thinned out, and the result is near with a
    proven bound (None: never). ``compared_at_most`` bounds the work in the same way: vectors
    compared, each counted with the square of the parties (None: never).
    """

    memory_bytes: int = 2**30
    points_at_most: int | None = None
    compared_at_most: int | None = None


COMPARED_QUICKLY = 4
"""Of fewer parties than this, any number of vectors is soon compared."""

COMPARED_AT_MOST = 100_000_000
"""About a minute's work, in vectors compared times the square of the parties."""

COMPARED_AFTERWARDS = 50
"""Once all of it is used up, each step may still do this part of it."""


def told_bytes(axes: int, parties: int) -> int:
    """Return about how much memory a point takes once it is told with one of its packages."""
    return axes * AXIS_BYTES + parties * PARTY_BYTES


def soon_compared(limits: Limits, parties: int) -> Limits:
    """Return limits under which sets are thinned out once comparing them took about a minute.

    Limits that never thin out are returned as they are. Up to three parties any number is soon
    compared; of more parties, more and more points beat no other, and each is compared with all.
    """
    if limits.points_at_most is None or parties < COMPARED_QUICKLY:
        return limits
    return replace(limits, compared_at_most=COMPARED_AT_MOST)


class Combiner:
    """Adds and joins sets of vectors of one layout, and keeps account of the memory and the work.

    ``steps`` is about how many sets will be kept: each may use up its share of the memory, and
    what those before it left.
    """

    def __init__(self, layout: Layout, limits: Limits, steps: int = 1) -> None:
        self.layout = layout
        self.limits = limits
        self.steps = max(steps, 1)
        self.kept_bytes = 0
        self.kept_sets = 0
        self.compared = 0
        self.thinned: Thinned = ""
        self.nothing_lost: Vector = (0,) * layout.parties
        block = limits.memory_bytes // (BLOCK_SHARE * layout.efficient_bytes)
        self.block = max(min(BLOCK, block), 1)

    def leaf(self, axis: int, rows: Sequence[tuple[int, Vector]]) -> Leaf:
        """Return the efficient vectors of some options of an axis, with the options."""
        places: dict[Vector, list[int]] = {}
        for place, vector in rows:
            places.setdefault(vector, []).append(place)
        vectors = self.layout.efficient(self.layout.packed(list(places)))
        kept = self.layout.unpacked(vectors)
        self._keep(vectors)
        return Leaf(vectors, axis, tuple(tuple(places[v]) for v in kept), self.nothing_lost)

    def nothing(self) -> Leaf:
        """Return the set to which nothing has been added yet: the vector of zeros."""
        zeros = np.zeros((1, self.layout.words), dtype=np.int64)
        return Leaf(zeros, NO_AXIS, ((0,),), self.nothing_lost)

    def none(self) -> Leaf:
        """Return the set without a vector: nothing is possible."""
        return Leaf(
            np.zeros((0, self.layout.words), dtype=np.int64), NO_AXIS, (), self.nothing_lost
        )

    def added(self, first: Node, second: Node) -> Sum:
        """Return the efficient sums of two sets."""
        if len(first.vectors) < len(second.vectors):
            first, second = second, first
        lost = _more(first.lost, second.lost)
        one, two, lost = self._comparable(first.vectors, second.vectors, lost)
        thin = _Thinning(self.layout)
        vectors = self._folded(self._products(one, two), thin)
        self._keep(vectors)
        return Sum(vectors, first, second, _more(lost, thin.lost))

    def joined(self, parts: Sequence[Node]) -> Node:
        """Return the efficient vectors of several sets together."""
        if len(parts) == 1:
            return parts[0]
        lost = tuple(max(each) for each in zip(*(part.lost for part in parts), strict=True))
        thin = _Thinning(self.layout)
        vectors = self._folded(self._together(parts), thin)
        self._keep(vectors)
        return Union(vectors, tuple(parts), _more(lost, thin.lost))

    def told(self, node: Node, axes: int) -> tuple[NDArray[np.intp], Vector]:
        """Return the rows of the last set that are told, and what was lost up to them.

        Raises :class:`FrontierTooLarge` if it may not be thinned out, and is too large to be told.
        """
        left = max(self.limits.memory_bytes - self.kept_bytes, 0)
        room = left // told_bytes(axes, self.layout.parties)
        rows = np.arange(len(node.vectors))
        if len(rows) <= room:
            return rows, node.lost
        if self.limits.points_at_most is None or not room:
            raise FrontierTooLarge(len(rows), self.limits.memory_bytes)
        thin = _Thinning(self.layout)
        rows = thin.rows(node.vectors, room)
        self.thinned = "memory"
        return rows, _more(node.lost, thin.lost)

    def _comparable(self, one: Words, two: Words, lost: Vector) -> tuple[Words, Words, Vector]:
        """Return two sets, and what was lost, so thinned out that their sums are soon compared."""
        most = self.limits.compared_at_most
        square = self.layout.parties**2
        if most is not None:
            left = max(most - self.compared, most // COMPARED_AFTERWARDS) // square
            if len(one) * len(two) > left:
                thin_one, thin_two = _Thinning(self.layout), _Thinning(self.layout)
                one = self._fewer(one, max(left // max(len(two), 1), isqrt(left)), thin_one)
                two = self._fewer(two, max(left // max(len(one), 1), 1), thin_two)
                lost = _more(lost, _more(thin_one.lost, thin_two.lost))
        self.compared += len(one) * len(two) * square
        return one, two, lost

    def _products(self, first: Words, second: Words) -> Iterator[tuple[int, Callable[[], Words]]]:
        """Yield how many sums of two sets come next, and how to make them."""
        rows = max(1, self.block // max(len(first), 1))
        for start in range(0, len(second), rows):
            part = second[start : start + rows]
            yield len(first) * len(part), partial(self.layout.sums, first, part)

    def _together(self, parts: Sequence[Node]) -> Iterator[tuple[int, Callable[[], Words]]]:
        """Yield how many vectors of several sets come next, and how to put them together."""
        some: list[Words] = []
        size = 0
        for part in parts:
            if some and size + len(part.vectors) > self.block:
                yield size, partial(np.concatenate, some)
                some, size = [], 0
            some.append(part.vectors)
            size += len(part.vectors)
        yield size, partial(np.concatenate, some)

    def _folded(self, blocks: Iterable[tuple[int, Callable[[], Words]]], thin: _Thinning) -> Words:
        """Return the efficient ones of blocks of vectors, as many as there is room for."""
        found = np.zeros((0, self.layout.words), dtype=np.int64)
        for size, made in blocks:
            self._refuse_over(found, size)
            block = self.layout.efficient(made())
            if len(found):
                block = self.layout.efficient(np.concatenate([found, block]))
            found = self._few_enough(block, thin, slack=2)
        return self._few_enough(found, thin, slack=1)

    def _few_enough(self, vectors: Words, thin: _Thinning, slack: int) -> Words:
        """Return a set thinned out if it has more than ``slack`` times the points allowed."""
        most = self.limits.points_at_most
        if most is None:
            return vectors
        share = self.limits.memory_bytes * min(self.kept_sets + 1, self.steps) // self.steps
        room = share // KEPT_SHARE - self.kept_bytes - NODE_BYTES
        fit = max(room // (self.layout.words * 8), 1)
        if len(vectors) <= slack * min(most, fit):
            return vectors
        return self._fewer(vectors, min(most, fit), thin, "memory" if fit < most else "points")

    def _fewer(self, vectors: Words, most: int, thin: _Thinning, why: Thinned = "points") -> Words:
        if len(vectors) <= most:
            return vectors
        self.thinned = "memory" if "memory" in (self.thinned, why) else why
        return vectors[thin.rows(vectors, most)]

    def _refuse_over(self, vectors: Words, more: int) -> None:
        """Refuse a set and the sums that are to be made beside it if there is no room."""
        working = 2 * vectors.nbytes + (more + len(vectors)) * self.layout.efficient_bytes
        if self.kept_bytes + working > self.limits.memory_bytes:
            raise FrontierTooLarge(len(vectors), self.limits.memory_bytes)

    def _keep(self, vectors: Words) -> None:
        self.kept_bytes += vectors.nbytes + NODE_BYTES
        self.kept_sets += 1
        if self.kept_bytes > self.limits.memory_bytes:
            raise FrontierTooLarge(len(vectors), self.limits.memory_bytes)


class _Thinning:
    """Leaves one vector in each cell of a grid; once coarser, the cells are never finer again.

    The cells of a coarse grid are made of those of a fine one, so what is lost, however often the
    same set is thinned out and compared on the way, is what one coarsest cell spans.
    """

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.level = layout.parties * max(layout.sizes, default=0)
        self.lost: Vector = (0,) * layout.parties

    def rows(self, vectors: Words, most: int) -> NDArray[np.intp]:
        """Return the rows of one vector of each cell, the cells so fine that they are so few."""
        coarse, fine = 0, self.level
        while coarse < fine:  # a finer grid never has fewer cells
            middle = (coarse + fine + 1) // 2
            if len(self._cells(vectors, middle)) <= most:
                coarse = middle
            else:
                fine = middle - 1
        self.level = coarse
        self.lost = self.layout.lost(self._bits(coarse))
        return np.sort(self._cells(vectors, coarse))

    def _bits(self, level: int) -> list[int]:
        """Return for each party how many of the highest bits tell cells apart."""
        parties = self.layout.parties
        return [(level + party) // parties for party in range(parties)]

    def _cells(self, vectors: Words, level: int) -> NDArray[np.intp]:
        """Return the row of one vector in each cell."""
        cells = np.ascontiguousarray(self.layout.cells(vectors, self._bits(level)))
        if cells.shape[1] > 1:
            whole = np.dtype((np.void, cells.shape[1] * cells.itemsize))
            return np.unique(cells.view(whole).reshape(-1), return_index=True)[1]
        return np.unique(cells[:, 0], return_index=True)[1]


def _more(first: Vector, second: Vector) -> Vector:
    return tuple(a + b for a, b in zip(first, second, strict=True))
