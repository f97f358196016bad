"""The manifest: what all agree on before anybody deposits. It is signed, and never changed.

Each part somebody plays is named by a *role*: ``party/ukraine``, ``mediator``, ``server``, ``neutral``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from .canonical import (
    NotCanonical,
    canonical,
    from_base64,
    hash_of,
    moment_text,
    object_of,
    seconds_of,
    tagged_hash,
    to_base64,
    with_fields,
)
from .encryption.keys import KeyUnreadable, recipient_of
from .log.note import COSIGNATURE, NOTE_SIGNATURE, VerifierKey, is_name, verifier_key_of
from .log.note import KeyUnreadable as LogKeyUnreadable
from .signing import holds, is_public_key

MEDIATOR, SERVER, NEUTRAL = "mediator", "server", "neutral"
PARTY = "party/"
PARTIES_AT_MOST = 200
MANIFEST_BYTES_AT_MOST = 4 << 20
FILE_BYTES_AT_MOST = 1 << 30
TOLERANCE_AT_MOST_SECONDS = 3600
ID_PATTERN = re.compile(r"[a-z0-9][a-z0-9._-]{0,79}")
_NONCE = re.compile(r"[0-9a-f]{32}")


class ManifestUnreadable(ValueError):
    """The manifest is not one, or says something that cannot be."""


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody's public keys in one exchange: five for five purposes, none used for another."""

    role: str
    id: str
    name: str
    signer: str
    """Signs statements (Ed25519)."""
    login: str
    """Signs requests to the server (Ed25519)."""
    witness: str
    """Confirms the log (Ed25519, cosignature/v1)."""
    content: str
    """Proposals are encrypted to it (age)."""
    recovery: str
    """As ``content``; its other half is kept offline."""
    custody: str
    """A share of each release key is encrypted to it (age)."""


@dataclass(frozen=True, slots=True)
class Server:
    """The server's public keys in one exchange."""

    name: str
    signer: str
    custody: str
    log_key: str
    """Signs the log's checkpoints, as a verifier key of a signed note."""


@dataclass(frozen=True)
class Manifest:
    """What all agree on: who takes part with which keys, until when, and by which rules."""

    id: str
    title: str
    nonce: str
    origin: str
    deadline: int
    """Seconds since 1970; a deposit at this very second is in time."""
    tolerance_seconds: int
    bytes_at_most: int
    replacing: bool
    mediator_reads: bool
    witness_parties: int
    """How many parties, beside the mediator, have to confirm the log."""
    server: Server
    mediator: Member
    neutral: Member | None
    """The third custodian; without one, all parties together are."""
    parties: tuple[Member, ...]

    @cached_property
    def hash(self) -> str:
        """The manifest's SHA-256; every later message carries it."""
        return hash_of(manifest_bytes(self))

    @cached_property
    def members(self) -> Mapping[str, Member]:
        """All but the server, by role: the parties in their order, the mediator, the neutral."""
        others = (self.mediator, *((self.neutral,) if self.neutral else ()))
        return {each.role: each for each in (*self.parties, *others)}

    @cached_property
    def holders(self) -> tuple[str, ...]:
        """Who gets a share, or a part of the third share, of each release key, in order."""
        third = (NEUTRAL,) if self.neutral else tuple(each.role for each in self.parties)
        return (SERVER, MEDIATOR, *third)

    @property
    def signers(self) -> tuple[str, ...]:
        """The roles that sign the manifest: every party, and the mediator."""
        return (*(each.role for each in self.parties), MEDIATOR)

    def signing_key(self, role: str) -> str | None:
        """Return the public key that signs statements for a role, or None if nobody has it."""
        if role == SERVER:
            return self.server.signer
        member = self.members.get(role)
        return member.signer if member else None

    def custody_key(self, role: str) -> str:
        """Return the recipient that shares for a holder are encrypted to."""
        return self.server.custody if role == SERVER else self.members[role].custody

    def name(self, role: str) -> str:
        """Return what people call whoever has a role."""
        return self.server.name if role == SERVER else self.members[role].name

    @cached_property
    def verifier(self) -> VerifierKey:
        """The key that signs the log's checkpoints."""
        return verifier_key_of(self.server.log_key)

    @cached_property
    def witnesses(self) -> Mapping[str, VerifierKey]:
        """The keys of those who confirm the log, by their names: the mediator and every party."""
        members = (self.mediator, *self.parties)
        names = {each.role: witness_name(self.origin, each.role) for each in members}
        return {
            names[each.role]: VerifierKey(names[each.role], COSIGNATURE, from_base64(each.witness))
            for each in members
        }

    def has_quorum(self, names: Iterable[str]) -> bool:
        """Return whether these witnesses are enough: the mediator and as many parties as agreed."""
        found = set(names) & set(self.witnesses)
        mediator = witness_name(self.origin, MEDIATOR)
        return mediator in found and len(found - {mediator}) >= self.witness_parties

    def readers(self) -> tuple[Member, ...]:
        """Return who can read all proposals once they are opened."""
        return (*self.parties, *((self.mediator,) if self.mediator_reads else ()))


