"""Disks that fail, processes that die and power that goes, put in between a server and its files."""

from __future__ import annotations

import errno
import os
import random
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

CALLS = ("write", "fsync", "replace", "open", "ftruncate", "unlink", "mkdir")
"""Calls of ``os`` that change something on a disk; ``pathlib`` makes its changes through them, too."""


class Died(BaseException):
    """The process is dead: nothing that it would still do is done."""


class Disk:
    """What a folder holds, and what of it lasts: bytes that were synced, names whose folder was."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.content: dict[int, bytes] = {}
        self.names: dict[int, dict[str, int]] = {}
        for path in (folder, *folder.rglob("*")):
            self._lasts(path)

    def _lasts(self, path: Path) -> None:
        inode = path.stat().st_ino
        if path.is_dir():
            self.names[inode] = {each.name: each.stat().st_ino for each in path.iterdir()}
        else:
            self.content[inode] = path.read_bytes()

    def synced(self, file: int) -> None:
        """A sync of this file, or folder, came to its end."""
        self._lasts(Path(os.readlink(f"/proc/self/fd/{file}")))

    def cut(self, chance: random.Random | None) -> None:
        """Take the power away: what was not synced is gone, or by chance some of it is there."""
        here = {path.stat().st_ino: path for path in self.folder.rglob("*")}
        files = {node: path for node, path in here.items() if path.is_file()}
        after = {node: self._after(node, path, chance) for node, path in files.items()}
        content = {**self.content, **after}
        rebuilt = self.folder.with_name(f"{self.folder.name}-after")
        self._rebuild(self.folder, rebuilt, content, chance)
        shutil.rmtree(self.folder)
        rebuilt.rename(self.folder)

    def _after(self, node: int, path: Path, chance: random.Random | None) -> bytes:
        now, lasting = path.read_bytes(), self.content.get(node, b"")
        if chance is None or chance.random() < 0.3:
            return lasting
        if now.startswith(lasting):  # something was appended: any part of it may be there
            return now[: chance.randint(len(lasting), len(now))]
        return chance.choice((now, lasting))

    def _rebuild(
        self, old: Path, new: Path, content: dict[int, bytes], chance: random.Random | None
    ) -> None:
        new.mkdir()
        lasting = self.names.get(old.stat().st_ino, {}) if old.is_dir() else {}
        now = {each.name: each.stat().st_ino for each in old.iterdir()} if old.is_dir() else {}
        for name in {**lasting, **now}:
            keep = lasting if chance is None or chance.random() < 0.5 else now
            node = keep.get(name)
            if node is None:
                continue
            if node in content:
                (new / name).write_bytes(content[node])
            elif node not in self.names and not (old / name).is_dir():
                (new / name).write_bytes(b"")  # the name was synced, and nothing in it
            else:
                self._rebuild(old / name, new / name, content, chance)


class Faults:
    """Counts the calls that change something, and lets one of them go wrong."""

    def __init__(self, at: int, how: str, disk: Disk | None = None) -> None:
        self.at, self.how, self.disk = at, how, disk
        self.calls: list[str] = []
        self.struck = ""
        self.dead = False

    def made(self, name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        """The call, which may now go wrong."""

        def changed(*given: Any, **more: Any) -> Any:
            if name == "open" and not given[1] & os.O_CREAT:
                return call(*given, **more)
            if self.dead:
                raise Died
            self.calls.append(name)
            if len(self.calls) - 1 == self.at:
                self.struck = name
                return self._strike(name, call, *given, **more)
            return self._done(name, call, *given, **more)

        return changed

    def _done(self, name: str, call: Callable[..., Any], *given: Any, **more: Any) -> Any:
        result = call(*given, **more)
        if name == "fsync" and self.disk:
            self.disk.synced(given[0])
        return result

    def _strike(self, name: str, call: Callable[..., Any], *given: Any, **more: Any) -> Any:
        if self.how in ("EIO", "ENOSPC"):
            if name == "write" and self.how == "ENOSPC":
                call(given[0], given[1][: len(given[1]) // 2])
            raise OSError(getattr(errno, self.how), os.strerror(getattr(errno, self.how)))
        if self.how == "short" and name == "write":
            return call(given[0], given[1][: len(given[1]) // 2])
        if self.how == "short":
            return self._done(name, call, *given, **more)
        if self.how == "half" and name == "write":
            call(given[0], given[1][: len(given[1]) // 2])
        if self.how == "after":
            self._done(name, call, *given, **more)
        self.dead = True
        raise Died


@contextmanager
def failing(at: int, how: str, disk: Disk | None = None) -> Iterator[Faults]:
    """Let the call of this number go wrong: EIO, ENOSPC, short; or die before, half-way, after."""
    faults = Faults(at, how, disk)
    with pytest.MonkeyPatch.context() as patch:
        for name in CALLS:
            patch.setattr(os, name, faults.made(name, getattr(os, name)))
        yield faults
