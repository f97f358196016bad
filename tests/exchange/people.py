"""People and exchanges for the tests: keys from a seed, so that each run is the same."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from detente.exchange.cards import Keys, card_bytes, card_of
from detente.exchange.encryption.keys import Identity
from detente.exchange.log.checkpoint import log_verifier_key
from detente.exchange.manifest import (
    MEDIATOR,
    NEUTRAL,
    PARTY,
    SERVER,
    Manifest,
    Member,
    Server,
    manifest_bytes,
)
from detente.exchange.shares import Chance
from detente.exchange.signing import public_text, signature, signer
from detente.exchange.statements import Entry, Opening, Statement, speaker, statement_bytes

DEADLINE = 1_748_854_800  # 2025-06-02T09:00:00Z
OPENED = DEADLINE - 86_400


def chance_from(seed: str) -> Chance:
    """Return random bytes that are the same each time, for a seed."""
    state = [hashlib.sha256(seed.encode()).digest()]

    def chance(count: int) -> bytes:
        state[0] = hashlib.sha256(state[0]).digest()
        return hashlib.shake_256(state[0]).digest(count)

    return chance


def seed_of(name: str) -> bytes:
    """Return 32 bytes that stand for a secret of this name."""
    return hashlib.sha256(f"secret of {name}".encode()).digest()


@dataclass(frozen=True)
class People:
    """Everybody's secret keys, and the manifest they all signed."""

    manifest: Manifest
    keys: Mapping[str, Keys]
    custody: Mapping[str, Identity]
    recovery: Mapping[str, Identity]
    server_signer: bytes = field(default_factory=lambda: seed_of("server signer"))
    server_log: bytes = field(default_factory=lambda: seed_of("server log"))

    @property
    def signatures(self) -> dict[str, str]:
        """Everybody's signature of the manifest."""
        message = manifest_bytes(self.manifest)
        return {
            role: signature(self.keys[role].signer, "manifest", message)
            for role in self.manifest.signers
        }

    def signed(self, statement: Statement, time: int, role: str | None = None) -> Entry:
        """Return an entry signed by whoever says it, or by somebody else's key in its place."""
        said_by = speaker(statement)
        if said_by is None:
            return Entry(time, statement, self.signatures)
        who = role or said_by
        key = signer(self.server_signer) if who == SERVER else self.keys[who].signer
        text = signature(key, "statement", statement_bytes(statement))
        return Entry(time, statement, {said_by: text})

    def opening(self, time: int = OPENED) -> Entry:
        """Return the first entry."""
        return self.signed(Opening(self.manifest.hash), time)


def people(
    *names: str, neutral: bool = False, origin: str = "exchange.example/talks-1", **rules: object
) -> People:
    """Return an exchange between parties of these names, two if none are given."""
    parties = names or ("north", "south")
    roles = [*(f"{PARTY}{each}" for each in parties), MEDIATOR, *([NEUTRAL] if neutral else [])]
    recovery = {role: Identity(seed_of(f"recovery {role}")) for role in roles}
    custody = {role: Identity(seed_of(f"custody {role}")) for role in (*roles, SERVER)}
    keys = {
        role: Keys(
            role.rpartition("/")[2],
            role.rpartition("/")[2].capitalize(),
            seed_of(role),
            recovery[role].recipient().text,
        )
        for role in roles
    }
    members: dict[str, Member] = {
        role: card_of(
            card_bytes(keys[role], custody[role]), PARTY if role.startswith(PARTY) else role
        )
        for role in roles
    }
    log_key = log_verifier_key(origin, signer(seed_of("server log")).public_key())
    manifest = Manifest(
        id="talks-1",
        title="Talks of 2 June",
        nonce="0" * 32,
        origin=origin,
        deadline=DEADLINE,
        tolerance_seconds=60,
        bytes_at_most=1 << 20,
        replacing=True,
        mediator_reads=False,
        witness_parties=1,
        server=Server(
            "exchange.example",
            public_text(signer(seed_of("server signer"))),
            custody[SERVER].recipient().text,
            log_key.text,
        ),
        mediator=members[MEDIATOR],
        neutral=members.get(NEUTRAL),
        parties=tuple(members[f"{PARTY}{each}"] for each in parties),
    )
    return People(replace(manifest, **rules), keys, custody, recovery)  # type: ignore[arg-type]
