"""The manifest: read as it was written, and refused for each thing that is wrong with it."""

from __future__ import annotations

import os
import random
from dataclasses import replace
from typing import Any

import pytest

from detente.exchange import manifest as manifests
from detente.exchange.canonical import canonical, object_of, to_base64
from detente.exchange.encryption.keys import Identity, recipient_of
from detente.exchange.log.checkpoint import log_verifier_key, witness_verifier_key
from detente.exchange.manifest import (
    MEDIATOR,
    PARTIES_AT_MOST,
    Manifest,
    ManifestUnreadable,
    fingerprint,
    manifest_bytes,
    manifest_of,
    signatures_wrong,
    signed_manifest_bytes,
    signed_manifest_of,
    witness_name,
)
from detente.exchange.signing import public_text, signature, signer

from .hostile import changed_everywhere, flipped
from .people import people, seed_of

HEAVY = "DETENTE_HEAVY" in os.environ
ALL, WITH_NEUTRAL = people(), people(neutral=True)
DATA = object_of(manifest_bytes(ALL.manifest))
NORTH, SOUTH = "party/north", "party/south"
LOG_SIGNER = signer(seed_of("server log")).public_key()


@pytest.fixture
def quick_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """Encryption keys are long, and are checked once each here."""
    known = {text: recipient_of(text) for text in _texts(DATA) if text.startswith("age1")}

    def found(text: str) -> object:
        return known[text] if text in known else recipient_of(text)

    monkeypatch.setattr(manifests, "recipient_of", found)


def _texts(data: Any) -> list[str]:
    if isinstance(data, dict | list):
        inner = data.values() if isinstance(data, dict) else data
        return [text for each in inner for text in _texts(each)]
    return [data] if isinstance(data, str) else []


@pytest.mark.parametrize(
    "found",
    [
        ALL.manifest,
        WITH_NEUTRAL.manifest,
        people("a", "b", "c", mediator_reads=True, replacing=False).manifest,
        replace(ALL.manifest, witness_parties=0, title="Entretiens à Genève", deadline=-1),
        replace(ALL.manifest, bytes_at_most=1 << 30, tolerance_seconds=3600, witness_parties=2),
    ],
)
def test_a_manifest_is_read_as_it_was_written(found: Manifest) -> None:
    again = manifest_of(manifest_bytes(found))
    assert again == found
    assert again.hash == found.hash
    signed = signed_manifest_bytes(found, {"mediator": "x"})
    assert signed_manifest_of(signed) == (found, {"mediator": "x"})


def test_the_hash_is_of_every_part() -> None:
    rules: dict[str, Any] = {
        "id": "talks-2", "title": "x", "nonce": "1" * 32, "deadline": 5, "tolerance_seconds": 61,
        "bytes_at_most": 5, "replacing": False, "mediator_reads": True, "witness_parties": 2,
    }  # fmt: skip
    found = {replace(ALL.manifest, **{name: value}).hash for name, value in rules.items()}
    found |= {ALL.manifest.hash, WITH_NEUTRAL.manifest.hash, people("north", "west").manifest.hash}
    assert len(found) == len(rules) + 3


def _rule(name: str, value: object) -> dict[str, Any]:
    return {"rules": {**DATA["rules"], name: value}}


def _party(**changes: Any) -> dict[str, Any]:
    return {"parties": [DATA["parties"][0], {**DATA["parties"][1], **changes}]}


def _server(**changes: Any) -> dict[str, Any]:
    return {"server": {**DATA["server"], **changes}}


