"""Receipts: what one proves, and that no bit of one can be another."""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import pytest

from detente.exchange import receipts
from detente.exchange.canonical import canonical, from_base64, to_base64
from detente.exchange.log.proof import Proof, proof_of
from detente.exchange.log.tree import Tree
from detente.exchange.manifest import MEDIATOR, signatures_wrong
from detente.exchange.protocol import Void
from detente.exchange.receipts import ReceiptWrong, counted, receipt_of
from detente.exchange.statements import (
    Deposit,
    Entry,
    Opening,
    entry_bytes,
    entry_of,
    statement_bytes,
)

from .confirmed import WITNESSES, checkpoint, receipt, released
from .people import DEADLINE, OPENED, People, people
from .rule_play import Play, exchange

HEAVY = "DETENTE_HEAVY" in os.environ
ALL = exchange()
PLAY = released()
LEAVES = PLAY.leaves
SIGNATURES = ALL.signatures
NORTH, SOUTH = "party/north", "party/south"


def flips(data: bytes) -> Iterator[bytes]:
    """All that differ from some bytes in one bit."""
    for place in range(len(data)):
        for bit in range(8):
            changed = bytearray(data)
            changed[place] ^= 1 << bit
            yield bytes(changed)


def some(changed: Iterator[bytes], step: int) -> Iterator[bytes]:
    """Every so many of them, so that each bit of a byte has its turn; all with DETENTE_HEAVY=1."""
    return itertools.islice(changed, 0, None, 1 if HEAVY else step)


def is_accepted(data: bytes, all_of: People = ALL, signatures: object = SIGNATURES) -> bool:
    try:
        receipt_of(all_of.manifest, signatures, data)
    except ReceiptWrong:
        return False
    return True


@pytest.mark.parametrize("index", range(len(LEAVES)))
def test_a_receipt_gives_the_entry_its_place_and_who_confirmed(index: int) -> None:
    found = receipt_of(ALL.manifest, SIGNATURES, receipt(ALL, LEAVES, index))
    assert (found.index, found.size, found.root) == (index, 5, Tree(LEAVES).root())
    assert found.entry == entry_of(LEAVES[index])
    origin = ALL.manifest.origin
    assert found.confirmed == tuple((f"{origin}/{role}", DEADLINE) for role in WITNESSES)
    assert counted(ALL.manifest, tuple(LEAVES), found) is None


def test_an_opening_is_receipted_in_a_log_of_one() -> None:
    found = receipt_of(ALL.manifest, SIGNATURES, receipt(ALL, LEAVES[:1], 0))
    assert isinstance(found.entry.statement, Opening)
    assert (found.index, found.size) == (0, 1)


