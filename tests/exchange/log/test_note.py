"""Signed notes and verifier keys are read in their one form."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.exchange.log.note import (
    COSIGNATURE,
    NOTE_SIGNATURE,
    NUMBER_AT_MOST,
    KeyUnreadable,
    NoteUnreadable,
    SignatureLine,
    VerifierKey,
    joined_note,
    number_of,
    signature_line,
    signature_line_of,
    split_note,
    verifier_key_of,
)

from .example import LOG_KEY, WITNESS_KEYS

LINE = "— log.example AAAAAAA="


@pytest.mark.parametrize("body", ["text\n", "\n", "two\n\nparts\n", "\n\n", "ungerade ß\n"])
def test_a_note_is_read_as_it_was_written(body: str) -> None:
    lines = (SignatureLine("a", b"\x00\x01\x02\x03", b"s"), signature_line(LOG_KEY, bytes(64)))
    assert split_note(joined_note(body, lines)) == (body, lines)
    assert [signature_line_of(line.text) for line in lines] == list(lines)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        "\n\n",
        "text\n",
        "text\n\n",
        f"{LINE}\n",
        f"text\n{LINE}\n",
        f"text\n\n{LINE}",
        f"text\n\n{LINE}\n\n",
        f"text\n\n{LINE}\r\n",
        f"te\txt\n\n{LINE}\n",
        f"te\x00xt\n\n{LINE}\n",
        f"te\ud800xt\n\n{LINE}\n",
        f"text\n\n {LINE}\n",
        f"text\n\n{LINE} \n",
        "text\n\n- log.example AAAAAAA=\n",
        "text\n\n– log.example AAAAAAA=\n",
        "text\n\n—log.example AAAAAAA=\n",
        "text\n\n—  AAAAAAA=\n",
        "text\n\n— log.example\n",
        "text\n\n— log.example \n",
        "text\n\n— log.example AAAAAA==\n",  # a key id and no signature
        "text\n\n— log.example AAAAAAA\n",
        "text\n\n— log.example AAAAAAB=\n",
        "text\n\n— log.example AAAA AAA=\n",
        "text\n\n— log.example AAAAAA-_\n",
        "text\n\n— log+example AAAAAAA=\n",
        "text\n\n— log\u00a0example AAAAAAA=\n",
        "text\n\n— log\u3000example AAAAAAA=\n",
        "text\n\n— log\u0085example AAAAAAA=\n",
        "text\n\n" + f"{LINE}\n" * 257,
        "x" * (1 << 20) + f"\n\n{LINE}\n",
    ],
    ids=lambda text: ascii(text[:40]),
)
def test_anything_else_is_no_note(text: str) -> None:
    with pytest.raises(NoteUnreadable, match=r"^[a-z]"):
        split_note(text)


def test_sixty_four_signatures_are_read() -> None:
    assert len(split_note("text\n\n" + f"{LINE}\n" * 256)[1]) == 256


@pytest.mark.parametrize("key", [LOG_KEY, *WITNESS_KEYS.values()])
def test_a_key_is_read_as_it_was_written(key: VerifierKey) -> None:
    assert verifier_key_of(key.text) == key
    for at in range(len(key.text)):
        for other in (key.text[:at] + "A" + key.text[at + 1 :], key.text[:at], key.text + "A"):
            if other != key.text:
                with pytest.raises(KeyUnreadable):
                    verifier_key_of(other)


def test_the_key_of_the_format() -> None:
    """The checksum database's key, as Go carries it."""
    text = "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8"
    key = verifier_key_of(text)
    assert (key.name, key.algorithm, key.key_id.hex()) == ("sum.golang.org", 1, "033de0ae")


def test_a_key_that_cannot_be_is_not_made() -> None:
    for name, algorithm, key in (
        ("", NOTE_SIGNATURE, bytes(32)),
        ("a b", NOTE_SIGNATURE, bytes(32)),
        ("a", 6, bytes(32)),
        ("a", COSIGNATURE, bytes(33)),
    ):
        with pytest.raises(ValueError, match="key"):
            VerifierKey(name, algorithm, key)


def test_one_key_has_two_ids_for_two_uses() -> None:
    log, witness = (VerifierKey("a", use, bytes(32)) for use in (NOTE_SIGNATURE, COSIGNATURE))
    assert log.key_id != witness.key_id


@pytest.mark.parametrize("text", ["", "00", "01", "-1", "+1", "1 ", "1\n", "1e3", "1_0", "²", "٣"])
def test_a_number_has_one_form(text: str) -> None:
    with pytest.raises(ValueError, match="whole number"):
        number_of(text)


def test_numbers_end_somewhere() -> None:
    assert number_of(str(NUMBER_AT_MOST)) == NUMBER_AT_MOST
    with pytest.raises(ValueError, match="whole number"):
        number_of(str(NUMBER_AT_MOST + 1))


PIECES = ["\n", "\n\n", "— ", " ", "+", "=", "AAAA", "a", "\x1f", "é", "\u2028", "\ud800"]


@given(st.text(max_size=80) | st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
def test_reading_is_total(text: str) -> None:
    try:
        assert joined_note(*split_note(text)) == text
    except NoteUnreadable:
        pass
    try:
        assert verifier_key_of(text).text == text
    except KeyUnreadable:
        pass
    try:
        assert signature_line_of(text).text == text
    except NoteUnreadable:
        pass
