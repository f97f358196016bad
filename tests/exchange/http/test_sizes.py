"""Too much, too slow, torn, all at once: what is not agreed is refused early, and nothing is left behind."""

from __future__ import annotations

import contextlib
import os
import secrets
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from detente.exchange.canonical import hash_of
from detente.exchange.manifest import MEDIATOR
from detente.exchange.protocol import outer_bytes_at_most
from detente.exchange.service import server as service
from detente.exchange.service import serving, uploads
from detente.exchange.service.clock import wall_clock
from detente.exchange.service.hosted import UPLOADS_AT_MOST

from .process import make_all_keys, opened_exchange, process
from .serving import NORTH, SOUTH, STRANGER, Asker, Site, Talks, site

HEAVY = "DETENTE_HEAVY" in os.environ
MEGABYTE = 1 << 20


@pytest.fixture(scope="module")
def talks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Talks]:
    with site(tmp_path_factory.mktemp("sizes")) as running:
        yield Talks(running, "sizes", bytes_at_most=10_000).open()


def blobs(talks: Talks) -> set[str]:
    return {each.name for each in (talks.hosted.folder / "blobs").iterdir()}


def no_parts(talks: Talks) -> bool:
    """Whether nothing of an upload that did not end well is there, a little later at most."""
    until = time.monotonic() + 5
    while any(each.endswith(".part") for each in blobs(talks)):
        if time.monotonic() > until:
            return False
        time.sleep(0.02)
    return True


def opened(site_: Site) -> socket.socket:
    return socket.create_connection(("127.0.0.1", site_.port), timeout=20)


def begun(talks: Talks, target: str, body_hash: bytes, *lines: str) -> bytes:
    """The head of a signed upload by the north."""
    key = talks.login(NORTH)
    header = talks.site.asker.signed("PUT", target, key, body_hash)
    more = "".join(f"{each}\r\n" for each in lines)
    return f"PUT {target} HTTP/1.1\r\nHost: x\r\nAuthorization: {header}\r\n{more}\r\n".encode()


def path_of(talks: Talks, content: bytes) -> str:
    return f"/v1/exchanges/{talks.id}/sealed/{hash_of(content)}"


def status(connection: socket.socket) -> int:
    """The status of the answer, 0 if the connection ends without one."""
    got = b""
    with contextlib.suppress(ConnectionError):
        while b"\r\n" not in got:
            part = connection.recv(4096)
            if not part:
                break
            got += part
    return int(got.split()[1]) if got else 0


def test_a_file_of_just_the_size_agreed_is_taken_and_one_byte_more_is_not(talks: Talks) -> None:
    limit = outer_bytes_at_most(talks.manifest)
    fits, over = secrets.token_bytes(limit), secrets.token_bytes(limit + 1)
    ask = talks.site.asker.ask
    assert ask("PUT", path_of(talks, fits), talks.login(NORTH), fits).json() == {"stored": limit}
    got = ask("PUT", path_of(talks, over), talks.login(NORTH), over)
    assert (got.status, got.code) == (413, "too-large")
    assert hash_of(fits) in blobs(talks)
    assert hash_of(over) not in blobs(talks)
    assert no_parts(talks)


@pytest.mark.parametrize(("extra", "wanted"), [(0, 200), (1, 413)])
def test_the_size_holds_without_an_announced_length_too(
    talks: Talks, extra: int, wanted: int
) -> None:
    body = secrets.token_bytes(outer_bytes_at_most(talks.manifest) + extra)
    target = path_of(talks, body)
    with opened(talks.site) as connection:
        connection.sendall(begun(talks, target, body, "Transfer-Encoding: chunked"))
        with contextlib.suppress(ConnectionError):
            for start in range(0, len(body), 10_000):
                part = body[start : start + 10_000]
                connection.sendall(f"{len(part):x}\r\n".encode() + part + b"\r\n")
            connection.sendall(b"0\r\n\r\n")
        assert status(connection) == wanted
    assert (hash_of(body) in blobs(talks)) == (wanted == 200)
    assert no_parts(talks)


