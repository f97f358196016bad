"""Servers for tests: in this process with a clock that one sets, or as a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO

from detente.exchange.canonical import hash_of
from detente.exchange.cards import card_bytes
from detente.exchange.encryption.keys import Identity
from detente.exchange.log.checkpoint import read_checkpoint
from detente.exchange.log.tiles import check_tiles, entries_of
from detente.exchange.log.tree import Tree
from detente.exchange.manifest import (
    MEDIATOR,
    SERVER,
    Manifest,
    Server,
    manifest_bytes,
    manifest_of,
    signed_manifest_bytes,
    witness_name,
)
from detente.exchange.protocol import State, state_after
from detente.exchange.seal import Sealed, seal, share_in
from detente.exchange.service import durable
from detente.exchange.service.client import Client, Progress
from detente.exchange.service.hosted import Hosted
from detente.exchange.service.hosting import Hosting
from detente.exchange.service.index import Index
from detente.exchange.service.keyfiles import _custody
from detente.exchange.service.taking_part import Part
from detente.exchange.service.workspace import Workspace
from detente.exchange.signing import public_text, signature
from detente.exchange.statements import (
    Release,
    Statement,
    Withdrawal,
    statement_bytes,
)

from ..people import OPENED, People, chance_from, people
from .indexes import MemoryIndex

HEAVY = os.environ.get("DETENTE_HEAVY") == "1"
NAME = "exchange.example"
NORTH, SOUTH = "party/north", "party/south"
TEXT = b"Article 1. A ceasefire from midnight."
STARTED: list[Hosting] = []
"""All that were started here; each test's are ended after it."""


class SetClock:
    """A clock that stands until it is set."""

    def __init__(self, now: int = OPENED) -> None:
        self.now = now

    def __call__(self) -> int:
        return self.now


@dataclass
class Running:
    """A server in this process with one exchange, open, and the keys of all who take part."""

    folder: Path
    index: Index
    clock: Callable[[], int]
    people: People
    hosting: Hosting

    @property
    def id(self) -> str:
        return self.people.manifest.id

    @property
    def manifest(self) -> Manifest:
        return self.people.manifest

    @property
    def hosted(self) -> Hosted:
        return self.hosting.exchanges[self.id]

    @property
    def place(self) -> Path:
        """The folder of the exchange."""
        return self.folder / "exchanges" / self.id

    def again(self, index: Index | None = None) -> Running:
        """End this server, if it runs, and start another on the same folder."""
        self.hosting.close()
        return hosting_at(self.folder, index or self.index, self.clock, self.people)

    def text(self, said: Statement, role: str) -> str:
        return signature(self.people.keys[role].signer, "statement", statement_bytes(said))

    def sealed(self, role: str, content: bytes = TEXT) -> Sealed:
        """Seal the next version of somebody's proposal."""
        version, previous = self.hosted.state.last.get(role, (0, ""))
        chance = chance_from(f"{self.id} {role} {version}")
        file = ("terms.txt", content)
        return seal(self.manifest, role, version + 1, previous, file, chance)

    def store(self, sealed: Sealed) -> None:
        durable.put(self.hosted.blob(sealed.deposit.outer), sealed.outer, durable.PRIVATE)

    def hand_in(self, sealed: Sealed) -> int:
        """Store what is sealed and deposit it; return its index."""
        self.store(sealed)
        said = sealed.deposit
        text = self.text(said, said.party)
        return self.hosted.submit(said, text, said.party, sealed.capsules)

    def deposit(self, role: str) -> int:
        return self.hand_in(self.sealed(role))

    def withdrawal(self, role: str) -> Withdrawal:
        version, previous = self.hosted.state.last[role]
        return Withdrawal(self.manifest.hash, role, version, previous)

    def withdraw(self, role: str) -> int:
        said = self.withdrawal(role)
        return self.hosted.submit(said, self.text(said, role), role, None)

    def cosignatures(self, roles: Sequence[str] = (MEDIATOR, NORTH)) -> list[str]:
        """The lines by which these confirm the newest checkpoint."""
        signed = self.hosted.checkpoint
        assert signed is not None
        origin = self.manifest.origin
        return [
            signed.checkpoint.cosigned(
                witness_name(origin, role), self.people.keys[role].witness, self.clock()
            ).text
            for role in roles
        ]

    def confirm(self, roles: Sequence[str] = (MEDIATOR, NORTH)) -> None:
        self.hosted.confirm(self.cosignatures(roles))

    def release(self, holder: str) -> int:
        """Give out a holder's shares of all deposits."""
        state = self.hosted.state
        assert state.frozen is not None
        shares = {
            role: share_in(
                self.manifest,
                live.deposit,
                holder,
                self.hosted.blob(live.deposit.capsules).read_bytes(),
                self.people.custody[holder],
            )
            for role, live in state.live.items()
        }
        said = Release(self.manifest.hash, holder, state.frozen, shares)
        return self.hosted.submit(said, self.text(said, holder), holder, None)


def hosting_at(folder: Path, index: Index, clock: Callable[[], int], all_of: People) -> Running:
    """Start a server in this process on a folder that holds an exchange."""
    allowed = frozenset({public_text(all_of.keys[MEDIATOR].login)})
    hosting = Hosting(folder, index, clock, chance_from(str(folder)), allowed, NAME)
    STARTED.append(hosting)
    return Running(folder, index, clock, all_of, hosting)


