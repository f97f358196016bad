"""The index of a server's exchanges, in SQLite or PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Integer,
    MetaData,
    String,
    Table,
    delete,
    insert,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError

from detente.exchange.service.index import IndexUnavailable
from detente.store.database import engine_at, told

_tables = MetaData()
_exchanges = Table(
    "exchange",
    _tables,
    Column("id", String(80), primary_key=True),
    Column("size", Integer, nullable=False),
    Column("phase", String(20), nullable=False),
)
_nonces = Table(
    "exchange_nonce",
    _tables,
    Column("nonce", String(64), primary_key=True),
    Column("until", BigInteger, nullable=False, index=True),
)


class ExchangeIndex:
    """An index by its database's address: ``sqlite:///FILE``, ``postgresql://USER@HOST/NAME``.

    Raises :class:`IndexUnavailable` where the database cannot be opened, read or written. The
    message never holds the address, which may hold a password.
    """

    def __init__(self, address: str) -> None:
        with told(IndexUnavailable, "index"):
            self._engine = engine_at(address)
            _tables.create_all(self._engine)
        self._forgotten = 0

    def sizes(self) -> dict[str, int]:
        """Return, for each exchange by its id, how many entries stood under a checkpoint."""
        with self._changing() as connection:
            rows = connection.execute(select(_exchanges.c.id, _exchanges.c.size))
            return {str(row.id): int(row.size) for row in rows}

    def grown(self, exchange: str, size: int, phase: str) -> None:
        """Keep that a log has come so far, durably."""
        with self._changing() as connection:
            here = _exchanges.c.id == exchange
            changed = connection.execute(
                update(_exchanges)
                .where(here, _exchanges.c.size <= size)
                .values(size=size, phase=phase)
            )
            if changed.rowcount:
                return
            try:
                connection.execute(insert(_exchanges).values(id=exchange, size=size, phase=phase))
            except IntegrityError as error:
                raise IndexUnavailable("the index is further than the log") from error

    def first_time(self, nonce: str, now: int, keep_seconds: int) -> bool:
        """Return whether a nonce is new, and keep it for so long; old ones are forgotten."""
        try:
            with self._changing() as connection:
                if now >= self._forgotten + keep_seconds:
                    connection.execute(delete(_nonces).where(_nonces.c.until < now))
                    self._forgotten = now
                connection.execute(insert(_nonces).values(nonce=nonce, until=now + keep_seconds))
        except IntegrityError:
            return False
        return True

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()

    @contextmanager
    def _changing(self) -> Iterator[Connection]:
        index = told(IndexUnavailable, "index", passing=(IntegrityError,))
        with index, self._engine.begin() as connection:
            yield connection
