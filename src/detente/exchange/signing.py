"""Ed25519 signatures that say what they are for: one made for one purpose is none for another."""

from __future__ import annotations

from typing import Literal

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from .canonical import NotCanonical, from_base64, to_base64

Purpose = Literal["card", "manifest", "statement", "request"]
_KEY_BYTES, _SIGNATURE_BYTES = 32, 64


def signer(seed: bytes) -> Ed25519PrivateKey:
    """Return the signing key that 32 secret bytes stand for."""
    return Ed25519PrivateKey.from_private_bytes(seed)


def public_text(key: Ed25519PrivateKey) -> str:
    """Return the public half of a signing key as text."""
    return to_base64(key.public_key().public_bytes_raw())


def signature(key: Ed25519PrivateKey, purpose: Purpose, message: bytes) -> str:
    """Return a signature of a message for one purpose, as text."""
    return to_base64(key.sign(_signed(purpose, message)))


def holds(public: str, purpose: Purpose, message: bytes, signed: object) -> bool:
    """Return whether a signature is of this message, for this purpose, by this key.

    What is no signature or no key at all gives False.
    """
    try:
        key, found = from_base64(public), from_base64(signed) if isinstance(signed, str) else b""
        if len(found) != _SIGNATURE_BYTES or len(key) != _KEY_BYTES:
            return False
        Ed25519PublicKey.from_public_bytes(key).verify(found, _signed(purpose, message))
    except (InvalidSignature, NotCanonical, ValueError):
        return False
    return True


def is_public_key(value: object) -> bool:
    """Return whether a text is a public signing key."""
    try:
        key = from_base64(value) if isinstance(value, str) else b""
        return len(key) == _KEY_BYTES and bool(Ed25519PublicKey.from_public_bytes(key))
    except (NotCanonical, ValueError):
        return False


def _signed(purpose: Purpose, message: bytes) -> bytes:
    return f"detente/{purpose}/v1\n".encode() + message