LOW_ORDER = to_base64(b"\x01" + bytes(31))
WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "type": ({"type": "detente/manifest/v2"}, "the type is not"),
    "a third that is none": ({"third": {"kind": "nobody"}}, "neither the parties nor a neutral"),
    "a third without kind": ({"third": {}}, "neither the parties nor a neutral"),
    "parties with more": ({"third": {"kind": "parties", "id": "x"}}, "neither the parties nor"),
    "a neutral without keys": ({"third": {"kind": "neutral"}}, "a member does not have the fields"),
    "hidden deposits": (_rule("deposits_shown", False), "a rule that this version does not know"),
    "another lapse": (_rule("on_lapse", "all is opened"), "a rule that this version does not know"),
    "a rule more": (_rule("more", 1), "the rules does not have the fields"),
    "id": ({"id": "Talks 1"}, "the id or the nonce"),
    "a long id": ({"id": "x" * 81}, "the id or the nonce"),
    "nonce": ({"nonce": "0" * 31}, "the id or the nonce"),
    "a nonce in capitals": ({"nonce": "A" * 32}, "the id or the nonce"),
    "an origin with a blank": ({"origin": "a log"}, "the origin of the log is not a name"),
    "an origin with a plus": ({"origin": "a+log"}, "the origin of the log is not a name"),
    "a long origin": ({"origin": "x" * 201}, "the origin of the log is not a name"),
    "no title": ({"title": ""}, "the title is empty"),
    "a long title": ({"title": "x" * 201}, "the title is empty or over 200"),
    "one party": ({"parties": DATA["parties"][:1]}, "there are not 2 to 200 parties"),
    "no party": ({"parties": []}, "there are not 2 to 200 parties"),
    "no bytes": ({"bytes_at_most": 0}, "the largest file"),
    "too many bytes": ({"bytes_at_most": (1 << 30) + 1}, "the largest file"),
    "no tolerance": ({"tolerance_seconds": 0}, "the tolerance"),
    "too much tolerance": ({"tolerance_seconds": 3601}, "the tolerance"),
    "too many witnesses": (_rule("witness_parties", 3), "more parties are to confirm"),
    "fewer than no witnesses": (_rule("witness_parties", -1), "more parties are to confirm"),
    "a party twice": (_party(id="north"), "two parties have one id"),
    "a party's id": (_party(id="So/uth"), "an id or a name of a member"),
    "a party's name": (_party(name=""), "an id or a name of a member"),
    "the log's key": (_server(log_key="x"), "the key of the log is none"),
    "a log's key of another name": (
        _server(log_key=log_verifier_key("other.example", LOG_SIGNER).text),
        "the key of the log is not of its origin",
    ),
    "a log's key of a witness": (
        _server(log_key=witness_verifier_key(ALL.manifest.origin, LOG_SIGNER).text),
        "the key of the log is one of a witness",
    ),
    "a signing key": (_party(signer="x"), "a signing key is none"),
    "a signing key too short": (_party(login=to_base64(bytes(31))), "a signing key is none"),
    "a signing key that binds nobody": (_party(witness=LOW_ORDER), "a signing key is none"),
    "the server's signing key": (_server(signer=""), "a signing key is none"),
    "an encryption key": (_party(content="age1x"), "an encryption key is none"),
    "the server's custody": (_server(custody="x"), "an encryption key is none"),
    "a key for two purposes": (_party(login=DATA["parties"][1]["signer"]), "stands there twice"),
    "a key of two members": (_party(signer=DATA["parties"][0]["signer"]), "stands there twice"),
    "a content key twice": (_party(recovery=DATA["parties"][1]["content"]), "stands there twice"),
    "the mediator's key as the server's": (
        _server(custody=DATA["mediator"]["custody"]),
        "stands there twice",
    ),
    "the log's key as the server's": (
        _server(signer=public_text(signer(seed_of("server log")))),
        "stands there twice",
    ),
    "deadline": ({"deadline": "2025-06-02"}, "not a moment"),
    "a field more": ({"more": 1}, "a manifest does not have the fields"),
    "a field of another type": ({"title": 1}, '"title" of a manifest'),
    "true for a number": ({"bytes_at_most": True}, '"bytes_at_most" of a manifest'),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_what_cannot_be_is_refused_by_name(name: str) -> None:
    changes, why = WRONG[name]
    with pytest.raises(ManifestUnreadable, match=why):
        manifest_of(canonical({**DATA, **changes}))


