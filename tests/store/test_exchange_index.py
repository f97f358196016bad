"""The index beside the logs, in SQLite and in a PostgreSQL: it counts, remembers, and fails safely."""

from __future__ import annotations

import gc
import socket
import subprocess
import sys
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from detente.exchange.manifest import MEDIATOR
from detente.exchange.service.client import ServerRefused
from detente.exchange.service.hosting import Hosting
from detente.exchange.service.index import IndexUnavailable
from detente.exchange.service.keyfiles import make_keys
from detente.store.exchange_index import ExchangeIndex
from tests.exchange.http.serving import NORTH, SOUTH, Clock, Talks, site, talks_in
from tests.exchange.people import chance_from

from .postgres import PASSWORD, Postgres

Address = Callable[[], str]


@pytest.fixture
def index(address: str) -> Iterator[ExchangeIndex]:
    found = ExchangeIndex(address)
    yield found
    found.close()


def test_it_keeps_how_far_each_log_has_come(index: ExchangeIndex, address: str) -> None:
    assert index.sizes() == {}
    index.grown("talks-1", 1, "open")
    index.grown("talks-2", 7, "open")
    index.grown("talks-1", 3, "frozen")
    index.grown("talks-1", 3, "frozen")
    assert index.sizes() == {"talks-1": 3, "talks-2": 7}
    again = ExchangeIndex(address)
    assert again.sizes() == {"talks-1": 3, "talks-2": 7}
    again.close()


def test_a_log_that_shrinks_halts_and_the_larger_size_stays(index: ExchangeIndex) -> None:
    index.grown("talks-1", 5, "open")
    with pytest.raises(IndexUnavailable, match="further than the log"):
        index.grown("talks-1", 4, "open")
    assert index.sizes() == {"talks-1": 5}


def test_logs_grow_beside_one_another(index: ExchangeIndex) -> None:
    """Eight threads, each with its own log and all with one: nothing is lost, nothing goes back."""

    def grow(number: int) -> int:
        refused = 0
        for size in range(1, 9):
            index.grown(f"own-{number}", size, "open")
            try:
                index.grown("shared", size, "open")
            except IndexUnavailable:
                refused += 1
        return refused

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(grow, range(8)))
    assert index.sizes() == {**{f"own-{number}": 8 for number in range(8)}, "shared": 8}


def test_of_eight_at_once_exactly_one_is_the_first(index: ExchangeIndex) -> None:
    barrier = threading.Barrier(8)

    def ask(_: int) -> list[bool]:
        barrier.wait()
        return [index.first_time(f"{nonce:032x}", 1000, 241) for nonce in range(25)]

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(ask, range(8)))
    assert [sum(each) for each in zip(*answers, strict=True)] == [1] * 25


def test_a_nonce_is_kept_as_long_as_it_could_be_used(index: ExchangeIndex, address: str) -> None:
    assert index.first_time("a" * 32, 1000, 241)
    for later in (1000, 1001, 1240, 1241):
        assert not index.first_time("a" * 32, later, 241)
    other = ExchangeIndex(address)  # another process, or the same after a restart
    assert not other.first_time("a" * 32, 1241, 241)
    other.close()
    assert index.first_time("b" * 32, 5000, 241)  # this forgets what is old
    assert index.first_time("a" * 32, 5000, 241)


SCRIPT = """
import sys
from detente.store.exchange_index import ExchangeIndex
index = ExchangeIndex(sys.argv[1])
print("ready", flush=True)
sys.stdin.readline()
print(sum(index.first_time(f"{each:032x}", 1000, 241) for each in range(60)))
index.grown("talks-" + sys.argv[2], 5, "open")
index.close()
"""


