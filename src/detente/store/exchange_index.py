"""The index of a server's exchanges, in SQLite or PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Integer,
    MetaData,
    String,
    Table,
    create_engine,
    delete,
    event,
    insert,
    make_url,
    select,
    update,
)
from sqlalchemy.exc import ArgumentError, IntegrityError, SQLAlchemyError
from sqlalchemy.pool import QueuePool

from detente.exchange.service.index import IndexUnavailable

SECONDS_AT_MOST = 10
"""How long the index may take to answer; a server that waits longer takes nothing in meanwhile."""

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
        with _told():
            url = make_url(address)
            waiting: dict[str, Any] = {}
            if url.get_backend_name() == "postgresql":
                url = url.set(drivername="postgresql+pg8000")
                waiting = {"timeout": SECONDS_AT_MOST}
            elif url.get_backend_name() != "sqlite":
                raise IndexUnavailable("the index is kept in SQLite or PostgreSQL only")
            self._engine = create_engine(
                url, poolclass=QueuePool, pool_pre_ping=True, connect_args=waiting
            )
            if url.get_backend_name() == "sqlite":
                event.listen(self._engine, "connect", _last)
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
        with _told(), self._engine.begin() as connection:
            yield connection


@contextmanager
def _told() -> Iterator[None]:
    """Tell what went wrong without what the database says: it may hold its address."""
    try:
        yield
    except IntegrityError:
        raise
    except (ArgumentError, TypeError, ValueError) as error:  # TypeError: an option that is none
        raise IndexUnavailable("the address of the index is not one") from error
    except (SQLAlchemyError, OSError) as error:
        raise IndexUnavailable("the index cannot be reached or written") from error


def _last(connection: Any, _record: Any) -> None:
    """Make SQLite sync what is committed, and wait for others instead of failing."""
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA busy_timeout=10000")
    cursor.close()
