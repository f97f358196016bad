"""A stage for the commands of a sealed exchange: a case, three people's keys, a real server, a clock."""

from __future__ import annotations

import contextlib
import functools
import io
import json
import re
import secrets
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from detente.cli.application import OK, run
from detente.cli.exchanging.session import card_in, keys_in
from detente.exchange.encryption import keys as encryption_keys
from detente.exchange.manifest import MEDIATOR
from detente.exchange.service.client import Client
from detente.exchange.service.hosting import Hosting
from detente.exchange.service.server import application
from detente.exchange.service.taking_part import Part
from detente.exchange.service.workspace import Workspace
from detente.store.exchange_index import ExchangeIndex

from .running import Outcome, call

BEGUN = 1_748_768_400  # 2025-06-01T09:00:00Z
DEADLINE = "2025-06-02T12:00+03:00"
AFTER_DEADLINE = BEGUN + 86_400 + 61
PEOPLE = ("mediator", "north", "south")
WITH_CLOCK = ("session", "new", "sign", "status", "opening", "witness")
CASE = """\
format: 1
title: Water for the two villages
parties:
  - {id: north, name: North village, role: principal, evidence: none}
  - {id: south, name: South village, role: principal, evidence: none}
  - {id: east, name: East village, role: principal, evidence: none}
meetings:
  - {id: june-meeting, title: The meeting of June, date: 2025-06-03, status: planned, evidence: none}
"""


@dataclass
class Clock:
    """A clock that stands until it is set."""

    now: int = BEGUN

    def __call__(self) -> int:
        """Return the seconds since 1970."""
        return self.now


