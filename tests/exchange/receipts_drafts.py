"""A made-up exchange, and receipts of it before they are written: whatever is changed is signed anew."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from detente.exchange.canonical import hash_of, to_base64
from detente.exchange.log.checkpoint import Checkpoint, witness_verifier_key
from detente.exchange.log.note import SignatureLine, joined_note, signature_line
from detente.exchange.log.tree import Tree
from detente.exchange.manifest import MEDIATOR, NEUTRAL, SERVER
from detente.exchange.signing import signer
from detente.exchange.statements import (
    Deposit,
    Release,
    Statement,
    Withdrawal,
    binding,
    entry_bytes,
    share_hash,
    statement_hash,
)

from .people import OPENED, People, people

CAST = people("north", "south", "west", neutral=True)
NORTH, SOUTH, WEST = (f"party/{name}" for name in ("north", "south", "west"))
HEADER = "c2sp.org/tlog-proof@v1"


def share(holder: str, party: str, version: int) -> bytes:
    """Return a made-up share."""
    return hashlib.sha256(f"share of {holder} in {party}, {version}".encode()).digest()


def deposit(cast: People, party: str, version: int = 1, previous: str = "") -> Deposit:
    """Return a deposit whose hashes are made up, but those of its shares."""
    manifest = cast.manifest
    bound = binding(manifest.hash, party, version)
    made = {
        name: hash_of(f"{name} of {party}, {version}".encode())
        for name in ("outer", "capsules", "commitment", "release_key")
    }
    shares = {
        holder: share_hash(bound, holder, share(holder, party, version))
        for holder in manifest.holders
    }
    return Deposit(
        exchange=manifest.hash,
        party=party,
        version=version,
        previous=previous,
        outer_bytes=1000 + version,
        shares=shares,
        **made,
    )


def statements(cast: People) -> list[tuple[int, Statement]]:
    """Return what is said in the exchange after its opening, each with its time.

    The last release comes when two custodians have given out theirs: it does not count.
    """
    this = cast.manifest.hash
    first = deposit(cast, NORTH)
    second = deposit(cast, NORTH, 2, statement_hash(first))
    souths = deposit(cast, SOUTH)
    withdrawn = Withdrawal(this, SOUTH, 1, statement_hash(souths))
    again = deposit(cast, SOUTH, 2, statement_hash(withdrawn))
    frozen = {NORTH: 2, SOUTH: 2, WEST: 1}
    released = [
        Release(this, who, 6, {each: share(who, each, frozen[each]) for each in frozen})
        for who in (SERVER, NEUTRAL, MEDIATOR)
    ]
    said: list[Statement] = [
        first,
        souths,
        second,
        withdrawn,
        again,
        deposit(cast, WEST),
        *released,
    ]
    return [(OPENED + 600 * place, each) for place, each in enumerate(said, 1)]


def log_of(cast: People) -> list[bytes]:
    """Return the entries of the exchange: opened, frozen by the seventh, and released."""
    entries = [cast.opening(), *(cast.signed(each, time) for time, each in statements(cast))]
    return [entry_bytes(each) for each in entries]


@dataclass(frozen=True)
class Draft:
    """A receipt before it is written: every part can be changed, and signatures are made last."""

    entry: bytes
    index: int
    hashes: Sequence[bytes]
    size: int
    root: bytes
    witnesses: Mapping[str, int]
    """By role, when it confirmed the log."""
    cast: People = CAST
    origin: str = CAST.manifest.origin
    other_body: str = ""
    """What is signed in place of the checkpoint."""

    @property
    def body(self) -> str:
        """What is signed."""
        return self.other_body or Checkpoint(self.origin, self.size, self.root).body

    @cached_property
    def log_line(self) -> SignatureLine:
        """The line of the log."""
        key = replace(self.cast.manifest.verifier, name=self.origin)
        return signature_line(key, signer(self.cast.server_log).sign(self.body.encode()))

    def line(self, role: str, seconds: int = OPENED) -> SignatureLine:
        """Return the line of a witness."""
        name = f"{self.cast.manifest.origin}/{role}"
        return self.line_by(name, self.cast.keys[role].witness, seconds)

    def line_by(self, name: str, key: Ed25519PrivateKey, seconds: int = OPENED) -> SignatureLine:
        """Return the line of anybody."""
        message = f"cosignature/v1\ntime {seconds}\n{self.body}".encode()
        signed = seconds.to_bytes(8, "big") + key.sign(message)
        return signature_line(witness_verifier_key(name, key.public_key()), signed)

    @cached_property
    def lines(self) -> tuple[SignatureLine, ...]:
        """All lines in their order."""
        return (self.log_line, *(self.line(*each) for each in sorted(self.witnesses.items())))

    def text(self, lines: Sequence[SignatureLine] | None = None) -> str:
        """Return the receipt, with other signature lines if they are given."""
        note = joined_note(self.body, tuple(lines or self.lines))
        hashes = [to_base64(each) for each in self.hashes]
        extra = f"extra {to_base64(self.entry)}"
        return "\n".join([HEADER, extra, f"index {self.index}", *hashes, "", note])


def draft(
    leaves: Sequence[bytes], index: int, size: int, *roles: str, cast: People = CAST
) -> Draft:
    """Return the receipt of an entry, confirmed by these witnesses at the last entry's time."""
    tree = Tree(leaves)
    witnesses = {role: OPENED + 600 * size + place for place, role in enumerate(roles)}
    proof = tree.inclusion_proof(index, size)
    return Draft(leaves[index], index, proof, size, tree.root(size), witnesses, cast)
