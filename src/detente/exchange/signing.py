"""Ed25519 signatures that say what they are for: one made for one purpose is none for another."""

from __future__ import annotations

from typing import Literal

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from .canonical import NotCanonical, from_base64, to_base64

Purpose = Literal["card", "manifest", "statement", "request"]
_KEY_BYTES, _SIGNATURE_BYTES = 32, 64
_SMALL_ORDER = frozenset(
    bytes.fromhex(start) + bytes([last])
    for start, ends in (
        ("00" * 31, (0x00, 0x80)),
        ("01" + "00" * 30, (0x00, 0x80)),
        ("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc", (0x05, 0x85)),
        ("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03", (0x7A, 0xFA)),
        ("ec" + "ff" * 30, (0x7F, 0xFF)),
        ("ed" + "ff" * 30, (0x7F, 0xFF)),
        ("ee" + "ff" * 30, (0x7F, 0xFF)),
    )
    for last in ends
)
"""Points of small order, in all their spellings: with these as keys, a signature can be of anything."""


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
    """Return whether a text is a public signing key under which signatures bind."""
    try:
        key = from_base64(value) if isinstance(value, str) else b""
        fit = len(key) == _KEY_BYTES and key not in _SMALL_ORDER
        return fit and bool(Ed25519PublicKey.from_public_bytes(key))
    except (NotCanonical, ValueError):
        return False


def _signed(purpose: Purpose, message: bytes) -> bytes:
    return f"detente/{purpose}/v1\n".encode() + message
