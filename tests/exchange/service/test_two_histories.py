"""A server that shows two histories, an old one, or closes too early: found at the first look."""

from __future__ import annotations

import random
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from detente.cli import main
from detente.exchange.following import NotTheLog
from detente.exchange.log.checkpoint import Checkpoint
from detente.exchange.log.tree import Tree
from detente.exchange.manifest import MEDIATOR, SERVER
from detente.exchange.misconduct import EvidenceWrong, shown_by, void_entry
from detente.exchange.service.clock import wall_clock
from detente.exchange.service.taking_part import EvidenceKept, Part
from detente.exchange.signing import signer
from detente.exchange.statements import Close, entry_bytes

from .indexes import MemoryIndex
from .running import (
    HEAVY,
    NORTH,
    SOUTH,
    Direct,
    Running,
    client_of,
    opened,
    part_of,
    server_process,
    signed_manifest,
)

CONFIRMING = (MEDIATOR, NORTH, SOUTH)


class Counting(Direct):
    """A connection that counts what is confirmed."""

    confirmed = 0

    def confirm(self, exchange: str, lines: list[str]) -> dict[str, Any]:
        self.confirmed += 1
        return super().confirm(exchange, lines)


def twin(running: Running, folder: Path) -> Running:
    """The same server once more, on a copy of its folder: from here on the two differ."""
    shutil.copytree(running.folder, folder)
    index = MemoryIndex()
    index.kept = running.index.sizes()
    other = replace(running, folder=folder, index=index)
    running.hosting.close()
    found = other.again(index)
    running.hosting = running.again().hosting
    return found


def member(running: Running, role: str, folder: Path) -> tuple[Part, Counting]:
    client = Counting(running.hosted, role)
    return part_of(running.people, role, folder, client, running.clock), client


def shown_to(part: Part, client: Counting, other: Running) -> EvidenceKept:
    """Let a member look at the other history: evidence has to be kept, and nothing confirmed."""
    client.hosted, client.confirmed = other.hosted, 0
    before = part.workspace.followed()
    with pytest.raises(EvidenceKept) as caught:
        part.look()
    assert client.confirmed == 0
    assert other.hosted.confirmed is None or other.hosted.confirmed.checkpoint.size < 3
    assert part.workspace.followed() == before
    with pytest.raises(EvidenceKept):  # and it is found again each time
        part.look()
    return caught.value


@pytest.mark.parametrize("role", CONFIRMING)
@pytest.mark.parametrize(("here", "there"), [(1, 1), (1, 2), (2, 1)])
def test_a_second_history_is_found_at_the_first_look_and_the_evidence_holds(
    role: str, here: int, there: int, tmp_path: Path
) -> None:
    first = opened(tmp_path / "first")
    second = twin(first, tmp_path / "second")
    part, client = member(first, role, tmp_path / "member")
    assert part.look().state.size == 1
    for _ in range(here):
        first.deposit(NORTH)
    for _ in range(there):
        second.deposit(SOUTH)
    part.look()
    kept = shown_to(part, client, second)
    evidence = kept.path.read_bytes()
    shown = shown_by(first.manifest, first.people.signatures, evidence)
    assert (shown.kind, shown.breach) == ("two histories", SERVER)
    assert shown.sizes == (min(here, there) + 1, max(here, there) + 1)
    _flipped_is_refused(first, evidence)


