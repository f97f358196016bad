"""A real server under load is killed at random moments: nothing that was receipted is lost or doubled.

A short run has a few kills; ``DETENTE_HEAVY=1`` has 1,000, on a new exchange after every 50.
"""

from __future__ import annotations

import random
import time
from pathlib import Path

from detente.exchange.manifest import PARTY
from detente.exchange.receipts import counted, receipt_of
from detente.exchange.service.clock import wall_clock
from detente.exchange.service.workspace import Workspace
from detente.exchange.statements import entry_bytes, entry_of, statement_hash

from .indexes import PlainIndex
from .load import Killed, Load
from .running import HEAVY, Running, SetClock, hosting_at, offline, opened

KILLS, AT_ONCE = (1000, 50) if HEAVY else (3, 3)
LOADING = ("north", "south", "east", "west")


def round_of(folder: Path, seed: int, kills: int) -> tuple[Load, Killed, list[str]]:
    """One exchange under load; return what its members were handed, and what is wrong in the end."""
    chance = random.Random(seed)
    folder.mkdir()
    (folder / "server").mkdir()
    index = PlainIndex(folder / "server" / "index.sqlite")
    now = wall_clock()
    running = opened(
        folder / "server",
        *(*LOADING, "last"),
        index=index,
        clock=SetClock(now - 5),
        deadline=now + 40_000,
    )
    running.hosting.close()
    index.close()
    server = Killed(running.folder, running.people, chance)
    load = Load(running.people, folder, server.address)
    load.begin([f"{PARTY}{each}" for each in LOADING])
    try:
        while server.kills < kills:
            time.sleep(0.05 + chance.random() * 0.4)
            server.again()
        time.sleep(1)  # the last of them comes to its receipts, too
    finally:
        load.end()
        server.kill()
    return load, server, [*load.wrong, *_wrong(running, load)]


def _wrong(running: Running, load: Load) -> list[str]:
    """Look at what is on the disk after all kills, and at every receipt that anybody was handed."""
    manifest, signatures = running.manifest, running.people.signatures
    index = PlainIndex(running.folder / "index.sqlite")
    again = hosting_at(running.folder, index, wall_clock, running.people)
    state, leaves = offline(manifest, running.place)
    found = [f"void: {each}" for each in state.voids]
    if again.hosted.state != state or tuple(again.hosted.leaves) != leaves:
        found.append("the server and its files do not agree")
    hashes = [statement_hash(entry_of(leaf).statement) for leaf in leaves]
    if len(set(hashes)) != len(hashes):
        found.append("something is in the log twice")
    found += [
        f"entry {each} was told and is not there" for each in load.told if each >= len(leaves)
    ]
    for index_told, text in load.receipts:
        receipt = receipt_of(manifest, signatures, text)
        if receipt.index != index_told or leaves[receipt.index] != entry_bytes(receipt.entry):
            found.append(f"receipt {index_told} is not of the entry that is there")
        if counted(manifest, leaves, receipt) is not None:
            found.append(f"receipt {index_told} counts for nothing")
    for path in sorted(load.folder.glob("party-*/log.json")):
        kept = Workspace(path.parent).followed().leaves
        if leaves[: len(kept)] != kept:
            found.append(f"{path.parent.name} has seen another log")
        if list(Workspace(path.parent).evidence()):
            found.append(f"{path.parent.name} holds evidence")
    again.hosting.close()
    index.close()
    return found


def test_no_receipted_deposit_is_lost_or_doubled_by_kills_at_random(tmp_path: Path) -> None:
    kills = starting = receipts = entries = 0
    found: list[str] = []
    refused: set[str] = set()
    for seed in range(KILLS // AT_ONCE):
        load, server, wrong = round_of(tmp_path / str(seed), seed, AT_ONCE)
        kills, starting = kills + server.kills, starting + server.while_starting
        receipts, entries = receipts + len(load.receipts), entries + max(load.told, default=0)
        found += [f"round {seed}: {each}" for each in wrong]
        refused |= load.refused
        print(
            f"{kills} kills, {starting} while starting, {entries} entries, {receipts} receipts, "
            f"{len(found)} violations",
            flush=True,
        )
    print(f"refused for: {sorted(refused)}; {len(found)} violations")
    assert receipts
    assert not found, "\n".join(found[:20])
