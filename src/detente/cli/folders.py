"""Folders that a command writes: whole or not at all."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

from detente.core.problems import Problem, has_errors
from detente.formats.files import NotWritten, umask

from .replacing import NotOurs

Fill = Callable[[Path], tuple[Problem, ...]]
"""Writes the files into an empty folder; returns what is wrong with them."""


def is_taken(folder: Path) -> bool:
    """Return whether something stands at a place already; an empty folder is nothing."""
    try:
        there = folder.is_symlink() or folder.exists()
        return there and (folder.is_symlink() or not folder.is_dir() or any(folder.iterdir()))
    except OSError as error:
        raise NotWritten(f"{folder} cannot be written: {error.strerror}") from error


def only_holds(folder: Path, names: Iterable[str]) -> None:
    """Raise :class:`NotOurs` if a folder holds anything but files of these names."""
    wanted = set(names)
    try:
        if folder.is_symlink() or not folder.is_dir():
            raise NotOurs(f"{folder} is no folder")
        for each in sorted(folder.rglob("*")):
            name = each.relative_to(folder).as_posix()
            known = name in wanted or (
                each.is_dir() and any(other.startswith(f"{name}/") for other in wanted)
            )
            if not known or each.is_symlink():
                raise NotOurs(f"{folder} holds something else: {name[:60]}")
    except OSError as error:
        raise NotWritten(f"{folder} cannot be read: {error.strerror}") from error


def write_folder(folder: Path, fill: Fill, *, replace: bool = False) -> tuple[Problem, ...]:
    """Write a folder beside its place and move it there in one step; return its problems.

    With an error among them nothing is written. ``replace`` puts it in the place of a folder
    that is there. Raises :class:`NotWritten` and leaves what was there.
    """
    parents = [each for each in (folder.parent, *folder.parent.parents) if not each.exists()]
    made: Path | None = None
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(prefix=".detente-", dir=folder.parent))
        problems = fill(made)
        if has_errors(problems):
            return problems
        made.chmod(0o777 & ~umask())
        _put(made, folder, replace=replace)
        parents.clear()
    except OSError as error:
        raise NotWritten(f"{folder} cannot be written: {error.strerror}") from error
    finally:
        if made is not None:
            shutil.rmtree(made, ignore_errors=True)
        for each in parents:
            with contextlib.suppress(OSError):
                each.rmdir()
    return problems


def _put(made: Path, folder: Path, *, replace: bool) -> None:
    if not folder.exists():
        made.rename(folder)
        return
    if not replace:
        folder.rmdir()  # it is empty
        made.rename(folder)
        return
    old = Path(tempfile.mkdtemp(prefix=".detente-", dir=folder.parent))
    try:
        folder.rename(old / "before")
        try:
            made.rename(folder)
        except OSError:
            (old / "before").rename(folder)
            raise
    finally:
        shutil.rmtree(old, ignore_errors=True)