@pytest.fixture
def checked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The signatures of the manifest, always the same, are not checked for every flip."""
    assert not signatures_wrong(ALL.manifest, SIGNATURES)
    monkeypatch.setattr(receipts, "signatures_wrong", lambda manifest, signatures: ())


@pytest.mark.usefixtures("checked_once")
@pytest.mark.parametrize("index", [0, 2, 4] if HEAVY else [2])
def test_no_single_bit_of_a_receipt_can_change(index: int) -> None:
    data = receipt(ALL, LEAVES, index)
    assert is_accepted(data)
    assert sum(map(is_accepted, some(flips(data), 3))) == 0


@pytest.mark.usefixtures("checked_once")
def test_no_single_bit_of_the_entry_in_a_receipt_can_change() -> None:
    proof = proof_of(receipt(ALL, LEAVES, 2).decode())
    for changed in some(flips(LEAVES[2]), 5):
        assert not is_accepted(replace(proof, extra=changed).text.encode())


@pytest.mark.usefixtures("checked_once")
def test_no_single_bit_of_a_statement_can_change_even_in_a_log_that_has_it_so() -> None:
    """The server puts the changed entry into its log, and all confirm that."""
    entry = entry_of(LEAVES[2])
    accepted = tried = 0
    for part in (statement_bytes(entry.statement), canonical(dict(entry.signatures))):
        start, end = LEAVES[2].index(part), LEAVES[2].index(part) + len(part)
        for changed in some(flips(part), 11):
            leaf = LEAVES[2][:start] + changed + LEAVES[2][end:]
            accepted += is_accepted(receipt(ALL, [*LEAVES[:2], leaf], 2))
            tried += 1
    assert accepted == 0
    assert tried > 500


def test_the_time_the_server_gave_is_bound_by_the_log_not_by_the_signature() -> None:
    """A server can set a time within what witnesses tolerate; the same leaf proves what it set."""
    entry = replace(entry_of(LEAVES[2]), time=OPENED + 1)
    changed = entry_bytes(entry)
    assert is_accepted(receipt(ALL, [*LEAVES[:2], changed], 2))
    assert not is_accepted(receipt(ALL, LEAVES[:3], 2, extra=changed))


@pytest.mark.parametrize("witnesses", [(), (MEDIATOR,), (NORTH,), (NORTH, SOUTH)], ids=",".join)
def test_without_the_quorum_there_is_no_receipt(witnesses: tuple[str, ...]) -> None:
    with pytest.raises(ReceiptWrong, match="not enough"):
        receipt_of(ALL.manifest, SIGNATURES, receipt(ALL, LEAVES, 2, witnesses))


def test_more_than_the_quorum_is_as_good() -> None:
    assert is_accepted(receipt(ALL, LEAVES, 2, (MEDIATOR, NORTH, SOUTH)))


def test_where_both_parties_have_to_confirm_one_is_not_enough() -> None:
    all_of = people(witness_parties=2)
    play = Play(all_of)
    for witnesses, right in (((MEDIATOR, NORTH), False), ((MEDIATOR, NORTH, SOUTH), True)):
        data = receipt(all_of, play.leaves, 0, witnesses)
        assert is_accepted(data, all_of, all_of.signatures) is right


def test_a_receipt_of_another_exchange_of_the_same_people_is_refused() -> None:
    other = people(nonce="1" * 32)
    play = Play(other)
    play.all_deposit()
    assert is_accepted(receipt(other, play.leaves, 2), other, other.signatures)
    with pytest.raises(ReceiptWrong, match="another exchange"):
        receipt_of(ALL.manifest, SIGNATURES, receipt(other, play.leaves, 2))
    with pytest.raises(ReceiptWrong, match="the manifest is not signed"):
        receipt_of(other.manifest, SIGNATURES, receipt(other, play.leaves, 2))


def test_a_receipt_of_another_log_is_refused() -> None:
    other = people(origin="exchange.example/talks-2")
    with pytest.raises(ReceiptWrong, match="not that of the log"):
        receipt_of(ALL.manifest, SIGNATURES, receipt(other, LEAVES, 2))


@pytest.mark.parametrize(
    "signatures",
    [
        {},
        None,
        [],
        {**SIGNATURES, NORTH: SIGNATURES[SOUTH]},
        {**SIGNATURES, "server": SIGNATURES[NORTH]},
        {role: text for role, text in SIGNATURES.items() if role != MEDIATOR},
        {**SIGNATURES, NORTH: 1},
    ],
)
def test_a_manifest_that_not_all_signed_proves_nothing(signatures: Any) -> None:
    assert signatures_wrong(ALL.manifest, signatures)
    with pytest.raises(ReceiptWrong, match="the manifest is not signed by all"):
        receipt_of(ALL.manifest, signatures, receipt(ALL, LEAVES, 2))


def _with_signatures(leaf: bytes, signatures: Mapping[str, str]) -> bytes:
    return entry_bytes(replace(entry_of(leaf), signatures=signatures))


def test_an_entry_that_is_not_signed_by_whoever_says_it_is_refused() -> None:
    deposit = entry_of(LEAVES[1])
    right = deposit.signatures[NORTH]
    wrong = PLAY.sign(SOUTH, deposit.statement)
    for signatures, why in (
        ({}, "not signed by whoever"),
        ({SOUTH: right}, "not signed by whoever"),
        ({NORTH: right, SOUTH: wrong}, "not signed by whoever"),
        ({NORTH: wrong}, "does not hold"),
        ({NORTH: "A" * 88}, "does not hold"),
    ):
        leaf = _with_signatures(LEAVES[1], signatures)
        with pytest.raises(ReceiptWrong, match=why):
            receipt_of(ALL.manifest, SIGNATURES, receipt(ALL, [LEAVES[0], leaf], 1))


def test_an_entry_of_nobody_is_refused() -> None:
    said = PLAY.deposit("party/nobody")
    leaf = entry_bytes(PLAY.entry(said, OPENED))
    with pytest.raises(ReceiptWrong, match="not signed by whoever"):
        receipt_of(ALL.manifest, SIGNATURES, receipt(ALL, [LEAVES[0], leaf], 1))


def test_an_opening_with_other_signatures_than_the_manifest_is_refused() -> None:
    for signatures in ({}, {**SIGNATURES, NORTH: SIGNATURES[SOUTH]}, {NORTH: SIGNATURES[NORTH]}):
        leaf = entry_bytes(Entry(OPENED, Opening(ALL.manifest.hash), signatures))
        with pytest.raises(ReceiptWrong, match="signatures of the opening"):
            receipt_of(ALL.manifest, SIGNATURES, receipt(ALL, [leaf], 0))


@pytest.mark.parametrize(
    "data", [b"", b"\xff", "é".encode(), b"c2sp.org/tlog-proof@v1\n", b"a\n\nb\n\n"]
)
def test_what_is_no_receipt_is_refused(data: bytes) -> None:
    assert not is_accepted(data)


def test_a_receipt_without_an_entry_or_with_other_hashes_is_refused() -> None:
    proof = proof_of(receipt(ALL, LEAVES, 2).decode())
    for changed in (
        replace(proof, extra=b""),
        replace(proof, index=1),
        replace(proof, hashes=proof.hashes[:-1]),
        replace(proof, hashes=(*proof.hashes, bytes(32))),
        replace(proof, hashes=proof.hashes[::-1]),
        replace(proof, checkpoint_text=checkpoint(ALL, LEAVES[:4])),
        Proof(LEAVES[1], 2, proof.hashes, proof.checkpoint_text),
    ):
        assert not is_accepted(changed.text.encode())


def test_an_entry_that_counts_for_nobody_is_told_from_one_that_counts() -> None:
    play = Play(ALL)
    play.say(play.deposit(NORTH))
    play.say(play.deposit(NORTH, version=1))  # void: the same version again
    play.say(play.deposit(SOUTH), DEADLINE + 1)  # void: too late
    play.say(play.deposit(NORTH))
    voids = []
    for index in range(len(play.leaves)):
        found = receipt_of(ALL.manifest, SIGNATURES, receipt(ALL, play.leaves, index))
        voids.append(counted(ALL.manifest, tuple(play.leaves), found))
        later = (*play.leaves, b"what comes later")
        assert counted(ALL.manifest, later, found) == voids[-1]
    void = (Void(2, "version", "server"), Void(3, "deadline", "server"))
    assert voids == [None, None, *void, None]


def test_whether_an_entry_counts_is_asked_of_the_log_that_was_confirmed() -> None:
    found = receipt_of(ALL.manifest, SIGNATURES, receipt(ALL, LEAVES, 2))
    for leaves in (LEAVES[:4], [*LEAVES[:4], LEAVES[1]], [LEAVES[0], *LEAVES], []):
        with pytest.raises(ReceiptWrong, match="not the one that was confirmed"):
            counted(ALL.manifest, tuple(leaves), found)


def test_the_signature_in_a_receipt_is_of_the_deposit_that_it_names() -> None:
    found = receipt_of(ALL.manifest, SIGNATURES, receipt(ALL, LEAVES, 2)).entry
    assert isinstance(found.statement, Deposit)
    assert to_base64(from_base64(found.signatures[SOUTH])) == found.signatures[SOUTH]
