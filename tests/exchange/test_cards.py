"""Cards: somebody's public keys, read as they were signed, and nothing of one can change."""

from __future__ import annotations

import os
import random
from typing import Any

import pytest

from detente.exchange.canonical import canonical, object_of, to_base64
from detente.exchange.cards import CARD_BYTES_AT_MOST, CardUnreadable, Keys, card_bytes, card_of
from detente.exchange.encryption.keys import Identity
from detente.exchange.signing import public_text, signature

from .hostile import changed_everywhere, flipped
from .people import seed_of

HEAVY = "DETENTE_HEAVY" in os.environ
RECOVERY = Identity(seed_of("recovery")).recipient().text
KEYS = Keys("north", "The North", seed_of("north"), RECOVERY)
CUSTODY = Identity(seed_of("custody"))
CARD = card_bytes(KEYS, CUSTODY)
DATA = object_of(CARD)


def signed_anew(**changes: Any) -> bytes:
    """A card with something changed, signed by its owner."""
    public = {name: value for name, value in {**DATA, **changes}.items() if name != "signature"}
    return canonical({**public, "signature": signature(KEYS.signer, "card", canonical(public))})


def test_a_card_is_read_as_it_was_made() -> None:
    member = card_of(CARD, "party/")
    assert (member.role, member.id, member.name) == ("party/north", "north", "The North")
    assert member.signer == public_text(KEYS.signer)
    assert member.login == public_text(KEYS.login)
    assert member.witness == public_text(KEYS.witness)
    assert member.content == KEYS.content.recipient().text
    assert member.recovery == RECOVERY
    assert member.custody == CUSTODY.recipient().text
    assert card_of(CARD, "mediator").role == "mediator"
    assert card_of(signed_anew(), "party/") == member


def test_all_keys_are_different_and_none_shows() -> None:
    keys = [DATA[name] for name in ("signer", "login", "witness", "content", "recovery", "custody")]
    assert len(set(keys)) == 6
    assert "secret" not in repr(KEYS)
    assert seed_of("north").hex() not in repr(KEYS)
    assert repr(seed_of("north"))[2:12] not in repr(KEYS)
    assert to_base64(seed_of("north")).encode() not in CARD


def test_the_same_secret_gives_the_same_card_but_for_the_custody_key() -> None:
    again = Keys("north", "The North", seed_of("north"), RECOVERY)
    assert card_bytes(again, CUSTODY) == CARD
    assert card_bytes(again, Identity(seed_of("fresh"))) != CARD


WRONG: dict[str, tuple[bytes, str]] = {
    "type": (signed_anew(type="detente/card/v2"), "the type is not"),
    "signature": (canonical({**DATA, "signature": "A" * 86 + "=="}), "does not hold"),
    "no signature": (canonical({**DATA, "signature": ""}), "does not hold"),
    "another name": (canonical({**DATA, "name": "South"}), "does not hold"),
    "another custody key": (canonical({**DATA, "custody": RECOVERY}), "does not hold"),
    "a signer that did not sign": (canonical({**DATA, "signer": DATA["login"]}), "does not hold"),
    "a signer that is none": (signed_anew(signer="x"), "does not hold"),
    "id": (signed_anew(id="No/rth"), "the id or the name"),
    "an empty id": (signed_anew(id=""), "the id or the name"),
    "a path as id": (signed_anew(id="../north"), "the id or the name"),
    "no name": (signed_anew(name=""), "the id or the name"),
    "a long name": (signed_anew(name="x" * 201), "the id or the name"),
    "login": (signed_anew(login="x"), "a signing key on the card is none"),
    "witness": (signed_anew(witness=to_base64(bytes(33))), "a signing key on the card is none"),
    "content": (signed_anew(content="x"), "an encryption key on the card is none"),
    "recovery": (signed_anew(recovery=RECOVERY[:-1]), "an encryption key on the card is none"),
    "custody": (signed_anew(custody=""), "an encryption key on the card is none"),
    "a secret key as recovery": (
        signed_anew(recovery=CUSTODY.text),
        "an encryption key on the card is none",
    ),
    "a field more": (signed_anew(more="x"), "does not have the fields"),
    "a field of another type": (signed_anew(name=1), '"name" of a card'),
    "too large": (signed_anew(name="x" * CARD_BYTES_AT_MOST), "more than 65536 bytes"),
    "a newline more": (CARD + b"\n", "not in canonical form"),
    "nothing": (b"", "not JSON"),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_with_a_card_is_said(name: str) -> None:
    data, why = WRONG[name]
    with pytest.raises(CardUnreadable, match=why):
        card_of(data, "party/")


def test_a_signature_for_another_purpose_is_none() -> None:
    public = {name: value for name, value in DATA.items() if name != "signature"}
    for purpose in ("manifest", "statement", "request"):
        text = signature(KEYS.signer, purpose, canonical(public))
        with pytest.raises(CardUnreadable, match="does not hold"):
            card_of(canonical({**public, "signature": text}), "party/")


def test_a_hostile_value_in_any_place_is_refused_even_if_it_is_signed() -> None:
    for data in changed_everywhere(DATA):
        if data == DATA:
            continue
        with pytest.raises(CardUnreadable):
            card_of(canonical(data), "party/")
        if isinstance(data, dict) and data.get("signature") == DATA["signature"]:
            public = {name: value for name, value in data.items() if name != "signature"}
            text = signature(KEYS.signer, "card", canonical(public))
            try:
                member = card_of(canonical({**public, "signature": text}), "party/")
            except CardUnreadable:
                continue
            assert (member.id, member.name) == (public["id"], public["name"])


@pytest.mark.parametrize("bit", range(8))
def test_no_single_bit_of_a_card_can_change(bit: int) -> None:
    numbers = range(bit, len(CARD) * 8, 8)
    for number in numbers if HEAVY else random.Random(bit).sample(numbers, 200):
        with pytest.raises(CardUnreadable):
            card_of(flipped(CARD, number), "party/")
