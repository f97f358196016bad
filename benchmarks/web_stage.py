"""A large case served to be timed: a real process, who reads it, who writes in it, and what they see."""

from __future__ import annotations

import hashlib
import http.client
import json
import os
import random
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, urlencode, urlsplit


@dataclass
class Served:
    """A process that serves a case, and what lets a browser in."""

    host: str
    cookie: str
    address: str
    """The first address, which lets in."""
    process: int
    form: str = ""

    def megabytes(self) -> float:
        """Return the memory that the process holds now, where Linux tells; else 0."""
        with suppress(OSError):
            text = Path(f"/proc/{self.process}/status").read_text()
            held = next(line for line in text.splitlines() if line.startswith("VmRSS"))
            return int(held.split()[1]) / 1024
        return 0.0

    def seconds(self) -> float:
        """Return the seconds of a core that the process has used, where Linux tells; else 0."""
        with suppress(OSError):
            found = Path(f"/proc/{self.process}/stat").read_text().rpartition(")")[2].split()
            return (int(found[11]) + int(found[12])) / os.sysconf("SC_CLK_TCK")
        return 0.0


class Visitor:
    """One connection to the server that stays open, as a browser's does."""

    def __init__(self, served: Served) -> None:
        self._served = served
        self._connection = http.client.HTTPConnection(served.host, timeout=120)

    def get(self, path: str) -> tuple[int, bytes, float]:
        """Return a page's status and body, and the milliseconds until its last byte."""
        return self._answer("GET", path)[:3]

    def post(self, path: str, fields: dict[str, str]) -> tuple[int, str, float]:
        """Return the status of a form sent, where it leads, and the milliseconds until then."""
        body = urlencode({"csrf": self._served.form, **fields}).encode()
        return self._sent(path, body, "application/x-www-form-urlencoded")

    def post_text(self, path: str, fields: dict[str, str]) -> tuple[int, str, float]:
        """Return the same for a form that sends a large text as it is."""
        mark = f"----{random.randbytes(12).hex()}"
        parts = "".join(
            f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
            for name, value in {"csrf": self._served.form, **fields}.items()
        )
        body = f"{parts}--{mark}--\r\n".encode()
        return self._sent(path, body, f"multipart/form-data; boundary={mark}")

    def _sent(self, path: str, body: bytes, kind: str) -> tuple[int, str, float]:
        headers = {"content-type": kind, "origin": f"http://{self._served.host}"}
        status, _, taken, led = self._answer("POST", path, body, headers)
        return status, led, taken

    def _answer(
        self, method: str, path: str, body: bytes | None = None, more: dict[str, str] | None = None
    ) -> tuple[int, bytes, float, str]:
        headers = {"cookie": self._served.cookie, **(more or {})}
        begun = time.perf_counter()
        self._connection.request(method, path, body, headers)
        answer = self._connection.getresponse()
        text = answer.read()
        taken = (time.perf_counter() - begun) * 1000
        return answer.status, text, taken, answer.getheader("location", "")

    def close(self) -> None:
        """Hang up."""
        self._connection.close()


@contextmanager
def served(case: Path, kept: Path) -> Iterator[Served]:
    """Serve a case by ``detente serve`` in a process of its own, whose desk is in the folder ``kept``."""
    command = [sys.executable, "-m", "detente", "serve", str(case), "--no-browser", "--json"]
    environment = {**os.environ, "XDG_DATA_HOME": str(kept), "HOME": str(kept)}
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
    assert process.stdout is not None
    try:
        text = ""
        while not text.rstrip().endswith("}"):
            line = process.stdout.readline()
            assert line, "the server did not start"
            text += line
        address = json.loads(text)["address"]
        parts = urlsplit(address)
        found = Served(parts.netloc, "", address, process.pid)
        connection = http.client.HTTPConnection(parts.netloc)
        connection.request("GET", f"{parts.path}?{parts.query}")
        answer = connection.getresponse()
        answer.read()
        found.cookie = answer.getheader("set-cookie", "").partition(";")[0]
        connection.close()
        page = Visitor(found)
        help_page = page.get("/help")[1].decode()
        found.form = help_page.partition('name="csrf" content="')[2].partition('"')[0]
        assert found.form, "no page lets in"
        page.close()
        yield found
    finally:
        process.terminate()
        process.wait()


