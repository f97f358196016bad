"""Attacks on a real ``detente serve`` process: what is sent, how it is answered, how large the process grows."""

from __future__ import annotations

import json
import os
import shutil
import socket
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from ...intake.making import deflated_blanks, one_page, packed, pdf, story, stream
from ...intake.test_hostile_docx import LAUGHS, bomb, with_main
from .site_stage import CASES, hidden_fields
from .test_kill9 import begun

CALLED = "http://127.0.0.1:9/called"
DEEP = 100_000
HEAVY = os.environ.get("DETENTE_HEAVY") == "1"
LARGE_BYTES = 5_000_000
"""What is larger is sent only on request, for it takes long."""
SCALE = 1 if HEAVY else 10


@dataclass
class Program:
    """A program that serves a copy of the flagship case, and its owner's browser."""

    folder: Path
    browser: httpx.Client
    address: str
    process: Any
    csrf: str

    def memory(self, which: str = "VmRSS") -> float:
        """Return the memory of the process in MB: as it is (``VmRSS``), or at most so far (``VmHWM``)."""
        for line in Path(f"/proc/{self.process.pid}/status").read_text("utf-8").splitlines():
            if line.startswith(f"{which}:"):
                return int(line.split()[1]) / 1024
        raise AssertionError(which)

    def post(self, path: str, data: bytes, kind: str) -> httpx.Response:
        """Send a body as one of our own pages does."""
        headers = {"x-csrf": self.csrf, "Content-Type": kind}
        return self.browser.post(path, content=data, headers=headers, timeout=120)

    def upload(self, name: str, data: bytes) -> httpx.Response:
        """Send a document, as the form does."""
        form = {"csrf": self.csrf}
        return self.browser.post(
            "/new-source", data=form, files={"file": (name, data)}, timeout=120
        )

    def connection(self, head: str, body: bytes = b"") -> socket.socket:
        """Open a connection of the owner's, and send the head of a request, or less."""
        host, _, port = self.address.removeprefix("http://").partition(":")
        cookie = "; ".join(f"{name}={value}" for name, value in self.browser.cookies.items())
        common = f"Host: {host}:{port}\r\nOrigin: {self.address}\r\nCookie: {cookie}\r\n"
        opened = socket.create_connection((host, int(port)), timeout=60)
        opened.sendall(head.replace("COMMON\r\n", common).encode() + body)
        return opened


@contextmanager
def program(folder: Path) -> Iterator[Program]:
    """Start the program as a user does; end it with the block."""
    case = folder / "case"
    shutil.copytree(CASES / "istanbul-2025", case)
    process, browser, address = begun(case, folder)
    try:
        csrf = hidden_fields(browser.get("/new-source").text)["csrf"]
        yield Program(case, browser, address, process, csrf)
    finally:
        browser.close()
        process.terminate()
        process.wait(30)
        process.stdout.close()  # type: ignore[union-attr]


def entities(declared: str) -> bytes:
    """Return a DOCX whose text is an entity, declared so."""
    body = story(f"<w:body><w:p><w:r><w:t>{'&l9;' * 100}</w:t></w:r></w:p></w:body>")
    return with_main((declared + body).encode())


