"""A real server process, and members each with a folder of their own, seen through a wiretap."""

from __future__ import annotations

import json
import os
import secrets
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from detente.exchange.cards import Keys, card_of
from detente.exchange.encryption.keys import Identity
from detente.exchange.manifest import (
    MEDIATOR,
    NEUTRAL,
    PARTY,
    Manifest,
    Server,
    manifest_bytes,
    signed_manifest_bytes,
)
from detente.exchange.service.client import Client
from detente.exchange.service.clock import wall_clock
from detente.exchange.service.keyfiles import CARD_FILE, make_keys
from detente.exchange.service.taking_part import Part
from detente.exchange.service.workspace import Workspace
from detente.exchange.signing import signature


@dataclass(frozen=True, slots=True)
class Process:
    """A running server: where it listens, its process, and all that it writes."""

    port: int
    pid: int
    folder: Path
    written: Path
    """Its standard output and errors, and its temporary files."""

    def memory(self, name: str = "VmRSS") -> int:
        """Return how much memory it uses, in bytes: now (``VmRSS``) or at most (``VmHWM``)."""
        for line in Path(f"/proc/{self.pid}/status").read_text().splitlines():
            if line.startswith(f"{name}:"):
                return int(line.split()[1]) * 1024
        raise AssertionError(name)


@contextmanager
def process(folder: Path, *cards: Path, **environment: str) -> Iterator[Process]:
    """Give a server in a process of its own; on leaving it is told to end, and has to."""
    written = folder / "written"
    (written / "tmp").mkdir(parents=True)
    command = [sys.executable, "-m", "detente", "exchange", "serve", str(folder / "served")]
    command += [word for each in cards for word in ("--allow", str(each))]
    command += ["--port", "0", "--name", "exchange.example", "--json"]
    inherited = {name: value for name, value in os.environ.items() if name != "DETENTE_DATABASE"}
    with (
        (written / "stdout").open("wb") as out,
        (written / "stderr").open("wb") as errors,
        subprocess.Popen(
            command,
            stdout=out,
            stderr=errors,
            env={**inherited, "TMPDIR": str(written / "tmp"), **environment},
            cwd=written,
        ) as running,
    ):
        try:
            address = _address(running, written)
            port = int(address.rpartition(":")[2])
            yield Process(port, running.pid, folder / "served", written)
        finally:
            running.terminate()
            try:
                running.wait(15)
            except subprocess.TimeoutExpired:
                running.kill()
                raise


def _address(running: subprocess.Popen[bytes], written: Path) -> str:
    until = time.monotonic() + 30
    while time.monotonic() < until and running.poll() is None:
        text = (written / "stdout").read_text()
        with suppress(ValueError):
            return str(json.loads(text)["address"])
        time.sleep(0.02)
    raise AssertionError((written / "stderr").read_text())


@dataclass
class Tap:
    """What went over one member's line, both ways."""

    sent: bytearray = field(default_factory=bytearray)
    received: bytearray = field(default_factory=bytearray)


@contextmanager
def tapped(port: int) -> Iterator[tuple[int, Tap]]:
    """Give a port that leads to another, and all that goes through it."""
    tap, ended = Tap(), threading.Event()
    listening = socket.create_server(("127.0.0.1", 0))
    listening.settimeout(0.1)
    threads: list[threading.Thread] = []

    def copy(source: socket.socket, target: socket.socket, kept: bytearray) -> None:
        with suppress(OSError):
            while data := source.recv(65_536):
                kept.extend(data)
                target.sendall(data)
        for each in (source, target):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)

    def accept() -> None:
        while not ended.is_set():
            try:
                near, _ = listening.accept()
            except TimeoutError:
                continue
            near.settimeout(None)
            threads.append(threading.Thread(target=serve, args=(near,), daemon=True))
            threads[-1].start()

    def serve(near: socket.socket) -> None:
        with near, socket.create_connection(("127.0.0.1", port)) as far:
            back = threading.Thread(target=copy, args=(far, near, tap.received), daemon=True)
            back.start()
            copy(near, far, tap.sent)
            back.join()

    accepting = threading.Thread(target=accept, daemon=True)
    accepting.start()
    try:
        yield listening.getsockname()[1], tap
    finally:
        ended.set()
        accepting.join()
        listening.close()
        for each in threads:
            each.join(5)


@dataclass(frozen=True, slots=True)
class Machine:
    """Somebody's machine: the keys, the folder, the part in the exchange, the wire."""

    folder: Path
    keys: Keys
    recovery: Identity
    part: Part
    tap: Tap


def make_all_keys(
    folder: Path, parties: tuple[str, ...], neutral: bool
) -> dict[str, tuple[Keys, Identity, Path]]:
    """Return everybody's keys and their folders, by role."""
    roles = [*(PARTY + each for each in parties), MEDIATOR, *([NEUTRAL] if neutral else [])]
    found = {}
    for role in roles:
        who = role.rpartition("/")[2]
        place = folder / f"machine-{who}" / "keys"
        found[role] = (*make_keys(place, who, who.capitalize(), "", secrets.token_bytes), place)
    return found


@contextmanager
def opened_exchange(
    server: Process, all_keys: Mapping[str, tuple[Keys, Identity, Path]], bytes_at_most: int
) -> Iterator[dict[str, Machine]]:
    """Give everybody's machine in an exchange that all have signed."""
    with ExitStack() as stack:
        taps = {role: stack.enter_context(tapped(server.port)) for role in all_keys}
        clients = {
            role: stack.enter_context(
                Client(
                    f"http://127.0.0.1:{taps[role][0]}", keys.login, wall_clock, secrets.token_bytes
                )
            )
            for role, (keys, _, _) in all_keys.items()
        }
        manifest = _manifest(clients[MEDIATOR], all_keys, bytes_at_most)
        clients[MEDIATOR].propose(manifest.id, signed_manifest_bytes(manifest, {}))
        signatures = {
            role: signature(all_keys[role][0].signer, "manifest", manifest_bytes(manifest))
            for role in manifest.signers
        }
        for role, text in signatures.items():
            clients[role].sign(manifest.id, manifest.hash, text)
        yield {
            role: Machine(
                place.parent,
                keys,
                recovery,
                Part(
                    Workspace.make(
                        place.parent / "exchange", manifest, signatures, clients[role].address
                    ),
                    (keys, place),
                    clients[role],
                    wall_clock,
                    secrets.token_bytes,
                ),
                taps[role][1],
            )
            for role, (keys, recovery, place) in all_keys.items()
        }


def _manifest(
    client: Client, all_keys: Mapping[str, tuple[Keys, Identity, Path]], bytes_at_most: int
) -> Manifest:
    place = client.reserve("talks")
    members = {
        role: card_of((folder / CARD_FILE).read_bytes(), PARTY if role.startswith(PARTY) else role)
        for role, (_, _, folder) in all_keys.items()
    }
    return Manifest(
        id=place["id"],
        title="Talks that are seen from all sides",
        nonce=secrets.token_hex(16),
        origin=place["origin"],
        deadline=wall_clock() + 3600,
        tolerance_seconds=60,
        bytes_at_most=bytes_at_most,
        replacing=True,
        mediator_reads=False,
        witness_parties=1,
        server=Server(place["name"], place["signer"], place["custody"], place["log_key"]),
        mediator=members[MEDIATOR],
        neutral=members.get(NEUTRAL),
        parties=tuple(each for role, each in members.items() if role.startswith(PARTY)),
    )