def party_id(role: str) -> str:
    """Return the id of the party that a role names; a role of nobody's party is its own.

    >>> party_id("party/ukraine"), party_id("mediator")
    ('ukraine', 'mediator')
    """
    return role.removeprefix(PARTY)


def signatures_broken(manifest: Manifest, signatures: Mapping[str, str]) -> tuple[str, ...]:
    """Return the roles whose signature is there and does not hold: the manifest was changed since."""
    return tuple(each for each in signatures_wrong(manifest, signatures) if each in signatures)


def witness_name(origin: str, role: str) -> str:
    """Return the name under which somebody confirms a log."""
    return f"{origin}/{role}"


def fingerprint(manifest_hash: str) -> str:
    """Return a manifest's fingerprint, to be compared aloud: twelve groups of five digits.

    199 bits of the hash as decimal digits, short enough to be read on the telephone. Whoever writes
    two manifests needs some 2^99 trials to give both the same.

    >>> len(fingerprint("00" * 32).split())
    12
    """
    digits = str(int(tagged_hash("fingerprint", bytes.fromhex(manifest_hash)), 16) % 10**60)
    padded = digits.zfill(60)
    return " ".join(padded[start : start + 5] for start in range(0, 60, 5))


_MEMBER = {name: str for name in Member.__slots__ if name != "role"}
_SERVER = dict.fromkeys(Server.__slots__, str)
_RULES: dict[str, type] = {
    "deposits_shown": bool,
    "mediator_reads": bool,
    "on_lapse": str,
    "replacing": bool,
    "witness_parties": int,
}
_FIELDS: dict[str, type] = {
    "bytes_at_most": int,
    "deadline": str,
    "id": str,
    "mediator": dict,
    "nonce": str,
    "origin": str,
    "parties": list,
    "rules": dict,
    "server": dict,
    "third": dict,
    "title": str,
    "tolerance_seconds": int,
    "type": str,
}
TYPE = "detente/manifest/v1"
ON_LAPSE = "nothing is opened"


def manifest_bytes(manifest: Manifest) -> bytes:
    """Return a manifest as canonical JSON."""
    third: dict[str, Any] = {"kind": "parties"}
    if manifest.neutral:
        third = {"kind": "neutral", **_data(manifest.neutral)}
    return canonical(
        {
            "type": TYPE,
            "id": manifest.id,
            "title": manifest.title,
            "nonce": manifest.nonce,
            "origin": manifest.origin,
            "deadline": moment_text(manifest.deadline),
            "tolerance_seconds": manifest.tolerance_seconds,
            "bytes_at_most": manifest.bytes_at_most,
            "rules": {
                "replacing": manifest.replacing,
                "mediator_reads": manifest.mediator_reads,
                "witness_parties": manifest.witness_parties,
                "deposits_shown": True,
                "on_lapse": ON_LAPSE,
            },
            "server": {name: getattr(manifest.server, name) for name in _SERVER},
            "mediator": _data(manifest.mediator),
            "third": third,
            "parties": [_data(each) for each in manifest.parties],
        }
    )


def _data(member: Member) -> dict[str, str]:
    return {name: getattr(member, name) for name in _MEMBER}


def manifest_of(data: bytes) -> Manifest:
    """Return the manifest that canonical JSON holds.

    Raises :class:`ManifestUnreadable` for anything else, and for what cannot be: fewer than two
    parties, an id or a key twice, a key that is none, limits out of range.
    """
    try:
        found = with_fields(object_of(data, MANIFEST_BYTES_AT_MOST), "a manifest", _FIELDS)
        rules = with_fields(found["rules"], "the rules", _RULES)
        third = dict(found["third"])
        kind = third.pop("kind", None)
        manifest = Manifest(
            **{name: found[name] for name in ("id", "title", "nonce", "origin", "bytes_at_most")},
            deadline=seconds_of(found["deadline"]),
            tolerance_seconds=found["tolerance_seconds"],
            replacing=rules["replacing"],
            mediator_reads=rules["mediator_reads"],
            witness_parties=rules["witness_parties"],
            server=Server(**with_fields(found["server"], "the server", _SERVER)),
            mediator=_member(MEDIATOR, found["mediator"]),
            neutral=_member(NEUTRAL, third) if kind == "neutral" else None,
            parties=tuple(_member(PARTY, each) for each in found["parties"]),
        )
        wrong = next(_wrong(manifest, found, rules, (kind, third)), None)
    except (NotCanonical, TypeError) as error:
        raise ManifestUnreadable(str(error)) from error
    if wrong:
        raise ManifestUnreadable(wrong)
    return manifest


def _member(role: str, data: object) -> Member:
    found = with_fields(data, "a member", _MEMBER)
    return Member(role=role + found["id"] if role == PARTY else role, **found)


