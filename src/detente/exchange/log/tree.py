"""The Merkle tree of RFC 6962 over entries: its root, and proofs that an entry or an older tree is in it.

A leaf hash is SHA-256(0x00 || entry), a node SHA-256(0x01 || left || right); a tree of n leaves splits
at the largest power of two below n.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

HASH_BYTES = 32
EMPTY_ROOT = hashlib.sha256(b"").digest()
"""The root of the tree without entries."""


def leaf_hash(entry: bytes) -> bytes:
    """Return the leaf hash of an entry.

    >>> leaf_hash(b"").hex()[:8]
    '6e340b9c'
    """
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of a node over its two halves."""
    return hashlib.sha256(b"\x01" + left + right).digest()


class Tree:
    """A tree that grows at its end and keeps the hash of every complete subtree.

    Appending costs O(log n), amortised O(1); a root O(log n); a proof O(log n) hashes to make. Earlier
    sizes stay answerable. It holds about 64 bytes an entry.

    >>> tree = Tree()
    >>> tree.append(b"first"), tree.append(b"second"), tree.size
    (0, 1, 2)
    >>> inclusion_holds(leaf_hash(b"first"), 0, 2, tree.inclusion_proof(0, 2), tree.root())
    True
    """

    __slots__ = ("_levels",)

    def __init__(self, entries: Iterable[bytes] = ()) -> None:
        self._levels: list[list[bytes]] = [[]]
        for entry in entries:
            self.append(entry)

    @property
    def size(self) -> int:
        """The number of entries."""
        return len(self._levels[0])

    @property
    def leaf_hashes(self) -> tuple[bytes, ...]:
        """The leaf hashes in order."""
        return tuple(self._levels[0])

    def append(self, entry: bytes) -> int:
        """Add an entry at the end; return its index, counted from 0."""
        return self.append_leaf(leaf_hash(entry))

    def append_leaf(self, leaf: bytes) -> int:
        """Add an entry, given by its leaf hash; return its index."""
        if len(leaf) != HASH_BYTES:
            raise ValueError("a leaf hash has 32 bytes")
        self._levels[0].append(leaf)
        index, level = self.size - 1, 0
        while (index >> level) & 1:  # the right half of a pair is complete
            level += 1
            if level == len(self._levels):
                self._levels.append([])
            self._levels[level].append(node_hash(*self._levels[level - 1][-2:]))
        return index

    def subtree(self, level: int, index: int) -> bytes:
        """Return the hash of the complete subtree over the 2^level leaves from index * 2^level on.

        Raises ``ValueError`` where that subtree is not complete. O(1).
        """
        if not 0 <= level < len(self._levels) or not 0 <= index < len(self._levels[level]):
            raise ValueError("this subtree is not complete")
        return self._levels[level][index]

    def root(self, size: int | None = None) -> bytes:
        """Return the root over the first ``size`` entries (all, if not said)."""
        size = self._size_within(self.size if size is None else size)
        return self._between(0, size) if size else EMPTY_ROOT

    def inclusion_proof(self, index: int, size: int | None = None) -> tuple[bytes, ...]:
        """Return the proof that entry ``index`` is in the tree of the first ``size`` entries.

        The hashes go from the leaf's sibling up to a child of the root; none for a tree of one.
        Raises ``ValueError`` for an index that is not in that tree.
        """
        start, end = 0, self._size_within(self.size if size is None else size)
        if not 0 <= index < end:
            raise ValueError("the index is not in the tree")
        path = []
        while end - start > 1:
            middle = start + _split(end - start)
            if index < middle:
                path.append(self._between(middle, end))
                end = middle
            else:
                path.append(self._between(start, middle))
                start = middle
        return tuple(reversed(path))

    def consistency_proof(self, old_size: int, size: int | None = None) -> tuple[bytes, ...]:
        """Return the proof that the tree of ``size`` entries begins with that of ``old_size``.

        No hashes where the old tree is empty or the sizes are equal. Raises ``ValueError`` for sizes
        that are not in order or not in the tree.
        """
        start, end = 0, self._size_within(self.size if size is None else size)
        if not 0 <= old_size <= end:
            raise ValueError("the old size is not in the tree")
        if old_size == 0:
            return ()
        path = []
        while old_size < end:
            middle = start + _split(end - start)
            if old_size <= middle:
                path.append(self._between(middle, end))
                end = middle
            else:
                path.append(self._between(start, middle))
                start = middle
        if start:  # else the old tree is a subtree at the left, and its root is known
            path.append(self._between(start, end))
        return tuple(reversed(path))

    def _size_within(self, size: int) -> int:
        if not 0 <= size <= self.size:
            raise ValueError("the tree does not have so many entries")
        return size

    def _between(self, start: int, end: int) -> bytes:
        """The hash over the leaves from start to end; start is a multiple of the first half."""
        count = end - start
        level = count.bit_length() - 1
        if count == 1 << level:
            return self._levels[level][start >> level]
        middle = start + _split(count)
        return node_hash(self._between(start, middle), self._between(middle, end))


