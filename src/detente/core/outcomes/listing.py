"""The packages of a small space as an array, a block at a time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import prod

import numpy as np
from numpy.typing import NDArray

from ..preferences.axes import Outcome
from ..preferences.utility import When
from .combining import Combiner, Limits
from .frontier import Frontier
from .progress import Progress
from .scaled import Scaled, scaled
from .sets import Index
from .space import BargainingProblem, Space
from .vectors import Words

BLOCK = 1_000_000
"""How many packages are in memory at a time."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A block of packages: the number of each in the whole space, and its vector.

    Numbers count through the last axis first. Packages that the rules forbid are left out.
    """

    numbers: NDArray[np.int64]
    vectors: Words


def blocks(space: Space, numbers: Scaled, progress: Progress | None = None) -> Iterator[Listed]:
    """Yield every package that the rules allow, in blocks, in the order of their numbers.

    ``numbers`` are the scaled utilities of the space. Cost: linear in the packages, and in those
    that each rule and interaction covers.
    """
    lengths = [len(axis.options) for axis in space.axes]
    split = _split(lengths)
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


def _split(lengths: list[int]) -> int:
    """Return how many leading axes are fixed in a block, so that it is not too large."""
    size, split = 1, len(lengths)
    while split and size * lengths[split - 1] <= BLOCK:
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
    space: Space
    found: tuple[tuple[int, ...], ...]

    def counts(self) -> tuple[int, ...]:
        """Return how many packages reach each point."""
        return tuple(len(each) for each in self.found)

    def firsts(self) -> tuple[Outcome, ...]:
        """Return one package for each point."""
        return tuple(next(self.packages(at)) for at in range(len(self.found)))

    def packages(self, point: int) -> Iterator[Outcome]:
        """Yield every package that reaches a point."""
        for number in self.found[point]:
            yield outcome_at(self.space, number)


def outcome_at(space: Space, number: int) -> Outcome:
    """Return the package with a number, counted through the last axis first."""
    lengths = tuple(len(axis.options) for axis in space.axes)
    return tuple(int(place) for place in np.unravel_index(number, lengths)) if lengths else ()


def by_listing(
    problem: BargainingProblem, limits: Limits, progress: Progress | None = None
) -> Frontier:
    """Return the frontier by looking at every package. Cost: linear in the packages."""
    numbers = scaled(problem)
    combiner = Combiner(numbers.layout, limits)
    layout = numbers.layout
    best = combiner.none().vectors
    rows = np.zeros(0, dtype=np.int64)
    vectors = best
    for block in blocks(problem.space, numbers, progress):
        best = layout.efficient(np.concatenate([best, layout.efficient(block.vectors)]))
        rows = np.concatenate([rows, block.numbers])
        vectors = np.concatenate([vectors, block.vectors])
        keep = Index(best).rows(vectors) >= 0
        rows, vectors = rows[keep], vectors[keep]
    grouped: dict[tuple[int, ...], list[int]] = {}
    for row, vector in zip(rows.tolist(), layout.unpacked(vectors), strict=True):
        grouped.setdefault(vector, []).append(row)
    order = sorted(grouped)
    ways = _ListedWays(problem.space, tuple(tuple(grouped[vector]) for vector in order))
    return Frontier(
        tuple(each.scale for each in problem.utilities),
        tuple(numbers.told(order)),
        (0,) * layout.parties,
        "packages listed",
        ways,
    )