@dataclass
class Seen:
    """What readers and the writer met: milliseconds by what was asked, and what was wrong."""

    taken: dict[str, list[float]] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, what: str, milliseconds: float, wrong: str = "") -> None:
        """Keep one answer."""
        with self._lock:
            self.taken.setdefault(what, []).append(milliseconds)
            if wrong:
                self.wrong.append(f"{what}: {wrong}")


def read_all(
    served: Served,
    pages: dict[str, tuple[str, ...]],
    think: float,
    until: float,
    seen: Seen,
    number: int,
) -> None:
    """Ask for one page after the other, each time in another order; ``think`` seconds after each, on average."""
    order, visitor = random.Random(number), Visitor(served)
    while time.monotonic() < until:
        for path in order.sample(list(pages), len(pages)):
            if time.monotonic() >= until:
                break
            try:
                status, body, taken = visitor.get(path)
            except OSError as error:
                seen.note(path, 0.0, type(error).__name__)
                visitor.close()
                continue
            lacking = [each for each in pages[path] if each.encode() not in body]
            wrong = f"{status}, without {lacking}" if status != 200 or lacking else ""
            seen.note(path, taken, wrong)
            if think:
                time.sleep(order.uniform(0, 2 * think))
    visitor.close()


def write(served: Served, case: Path, pause: float, until: float, seen: Seen) -> None:
    """Save a statement by its form and the whole text by its page in turn, and look at each."""
    visitor, number = Visitor(served), time.time_ns() // 1_000_000 * 2
    while time.monotonic() < until:
        number += 1
        try:
            if number % 2:
                _add(visitor, number, seen)
            else:
                _edit(visitor, case, number, seen)
        except OSError as error:
            seen.note("save", 0.0, type(error).__name__)
            visitor.close()
        time.sleep(min(pause, max(0.0, until - time.monotonic())))
    visitor.close()


def _add(visitor: Visitor, number: int, seen: Seen) -> None:
    words = f"These words were added as number {number}."
    fields = {"save": "1", "date": "2020-03-01", "speaker": "party-1", "text": words}
    status, led, taken = visitor.post("/add/statements", fields)
    seen.note("save: add an entry", taken, "" if status == 303 else f"status {status}")
    _look(visitor, "the first page after a save", led or "/", "Added.", seen)
    _look(visitor, "what was saved, looked for", f"/view/timeline?q={quote(words)}", words, seen)


def _edit(visitor: Visitor, case: Path, number: int, seen: Seen) -> None:
    text = (case / "case.yaml").read_text("utf-8")
    old = re.search(r"text: (The words [^\n]*)", text)
    words = f"The words, put otherwise as number {number}."
    changed = text.replace(old[1], words, 1) if old else text
    last = hashlib.sha256(text.encode()).hexdigest()
    lines = changed.replace("\n", "\r\n")  # as browsers send them
    fields = {"file": "case.yaml", "text": lines, "seen": last}
    status, _, taken = visitor.post_text("/edit", fields)
    wrong = "" if status == 303 and changed != text else f"status {status}"
    seen.note("save: the whole text", taken, wrong)
    _look(visitor, "what was saved, looked for", f"/view/timeline?q={quote(words)}", words, seen)


def _look(visitor: Visitor, what: str, path: str, expected: str, seen: Seen) -> None:
    """Look at a page after a save; what was saved has to be there."""
    status, body, taken = visitor.get(path)
    text = body.decode().partition('<main id="main">')[2] if expected != "Added." else body.decode()
    wrong = "" if status == 200 and expected in text else f"{status}, not what was saved"
    seen.note(what, taken, wrong)


def under_load(
    served: Served,
    case: Path,
    pages: dict[str, tuple[str, ...]],
    readers: int,
    think: float,
    pause: float,
    seconds: float,
) -> Seen:
    """Return what so many readers and one writer met in so many seconds."""
    seen, until = Seen(), time.monotonic() + seconds
    threads = [
        threading.Thread(target=read_all, args=(served, pages, think, until, seen, number))
        for number in range(readers)
    ]
    threads.append(threading.Thread(target=write, args=(served, case, pause, until, seen)))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return seen