def test_two_processes_share_an_index(index: ExchangeIndex, address: str) -> None:
    """Exactly one of them is the first with each nonce, and both tell how far their logs have come."""
    both = [
        subprocess.Popen(
            [sys.executable, "-c", SCRIPT, address, name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for name in ("one", "two")
    ]
    for each in both:
        assert each.stdout is not None
        assert each.stdout.readline() == "ready\n"
    for each in both:
        assert each.stdin is not None
        each.stdin.write("\n")
        each.stdin.flush()
    firsts = [int(each.communicate(timeout=60)[0]) for each in both]
    assert sum(firsts) == 60
    assert index.sizes() == {"talks-one": 5, "talks-two": 5}


@pytest.fixture
def tidied() -> Iterator[None]:
    """Clear away the sockets that the driver leaves open when a connection fails."""
    yield
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()


DRIVER_LEAVES_SOCKETS = pytest.mark.filterwarnings("ignore::ResourceWarning")
SECRET = "geheim-5521"
NOBODY = f"postgresql://anna:{SECRET}@127.0.0.1:1/hidden-db"


@DRIVER_LEAVES_SOCKETS
@pytest.mark.usefixtures("tidied")
@pytest.mark.parametrize(
    "unfit",
    [
        NOBODY,
        f"postgresql://anna:{SECRET}@no-such-host.invalid/hidden-db",
        f"postgresql://anna:{SECRET}@127.0.0.1:port/hidden-db",
        f"postgresql://anna:{SECRET}@127.0.0.1:1/hidden-db?sslmode=require",
        f"postgresql://anna:{SECRET}@127.0.0.1:1/hidden-db?odd={SECRET}",
        f"mysql://anna:{SECRET}@127.0.0.1/hidden-db",
        f"oracle+odd://anna:{SECRET}@127.0.0.1/hidden-db",
        f"no address, {SECRET}",
        "",
        f"sqlite:////no/such/folder/{SECRET}.sqlite",
        f"sqlite://anna:{SECRET}@host/hidden-db",
    ],
)
def test_what_cannot_be_reached_says_so_without_its_address(unfit: str) -> None:
    with pytest.raises(IndexUnavailable) as caught:
        ExchangeIndex(unfit)
    told = f"{caught.value} {caught.value!r}"
    for word in (SECRET, "anna", "hidden-db", "127.0.0.1", "no-such-host"):
        assert word not in told


def test_a_file_that_is_no_database_says_so(tmp_path: Path) -> None:
    (tmp_path / "index.sqlite").write_bytes(b"no database at all" * 500)
    with pytest.raises(IndexUnavailable) as caught:
        ExchangeIndex(f"sqlite:///{tmp_path / 'index.sqlite'}")
    assert str(tmp_path) not in str(caught.value)


@DRIVER_LEAVES_SOCKETS
@pytest.mark.usefixtures("tidied")
def test_a_wrong_password_says_so_without_it(database: Postgres) -> None:
    wrong = database.address.replace(PASSWORD, SECRET)
    with pytest.raises(IndexUnavailable) as caught:
        ExchangeIndex(wrong)
    assert SECRET not in f"{caught.value!r}"
    assert "tester" not in f"{caught.value!r}"


@DRIVER_LEAVES_SOCKETS
@pytest.mark.usefixtures("tidied")
def test_a_database_that_does_not_answer_is_not_waited_for_without_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("detente.store.database.SECONDS_AT_MOST", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        begun = time.monotonic()
        with pytest.raises(IndexUnavailable):
            ExchangeIndex(f"postgresql://anna:{SECRET}@127.0.0.1:{port}/hidden-db")
    assert time.monotonic() - begun < 10


def test_the_server_that_cannot_reach_its_index_tells_no_password(tmp_path: Path) -> None:
    make_keys(tmp_path / "keys", "olga", "Olga", "", chance_from("olga"))
    done = subprocess.run(
        [
            *(sys.executable, "-m", "detente", "exchange", "serve", str(tmp_path / "served")),
            *("--allow", str(tmp_path / "keys" / "card.json"), "--port", "0"),
            *("--database", NOBODY),
        ],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode not in (0, 1)
    for word in (SECRET, "anna", "hidden-db", "Traceback"):
        assert word not in done.stdout + done.stderr


def test_a_whole_exchange_runs_on_either_index(index: ExchangeIndex, tmp_path: Path) -> None:
    with site(tmp_path / "server", index) as server:
        talks = talks_in(server, "released")
        assert talks.phase == "released"
        assert index.sizes() == {talks.id: 5}
        sealed = talks.sealed[NORTH]
        assert talks.clients[SOUTH].sealed(talks.id, sealed.deposit.outer, 1 << 20) == sealed.outer


@DRIVER_LEAVES_SOCKETS
@pytest.mark.usefixtures("tidied")
def test_a_database_that_dies_halts_and_nothing_receipted_is_lost(
    database: Postgres, tmp_path: Path
) -> None:
    """Killed between two statements: the first keeps its receipt, the second is told no, then yes."""
    clock = Clock()
    index = ExchangeIndex(database.new("killed"))
    with site(tmp_path / "server", index, clock) as server:
        talks = Talks(server, "killed").open()
        talks.deposit(NORTH)
        talks.confirm()
        receipt = talks.clients[NORTH].receipt(talks.id, 1)
        sealed = talks.seal(SOUTH, b"by the south")
        talks.clients[SOUTH].store(talks.id, sealed.outer, lambda done, of: None)
        database.kill()
        for _ in range(3):
            with pytest.raises(ServerRefused) as caught:
                talks.hand_in(SOUTH, sealed)
            assert caught.value.code == "halted"
        assert talks.clients[NORTH].receipt(talks.id, 1) == receipt  # reading goes on
        database.start()
    index.close()
    index = ExchangeIndex(database.address.removesuffix("postgres") + "killed")
    with site(tmp_path / "server", index, clock) as server:
        talks.site = server
        talks.clients = {
            role: server.client(talks.people.keys[role].login) for role in talks.manifest.members
        }
        assert talks.clients[NORTH].receipt(talks.id, 1) == receipt
        assert talks.phase == "open"
        talks.hand_in(SOUTH, sealed)
        assert talks.release(MEDIATOR).phase == "released"
        assert index.sizes() == {talks.id: 5}
    index.close()


@DRIVER_LEAVES_SOCKETS
@pytest.mark.usefixtures("tidied")
def test_an_index_that_dies_within_an_append_halts_until_the_server_starts_again(
    database: Postgres, tmp_path: Path
) -> None:
    """The log has the entry, the index does not: the server takes nothing in, and recovers it whole."""
    index = ExchangeIndex(database.new("within"))
    clock = Clock()
    with site(tmp_path / "server", index, clock) as server:
        talks = Talks(server, "within").open()
        sealed = talks.seal(NORTH, b"by the north")
        talks.clients[NORTH].store(talks.id, sealed.outer, lambda done, of: None)
        text = talks.signed(sealed.deposit)
        database.kill()
        with pytest.raises(Exception, match="index failed") as caught:
            talks.hosted.submit(sealed.deposit, text, NORTH, sealed.capsules)
        assert type(caught.value).__name__ == "Halted"
        database.start()
        with pytest.raises(ServerRefused) as refused:  # the database is back; the server waits
            talks.clients[NORTH].submit(talks.id, sealed.deposit, text, sealed.capsules)
        assert refused.value.code == "halted"
    index.close()
    index = ExchangeIndex(database.address.removesuffix("postgres") + "within")
    hosting = Hosting(
        tmp_path / "server" / "served", index, clock, chance_from("x"), frozenset(), "x"
    )
    try:
        hosted = hosting.exchanges[talks.id]
        assert hosted.tree.size == 2
        assert index.sizes() == {talks.id: 2}
        assert hosted.submit(sealed.deposit, text, NORTH, sealed.capsules) == 1
    finally:
        hosting.close()
        index.close()
