"""The desk in SQLite and in a PostgreSQL: what it keeps, how much of it, and who may break it off."""

from __future__ import annotations

import gc
import random
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
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from detente.store import desk as desk_module
from detente.store.database import engine_at
from detente.store.desk import TABLES, Desk, DeskTooNew, DeskUnavailable, Edit
from detente.store.migrations import VERSION_TABLE, migrate, standing

from .desk_driver import text_of
from .postgres import Postgres, postgres

DRIVER = Path(__file__).with_name("desk_driver.py")
HOUR, DAY = 3600, 86400
NINE = 20_000 * DAY + 9 * HOUR


@pytest.fixture(scope="module")
def database() -> Iterator[Postgres]:
    """Give a PostgreSQL for all tests here."""
    with postgres() as running:
        yield running


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Give the address of a new, empty database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'desk.sqlite'}"
    running: Postgres = request.getfixturevalue("database")
    return running.new(f"t{abs(hash(tmp_path))}")


@pytest.fixture
def desk(address: str) -> Iterator[Desk]:
    found = Desk(address)
    yield found
    found.close()


def keep(desk: Desk, after: str, case: str = "c1") -> Edit:
    return desk.keep_edit(case, "case.yaml", "old", after, "a date", NINE)


def test_preferences_are_kept_until_others_are(desk: Desk, address: str) -> None:
    assert desk.preference("language") == ""
    assert desk.preference("language", "en") == "en"
    desk.prefer("language", "uk")
    desk.prefer("theme", "")
    desk.prefer("language", "fr")
    again = Desk(address)
    assert again.preference("language", "en") == "fr"
    assert again.preference("theme", "dark") == ""
    again.close()


def test_all_morning_it_is_since_yesterdays_last_look(desk: Desk) -> None:
    yesterday = NINE - DAY
    for when in (yesterday, yesterday + 600, yesterday + 1200):
        desk.looked("c1", when)
        assert desk.last_look("c1") is None
    for minute in (0, 5, 30, 60, 90):
        desk.looked("c1", NINE + minute * 60)
        assert desk.last_look("c1") == yesterday + 1200
    desk.looked("c1", NINE + 90 * 60 + 1801)
    assert desk.last_look("c1") == NINE + 90 * 60
    assert desk.last_look("c2") is None


def test_a_clock_that_was_ahead_does_not_stop_visits(desk: Desk) -> None:
    for when in (NINE, NINE + 365 * DAY, NINE + HOUR):
        desk.looked("c1", when)
    assert desk.last_look("c1") == NINE
    desk.looked("c1", NINE + DAY)
    assert desk.last_look("c1") == NINE + HOUR


def test_an_edit_comes_back_as_it_was_kept(desk: Desk, address: str) -> None:
    first = keep(desk, "one")
    second = keep(desk, "two")
    other = keep(desk, "elsewhere", "c2")
    assert first == Edit(first.number, "c1", "case.yaml", "old", "one", "a date", NINE, False)
    assert first.number < second.number < other.number
    again = Desk(address)
    assert again.edits("c1") == (second, first)
    assert again.edits("c1", at_most=1) == (second,)
    assert again.edits("c1", at_most=0) == again.edits("c3") == ()
    assert again.newest_edit("c2") == other
    assert again.newest_edit("c3") is None
    again.close()


def test_what_is_undone_is_undone_once(desk: Desk) -> None:
    first, second = keep(desk, "one"), keep(desk, "two")
    assert desk.newest_edit("c1") == second
    assert desk.mark_undone(second.number)
    assert not desk.mark_undone(second.number)
    assert desk.newest_edit("c1") == first
    assert [each.undone for each in desk.edits("c1")] == [True, False]
    for unknown in (0, -1, second.number + 1, 2**31, 10**30):
        assert not desk.mark_undone(unknown)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(), st.text(), st.text(st.characters(exclude_characters="\0", codec="utf-8")))
def test_any_text_is_kept_or_refused(desk: Desk, before: str, after: str, name: str) -> None:
    edit = desk.keep_edit(name, name, before, after, name, 0)
    assert desk.newest_edit(name) == edit
    desk.prefer(name, name)
    assert desk.preference(name) == name


@pytest.mark.parametrize("unfit", ["\ud800", "a\udcffb"])
def test_half_a_surrogate_pair_is_refused(desk: Desk, unfit: str) -> None:
    with pytest.raises(ValueError, match="surrogate"):
        desk.keep_edit("c1", "case.yaml", "old", unfit, "a date", NINE)
    for name in (unfit, "\0"):
        for call in (desk.edits, desk.newest_edit, desk.last_look, desk.preference):
            with pytest.raises(ValueError, match="cannot be kept"):
                call(name)
    assert desk.edits("c1") == ()


def test_the_oldest_of_more_than_200_go(desk: Desk) -> None:
    keep(desk, "elsewhere", "c2")
    kept = [keep(desk, str(place)) for place in range(205)]
    assert desk.edits("c1", at_most=1000) == tuple(reversed(kept[5:]))
    assert len(desk.edits("c2")) == 1


