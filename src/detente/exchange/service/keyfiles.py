"""Somebody's keys on disk: a private folder with the secret, a custody key for each card, and the card."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from detente.exchange.canonical import (
    NotCanonical,
    canonical,
    from_base64,
    object_of,
    tagged_hash,
    to_base64,
    with_fields,
)
from detente.exchange.cards import SECRET_BYTES, Keys, card_bytes
from detente.exchange.encryption.keys import (
    Identity,
    KeyUnreadable,
    identity_of,
    new_identity,
    recipient_of,
)
from detente.exchange.shares import Chance

from . import durable

KEY_FILE, CARD_FILE = "key.json", "card.json"
TYPE, LOCKED_TYPE = "detente/key/v1", "detente/locked-key/v1"
_HARDNESS = 2**17

Ask = Callable[[], str]


class KeysUnreadable(Exception):
    """The folder holds no keys, or they cannot be read."""


class PassphraseWrong(Exception):
    """The passphrase does not open the keys."""


class CardUsed(Exception):
    """A card is for another exchange already, or its custody key is gone; each is for one."""


class KeysThere(Exception):
    """Keys are there already; they are never replaced."""


def make_keys(
    folder: Path, id: str, name: str, passphrase: str, chance: Chance
) -> tuple[Keys, Identity]:
    """Make keys in a new folder; return them, and the recovery key, which is kept nowhere.

    Raises :class:`KeysThere` if the folder holds keys already.
    """
    if (folder / KEY_FILE).exists():
        raise KeysThere("keys are there already; choose another place")
    recovery = new_identity(chance)
    keys = Keys(id, name, chance(SECRET_BYTES), recovery.recipient().text)
    durable.make_folder(folder)
    durable.put(folder / KEY_FILE, _written(keys, passphrase, chance), durable.PRIVATE)
    make_card(folder, keys, chance)
    return keys, recovery


def _written(keys: Keys, passphrase: str, chance: Chance) -> bytes:
    public = {"id": keys.id, "name": keys.name, "recovery": keys.recovery}
    if not passphrase:
        return canonical({"type": TYPE, **public, "secret": to_base64(keys.secret)})
    salt, nonce = chance(16), chance(12)
    cipher = ChaCha20Poly1305(_stretched(passphrase, salt))
    locked = cipher.encrypt(nonce, keys.secret, canonical(public))
    parts = {"salt": to_base64(salt), "nonce": to_base64(nonce), "locked": to_base64(locked)}
    return canonical({"type": LOCKED_TYPE, **public, **parts})


def _stretched(passphrase: str, salt: bytes) -> bytes:
    return Scrypt(salt=salt, length=32, n=_HARDNESS, r=8, p=1).derive(passphrase.encode())


def read_keys(folder: Path, ask: Ask) -> Keys:
    """Return the keys in a folder; ``ask`` is called for the passphrase only where there is one.

    Raises :class:`KeysUnreadable` and :class:`PassphraseWrong`.
    """
    public = dict.fromkeys(("type", "id", "name", "recovery"), str)
    try:
        data = object_of((folder / KEY_FILE).read_bytes())
        locked = data.get("type") == LOCKED_TYPE
        more = dict.fromkeys(("salt", "nonce", "locked") if locked else ("secret",), str)
        found = with_fields(data, "a key file", {**public, **more})
        secret = _unlocked(found, ask) if locked else from_base64(found["secret"])
        recipient_of(found["recovery"])
    except OSError as error:
        raise KeysUnreadable("there are no keys in this folder") from error
    except (NotCanonical, KeyUnreadable) as error:
        raise KeysUnreadable("the keys in this folder cannot be read") from error
    if len(secret) != SECRET_BYTES or found["type"] not in (TYPE, LOCKED_TYPE):
        raise KeysUnreadable("the keys in this folder cannot be read")
    return Keys(found["id"], found["name"], secret, found["recovery"])


def _unlocked(found: dict[str, str], ask: Ask) -> bytes:
    public = canonical({name: found[name] for name in ("id", "name", "recovery")})
    key = _stretched(ask(), from_base64(found["salt"]))
    try:
        nonce, locked = from_base64(found["nonce"]), from_base64(found["locked"])
        return ChaCha20Poly1305(key).decrypt(nonce, locked, public)
    except InvalidTag as error:
        raise PassphraseWrong("the passphrase does not open the keys") from error
    except ValueError as error:
        raise KeysUnreadable("the keys in this folder cannot be read") from error


def make_card(folder: Path, keys: Keys, chance: Chance) -> bytes:
    """Make a card with a fresh custody key, for one more exchange; return it. It is kept too."""
    custody = new_identity(chance)
    durable.put(_custody(folder, custody.recipient().text), custody.text.encode(), durable.PRIVATE)
    card = card_bytes(keys, custody)
    durable.put(folder / CARD_FILE, card)
    return card


def custody_key(folder: Path, recipient: str) -> Identity | None:
    """Return the custody key of a card, or None if it was destroyed or is elsewhere."""
    try:
        text = _custody(folder, recipient).read_text("ascii")
    except (OSError, UnicodeDecodeError):
        return None
    try:
        return identity_of(text)
    except KeyUnreadable:
        return None


def claim_card(folder: Path, recipient: str, exchange: str) -> None:
    """Keep that a card is for the exchange with this manifest's hash; again for the same is fine.

    Raises :class:`CardUsed` if it is for another, or its custody key is not here: with one key in two
    exchanges, the first to end would take the other's share along.
    """
    claim = _custody(folder, recipient).with_suffix(".exchange")
    if claim.exists():
        if claim.read_text("ascii", "replace") != exchange:
            raise CardUsed("this card is for another exchange already; each is for one")
        return
    if custody_key(folder, recipient) is None:
        raise CardUsed("the custody key of this card is not here: the card is an old one")
    durable.put(claim, exchange.encode("ascii"), durable.PRIVATE)


def destroy_custody_key(folder: Path, recipient: str) -> None:
    """Destroy the custody key of a card: the exchange it was for has ended."""
    durable.destroy(_custody(folder, recipient))


def _custody(folder: Path, recipient: str) -> Path:
    return folder / f"custody-{tagged_hash('custody-file', recipient.encode())[:16]}.key"


def keys_folders(root: Path) -> tuple[Path, ...]:
    """Return the folders below another that hold keys, by name."""
    if not root.is_dir():
        return ()
    return tuple(sorted(each for each in root.iterdir() if (each / KEY_FILE).is_file()))


def readable_by_others(folder: Path) -> bool:
    """Return whether others on this machine may read the keys."""
    return os.name != "nt" and bool((folder / KEY_FILE).stat().st_mode & 0o077)
