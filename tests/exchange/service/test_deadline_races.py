"""At the deadline the last deposit and the close race: one of them counts, for everybody the same.

A short run has 40 races; ``DETENTE_HEAVY=1`` has 10,000.
"""

from __future__ import annotations

import random
import shutil
import threading
from collections import Counter
from pathlib import Path

import pytest

from detente.exchange.following import Followed, followed, grown
from detente.exchange.seal import Sealed
from detente.exchange.service.hosted import Hosted, Refused
from detente.exchange.service.journal import LogDamaged

from ..people import DEADLINE
from .indexes import MemoryIndex
from .running import HEAVY, NORTH, SOUTH, Running, SetClock, offline, opened

RACES = 10_000 if HEAVY else 40


@pytest.fixture
def waiting(tmp_path: Path) -> tuple[Running, Sealed, Followed]:
    """An exchange in which one deposit is missing, that deposit, and what a member has seen."""
    running = opened(tmp_path / "server")
    running.deposit(NORTH)
    sealed = running.sealed(SOUTH)
    running.store(sealed)
    hosted = running.hosted
    assert hosted.checkpoint is not None
    seen = grown(followed(running.manifest), hosted.leaves, hosted.checkpoint.text, running.clock())
    running.hosting.close()
    return running, sealed, seen


class Race:
    """One race: a fresh copy of the exchange, threads that start together, a clock that goes on."""

    def __init__(self, running: Running, sealed: Sealed, folder: Path, seed: int) -> None:
        self.running, self.sealed = running, sealed
        self.chance = random.Random(seed)
        self.clock = SetClock(DEADLINE + self.chance.choice((-1, 0, 0, 0, 1)))
        self.index = MemoryIndex()
        self.index.kept = running.index.sizes()
        shutil.copytree(running.place, folder)
        self.hosted = Hosted(folder, self.index, 2, self.clock)
        self.start = threading.Barrier(4)
        self.pauses = [self.chance.random() * 0.003 for _ in range(3)]
        self.deposited: int | None = None
        self.refused = ""
        self.closed = False

    def run(self) -> None:
        threads = [
            threading.Thread(target=self._waited, args=(step, each))
            for step, each in enumerate((self.goes_on, self.closes, self.deposits))
        ]
        for each in threads:
            each.start()
        self.start.wait()
        for each in threads:
            each.join()
        self.hosted.close_if_due()

    def _waited(self, step: int, then: object) -> None:
        self.start.wait()
        threading.Event().wait(self.pauses[step])
        assert callable(then)
        then()

    def goes_on(self) -> None:
        for _ in range(3):
            self.clock.now += 1

    def closes(self) -> None:
        for _ in range(20):
            self.closed = self.hosted.close_if_due() or self.closed

    def deposits(self) -> None:
        said = self.sealed.deposit
        text = self.running.text(said, SOUTH)
        try:
            self.deposited = self.hosted.submit(said, text, SOUTH, self.sealed.capsules)
        except Refused as refused:
            self.refused = str(refused.rule)


def _what_is_wrong(race: Race, seen: Followed, folder: Path) -> list[str]:
    """Whatever anybody sees differently from others, or that must not be."""
    hosted, manifest = race.hosted, race.running.manifest
    state, found = hosted.state, []
    if state.phase not in ("frozen", "lapsed") or state.voids:
        found.append(f"it ended as {state.phase}, {state.voids}")
    if (state.phase == "frozen") != (race.deposited == 2) or len(hosted.leaves) != 3:
        found.append(f"the depositor was told {race.deposited} {race.refused}, of {state.phase}")
    if race.closed and state.phase != "lapsed":
        found.append("it was closed, and is not")
    if (race.deposited is None) != (race.refused in ("phase", "deadline")):
        found.append(f"refused by the rule {race.refused}")
    time = hosted.entries[2].time
    if (time > DEADLINE) != (state.phase == "lapsed"):
        found.append(f"its time is {time - DEADLINE}")
    assert hosted.checkpoint is not None
    client = grown(seen, hosted.leaves[2:], hosted.checkpoint.text, race.clock())
    if client.state != state or offline(manifest, folder)[0] != state:
        found.append("server, member and offline checker do not agree")
    hosted.close()
    try:
        again = Hosted(folder, race.index, 3, race.clock)
        again.close()
        if again.state != state:
            found.append("started again, it is otherwise")
    except LogDamaged as error:
        found.append(f"it does not start again: {error}")
    return found


def test_server_member_and_checker_agree_on_the_phase_after_every_race_at_the_deadline(
    waiting: tuple[Running, Sealed, Followed], tmp_path: Path
) -> None:
    running, sealed, seen = waiting
    phases: Counter[str] = Counter()
    found: list[str] = []
    for seed in range(RACES):
        folder = tmp_path / "race"
        race = Race(running, sealed, folder, seed)
        race.run()
        found += [f"race {seed}: {each}" for each in _what_is_wrong(race, seen, folder)]
        phases[race.hosted.state.phase] += 1
        shutil.rmtree(folder)
        if seed % 1000 == 999:
            print(f"after {seed + 1} races: {dict(phases)}, {len(found)} disagreements", flush=True)
    print(f"{RACES} races: {dict(phases)}, {len(found)} disagreements")
    assert not found, "\n".join(found[:20])
    assert set(phases) == {"frozen", "lapsed"}
    assert min(phases.values()) > RACES // 20


class Leaping(SetClock):
    """A clock that is in time when it is first asked, and late ever after."""

    def __init__(self, times: tuple[int, ...]) -> None:
        super().__init__(times[-1])
        self.times = list(times)

    def __call__(self) -> int:
        return self.times.pop(0) if self.times else self.now


def test_an_entry_has_the_time_at_which_it_was_found_right(tmp_path: Path) -> None:
    """The deadline passes while a deposit is being taken in."""
    running = opened(tmp_path / "server")
    running.hosting.close()
    running.clock = Leaping((DEADLINE, DEADLINE + 1))
    running = running.again()
    running.deposit(NORTH)
    assert running.hosted.state.voids == ()
    assert running.hosted.entries[-1].time == DEADLINE
    running.again().hosting.close()


def test_a_clock_set_back_while_it_closes_does_not_close_early(tmp_path: Path) -> None:
    running = opened(tmp_path / "server")
    running.hosting.close()
    running.clock = Leaping((DEADLINE + 1, DEADLINE))
    running = running.again()
    assert not running.hosted.close_if_due()
    assert running.hosted.state.phase == "open"
    assert running.hosted.state.voids == ()
    running.hosting.close()
