"""From the vectors of a set that was combined back to the packages, in little memory."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from ..preferences.axes import Outcome
from .sets import Found, Index, Leaf, Node, Sum, parts_first, summands
from .vectors import Layout

LARGEST_IN_A_WORD = 2**63 - 1
COUNT_BYTES = 40
"""What a count of packages takes that does not fit into a word, besides its digits."""

Counts = NDArray[Any]
"""For each vector, how many choices have it: words, or whole numbers of any size."""


class Ways(Protocol):
    """How to get from the points of a frontier back to the packages."""

    def counts(self) -> tuple[int | None, ...]:
        """Return how many packages reach each point; None where that was not counted."""
        ...

    def packages(self, point: int) -> Iterator[Outcome]:
        """Yield every package that reaches a point."""
        ...

    def firsts(self) -> tuple[Outcome, ...]:
        """Return one package for each point."""
        ...


class Indexes:
    """The indexes of sets, made once each while they fit into some memory."""

    def __init__(self, memory_bytes: int) -> None:
        self.memory_bytes = memory_bytes
        self.held = 0
        self.known: dict[int, Index] = {}

    def of(self, node: Node) -> Index:
        """Return the index of a set."""
        found = self.known.get(id(node))
        if found is None:
            found = Index(node.vectors)
            if self.held + found.nbytes > self.memory_bytes:
                self.known.clear()
                self.held = 0
            self.held += found.nbytes
            self.known[id(node)] = found
        return found


@dataclass(frozen=True, slots=True)
class SetWays:
    """Back to the packages through the sets that were combined.

    Nothing is kept of the way: for one package of each point a row of places is filled from the
    last set to the first, and counts of a set are let go as soon as no other needs them.
    ``lengths`` counts the options of each axis; counts that need more memory are not made.
    """

    node: Node
    layout: Layout
    rows: tuple[int, ...]
    lengths: tuple[int, ...]
    memory_bytes: int
    indexes: Indexes

    def firsts(self) -> tuple[Outcome, ...]:
        """Return one package for each point."""
        places = np.min_scalar_type(max(self.lengths, default=1))
        found = np.zeros((len(self.rows), len(self.lengths)), dtype=places)
        asked: dict[int, list[tuple[Found, Found]]] = {
            id(self.node): [(np.array(self.rows, dtype=np.intp), np.arange(len(self.rows)))]
        }
        for node in reversed(parts_first(self.node)):
            wanted = asked.pop(id(node), [])
            if not wanted:
                continue
            rows = np.concatenate([each for each, _ in wanted])
            points = np.concatenate([each for _, each in wanted])
            for part, its_rows, its_points in self._asked(node, rows, points):
                if isinstance(part, Leaf):
                    if part.axis >= 0:
                        first = np.array([each[0] for each in part.places], dtype=places)
                        found[its_points, part.axis] = first[its_rows]
                else:
                    asked.setdefault(id(part), []).append((its_rows, its_points))
        return tuple(tuple(row.tolist()) for row in found)

    def _asked(self, node: Node, rows: Found, points: Found) -> Iterator[tuple[Node, Found, Found]]:
        """Yield the sets that vectors of a set come from, with their rows, for these points."""
        if isinstance(node, Leaf):
            yield node, rows, points
        elif isinstance(node, Sum):
            index = self.indexes.of(node.first)
            one, two = summands(self.layout, node, node.vectors[rows], index)
            yield node.first, one, points
            yield node.second, two, points
        else:
            for part in node.parts:
                found = self.indexes.of(part).rows(node.vectors[rows])
                there = found >= 0
                yield part, found[there], points[there]
                rows, points = rows[~there], points[~there]

    def counts(self) -> tuple[int | None, ...]:
        """Return how many packages reach each point; None where it would need too much memory."""
        order = parts_first(self.node)
        left: dict[int, int] = {}
        for node in order:
            for part in node.parts:
                left[id(part)] = left.get(id(part), 0) + 1
        size = 1
        for length in self.lengths:
            size *= length
        small = size <= LARGEST_IN_A_WORD
        each_bytes = 8 if small else COUNT_BYTES + size.bit_length() // 7
        known: dict[int, Counts] = {}
        held = 0
        for node in order:
            held += len(node.vectors) * each_bytes
            if held > self.memory_bytes:
                return (None,) * len(self.rows)
            known[id(node)] = self._counted(node, known, np.dtype(np.int64 if small else object))
            for part in node.parts:
                left[id(part)] -= 1
                if not left[id(part)]:
                    held -= len(known.pop(id(part))) * each_bytes
        found = known[id(self.node)]
        return tuple(int(found[row]) for row in self.rows)

    def _counted(self, node: Node, known: dict[int, Counts], kind: np.dtype[Any]) -> Counts:
        if isinstance(node, Leaf):
            return np.array([len(each) for each in node.places], dtype=kind)
        found = np.zeros(len(node.vectors), dtype=kind)
        if isinstance(node, Sum):
            first, second = known[id(node.first)], known[id(node.second)]
            index = self.indexes.of(node.first)
            for row in range(len(second)):
                rest = self.layout.less(node.vectors, node.second.vectors[row])
                rows = index.rows(rest)
                there = rows >= 0
                found[there] += first[rows[there]] * second[row]
            return found
        for part in node.parts:
            rows = self.indexes.of(part).rows(node.vectors)
            there = rows >= 0
            found[there] += known[id(part)][rows[there]]
        return found

    def packages(self, point: int) -> Iterator[Outcome]:
        """Yield every package that reaches a point."""
        start: _Pending = (self.node, self.rows[point], None)
        left: list[tuple[_Pending | None, _Chosen | None]] = [(start, None)]
        while left:
            pending, chosen = left.pop()
            if pending is None:
                yield self._outcome(chosen)
                continue
            node, row, rest = pending
            if isinstance(node, Leaf):
                for place in reversed(node.places[row]):
                    left.append((rest, (node.axis, place, chosen)))
            elif isinstance(node, Sum):
                remainders = self.layout.less(node.vectors[row : row + 1], node.second.vectors)
                rows = self.indexes.of(node.first).rows(remainders)
                for other in np.flatnonzero(rows >= 0)[::-1].tolist():
                    after: _Pending = (node.second, other, rest)
                    left.append(((node.first, int(rows[other]), after), chosen))
            else:
                for part in reversed(node.parts):
                    at = int(self.indexes.of(part).rows(node.vectors[row : row + 1])[0])
                    if at >= 0:
                        left.append(((part, at, rest), chosen))

    def _outcome(self, chosen: _Chosen | None) -> Outcome:
        places = [0] * len(self.lengths)
        while chosen is not None:
            axis, place, chosen = chosen
            if axis >= 0:
                places[axis] = place
        return tuple(places)


_Pending = tuple[Node, int, "_Pending | None"]
"""A row of a set that is to be turned into options, and what is to be after it."""

_Chosen = tuple[int, int, "_Chosen | None"]
"""An axis, the place of its option, and what was chosen before."""
