"""The same faults without a process of its own: put in between the server and its files.

Also what system calls cannot show: power that goes, and takes all or some of what was not synced. A
short run takes a sample; ``DETENTE_HEAVY=1`` takes every call.
"""

from __future__ import annotations

import random
import shutil
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from .append_driver import attempt
from .disks import Died, Disk, failing
from .indexes import MemoryIndex
from .operations import OPERATIONS, Prepared, ended, prepared, violations
from .running import HEAVY, Running, SetClock, hosting_at

STEP = 1 if HEAVY else 11
NAMES = list(OPERATIONS) if HEAVY else ["freeze", "release", "destroy"]


@pytest.fixture(scope="module", params=NAMES)
def operation(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    folder = tmp_path_factory.mktemp(request.param) / "prepared"
    return prepared(request.param, folder, lambda _: MemoryIndex())


def attempted(
    operation: Prepared, running: Running, at: int, how: str, disk: Disk | None = None
) -> tuple[list[str], str]:
    """Do the operation with a fault in it; return what was told, and the call that went wrong."""
    told: list[str] = []
    with failing(-1, how, disk) as faults:
        started = _started(operation, running)
        faults.calls.clear()
        faults.at = at
        try:
            told.append(attempt(started.hosted, operation.order))
            struck = faults.struck
            told.append(attempt(started.hosted, operation.order))
        except Died:
            struck = faults.struck
    ended(started)
    return told, struck


def _started(operation: Prepared, running: Running) -> Running:
    clock = SetClock(int(operation.order["now"]))
    return hosting_at(running.folder, running.index, clock, running.people)


def _copied(operation: Prepared, folder: Path) -> Running:
    index = MemoryIndex()
    index.kept = {operation.running.id: len(operation.before)}
    return replace(operation.copied(folder), index=index)


def test_a_fault_at_any_call_loses_nothing_and_doubles_nothing(
    operation: Prepared, tmp_path: Path
) -> None:
    count, found = 0, []
    for step, how in enumerate(("EIO", "ENOSPC", "short", "before", "half", "after")):
        for at in range(step, sys.maxsize, STEP):
            running = _copied(operation, tmp_path / "server")
            told, struck = attempted(operation, running, at, how)
            if not struck:
                shutil.rmtree(running.folder)
                break
            count += 1
            found += _wrong(operation, running, (how, at, struck), told)
            shutil.rmtree(running.folder)
    print(f"{operation.name}: {count} injections, {len(found)} violations")
    assert count > 2
    assert not found, "\n".join(found)


def _wrong(
    operation: Prepared, running: Running, fault: tuple[str, int, str], told: list[str]
) -> list[str]:
    found = violations(operation, running, told, lambda _: running.index)
    how, _, struck = fault
    if how == "short" and not told[0].startswith("done"):
        found.append("a write that was cut short was not gone on with")
    if how in ("EIO", "ENOSPC") and struck in ("write", "fsync", "replace"):
        if told[0].startswith("done"):
            found.append("success was told after a call that failed")
        if told[0] == "halted" and told[1] != "halted":
            found.append("it went on after the disk had failed")
    return [f"{operation.name}, {fault}: {each} {told}" for each in found]


def _chance(seed: int) -> random.Random | None:
    return random.Random(seed) if seed else None


def test_power_that_goes_at_any_call_takes_nothing_that_was_told(
    operation: Prepared, tmp_path: Path
) -> None:
    count, found = 0, []
    for seed in range(12 if HEAVY else 2):
        for at in range(seed % STEP, sys.maxsize, STEP):
            running = _copied(operation, tmp_path / "server")
            disk = Disk(running.folder)
            told, struck = attempted(
                operation, running, at, "after" if seed % 2 else "before", disk
            )
            disk.cut(_chance(seed))
            count += 1
            found += _wrong(operation, running, (f"power {seed}", at, struck), told)
            shutil.rmtree(running.folder)
            if not struck:  # the power went after all was told
                break
    print(f"{operation.name}: {count} power cuts, {len(found)} violations")
    assert not found, "\n".join(found)


def test_power_that_goes_while_a_server_that_died_is_started_again_takes_nothing(
    operation: Prepared, tmp_path: Path
) -> None:
    count, found = 0, []
    for at in range(2, sys.maxsize, STEP):
        for then in range(at % 5, sys.maxsize, 1 if HEAVY else 5):
            running = _copied(operation, tmp_path / "server")
            disk = Disk(running.folder)
            told, struck = attempted(operation, running, at, "before", disk)
            with failing(then, "before", disk) as again:
                try:
                    ended(_started(operation, running))
                except Died:
                    pass
            disk.cut(_chance(at * 1000 + then if then % 2 else 0))
            count += 1
            fault = (f"dead at {at}, power", then, struck)
            found += _wrong(operation, running, fault, told)
            shutil.rmtree(running.folder)
            if not again.struck:
                break
        if not struck:
            break
    print(f"{operation.name}: {count} power cuts while starting, {len(found)} violations")
    assert not found, "\n".join(found)