@pytest.mark.parametrize(
    ("lines", "sent", "wanted"),
    [
        (("Content-Length: 999999999999",), b"abc", {413}),
        (("Content-Length: -1",), b"abc", {400}),
        (("Content-Length: 1_0",), b"abc", {400}),
        (("Content-Length: 9" * 1 + "9" * 30,), b"abc", {400, 413}),
        (("Content-Length: 3", "Content-Length: 4"), b"abc", {400}),
        (("Content-Length: 2",), b"abc", {400}),  # the third byte is no request
        (("Content-Length: 3", "Transfer-Encoding: chunked"), b"0\r\n\r\n", {400}),
        (("Transfer-Encoding: gzip",), b"abc", {400, 501}),
        (("Transfer-Encoding: chunked",), b"zz\r\n", {400, 408}),
    ],
)
def test_a_wrong_length_stores_nothing(
    talks: Talks, lines: tuple[str, ...], sent: bytes, wanted: set[int]
) -> None:
    before = blobs(talks)
    with opened(talks.site) as connection:
        connection.sendall(begun(talks, path_of(talks, b"abc"), b"abc", *lines) + sent)
        assert status(connection) in wanted
    assert no_parts(talks)
    assert blobs(talks) == before


@pytest.mark.parametrize("name", ["0" * 64, "A" * 64, "x", "..", "%2e%2e%2fkeys.json", "0" * 63])
def test_a_name_that_is_not_the_hash_of_what_comes_stores_nothing(talks: Talks, name: str) -> None:
    before = blobs(talks)
    target = f"/v1/exchanges/{talks.id}/sealed/{name}"
    got = talks.site.asker.ask("PUT", target, talks.login(NORTH), b"other")
    assert got.status in (400, 404)
    # The body signed for has that hash, what comes is another.
    with opened(talks.site) as connection:
        connection.sendall(
            begun(talks, path_of(talks, b"abc"), b"abc", "Content-Length: 3") + b"abd"
        )
        assert status(connection) == 400
    assert no_parts(talks)
    assert blobs(talks) == before


def test_an_upload_that_stops_is_given_up(talks: Talks, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "PART_SECONDS_AT_MOST", 0.2)
    with opened(talks.site) as connection:
        connection.sendall(begun(talks, path_of(talks, b"abc"), b"abc", "Content-Length: 3") + b"a")
        assert status(connection) == 408
    assert no_parts(talks)


