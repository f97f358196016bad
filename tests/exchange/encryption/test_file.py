"""A file opens for each of its recipients, for nobody else, and not at all once it was changed."""

from __future__ import annotations

import os
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.exchange.encryption.file import (
    CHUNK_BYTES,
    CannotDecrypt,
    Damaged,
    NoKeyFits,
    NotAge,
    RecipientsUnfit,
    _opened,
    _payload_cipher,
    decrypt,
    encrypt,
)
from detente.exchange.encryption.header import Stanza, parse_header, to_base64, write_header
from detente.exchange.encryption.keys import KIND, Identity, Recipient

from .curve_only import CurveIdentity

PARTIES = [Identity(bytes([number]) * 32) for number in range(4)]
RECIPIENTS = [each.recipient() for each in PARTIES]
FILE_KEY = b"YELLOW SUBMARINE"
SMALL = encrypt(b"a secret", RECIPIENTS[:1], os.urandom)
BORDERS = [number * CHUNK_BYTES + more for number in range(3) for more in (-1, 0, 1)][1:]


@pytest.mark.parametrize("size", BORDERS)
def test_what_was_encrypted_is_decrypted(size: int) -> None:
    data = os.urandom(size)
    sealed = encrypt(data, RECIPIENTS[:1], os.urandom)
    assert decrypt(sealed, PARTIES[:1]) == data
    with pytest.raises(Damaged):
        decrypt(sealed + b"\0", PARTIES[:1])


@given(
    st.binary(max_size=100) | st.integers(0, 3 * CHUNK_BYTES).map(bytes),
    st.permutations(range(4)),
    st.integers(1, 3),
)
@settings(max_examples=50)
def test_each_recipient_opens_it_and_a_stranger_does_not(
    data: bytes, order: Sequence[int], count: int
) -> None:
    sealed = encrypt(data, [RECIPIENTS[number] for number in order[:count]], os.urandom)
    for number in order[:count]:
        assert decrypt(sealed, [PARTIES[number]]) == data
    strangers = [PARTIES[number] for number in order[count:]]
    with pytest.raises(NoKeyFits):
        decrypt(sealed, strangers)
    assert decrypt(sealed, [*strangers, PARTIES[order[0]]]) == data


def test_without_a_key_nothing_opens() -> None:
    with pytest.raises(NoKeyFits):
        decrypt(SMALL, [])


def test_the_same_file_twice_is_not_the_same() -> None:
    first, second = (encrypt(b"same", RECIPIENTS[:1], bytes) for _ in range(2))
    assert first != second


def test_five_hundred_recipients_are_read() -> None:
    sealed = encrypt(b"all", RECIPIENTS[:1] * 500 + RECIPIENTS[1:2], os.urandom)
    assert decrypt(sealed, PARTIES[1:2]) == b"all"


@pytest.mark.parametrize("recipients", [[], RECIPIENTS[:1] * 1025], ids=["none", "too many"])
def test_nobody_and_too_many_are_refused(recipients: list[Recipient]) -> None:
    with pytest.raises(RecipientsUnfit):
        encrypt(b"", recipients, os.urandom)


def test_chance_that_gives_too_little_is_refused() -> None:
    with pytest.raises(ValueError, match="random bytes"):
        encrypt(b"", RECIPIENTS[:1], lambda count: bytes(count - 1))


@pytest.mark.parametrize("size", BORDERS)
def test_progress_is_told_after_each_chunk(size: int) -> None:
    told: list[int] = []
    sealed = encrypt(bytes(size), RECIPIENTS[:1], os.urandom, told.append)
    wanted = [*range(CHUNK_BYTES, size, CHUNK_BYTES), size]
    assert told == wanted
    told.clear()
    decrypt(sealed, PARTIES[:1], told.append)
    assert told == wanted


def _refused(data: bytes, identities: Sequence[Identity | CurveIdentity]) -> None:
    with pytest.raises(CannotDecrypt):
        decrypt(data, identities)


def test_every_bit_counts() -> None:
    for place in range(len(SMALL)):
        for bit in range(8):
            changed = bytearray(SMALL)
            changed[place] ^= 1 << bit
            _refused(bytes(changed), PARTIES[:1])


