"""Who opens the desk: several at once, some that are killed, an older or a newer version, nobody."""

from __future__ import annotations

import gc
import sqlite3
import subprocess
import sys
import threading
import warnings
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, text

from detente.store import desk as desk_module
from detente.store.database import _write_ahead, engine_at
from detente.store.desk import TABLES, Desk, DeskTooNew, DeskUnavailable, Edit
from detente.store.migrations import VERSION_TABLE, migrate, standing

from .desk_driver import text_of

DRIVER = Path(__file__).with_name("desk_driver.py")


def keep(desk: Desk, after: str) -> Edit:
    return desk.keep_edit("c1", "case.yaml", "old", after, "a date", 1_700_000_000)


def driven(*words: str) -> list[list[str]]:
    """Run the driver; return what it says was kept: of which case or by whom, its number, its place."""
    done = subprocess.run(
        [sys.executable, str(DRIVER), *words],
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        timeout=60,
    )
    return [line.split() for line in done.stdout.splitlines()]


def test_threads_share_a_new_database(address: str) -> None:
    barrier = threading.Barrier(8)
    shared: list[Desk] = []

    def work(name: int) -> list[int]:
        barrier.wait()
        own = Desk(address)  # opened by all at once
        shared.append(own)
        return [keep(each, f"{name}").number for each in (own, shared[0]) * 5]

    with ThreadPoolExecutor(8) as pool:
        numbers = [number for kept in pool.map(work, range(8)) for number in kept]
    assert len(set(numbers)) == 80
    assert {each.number for each in shared[0].edits("c1")} == set(numbers)
    for desk in shared:
        desk.close()


def test_threads_make_different_desks_at_once(tmp_path: Path) -> None:
    """Alembic keeps what it is at in one place for the process: they must not meet there."""
    barrier = threading.Barrier(8)

    def work(name: int) -> str:
        barrier.wait()
        desk = Desk(f"sqlite:///{tmp_path / str(name)}")
        desk.prefer("name", str(name))
        found = desk.preference("name")
        desk.close()
        return found

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(work, range(8))) == [str(name) for name in range(8)]


def test_a_process_waits_for_the_one_that_makes_the_tables(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    others: list[subprocess.Popen[bytes]] = []

    def slowly(connection: Connection) -> None:
        migrate(connection)
        others.append(
            subprocess.Popen(
                [sys.executable, str(DRIVER), "write", address, "other"], stdout=subprocess.DEVNULL
            )
        )
        with pytest.raises(subprocess.TimeoutExpired):
            others[0].wait(1.5)

    monkeypatch.setattr(desk_module, "migrate", slowly)
    desk = Desk(address)
    assert others[0].wait(30) == 0
    assert len(desk.edits("shared")) == 50
    desk.close()


def test_four_processes_lose_nothing(address: str) -> None:
    """They open an empty database at once, make its tables, and write 50 edits each."""
    names = ["one", "two", "three", "four"]
    told = driven("write", address, *names)
    desk = Desk(address)
    kept = {each.number: each.after for each in desk.edits("shared", at_most=200)}
    desk.close()
    assert len(kept) == len(told) == 200
    assert kept == {int(number): f"{name} {place}" for name, number, place in told}
    assert sorted({name for name, _, _ in told}) == sorted(names)


def test_twenty_killed_writers_lose_nothing_that_was_kept(address: str) -> None:
    """Each is killed while it opens or writes; the next one opens the database it left."""
    told = driven("kill", address, "20")
    assert len({case for case, _, _ in told}) >= 15
    desk = Desk(address)
    edits = {each.number: each for round_ in range(20) for each in desk.edits(f"round-{round_}")}
    desk.close()
    for case, number, place in told:
        edit = edits[int(number)]
        assert (edit.case, edit.before) == (case, text_of(int(place)))
        assert edit.after == text_of(int(place) + 1)
    assert len(told) <= len(edits) <= len(told) + 20


def test_the_tables_are_those_of_the_migrations(desk: Desk, address: str) -> None:
    engine = engine_at(address)
    with engine.connect() as connection:
        options = {
            "version_table": VERSION_TABLE,
            "compare_type": True,
            "compare_server_default": True,
        }
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, TABLES) == []
    engine.dispose()


def test_migrating_again_changes_nothing(address: str) -> None:
    engine = engine_at(address)
    with engine.begin() as connection:
        assert standing(connection) == "behind"
        migrate(connection)
        assert standing(connection) == "newest"
    desk = Desk(address)  # one at revision 0001
    edit = keep(desk, "kept")
    desk.close()
    with engine.begin() as connection:
        migrate(connection)
        assert standing(connection) == "newest"
    engine.dispose()
    desk = Desk(address)
    assert desk.edits("c1") == (edit,)
    desk.close()


