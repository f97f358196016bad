"""Indexes for tests: one in memory, and one in SQLite that starts quicker than the real one."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from detente.exchange.service.index import IndexUnavailable


class MemoryIndex:
    """Keeps all in memory, so that a server that is opened again finds it as it was left."""

    def __init__(self) -> None:
        self.kept: dict[str, int] = {}
        self.nonces: set[str] = set()

    def sizes(self) -> dict[str, int]:
        return dict(self.kept)

    def grown(self, exchange: str, size: int, phase: str) -> None:
        assert size >= self.kept.get(exchange, 0), "a log that shrank"
        self.kept[exchange] = size

    def first_time(self, nonce: str, now: int, keep_seconds: int) -> bool:
        new = nonce not in self.nonces
        self.nonces.add(nonce)
        return new


class PlainIndex:
    """The tables of the real index, written with Python's own module: they read each other's."""

    def __init__(self, path: Path) -> None:
        try:
            self._open(path)
        except sqlite3.Error as error:
            raise IndexUnavailable("the index cannot be opened") from error

    def _open(self, path: Path) -> None:
        self._db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        for line in (
            "PRAGMA journal_mode=WAL",
            "PRAGMA synchronous=FULL",
            "CREATE TABLE IF NOT EXISTS exchange (id VARCHAR(80) PRIMARY KEY, "
            "size INTEGER NOT NULL, phase VARCHAR(20) NOT NULL)",
            "CREATE TABLE IF NOT EXISTS exchange_nonce (nonce VARCHAR(64) PRIMARY KEY, "
            "until BIGINT NOT NULL)",
            "CREATE INDEX IF NOT EXISTS ix_exchange_nonce_until ON exchange_nonce (until)",
        ):
            self._db.execute(line)

    def sizes(self) -> dict[str, int]:
        return dict(self._db.execute("SELECT id, size FROM exchange"))

    def grown(self, exchange: str, size: int, phase: str) -> None:
        put = (
            "INSERT INTO exchange VALUES (?, ?, ?) ON CONFLICT (id) "
            "DO UPDATE SET size = excluded.size, phase = excluded.phase"
        )
        try:
            self._db.execute(put, (exchange, size, phase))
        except sqlite3.Error as error:
            raise IndexUnavailable("the index cannot be written") from error

    def first_time(self, nonce: str, now: int, keep_seconds: int) -> bool:
        try:
            put = "INSERT INTO exchange_nonce VALUES (?, ?)"
            self._db.execute(put, (nonce, now + keep_seconds))
        except sqlite3.IntegrityError:
            return False
        return True

    def close(self) -> None:
        self._db.close()
