"""Checkpoints: every line known, right, once and in its place."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.exchange.log.checkpoint import (
    Checkpoint,
    CheckpointUnreadable,
    SignatureWrong,
    checkpoint_of,
    log_verifier_key,
    read_checkpoint,
    with_cosignatures,
    witness_verifier_key,
)
from detente.exchange.log.note import SignatureLine, joined_note, split_note
from detente.exchange.log.tree import EMPTY_ROOT

from .example import (
    LOG_KEY,
    MEDIATOR,
    ORIGIN,
    REFUSALS,
    TIMES,
    UNION,
    WITNESS_KEYS,
    private_key,
    signed,
)

CHECKPOINT = Checkpoint(ORIGIN, 7, bytes(range(32)))
NOTE = signed(CHECKPOINT)
BODY, (LOG_LINE, MEDIATOR_LINE, UNION_LINE) = split_note(NOTE)
Lines = tuple[SignatureLine, ...]


def test_the_example_of_the_format() -> None:
    """The note that C2SP tlog-cosignature prints: its parts, though not its keys, are known."""
    note = (
        "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n"
        "— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5"
        "/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n"
        "— witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJs"
        "X3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==\n"
    )
    body, (log, witness) = split_note(note)
    assert checkpoint_of(body).size == 20852163
    assert (len(log.signature), len(witness.signature)) == (64, 72)
    assert int.from_bytes(witness.signature[:8], "big") == 1679315147
    assert joined_note(body, (log, witness)) == note


def test_a_checkpoint_is_read_as_it_was_signed() -> None:
    found = read_checkpoint(NOTE, LOG_KEY, WITNESS_KEYS)
    assert found.checkpoint == CHECKPOINT
    assert found.cosignatures == ((MEDIATOR, TIMES[MEDIATOR]), (UNION, TIMES[UNION]))
    assert found.text == NOTE
    bare = CHECKPOINT.signed_by(private_key(ORIGIN))
    assert read_checkpoint(bare, LOG_KEY, {}).cosignatures == ()
    assert with_cosignatures(bare, [UNION_LINE, MEDIATOR_LINE, UNION_LINE]) == NOTE
    assert with_cosignatures(with_cosignatures(bare, [UNION_LINE]), [MEDIATOR_LINE]) == NOTE


def _with(line: SignatureLine, flip: int) -> SignatureLine:
    changed = bytearray(line.signature)
    changed[flip] ^= 1
    return dataclasses.replace(line, signature=bytes(changed))


def _later(seconds: int) -> SignatureLine:
    return CHECKPOINT.cosigned(UNION, private_key(UNION), seconds)


def _beyond() -> SignatureLine:
    """A cosignature rightly made over a time that there is not."""
    seconds = 253_402_300_800
    message = f"cosignature/v1\ntime {seconds}\n{BODY}".encode()
    signature = seconds.to_bytes(8, "big") + private_key(UNION).sign(message)
    return dataclasses.replace(UNION_LINE, signature=signature)


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        (lambda: (MEDIATOR_LINE,), "not that of the log"),
        (lambda: (MEDIATOR_LINE, LOG_LINE), "not that of the log"),
        (lambda: (LOG_LINE, LOG_LINE), "not that of a known witness"),
        (lambda: (LOG_LINE, UNION_LINE, UNION_LINE), "repeated or not in order"),
        (lambda: (LOG_LINE, UNION_LINE, _later(5)), "repeated or not in order"),
        (lambda: (LOG_LINE, UNION_LINE, MEDIATOR_LINE), "repeated or not in order"),
        (lambda: (_with(LOG_LINE, 0),), "signature of the log is wrong"),
        (lambda: (_with(LOG_LINE, 63),), "signature of the log is wrong"),
        (lambda: (LOG_LINE, _with(UNION_LINE, 7)), "cosignature of a witness is wrong"),
        (lambda: (LOG_LINE, _with(UNION_LINE, 71)), "cosignature of a witness is wrong"),
        (lambda: (LOG_LINE, _beyond()), "out of range"),
        (
            lambda: (LOG_LINE, dataclasses.replace(UNION_LINE, signature=bytes(5))),
            "cosignature of a witness is wrong",
        ),
        (
            lambda: (dataclasses.replace(LOG_LINE, signature=LOG_LINE.signature + b"!"),),
            "signature of the log is wrong",
        ),
        (lambda: (LOG_LINE, dataclasses.replace(UNION_LINE, name="x")), "known witness"),
        (lambda: (LOG_LINE, dataclasses.replace(UNION_LINE, key_id=b"abcd")), "known witness"),
        (lambda: (LOG_LINE, dataclasses.replace(UNION_LINE, name=MEDIATOR)), "known witness"),
        (
            lambda: (LOG_LINE, CHECKPOINT.cosigned(UNION, private_key("somebody"), 1)),
            "known witness",
        ),
        (
            lambda: (
                LOG_LINE,
                Checkpoint(ORIGIN, 8, bytes(range(32))).cosigned(UNION, private_key(UNION), 1),
            ),
            "cosignature of a witness is wrong",
        ),
    ],
)
def test_any_other_line_is_refused(lines: Callable[[], Lines], why: str) -> None:
    with pytest.raises(SignatureWrong, match=why):
        read_checkpoint(joined_note(BODY, lines()), LOG_KEY, WITNESS_KEYS)


def test_a_checkpoint_of_another_log_is_refused() -> None:
    """Signed by the same key under its name, but it says another origin."""
    body = BODY.replace(ORIGIN, "log.example/other")
    line = dataclasses.replace(LOG_LINE, signature=private_key(ORIGIN).sign(body.encode()))
    with pytest.raises(SignatureWrong, match="not that of the log"):
        read_checkpoint(joined_note(body, (line,)), LOG_KEY, {})


def test_a_witness_cannot_have_two_cosignatures() -> None:
    with pytest.raises(SignatureWrong, match="one name"):
        with_cosignatures(NOTE, [_later(5)])


def test_keys_that_do_not_fit_are_refused() -> None:
    mediator = WITNESS_KEYS[MEDIATOR]
    key = private_key(MEDIATOR).public_key()
    twice = {MEDIATOR: mediator, UNION: witness_verifier_key(UNION, key)}
    for log_key, witnesses, why in (
        (mediator, {}, "not one for notes"),
        (LOG_KEY, {UNION: mediator}, "another name or kind"),
        (LOG_KEY, {ORIGIN: LOG_KEY}, "another name or kind"),
        (LOG_KEY, twice, "share a key"),
        (log_verifier_key(ORIGIN, key), {MEDIATOR: mediator}, "share a key"),
    ):
        with pytest.raises(ValueError, match=why):
            read_checkpoint(NOTE, log_key, witnesses)


@pytest.mark.parametrize(
    "body",
    [
        "",
        "\n",
        BODY[:-1],
        BODY + "\n",
        BODY + "extension\n",
        "\n" + BODY,
        BODY.replace(ORIGIN, ""),
        BODY.replace(ORIGIN, "a log"),
        BODY.replace(ORIGIN, "log+1"),
        BODY.replace(ORIGIN, "log\u2028x"),
        BODY.replace(ORIGIN, "log\u202ex"),
        BODY.replace("\n7\n", "\n07\n"),
        BODY.replace("\n7\n", "\n-7\n"),
        BODY.replace("\n7\n", "\n7.\n"),
        BODY.replace("\n7\n", "\n7_0\n"),
        BODY.replace("\n7\n", "\n٧\n"),
        BODY.replace("\n7\n", "\n\n"),
        BODY.replace("\n7\n", "\n0\n"),
        BODY.replace("\n7\n", f"\n{2**63}\n"),
        BODY.replace("=\n", "\n"),
        BODY.replace("8=\n", "9=\n"),
        BODY.replace("=\n", "==\n"),
        f"{ORIGIN}\n7\nAAAA\n",
    ],
)
def test_a_body_has_one_form(body: str) -> None:
    assert body != BODY
    with pytest.raises(CheckpointUnreadable, match=r"^[a-z]"):
        checkpoint_of(body)


def test_what_cannot_be_is_not_made() -> None:
    for origin, size, top in (
        ("", 1, bytes(32)),
        ("x" * 256, 1, bytes(32)),
        (ORIGIN, -1, bytes(32)),
        (ORIGIN, 2**63, bytes(32)),
        (ORIGIN, 1, bytes(31)),
        (ORIGIN, 0, bytes(32)),
    ):
        with pytest.raises(ValueError, match=r"(origin|size|root)"):
            Checkpoint(origin, size, top)
    for seconds in (-1, 253_402_300_800, 2**63):
        with pytest.raises(ValueError, match="out of range"):
            CHECKPOINT.cosigned(UNION, private_key(UNION), seconds)
    latest = with_cosignatures(CHECKPOINT.signed_by(private_key(ORIGIN)), [_later(253_402_300_799)])
    assert read_checkpoint(latest, LOG_KEY, WITNESS_KEYS).cosignatures == (
        (UNION, 253_402_300_799),
    )
    empty = Checkpoint(ORIGIN, 0, EMPTY_ROOT)
    assert checkpoint_of(empty.body) == empty


@given(st.text(max_size=50), st.integers(0, len(NOTE)), st.integers(0, len(NOTE)))
def test_reading_is_total(put: str, start: int, end: int) -> None:
    for text in (put, NOTE[:start] + put + NOTE[end:]):
        if text == NOTE:
            continue
        try:
            found = read_checkpoint(text, LOG_KEY, WITNESS_KEYS)
        except REFUSALS:
            continue
        # What is left without the line of a witness is right too.
        assert found.checkpoint == CHECKPOINT
        assert len(found.cosignatures) < len(WITNESS_KEYS)
        assert set(text.split("\n")) < set(NOTE.split("\n"))
