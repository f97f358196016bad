"""The server of sealed exchanges on the command line: how it begins, what it refuses, how it ends."""

from __future__ import annotations

import signal
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from detente.exchange.manifest import MEDIATOR

from .exchange_stage import Stage, is_one_refusal, make_stage
from .running import END, terminal


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """A stage for all tests that change nothing on it, with a draft that lies elsewhere."""
    with pytest.MonkeyPatch.context() as patch:
        yield from make_stage(tmp_path_factory.mktemp("standing"), None, patch)


def test_a_server_begins_tells_its_address_and_ends_on_ctrl_c(
    standing: Stage, tmp_path: Path
) -> None:
    card = standing.key(MEDIATOR) / "card.json"
    child = terminal("exchange", "serve", tmp_path / "own", "--allow", card, "--port", "0")
    child.expect(r"serving .* on http://127\.0\.0\.1:\d+; Ctrl-C ends it")
    child.kill(signal.SIGINT)
    child.expect(END)
    child.wait()
    assert "Traceback" not in child.before
    assert "stopped; what was taken in is on the disk" in child.before
    assert child.exitstatus == 130
    assert (tmp_path / "own").stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (("--host", "0.0.0.0"), "without a certificate"),
        (("--database", "mysql://host/name"), "SQLite or PostgreSQL"),
        (("--database", "nonsense"), "address of the index"),
    ],
)
def test_a_server_refuses_what_would_not_be_safe(
    standing: Stage, more: tuple[str, ...], words: str
) -> None:
    card = standing.key(MEDIATOR) / "card.json"
    told = standing.call("exchange", "serve", standing.folder / "own", "--allow", card, *more)
    assert told.code == 3
    assert is_one_refusal(told), told.err
    assert words in told.err


def test_a_server_that_cannot_listen_says_so(
    standing: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    card, port = standing.key(MEDIATOR) / "card.json", str(standing.server.port)
    told = standing.call(
        "exchange", "serve", standing.folder / "own", "--allow", card, "--port", port
    )
    assert told.code == 3
    assert f"cannot listen on 127.0.0.1, port {port}" in told.err
    assert "Traceback" not in told.err


def test_two_servers_on_one_folder_are_refused(standing: Stage) -> None:
    card = standing.key(MEDIATOR) / "card.json"
    told = standing.call(
        "exchange", "serve", standing.server.folder, "--allow", card, "--port", "0"
    )
    assert told.code == 3
    assert is_one_refusal(told)


def test_a_server_folder_or_certificate_that_is_none_is_told(standing: Stage) -> None:
    card = standing.key(MEDIATOR) / "card.json"
    file = standing.paper("file", "no certificate")
    told = standing.call("exchange", "serve", file, "--allow", card)
    assert told.code == 3
    assert is_one_refusal(told)
    more = ("--certificate", file, "--certificate-key", file, "--port", "0")
    told = standing.call("exchange", "serve", standing.folder / "own", "--allow", card, *more)
    assert told.code == 3
    assert is_one_refusal(told), told.err
    told = standing.call("exchange", "serve", standing.folder / "own", "--allow", file)
    assert told.code == 2
    assert is_one_refusal(told)


def test_another_program_at_the_address_is_no_server(standing: Stage) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        address = f"http://127.0.0.1:{other.getsockname()[1]}"

        def answer() -> None:
            connection, _ = other.accept()
            with connection:
                connection.recv(65536)
                connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")
                time.sleep(0.1)

        thread = threading.Thread(target=answer)
        thread.start()
        told = standing.new("--server", address)
        thread.join()
    assert told.code == 3
    assert is_one_refusal(told), told.err
