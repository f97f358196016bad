"""Files that are there whole or not at all, also after a power cut: written aside, synced, renamed."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import BinaryIO

PRIVATE = 0o600


def put(path: Path, data: bytes, mode: int = 0o644) -> None:
    """Write a file whole and synced, in the place of one that is there.

    Raises ``OSError``; then what was there is there still, or the new file is.
    """
    aside = path.with_name(f".{path.name}.{secrets.token_hex(8)}.new")  # a name nobody waits at
    file = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    try:
        with open(file, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(aside, path)
    except BaseException:
        aside.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def put_unsynced(path: Path, data: bytes) -> None:
    """Write a file that can be made again from others: whole, but not synced."""
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f".{path.name}.new")
    aside.write_bytes(data)
    os.replace(aside, path)


def sync_folder(folder: Path) -> None:
    """Sync a folder, so that the names in it last."""
    if os.name == "nt":  # Windows syncs names by itself, and opens no folder
        return
    file = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(file)
    finally:
        os.close(file)


def make_folder(folder: Path) -> None:
    """Make a private folder and sync its name; one that is there is fine."""
    if not folder.is_dir():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        sync_folder(folder.parent)


def destroy(path: Path) -> None:
    """Overwrite a small file with zeros, sync, and remove it; one that is gone is fine.

    On disks that write elsewhere each time (flash) the old bytes may remain: see docs/security.md.
    """
    try:
        with path.open("r+b") as stream:
            _zeroed(stream)
    except FileNotFoundError:
        return
    path.unlink()
    sync_folder(path.parent)


def put_destroying(path: Path, data: bytes) -> None:
    """Write a private file in the place of another, whose bytes are overwritten with zeros then.

    The old bytes have a name until they are: who was stopped in between, as who begins, calls
    :func:`finish_destroying`.
    """
    aside = _to_destroy(path)
    os.replace(path, aside)
    sync_folder(path.parent)
    put(path, data, PRIVATE)
    destroy(aside)


def finish_destroying(path: Path) -> None:
    """Bring what :func:`put_destroying` was stopped in to an end, or back; nothing to do is fine."""
    aside = _to_destroy(path)
    if not aside.exists():
        return
    if path.exists():
        sync_folder(path.parent)  # the new file's name lasts, before the old bytes are gone
        destroy(aside)
    else:
        os.replace(aside, path)
        sync_folder(path.parent)


def _to_destroy(path: Path) -> Path:
    return path.with_name(f".{path.name}.old")


def _zeroed(stream: BinaryIO) -> None:
    length = stream.seek(0, os.SEEK_END)
    stream.seek(0)
    stream.write(bytes(length))
    stream.flush()
    os.fsync(stream.fileno())