def opened(
    folder: Path,
    *names: str,
    index: Index | None = None,
    clock: Callable[[], int] | None = None,
    slug: str = "talks",
    **rules: object,
) -> Running:
    """Start a server in this process and open an exchange on it, signed by all."""
    all_of = people(*names, **rules)  # type: ignore[arg-type]
    running = hosting_at(folder, index or MemoryIndex(), clock or SetClock(), all_of)
    place = running.hosting.reserve(slug, public_text(all_of.keys[MEDIATOR].login))
    server = Server(**{name: place[name] for name in Server.__slots__})
    draft = replace(all_of.manifest, id=place["id"], origin=place["origin"], server=server)
    manifest = manifest_of(manifest_bytes(draft))
    secrets = running.hosting.exchanges[manifest.id].secrets
    running.people = replace(
        all_of, manifest=manifest, server_signer=secrets.signer, server_log=secrets.log
    )
    running.people.custody[SERVER] = Identity(secrets.custody)  # type: ignore[index]
    signatures = running.people.signatures
    running.hosting.propose(manifest.id, manifest, {MEDIATOR: signatures[MEDIATOR]})
    for role in manifest.signers:
        running.hosted.sign_manifest(role, signatures[role])
    assert running.hosted.state.phase == "open"
    return running


def log_files(place: Path) -> dict[str, bytes]:
    """The files of an exchange's log as they lie on the disk, by their names."""
    log = place / "log"
    return {
        path.relative_to(log).as_posix(): path.read_bytes()
        for path in log.rglob("*")
        if path.is_file()
    }


def offline(manifest: Manifest, place: Path) -> tuple[State, tuple[bytes, ...]]:
    """What somebody sees who has only the log's files: checkpoint, tiles and entries agree."""
    files = log_files(place)
    signed = read_checkpoint(files["checkpoint"].decode(), manifest.verifier, manifest.witnesses)
    size = signed.checkpoint.size
    leaves = entries_of(files, size)
    check_tiles(files, size)
    assert Tree(leaves).root() == signed.checkpoint.root
    return state_after(manifest, leaves), leaves


# Members


class Direct(Client):
    """A connection without a network, to a server in this process."""

    def __init__(self, hosted: Hosted, role: str) -> None:
        self.hosted, self.role = hosted, role

    def entries(self, exchange: str, start: int) -> tuple[list[bytes], str]:
        checkpoint = self.hosted.checkpoint
        return self.hosted.leaves[start:], checkpoint.text if checkpoint else ""

    def submit(
        self, exchange: str, statement: Statement, text: str, capsules: bytes = b""
    ) -> dict[str, int]:
        return {"index": self.hosted.submit(statement, text, self.role, capsules or None)}

    def confirm(self, exchange: str, lines: list[str]) -> dict[str, int]:
        self.hosted.confirm(lines)
        return {}

    def store(self, exchange: str, outer: bytes, progress: Progress) -> None:
        durable.put(self.hosted.blob(hash_of(outer)), outer)

    def capsules(self, exchange: str, name: str) -> bytes:
        return self.hosted.blob(name).read_bytes()


def part_of(
    all_of: People, role: str, folder: Path, client: Client, clock: Callable[[], int]
) -> Part:
    """A member's part in an exchange, with a folder and keys of its own."""
    workspace = Workspace.make(folder, all_of.manifest, all_of.signatures, "http://127.0.0.1:1")
    keys_at = folder.with_name(f"{folder.name}-keys")
    durable.make_folder(keys_at)
    custody = all_of.custody[role]
    durable.put(_custody(keys_at, custody.recipient().text), custody.text.encode())
    return Part(workspace, (all_of.keys[role], keys_at), client, clock, os.urandom)


# Processes

ROOT = Path(__file__).resolve().parents[3]


def python(*arguments: str, env: Mapping[str, str] | None = None) -> subprocess.Popen[str]:
    """Start Python with what is to be run; it finds the sources and the tests."""
    path = os.pathsep.join((str(ROOT / "src"), str(ROOT)))
    return subprocess.Popen(
        [sys.executable, *arguments],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": path, **(env or {})},
        stdout=subprocess.PIPE,
        text=True,
    )


def card_at(folder: Path, all_of: People) -> Path:
    """Write the mediator's card beside a server's folder: who has it may open exchanges there."""
    card = folder.with_name(f"{folder.name}-card.json")
    card.write_bytes(card_bytes(all_of.keys[MEDIATOR], all_of.custody[MEDIATOR]))
    return card


@contextmanager
def server_process(
    folder: Path, all_of: People, env: Mapping[str, str] | None = None
) -> Iterator[str]:
    """Run the real server on a folder; give its address."""
    card = card_at(folder, all_of)
    said = ("-m", "detente", "exchange", "serve", str(folder), "--allow", str(card))
    process = python(*said, "--port", "0", "--name", NAME, "--json", env=env)
    try:
        yield address_told(process.stdout)
    finally:
        process.terminate()
        process.wait(30)
        if process.stdout:
            process.stdout.close()


def address_told(stream: IO[str] | None) -> str:
    """Read what a server says when it has started: a JSON document with its address."""
    assert stream is not None
    text = ""
    while line := stream.readline():
        text += line
        try:
            return str(json.loads(text)["address"])
        except json.JSONDecodeError:
            continue
    raise AssertionError(f"the server did not start: {text}")


def client_of(all_of: People, role: str, address: str, clock: Callable[[], int]) -> Client:
    return Client(address, all_of.keys[role].login, clock, os.urandom)


def signed_manifest(all_of: People) -> bytes:
    return signed_manifest_bytes(all_of.manifest, all_of.signatures)
