"""The tree against a slow twin: the definitions of RFC 6962 and 9162, written down as they stand."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator

import pytest

from detente.exchange.log.tree import (
    EMPTY_ROOT,
    Tree,
    consistency_holds,
    consistency_proof,
    inclusion_holds,
    inclusion_proof,
    leaf_hash,
    root,
)

from .example import entries

SIZES = range(66)


def slow_root(log: list[bytes]) -> bytes:
    """RFC 6962, section 2.1: the hash of a list of entries."""
    if not log:
        return hashlib.sha256(b"").digest()
    if len(log) == 1:
        return hashlib.sha256(b"\x00" + log[0]).digest()
    half = slow_half(len(log))
    return slow_node(slow_root(log[:half]), slow_root(log[half:]))


def slow_node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def slow_half(count: int) -> int:
    half = 1
    while half * 2 < count:
        half *= 2
    return half


def slow_path(index: int, log: list[bytes]) -> list[bytes]:
    """RFC 6962, section 2.1.1."""
    if len(log) == 1:
        return []
    half = slow_half(len(log))
    if index < half:
        return [*slow_path(index, log[:half]), slow_root(log[half:])]
    return [*slow_path(index - half, log[half:]), slow_root(log[:half])]


def slow_growth(old: int, log: list[bytes], whole: bool = True) -> list[bytes]:
    """RFC 6962, section 2.1.2."""
    if old == len(log):
        return [] if whole else [slow_root(log)]
    half = slow_half(len(log))
    if old <= half:
        return [*slow_growth(old, log[:half], whole), slow_root(log[half:])]
    return [*slow_growth(old - half, log[half:], False), slow_root(log[:half])]


def slow_included(leaf: bytes, index: int, size: int, proof: list[bytes]) -> bytes | None:
    """The root that a path leads to; none where it is too long or too short."""
    if size == 1:
        return None if proof else leaf
    if not proof:
        return None
    half = slow_half(size)
    if index < half:
        left = slow_included(leaf, index, half, proof[:-1])
        return left and slow_node(left, proof[-1])
    right = slow_included(leaf, index - half, size - half, proof[:-1])
    return right and slow_node(proof[-1], right)


def slow_grown(
    old: int, old_root: bytes, size: int, proof: list[bytes], whole: bool = True
) -> tuple[bytes, bytes] | None:
    """The roots of the old and the new tree that a proof leads to."""
    if old == size:
        if whole:
            return None if proof else (old_root, old_root)
        return (proof[0], proof[0]) if len(proof) == 1 else None
    if not proof:
        return None
    half, last = slow_half(size), proof[-1]
    if old <= half:
        found = slow_grown(old, old_root, half, proof[:-1], whole)
        return found and (found[0], slow_node(found[1], last))
    found = slow_grown(old - half, old_root, size - half, proof[:-1], False)
    return found and (slow_node(last, found[0]), slow_node(last, found[1]))


def altered(proof: tuple[bytes, ...]) -> Iterator[tuple[bytes, ...]]:
    """A proof with a hash left out, put in, changed, cut or in another's place."""
    for at in range(len(proof) + 1):
        yield (*proof[:at], bytes(32), *proof[at:])
        if at < len(proof):
            yield proof[:at] + proof[at + 1 :]
            yield (*proof[:at], proof[at][:-1] + bytes([proof[at][-1] ^ 1]), *proof[at + 1 :])
            yield (*proof[:at], proof[at][:-1], *proof[at + 1 :])
        if at + 1 < len(proof):
            yield (*proof[:at], proof[at + 1], proof[at], *proof[at + 2 :])
    if proof:
        yield (*proof, proof[-1])
        yield ()


def test_every_root_to_65() -> None:
    tree, log = Tree(), entries(66)
    for size in SIZES:
        assert tree.size == size
        assert tree.root() == root(tree.leaf_hashes) == slow_root(log[:size])
        assert tree.append(log[size]) == size
    assert [tree.root(size) for size in SIZES] == [slow_root(log[:size]) for size in SIZES]
    assert root(()) == EMPTY_ROOT


@pytest.mark.parametrize("size", SIZES)
def test_every_entry_is_included_and_nothing_else(size: int) -> None:
    log = entries(70)
    tree = Tree(log)
    top, leaves = slow_root(log[:size]), [leaf_hash(entry) for entry in log]
    for index in range(size):
        leaf = leaves[index]
        proof = tree.inclusion_proof(index, size)
        assert list(proof) == slow_path(index, log[:size])
        assert inclusion_holds(leaf, index, size, proof, top)
        assert not inclusion_holds(leaf_hash(b"other"), index, size, proof, top)
        assert not inclusion_holds(leaf, index, size, proof, leaf_hash(b"other"))
        assert not any(inclusion_holds(leaf, index, size, each, top) for each in altered(proof))
        for wrong in (*range(-1, index), *range(index + 1, size + 2)):
            assert not inclusion_holds(leaf, wrong, size, proof, top)
        for other in (*range(size), *range(size + 1, 70)):  # sizes of the same shape are alike
            same = index < other and slow_included(leaf, index, other, list(proof)) == top
            assert inclusion_holds(leaf, index, other, proof, top) == same
    with pytest.raises(ValueError, match="not in the tree"):
        tree.inclusion_proof(size, size)


