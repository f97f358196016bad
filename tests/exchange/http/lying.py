"""Sealing as a depositor may who lies in one place: written anew from the description, with a hook for each lie."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from detente.exchange.canonical import canonical, hash_of, tagged_hash, to_base64
from detente.exchange.encryption.file import encrypt
from detente.exchange.encryption.keys import Identity, recipient_of
from detente.exchange.manifest import MEDIATOR, SERVER, Manifest
from detente.exchange.seal import Sealed, padded_length
from detente.exchange.shares import all_together, two_of_three
from detente.exchange.statements import Deposit, binding, release_key_hash, share_hash

from ..people import chance_from

Bytes = Callable[[bytes], bytes]


def _same(data: bytes) -> bytes:
    return data


@dataclass(frozen=True)
class Lie:
    """What is done to each part before the next is made of it; nothing, if nothing is said."""

    payload: Bytes = _same
    header: Mapping[str, object] | None = None
    not_readers: tuple[str, ...] = ()
    inner: Bytes = _same
    outer: Bytes = _same
    committed: Bytes = _same
    release_key: Bytes = _same
    share_of: str = ""
    """Whose share is another: signed for and in the capsule alike."""
    capsule_of: str = ""
    """In whose capsule another share lies than the one signed for."""
    capsule_to: str = ""
    """Whose capsule is encrypted to somebody else."""
    capsule_text: Bytes = _same


def sealed_with(manifest: Manifest, party: str, content: bytes, lie: Lie) -> Sealed:
    """Return a first deposit of a party with a lie in it."""
    chance = chance_from(f"{party} lies")
    bound = binding(manifest.hash, party, 1)
    said = {
        "type": "detente/payload/v1",
        "exchange": manifest.hash,
        "party": party,
        "version": 1,
        "salt": chance(32).hex(),
        "length": len(content),
        "name": "terms.txt",
        **(lie.header or {}),
    }
    header = canonical(said)
    begun = len(header).to_bytes(4, "big") + header + content
    payload = lie.payload(begun.ljust(padded_length(len(begun)), b"\0"))
    readers = [each for each in manifest.readers() if each.role not in lie.not_readers]
    keys = [recipient_of(key) for each in readers for key in (each.content, each.recovery)]
    release = Identity(chance(32))
    inner = lie.inner(encrypt(payload, keys, chance))
    outer = lie.outer(encrypt(inner, [release.recipient()], chance))
    shares = _shares(manifest, release.seed, lie.share_of, party)
    capsules = lie.capsule_text(_capsules(manifest, bound, shares, lie))
    deposit = Deposit(
        exchange=manifest.hash,
        party=party,
        version=1,
        previous="",
        outer=hash_of(outer),
        outer_bytes=len(outer),
        capsules=hash_of(capsules),
        commitment=tagged_hash("commitment", lie.committed(payload)),
        release_key=release_key_hash(bound, lie.release_key(release.seed)),
        shares={holder: share_hash(bound, holder, share) for holder, share in shares.items()},
    )
    return Sealed(deposit, outer, capsules)


def _shares(manifest: Manifest, secret: bytes, other: str, party: str) -> dict[str, bytes]:
    chance = chance_from(f"shares of {party}")
    points = two_of_three(secret, chance)
    third = [each for each in manifest.holders if each not in (SERVER, MEDIATOR)]
    parts = all_together(points[3], len(third), chance)
    shares = {
        SERVER: points[1],
        MEDIATOR: points[2],
        **dict(zip(third, parts, strict=True)),
    }
    return {**shares, other: turned(shares[other])} if other else shares


def _capsules(manifest: Manifest, bound: bytes, shares: Mapping[str, bytes], lie: Lie) -> bytes:
    chance = chance_from(f"capsules of {bound.hex()}")
    holders = list(manifest.holders)
    found = {}
    for number, (holder, share) in enumerate(shares.items()):
        inside = turned(share) if holder == lie.capsule_of else share
        to = holders[number - 1] if holder == lie.capsule_to else holder
        plain = bound + holder.encode() + inside
        key = recipient_of(manifest.custody_key(to))
        found[holder] = to_base64(encrypt(plain, [key], chance))
    return canonical(found)


def turned(data: bytes) -> bytes:
    """Return bytes with one bit turned."""
    return data[:-1] + bytes([data[-1] ^ 1])


def honest(manifest: Manifest, party: str, content: bytes) -> Sealed:
    """Return a deposit without a lie."""
    return sealed_with(manifest, party, content, Lie())