def test_more_parties_than_there_may_be_are_refused() -> None:
    parties = [{**DATA["parties"][0], "id": f"p{number}"} for number in range(PARTIES_AT_MOST + 1)]
    with pytest.raises(ManifestUnreadable, match="there are not 2 to 200 parties"):
        manifest_of(canonical({**DATA, "parties": parties}))


def test_a_log_whose_witnesses_could_have_no_names_is_refused() -> None:
    """The names are made of the origin and of the ids; each of them alone is short enough."""
    origin = "x" * 200
    data = {**DATA, "origin": origin, **_server(log_key=log_verifier_key(origin, LOG_SIGNER).text)}
    assert manifest_of(canonical(data)).witnesses
    parties = [{**DATA["parties"][0], "id": "y" * 80}, DATA["parties"][1]]
    with pytest.raises(ManifestUnreadable, match="too long for the ids"):
        manifest_of(canonical({**data, "parties": parties}))


@pytest.mark.usefixtures("quick_keys")
def test_a_hostile_value_in_any_place_is_refused_or_means_itself() -> None:
    refused = 0
    for data in changed_everywhere(DATA):
        written = canonical(data)
        try:
            found = manifest_of(written)
        except ManifestUnreadable:
            refused += 1
            continue
        assert manifest_bytes(found) == written
        assert len(found.witnesses) == len(found.parties) + 1
        assert found.verifier.name == found.origin
    assert refused > 1000


@pytest.mark.parametrize("data", [b"", b"{}", b"[]", b"null", b"\xff", b'{"a":' * 1000])
def test_what_is_no_manifest_is_refused(data: bytes) -> None:
    for read in (manifest_of, signed_manifest_of):
        with pytest.raises(ManifestUnreadable):
            read(data)


# Signatures


def _signed(**changes: Any) -> dict[str, Any]:
    return {**ALL.signatures, **changes}


def test_a_manifest_signed_by_all_has_no_wrong_signatures() -> None:
    assert list(ALL.signatures) == [NORTH, SOUTH, MEDIATOR]
    assert signatures_wrong(ALL.manifest, ALL.signatures) == ()
    assert signatures_wrong(WITH_NEUTRAL.manifest, WITH_NEUTRAL.signatures) == ()


@pytest.mark.parametrize("role", [NORTH, SOUTH, MEDIATOR])
def test_a_signature_that_is_missing_or_wrong_is_named(role: str) -> None:
    right = ALL.signatures
    others = {each: text for each, text in right.items() if each != role}
    message = manifest_bytes(ALL.manifest)
    wrongs: list[object] = [
        None,
        "",
        1,
        [right[role]],
        right[NORTH if role != NORTH else SOUTH],
        right[role][:-1],
        right[role] + "\n",
        signature(ALL.keys[role].signer, "card", message),
        signature(ALL.keys[role].login, "manifest", message),
        signature(ALL.keys[role].signer, "manifest", message + b" "),
    ]
    assert signatures_wrong(ALL.manifest, others) == (role,)
    for wrong in wrongs:
        assert signatures_wrong(ALL.manifest, {**others, role: wrong}) == (role,)


def test_a_signature_of_somebody_who_does_not_sign_is_wrong() -> None:
    for role in ("server", "neutral", "party/west", ""):
        found = signatures_wrong(ALL.manifest, _signed(**{role: ALL.signatures[NORTH]}))
        assert found == (role,)


def test_signatures_of_another_manifest_are_all_wrong() -> None:
    other = people(nonce="1" * 32)
    assert signatures_wrong(ALL.manifest, other.signatures) == (NORTH, SOUTH, MEDIATOR)
    nothings: tuple[object, ...] = (None, [], "x", {})
    for nothing in nothings:
        assert signatures_wrong(ALL.manifest, nothing) == (NORTH, SOUTH, MEDIATOR)


