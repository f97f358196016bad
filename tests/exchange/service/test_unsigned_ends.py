"""Entries that no checkpoint covers yet: kept if they are whole, cut off if not, never told before."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from detente.exchange.service import journal
from detente.exchange.service.hosted import Halted
from detente.exchange.service.journal import LogDamaged
from detente.exchange.statements import Close, entry_bytes

from .indexes import MemoryIndex
from .running import NORTH, SOUTH, Running, offline, opened


def test_an_entry_that_no_checkpoint_covers_counts_once_it_is_read_back(tmp_path: Path) -> None:
    running = opened(tmp_path / "server")
    old = (running.place / "log" / "checkpoint").read_bytes()
    sealed = running.sealed(NORTH)
    running.hand_in(sealed)
    (running.place / "log" / "checkpoint").write_bytes(old)
    running.index.kept[running.id] = 1  # type: ignore[attr-defined]
    found = starts_with(running, 2)
    assert found.hand_in(sealed) == 1
    assert found.hosted.tree.size == 2
    found.hosting.close()


def starts_with(running: Running, size: int) -> Running:
    found = running.again()
    assert found.hosted.tree.size == size
    assert len(offline(running.manifest, running.place)[1]) == size
    assert found.index.sizes() == {running.id: size}
    return found


def test_any_torn_end_after_the_last_checkpoint_is_cut(tmp_path: Path) -> None:
    running = opened(tmp_path / "server")
    path = running.place / "journal"
    whole = path.read_bytes()
    running.deposit(NORTH)
    record = path.read_bytes()[len(whole) :]
    shutil.rmtree(running.place)
    running = opened(tmp_path / "second")
    path = running.place / "journal"
    whole = path.read_bytes()
    tails = [record[:length] for length in (1, 3, 4, 35, 36, 37, len(record) - 1)]
    tails += [record[:-1] + b"?", bytes(len(record)), b"\xff" * 4000]
    for tail in tails:
        path.write_bytes(whole + tail)
        running = starts_with(running, 1)
        assert path.read_bytes() == whole
    running.deposit(NORTH)
    running.deposit(SOUTH)
    assert starts_with(running, 3).hosted.state.phase == "frozen"
    running.hosting.close()


def test_a_whole_end_that_the_rule_does_not_take_is_refused(tmp_path: Path) -> None:
    running = opened(tmp_path / "server")
    manifest = running.manifest
    early = running.people.signed(Close(manifest.hash, manifest.deadline), running.clock())
    running.hosting.close()
    file = journal.Journal(running.place / "journal")
    file.append(entry_bytes(early))
    file.close()
    with pytest.raises(LogDamaged, match="would not take in"):
        running.again()


def test_an_entry_read_back_is_synced_before_a_checkpoint_covers_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a sync that failed the kernel may show what the disk does not hold."""
    running = opened(tmp_path / "server")
    running.store(sealed := running.sealed(NORTH))
    monkeypatch.setattr(os, "fsync", _failing(os.fsync, running.place / "journal"))
    with pytest.raises(Halted):
        running.hand_in(sealed)
    monkeypatch.undo()
    done: list[str] = []

    def telling(kind: str, call: Callable[..., Any]) -> Callable[..., Any]:
        def told(*given: Any) -> Any:
            path = str(given[1]) if kind == "name" else _path(given[0])
            done.append(f"{kind} {Path(path).name}")
            return call(*given)

        return told

    for kind, name in (("write", "write"), ("sync", "fsync"), ("name", "replace")):
        monkeypatch.setattr(os, name, telling(kind, getattr(os, name)))
    found = running.again()
    monkeypatch.undo()
    assert found.hosted.tree.size == 2
    assert done[:2] == ["write journal", "sync journal"]
    assert "name checkpoint" in done[2:]
    found.hosting.close()


def _path(file: int) -> str:
    return os.readlink(f"/proc/self/fd/{file}")


def _failing(fsync: Callable[[int], None], path: Path) -> Callable[[int], None]:
    def failing(file: int) -> None:
        if Path(_path(file)) == path:
            raise OSError(5, "Input/output error")
        fsync(file)

    return failing


def test_a_deposit_without_its_index_is_never_told_and_halts_the_server(tmp_path: Path) -> None:
    """Also for an error of the index that is none of its own."""

    class Failing(MemoryIndex):
        def grown(self, exchange: str, size: int, phase: str) -> None:
            if size > 1:
                raise RuntimeError("the index failed")
            super().grown(exchange, size, phase)

    running = opened(tmp_path / "server", index=Failing())
    with pytest.raises(Halted):
        running.deposit(NORTH)
    assert running.hosted.tree.size == len(running.hosted.leaves) == 1
    with pytest.raises(Halted):
        running.deposit(NORTH)
    running.hosting.tick()
    good = MemoryIndex()
    good.kept = {running.id: 1}
    found = running.again(good)
    assert found.hosted.tree.size == 2
    found.hosting.close()