def _wrong(
    manifest: Manifest, found: Mapping[str, Any], rules: Mapping[str, Any], third: tuple[Any, Any]
) -> Iterator[str]:
    if found["type"] != TYPE:
        yield f'the type is not "{TYPE}"'
    if third[0] not in ("parties", "neutral") or (third[0] == "parties" and third[1]):
        yield "the third custodian is neither the parties nor a neutral"
    if not rules["deposits_shown"] or rules["on_lapse"] != ON_LAPSE:
        yield "a rule that this version does not know; deposits are always shown"
    if not (ID_PATTERN.fullmatch(manifest.id) and _NONCE.fullmatch(manifest.nonce)):
        yield "the id or the nonce is not of its form"
    if not is_name(manifest.origin) or len(manifest.origin) > 200:
        yield "the origin of the log is not a name"
    if not 0 < len(manifest.title) <= 200:
        yield "the title is empty or over 200 characters"
    if not 2 <= len(manifest.parties) <= PARTIES_AT_MOST:
        yield f"there are not 2 to {PARTIES_AT_MOST} parties"
    if not 0 < manifest.bytes_at_most <= FILE_BYTES_AT_MOST:
        yield f"the largest file is not 1 to {FILE_BYTES_AT_MOST} bytes"
    if not 1 <= manifest.tolerance_seconds <= TOLERANCE_AT_MOST_SECONDS:
        yield f"the tolerance is not 1 to {TOLERANCE_AT_MOST_SECONDS} seconds"
    if not 0 <= manifest.witness_parties <= len(manifest.parties):
        yield "more parties are to confirm the log than there are"
    if len({each.id for each in manifest.parties}) != len(manifest.parties):
        yield "two parties have one id"
    yield from _wrong_keys(manifest)


def _wrong_keys(manifest: Manifest) -> Iterator[str]:
    members, server = tuple(manifest.members.values()), manifest.server
    signing = [key for each in members for key in (each.signer, each.login, each.witness)]
    encrypting = [key for each in members for key in (each.content, each.recovery, each.custody)]
    for each in members:
        if not ID_PATTERN.fullmatch(each.id) or not 0 < len(each.name) <= 200:
            yield "an id or a name of a member is not of its form"
    if not all(is_name(witness_name(manifest.origin, role)) for role in manifest.members):
        yield "the origin of the log is too long for the ids of the parties"
    try:
        log_key = verifier_key_of(server.log_key)
    except LogKeyUnreadable:
        yield "the key of the log is none"
    else:
        if log_key.name != manifest.origin:
            yield "the key of the log is not of its origin"
        if log_key.algorithm != NOTE_SIGNATURE:
            yield "the key of the log is one of a witness"
        signing += [server.signer, to_base64(log_key.key)]
    if not all(is_public_key(key) for key in signing):
        yield "a signing key is none"
    for key in (*encrypting, server.custody):
        try:
            recipient_of(key)
        except KeyUnreadable:
            yield "an encryption key is none"
    if len({*signing, *encrypting, server.custody}) != len(signing) + len(encrypting) + 1:
        yield "a key stands there twice; each is for one purpose of one member"


def signatures_wrong(manifest: Manifest, signatures: object) -> tuple[str, ...]:
    """Return the roles whose signature of the manifest is missing or wrong; none if all are right.

    Signatures of others than the signers count as wrong.
    """
    given = signatures if isinstance(signatures, dict) else {}
    message = manifest_bytes(manifest)
    wrong = [
        role
        for role in manifest.signers
        if not holds(manifest.signing_key(role) or "", "manifest", message, given.get(role))
    ]
    return (*wrong, *(role for role in given if role not in manifest.signers))


SIGNED_TYPE = "detente/signed-manifest/v1"


def signed_manifest_bytes(manifest: Manifest, signatures: Mapping[str, str]) -> bytes:
    """Return a manifest with the signatures it has so far, as one file."""
    said = object_of(manifest_bytes(manifest), MANIFEST_BYTES_AT_MOST)
    return canonical({"type": SIGNED_TYPE, "manifest": said, "signatures": dict(signatures)})


def signed_manifest_of(data: bytes) -> tuple[Manifest, dict[str, str]]:
    """Return the manifest in a file and the signatures that stand with it, not checked yet.

    Raises :class:`ManifestUnreadable` for anything else.
    """
    fields: dict[str, type] = {"type": str, "manifest": dict, "signatures": dict}
    try:
        found = with_fields(object_of(data, MANIFEST_BYTES_AT_MOST), "a signed manifest", fields)
    except NotCanonical as error:
        raise ManifestUnreadable(str(error)) from error
    if found["type"] != SIGNED_TYPE:
        raise ManifestUnreadable(f'the type is not "{SIGNED_TYPE}"')
    if not all(isinstance(each, str) for each in found["signatures"].values()):
        raise ManifestUnreadable("a signature that is none")
    return manifest_of(canonical(found["manifest"])), found["signatures"]
