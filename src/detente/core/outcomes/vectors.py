"""Sets of utility vectors in whole numbers of any size, added and compared exactly."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from operator import lshift

import moocore
import numpy as np
from numpy.typing import NDArray

Words = NDArray[np.int64]
"""Vectors as rows, each packed into one or more words of 62 bits."""

WORD_BITS = 62
LIMB_BITS = WORD_BITS - 1
"""How many bits of a number that is longer than a word stand in each of its words."""

EXACT_IN_A_FLOAT = 2**53


@dataclass(frozen=True, slots=True)
class _Field:
    """Where a part of a party's number lies: bits of a word."""

    word: int
    shift: int
    bits: int


class Layout:
    """How vectors of whole numbers from 0 to ``highest`` are packed into words.

    Packed vectors add as they are: each number has room for the largest sum. Numbers of more
    bits than a word are cut into limbs; their carries are settled after each addition.
    """

    def __init__(self, highest: Sequence[int]) -> None:
        self.fields: list[tuple[_Field, ...]] = []
        """For each party its parts, the most significant first and only as long as need be."""
        self.wide = False
        free, word = 0, -1
        for number in highest:
            bits = max(number.bit_length(), 1)
            if bits > WORD_BITS:
                limbs = -(-bits // LIMB_BITS)
                sizes = [bits - (limbs - 1) * LIMB_BITS] + [LIMB_BITS] * (limbs - 1)
                self.fields.append(tuple(_Field(word + 1 + i, 0, n) for i, n in enumerate(sizes)))
                word, free, self.wide = word + limbs, 0, True
                continue
            if bits > free:
                word, free = word + 1, WORD_BITS
            free -= bits
            self.fields.append((_Field(word, free, bits),))
        self.sizes = tuple(sum(part.bits for part in parts) for parts in self.fields)
        """For each party how many bits its highest number has."""
        self.words = word + 1
        self.parties = len(self.fields)
        self._pair = self.parties == 2 and self.words == 1

    def packed(self, vectors: Iterable[Sequence[int]]) -> Words:
        """Return vectors of whole numbers as words, one row each."""
        if self.words == 1:
            shifts = [parts[0].shift for parts in self.fields]
            keys = [sum(map(lshift, vector, shifts)) for vector in vectors]
            return np.array(keys, dtype=np.int64).reshape(-1, 1)
        rows = [self._row(vector) for vector in vectors]
        return np.array(rows, dtype=np.int64).reshape(len(rows), self.words)

    def _row(self, vector: Sequence[int]) -> list[int]:
        row = [0] * self.words
        for number, parts in zip(vector, self.fields, strict=True):
            rest = number
            for part in reversed(parts):
                row[part.word] |= (rest & ((1 << part.bits) - 1)) << part.shift
                rest >>= part.bits
        return row

    def unpacked(self, vectors: Words) -> list[tuple[int, ...]]:
        """Return words as vectors of whole numbers."""
        columns: list[list[int]] = []
        for parts in self.fields:
            limbs = [self._part(vectors, part).tolist() for part in parts]
            column = limbs[0]
            for limb in limbs[1:]:
                column = [(high << LIMB_BITS) | low for high, low in zip(column, limb, strict=True)]
            columns.append(column)
        return list(zip(*columns, strict=True))

    def _part(self, vectors: Words, part: _Field) -> NDArray[np.int64]:
        word: NDArray[np.int64] = vectors[:, part.word]
        if part.shift:
            word = word >> part.shift
        return word & ((1 << part.bits) - 1)

    def sums(self, first: Words, second: Words) -> Words:
        """Return every sum of a vector of the first set and one of the second."""
        return self.settled((first[:, None, :] + second[None, :, :]).reshape(-1, self.words))

    def less(self, first: Words, second: Words) -> Words:
        """Return vectors less others, row by row; a difference that no vector is stays none."""
        return self.settled(first - second)

    def settled(self, vectors: Words) -> Words:
        """Return sums and differences of packed vectors with their carries settled, in place."""
        if self.wide:
            self._carry(vectors)
        return vectors

    def at_least(self, vectors: Words, lowest: Sequence[int]) -> NDArray[np.bool_]:
        """Return for each vector and party whether the number is at least the party's lowest.

        The shape is (vectors, parties). Lowest numbers outside what can be are told apart, too.
        """
        found = np.empty((len(vectors), self.parties), dtype=np.bool_)
        for party, (parts, least) in enumerate(zip(self.fields, lowest, strict=True)):
            if least <= 0 or least >> self.sizes[party]:
                found[:, party] = least <= 0
                continue
            above = np.zeros(len(vectors), dtype=np.bool_)
            equal = np.ones(len(vectors), dtype=np.bool_)
            rest = self.sizes[party]
            for part in parts:
                rest -= part.bits
                limb = (least >> rest) & ((1 << part.bits) - 1)
                column = self._part(vectors, part)
                above |= equal & (column > limb)
                equal &= column == limb
            found[:, party] = above | equal
        return found

    def cells(self, vectors: Words, bits: Sequence[int]) -> Words:
        """Return the vectors with all but so many of the highest bits of each number cut off."""
        cut = vectors.copy()
        for size, kept, parts in zip(self.sizes, bits, self.fields, strict=True):
            below = size
            for part in parts:
                below -= part.bits
                dropped = min(max(size - kept - below, 0), part.bits)
                cut[:, part.word] &= ~(((1 << dropped) - 1) << part.shift)
        return cut

    def lost(self, bits: Sequence[int]) -> tuple[int, ...]:
        """Return by how much two numbers of one cell can differ, for each party."""
        return tuple(
            (1 << max(size - kept, 0)) - 1 for size, kept in zip(self.sizes, bits, strict=True)
        )

    @property
    def efficient_bytes(self) -> int:
        """About how much memory each vector takes while the efficient ones are picked out."""
        return 8 * (3 * self.words + 5 * self.parties + 3)

    def _carry(self, vectors: Words) -> None:
        for parts in self.fields:
            for upper, lower in zip(reversed(parts[:-1]), reversed(parts[1:]), strict=True):
                vectors[:, upper.word] += vectors[:, lower.word] >> lower.bits
                vectors[:, lower.word] &= (1 << lower.bits) - 1

    def columns(self, vectors: Words) -> list[NDArray[np.int64]]:
        """Return for each party numbers in the same order as its utilities, ties equal."""
        found = []
        for parts in self.fields:
            limbs = [self._part(vectors, part) for part in parts]
            found.append(limbs[0] if len(limbs) == 1 else _ranks(limbs))
        return found

    def efficient(self, vectors: Words) -> Words:
        """Return the vectors that no other is at least as good as for all and better for one.

        Each once, in ascending order of the first party's utility where there are two.
        Cost: sorting for two parties; moocore's filter for more.
        """
        if len(vectors) < 2:
            return vectors
        if self._pair:
            return self._efficient_pair(vectors)
        columns = self.columns(vectors)
        if self.parties == 1:
            return vectors[[int(columns[0].argmax())]]
        if self.parties == 2:
            order = np.lexsort((columns[1], columns[0]))
            return vectors[order[_rising(columns[1][order])]]
        points = np.column_stack([_as_floats(column) for column in columns])
        kept: Words = vectors[moocore.is_nondominated(points, maximise=True, keep_weakly=False)]
        return kept

    def _efficient_pair(self, vectors: Words) -> Words:
        keys = np.sort(vectors[:, 0])
        second = self.fields[1][0]
        return keys[_rising((keys >> second.shift) & ((1 << second.bits) - 1))].reshape(-1, 1)


def _rising(second: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return which of the vectors, ascending in the first number, no later one dominates."""
    best = np.maximum.accumulate(second[::-1])[::-1]
    keep = np.empty(len(second), dtype=np.bool_)
    keep[-1] = True
    np.greater(second[:-1], best[1:], out=keep[:-1])
    return keep


def _as_floats(column: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return numbers that floats hold exactly, in the same order."""
    if int(column.max()) >= EXACT_IN_A_FLOAT:
        column = np.unique(column, return_inverse=True)[1]
    return column.astype(np.float64)


def _ranks(limbs: list[NDArray[np.int64]]) -> NDArray[np.int64]:
    """Return dense ranks of numbers given in limbs, the most significant first."""
    order = np.lexsort(limbs[::-1])
    differs = np.zeros(len(order), dtype=np.int64)
    for limb in limbs:
        along = limb[order]
        differs[1:] |= along[1:] != along[:-1]
    ranks = np.empty(len(order), dtype=np.int64)
    ranks[order] = np.cumsum(differs)
    return ranks
