"""A log's entries on disk: appended one by one, each synced before it counts.

A record is its length (4 bytes), the SHA-256 of what it holds, and the entry. What was under a checkpoint has
to be there whole; a tail that was never under one may be torn by a crash, and is cut off.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from detente.exchange.statements import ENTRY_BYTES_AT_MOST

_HEAD_BYTES = 4 + 32


class LogDamaged(Exception):
    """What is on disk is not what was promised: entries or a checkpoint are missing or changed."""


class Journal:
    """The entries of one log in one file, open for appending by one process."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)

    def read(self, promised: int) -> list[bytes]:
        """Return all whole entries; cut off a torn one after the promised ones.

        ``promised`` is how many stood under a checkpoint: raises :class:`LogDamaged` if any of
        these is missing or changed, or if more than one follows; then nothing is cut off.
        """
        data = _all_of(self._file)
        entries: list[bytes] = []
        position = 0
        while position < len(data):
            entry = _entry_at(data, position)
            if entry is None:
                break
            entries.append(entry)
            position += _HEAD_BYTES + len(entry)
        if len(entries) < promised:
            raise LogDamaged(f"{len(entries)} of {promised} entries are there; some are missing")
        if len(entries) > promised + 1:
            raise LogDamaged(f"{len(entries)} entries are there, and only {promised} were signed")
        tail = entries[promised:]
        if tail or position < len(data):
            # After a sync that failed the kernel may hold what the disk does not: written anew.
            os.ftruncate(self._file, position - sum(_HEAD_BYTES + len(each) for each in tail))
            for each in tail:
                self.append(each)
            os.fsync(self._file)
        return entries

    def append(self, entry: bytes) -> None:
        """Append an entry and sync it. After an ``OSError`` nothing may be appended any more."""
        record = len(entry).to_bytes(4, "big") + hashlib.sha256(entry).digest() + entry
        written = 0
        while written < len(record):
            written += os.write(self._file, record[written:])
        os.fsync(self._file)

    def close(self) -> None:
        """Close the file; a second time does nothing."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1


def _all_of(file: int) -> bytes:
    os.lseek(file, 0, os.SEEK_SET)
    parts = []
    while part := os.read(file, 1 << 20):
        parts.append(part)
    return b"".join(parts)


def _entry_at(data: bytes, position: int) -> bytes | None:
    length = int.from_bytes(data[position : position + 4], "big")
    if length > ENTRY_BYTES_AT_MOST:
        return None
    start = position + _HEAD_BYTES
    entry = data[start : start + length]
    whole = len(data) >= start + length
    right = hashlib.sha256(entry).digest() == data[position + 4 : start]
    return entry if whole and right else None
