"""Odd spellings of paths, hosts, queries and headers: each path has one spelling, and names no file."""

from __future__ import annotations

import re
import socket

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from detente.exchange.manifest import MEDIATOR

from .conftest import World
from .serving import NORTH, SOUTH, STRANGER


@pytest.mark.parametrize(
    "path",
    [
        "../keys.json",
        "..%2fkeys.json",
        "%2e%2e/keys.json",
        "/etc/passwd",
        "%2fetc%2fpasswd",
        "checkpoint%00",
        "checkpoint%0a",
        "checkpoint/",
        "tile/0/../../../keys.json",
        "tile/0/x001/../../../../keys.json",
        "tile/entries/000.p/999",
        "tile",
        "tile/0",
        "",
        ".checkpoint.new",
        "a" * 5000,
    ],
)
def test_the_log_gives_no_file_but_its_own(world: World, path: str) -> None:
    talks = world.by_phase["released"]
    target = f"/v1/exchanges/{talks.id}/log/{path}"
    got = world.site.asker.ask("GET", target, talks.login(MEDIATOR))
    assert (got.status, got.code) == (404, "not-found")


def test_the_files_of_the_log_are_given_to_members(world: World) -> None:
    talks = world.by_phase["released"]
    log = talks.hosted.folder / "log"
    names = [each.relative_to(log).as_posix() for each in log.rglob("*") if each.is_file()]
    assert {"checkpoint", "confirmed"} < set(names)
    for name in names:
        target = f"/v1/exchanges/{talks.id}/log/{name}"
        assert (
            world.site.asker.ask("GET", target, talks.login(SOUTH)).body
            == (log / name).read_bytes()
        )
        assert world.site.asker.ask("GET", target, STRANGER).status == 404


@pytest.mark.parametrize("tail", ["/", "//", "%2f", "%0a", "%20", "?", "#", "/.", "/.."])
def test_a_path_is_signed_as_it_is_sent(world: World, tail: str) -> None:
    """A signature over one spelling is none over another, and no answer sends on to elsewhere."""
    talks = world.by_phase["open"]
    target = f"/v1/exchanges/{talks.id}"
    sent = target + tail
    got = raw(world, sent, talks.login(MEDIATOR), signed=target)
    if tail == "?":  # an empty query is no other target
        assert got.startswith(b"HTTP/1.1 200")
    else:
        assert re.match(rb"HTTP/1.1 4\d\d", got), got
        assert b"location" not in got.lower()


@pytest.mark.parametrize("host", ["evil.example", "evil.example/v1/exchanges/x#", "a?b", "", "[::"])
def test_the_host_that_a_request_names_changes_nothing(world: World, host: str) -> None:
    talks = world.by_phase["open"]
    target = f"/v1/exchanges/{talks.id}"
    got = raw(world, target, talks.login(MEDIATOR), signed=target, host=host)
    assert got.startswith(b"HTTP/1.1 200")
    assert b"evil" not in got
    other = raw(world, target + "/entries", talks.login(MEDIATOR), signed=target, host=host)
    assert other.startswith(b"HTTP/1.1 401")


def raw(
    world: World, sent: str, key: Ed25519PrivateKey, signed: str, host: str = "localhost"
) -> bytes:
    """Send a request byte by byte as it stands."""
    header = world.site.asker.signed("GET", signed, key)
    text = f"GET {sent} HTTP/1.1\r\nHost: {host}\r\nAuthorization: {header}\r\nConnection: close\r\n\r\n"
    with socket.create_connection(("127.0.0.1", world.site.port), timeout=10) as connection:
        connection.sendall(text.encode("latin-1"))
        parts = []
        while part := connection.recv(65_536):
            parts.append(part)
    return b"".join(parts)


@pytest.mark.parametrize("query", ["version=x", "version=1e9", "wait=", "wait=١", "version=1" * 9])
def test_a_number_that_is_none_is_refused(world: World, query: str) -> None:
    talks = world.by_phase["open"]
    target = f"/v1/exchanges/{talks.id}?{query}".encode().decode("latin-1")
    if not target.isascii():
        target = f"/v1/exchanges/{talks.id}?wait=%D9%A1"
    got = world.site.asker.ask("GET", target, talks.login(MEDIATOR))
    assert (got.status, got.code) == (400, "not-right")


@pytest.mark.parametrize("start", ["-1", "-99", "999999999999", "5000"])
def test_entries_from_where_there_are_none_are_none(world: World, start: str) -> None:
    talks = world.by_phase["open"]
    target = f"/v1/exchanges/{talks.id}/entries?from={start}"
    got = world.site.asker.ask("GET", target, talks.login(MEDIATOR))
    if start.startswith("-"):
        assert (got.status, got.code) == (400, "not-right")
    else:
        assert got.json()["entries"] == []


def test_a_part_of_a_file_that_is_none_is_refused_in_the_one_shape(world: World) -> None:
    talks = world.by_phase["released"]
    target = f"/v1/exchanges/{talks.id}/sealed/{talks.live(NORTH).outer}"
    whole = world.site.asker.ask("GET", target, talks.login(SOUTH)).body
    for value in ("bytes=x", "bytes=5-2", f"bytes={len(whole)}-", "bytes=0-0", "bytes=0-0,2-2"):
        got = world.site.asker.ask("GET", target, talks.login(SOUTH), headers={"Range": value})
        assert (got.status, got.body) == (200, whole), value


def test_a_change_of_protocol_is_not_taken_up(world: World) -> None:
    got = world.site.asker.ask(
        "GET", "/v1", headers={"Connection": "Upgrade", "Upgrade": "websocket"}
    )
    assert got.status == 200