def test_every_byte_is_needed() -> None:
    for length in range(len(SMALL)):
        _refused(SMALL[:length], PARTIES[:1])


@pytest.mark.parametrize("size", [CHUNK_BYTES, 2 * CHUNK_BYTES + 10])
def test_a_file_cut_at_a_chunk_or_put_together_anew_is_damaged(size: int) -> None:
    sealed = encrypt(os.urandom(size), RECIPIENTS[:1], os.urandom)
    start = parse_header(sealed)[1] + 16
    chunks = [
        sealed[at : at + CHUNK_BYTES + 16] for at in range(start, len(sealed), CHUNK_BYTES + 16)
    ]
    head = sealed[:start]
    for others in (chunks[:-1], chunks[::-1][:-1], chunks[1:], [*chunks, chunks[-1]]):
        with pytest.raises(Damaged):
            decrypt(head + b"".join(others), PARTIES[:1])


def test_a_last_chunk_that_is_empty_is_damaged_though_its_tag_is_right() -> None:
    cipher = _payload_cipher(FILE_KEY, bytes(16))
    full = cipher.encrypt(bytes(12), bytes(CHUNK_BYTES), None)
    empty = cipher.encrypt(bytes(10) + b"\1\1", b"", None)
    with pytest.raises(Damaged, match="empty"):
        _opened(memoryview(full + empty), cipher, lambda _: None)
    alone = cipher.encrypt(bytes(11) + b"\1", b"", None)
    assert _opened(memoryview(alone), cipher, lambda _: None) == b""


def test_a_header_of_another_file_with_the_same_key_is_damaged() -> None:
    header, start = parse_header(SMALL)
    more = write_header([*header.stanzas, Stanza(("grease",), b"")], bytes(16))
    with pytest.raises(Damaged, match="header"):
        decrypt(more + SMALL[start:], PARTIES[:1])


def test_a_passphrase_beside_a_key_is_refused() -> None:
    header, start = parse_header(SMALL)
    file_key = PARTIES[0].unwrap(header.stanzas)
    assert file_key is not None
    stanzas = [*header.stanzas, Stanza(("scrypt", "c2FsdA", "10"), bytes(32))]
    with pytest.raises(NotAge, match="passphrase"):
        decrypt(write_header(stanzas, file_key) + SMALL[start:], PARTIES[:1])


def _read(data: bytes) -> None:
    """Any bytes give a plaintext or one of the refusals."""
    try:
        decrypt(data, PARTIES[:2])
    except CannotDecrypt:
        return


@given(st.binary(max_size=300), st.integers(0, len(SMALL)))
def test_any_bytes_are_a_file_or_refused(data: bytes, keep: int) -> None:
    _read(data)
    _read(SMALL[:keep] + data)
    _read(b"age-encryption.org/v1\n-> " + data)


@given(
    st.lists(
        st.tuples(st.integers(0, len(SMALL)), st.integers(0, 40), st.binary(max_size=40)),
        min_size=1,
        max_size=3,
    )
)
def test_a_file_changed_anywhere_is_refused_or_the_same(
    changes: list[tuple[int, int, bytes]],
) -> None:
    changed = SMALL
    for at, out, new in changes:
        changed = changed[:at] + new + changed[at + out :]
    if changed != SMALL:
        _refused(changed, PARTIES[:1])


GOOD = RECIPIENTS[0].wrap(FILE_KEY)
ENCAPSULATED = st.sampled_from([GOOD.arguments[1], to_base64(bytes(1120)), "", "!"]) | st.binary(
    min_size=1119, max_size=1121
).map(to_base64)
HOSTILE = st.builds(
    Stanza,
    st.lists(ENCAPSULATED.filter(bool), max_size=2).map(lambda rest: (KIND, *rest)),
    st.sampled_from([GOOD.body, b""]) | st.binary(min_size=31, max_size=33),
)


@given(st.lists(HOSTILE, min_size=1, max_size=4), st.booleans(), st.binary(max_size=60))
def test_a_header_made_by_an_enemy_gives_a_refusal(
    stanzas: list[Stanza], with_good: bool, rest: bytes
) -> None:
    _read(write_header([*stanzas, GOOD] if with_good else stanzas, FILE_KEY) + rest)
