"""Sets of efficient utility vectors that remember which options they come from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .vectors import Layout, Words

Choices = dict[int, int]
"""Some axes, each with the place of an option."""

Counts = NDArray[np.object_]
"""For each vector, how many choices have it, in whole numbers of any size."""


@dataclass(frozen=True, slots=True, eq=False)
class Leaf:
    """The options of one axis: a vector for each efficient one, and the options that have it."""

    vectors: Words
    axis: int
    places: tuple[tuple[int, ...], ...]

    def counts(self, memory: Memory) -> Counts:
        """Return how many options have each vector."""
        return np.array([len(each) for each in self.places], dtype=object)

    def firsts(self, memory: Memory) -> Rows:
        """Return for each vector the first option that has it."""
        found = np.full((len(self.vectors), memory.axes), NO_PLACE, dtype=np.intp)
        if self.axis >= 0:
            found[:, self.axis] = [each[0] for each in self.places]
        return found

    def choices(self, row: int, memory: Memory) -> Iterator[Choices]:
        """Yield every option that has the vector."""
        for place in self.places[row]:
            yield {self.axis: place}


@dataclass(frozen=True, slots=True, eq=False)
class Sum:
    """The efficient sums of a vector of the first and one of the second set."""

    vectors: Words
    first: Node
    second: Node

    def counts(self, memory: Memory) -> Counts:
        """Return in how many ways each vector is such a sum."""
        first, second = memory.counts(self.first), memory.counts(self.second)
        found = np.zeros(len(self.vectors), dtype=object)
        for row in range(len(second)):
            rows = self._rows(row, memory)
            there = rows >= 0
            found[there] += first[rows[there]] * second[row]
        return found

    def firsts(self, memory: Memory) -> Rows:
        """Return for each vector one choice whose vectors add up to it."""
        first, second = memory.firsts(self.first), memory.firsts(self.second)
        found = np.full((len(self.vectors), memory.axes), NO_PLACE, dtype=np.intp)
        left = np.arange(len(self.vectors))
        for row in range(len(second)):
            rest = memory.layout.less(self.vectors[left], self.second.vectors[row])
            rows = memory.rows(self.first, rest)
            there = rows >= 0
            found[left[there]] = np.maximum(first[rows[there]], second[row])
            left = left[~there]
            if not len(left):
                break
        return found

    def _rows(self, row: int, memory: Memory) -> NDArray[np.intp]:
        """Return where in the first set each vector less one of the second stands; -1: nowhere."""
        rest = memory.layout.less(self.vectors, self.second.vectors[row])
        return memory.rows(self.first, rest)

    def choices(self, row: int, memory: Memory) -> Iterator[Choices]:
        """Yield every choice whose vectors add up to this one."""
        rest = memory.layout.less(self.vectors[row : row + 1], self.second.vectors)
        rows = memory.rows(self.first, rest)
        for other in np.flatnonzero(rows >= 0).tolist():
            for one in self.first.choices(int(rows[other]), memory):
                for two in self.second.choices(other, memory):
                    yield one | two


@dataclass(frozen=True, slots=True, eq=False)
class Union:
    """The efficient vectors of several sets."""

    vectors: Words
    parts: tuple[Node, ...]

    def counts(self, memory: Memory) -> Counts:
        """Return in how many ways each vector is in one of the sets."""
        found = np.zeros(len(self.vectors), dtype=object)
        for part in self.parts:
            rows = memory.rows(part, self.vectors)
            there = rows >= 0
            found[there] += memory.counts(part)[rows[there]]
        return found

    def firsts(self, memory: Memory) -> Rows:
        """Return for each vector one choice of the first set that has it."""
        found = np.full((len(self.vectors), memory.axes), NO_PLACE, dtype=np.intp)
        left = np.arange(len(self.vectors))
        for part in self.parts:
            rows = memory.rows(part, self.vectors[left])
            there = rows >= 0
            found[left[there]] = memory.firsts(part)[rows[there]]
            left = left[~there]
        return found

    def choices(self, row: int, memory: Memory) -> Iterator[Choices]:
        """Yield every choice of any of the sets that has the vector."""
        for part in self.parts:
            found = int(memory.rows(part, self.vectors[row : row + 1])[0])
            if found >= 0:
                yield from part.choices(found, memory)


Node = Leaf | Sum | Union


Rows = NDArray[np.intp]
"""For each vector a place on each axis, or NO_PLACE."""

NO_PLACE = -1


class Memory:
    """What is worked out once while vectors are turned back into choices."""

    def __init__(self, layout: Layout, axes: int) -> None:
        self.layout = layout
        self.axes = axes
        self._counts: dict[int, Counts] = {}
        self._firsts: dict[int, Rows] = {}
        self._places: dict[int, Index] = {}

    def firsts(self, node: Node) -> Rows:
        """Return for each vector of a node one choice that has it: a place for each axis."""
        if id(node) not in self._firsts:
            self._firsts[id(node)] = node.firsts(self)
        return self._firsts[id(node)]

    def counts(self, node: Node) -> Counts:
        """Return for each vector of a node how many choices have it."""
        if id(node) not in self._counts:
            self._counts[id(node)] = node.counts(self)
        return self._counts[id(node)]

    def rows(self, node: Node, wanted: Words) -> NDArray[np.intp]:
        """Return where in a node each of the wanted vectors stands; -1: nowhere."""
        index = self._places.get(id(node))
        if index is None:
            index = self._places[id(node)] = Index(node.vectors)
        return index.rows(wanted)


class Index:
    """Where each vector of a set stands.

    Vectors of several words are looked up by a sum of their words times odd numbers, and compared
    whole; should two of the set have the same sum, by their bytes.
    """

    def __init__(self, vectors: Words) -> None:
        self.vectors = vectors
        keys = _keys(vectors)
        self.order = np.argsort(keys, kind="stable")
        self.keys = keys[self.order]
        self.by_bytes: dict[bytes, int] = {}
        if vectors.shape[1] > 1 and (self.keys[1:] == self.keys[:-1]).any():
            rows = np.ascontiguousarray(vectors)
            self.by_bytes = {each.tobytes(): row for row, each in enumerate(rows)}

    def rows(self, wanted: Words) -> NDArray[np.intp]:
        """Return where each of the wanted vectors stands; -1: nowhere."""
        if not len(self.keys):
            return np.full(len(wanted), -1, dtype=np.intp)
        if self.by_bytes:
            found = [self.by_bytes.get(each.tobytes(), -1) for each in np.ascontiguousarray(wanted)]
            return np.array(found, dtype=np.intp)
        at = np.searchsorted(self.keys, _keys(wanted))
        at[at == len(self.keys)] = 0
        rows = self.order[at]
        return np.where((self.vectors[rows] == wanted).all(axis=1), rows, -1)


def _keys(vectors: Words) -> NDArray[np.int64]:
    """Return one number for each vector, the same for the same vector."""
    keys: NDArray[np.int64] = vectors[:, 0]
    for word in range(1, vectors.shape[1]):
        keys = keys * _ODD + vectors[:, word]
    return keys


_ODD = np.int64(6364136223846793005)
