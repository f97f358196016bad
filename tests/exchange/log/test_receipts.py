"""No bit of a receipt can change, and no text but a receipt's is read as one."""

from __future__ import annotations

import dataclasses
import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from detente.exchange.log.checkpoint import Checkpoint
from detente.exchange.log.proof import (
    HASHES_AT_MOST,
    NotIncluded,
    Proof,
    ProofUnreadable,
    checked_proof,
    proof_of,
)
from detente.exchange.log.tree import EMPTY_ROOT

from .example import (
    LOG_KEY,
    MEDIATOR,
    ORIGIN,
    REFUSALS,
    TIMES,
    UNION,
    WITNESS_KEYS,
    checked,
    entries,
    private_key,
    receipt,
)

FILE = receipt(13, 9).text.encode()


def test_a_receipt_holds() -> None:
    signed = checked(FILE)
    assert (signed.checkpoint.origin, signed.checkpoint.size) == (ORIGIN, 13)
    assert signed.cosignatures == ((MEDIATOR, TIMES[MEDIATOR]), (UNION, TIMES[UNION]))
    assert FILE.decode().endswith(f"\n\n{signed.text}")


def test_no_bit_of_a_receipt_can_change() -> None:
    taken = []
    for bit in range(len(FILE) * 8):
        flipped = bytearray(FILE)
        flipped[bit // 8] ^= 1 << bit % 8
        try:
            checked(bytes(flipped))
        except (UnicodeDecodeError, *REFUSALS):
            continue
        taken.append(bit)
    assert not taken


def test_no_byte_of_a_receipt_can_go_or_come() -> None:
    for at in range(len(FILE)):
        for changed in (FILE[:at] + FILE[at + 1 :], FILE[:at] + b"\n" + FILE[at:], FILE[:at]):
            if changed != FILE:
                with pytest.raises((UnicodeDecodeError, *REFUSALS)):
                    checked(changed)


def test_reading_gives_what_was_written() -> None:
    for size, index in ((1, 0), (2, 1), (64, 63), (65, 64)):
        proof = receipt(size, index)
        assert proof_of(proof.text) == proof
        without = dataclasses.replace(proof, extra=b"")
        assert proof_of(without.text) == without
        assert "extra" not in without.text


def test_another_entry_is_not_included() -> None:
    proof = proof_of(FILE.decode())
    with pytest.raises(NotIncluded, match="does not lead"):
        checked_proof(proof, entries(13)[8], LOG_KEY, WITNESS_KEYS)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("c2sp.org/tlog-proof@v1\n", ""),
        ("c2sp.org/tlog-proof@v1", "c2sp.org/tlog-proof@v1 "),
        ("\nextra ", "\nextra  "),
        ("\nextra ", "\nextra \nextra "),
        ("\nextra ", "\nother "),
        ("\nindex 9\n", "\n"),
        ("\nindex 9\n", "\nindex 09\n"),
        ("\nindex 9\n", "\nindex +9\n"),
        ("\nindex 9\n", "\nindex ９\n"),
        ("\nindex 9\n", "\nindex 9 \n"),
        ("\nindex 9\n", "\nindex 13\n"),
        ("\nindex 9\n", "\nindex 99999999999999999999\n"),
        ("\nindex 9\n", "\nindex 9\nAAAA\n"),
        ("\nindex 9\n", "\r\nindex 9\r\n"),
        ("\nindex 9\n", "\nindex 9\n\n"),
        ("\n13\n", "\n13\nmore\n"),
        ("\n\n", "\n"),
    ],
)
def test_a_proof_has_one_form(old: str, new: str) -> None:
    text = FILE.decode()
    assert old in text
    with pytest.raises(ProofUnreadable, match=r"^[a-z]"):
        proof_of(text.replace(old, new, 1))


def test_an_empty_extra_is_left_out() -> None:
    proof = dataclasses.replace(receipt(13, 9), extra=b"")
    with pytest.raises(ProofUnreadable, match="one form"):
        proof_of(proof.text.replace("\nindex", "\nextra \nindex", 1))


def test_a_proof_is_at_most_a_mebibyte() -> None:
    proof = dataclasses.replace(receipt(13, 9), extra=bytes(700_000))
    assert proof_of(proof.text) == proof
    with pytest.raises(ProofUnreadable, match="more than 1048576 bytes"):
        proof_of(dataclasses.replace(proof, extra=bytes(800_000)).text)
    with pytest.raises(ProofUnreadable, match="does not begin with"):
        proof_of(proof.text.replace("@v1", "@v2"))


def test_a_proof_that_cannot_be_is_not_made() -> None:
    proof = receipt(13, 9)
    with pytest.raises(ValueError, match="more than 64"):
        dataclasses.replace(proof, hashes=(bytes(32),) * (HASHES_AT_MOST + 1))
    with pytest.raises(ValueError, match="32 bytes"):
        dataclasses.replace(proof, hashes=(bytes(31),))
    empty = Checkpoint(ORIGIN, 0, EMPTY_ROOT).signed_by(private_key(ORIGIN))
    for index, note in ((13, proof.checkpoint_text), (-1, proof.checkpoint_text), (0, empty)):
        with pytest.raises(ValueError, match="not in the tree"):
            Proof(b"", index, (), note)


def test_a_refusal_does_not_tell_the_entry() -> None:
    text = dataclasses.replace(receipt(13, 9), extra=b"a secret").text
    for each in (text[:-1], text.replace("YSBz", "YSBz\t"), text.replace("index 9", "index 99")):
        with pytest.raises(ProofUnreadable) as refusal:
            proof_of(each)
        assert "secret" not in str(refusal.value)
        assert "YSBz" not in str(refusal.value)


PIECES = ["\n", "\n\n", "— ", "extra ", "index ", "c2sp.org/tlog-proof@v1\n", "=", "A", "9", "\x00"]
SIGNS = st.text(max_size=60) | st.lists(st.sampled_from(PIECES), max_size=12).map("".join)


@given(SIGNS, st.integers(0, len(FILE)), st.integers(0, 40))
@example("\ud800", 5, 0)
def test_whatever_is_put_into_a_receipt_is_refused(put: str, start: int, dropped: int) -> None:
    text = FILE.decode()
    for mutated in (put, text[:start] + put + text[start + dropped :]):
        if mutated != text:
            try:
                assert proof_of(mutated).text == mutated
            except ProofUnreadable:
                continue
            with pytest.raises(REFUSALS):
                checked(mutated.encode())


@pytest.mark.parametrize(
    "text",
    [
        "\n" * (1 << 20),
        "c2sp.org/tlog-proof@v1\n" + "\n".join("A" * 4 for _ in range(200_000)),
        "c2sp.org/tlog-proof@v1\nextra " + "A" * (1 << 19) + "\nindex 0\n\nx\n0\n",
        "c2sp.org/tlog-proof@v1\nindex " + "9" * (1 << 19) + "\n\n",
        "c2sp.org/tlog-proof@v1\nindex 0\n\n" + "— a AAAAAAA=\n" * 40_000,
        "c2sp.org/tlog-proof@v1\nindex 0\n\nlog\n1\n\n" + "— a AAAAAAA=\n" * 40_000,
        "x" * (8 << 20),
    ],
    ids=range(7),
)
def test_large_rubbish_is_refused_at_once(text: str) -> None:
    before = time.perf_counter()
    with pytest.raises(ProofUnreadable):
        proof_of(text)
    assert time.perf_counter() - before < 1
