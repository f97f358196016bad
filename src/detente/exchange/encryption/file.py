"""Whole files in the age format: encrypted to recipients, opened by identities.

The format is that of age, version 1 (c2sp.org/age), with hybrid recipients only. A file in armor and one locked with a
passphrase are refused: a passphrase a person can remember is no protection for what is sealed here.
Nothing of a damaged file is given out, not even the part before the damage.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from .header import (
    FILE_KEY_BYTES,
    STANZAS_AT_MOST,
    CannotDecrypt,
    NotAge,
    Stanza,
    header_holds,
    parse_header,
    write_header,
)
from .keys import Recipient

__all__ = [
    "CHUNK_BYTES",
    "CannotDecrypt",
    "Damaged",
    "NoKeyFits",
    "NotAge",
    "RecipientsUnfit",
    "Unwraps",
    "decrypt",
    "encrypt",
]

CHUNK_BYTES = 64 * 1024
_NONCE_BYTES, _TAG_BYTES, _KEY_BYTES = 16, 16, 32
_PASSPHRASE = "scrypt"  # noqa: S105  # a kind of stanza


class NoKeyFits(CannotDecrypt):
    """None of the identities opens the file."""


class Damaged(CannotDecrypt):
    """The file is not as it was when it was encrypted: changed, cut short, or added to."""


class RecipientsUnfit(ValueError):
    """A file is to be encrypted to nobody, or to more recipients than a header holds."""


class Unwraps(Protocol):
    """What can open files: given all stanzas of a header, the file key, or None if none fits."""

    def unwrap(self, stanzas: Sequence[Stanza]) -> bytes | None:
        """Return the file key; raises NotAge where a stanza of its own kind is malformed."""


def _nobody_asks(done: int) -> None:
    """Tell nobody how far the work is."""


def encrypt(
    plaintext: bytes,
    recipients: Sequence[Recipient],
    chance: Callable[[int], bytes],
    progress: Callable[[int], None] = _nobody_asks,
) -> bytes:
    """Return a file that each of these recipients can open alone, and nobody else.

    ``chance`` gives so many random bytes: 16 for the key of the file and 16 for its nonce, never
    the same again. The encapsulation for each recipient draws its own randomness, inside the
    cryptography library, so that two files are never equal. ``progress`` is told the bytes of the
    plaintext done, after each chunk of 64 KiB. How long the plaintext is and how many recipients
    there are can be seen in the file.

    Raises RecipientsUnfit without recipients or for more than 1024, ValueError where ``chance``
    gives another number of bytes than asked. Takes about as much memory again as twice the
    plaintext; linear in it.

    >>> from detente.exchange.encryption.keys import Identity
    >>> mine = Identity(bytes(32))  # in earnest: new_identity(secrets.token_bytes)
    >>> sealed = encrypt(b"an offer", [mine.recipient()], lambda count: bytes(count))
    >>> decrypt(sealed, [mine])
    b'an offer'
    """
    if not 0 < len(recipients) <= STANZAS_AT_MOST:
        raise RecipientsUnfit(f"a file has 1 to {STANZAS_AT_MOST} recipients")
    file_key, nonce = _drawn(chance, FILE_KEY_BYTES), _drawn(chance, _NONCE_BYTES)
    header = write_header([recipient.wrap(file_key) for recipient in recipients], file_key)
    cipher = _payload_cipher(file_key, nonce)
    view = memoryview(plaintext)
    parts = [header, nonce]
    count = max(1, -(-len(view) // CHUNK_BYTES))
    for number in range(count):
        chunk = view[number * CHUNK_BYTES : (number + 1) * CHUNK_BYTES]
        parts.append(cipher.encrypt(_chunk_nonce(number, number == count - 1), chunk, None))
        progress(number * CHUNK_BYTES + len(chunk))
    return b"".join(parts)


def decrypt(
    data: bytes,
    identities: Sequence[Unwraps],
    progress: Callable[[int], None] = _nobody_asks,
) -> bytes:
    """Return the plaintext of a file that one of these identities opens, the first that does.

    ``progress`` is told the bytes of the plaintext done, after each chunk of 64 KiB; they can
    still turn out to belong to a damaged file.

    Raises NotAge where the header is malformed, armored, of a passphrase or of another version, or
    the file ends before its payload; NoKeyFits where no identity opens it, and without any;
    Damaged where the header or the payload was changed. Any bytes give a plaintext or one of
    these. Linear in the file, and in stanzas times identities.
    """
    header, start = parse_header(data)
    if any(stanza.arguments[0] == _PASSPHRASE for stanza in header.stanzas):
        raise NotAge("the file is locked with a passphrase; only files to recipients are read")
    file_key = _file_key(header.stanzas, identities)
    if not header_holds(header, file_key):
        raise Damaged("the header was changed after it was written")
    if len(data) < start + _NONCE_BYTES:
        raise NotAge("the file ends where its payload should begin")
    nonce = data[start : start + _NONCE_BYTES]
    payload = memoryview(data)[start + _NONCE_BYTES :]
    return _opened(payload, _payload_cipher(file_key, nonce), progress)


def _file_key(stanzas: Sequence[Stanza], identities: Sequence[Unwraps]) -> bytes:
    for identity in identities:
        file_key = identity.unwrap(stanzas)
        if file_key is not None:
            return file_key
    raise NoKeyFits("the file is not encrypted to any of these keys")


def _opened(
    payload: memoryview, cipher: ChaCha20Poly1305, progress: Callable[[int], None]
) -> bytes:
    """Return what all chunks of a payload hold, or raise Damaged."""
    sealed_bytes = CHUNK_BYTES + _TAG_BYTES
    count = -(-len(payload) // sealed_bytes)
    if not count:
        raise Damaged("the file ends before its first chunk")
    if count > 1 and len(payload) == (count - 1) * sealed_bytes + _TAG_BYTES:
        raise Damaged("the last chunk of the file is empty")
    parts, done = [], 0
    for number in range(count):
        sealed = payload[number * sealed_bytes : (number + 1) * sealed_bytes]
        try:
            part = cipher.decrypt(_chunk_nonce(number, number == count - 1), sealed, None)
        except InvalidTag:
            raise Damaged("the file was changed, cut short or added to") from None
        parts.append(part)
        done += len(part)
        progress(done)
    return b"".join(parts)


def _payload_cipher(file_key: bytes, nonce: bytes) -> ChaCha20Poly1305:
    return ChaCha20Poly1305(
        HKDF(SHA256(), _KEY_BYTES, salt=nonce, info=b"payload").derive(file_key)
    )


def _chunk_nonce(number: int, last: bool) -> bytes:
    return number.to_bytes(11, "big") + (b"\x01" if last else b"\x00")


def _drawn(chance: Callable[[int], bytes], count: int) -> bytes:
    drawn = chance(count)
    if len(drawn) != count:
        raise ValueError(f"asked for {count} random bytes, was given {len(drawn)}")
    return drawn
