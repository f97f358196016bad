"""Keys of the age format that withstand quantum computers too: ML-KEM-768 beside X25519.

An identity is 32 secret bytes that open what was encrypted to its recipient, the public half. Both
have one spelling as text, that of age, version 1 (c2sp.org/age): Bech32 (BIP 173) without its limit
of length. The pair of keys is that of X-Wing, used through HPKE (RFC 9180).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import (
    AEAD,
    KDF,
    KEM,
    MLKEM768X25519PrivateKey,
    MLKEM768X25519PublicKey,
    Suite,
)

from .header import FILE_KEY_BYTES, NotAge, Stanza, from_base64, to_base64

KIND = "mlkem768x25519"
SEED_BYTES = 32
RECIPIENT_BYTES = 1216

_INFO = b"age-encryption.org/mlkem768x25519"
_SUITE = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)
_LATTICE_BYTES, _LATTICE_SEED_BYTES, _CURVE_BYTES, _TAG_BYTES = 1184, 64, 32, 16
_ENCAPSULATED_BYTES = 1120
_IDENTITY_PREFIX, _RECIPIENT_PREFIX = "age-secret-key-pq-", "age1pq"
_LETTERS = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_VALUES = {letter: value for value, letter in enumerate(_LETTERS)}
_GENERATOR = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
_CHECK_LETTERS = 6
# Known to all, and seals nothing: an exchange with it fails where one with any key would.
_ANY_CURVE_KEY = X25519PrivateKey.from_private_bytes(bytes(_CURVE_BYTES))


class KeyUnreadable(ValueError):
    """A text or bytes are no key. The message holds nothing of what was given."""


@dataclass(frozen=True, slots=True)
class Recipient:
    """To whom a file is encrypted: a public key of 1216 bytes, ML-KEM-768 then X25519.

    Raises KeyUnreadable for bytes that are no such key, among them points of the curve with which
    no secret can be agreed on.
    """

    key: bytes

    def __post_init__(self) -> None:
        if len(self.key) != RECIPIENT_BYTES:
            raise KeyUnreadable(f"a recipient has {RECIPIENT_BYTES} bytes")
        try:
            self._public()
            curve = X25519PublicKey.from_public_bytes(self.key[_LATTICE_BYTES:])
            _ANY_CURVE_KEY.exchange(curve)
        except ValueError:
            raise KeyUnreadable("the bytes of the recipient are no public key") from None

    @property
    def text(self) -> str:
        """The recipient as text, "age1pq1" and 1952 letters more."""
        return _bech32(_RECIPIENT_PREFIX, self.key)

    def wrap(self, file_key: bytes) -> Stanza:
        """Return a stanza from which this recipient's identity has the file key.

        It differs from call to call: the encapsulation draws its own randomness, inside the
        cryptography library. Neither the recipient nor which stanzas share one can be seen in it.
        """
        sealed = _SUITE.encrypt(file_key, self._public(), _INFO)
        encapsulated, body = sealed[:_ENCAPSULATED_BYTES], sealed[_ENCAPSULATED_BYTES:]
        return Stanza((KIND, to_base64(encapsulated)), body)

    def _public(self) -> MLKEM768X25519PublicKey:
        return MLKEM768X25519PublicKey(
            MLKEM768PublicKey.from_public_bytes(self.key[:_LATTICE_BYTES]),
            X25519PublicKey.from_public_bytes(self.key[_LATTICE_BYTES:]),
        )


@dataclass(frozen=True, slots=True)
class Identity:
    """The secret half of a key: 32 bytes, which its representation does not show.

    Raises KeyUnreadable for another number of bytes.

    >>> Identity(bytes(32))
    Identity()
    """

    seed: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if len(self.seed) != SEED_BYTES:
            raise KeyUnreadable(f"an identity has {SEED_BYTES} bytes")

    @property
    def text(self) -> str:
        """The identity as text, "AGE-SECRET-KEY-PQ-1" and 58 letters more; it is the secret."""
        return _bech32(_IDENTITY_PREFIX, self.seed).upper()

    def recipient(self) -> Recipient:
        """Return the public half.

        >>> Identity(bytes(32)).recipient().text[:24]
        'age1pq185sf7ut82tmyprnl3'
        """
        lattice, curve = self._halves()
        return Recipient(
            lattice.public_key().public_bytes_raw() + curve.public_key().public_bytes_raw()
        )

    def unwrap(self, stanzas: Sequence[Stanza]) -> bytes | None:
        """Return the file key from the first stanza this identity opens, or None.

        Stanzas of other kinds are passed over. Raises NotAge where one of this kind is malformed,
        before any is tried: another number of arguments than two, an encapsulated key that is not
        1120 bytes in canonical base64 or that leads to a secret of zeros only, a body that is not
        32 bytes. Costs about a tenth of a millisecond for each stanza of this kind.
        """
        sealed = [_sealed(stanza) for stanza in stanzas if stanza.arguments[0] == KIND]
        if not sealed:
            return None
        lattice, curve = self._halves()
        for each in sealed:
            point = each[_ENCAPSULATED_BYTES - _CURVE_BYTES : _ENCAPSULATED_BYTES]
            try:
                curve.exchange(X25519PublicKey.from_public_bytes(point))
            except ValueError:
                raise NotAge(f"a stanza {KIND} leads to a secret of zeros") from None
        private = MLKEM768X25519PrivateKey(lattice, curve)
        for each in sealed:
            try:
                return _SUITE.decrypt(each, private, _INFO)
            except InvalidTag:
                continue
        return None

    def _halves(self) -> tuple[MLKEM768PrivateKey, X25519PrivateKey]:
        expanded = hashlib.shake_256(self.seed).digest(_LATTICE_SEED_BYTES + _CURVE_BYTES)
        return (
            MLKEM768PrivateKey.from_seed_bytes(expanded[:_LATTICE_SEED_BYTES]),
            X25519PrivateKey.from_private_bytes(expanded[_LATTICE_SEED_BYTES:]),
        )


def new_identity(chance: Callable[[int], bytes]) -> Identity:
    """Return an identity of 32 bytes from a source of random bytes.

    Raises KeyUnreadable where the source gives another number of bytes.
    """
    return Identity(chance(SEED_BYTES))


def identity_of(text: str) -> Identity:
    """Return the identity a text stands for, in capitals, as it is written.

    Raises KeyUnreadable for anything but the one spelling of an identity, blanks around it
    included.
    """
    if not text.startswith(_IDENTITY_PREFIX.upper() + "1"):
        raise KeyUnreadable('a hybrid identity begins with "AGE-SECRET-KEY-PQ-1", in capitals')
    if not text.isascii() or text != text.upper():
        raise KeyUnreadable("an identity is written in capitals throughout")
    return Identity(_from_bech32(_IDENTITY_PREFIX, text.lower(), SEED_BYTES))


def recipient_of(text: str) -> Recipient:
    """Return the recipient a text stands for, in small letters, as it is written.

    Raises KeyUnreadable for anything but the one spelling of a recipient, blanks around it
    included, and for a secret key.
    """
    if text[:14].upper() == "AGE-SECRET-KEY":
        raise KeyUnreadable("this is a secret key; the recipient is the public one")
    if not text.startswith(_RECIPIENT_PREFIX + "1"):
        raise KeyUnreadable('a hybrid recipient begins with "age1pq1", in small letters')
    if not text.isascii() or text != text.lower():
        raise KeyUnreadable("a recipient is written in small letters throughout")
    return Recipient(_from_bech32(_RECIPIENT_PREFIX, text, RECIPIENT_BYTES))


def _sealed(stanza: Stanza) -> bytes:
    """Return the encapsulated key and the body of a stanza of this kind, one after the other."""
    if len(stanza.arguments) != 2:
        raise NotAge(f"a stanza {KIND} has two arguments")
    try:
        encapsulated = from_base64(stanza.arguments[1])
    except ValueError:
        raise NotAge(f"the second argument of a stanza {KIND} is not canonical base64") from None
    if len(encapsulated) != _ENCAPSULATED_BYTES:
        raise NotAge(f"the encapsulated key of a stanza {KIND} has {_ENCAPSULATED_BYTES} bytes")
    if len(stanza.body) != FILE_KEY_BYTES + _TAG_BYTES:
        raise NotAge(f"the body of a stanza {KIND} has {FILE_KEY_BYTES + _TAG_BYTES} bytes")
    return encapsulated + stanza.body


def _bech32(prefix: str, data: bytes) -> str:
    """Return bytes as Bech32 in small letters."""
    count = -(-len(data) * 8 // 5)
    bits = int.from_bytes(data, "big") << (count * 5 - len(data) * 8)
    values = [bits >> (5 * place) & 31 for place in reversed(range(count))]
    check = _checksum(prefix, [*values, *[0] * _CHECK_LETTERS]) ^ 1
    values += [check >> (5 * place) & 31 for place in reversed(range(_CHECK_LETTERS))]
    return prefix + "1" + "".join(_LETTERS[value] for value in values)


def _from_bech32(prefix: str, text: str, size: int) -> bytes:
    """Return the bytes of a Bech32 text in small letters with this prefix, of this size."""
    letters = text[len(prefix) + 1 :]
    count = -(-size * 8 // 5)
    if len(letters) != count + _CHECK_LETTERS:
        raise KeyUnreadable("the key is not as long as it has to be")
    if not _VALUES.keys() >= set(letters):
        raise KeyUnreadable("the key holds a letter that no key holds")
    values = [_VALUES[letter] for letter in letters]
    if _checksum(prefix, values) != 1:
        raise KeyUnreadable("the checksum of the key is wrong: a letter is not as it was")
    bits = 0
    for value in values[:count]:
        bits = bits << 5 | value
    spare = count * 5 - size * 8
    if bits & ((1 << spare) - 1):
        raise KeyUnreadable("the last bits of the key are not zero")
    return (bits >> spare).to_bytes(size, "big")


def _checksum(prefix: str, values: Iterable[int]) -> int:
    """Return the remainder of a prefix and its values by the generator of Bech32."""
    spread = [ord(letter) >> 5 for letter in prefix] + [0] + [ord(letter) & 31 for letter in prefix]
    remainder = 1
    for value in [*spread, *values]:
        top = remainder >> 25
        remainder = (remainder & 0x1FFFFFF) << 5 ^ value
        for place, factor in enumerate(_GENERATOR):
            if top >> place & 1:
                remainder ^= factor
    return remainder
