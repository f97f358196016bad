"""Somebody's keys: the secret ones that stay at home, and the card with the public ones.

All keys but two come from one secret of 32 bytes, each for its own purpose. The custody key is
fresh for every card, and destroyed when the exchange has ended; of the recovery key only the public
half is here, its other half lies on paper.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from .canonical import NotCanonical, canonical, object_of, with_fields
from .encryption.keys import Identity, KeyUnreadable, recipient_of
from .manifest import ID_PATTERN, Member
from .signing import holds, is_public_key, public_text, signature, signer

SECRET_BYTES = 32
CARD_TYPE = "detente/card/v1"
CARD_BYTES_AT_MOST = 65_536
_FIELDS: dict[str, type] = {
    name: str for name in ("type", "signature", *Member.__slots__) if name != "role"
}


class CardUnreadable(ValueError):
    """The card is not one, or was changed after it was signed."""


@dataclass(frozen=True, slots=True)
class Keys:
    """Somebody's secret keys. Nothing secret shows when they are printed."""

    id: str
    name: str
    secret: bytes = field(repr=False)
    recovery: str = field(repr=False)
    """The public half of the recovery key."""

    @property
    def signer(self) -> Ed25519PrivateKey:
        """Signs statements, cards and manifests."""
        return signer(_derived(self.secret, "signer"))

    @property
    def login(self) -> Ed25519PrivateKey:
        """Signs requests to the server."""
        return signer(_derived(self.secret, "login"))

    @property
    def witness(self) -> Ed25519PrivateKey:
        """Confirms the log."""
        return signer(_derived(self.secret, "witness"))

    @property
    def content(self) -> Identity:
        """Opens proposals."""
        return Identity(_derived(self.secret, "content"))


def _derived(secret: bytes, purpose: str) -> bytes:
    info = f"detente/key/v1/{purpose}".encode()
    return HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=info).derive(secret)


def card_bytes(keys: Keys, custody: Identity) -> bytes:
    """Return the card for one exchange: public keys, signed by their owner, as canonical JSON."""
    public = {
        "type": CARD_TYPE,
        "id": keys.id,
        "name": keys.name,
        "signer": public_text(keys.signer),
        "login": public_text(keys.login),
        "witness": public_text(keys.witness),
        "content": keys.content.recipient().text,
        "recovery": keys.recovery,
        "custody": custody.recipient().text,
    }
    return canonical({**public, "signature": signature(keys.signer, "card", canonical(public))})


def card_of(data: bytes, role: str) -> Member:
    """Return the member that a card stands for, in a role; for a party the id is added to it.

    Raises :class:`CardUnreadable` for what is no card, was changed, or holds keys that are none.
    """
    try:
        found = with_fields(object_of(data, CARD_BYTES_AT_MOST), "a card", _FIELDS)
    except NotCanonical as error:
        raise CardUnreadable(str(error)) from error
    public = {name: value for name, value in found.items() if name != "signature"}
    if public["type"] != CARD_TYPE:
        raise CardUnreadable(f'the type is not "{CARD_TYPE}"')
    if not holds(public["signer"], "card", canonical(public), found["signature"]):
        raise CardUnreadable("the signature on the card does not hold")
    _check(public)
    fields = {name: value for name, value in public.items() if name != "type"}
    return Member(role=role + public["id"] if role.endswith("/") else role, **fields)


def _check(public: Mapping[str, Any]) -> None:
    if not ID_PATTERN.fullmatch(public["id"]) or not 0 < len(public["name"]) <= 200:
        raise CardUnreadable("the id or the name is not of its form")
    if not all(is_public_key(public[name]) for name in ("signer", "login", "witness")):
        raise CardUnreadable("a signing key on the card is none")
    try:
        for name in ("content", "recovery", "custody"):
            recipient_of(public[name])
    except KeyUnreadable as error:
        raise CardUnreadable("an encryption key on the card is none") from error
