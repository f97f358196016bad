"""A server process that is killed again and again, and members that go on handing in all the while."""

from __future__ import annotations

import random
import subprocess
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from detente.exchange.manifest import MEDIATOR
from detente.exchange.service.client import ServerRefused, Unreachable
from detente.exchange.service.clock import wall_clock
from detente.exchange.service.taking_part import Part

from ..people import People
from .running import NAME, address_told, card_at, client_of, part_of, python

SERVER = "tests.exchange.service.light_server"


class Killed:
    """A server that can be killed at any moment and started again on the same folder and port."""

    def __init__(self, folder: Path, all_of: People, chance: random.Random) -> None:
        self.folder, self.chance = folder, chance
        self.card = card_at(folder, all_of)
        self.kills, self.while_starting = 0, 0
        self.process = self._start("0")
        self.address = address_told(self.process.stdout)

    def _start(self, port: str) -> subprocess.Popen[str]:
        index = "real" if self.chance.random() < 0.2 else "plain"
        said = ("--allow", str(self.card), "--port", port, "--name", NAME, "--json")
        return python("-m", SERVER, index, str(self.folder), *said)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()
        assert self.process.stdout is not None
        self.process.stdout.close()
        self.kills += 1

    def again(self) -> None:
        """Kill it and start it again; now and then it is killed while it starts, too."""
        self.kill()
        port = self.address.rpartition(":")[2]
        self.process = self._start(port)
        if self.chance.random() < 0.2:
            time.sleep(self.chance.random() * 0.8)
            self.kill()
            self.while_starting += 1
            self.process = self._start(port)
        assert address_told(self.process.stdout) == self.address


@dataclass
class Load:
    """Members in threads of their own; what they were handed, and what went wrong."""

    people: People
    folder: Path
    address: str
    over: threading.Event = field(default_factory=threading.Event)
    receipts: list[tuple[int, bytes]] = field(default_factory=list)
    told: list[int] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)
    threads: list[threading.Thread] = field(default_factory=list)

    def begin(self, roles: list[str]) -> None:
        for role in (*roles, MEDIATOR):
            act = self._confirm if role == MEDIATOR else self._hand_in
            self.threads.append(threading.Thread(target=self._run, args=(role, act)))
        for each in self.threads:
            each.start()

    def end(self) -> None:
        self.over.set()
        for each in self.threads:
            each.join()

    def _run(self, role: str, act: Callable[[Part, random.Random], None]) -> None:
        chance = random.Random(role)
        folder = self.folder / role.replace("/", "-")
        with client_of(self.people, role, self.address, wall_clock) as client:
            part = part_of(self.people, role, folder, client, wall_clock)
            while not self.over.is_set():
                try:
                    act(part, chance)
                except Unreachable:
                    time.sleep(0.02)
                except ServerRefused as refused:
                    self.refused.add(refused.rule or refused.code)
                except Exception as error:  # noqa: BLE001 - it is told, and fails the test
                    self.wrong.append(f"{role}: {type(error).__name__}: {error}")
                    return

    def _confirm(self, part: Part, chance: random.Random) -> None:
        part.look()
        time.sleep(0.01)

    def _hand_in(self, part: Part, chance: random.Random) -> None:
        index = part.resend()
        if index is None:
            live = part.look().state.live.get(part.role)
            if live is not None and chance.random() < 0.4:
                index = part.withdraw()
            else:
                index = part.deposit(("terms.txt", chance.randbytes(chance.randint(1, 3000))))
        self.told.append(index)
        path = part.receipt(index, f"receipt-{index}", 2)
        if path is not None:
            self.receipts.append((index, path.read_bytes()))
            part.workspace.sent()
