"""Keys have one spelling; what is no key is refused, and nothing shows a secret."""

from __future__ import annotations

import hashlib
import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.exchange.encryption.header import NotAge, Stanza, to_base64
from detente.exchange.encryption.keys import (
    KIND,
    RECIPIENT_BYTES,
    Identity,
    KeyUnreadable,
    Recipient,
    _checksum,
    identity_of,
    new_identity,
    recipient_of,
)

LETTERS = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
SEEDS = st.binary(min_size=32, max_size=32)
ONE = Identity(bytes(range(32)))
RECIPIENT = ONE.recipient()
FILE_KEY = bytes(16)


def _checked(prefix: str, values: list[int]) -> str:
    """Return values as Bech32, with the checksum they have."""
    check = _checksum(prefix, [*values, 0, 0, 0, 0, 0, 0]) ^ 1
    values = values + [check >> 5 * place & 31 for place in reversed(range(6))]
    return prefix + "1" + "".join(LETTERS[value] for value in values)


def test_the_example_of_the_specification() -> None:
    text = "AGE-SECRET-KEY-PQ-1XX76JRALNLXDMEW0CRK45QMCCH4X06SE84UN3VPM33W6HWDX0H3SK3ZQFR"
    recipient = identity_of(text).recipient().text
    assert recipient.startswith("age1pq1x34nzsvr0rxjsgdn8zgyhfe8j7ceq5r9rdelkj")
    assert recipient.endswith("qmwze9pyyzk3tlhl53k2ykx3qheyty7saeq0d3fzv49zc0k")
    assert (
        hashlib.sha256(recipient.encode()).hexdigest()
        == "a091dd7e0ee9d62b75173dcc98441a0424baa941e66a8776e570a4ae60ff61ea"
    )


@given(SEEDS)
def test_a_key_is_its_text(seed: bytes) -> None:
    identity = Identity(seed)
    assert identity_of(identity.text) == identity
    recipient = identity.recipient()
    assert recipient_of(recipient.text) == recipient
    assert len(recipient.key) == RECIPIENT_BYTES


def test_two_identities_are_two() -> None:
    assert new_identity(os.urandom) != new_identity(os.urandom)


@pytest.mark.parametrize("size", [0, 31, 33])
def test_a_source_that_gives_too_little_makes_no_identity(size: int) -> None:
    with pytest.raises(KeyUnreadable):
        new_identity(lambda _: bytes(size))


@given(SEEDS)
def test_no_representation_shows_the_secret(seed: bytes) -> None:
    identity = Identity(seed)
    shown = f"{identity!r} {identity} {[identity]} {identity.recipient()}"
    for secret in (identity.text, identity.text[20:40], repr(seed)[2:-1], seed.hex(), str(seed)):
        assert secret not in shown
    assert repr(identity) == "Identity()"


OTHER_TEXTS = {
    "small letters": ONE.text.lower(),
    "mixed": ONE.text[:-1] + ONE.text[-1].lower(),
    "another prefix": "AGE-SECRET-KEY-1EGTZVFFV20835NWYV6270LXYVK2VKNX2MMDKWYKLMGR48UAWX40Q2P2LM0",
    "a recipient": RECIPIENT.text,
    "too long": ONE.text + "Q",
    "too short": ONE.text[:-1],
    "a blank after it": ONE.text + " ",
    "a line end after it": ONE.text + "\n",
    "a blank before it": " " + ONE.text,
    "no Bech32 letter": ONE.text[:-1] + "B",
    "another script": ONE.text[:-1] + "İ",
    "a wrong checksum": ONE.text[:-1] + ("Q" if ONE.text[-1] != "Q" else "P"),
    "two letters exchanged": ONE.text[:30] + ONE.text[31] + ONE.text[30] + ONE.text[32:],
    "an empty text": "",
    "the prefix alone": "AGE-SECRET-KEY-PQ-1",
    "bits left over": _checked("age-secret-key-pq-", [0] * 51 + [1]).upper(),
    "another length, checked": _checked("age-secret-key-pq-", [0] * 50).upper(),
}


@pytest.mark.parametrize("text", OTHER_TEXTS.values(), ids=OTHER_TEXTS.keys())
def test_what_is_no_identity_is_refused(text: str) -> None:
    with pytest.raises(KeyUnreadable):
        identity_of(text)


def test_the_bits_left_over_are_the_only_fault() -> None:
    assert identity_of(_checked("age-secret-key-pq-", [0] * 52).upper()) == Identity(bytes(32))