class Service:
    """A server in a thread; it can go away and come back at the same port."""

    def __init__(self, folder: Path, allowed: frozenset[str], clock: Clock) -> None:
        self.folder, self.allowed, self.clock, self.port = folder, allowed, clock, 0
        self.start()

    @property
    def address(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Begin, or come back."""
        self.folder.mkdir(exist_ok=True)
        self.index = ExchangeIndex(f"sqlite:///{self.folder / 'index.sqlite'}")
        name = "exchange.example"
        self.hosting = Hosting(
            self.folder, self.index, self.clock, secrets.token_bytes, self.allowed, name
        )
        config = uvicorn.Config(
            application(self.hosting),
            host="127.0.0.1",
            port=self.port,
            http="h11",
            ws="none",
            log_level="critical",
            timeout_graceful_shutdown=1,
        )
        self.uvicorn = uvicorn.Server(config)
        self.thread = threading.Thread(target=self.uvicorn.run, daemon=True)
        self.thread.start()
        while not self.uvicorn.started:
            time.sleep(0.005)
        self.port = self.uvicorn.servers[0].sockets[0].getsockname()[1]

    def stop(self) -> None:
        """Go away."""
        if self.thread.is_alive():
            self.uvicorn.should_exit = True
            self.thread.join()
            self.hosting.close()
            self.index.close()


@dataclass
class Stage:
    """What stands on the stage, and how its people call the commands."""

    folder: Path
    capsys: pytest.CaptureFixture[str] | None
    clock: Clock = field(default_factory=Clock)
    exchange: str = ""
    """The exchange's id, once it is drafted."""
    parties: tuple[str, ...] = PEOPLE[1:]
    """Whose cards are in the next draft."""

    def __post_init__(self) -> None:
        """Make the case, everybody's keys, and the server."""
        self.case = self.folder / "case"
        self.case.mkdir()
        (self.case / "case.yaml").write_text(CASE, "utf-8")
        for who in PEOPLE:
            self.make_keys(who)
        login = card_in(self.key(MEDIATOR) / "card.json", MEDIATOR).login
        self.server = Service(self.folder / "server", frozenset({login}), self.clock)

    def make_keys(self, who: str, *options: str) -> Outcome:
        """Make somebody's keys."""
        sheet = self.folder / f"sheet-{who}.html"
        return self.call(
            *("keys", "new", "--name", f"{who.capitalize()} village", "--id", who),
            *("-o", self.key(who), "--sheet", sheet, *(options or ["--no-passphrase"])),
        )

    def key(self, who: str) -> Path:
        """Where somebody's keys are."""
        return self.folder / f"keys-{who}"

    def call(self, *arguments: str | Path) -> Outcome:
        """Call a command as a user does."""
        if self.capsys is not None:
            return call(self.capsys, *arguments)
        out, err = io.StringIO(), io.StringIO()  # while a stage for many tests is set
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = run([str(each) for each in arguments])
        return Outcome(code, out.getvalue(), err.getvalue())

    def new(self, *more: str | Path) -> Outcome:
        """Draft the exchange as its mediator."""
        cards: list[str | Path] = []
        for who in self.parties:
            cards += ["--card", self.key(who) / "card.json"]
        return self.call(
            *("exchange", "new", self.case, *cards, "--key", self.key(MEDIATOR)),
            *("--server", self.server.address, "--deadline", DEADLINE),
            *("--meeting", "june-meeting", *more),
        )

    def drafted(self, *more: str) -> Stage:
        """Draft the exchange; return the stage."""
        told = self.new("--json", *more)
        assert told.code == OK, told.err
        self.exchange = json.loads(told.out)["id"]
        return self

    def room(self, who: str) -> Path:
        """Somebody's folder of the exchange; the mediator's lies in the case."""
        if who == MEDIATOR:
            return self.case / "exchanges" / self.exchange
        return self.folder / f"room-{who}"

    def sign(self, who: str, *more: str | Path) -> Outcome:
        """Sign the draft."""
        return self.call(
            *("exchange", "sign", self.room(MEDIATOR) / "manifest.json", "--key", self.key(who)),
            *("--server", self.server.address, "--into", self.room(who), *more),
        )

    def opened(self, *more: str) -> Stage:
        """Draft the exchange and let all sign; return the stage."""
        self.drafted(*more)
        for who in self.parties:
            told = self.sign(who, "--yes")
            assert told.code == OK, told.err
        return self

    def act(self, who: str, command: str, *more: str | Path) -> Outcome:
        """Call a subcommand of the exchange as somebody, in their folder."""
        return self.call(
            "exchange", *command.split(), *more, "--in", self.room(who), "--key", self.key(who)
        )

    def data(self, who: str, command: str, *more: str | Path) -> dict[str, Any]:
        """Call a subcommand with --json; return what it printed."""
        told = self.act(who, command, *more, "--json")
        assert told.code == OK, told.err
        found: dict[str, Any] = json.loads(told.out)
        return found

    def paper(self, name: str, content: bytes | str = "Water is shared.\n") -> Path:
        """A file to hand in."""
        path = self.folder / "papers" / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def deposit(self, who: str, content: bytes | str = "", name: str = "terms.txt") -> Outcome:
        """Hand a file in without waiting for the confirmation."""
        file = self.paper(f"{who}-{name}", content or f"The terms of {who}.\n")
        return self.act(who, "deposit", file, "--wait", "0")

    def frozen(self, *more: str) -> Stage:
        """Let all deposit; return the stage."""
        self.opened(*more)
        for who in self.parties:
            told = self.deposit(who)
            assert told.code == OK, told.err
        return self

    def released(self) -> Stage:
        """Let all deposit, and the custodians give out what they hold; return the stage."""
        self.frozen()
        self.confirm_freeze()
        told = self.act(MEDIATOR, "custodian run", "--once")
        assert told.code == OK, told.err
        self.confirm("north", MEDIATOR)
        return self

    def confirm(self, *people: str) -> None:
        """Let these confirm the log as it is."""
        for who in people:
            with self.part(who) as part:
                part.look()

    def confirm_freeze(self) -> None:
        """Let the freeze be confirmed, and the server give out its shares."""
        self.confirm("south", MEDIATOR)
        self.until(lambda part: "server" in part.look().state.releases)

    def lapsed(self) -> Stage:
        """Let one deposit, the deadline pass, and the end be confirmed; return the stage."""
        self.opened()
        assert self.deposit("north").code == OK
        self.confirm("north", MEDIATOR)
        self.clock.now = AFTER_DEADLINE
        self.until(lambda part: part.look().state.phase == "lapsed")
        self.confirm("north", MEDIATOR)
        return self

    def until(self, done: Any, seconds: float = 5) -> None:
        """Look as the mediator until something is so."""
        with self.part(MEDIATOR) as part:
            end = time.monotonic() + seconds
            while not done(part):
                assert time.monotonic() < end, "it did not come in time"
                time.sleep(0.02)

    @contextlib.contextmanager
    def part(self, who: str) -> Iterator[Part]:
        """Somebody's part, without the command line."""
        workspace, keys = Workspace(self.room(who)), keys_in(self.key(who))
        chance = secrets.token_bytes
        with Client(self.server.address, keys.login, self.clock, chance) as client:
            yield Part(workspace, (keys, self.key(who)), client, self.clock, chance)

    @contextlib.contextmanager
    def mediator_there(self) -> Iterator[None]:
        """Let the mediator look and confirm all the time, in a thread."""
        done = threading.Event()

        def confirming() -> None:
            with self.part(MEDIATOR) as part:
                while not done.wait(0.05):
                    part.look()

        thread = threading.Thread(target=confirming)
        thread.start()
        try:
            yield
        finally:
            done.set()
            thread.join()


_read_once = functools.lru_cache(1000)(encryption_keys._from_bech32)
"""The same public keys are read over and over here; how is tested elsewhere."""


def make_stage(
    folder: Path, capsys: pytest.CaptureFixture[str] | None, patch: pytest.MonkeyPatch
) -> Iterator[Stage]:
    """Build a stage, and clear it away; without ``capsys`` for many tests that change nothing on it."""
    patch.setattr(encryption_keys, "_from_bech32", _read_once)
    clock = Clock()
    for module in WITH_CLOCK:
        patch.setattr(f"detente.cli.exchanging.{module}.wall_clock", clock)
    patch.setattr("platformdirs.user_data_dir", lambda *_: str(folder / "data"))
    for variable in ("DETENTE_KEY", "DETENTE_EXCHANGE", "DETENTE_PASSPHRASE"):
        patch.delenv(variable, raising=False)
    stage = Stage(folder, capsys, clock)
    try:
        yield stage
    finally:
        stage.server.stop()


def masked(text: str, folder: Path) -> str:
    """What a command printed, without what is another in each run."""
    text = text.replace(str(folder), "FOLDER")
    text = re.sub(r"\b\d{5}(?:\s+\d{5}){11}\b", "DIGITS", text)
    text = re.sub(r"\b(june-meeting)-[0-9a-f]{8}\b", r"\1-ID", text)
    text = re.sub(r"http://127\.0\.0\.1:\d+", "SERVER", text)
    return "".join(f"{line.rstrip()}\n" for line in text.splitlines())


def is_one_refusal(told: Outcome) -> bool:
    """Whether a refusal is told in one line of what is wrong and one of what to do."""
    lines = [line for line in told.err.splitlines() if line]
    ours = len(lines) == 2 and lines[0].startswith("error: ") and lines[1].startswith("hint: ")
    usage = [line for line in lines if not line.startswith(("Usage: ", "Try "))]
    return told.code in (2, 3) and "Traceback" not in told.err and (ours or _of_click(usage))


def _of_click(lines: list[str]) -> bool:
    return len(lines) == 1 and lines[0].startswith("Error: ")
