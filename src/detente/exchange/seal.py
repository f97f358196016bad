"""A proposal under two layers: sealed on the depositor's machine, opened when two custodians gave out.

The inner layer is encrypted to all who may read; the outer one to a fresh release key, whose 32 bytes
are shared out: any two of the three custodians hold it, and none of them can read the inner layer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from .canonical import (
    NotCanonical,
    canonical,
    from_base64,
    hash_of,
    is_hash,
    object_of,
    tagged_hash,
    to_base64,
    with_fields,
)
from .encryption.file import decrypt, encrypt
from .encryption.header import CannotDecrypt
from .encryption.keys import Identity, recipient_of
from .manifest import MEDIATOR, NEUTRAL, SERVER, Manifest
from .shares import Chance, all_together, secret_from_two, together, two_of_three
from .statements import (
    SHARE_BYTES,
    Deposit,
    Release,
    binding,
    release_key_hash,
    share_hash,
)

CAPSULES_BYTES_AT_MOST = 1 << 20
HEADER_BYTES_AT_MOST = 4096
_SALT_BYTES = 32
_HEADER: dict[str, type] = {
    "type": str,
    "exchange": str,
    "party": str,
    "version": int,
    "salt": str,
    "length": int,
    "name": str,
}
HEADER_TYPE = "detente/payload/v1"

Progress = Callable[[int], None]


def _quiet(_: int) -> None:
    return


class Faulty(Exception):
    """A deposit or a share is not what was signed for; whose fault it is stands in ``role``."""

    def __init__(self, role: str, why: str) -> None:
        super().__init__(why)
        self.role = role
        self.why = why


@dataclass(frozen=True, slots=True)
class Sealed:
    """A sealed proposal: what goes to the server, and what is signed."""

    deposit: Deposit
    outer: bytes = field(repr=False)
    capsules: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Opened:
    """A proposal as its depositor sealed it."""

    party: str
    version: int
    name: str
    """The file's name on the depositor's machine: a text, never a path to write to."""
    content: bytes = field(repr=False)


def padded_length(length: int) -> int:
    """Return the length that a text is padded to: at most 12 percent more, telling little of it.

    The scheme is Padmé ([Nikitin 2019]): only as many leading bits of the length stay as the
    length of its own length has.

    >>> [padded_length(each) for each in (1, 9, 1000, 1_000_000)]
    [1, 10, 1024, 1015808]
    """
    exponent = length.bit_length() - 1
    if exponent < 1:
        return length
    lost = exponent - exponent.bit_length()
    mask = (1 << lost) - 1
    return (length + mask) & ~mask


def seal(
    manifest: Manifest,
    party: str,
    version: int,
    previous: str,
    file: tuple[str, bytes],
    chance: Chance,
    progress: Progress = _quiet,
) -> Sealed:
    """Return a file (its name and content) sealed for an exchange by a party's role.

    ``previous`` is the hash of the party's statement before, empty for the first. Raises
    ``ValueError`` for a file over the size agreed and for a name that is too long, or not fit for a
    text. Cost: two encryptions and a hash of the file.
    """
    if len(file[1]) > manifest.bytes_at_most:
        raise ValueError("the file is larger than agreed")
    bound = binding(manifest.hash, party, version)
    payload = _payload(manifest, party, version, file, chance(_SALT_BYTES))
    readers = manifest.readers()
    recipients = [recipient_of(text) for each in readers for text in (each.content, each.recovery)]
    inner = encrypt(payload, recipients, chance, progress)
    release = Identity(chance(SHARE_BYTES))
    outer = encrypt(inner, [release.recipient()], chance, progress)
    shares = _shared_out(manifest, release.seed, chance)
    capsules = _capsules(manifest, bound, shares, chance)
    deposit = Deposit(
        exchange=manifest.hash,
        party=party,
        version=version,
        previous=previous,
        outer=hash_of(outer),
        outer_bytes=len(outer),
        capsules=hash_of(capsules),
        commitment=tagged_hash("commitment", payload),
        release_key=release_key_hash(bound, release.seed),
        shares={holder: share_hash(bound, holder, share) for holder, share in shares.items()},
    )
    return Sealed(deposit, outer, capsules)


def _payload(
    manifest: Manifest, party: str, version: int, file: tuple[str, bytes], salt: bytes
) -> bytes:
    name, content = file
    header = canonical(
        {
            "type": HEADER_TYPE,
            "exchange": manifest.hash,
            "party": party,
            "version": version,
            "salt": salt.hex(),
            "length": len(content),
            "name": name,
        }
    )
    object_of(header, HEADER_BYTES_AT_MOST)  # a name that no reader would take is refused here
    begun = len(header).to_bytes(4, "big") + header
    padding = padded_length(len(begun) + len(content)) - len(begun) - len(content)
    return b"".join((begun, content, bytes(padding)))


def _shared_out(manifest: Manifest, secret: bytes, chance: Chance) -> dict[str, bytes]:
    """By holder, its share; where the parties together are the third custodian, its parts."""
    points = two_of_three(secret, chance)
    first, second, third = points[1], points[2], points[3]
    shares = {SERVER: first, MEDIATOR: second}
    if manifest.neutral:
        return {**shares, NEUTRAL: third}
    roles = [each.role for each in manifest.parties]
    parts = all_together(third, len(roles), chance)
    return {**shares, **dict(zip(roles, parts, strict=True))}


def _capsules(
    manifest: Manifest, bound: bytes, shares: Mapping[str, bytes], chance: Chance
) -> bytes:
    return canonical(
        {
            holder: to_base64(
                encrypt(
                    bound + holder.encode() + share,
                    [recipient_of(manifest.custody_key(holder))],
                    chance,
                )
            )
            for holder, share in shares.items()
        }
    )


def share_in(
    manifest: Manifest, deposit: Deposit, holder: str, capsules: bytes, custody: Identity
) -> bytes:
    """Return a holder's share, taken out of its capsule and checked against the deposit.

    Raises :class:`Faulty` with the depositor's role if the capsule is missing, does not open, or
    holds something else than what was signed for.
    """
    bound = binding(manifest.hash, deposit.party, deposit.version)
    if hash_of(capsules) != deposit.capsules:
        raise Faulty(SERVER, "the shares are not the ones that were deposited")
    try:
        fields: dict[str, type] = dict.fromkeys(manifest.holders, str)
        found = with_fields(object_of(capsules, CAPSULES_BYTES_AT_MOST), "capsules", fields)
        plain = decrypt(from_base64(found[holder]), [custody])
    except (NotCanonical, CannotDecrypt) as error:
        raise Faulty(deposit.party, "the share cannot be taken out of its capsule") from error
    begun = bound + holder.encode()
    share = plain[len(begun) :]
    right = plain[: len(begun)] == begun and len(share) == SHARE_BYTES
    if not right or share_hash(bound, holder, share) != deposit.shares[holder]:
        raise Faulty(deposit.party, "the share in the capsule is not the one signed for")
    return share


def release_seed(manifest: Manifest, deposit: Deposit, releases: Mapping[str, Release]) -> bytes:
    """Return the release key of a deposit from what two custodians gave out.

    The shares have been checked one by one when the releases were counted; so if they do not
    give the key that was signed for, :class:`Faulty` names the depositor.
    """
    given = {role: each.shares[deposit.party] for role, each in releases.items()}
    points = {1: given.get(SERVER), 2: given.get(MEDIATOR), 3: _third(manifest, given)}
    shares = {number: share for number, share in points.items() if share is not None}
    bound = binding(manifest.hash, deposit.party, deposit.version)
    try:
        secret = secret_from_two(shares)
    except ValueError as error:
        raise Faulty(deposit.party, "the shares do not belong together") from error
    if release_key_hash(bound, secret) != deposit.release_key:
        raise Faulty(deposit.party, "the shares give another key than the one signed for")
    return secret


def _third(manifest: Manifest, given: Mapping[str, bytes]) -> bytes | None:
    if manifest.neutral:
        return given.get(NEUTRAL)
    parts = [given.get(each.role) for each in manifest.parties]
    found = [part for part in parts if part is not None]
    return together(found) if len(found) == len(parts) else None


def inner_of(deposit: Deposit, outer: bytes, seed: bytes) -> bytes:
    """Return the inner layer of a deposit, by its release key.

    Raises :class:`Faulty`: with the server's role if the bytes are not those that were
    deposited, with the depositor's if the key does not open them.
    """
    if len(outer) != deposit.outer_bytes or hash_of(outer) != deposit.outer:
        raise Faulty(SERVER, "the sealed file is not the one that was deposited")
    try:
        return decrypt(outer, [Identity(seed)])
    except CannotDecrypt as error:
        raise Faulty(deposit.party, "the release key does not open the sealed file") from error


def opened(
    manifest: Manifest, deposit: Deposit, inner: bytes, identities: Sequence[Identity]
) -> Opened:
    """Return the proposal in an inner layer, for one of those who may read it.

    Raises :class:`Faulty` with the depositor's role if it is not encrypted to this reader, or is
    not what the deposit committed to.
    """
    try:
        payload = decrypt(inner, identities)
    except CannotDecrypt as error:
        raise Faulty(deposit.party, "it is not encrypted to this key") from error
    if tagged_hash("commitment", payload) != deposit.commitment:
        raise Faulty(deposit.party, "it is not the text that was committed to")
    try:
        header, content = _unpacked(payload)
    except NotCanonical as error:
        raise Faulty(deposit.party, f"it is not in its form: {error}") from error
    said = (header["exchange"], header["party"], header["version"])
    if said != (manifest.hash, deposit.party, deposit.version):
        raise Faulty(deposit.party, "it was sealed for something else")
    return Opened(deposit.party, deposit.version, header["name"], content)


def _unpacked(payload: bytes) -> tuple[dict[str, Any], bytes]:
    length = int.from_bytes(payload[:4], "big")
    if length > HEADER_BYTES_AT_MOST or len(payload) < 4 + length:
        raise NotCanonical("no header")
    header = with_fields(object_of(payload[4 : 4 + length]), "a header", _HEADER)
    end = 4 + length + header["length"]
    if header["type"] != HEADER_TYPE or not is_hash(header["salt"]) or header["length"] < 0:
        raise NotCanonical("a header of another kind")
    if len(payload) != padded_length(end) or any(payload[end:]):
        raise NotCanonical("wrong padding")
    return header, payload[4 + length : end]