@pytest.mark.parametrize("size", SIZES)
def test_every_older_tree_is_a_beginning_and_no_other(size: int) -> None:
    log = entries(70)
    tree = Tree(log)
    top = slow_root(log[:size])
    for old in range(size + 1):
        old_top = slow_root(log[:old])
        proof = tree.consistency_proof(old, size)
        assert list(proof) == (slow_growth(old, log[:size]) if old else [])
        assert consistency_holds(old, old_top, size, top, proof)
        assert not consistency_holds(old, leaf_hash(b"other"), size, top, proof)
        assert not consistency_holds(size + 1, top, size, top, proof)
        assert not consistency_holds(-1, old_top, size, top, proof)
        if old:
            assert not consistency_holds(old, old_top, size, leaf_hash(b"other"), proof)
        for each in altered(proof):
            assert not consistency_holds(old, old_top, size, top, each)
        for wrong in (*range(1, old), *range(old + 1, size + 1)):
            assert not consistency_holds(wrong, old_top, size, top, proof)
        for other in range(max(old, 1), 70) if old else ():
            same = slow_grown(old, old_top, other, list(proof)) == (old_top, top)
            assert consistency_holds(old, old_top, other, top, proof) == same


def test_large_trees() -> None:
    chance = random.Random(7)
    log = [number.to_bytes(3, "big") for number in range(100_000)]
    tree = Tree(log)
    for size in (65_537, chance.randrange(66, 100_000)):
        top = slow_root(log[:size])
        assert tree.root(size) == top
        for index in (size - 1, chance.randrange(size)):
            proof = tree.inclusion_proof(index, size)
            assert list(proof) == slow_path(index, log[:size])
            assert inclusion_holds(leaf_hash(log[index]), index, size, proof, top)
            old = index or 1
            grown = tree.consistency_proof(old, size)
            assert list(grown) == slow_growth(old, log[:size])
            assert consistency_holds(old, tree.root(old), size, top, grown)
            assert not consistency_holds(old, tree.root(old - 1), size, top, grown)


def test_short_ways_give_the_same() -> None:
    tree = Tree(entries(21))
    assert inclusion_proof(tree.leaf_hashes, 20) == tree.inclusion_proof(20)
    assert consistency_proof(tree.leaf_hashes, 20) == tree.consistency_proof(20)


def test_the_empty_tree() -> None:
    other = bytes(32)
    assert consistency_holds(0, EMPTY_ROOT, 0, EMPTY_ROOT, ())
    assert not consistency_holds(0, EMPTY_ROOT, 0, other, ())
    assert not consistency_holds(0, other, 1, other, ())
    assert not consistency_holds(0, EMPTY_ROOT, 1, other, (other,))
    assert not inclusion_holds(EMPTY_ROOT, 0, 0, (), EMPTY_ROOT)


def test_a_proof_does_not_go_on_above_the_root_of_its_size() -> None:
    tree = Tree(entries(4))
    leaf, proof = tree.leaf_hashes[2], tree.inclusion_proof(2)
    assert inclusion_holds(leaf, 2, 4, proof, tree.root())
    assert not inclusion_holds(leaf, 0, 2, proof, tree.root())


def test_what_a_tree_cannot_do_is_refused() -> None:
    tree = Tree(entries(3))
    for wrong in (-1, 4):
        with pytest.raises(ValueError, match="so many entries"):
            tree.root(wrong)
        with pytest.raises(ValueError, match="old size"):
            tree.consistency_proof(wrong)
    with pytest.raises(ValueError, match="32 bytes"):
        tree.append_leaf(b"short")
    with pytest.raises(ValueError, match="not complete"):
        tree.subtree(1, 1)
    with pytest.raises(ValueError, match="not complete"):
        tree.subtree(0, -1)


def test_hostile_sizes_and_hashes_are_no_error() -> None:
    hashes = [bytes([each]) * 32 for each in range(200)]
    for size in (0, 1, 2, 2**62, 2**63 - 1, 2**300):
        for index in (0, 1, size // 2, size - 1, size):
            for proof in ((), hashes[:1], hashes[:63], hashes, [b""], [b"x" * 1000]):
                assert not inclusion_holds(hashes[0], index, size, proof, hashes[1])
                assert not consistency_holds(index, hashes[0], size, hashes[1], proof)
                assert not consistency_holds(index, b"", size, b"", proof)
