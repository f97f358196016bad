"""The older recipients of age, X25519 alone: for comparing with other programs, in tests only."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from detente.exchange.encryption.header import NotAge, Stanza, from_base64, to_base64
from detente.exchange.encryption.keys import _bech32, _from_bech32

KIND = "X25519"


def _cipher(secret: bytes, share: bytes, recipient: bytes) -> ChaCha20Poly1305:
    derived = HKDF(SHA256(), 32, salt=share + recipient, info=b"age-encryption.org/v1/X25519")
    return ChaCha20Poly1305(derived.derive(secret))


@dataclass(frozen=True)
class CurveRecipient:
    """Wraps a file key with X25519 alone."""

    key: bytes

    def wrap(self, file_key: bytes) -> Stanza:
        """Return the stanza for a file key."""
        ephemeral = X25519PrivateKey.from_private_bytes(os.urandom(32))
        share = ephemeral.public_key().public_bytes_raw()
        secret = ephemeral.exchange(X25519PublicKey.from_public_bytes(self.key))
        body = _cipher(secret, share, self.key).encrypt(bytes(12), file_key, None)
        return Stanza((KIND, to_base64(share)), body)


@dataclass(frozen=True)
class CurveIdentity:
    """Unwraps file keys with X25519 alone."""

    secret: bytes

    @classmethod
    def of(cls, text: str) -> CurveIdentity:
        """Return the identity a text stands for."""
        return cls(_from_bech32("age-secret-key-", text.lower(), 32))

    @property
    def text(self) -> str:
        """The identity as text."""
        return _bech32("age-secret-key-", self.secret).upper()

    def recipient(self) -> CurveRecipient:
        """Return the public half."""
        private = X25519PrivateKey.from_private_bytes(self.secret)
        return CurveRecipient(private.public_key().public_bytes_raw())

    def unwrap(self, stanzas: Sequence[Stanza]) -> bytes | None:
        """Return the file key of the first stanza that opens, or None."""
        private = X25519PrivateKey.from_private_bytes(self.secret)
        for stanza in stanzas:
            if stanza.arguments[0] != KIND:
                continue
            if len(stanza.arguments) != 2 or len(stanza.body) != 32:
                raise NotAge("malformed")
            try:
                share = from_base64(stanza.arguments[1])
                secret = private.exchange(X25519PublicKey.from_public_bytes(share))
            except ValueError:
                raise NotAge("malformed") from None
            try:
                cipher = _cipher(secret, share, self.recipient().key)
                return cipher.decrypt(bytes(12), stanza.body, None)
            except InvalidTag:
                continue
        return None