LOW_ORDER = ["00" * 32, "01" + "00" * 31, "ec" + "ff" * 30 + "7f"]
UNFIT = {
    "empty": b"",
    "short": RECIPIENT.key[:-1],
    "long": RECIPIENT.key + b"\0",
    "not reduced by the modulus": b"\xff" * 1184 + RECIPIENT.key[1184:],
    **{point: RECIPIENT.key[:1184] + bytes.fromhex(point) for point in LOW_ORDER},
}


@pytest.mark.parametrize("key", UNFIT.values(), ids=UNFIT.keys())
def test_bytes_that_are_no_public_key_are_refused(key: bytes) -> None:
    with pytest.raises(KeyUnreadable):
        Recipient(key)


OTHER_RECIPIENTS = {
    "capitals": RECIPIENT.text.upper(),
    "mixed": RECIPIENT.text[:-1] + RECIPIENT.text[-1].upper(),
    "X25519 alone": "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj",
    "cut": RECIPIENT.text[:-1],
    "a blank after it": RECIPIENT.text + " ",
    "a wrong checksum": RECIPIENT.text[:500] + RECIPIENT.text[501] + RECIPIENT.text[501:],
    "an empty text": "",
    "bits left over": _checked("age1pq", [0] * 1945 + [1]),
    "no public key": _checked("age1pq", [31] * 1945 + [24]),
}


@pytest.mark.parametrize("text", OTHER_RECIPIENTS.values(), ids=OTHER_RECIPIENTS.keys())
def test_what_is_no_recipient_is_refused(text: str) -> None:
    with pytest.raises(KeyUnreadable):
        recipient_of(text)


@pytest.mark.parametrize("text", [ONE.text, ONE.text.lower()])
def test_a_secret_key_given_as_a_recipient_is_told_and_not_shown(text: str) -> None:
    with pytest.raises(KeyUnreadable, match="secret key") as refusal:
        recipient_of(text)
    assert text[20:].lower() not in str(refusal.value).lower()


@given(st.integers(0, len(ONE.text) - 1), st.characters())
def test_one_other_letter_is_refused_and_no_letter_is_shown(place: int, letter: str) -> None:
    changed = ONE.text[:place] + letter + ONE.text[place + 1 :]
    if changed == ONE.text:
        return
    with pytest.raises(KeyUnreadable) as refusal:
        identity_of(changed)
    assert ONE.text[20:30].lower() not in str(refusal.value).lower()
    assert refusal.value.__cause__ is None


@given(st.text() | st.sampled_from([ONE.text, RECIPIENT.text]), st.text(max_size=4))
def test_any_text_is_a_key_or_refused(text: str, more: str) -> None:
    for written in (text, text + more, more + text, "age1pq1" + text, "AGE-SECRET-KEY-PQ-1" + text):
        for read in (identity_of, recipient_of):
            try:
                key = read(written)
            except KeyUnreadable:
                continue
            assert key.text == written


def _with(stanza: Stanza, encapsulated: bytes) -> Stanza:
    return Stanza((KIND, to_base64(encapsulated)), stanza.body)


def test_a_malformed_stanza_is_refused_even_after_one_that_opens() -> None:
    good = RECIPIENT.wrap(FILE_KEY)
    assert ONE.unwrap([good]) == FILE_KEY
    bad = [
        Stanza((KIND,), good.body),
        Stanza((*good.arguments, "more"), good.body),
        Stanza((KIND, good.arguments[1] + "="), good.body),
        Stanza((KIND, "!"), good.body),
        Stanza(good.arguments, good.body[:-1]),
        Stanza(good.arguments, good.body + b"\0"),
        _with(good, bytes(1119)),
        _with(good, bytes(1121)),
        *(_with(good, bytes(1088) + bytes.fromhex(point)) for point in LOW_ORDER),
    ]
    for each in bad:
        with pytest.raises(NotAge):
            ONE.unwrap([good, each])


def test_stanzas_of_other_kinds_are_passed_over() -> None:
    others = [Stanza(("X25519", "!"), b""), Stanza((KIND.upper(),), b""), Stanza(("grease",), b"")]
    assert ONE.unwrap(others) is None
    assert ONE.unwrap([]) is None
    assert ONE.unwrap([*others, RECIPIENT.wrap(FILE_KEY)]) == FILE_KEY


def test_a_stanza_for_another_or_changed_opens_nothing() -> None:
    good = RECIPIENT.wrap(FILE_KEY)
    assert new_identity(os.urandom).unwrap([good]) is None
    assert ONE.unwrap([Stanza(good.arguments, bytes(32))]) is None
    assert ONE.unwrap([Stanza(good.arguments, bytes(32)), good]) == FILE_KEY
