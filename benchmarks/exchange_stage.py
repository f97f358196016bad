"""An exchange to be timed: keys, a manifest that all signed, a log of so many entries; a real server."""

from __future__ import annotations

import secrets
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from detente.exchange.cards import Keys, card_bytes, card_of
from detente.exchange.encryption.keys import Identity, new_identity
from detente.exchange.log.checkpoint import Checkpoint, log_verifier_key, with_cosignatures
from detente.exchange.log.tree import Tree
from detente.exchange.manifest import (
    MEDIATOR,
    PARTY,
    SERVER,
    Manifest,
    Server,
    manifest_bytes,
    signed_manifest_bytes,
    signed_manifest_of,
    witness_name,
)
from detente.exchange.receipts import receipt_text
from detente.exchange.service.client import Client
from detente.exchange.service.clock import wall_clock
from detente.exchange.service.keyfiles import CARD_FILE, make_keys
from detente.exchange.service.taking_part import Part
from detente.exchange.service.workspace import Workspace
from detente.exchange.signing import public_text, signature, signer
from detente.exchange.statements import (
    Deposit,
    Entry,
    Opening,
    Withdrawal,
    entry_bytes,
    statement_bytes,
    statement_hash,
)

ORIGIN = "exchange.example/benchmark"
MEGABYTE = 1 << 20


@dataclass(frozen=True)
class Stage:
    """An exchange in memory, with everybody's keys."""

    manifest: Manifest
    keys: dict[str, Keys]
    custody: dict[str, Identity]
    log_seed: bytes

    @property
    def signatures(self) -> dict[str, str]:
        """Everybody's signature of the manifest."""
        message = manifest_bytes(self.manifest)
        return {
            role: signature(self.keys[role].signer, "manifest", message)
            for role in self.manifest.signers
        }


def stage(parties: int, megabytes: int = 64) -> Stage:
    """Return an exchange between so many parties."""
    roles = [*(f"{PARTY}p{number}" for number in range(parties)), MEDIATOR]
    chance = secrets.token_bytes
    custody = {role: new_identity(chance) for role in (*roles, SERVER)}
    keys = {
        role: Keys(role.rpartition("/")[2], role, chance(32), new_identity(chance).recipient().text)
        for role in roles
    }
    members = {
        role: card_of(card_bytes(keys[role], custody[role]), PARTY if "/" in role else role)
        for role in roles
    }
    log_seed = chance(32)
    log_key = log_verifier_key(ORIGIN, signer(log_seed).public_key()).text
    server = Server(
        "exchange.example",
        public_text(signer(chance(32))),
        custody[SERVER].recipient().text,
        log_key,
    )
    manifest = Manifest(
        id="benchmark",
        title="Benchmark",
        nonce=secrets.token_hex(16),
        origin=ORIGIN,
        deadline=wall_clock() + 86_400,
        tolerance_seconds=60,
        bytes_at_most=megabytes * MEGABYTE,
        replacing=True,
        mediator_reads=False,
        witness_parties=1,
        server=server,
        mediator=members[MEDIATOR],
        neutral=None,
        parties=tuple(members[role] for role in roles if "/" in role),
    )
    return Stage(manifest, keys, custody, log_seed)


def leaves_of(made: Stage, count: int) -> list[bytes]:
    """Return a log of so many entries: an opening, then one party depositing and withdrawing."""
    manifest, role = made.manifest, made.manifest.parties[0].role
    leaves = [entry_bytes(Entry(manifest.deadline - 9000, Opening(manifest.hash), made.signatures))]
    version, previous, deposited = 0, "", False
    while len(leaves) < count:
        if deposited:
            said: Deposit | Withdrawal = Withdrawal(manifest.hash, role, version, previous)
        else:
            version += 1
            said = _deposit(manifest, role, version, previous)
        deposited, previous = not deposited, statement_hash(said)
        text = signature(made.keys[role].signer, "statement", statement_bytes(said))
        leaves.append(entry_bytes(Entry(manifest.deadline - 5000, said, {role: text})))
    return leaves


def _deposit(manifest: Manifest, role: str, version: int, previous: str) -> Deposit:
    made_up = "ab" * 32
    shares = dict.fromkeys(manifest.holders, made_up)
    parts = {"outer": made_up, "capsules": made_up, "commitment": made_up, "release_key": made_up}
    return Deposit(manifest.hash, role, version, previous, outer_bytes=1000, shares=shares, **parts)


def receipt_for(made: Stage, leaves: list[bytes], index: int) -> bytes:
    """Return the receipt of an entry, confirmed by the mediator and a party."""
    tree = Tree(leaves)
    checkpoint = Checkpoint(ORIGIN, tree.size, tree.root())
    confirming = (MEDIATOR, made.manifest.parties[0].role)
    lines = [
        checkpoint.cosigned(witness_name(ORIGIN, role), made.keys[role].witness, wall_clock())
        for role in confirming
    ]
    text = with_cosignatures(checkpoint.signed_by(signer(made.log_seed)), lines)
    return receipt_text(tree, index, leaves[index], text, tree.size).encode()


@contextmanager
def served(parties: int, megabytes: int = 64) -> Iterator[tuple[Part, list[Part], Path]]:
    """Give the mediator's part, the parties', and the server's folder; the server is a process."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        folder = Path(name)
        keys = {
            each: (make_keys(folder / each, each, each, "", secrets.token_bytes)[0], folder / each)
            for each in ("mediator", *(f"p{number}" for number in range(parties)))
        }
        allow = folder / "mediator" / CARD_FILE
        command = [sys.executable, "-m", "detente", "exchange", "serve", str(folder / "server")]
        process = subprocess.Popen(
            [*command, "--allow", str(allow), "--port", "0"], stdout=subprocess.PIPE, text=True
        )
        assert process.stdout is not None
        address = process.stdout.readline().split(" on ")[1].partition(";")[0]
        clients = [
            Client(address, each.login, wall_clock, secrets.token_bytes)
            for each, _ in keys.values()
        ]
        try:
            workspaces = _opened(folder, keys, clients, megabytes)
            made = [
                Part(workspace, pair, client, wall_clock, secrets.token_bytes)
                for workspace, pair, client in zip(workspaces, keys.values(), clients, strict=True)
            ]
            yield made[0], made[1:], folder / "server"
        finally:
            process.terminate()
            process.wait()


def _opened(
    folder: Path, keys: dict[str, tuple[Keys, Path]], clients: list[Client], megabytes: int
) -> list[Workspace]:
    """Open an exchange on the server; return everybody's workspace."""
    names = list(keys)
    cards = {name: (path / CARD_FILE).read_bytes() for name, (_, path) in keys.items()}
    place = clients[0].reserve("benchmark")
    server = Server(**{name: place[name] for name in Server.__slots__})
    manifest = replace(
        stage(2, megabytes).manifest,
        id=place["id"],
        origin=place["origin"],
        server=server,
        mediator=card_of(cards["mediator"], MEDIATOR),
        parties=tuple(card_of(cards[name], PARTY) for name in names[1:]),
    )
    message = manifest_bytes(manifest)
    texts = [signature(keys[name][0].signer, "manifest", message) for name in names]
    clients[0].propose(manifest.id, signed_manifest_bytes(manifest, {MEDIATOR: texts[0]}))
    for client, text in zip(clients[1:], texts[1:], strict=True):
        client.sign(manifest.id, manifest.hash, text)
    signatures = signed_manifest_of(clients[0].manifest(manifest.id))[1]
    return [
        Workspace.make(folder / f"w-{name}", manifest, signatures, clients[0].address)
        for name in names
    ]