def test_the_oldest_go_when_it_becomes_too_much_but_never_the_newest(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk_module, "BYTES_AT_MOST", 100_000)
    chance = random.Random(1)
    for _ in range(4):
        keep(desk, chance.randbytes(25_000).hex())
    assert len(desk.edits("c1")) == 3
    large = keep(desk, chance.randbytes(200_000).hex())
    assert desk.edits("c1") == (large,)
    small = keep(desk, "small")
    assert desk.edits("c1") == (small,)


def test_a_text_of_16_mebibytes_is_kept(desk: Desk) -> None:
    large = "Київ 2025\n" * (16 * 1024 * 1024 // 14)
    edit = desk.keep_edit("c1", "case.yaml", large, large + ".", "a line", NINE)
    assert desk.newest_edit("c1") == edit


def test_threads_share_a_desk_and_a_new_database(desk: Desk, address: str) -> None:
    barrier = threading.Barrier(8)

    def work(name: int) -> list[int]:
        barrier.wait()
        own = Desk(address)  # opened by all at once
        numbers = [keep(each, f"{name}").number for each in (own, desk) * 5]
        own.close()
        return numbers

    with ThreadPoolExecutor(8) as pool:
        numbers = [number for kept in pool.map(work, range(8)) for number in kept]
    assert len(set(numbers)) == 80
    assert {each.number for each in desk.edits("c1")} == set(numbers)


def test_four_processes_lose_nothing(address: str) -> None:
    """They open an empty database at once, make its tables, and write 50 edits each."""
    names = ["one", "two", "three", "four"]
    writers = [
        subprocess.Popen(
            [sys.executable, str(DRIVER), "write", address, name, "50"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for name in names
    ]
    for each in writers:
        assert each.stdout is not None
        assert each.stdout.readline() == "ready\n"
    for each in writers:
        assert each.stdin is not None
        each.stdin.write("\n")
        each.stdin.flush()
    told = [[int(line) for line in each.communicate(timeout=60)[0].split()] for each in writers]
    desk = Desk(address)
    kept = {each.number: each.after for each in desk.edits("shared", at_most=1000)}
    desk.close()
    assert len(kept) == 200
    for name, numbers in zip(names, told, strict=True):
        assert [kept[number] for number in numbers] == [f"{name} {place}" for place in range(50)]


def test_twenty_killed_writers_lose_nothing_that_was_kept(address: str) -> None:
    """Each is killed while it opens or writes; the next one opens the database it left."""
    done = subprocess.run(
        [sys.executable, str(DRIVER), "kill", address, "20"],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    told = [line.split() for line in done.stdout.splitlines()]
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

    def broken(connection: object) -> None:
        migrate(connection)  # type: ignore[arg-type]
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


def test_another_desk_that_opens_leaves_locks_as_they_are(tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path / 'desk.sqlite'}"
    desk = Desk(address)
    with desk._changing():
        Desk(address).close()
        done = subprocess.run(
            [sys.executable, "-c", "import sqlite3, sys; sqlite3.connect(sys.argv[1], timeout=0)"
             ".execute('BEGIN IMMEDIATE')", str(tmp_path / "desk.sqlite")],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
    assert "locked" in done.stderr
    desk.close()


@pytest.fixture
def tidied() -> Iterator[None]:
    """Clear away the sockets that the driver leaves open when a connection fails."""
    yield
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()


DRIVER_LEAVES_SOCKETS = pytest.mark.filterwarnings("ignore::ResourceWarning")
SECRET = "geheim-5521"


@DRIVER_LEAVES_SOCKETS
@pytest.mark.usefixtures("tidied")
@pytest.mark.parametrize(
    "unfit",
    [
        f"postgresql://anna:{SECRET}@127.0.0.1:1/hidden-db",
        f"postgresql://anna:{SECRET}@127.0.0.1:1/hidden-db?odd={SECRET}",
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


def test_a_file_that_is_no_database_says_so_and_stays(tmp_path: Path) -> None:
    file = tmp_path / "desk.sqlite"
    file.write_bytes(b"no database at all" * 500)
    with pytest.raises(DeskUnavailable) as caught:
        Desk(f"sqlite:///{file}")
    assert str(tmp_path) not in str(caught.value)
    assert file.read_bytes() == b"no database at all" * 500


def test_every_method_says_that_it_cannot(desk: Desk, address: str) -> None:
    engine = engine_at(address)
    with engine.begin() as connection:
        for name in TABLES.tables:
            connection.execute(text(f"drop table {name}"))
    engine.dispose()
    for call in (
        lambda: desk.preference("language"),
        lambda: desk.prefer("language", "uk"),
        lambda: desk.last_look("c1"),
        lambda: desk.looked("c1", NINE),
        lambda: keep(desk, "lost-9917"),
        lambda: desk.edits("c1"),
        lambda: desk.newest_edit("c1"),
        lambda: desk.mark_undone(1),
    ):
        with pytest.raises(DeskUnavailable) as caught:
            call()
        assert "lost-9917" not in f"{caught.value!r} {caught.value.__cause__!r}"


def test_an_edit_that_does_not_unpack_says_so(desk: Desk, address: str) -> None:
    keep(desk, "one")
    engine = engine_at(address)
    with engine.begin() as connection:
        connection.execute(TABLES.tables["desk_edit"].update().values(before=b"no zlib"))
    engine.dispose()
    with pytest.raises(DeskUnavailable, match="an edit"):
        desk.newest_edit("c1")
