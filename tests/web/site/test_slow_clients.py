"""Who sends or reads slowly, or nothing at all, holds up nobody else and does not stay for ever."""

from __future__ import annotations

import select
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

import pytest

from detente.exchange.service import serving
from detente.exchange.service.serving import CONNECTIONS_AT_MOST, Listening, Telling, configured
from detente.web.site import application
from detente.web.site.live import LISTENERS_AT_MOST

from .site_stage import SECRETS, Stage

PATIENCE = 0.5
SOON = 20.0
"""However busy this machine is."""


@dataclass
class Impatient:
    """The program as it is configured when it is served, with less patience."""

    stage: Stage
    server: Telling

    def connection(self, text: str) -> socket.socket:
        """Open a connection and send a text; HEAD stands for what all of our own requests have."""
        stage = self.stage
        head = (
            f"Host: {stage.host}\r\nOrigin: http://{stage.host}\r\nx-csrf: {SECRETS.form}\r\n"
            f"Cookie: {stage.guard.cookie_name}={SECRETS.cookie}\r\n"
        )
        opened = socket.socket()
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        opened.settimeout(SOON)
        opened.connect(("127.0.0.1", stage.port))
        opened.sendall(text.replace("HEAD\r\n", head).encode())
        return opened

    def open_connections(self) -> int:
        return len(self.server.server_state.connections)

    def assert_served(self) -> None:
        assert self.stage.get("/help", timeout=SOON).status_code == 200
        assert self.stage.defects == []


@pytest.fixture
def impatient(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> Iterator[Impatient]:
    monkeypatch.setattr(serving, "KEEP_ALIVE_SECONDS", PATIENCE)
    monkeypatch.setattr(application, "BODY_SECONDS", PATIENCE)
    ready = threading.Event()
    config = configured(stage.guard, Listening("127.0.0.1", 0))
    server = Telling(config, lambda _: ready.set())
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    assert ready.wait(SOON)
    stage.port = stage.guard.port = server.servers[0].sockets[0].getsockname()[1]
    stage.host = f"127.0.0.1:{stage.port}"
    stage.owner.base_url = f"http://{stage.host}"
    stage.owner.cookies.set(stage.guard.cookie_name, SECRETS.cookie)
    yield Impatient(stage, server)
    server.should_exit = True
    thread.join(SOON)
    assert not thread.is_alive()


def all_of(opened: socket.socket) -> bytes:
    """What comes until the other side ends the connection; it has to."""
    found = b""
    try:
        while part := opened.recv(1 << 16):
            found += part
    except ConnectionResetError:
        pass
    opened.close()
    return found


@pytest.mark.parametrize(
    "text", ["", "GET / HT", "GET / HTTP/1.1\r\nHEAD\r\n", "GET / HTTP/1.1\r\nHEAD\r\nX: "]
)
def test_a_head_that_does_not_come_is_not_waited_for(impatient: Impatient, text: str) -> None:
    assert b"200" not in all_of(impatient.connection(text))
    impatient.assert_served()


def test_a_head_that_comes_drop_by_drop_is_not_waited_for(impatient: Impatient) -> None:
    opened = impatient.connection("GET / HTTP/1.1\r\nHEAD\r\nX: ")
    assert drops(opened) < SOON
    opened.close()


def drops(opened: socket.socket) -> float:
    """Send a byte now and then until there is an answer or an end; return after how long."""
    began = time.monotonic()
    while not select.select([opened], [], [], 0.05)[0] and time.monotonic() < began + SOON:
        with suppress(OSError):
            opened.sendall(b"x")
    return time.monotonic() - began


@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "application/json",
                                  "multipart/form-data; boundary=x"])  # fmt: skip
@pytest.mark.parametrize("slowly", [False, True])
def test_a_body_that_does_not_come_is_not_waited_for(
    impatient: Impatient, kind: str, slowly: bool
) -> None:
    head = f"POST /edit HTTP/1.1\r\nHEAD\r\nContent-Type: {kind}\r\nContent-Length: 9999\r\n\r\n"
    opened = impatient.connection(head + "--x\r\n")
    if slowly:
        assert drops(opened) < SOON
    answer = all_of(opened)
    assert answer.startswith(b"HTTP/1.1 408")
    assert b"Nothing was changed" in answer
    impatient.assert_served()


def test_a_strangers_body_is_not_waited_for(impatient: Impatient) -> None:
    head = f"POST /edit HTTP/1.1\r\nHost: {impatient.stage.host}\r\nContent-Length: 9999\r\n\r\nx"
    assert all_of(impatient.connection(head)).startswith(b"HTTP/1.1 403")
    impatient.assert_served()


def test_who_does_not_read_is_not_waited_for(impatient: Impatient) -> None:
    many = "GET /assets/pages.css HTTP/1.1\r\nHEAD\r\n\r\n" * 1000
    before = impatient.open_connections()
    opened = impatient.connection(many)
    until = time.monotonic() + SOON
    while impatient.open_connections() == before and time.monotonic() < until:
        time.sleep(0.01)
    time.sleep(3 * PATIENCE)
    while impatient.open_connections() > before and time.monotonic() < until:
        time.sleep(0.05)
    assert impatient.open_connections() <= before
    assert len(all_of(opened)) < 1000 * len(impatient.stage.get("/assets/pages.css").content)
    impatient.assert_served()


def test_more_idle_connections_than_there_may_be_shut_nobody_out(impatient: Impatient) -> None:
    idle = [impatient.connection("") for _ in range(CONNECTIONS_AT_MOST + 20)]
    impatient.assert_served()
    for each in idle:
        all_of(each)
    impatient.assert_served()


def test_pages_that_listen_shut_nobody_out_and_make_room_when_they_are_closed(
    impatient: Impatient,
) -> None:
    for _ in range(2):
        listening = [
            impatient.connection("GET /live HTTP/1.1\r\nHEAD\r\n\r\n")
            for _ in range(LISTENERS_AT_MOST)
        ]
        for each in listening:
            assert each.recv(12) == b"HTTP/1.1 200"
        one_more = impatient.connection("GET /live HTTP/1.1\r\nHEAD\r\n\r\n")
        assert one_more.recv(12) == b"HTTP/1.1 503"
        impatient.assert_served()
        for each in (*listening, one_more):
            each.close()
        until = time.monotonic() + SOON
        while impatient.open_connections() > 2 and time.monotonic() < until:
            time.sleep(0.05)
        time.sleep(1)  # its listener ends after its connection
