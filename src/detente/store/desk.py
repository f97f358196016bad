"""What the local web app keeps that is not the case's text: preferences, looks, and edits to undo."""

from __future__ import annotations

import os
import threading
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    Engine,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Row,
    Select,
    Table,
    Text,
    delete,
    func,
    insert,
    select,
    update,
)

from detente.store.database import engine_at, told
from detente.store.migrations import migrate, standing

EDITS_AT_MOST = 200
BYTES_AT_MOST = 64 * 1024 * 1024
"""How much is kept for one case, as compressed; the oldest edits go first, never the newest."""
QUICK = 1
"""How hard texts are compressed: a save waits for it."""
VISIT_ENDS_AFTER = 30 * 60
"""Seconds without a look after which the next look is another visit."""
NUMBER_AT_MOST = 2**31 - 1

TABLES = MetaData()
_preferences = Table(
    "desk_preference",
    TABLES,
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
)
_looks = Table(
    "desk_look",
    TABLES,
    Column("case", Text, primary_key=True),
    Column("newest", BigInteger, nullable=False),
    Column("visit_before", BigInteger, nullable=True),
)
_edits = Table(
    "desk_edit",
    TABLES,
    Column("number", Integer, primary_key=True),
    Column("case", Text, nullable=False),
    Column("file", Text, nullable=False),
    Column("before", LargeBinary, nullable=False),
    Column("after", LargeBinary, nullable=False),
    Column("size", Integer, nullable=False),
    Column("what", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("undone", Boolean, nullable=False),
    Index("desk_edit_by_case", "case", "number"),
    sqlite_autoincrement=True,
)
_LOCK = 4_013_202_611  # of PostgreSQL's advisory locks, the desk's
_opening = threading.Lock()


class DeskUnavailable(Exception):
    """The database cannot be opened, read or written; its address is never in the message."""


class DeskTooNew(DeskUnavailable):
    """A newer version of Détente kept this database; nothing in it was changed."""


@dataclass(frozen=True, slots=True)
class Edit:
    """One change to one file of a case, with both of its texts."""

    number: int
    case: str
    file: str
    before: str
    after: str
    what: str
    """A word or two, for people."""
    at: int
    """Seconds since 1970."""
    undone: bool


class Desk:
    """A desk by its database's address: ``sqlite:///FILE``, ``postgresql://USER@HOST/NAME``.

    A file is made where there is none (its folder is not), readable by its owner only. Several
    threads and processes may use one database; one writes at a time, the others wait. What a method
    has returned from is kept, also if the process or the machine ends the moment after.

    Every method raises :class:`DeskUnavailable` where the database cannot be opened, read or
    written, and ``ValueError`` for a name or text that no database can hold: one with a surrogate
    without its other half, or, outside an edit's two texts, with a NUL.
    """

    def __init__(self, address: str) -> None:
        with _told():
            self._engine = engine_at(address)
            self._reading = self._engine.execution_options(reading=True)
            try:
                with _opening:
                    self._open()
            except BaseException:
                self._engine.dispose()
                raise

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()

    def preference(self, name: str, default: str = "") -> str:
        """Return what somebody prefers, or the default."""
        _check(name)
        with self._looking() as connection:
            found = connection.scalar(
                select(_preferences.c.value).where(_preferences.c.name == name)
            )
        return default if found is None else str(found)

    def prefer(self, name: str, value: str) -> None:
        """Keep what somebody prefers, instead of what was preferred before."""
        _check(name, value)
        with self._changing() as connection:
            changed = connection.execute(
                update(_preferences).where(_preferences.c.name == name).values(value=value)
            )
            if not changed.rowcount:
                connection.execute(insert(_preferences).values(name=name, value=value))

    def last_look(self, case: str) -> int | None:
        """Return when the visit before this one had its last look; None in the first visit.

        Call :meth:`looked` first: a look may begin a visit.
        """
        _check(case)
        with self._looking() as connection:
            found = connection.scalar(select(_looks.c.visit_before).where(_looks.c.case == case))
        return None if found is None else int(found)

    def looked(self, case: str, now: int) -> None:
        """Keep that somebody looks; after more than 30 minutes without a look, a visit begins.

        A clock that was put back further than that makes no visit, and no look stays in its future.
        """
        _check(case)
        with self._changing() as connection:
            here = _looks.c.case == case
            row = connection.execute(
                select(_looks.c.newest, _looks.c.visit_before).where(here)
            ).one_or_none()
            if row is None:
                connection.execute(insert(_looks).values(case=case, newest=now))
                return
            newest, before = _next_look(int(row.newest), row.visit_before, now)
            connection.execute(
                update(_looks).where(here).values(newest=newest, visit_before=before)
            )

    def keep_edit(self, case: str, file: str, before: str, after: str, what: str, at: int) -> Edit:
        """Keep an edit durably; return it with its number, larger than those of all before it."""
        _check(case, file, what)
        texts = {"before": _packed(before), "after": _packed(after)}
        size = sum(len(each) for each in texts.values())
        values = {"case": case, "file": file, "what": what, "at": at}
        with self._changing() as connection:
            number = connection.scalar(
                insert(_edits)
                .values(**values, **texts, size=size, undone=False)
                .returning(_edits.c.number)
            )
            _forget_oldest(connection, case)
        assert isinstance(number, int)
        return Edit(number, case, file, before, after, what, at, undone=False)

    def edits(self, case: str, at_most: int = 100) -> tuple[Edit, ...]:
        """Return a case's edits, the newest first, undone ones among them; all texts in memory."""
        return self._found(case, _of(case).limit(min(max(at_most, 0), EDITS_AT_MOST)))

    def newest_edit(self, case: str) -> Edit | None:
        """Return a case's newest edit that is not undone; None where there is none."""
        found = self._found(case, _of(case).where(_edits.c.undone.is_(False)).limit(1))
        return found[0] if found else None

    def mark_undone(self, number: int) -> bool:
        """Mark an edit as undone; return False if it was already, or if there is no such edit."""
        if not 0 < number <= NUMBER_AT_MOST:
            return False
        with self._changing() as connection:
            changed = connection.execute(
                update(_edits)
                .where(_edits.c.number == number, _edits.c.undone.is_(False))
                .values(undone=True)
            )
            return changed.rowcount == 1

    def _open(self) -> None:
        if self._engine.dialect.name == "sqlite":
            _make_private(self._engine)
        with self._reading.begin() as connection:
            stands = standing(connection)
        if stands == "behind":
            with self._changing() as connection:
                stands = standing(connection)  # another process may have been quicker
                if stands == "behind":
                    migrate(connection)
        if stands == "ahead":
            raise DeskTooNew("the desk was kept by a newer version of Détente")

    def _found(self, case: str, question: Select[Any]) -> tuple[Edit, ...]:
        _check(case)
        with self._looking() as connection:
            return tuple(_edit(row) for row in connection.execute(question))

    @contextmanager
    def _looking(self) -> Iterator[Connection]:
        with _told(), self._reading.begin() as connection:
            yield connection

    @contextmanager
    def _changing(self) -> Iterator[Connection]:
        """Give a transaction that no other one of a desk is beside."""
        with _told(), self._engine.begin() as connection:
            if self._engine.dialect.name == "postgresql":
                connection.execute(select(func.pg_advisory_xact_lock(_LOCK)))
            yield connection


def _told() -> Any:
    return told(DeskUnavailable, "desk")


def _make_private(engine: Engine) -> None:
    """Make the file, or the one there is, readable by its owner only.

    An existing file is not opened: closing it again would give up the locks of this process.
    """
    name = engine.url.database
    if not name or name == ":memory:" or engine.url.query:
        raise DeskUnavailable("the desk is kept in a file, without options")
    try:
        os.close(os.open(name, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    except FileExistsError:
        if Path(name).stat().st_mode & 0o077:
            Path(name).chmod(0o600)


def _check(*texts: str) -> None:
    for text in texts:
        _encoded(text)
        if "\0" in text:
            raise ValueError("a text with a NUL cannot be kept here")


def _encoded(text: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError:
        raise ValueError("a text with half a surrogate pair cannot be kept") from None


def _packed(text: str) -> bytes:
    return zlib.compress(_encoded(text), QUICK)


def _next_look(newest: int, before: int | None, now: int) -> tuple[int, int | None]:
    """Return the newest look and the last one of the visit before, after a look.

    >>> _next_look(1000, None, 2800)
    (2800, None)
    >>> _next_look(1000, None, 2801)
    (2801, 1000)
    >>> _next_look(9000, 5000, 8000)
    (9000, 5000)
    >>> _next_look(9000, 5000, 4000)
    (4000, 4000)
    """
    if now < newest - VISIT_ENDS_AFTER:
        return now, None if before is None else min(before, now)
    if now > newest + VISIT_ENDS_AFTER:
        return now, newest
    return max(newest, now), before


def _of(case: str) -> Select[Any]:
    return select(_edits).where(_edits.c.case == case).order_by(_edits.c.number.desc())


def _edit(row: Row[Any]) -> Edit:
    """Return the edit in a row; what does not unpack is as good as unreadable."""
    try:
        before, after = (zlib.decompress(each).decode() for each in (row.before, row.after))
    except (zlib.error, UnicodeDecodeError) as error:
        raise DeskUnavailable("an edit in the desk cannot be read") from error
    return Edit(row.number, row.case, row.file, before, after, row.what, row.at, row.undone)


def _forget_oldest(connection: Connection, case: str) -> None:
    """Delete the edits beyond the limits; the newest always stays."""
    rows = connection.execute(
        select(_edits.c.number, _edits.c.size)
        .where(_edits.c.case == case)
        .order_by(_edits.c.number.desc())
    )
    total = 0
    for place, row in enumerate(rows.all()):
        total += row.size
        if place and (place >= EDITS_AT_MOST or total > BYTES_AT_MOST):
            connection.execute(
                delete(_edits).where(_edits.c.case == case, _edits.c.number <= row.number)
            )
            return