def documents() -> dict[str, tuple[str, bytes]]:
    """Return documents that unpack, call or nest without end, each with a name for its file."""
    content = b"\x78\x9c" + deflated_blanks(3000 // SCALE)
    twice = stream(zlib.compress(content), "/Filter [/FlateDecode /FlateDecode]")
    once = stream(content, "/Filter /FlateDecode")
    outside = f'<!DOCTYPE x [<!ENTITY l9 SYSTEM "{CALLED}">]>'
    return {
        f"blanks in a DOCX, {4000 // SCALE} MB": ("a.docx", bomb(4000 // SCALE, 4_000_000_000)),
        f"blanks in a DOCX that states 2 MB, {4000 // SCALE} MB": ("a.docx", bomb(4000 // SCALE, 2_000_000)),
        "zip in zip": ("a.docx", packed({"a.zip": packed({"b.zip": b"0" * 1000})})),
        "billion laughs": ("a.docx", entities(f'<!DOCTYPE x [<!ENTITY l0 "ha">{LAUGHS}]>')),
        "entity of a file": ("a.docx", entities('<!DOCTYPE x [<!ENTITY l9 SYSTEM "file:///etc/passwd">]>')),
        "entity of an address": ("a.docx", entities(outside)),
        f"blanks in a PDF, {3000 // SCALE} MB": ("a.pdf", pdf(one_page(once))),
        f"blanks in a PDF packed twice, {3000 // SCALE} MB": ("a.pdf", pdf(one_page(twice))),
        "HTML nested deep": ("a.html", b"<!doctype html>" + b"<div>" * (500_000 // SCALE)),
        "64 MiB of blanks": ("a.txt", b" " * (64 << 20)),
        "16 MiB of text": ("a.txt", "Слово. ".encode() * ((16 << 20) // 12)),
        "100 MB": ("a.txt", b"a" * 100_000_000),
    }  # fmt: skip


def bodies() -> dict[str, tuple[str, bytes]]:
    """Return bodies for the routes that take data, deep, odd or large, each with its path."""
    check, add = "/edit/check", "/api/v1/entries/events"

    def checked(text: str) -> bytes:
        return b'{"file": "case.yaml", "text": ' + text.encode() + b"}"

    return {
        "JSON nested deep, checked": (check, checked("[" * DEEP + "]" * DEEP)),
        "YAML nested deep, checked": (check, checked(json.dumps("a: " + "[" * DEEP))),
        "YAML of many anchors, checked": (check, checked(json.dumps("a: &a [x]\nb: [*a" + ",*a" * 9999))),
        "half a sign, checked": (check, checked(r'"title: \ud800"')),
        "half a sign in the file's name": (check, rb'{"file": "\udc80", "text": ""}'),
        "JSON nested deep, added": (add, b'{"a":' * DEEP + b"1" + b"}" * DEEP),
        "lists nested deep, added": (add, b'{"what": ' + b"[" * DEEP + b"]" * DEEP + b"}"),
        "half a sign, added": (add, rb'{"id": "x", "what": "\ud800", "date": "2025-01-01", "evidence": "none"}'),
        "half a sign as a field": (add, rb'{"\ud800": 1}'),
        "no number, added": (add, b'{"id": "x", "what": NaN, "date": -Infinity}'),
        "a number of 100,000 signs": (add, b'{"what": ' + b"9" * DEEP + b"}"),
        "a number of 4,000 signs": (add, b'{"what": ' + b"9" * 4000 + b"}"),
        "zero signs": (add, rb'{"id": "x", "what": "\u0000\u001b[31m", "date": "2025-01-01"}'),
        "many fields": (add, json.dumps({f"f{n}": n for n in range(50_000 // SCALE)}).encode()),
        "no UTF-8": (add, b'{"what": "\xff\xfe"}'),
        "20 MB as one text, added": (add, b'{"id": "x", "what": "' + b"a" * 20_000_000 + b'"}'),
        "39 MB as one text, checked": (check, checked('"' + "a" * 39_000_000 + '"')),
        "100 MB": (add, b" " * 100_000_000),
    }  # fmt: skip


def forms() -> dict[str, tuple[str, bytes]]:
    """Return forms that are large or odd, each with its path."""
    text = b"file=case.yaml&seen=x&text="
    return {
        "a text of 39 MB": ("/edit", text + b"a" * 39_000_000),
        "a text of 39 MB, each sign written out": ("/edit", text + b"%41" * 13_000_000),
        "a text of 100 MB": ("/edit", text + b"a" * 100_000_000),
        "a million fields": ("/add/events", b"a=1&" * 1_000_000),
        "a field of 20 MB": ("/add/events", b"save=1&date=2025-01-01&what=" + b"a" * 20_000_000),
        "half signs": ("/add/events", b"save=1&date=2025-01-01&what=%ED%A0%80%FF%00&id=%00"),
        "a number of 5,000 signs": ("/undo", b"number=" + b"9" * 5000),
        "no token": ("/new-source/take", b"token=%00%FF"),
    }


def parts() -> dict[str, tuple[str, bytes]]:
    """Return forms in parts that are large or odd, each with its path."""

    def sent(text: bytes, more: bytes = b"") -> bytes:
        fields = b"".join(part(name, b"x") for name in (b"file", b"seen"))
        return fields + part(b"text", text) + more + b"--x--\r\n"

    def part(name: bytes, text: bytes, more: bytes = b"") -> bytes:
        head = b'Content-Disposition: form-data; name="' + name + b'"' + more
        return b"--x\r\n" + head + b"\r\n\r\n" + text + b"\r\n"

    return {
        "a text in parts, 39 MB": ("/edit", sent(b"a" * 39_000_000)),
        "a text in parts, 39 MB of line ends": ("/edit", sent(b"\r\n" * 19_500_000)),
        "a text in parts, 100 MB": ("/edit", sent(b"a" * 100_000_000)),
        "a text in parts, 17 of them": ("/edit", sent(b"a", part(b"text", b"a" * 2_000_000) * 17)),
        "a text in parts, 100,000 of them": ("/edit", sent(b"a", part(b"text", b"a") * 100_000)),
        "a text as a file": ("/edit", sent(b"a", part(b"text", b"a", b'; filename="a.txt"'))),
        "a text in parts without an end": ("/edit", part(b"text", b"a" * 1_000_000)),
        "a text in parts, no UTF-8": ("/edit", sent(b"\xff\xfe")),
    }  # fmt: skip


def answered(host: Program, sent: Iterator[tuple[str, httpx.Response, float]]) -> list[str]:
    """Return a line for each attack; nothing is a defect, and pages are still served."""
    lines = []
    for name, got, seconds in sent:
        assert got.status_code < 500, (name, got.status_code, got.text[:300])
        assert "Traceback" not in got.text, name
        lines.append(f"{got.status_code} after {seconds:5.1f} s, {host.memory():4.0f} MB: {name}")
        print(lines[-1])
    assert host.browser.get("/").status_code == 200
    return lines


def all_sent(host: Program) -> Iterator[tuple[str, httpx.Response, float]]:
    """Send all of them, one after the other."""
    for name, (file, data) in documents().items():
        if HEAVY or len(data) < LARGE_BYTES:
            began = time.monotonic()
            yield f"document: {name}", host.upload(file, data), time.monotonic() - began
    kinds = {
        "application/json": bodies(),
        "application/x-www-form-urlencoded": forms(),
        "multipart/form-data; boundary=x": parts(),
    }
    for kind, attacks in kinds.items():
        for name, (path, data) in attacks.items():
            if HEAVY or len(data) < LARGE_BYTES:
                began = time.monotonic()
                got = host.post(path, data, kind)
                yield f"{path}: {name}", got, time.monotonic() - began