def _flipped_is_refused(running: Running, evidence: bytes) -> None:
    bits = range(len(evidence) * 8)
    for bit in bits if HEAVY else random.Random(len(evidence)).sample(bits, 12):
        changed = bytearray(evidence)
        changed[bit // 8] ^= 1 << bit % 8
        with pytest.raises(EvidenceWrong):
            shown_by(running.manifest, running.people.signatures, bytes(changed))


def test_the_evidence_is_verified_on_the_command_line_without_a_network(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first = opened(tmp_path / "first")
    second = twin(first, tmp_path / "second")
    part, client = member(first, SOUTH, tmp_path / "member")
    first.deposit(NORTH)
    second.deposit(NORTH)
    second.deposit(NORTH)
    second.withdraw(NORTH)
    part.look()
    first.deposit(SOUTH)
    part.look()
    path = shown_to(part, client, second).path
    manifest = tmp_path / "manifest.json"
    manifest.write_bytes(signed_manifest(first.people))
    line = ["exchange", "verify", str(path), "--manifest", str(manifest)]
    assert _said(line, 0, capsys).startswith("The evidence holds, against the server")
    changed = bytearray(path.read_bytes())
    changed[len(changed) // 2] ^= 1
    path.write_bytes(bytes(changed))
    assert "does not hold" in _said(line, 1, capsys)


def _said(line: list[str], code: int, capsys: pytest.CaptureFixture[str]) -> str:
    with pytest.raises(SystemExit) as ended:
        main(line)
    assert ended.value.code == code
    return capsys.readouterr().out


def test_two_real_servers_with_one_key_are_found(tmp_path: Path) -> None:
    """Over real sockets: the folder was copied, and each copy went its own way."""
    first = opened(tmp_path / "first")
    second = twin(first, tmp_path / "second")
    first.deposit(NORTH)
    second.deposit(SOUTH)
    part, _ = member(first, MEDIATOR, tmp_path / "member")
    part.look()
    first.hosting.close()
    second.hosting.close()
    part.clock = wall_clock
    with (
        server_process(second.folder, second.people) as address,
        client_of(second.people, MEDIATOR, address, wall_clock) as client,
    ):
        part.client = client
        with pytest.raises(EvidenceKept) as caught:
            part.look()
        assert client.state(second.id)["confirmed"] == 0
    shown = shown_by(first.manifest, first.people.signatures, caught.value.path.read_bytes())
    assert (shown.kind, shown.breach) == ("two histories", SERVER)


@pytest.mark.parametrize("role", CONFIRMING)
def test_an_old_checkpoint_shown_again_is_refused(role: str, tmp_path: Path) -> None:
    running = opened(tmp_path / "server")
    running.deposit(NORTH)
    old = twin(running, tmp_path / "old")
    sealed = running.sealed(SOUTH)
    running.hand_in(sealed)
    part, client = member(running, role, tmp_path / "member")
    seen = part.look()
    client.hosted, client.confirmed = old.hosted, 0
    with pytest.raises(NotTheLog, match="fewer entries"):
        part.look()
    assert client.confirmed == 0
    assert part.workspace.followed() == seen
    old.hand_in(sealed)  # the same deposit at the same time: it is the same history
    assert part.look().leaves == seen.leaves


class Lying(Counting):
    """A server's own answers, whatever they are."""

    leaves: list[bytes]
    text: str

    def entries(self, exchange: str, start: int) -> tuple[list[bytes], str]:
        return self.leaves[start:], self.text

    def confirm(self, exchange: str, lines: list[str]) -> dict[str, Any]:
        self.confirmed += 1
        return {}


def lying(running: Running, role: str, leaves: list[bytes], signed: list[bytes]) -> Lying:
    """A server that sends entries under a checkpoint of others, signed by the log's key."""
    client = Lying(running.hosted, role)
    checkpoint = Checkpoint(running.manifest.origin, len(signed), Tree(signed).root())
    client.leaves, client.text = leaves, checkpoint.signed_by(signer(running.people.server_log))
    return client


def test_a_server_that_hides_its_second_history_is_believed_nothing(tmp_path: Path) -> None:
    """It signs another history, and sends entries that are not those: no evidence, no step further."""
    running = opened(tmp_path / "server")
    running.deposit(NORTH)
    part, _ = member(running, SOUTH, tmp_path / "member")
    seen = part.look()
    leaves = list(running.hosted.leaves)
    other = [leaves[0], b"another entry", b"and one more"]
    part.client = client = lying(running, SOUTH, [*leaves, leaves[1]], other)
    with pytest.raises(NotTheLog):
        part.look()
    assert client.confirmed == 0
    assert part.workspace.followed() == seen
    assert not list(part.workspace.evidence())


@pytest.mark.parametrize("role", CONFIRMING)
def test_an_early_close_is_void_for_all_and_the_evidence_holds(role: str, tmp_path: Path) -> None:
    running = opened(tmp_path / "server")
    running.deposit(NORTH)
    part, _ = member(running, role, tmp_path / "member")
    part.look()
    manifest = running.manifest
    early = running.people.signed(Close(manifest.hash, manifest.deadline), running.clock())
    leaves = [*running.hosted.leaves, entry_bytes(early)]
    part.client = lying(running, role, leaves, leaves)
    seen = part.look()
    assert seen.state.phase == "open"
    assert [(each.index, each.rule, each.breach) for each in seen.state.voids] == [
        (2, "deadline", SERVER)
    ]
    (path,) = part.workspace.evidence()
    shown = shown_by(manifest, running.people.signatures, path.read_bytes())
    assert (shown.kind, shown.breach, shown.voids) == ("void entry", SERVER, seen.state.voids)
    _flipped_is_refused(running, path.read_bytes())
    honest = running.hosted.checkpoint
    assert honest is not None
    nothing = void_entry(honest.text, running.hosted.leaves)
    with pytest.raises(EvidenceWrong):
        shown_by(manifest, running.people.signatures, nothing)
