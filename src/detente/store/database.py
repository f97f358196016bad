"""Opening a database, SQLite or PostgreSQL, and telling what is wrong without its address."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.pool import QueuePool

SECONDS_AT_MOST = 10
"""How long a database may take to answer, and one who writes may wait for another."""


def engine_at(address: str) -> Engine:
    """Return the engine for an address; nothing is connected yet.

    What is committed is synced. In SQLite each transaction begins as one that writes, so that two
    of them wait for one another instead of failing halfway; one with the execution option
    ``reading=True`` waits for nobody. What a statement carries is never in an error's message.

    Raises ``ArgumentError`` or ``ValueError`` for what is no address of such a database; use it
    within :func:`told`.
    """
    url = make_url(address)
    waiting: dict[str, Any] = {}
    if url.get_backend_name() == "postgresql":
        url = url.set(drivername="postgresql+pg8000")
        waiting = {"timeout": SECONDS_AT_MOST}
    elif url.get_backend_name() != "sqlite":
        raise ArgumentError("neither SQLite nor PostgreSQL")
    engine = create_engine(
        url, poolclass=QueuePool, pool_pre_ping=True, connect_args=waiting, hide_parameters=True
    )
    if url.get_backend_name() == "sqlite":
        event.listen(engine, "connect", _last)
        event.listen(engine, "begin", _begin)
    return engine


@contextmanager
def told(
    refusal: type[Exception], name: str, passing: tuple[type[Exception], ...] = ()
) -> Iterator[None]:
    """Tell what went wrong without what the database says: it may hold its address.

    ``refusal`` is what is raised, ``name`` what the database is called in its message; exceptions
    that are ``passing``, and refusals, are left as they are.
    """
    try:
        yield
    except (refusal, *passing):
        raise
    except (ArgumentError, TypeError, ValueError) as error:  # TypeError: an option that is none
        raise refusal(
            f"the address of the {name} is not one; it is kept in SQLite or PostgreSQL only"
        ) from error
    except (SQLAlchemyError, OSError, OverflowError) as error:  # OverflowError: SQLite's own
        raise refusal(f"the {name} cannot be reached or written") from error


def _last(connection: Any, _record: Any) -> None:
    """Make SQLite sync what is committed, wait for others, and leave transactions to us."""
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout={SECONDS_AT_MOST * 1000:.0f}")
    _write_ahead(cursor)
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.close()


def _write_ahead(cursor: Any) -> None:
    """Keep a write-ahead log; SQLite does not wait where two turn to it at once, so we do."""
    until = time.monotonic() + SECONDS_AT_MOST
    while True:
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            busy = error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY
            if not busy or time.monotonic() > until:
                raise
            time.sleep(0.01)


def _begin(connection: Connection) -> None:
    reading = connection.get_execution_options().get("reading", False)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")
