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

    def choices(self, row: int, memory: Memory) -> Iterator[Choices]:
        """Yield every choice of any of the sets that has the vector."""
        for part in self.parts:
            found = int(memory.rows(part, self.vectors[row : row + 1])[0])
            if found >= 0:
                yield from part.choices(found, memory)


Node = Leaf | Sum | Union


class Memory:
    """What is worked out once while vectors are turned back into choices."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self._counts: dict[int, Counts] = {}
        self._places: dict[int, tuple[NDArray[np.intp], Words] | dict[bytes, int]] = {}

    def counts(self, node: Node) -> Counts:
        """Return for each vector of a node how many choices have it."""
        if id(node) not in self._counts:
            self._counts[id(node)] = node.counts(self)
        return self._counts[id(node)]

    def rows(self, node: Node, wanted: Words) -> NDArray[np.intp]:
        """Return where in a node each of the wanted vectors stands; -1: nowhere."""
        index = self._places.get(id(node))
        if index is None:
            index = self._places[id(node)] = _index(node.vectors)
        if isinstance(index, dict):
            found = [index.get(each.tobytes(), -1) for each in np.ascontiguousarray(wanted)]
            return np.array(found, dtype=np.intp)
        order, keys = index
        at = np.searchsorted(keys, wanted[:, 0])
        at[at == len(keys)] = 0
        return np.where(keys[at] == wanted[:, 0], order[at], -1)


def _index(vectors: Words) -> tuple[NDArray[np.intp], Words] | dict[bytes, int]:
    if vectors.shape[1] == 1:
        order = np.argsort(vectors[:, 0], kind="stable")
        return order, vectors[order, 0]
    return {each.tobytes(): row for row, each in enumerate(np.ascontiguousarray(vectors))}