def test_tables_half_made_are_not_there(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What ends within the migration has made nothing, and the next one makes it all."""

    def broken(connection: Connection) -> None:
        migrate(connection)
        raise OSError

    with monkeypatch.context() as patched:
        patched.setattr(desk_module, "migrate", broken)
        with pytest.raises(DeskUnavailable):
            Desk(address)
    engine = engine_at(address)
    with engine.connect() as connection:
        assert standing(connection) == "behind"
    engine.dispose()
    desk = Desk(address)
    assert desk.edits("c1") == ()
    desk.close()


def test_a_newer_database_is_refused_and_left_as_it_is(desk: Desk, address: str) -> None:
    edit = keep(desk, "by a newer version")
    engine = engine_at(address)
    with engine.begin() as connection:
        connection.execute(text(f"update {VERSION_TABLE} set version_num = '9000'"))
    engine.dispose()
    with pytest.raises(DeskTooNew, match="newer version"):
        Desk(address)
    assert desk.edits("c1") == (edit,)


def test_the_file_is_its_owners(tmp_path: Path) -> None:
    file = tmp_path / "desk.sqlite"
    for _ in range(2):
        desk = Desk(f"sqlite:///{file}")
        keep(desk, "private")
        assert {each.name for each in tmp_path.iterdir()} >= {"desk.sqlite", "desk.sqlite-wal"}
        assert {each.stat().st_mode & 0o777 for each in tmp_path.iterdir()} == {0o600}
        desk.close()
        file.chmod(0o644)


def test_a_file_that_is_busy_for_a_moment_is_tried_again() -> None:
    """About one in 400 of those that turn to a write-ahead log at once is not made to wait."""

    class Busy:
        asked = 0

        def execute(self, _: str) -> None:
            self.asked += 1
            if self.asked < 3:
                error = sqlite3.OperationalError("database is locked")
                error.sqlite_errorcode = sqlite3.SQLITE_BUSY
                raise error

    cursor = Busy()
    _write_ahead(cursor)
    assert cursor.asked == 3


def test_what_is_committed_is_synced(tmp_path: Path) -> None:
    engine = engine_at(f"sqlite:///{tmp_path / 'desk.sqlite'}")
    with engine.connect() as connection:
        assert connection.scalar(text("pragma journal_mode")) == "wal"
        assert connection.scalar(text("pragma synchronous")) == 2  # full
    engine.dispose()


def test_another_desk_that_opens_leaves_locks_as_they_are(tmp_path: Path) -> None:
    """A file that this process opened and closed would take its locks along; SQLite says so."""
    file = tmp_path / "desk.sqlite"
    desk = Desk(f"sqlite:///{file}")
    Desk(f"sqlite:///{file}").close()
    turn = (
        "import sqlite3, sys; file = sqlite3.connect(sys.argv[1], timeout=0); "
        "file.execute('PRAGMA journal_mode=DELETE')"
    )
    done = subprocess.run(
        [sys.executable, "-c", turn, str(file)], capture_output=True, text=True, check=False
    )
    assert "locked" in done.stderr
    desk.close()


@pytest.fixture
def tidied() -> Iterator[None]:
    """Clear away the sockets that the driver leaves open when a connection fails."""
    yield
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()


SECRET = "geheim-5521"


@pytest.mark.parametrize(
    "unfit",
    [
        f"mysql://anna:{SECRET}@127.0.0.1/hidden-db",
        f"no address, {SECRET}",
        "",
        "sqlite://",
        "sqlite:///:memory:",
        f"sqlite:////no/such/folder/{SECRET}.sqlite",
        f"sqlite:///file:{SECRET}?mode=memory&uri=true",
    ],
)
def test_what_cannot_be_opened_says_so_without_its_address(unfit: str) -> None:
    with pytest.raises(DeskUnavailable) as caught:
        Desk(unfit)
    for word in (SECRET, "anna", "hidden-db", "127.0.0.1", "folder"):
        assert word not in repr(caught.value)


@pytest.mark.filterwarnings("ignore::ResourceWarning")
@pytest.mark.usefixtures("tidied")
def test_what_cannot_be_reached_says_so_without_its_address() -> None:
    nobody = f"postgresql://anna:{SECRET}@127.0.0.1:1/hidden-db"
    for unfit in (nobody, f"{nobody}?odd={SECRET}"):
        test_what_cannot_be_opened_says_so_without_its_address(unfit)


def test_a_file_that_is_no_database_says_so_and_stays(tmp_path: Path) -> None:
    file = tmp_path / "desk.sqlite"
    file.write_bytes(b"no database at all" * 500)
    with pytest.raises(DeskUnavailable) as caught:
        Desk(f"sqlite:///{file}")
    assert str(tmp_path) not in str(caught.value)
    assert file.read_bytes() == b"no database at all" * 500
