"""A header has one spelling; what is read strictly is written the same way."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.exchange.encryption.header import (
    HEADER_BYTES_AT_MOST,
    STANZAS_AT_MOST,
    NotAge,
    Stanza,
    from_base64,
    header_holds,
    parse_header,
    to_base64,
    write_header,
)

FILE_KEY = b"YELLOW SUBMARINE"
ARGUMENTS = st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), min_size=1, max_size=20)
STANZAS = st.builds(
    Stanza,
    st.lists(ARGUMENTS, min_size=1, max_size=4).map(tuple),
    st.binary(max_size=100) | st.sampled_from([bytes(47), bytes(48), bytes(49), bytes(96)]),
)
SMALL = write_header([Stanza(("kind", "more"), bytes(50)), Stanza(("empty",), b"")], FILE_KEY)


def _respelt(data: bytes) -> None:
    """Read bytes; where they are a header, it is spelt as we would spell it."""
    try:
        header, end = parse_header(data)
    except NotAge:
        return
    covered = write_header(header.stanzas, FILE_KEY)[: len(header.covered)]
    assert covered == header.covered
    assert data[:end] == covered + b" " + to_base64(header.code).encode() + b"\n"


@given(st.lists(STANZAS, min_size=1, max_size=4), st.binary(max_size=20))
def test_what_was_written_is_read_and_holds(stanzas: list[Stanza], rest: bytes) -> None:
    written = write_header(stanzas, FILE_KEY)
    header, end = parse_header(written + rest)
    assert list(header.stanzas) == stanzas
    assert end == len(written)
    assert written.startswith(header.covered)
    assert header.covered.endswith(b"\n---")
    assert header_holds(header, FILE_KEY)
    assert not header_holds(header, bytes(16))


@given(st.binary(max_size=200))
def test_any_bytes_are_a_header_in_its_one_spelling_or_refused(data: bytes) -> None:
    _respelt(data)
    _respelt(b"age-encryption.org/v1\n" + data)
    _respelt(b"age-encryption.org/v1\n-> a\n" + data)


@given(st.integers(0, len(SMALL)), st.integers(0, 3), st.binary(max_size=3))
def test_a_changed_header_has_one_spelling_or_is_refused(at: int, out: int, new: bytes) -> None:
    _respelt(SMALL[:at] + new + SMALL[at + out :])


@given(st.lists(st.sampled_from([*SMALL.splitlines(keepends=True), b"\n", b"Q" * 64 + b"\n"])))
def test_lines_in_another_order_have_one_spelling_or_are_refused(lines: list[bytes]) -> None:
    _respelt(SMALL.splitlines(keepends=True)[0] + b"".join(lines))


@pytest.mark.parametrize("arguments", [(), ("",), ("a", ""), ("a b",), ("a\n",), ("é",), ("\x7f",)])
def test_a_stanza_that_cannot_be_written_is_none(arguments: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="visible"):
        Stanza(arguments, b"")


@given(st.binary(max_size=100))
def test_base64_there_and_back(data: bytes) -> None:
    assert from_base64(to_base64(data)) == data


@pytest.mark.parametrize("text", ["Y", "YQ==", "YR", "Y Q", "YQ\n", "YWF=", "Y-", "é", "=", "YQ=Q"])
def test_base64_has_one_spelling(text: str) -> None:
    with pytest.raises(ValueError, match="canonical"):
        from_base64(text)


def test_stanzas_are_bounded_when_written_and_when_read() -> None:
    full = [Stanza(("a",), b"")] * STANZAS_AT_MOST
    written = write_header(full, FILE_KEY)
    assert len(parse_header(written)[0].stanzas) == STANZAS_AT_MOST
    for count in (0, STANZAS_AT_MOST + 1):
        with pytest.raises(ValueError, match="stanzas"):
            write_header(full[:1] * count, FILE_KEY)
    first, rest = written.split(b"\n", 1)
    with pytest.raises(NotAge, match="more than"):
        parse_header(first + b"\n-> a\n\n" + rest)


def test_bytes_are_bounded_when_written_and_when_read() -> None:
    with pytest.raises(ValueError, match="bytes"):
        write_header([Stanza(("a",), bytes(HEADER_BYTES_AT_MOST))], FILE_KEY)
    start = b"age-encryption.org/v1\n-> a"
    for line in (b"a", b" a", b"\n" + b"Q" * 64):
        with pytest.raises(NotAge, match="too long"):
            parse_header(start + line * (HEADER_BYTES_AT_MOST // len(line)))
    end = b"\n" + b"\n--- " + b"A" * 43 + b"\n"
    fits = start + b"a" * (HEADER_BYTES_AT_MOST - len(start) - len(end)) + end
    assert parse_header(fits + b"more")[1] == HEADER_BYTES_AT_MOST


def test_another_version_and_another_file_are_told_apart() -> None:
    for data, words in (
        (b"age-encryption.org/v2\n", "version"),
        (b"  \n-----BEGIN AGE ENCRYPTED FILE-----\nYWdl", "armored"),
        (b"PK\x03\x04", "does not begin"),
        (b"", "does not begin"),
    ):
        with pytest.raises(NotAge, match=words):
            parse_header(data)
