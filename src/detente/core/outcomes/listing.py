"""The packages of a small space as an array, a block at a time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import prod

import numpy as np
from numpy.typing import NDArray

from ..preferences.axes import Outcome
from ..preferences.utility import When
from .combining import BLOCK_SHARE, FrontierTooLarge, Limits, told_bytes
from .frontier import Frontier
from .progress import Progress
from .scaled import Scaled, scaled
from .sets import Index
from .space import BargainingProblem, Space
from .vectors import Layout, Words

BLOCK_BYTES = 2**26
"""About how much memory a block of packages takes, with all that is reckoned from it."""

ROW_WORDS = 6
"""How many words a package of a block takes besides its vector and what is worked out from it."""

TIE_COPIES = 3
"""How many times the packages that are kept are in memory while more are added."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A block of packages: the number of each in the whole space, and its vector.

    Numbers count through the last axis first. Packages that the rules forbid are left out.
    """

    numbers: NDArray[np.int64]
    vectors: Words


def blocks(
    space: Space,
    numbers: Scaled,
    progress: Progress | None = None,
    memory_bytes: int | None = None,
) -> Iterator[Listed]:
    """Yield every package that the rules allow, in blocks, in the order of their numbers.

    ``numbers`` are the scaled utilities of the space; blocks are so small that working with one
    takes about ``memory_bytes`` (None: a little), as long as an issue's options do not. Cost:
    linear in the packages, and in those that each rule and interaction covers.
    """
    lengths = [len(axis.options) for axis in space.axes]
    memory = BLOCK_BYTES if memory_bytes is None else min(memory_bytes, BLOCK_BYTES)
    split = _split(lengths, memory // row_bytes(numbers.layout))
    outer, inner = lengths[:split], lengths[split:]
    size = prod(inner)
    if not prod(lengths):
        return
    for done in range(prod(outer)):
        fixed = tuple(int(place) for place in np.unravel_index(done, outer)) if outer else ()
        vectors = _vectors(numbers, fixed, inner)
        allowed = np.ones(inner, dtype=np.bool_)
        for when in space.forbidden:
            part = _slice(when, fixed, inner)
            if part is not None:
                allowed[part] = False
        rows = np.flatnonzero(allowed.reshape(-1))
        yield Listed(rows + done * size, vectors.reshape(size, -1)[rows])
        if progress is not None:
            progress(done + 1, prod(outer))


def row_bytes(layout: Layout) -> int:
    """Return about how much memory each package of a block takes."""
    return layout.efficient_bytes + 8 * ROW_WORDS


def _split(lengths: list[int], rows: int) -> int:
    """Return how many leading axes are fixed in a block, so that it is not too large."""
    size, split = 1, len(lengths)
    while split and size * lengths[split - 1] <= max(rows, 1):
        split -= 1
        size *= max(lengths[split], 1)
    return split


def _vectors(numbers: Scaled, fixed: tuple[int, ...], inner: list[int]) -> Words:
    layout = numbers.layout
    total = np.zeros((*inner, layout.words), dtype=np.int64)
    for axis, place in enumerate(fixed):
        total += layout.packed([numbers.rows[axis][place]])[0]
        layout.settled(total.reshape(-1, layout.words))
    flat = total.reshape(-1, layout.words)
    for axis in range(len(inner)):
        shape = [1] * len(inner) + [layout.words]
        shape[axis] = inner[axis]
        total += layout.packed(numbers.rows[len(fixed) + axis]).reshape(shape)
        layout.settled(flat)
    for term in numbers.terms:
        word = layout.packed([term.vector])[0]
        part = _slice(term.when, fixed, inner)
        if term.inverted:
            total += word
        if part is not None:
            total[part] += -word if term.inverted else word
        layout.settled(flat)
    return flat


def _slice(
    when: When, fixed: tuple[int, ...], inner: list[int]
) -> tuple[NDArray[np.intp], ...] | None:
    """Return the part of a block in which it holds, or None if in no package of it."""
    chosen = [list(range(length)) for length in inner]
    for axis, places in when:
        if axis < len(fixed):
            if fixed[axis] not in places:
                return None
        else:
            place = axis - len(fixed)
            chosen[place] = [each for each in chosen[place] if each in places]
            if not chosen[place]:
                return None
    return np.ix_(*chosen)


@dataclass(frozen=True, slots=True)
class _ListedWays:
    """The numbers of the packages, point by point; ``starts`` tells where those of each begin."""

    space: Space
    numbers: NDArray[np.int64]
    starts: NDArray[np.intp]

    def counts(self) -> tuple[int, ...]:
        """Return how many packages reach each point."""
        return tuple(np.diff(self.starts).tolist())

    def firsts(self) -> tuple[Outcome, ...]:
        """Return one package for each point."""
        return tuple(outcome_at(self.space, int(each)) for each in self.numbers[self.starts[:-1]])

    def packages(self, point: int) -> Iterator[Outcome]:
        """Yield every package that reaches a point."""
        for number in self.numbers[self.starts[point] : self.starts[point + 1]]:
            yield outcome_at(self.space, int(number))


def outcome_at(space: Space, number: int) -> Outcome:
    """Return the package with a number, counted through the last axis first."""
    lengths = tuple(len(axis.options) for axis in space.axes)
    return tuple(int(place) for place in np.unravel_index(number, lengths)) if lengths else ()


def by_listing(
    problem: BargainingProblem, limits: Limits, progress: Progress | None = None
) -> Frontier:
    """Return the frontier by looking at every package. Cost: linear in the packages.

    Raises :class:`~detente.core.outcomes.combining.FrontierTooLarge` where the packages that
    waste nothing, ties and all, need more memory than is allowed.
    """
    numbers = scaled(problem)
    layout = numbers.layout
    block_bytes = min(limits.memory_bytes // BLOCK_SHARE, BLOCK_BYTES)
    each = TIE_COPIES * 8 * (layout.words + 1)
    told = told_bytes(len(problem.space.axes), layout.parties)
    best = np.zeros((0, layout.words), dtype=np.int64)
    rows, vectors = np.zeros(0, dtype=np.int64), best
    for block in blocks(problem.space, numbers, progress, block_bytes):
        before = best
        best = layout.efficient(np.concatenate([best, layout.efficient(block.vectors)]))
        index = Index(best)
        keep = index.rows(block.vectors) >= 0
        if not np.array_equal(best, before):
            left = index.rows(vectors) >= 0
            rows, vectors = rows[left], vectors[left]
        kept = len(rows) + int(keep.sum())
        if kept * each + len(best) * told + block_bytes > limits.memory_bytes:
            raise FrontierTooLarge(len(best), limits.memory_bytes)
        rows = np.concatenate([rows, block.numbers[keep]])
        vectors = np.concatenate([vectors, block.vectors[keep]])
    points = layout.unpacked(best)
    order = sorted(range(len(points)), key=points.__getitem__)
    rank = np.empty(len(order), dtype=np.intp)
    rank[order] = np.arange(len(order))
    found = rank[Index(best).rows(vectors)] if len(best) else np.zeros(0, dtype=np.intp)
    starts = np.concatenate([[0], np.cumsum(np.bincount(found, minlength=len(order)))])
    ways = _ListedWays(problem.space, rows[np.argsort(found, kind="stable")], starts)
    return Frontier(
        tuple(each.scale for each in problem.utilities),
        tuple(numbers.told([points[row] for row in order])),
        (0,) * layout.parties,
        "packages listed",
        ways,
    )