def test_an_upload_byte_by_byte_is_given_up(talks: Talks, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each byte comes in time, and the whole would take for ever."""
    monkeypatch.setattr(uploads, "WHOLE_SECONDS_AT_LEAST", 0.3)
    monkeypatch.setattr(uploads, "SLOWEST_BYTES_A_SECOND", 1 << 40)
    body = secrets.token_bytes(5000)
    with opened(talks.site) as connection:
        connection.sendall(begun(talks, path_of(talks, body), body, "Content-Length: 5000"))
        begun_at = time.monotonic()
        with contextlib.suppress(ConnectionError):
            for each in body:
                connection.sendall(bytes([each]))
                time.sleep(0.01)
                if time.monotonic() > begun_at + 1:
                    break
        assert status(connection) in (408, 0)
    assert time.monotonic() - begun_at < 5
    assert no_parts(talks)
    assert hash_of(body) not in blobs(talks)


def test_a_body_that_stops_is_given_up(talks: Talks, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "BODY_SECONDS_AT_MOST", 0.2)
    target = f"/v1/exchanges/{talks.id}/entries"
    header = talks.site.asker.signed("POST", target, talks.login(NORTH), b"{}")
    head = (
        f"POST {target} HTTP/1.1\r\nHost: x\r\nAuthorization: {header}\r\nContent-Length: 2\r\n\r\n"
    )
    with opened(talks.site) as connection:
        connection.sendall(head.encode() + b"{")
        assert status(connection) == 408


def test_a_connection_that_breaks_leaves_nothing(talks: Talks) -> None:
    before = blobs(talks)
    body = secrets.token_bytes(20_000)
    for _ in range(5):
        with opened(talks.site) as connection:
            connection.sendall(
                begun(talks, path_of(talks, body), body, "Content-Length: 20000") + body[:9000]
            )
            time.sleep(0.05)
    assert no_parts(talks)
    assert blobs(talks) == before


def test_a_torn_upload_beside_a_whole_one_of_the_same_file_does_not_hurt_it(talks: Talks) -> None:
    """A retry while the first try still hangs: the file that is stored is whole, whoever ends first."""
    body = secrets.token_bytes(20_000)
    target = path_of(talks, body)
    half = begun(talks, target, body, "Content-Length: 20000") + body[:9000]
    with opened(talks.site) as first, opened(talks.site) as second:
        first.sendall(half)
        time.sleep(0.1)
        second.sendall(begun(talks, target, body, "Content-Length: 20000") + body[:5])
        time.sleep(0.1)
        first.sendall(body[9000:])
        assert status(first) == 200
        second.sendall(bytes(len(body) - 5))  # what comes is not what was announced
        assert status(second) == 400
    assert (talks.hosted.folder / "blobs" / hash_of(body)).read_bytes() == body
    assert no_parts(talks)
    assert (talks.hosted.folder / "blobs" / hash_of(body)).read_bytes() == body


def test_twenty_uploads_at_once_are_each_whole_and_the_last_few_are_kept(talks: Talks) -> None:
    bodies = [secrets.token_bytes(9000 + each) for each in range(20)]

    def put(body: bytes) -> int:
        asker = Asker(talks.site.port, talks.site.clock)
        got = asker.ask("PUT", path_of(talks, body), talks.login(SOUTH), body)
        asker.close()
        return got.status

    with ThreadPoolExecutor(20) as pool:
        assert list(pool.map(put, bodies)) == [200] * 20
    kept = [each for each in bodies if hash_of(each) in blobs(talks)]
    assert len(kept) == UPLOADS_AT_MOST
    for body in kept:
        assert (talks.hosted.folder / "blobs" / hash_of(body)).read_bytes() == body
    assert no_parts(talks)


@pytest.mark.parametrize(("length", "wanted"), [(4 * MEGABYTE, 400), (4 * MEGABYTE + 1, 413)])
def test_a_body_at_its_limit_is_read_and_one_over_it_is_not(
    talks: Talks, length: int, wanted: int
) -> None:
    body = b'{"lines":["' + b"a" * (length - 14) + b'"]}'
    assert len(body) == length
    target = f"/v1/exchanges/{talks.id}/confirmations"
    assert talks.site.asker.ask("POST", target, talks.login(NORTH), body).status == wanted


@pytest.mark.parametrize(
    "request_text",
    [
        b"GET /v1/" + b"a" * 100_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET /v1 HTTP/1.1\r\nHost: x\r\n" + b"X-A: b\r\n" * 50_000 + b"\r\n",
        b"GET /v1 HTTP/1.1\r\nHost: x\r\nX-A: " + b"b" * 200_000 + b"\r\n\r\n",
        b"GET /v1 HTTP/1.1\r\n" + b"Host: x\r\n" * 2 + b"\r\n",
        b"GET /v1 HTTP/1.1\r\n\r\n",
        b"GET  /v1 HTTP/1.1\r\nHost: x\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(200),
        b"\r\n\r\n\r\n\r\n" + b"\x00" * 100,
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"GET http://evil.example/v1 HTTP/1.1\r\nHost: x\r\n\r\n",
        b"CONNECT evil.example:443 HTTP/1.1\r\nHost: x\r\n\r\n",
    ],
)
def test_a_request_that_is_none_is_refused_and_the_next_is_served(
    talks: Talks, request_text: bytes
) -> None:
    with opened(talks.site) as connection:
        with contextlib.suppress(ConnectionError):
            connection.sendall(request_text)
        assert status(connection) in (0, 400, 404, 431)
    assert talks.site.asker.ask("GET", "/v1").status == 200


def test_who_says_nothing_or_little_is_ended(talks: Talks, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "KEEP_ALIVE_SECONDS", 0.3)
    with opened(talks.site) as silent, opened(talks.site) as slow:
        begun_at = time.monotonic()
        with contextlib.suppress(ConnectionError):
            for each in b"GET /v1 HTTP/1.1\r\nHost: x\r\nX-Slow: " + b"a" * 40:
                slow.sendall(bytes([each]))
                time.sleep(0.02)
        assert status(slow) in (0, 400)
        assert silent.recv(1) == b""
        assert time.monotonic() - begun_at < 5


@pytest.mark.parametrize("idle", [450] if HEAVY else [60])
def test_many_idle_connections_shut_nobody_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, idle: int
) -> None:
    """More strangers connect and say nothing than there is room for: members are served all the same."""
    if not HEAVY:
        monkeypatch.setattr(serving, "CONNECTIONS_AT_MOST", 40)
    with site(tmp_path / "idle") as running, contextlib.ExitStack() as stack:
        talks = Talks(running, "idle").open()
        connections = [stack.enter_context(opened(running)) for _ in range(idle)]
        for number, connection in enumerate(connections):
            if number % 3 == 0:
                with contextlib.suppress(ConnectionError):  # there is no room for it any more
                    connection.sendall(b"GET /v1 HT")
        asker = Asker(running.port, running.clock)
        for _ in range(5):
            got = asker.ask("GET", f"/v1/exchanges/{talks.id}", talks.login(NORTH))
            assert got.status == 200
            stack.enter_context(opened(running))
        asker.close()
        assert talks.deposit(NORTH) == 1
        ended = sum(has_ended(each) for each in connections)
        assert ended > idle - serving.CONNECTIONS_AT_MOST


def has_ended(connection: socket.socket) -> bool:
    """Whether the server has closed a connection over which it said nothing."""
    connection.settimeout(0.01)
    try:
        return connection.recv(1) == b""
    except TimeoutError:
        return False
    except ConnectionError:
        return True


def test_memory_does_not_grow_with_what_is_sent(tmp_path: Path) -> None:
    """A file of 64 MB is stored, and 200 MB are tried by a member, a stranger and nobody: +64 MB at most."""
    size = 64 * MEGABYTE if HEAVY else 16 * MEGABYTE
    all_keys = make_all_keys(tmp_path, ("north", "south"), neutral=False)
    card = all_keys[MEDIATOR][2] / "card.json"
    with (
        process(tmp_path, card) as server,
        opened_exchange(server, all_keys, size) as machines,
    ):
        part, key = machines[NORTH].part, machines[NORTH].keys.login
        asker = Asker(server.port, wall_clock)
        asker.ask("GET", "/v1")
        before = server.memory()
        fits = secrets.token_bytes(MEGABYTE) * (size // MEGABYTE)
        target = f"/v1/exchanges/{part.id}/sealed/{hash_of(fits)}"
        assert asker.ask("PUT", target, key, fits).json() == {"stored": len(fits)}
        asker.close()
        floods = [(key, False), (STRANGER, True), (None, False)]
        more = [(key, True), (STRANGER, False), (None, True)] if HEAVY else []
        for signed_by, announced in (*floods, *more):
            flood(server.port, part.id, signed_by, announced, 200 * MEGABYTE)
        most = server.memory("VmHWM")
        assert most - before < 64 * MEGABYTE, (most - before) / MEGABYTE
        folder = server.folder / "exchanges" / part.id / "blobs"
        assert [each.name for each in folder.iterdir()] == [hash_of(fits)]


def flood(port: int, exchange: str, key: object, announced: bool, length: int) -> None:
    """Send as much of a large body as the server takes."""
    asker = Asker(port, wall_clock)
    body_hash = secrets.token_bytes(8)
    target = f"/v1/exchanges/{exchange}/sealed/{hash_of(body_hash)}"
    lines = [f"PUT {target} HTTP/1.1", "Host: x"]
    if key is not None:
        lines.append(f"Authorization: {asker.signed('PUT', target, key, body_hash)}")  # type: ignore[arg-type]
    lines.append(f"Content-Length: {length}" if announced else "Transfer-Encoding: chunked")
    head = ("\r\n".join(lines) + "\r\n\r\n").encode()
    part = bytes(MEGABYTE)
    framed = part if announced else f"{len(part):x}\r\n".encode() + part + b"\r\n"
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        answers: list[int] = []
        reading = threading.Thread(target=lambda: answers.append(status(connection)))
        connection.sendall(head)
        reading.start()
        with contextlib.suppress(ConnectionError, TimeoutError):
            for _ in range(length // MEGABYTE):
                connection.sendall(framed)
        reading.join(20)
    assert answers[0] in (0, 401, 404, 413), answers