def test_a_signed_manifest_of_another_form_is_refused() -> None:
    data = object_of(signed_manifest_bytes(ALL.manifest, ALL.signatures))
    for changes, why in (
        ({"type": "x"}, "the type is not"),
        ({"signatures": {NORTH: 1}}, "a signature that is none"),
        ({"signatures": []}, '"signatures" of a signed manifest'),
        ({"manifest": {}}, "a manifest does not have the fields"),
        ({"more": 1}, "a signed manifest does not have the fields"),
    ):
        with pytest.raises(ManifestUnreadable, match=why):
            signed_manifest_of(canonical({**data, **changes}))


@pytest.mark.usefixtures("quick_keys")
@pytest.mark.parametrize("bit", range(8))
def test_a_signed_manifest_with_a_bit_changed_is_refused_or_not_signed(bit: int) -> None:
    data = signed_manifest_bytes(ALL.manifest, ALL.signatures)
    numbers = range(bit, len(data) * 8, 8)
    assert signed_manifest_of(data) == (ALL.manifest, ALL.signatures)
    for number in numbers if HEAVY else random.Random(bit).sample(numbers, 100):
        try:
            found, signatures = signed_manifest_of(flipped(data, number))
        except ManifestUnreadable:
            continue
        assert signatures_wrong(found, signatures)


# Fingerprint, names and quorum


def test_a_fingerprint_is_twelve_groups_of_five_digits() -> None:
    found = set()
    for number in range(200):
        text = fingerprint(f"{number:064x}")
        groups = text.split(" ")
        assert len(groups) == 12
        assert all(len(each) == 5 and each.isdecimal() and each.isascii() for each in groups)
        found.add(text)
    assert len(found) == 200
    assert fingerprint(ALL.manifest.hash) != fingerprint(WITH_NEUTRAL.manifest.hash)


def test_holders_signers_and_readers_are_as_agreed() -> None:
    two, neutral = ALL.manifest, WITH_NEUTRAL.manifest
    assert two.holders == ("server", "mediator", NORTH, SOUTH)
    assert neutral.holders == ("server", "mediator", "neutral")
    assert two.signers == neutral.signers == (NORTH, SOUTH, MEDIATOR)
    assert list(neutral.members) == [NORTH, SOUTH, MEDIATOR, "neutral"]
    assert [each.role for each in two.readers()] == [NORTH, SOUTH]
    reading = people(mediator_reads=True).manifest
    assert [each.role for each in reading.readers()] == [NORTH, SOUTH, MEDIATOR]
    assert two.signing_key("nobody") is None
    assert two.signing_key("server") == two.server.signer
    assert two.name("server") == "exchange.example"
    assert two.name(NORTH) == "North"
    assert two.custody_key("server") == ALL.custody["server"].recipient().text


@pytest.mark.parametrize("count", [0, 1, 2])
def test_a_quorum_is_the_mediator_and_as_many_parties_as_agreed(count: int) -> None:
    found = replace(ALL.manifest, witness_parties=count)
    mediator, north, south = (witness_name(found.origin, role) for role in (MEDIATOR, NORTH, SOUTH))
    assert found.has_quorum([mediator]) is (count == 0)
    assert found.has_quorum([mediator, north, north]) is (count <= 1)
    assert found.has_quorum([mediator, south, north]) is True
    assert found.has_quorum([north, south]) is False
    assert found.has_quorum([mediator, "x", "y"]) is (count == 0)
    assert found.has_quorum([]) is False


def test_the_neutral_does_not_confirm_the_log() -> None:
    found = WITH_NEUTRAL.manifest
    assert witness_name(found.origin, "neutral") not in found.witnesses
    assert len(found.witnesses) == 3


@pytest.mark.parametrize("name", ["content", "recovery", "custody"])
def test_the_neutrals_keys_are_checked_too(name: str) -> None:
    data = object_of(manifest_bytes(WITH_NEUTRAL.manifest))
    for text, why in (
        ("x", "an encryption key is none"),
        (Identity(seed_of(NORTH)).recipient().text[:-1] + "q", "an encryption key is none"),
        (data["mediator"]["custody"], "stands there twice"),
    ):
        third = {**data["third"], name: text}
        with pytest.raises(ManifestUnreadable, match=why):
            manifest_of(canonical({**data, "third": third}))