def _split(count: int) -> int:
    """The largest power of two below a count of at least two."""
    return 1 << ((count - 1).bit_length() - 1)


def tree_of(leaf_hashes: Iterable[bytes]) -> Tree:
    """Return the tree over leaf hashes. O(n)."""
    tree = Tree()
    for leaf in leaf_hashes:
        tree.append_leaf(leaf)
    return tree


def root(leaf_hashes: Iterable[bytes]) -> bytes:
    """Return the root over leaf hashes; without any, the SHA-256 of nothing. O(n).

    >>> root(()).hex()[:8]
    'e3b0c442'
    """
    return tree_of(leaf_hashes).root()


def inclusion_proof(leaf_hashes: Iterable[bytes], index: int) -> tuple[bytes, ...]:
    """Return the proof that the leaf at an index is in the tree over leaf hashes. O(n)."""
    return tree_of(leaf_hashes).inclusion_proof(index)


def consistency_proof(leaf_hashes: Iterable[bytes], old_size: int) -> tuple[bytes, ...]:
    """Return the proof that the tree over leaf hashes begins with that over the first few. O(n)."""
    return tree_of(leaf_hashes).consistency_proof(old_size)


def inclusion_holds(
    leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes
) -> bool:
    """Return whether a proof shows the leaf hash ``leaf`` at ``index`` under the root of ``size``.

    Take size and root from one signed checkpoint: a root alone does not fix its size. Whatever does not
    fit together gives False, never an error. O(log size); see RFC 9162, 2.1.3.2.
    """
    if not 0 <= index < size or not _are_hashes((leaf, root), proof):
        return False
    position, last, found = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            return False  # more hashes than levels
        if position & 1 or position == last:
            found = node_hash(sibling, found)
            while not position & 1 and position:  # levels without a sibling to the right
                position, last = position >> 1, last >> 1
        else:
            found = node_hash(found, sibling)
        position, last = position >> 1, last >> 1
    return last == 0 and found == root


def consistency_holds(
    old_size: int, old_root: bytes, size: int, root: bytes, proof: Sequence[bytes]
) -> bool:
    """Return whether a proof shows that the tree of ``size`` begins with that of ``old_size``.

    Every tree begins with the empty one, and with itself; both without hashes in the proof.
    Whatever does not fit together gives False, never an error. O(log size); see RFC 9162, 2.1.4.2.
    """
    if not 0 <= old_size <= size or not _are_hashes((old_root, root), proof):
        return False
    if size == 0 or old_size == 0:
        right = old_root == EMPTY_ROOT and (size > 0 or root == EMPTY_ROOT)
        return right and not proof
    if old_size == size:
        return old_root == root and not proof
    hashes = list(proof)
    if old_size & (old_size - 1) == 0:
        hashes.insert(0, old_root)  # the old tree is one complete subtree
    if not hashes:
        return False
    position, last = old_size - 1, size - 1
    while position & 1:
        position, last = position >> 1, last >> 1
    old_found = found = hashes[0]
    for sibling in hashes[1:]:
        if last == 0:
            return False
        if position & 1 or position == last:
            old_found, found = node_hash(sibling, old_found), node_hash(sibling, found)
            while not position & 1 and position:
                position, last = position >> 1, last >> 1
        else:
            found = node_hash(found, sibling)
        position, last = position >> 1, last >> 1
    return last == 0 and old_found == old_root and found == root


def _are_hashes(ends: Sequence[bytes], proof: Sequence[bytes]) -> bool:
    return all(len(each) == HASH_BYTES for each in (*ends, *proof))
