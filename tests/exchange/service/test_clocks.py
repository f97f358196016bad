"""Clocks that go back, leap, or stand in a strange time zone: nothing counts beyond the tolerance."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest

from detente.exchange.canonical import moment_text
from detente.exchange.following import ClocksApart
from detente.exchange.manifest import MEDIATOR
from detente.exchange.service.client import ServerRefused
from detente.exchange.service.clock import wall_clock
from detente.exchange.service.taking_part import Part
from detente.exchange.statements import Withdrawal, entry_bytes

from ..people import OPENED
from .running import (
    HEAVY,
    NORTH,
    SOUTH,
    TEXT,
    Direct,
    Running,
    SetClock,
    client_of,
    offline,
    opened,
    part_of,
    server_process,
)
from .test_two_histories import lying

HOUR, YEAR = 3600, 365 * 86_400
WITNESSES = (MEDIATOR, NORTH, SOUTH)


class Watched(Direct):
    """A connection that counts what is confirmed."""

    confirmed = 0

    def confirm(self, exchange: str, lines: list[str]) -> dict[str, Any]:
        self.confirmed += 1
        return super().confirm(exchange, lines)


def member(running: Running, role: str, folder: Path, clock: SetClock) -> tuple[Part, Watched]:
    client = Watched(running.hosted, role)
    return part_of(running.people, role, folder / role.replace("/", "-"), client, clock), client


def clock_of(running: Running) -> SetClock:
    assert isinstance(running.clock, SetClock)
    return running.clock


def test_the_time_of_entries_never_goes_back(tmp_path: Path) -> None:
    running = opened(tmp_path / "server")
    for role, moved in ((NORTH, 10), (NORTH, -HOUR), (NORTH, -YEAR), (NORTH, 5), (SOUTH, 20)):
        clock_of(running).now = OPENED + moved
        running.deposit(role)
    times = [each.time - OPENED for each in running.hosted.entries]
    assert times == [0, 10, 10, 10, 10, 20]
    assert running.hosted.state.voids == ()
    clock_of(running).now = OPENED - YEAR
    again = running.again()
    assert again.hosted.state.phase == "frozen"
    again.confirm()
    assert again.hosted.release_if_confirmed()
    assert again.hosted.entries[-1].time == OPENED + 20


@pytest.mark.parametrize("role", WITNESSES)
@pytest.mark.parametrize("leap", [61, HOUR, YEAR])
def test_a_server_that_leaps_forward_is_not_confirmed(role: str, leap: int, tmp_path: Path) -> None:
    running = opened(tmp_path / "server", deadline=OPENED + 2 * YEAR)
    here = SetClock()
    part, client = member(running, role, tmp_path, here)
    seen = part.look()
    client.confirmed = 0
    clock_of(running).now = OPENED + leap
    running.deposit(NORTH)
    with pytest.raises(ClocksApart) as apart:
        part.look()
    assert (apart.value.index, apart.value.stamped, apart.value.here) == (1, OPENED + leap, OPENED)
    assert client.confirmed == 0
    assert part.workspace.followed().leaves == seen.leaves
    assert running.hosted.receipt(1) is None
    here.now = OPENED + leap - 60  # the very tolerance
    assert len(part.look().leaves) == 2
    assert client.confirmed == 1


@pytest.mark.parametrize("role", WITNESSES)
@pytest.mark.parametrize("apart", [-61, -HOUR, -YEAR])
def test_an_entry_that_is_backdated_is_refused_by_who_had_looked_before(
    role: str, apart: int, tmp_path: Path
) -> None:
    running = opened(tmp_path / "server")
    here = SetClock()
    part, client = member(running, role, tmp_path, here)
    here.now = clock_of(running).now = OPENED + YEAR // 2
    part.look()
    client.confirmed = 0
    # The log's own key signs what an honest server would not: an entry of long ago.
    said = running.sealed(NORTH).deposit
    old = running.people.signed(said, here.now + apart)
    leaves = [*running.hosted.leaves, entry_bytes(old)]
    part.client = false = lying(running, role, leaves, leaves)
    with pytest.raises(ClocksApart):
        part.look()
    assert false.confirmed == client.confirmed == 0
    within = running.people.signed(said, here.now - 60)
    leaves = [*running.hosted.leaves, entry_bytes(within)]
    part.client = lying(running, role, leaves, leaves)
    assert len(part.look().leaves) == 2


@pytest.mark.parametrize("wrong", [-YEAR, -HOUR, -61])
def test_a_member_whose_clock_is_behind_confirms_nothing(wrong: int, tmp_path: Path) -> None:
    running = opened(tmp_path / "server")
    here = SetClock(OPENED + wrong)
    part, client = member(running, NORTH, tmp_path, here)
    with pytest.raises(ClocksApart):
        part.look()
    with pytest.raises(ClocksApart):
        part.deposit(("terms.txt", TEXT))
    assert client.confirmed == 0
    assert running.hosted.tree.size == 1
    here.now = OPENED
    assert part.deposit(("terms.txt", TEXT)) == 1


@pytest.mark.parametrize("wrong", [62, HOUR, YEAR])
def test_a_member_whose_clock_is_ahead_confirms_nothing_new(wrong: int, tmp_path: Path) -> None:
    running = opened(tmp_path / "server")
    here = SetClock(OPENED + wrong)
    part, client = member(running, NORTH, tmp_path, here)
    part.look()
    client.confirmed = 0
    running.deposit(SOUTH)
    with pytest.raises(ClocksApart):
        part.look()
    assert client.confirmed == 0
    here.now = OPENED + wrong + 100  # once both agree again, it goes on
    clock_of(running).now = OPENED + wrong + 100
    with pytest.raises(ClocksApart):  # but what was refused stays refused: its time is what it is
        part.look()


ZONES = [
    "Pacific/Kiritimati",
    "right/UTC",
    "America/St_Johns",
    "XYZ-27:59:59",
    "no/such",
]


@pytest.mark.parametrize("zone", ZONES if HEAVY else ZONES[:2])
def test_a_real_server_in_any_time_zone_stamps_in_utc(zone: str, tmp_path: Path) -> None:
    now = wall_clock()
    clock = SetClock(now - 10)
    running = opened(tmp_path / "server", clock=clock, deadline=now + HOUR)
    running.hosting.close()
    folder = tmp_path / "north"
    before = int(time.time())
    with (
        server_process(running.folder, running.people, {"TZ": zone}) as address,
        client_of(running.people, NORTH, address, wall_clock) as client,
    ):
        part = part_of(running.people, NORTH, folder, client, wall_clock)
        index = part.deposit(("terms.txt", TEXT))
        entry = part.workspace.followed().entry(index)
        _refused_times(running, address)
        assert client.state(running.id)["size"] == 2
    assert entry is not None
    assert before <= entry.time <= int(time.time())
    leaf = offline(running.manifest, running.place)[1][index]
    assert moment_text(entry.time).encode() in leaf


def _refused_times(running: Running, address: str) -> None:
    """Requests stamped further from the server's time than it takes are refused, either way."""
    said = Withdrawal(running.manifest.hash, SOUTH, 1, "0" * 64)
    text = running.text(said, SOUTH)
    for wrong in (-YEAR, -HOUR, -125, 125, HOUR, YEAR):
        clock = SetClock(wall_clock() + wrong)
        with client_of(running.people, SOUTH, address, clock) as client:
            with pytest.raises(ServerRefused) as asked:
                client.state(running.id)
            with pytest.raises(ServerRefused) as told:
                client.submit(running.id, said, text)
            for each in (asked.value, told.value):
                assert each.code == "wrong-time"
                assert abs(each.server_time - wall_clock()) < 10
