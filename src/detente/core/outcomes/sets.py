"""Sets of efficient utility vectors that remember which sets they come from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .vectors import Layout, Words

Lost = tuple[int, ...]
"""For each party, how much less the nearest vector that was kept can be; zeros: none left out."""

Found = NDArray[np.intp]
"""Rows of a set."""


@dataclass(frozen=True, slots=True, eq=False)
class Leaf:
    """The options of one axis: a vector for each efficient one, and the options that have it."""

    vectors: Words
    axis: int
    places: tuple[tuple[int, ...], ...]
    lost: Lost

    @property
    def parts(self) -> tuple[Node, ...]:
        """None: it comes from no other set."""
        return ()


@dataclass(frozen=True, slots=True, eq=False)
class Sum:
    """The efficient sums of a vector of the first and one of the second set."""

    vectors: Words
    first: Node
    second: Node
    lost: Lost

    @property
    def parts(self) -> tuple[Node, ...]:
        """The two sets."""
        return self.first, self.second


@dataclass(frozen=True, slots=True, eq=False)
class Union:
    """The efficient vectors of several sets."""

    vectors: Words
    parts: tuple[Node, ...]
    lost: Lost


Node = Leaf | Sum | Union


def parts_first(root: Node) -> list[Node]:
    """Return a set and all it comes from, each once and after all that it comes from."""
    found: list[Node] = []
    seen: set[int] = set()
    left: list[tuple[Node, Iterator[Node]]] = [(root, iter(root.parts))]
    while left:
        node, parts = left[-1]
        part = next(parts, None)
        if part is None:
            left.pop()
            found.append(node)
        elif id(part) not in seen:
            seen.add(id(part))
            left.append((part, iter(part.parts)))
    return found


def summands(layout: Layout, node: Sum, wanted: Words, index: Index) -> tuple[Found, Found]:
    """Return for each wanted vector a row of the first and one of the second that add up to it.

    ``index`` is that of the first set. Every wanted vector must be such a sum.
    """
    one = np.empty(len(wanted), dtype=np.intp)
    two = np.empty(len(wanted), dtype=np.intp)
    left = np.arange(len(wanted))
    for row in range(len(node.second.vectors)):
        if not len(left):
            break
        rows = index.rows(layout.less(wanted[left], node.second.vectors[row]))
        there = rows >= 0
        one[left[there]] = rows[there]
        two[left[there]] = row
        left = left[~there]
    return one, two


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

    @property
    def nbytes(self) -> int:
        """How much memory it takes besides the vectors."""
        words = int(self.vectors.shape[1])
        return 2 * 8 * len(self.keys) + len(self.by_bytes) * (ENTRY_BYTES + 8 * words)

    def rows(self, wanted: Words) -> Found:
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


ENTRY_BYTES = 160
"""What an entry of a dictionary takes, with a number and the head of a text."""

_ODD = np.int64(6364136223846793005)
