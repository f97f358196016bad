"""A real server process that is killed, or whose disk fails, at each system call of what it does.

A short run takes a sample; ``DETENTE_HEAVY=1`` takes every call. Where strace is not there, or may not
watch, see test_disk_faults.py: the same faults, put in between the server and its files.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from detente.exchange.service.index import Index
from detente.store.exchange_index import ExchangeIndex

from .indexes import PlainIndex
from .operations import OPERATIONS, Prepared, prepared, violations
from .running import HEAVY, ROOT

DRIVER = "tests.exchange.service.append_driver"
MARK = "umask(077)"
WRITING = ("write", "pwrite64", "fsync", "fdatasync", "rename", "ftruncate")
"""Calls whose failure must never be followed by success."""
NO_SPACE = (*WRITING, "openat", "mkdir")
NOT_FOR_FILES = ("brk", "futex", "getpid", "getrandom", "mmap", "munmap", "mprotect", "madvise")


KILL = "signal=SIGKILL"
_STARTING = threading.Lock()
"""A process that is about to be another holds for a moment what this one had open."""


@dataclass(frozen=True)
class Fault:
    """What goes wrong at which call: a name of a system call, and the how manieth of the process."""

    call: str
    when: int
    path: str
    """Of the file or folder that is synced."""
    action: str = KILL

    @property
    def must_be_told(self) -> bool:
        """Whether the operation must not succeed: but a database may pass over its folder's sync."""
        return self.call in WRITING and not (self.call == "fdatasync" and Path(self.path).is_dir())


def _watching() -> str:
    """Why system calls cannot be watched here; empty if they can."""
    strace = shutil.which("strace")
    if strace is None:
        return "strace is not installed; see test_disk_faults.py"
    done = subprocess.run([strace, "-f", "true"], capture_output=True, check=False)
    return "" if done.returncode == 0 else "ptrace is not allowed here; see test_disk_faults.py"


@pytest.fixture(scope="module", autouse=True)
def watching() -> None:
    why = _watching()
    if why:
        pytest.skip(why)


def run(folder: Path, real: bool, *options: str) -> list[str]:
    """Let the driver do what is ordered in a folder, watched; return the lines that it told."""
    path = os.pathsep.join((str(ROOT / "src"), str(ROOT)))
    more = ["real"] if real else []
    same = {"PYTHONPATH": path, "PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": "1"}
    with _STARTING:
        process = subprocess.Popen(
            ["strace", "-f", "-o", *options, sys.executable, "-m", DRIVER, str(folder), *more],
            cwd=ROOT,
            env={**os.environ, **same},
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
    return process.communicate()[0].splitlines()


def calls_of(operation: Prepared, folder: Path, real: bool) -> list[Fault]:
    """Every system call of an operation, by how many of its name were before it in the process."""
    log = folder.with_name(f"{folder.name}.log")
    told = run(operation.copied(folder).folder, real, str(log), "-y")
    assert told[0].startswith("done"), told
    seen: Counter[str] = Counter()
    found: list[Fault] = []
    marks = 0
    for line in log.read_text().splitlines():
        words = line.split(None, 1)[1]
        name = words.partition("(")[0]
        if "(" not in words or not name.isidentifier():
            continue
        if words.startswith(MARK):
            marks += 1
        else:
            seen[name] += 1
            if marks == 1:
                found.append(Fault(name, seen[name], words.partition("<")[2].partition(">")[0]))
    assert marks == 2
    return found


def faults_of(calls: list[Fault]) -> Iterator[Fault]:
    yield from calls
    for each in calls:
        if each.call not in NOT_FOR_FILES:
            yield replace(each, action="error=EIO")
        if each.call in NO_SPACE:
            yield replace(each, action="error=ENOSPC")


def tried(operation: Prepared, folder: Path, fault: Fault, real: bool) -> tuple[bool, list[str]]:
    """Put one fault in; return whether it struck the operation, and what does not hold after it."""
    running = operation.copied(folder)
    inject = f"inject={fault.call}:{fault.action}:when={fault.when}"
    quicker = () if fault.action == KILL else ("--seccomp-bpf",)  # with it, no signals
    watched = ("-e", f"trace={fault.call}", "-e", inject, *quicker)
    told = run(running.folder, real, "/dev/null", *watched)
    with _STARTING:
        found = violations(operation, running, told, _real if real else _plain)
    if fault.action == KILL:
        if told and fault.call in WRITING:
            found.append("it was not killed")
    elif len(told) != 2:
        found.append("the driver ended")
    elif fault.must_be_told and told[0].startswith("done"):
        found.append("success was told after a call that failed")
    elif told[0] == "halted" and told[1] != "halted":
        found.append("it went on after the disk had failed")
    shutil.rmtree(folder)
    struck = not told or not told[0].startswith("done")
    return struck, [f"{operation.name}, {fault}: {each} {told}" for each in found]


def _plain(path: Path) -> Index:
    return PlainIndex(path)


def _real(path: Path) -> Index:
    return ExchangeIndex(f"sqlite:///{path}")


def check(
    operation: Prepared, folder: Path, choose: Callable[[list[Fault]], list[Fault]], real: bool
) -> None:
    """Put in the chosen ones of all faults, each in a process of its own; nothing may be violated."""
    calls = calls_of(operation, folder / "counted", real)
    chosen = choose(list(faults_of(calls)))
    with ThreadPoolExecutor(2) as pool:
        results = list(
            pool.map(
                lambda each: tried(operation, folder / str(each[0]), each[1], real),
                enumerate(chosen),
            )
        )
    found = [each for _, some in results for each in some]
    struck = sum(each for each, _ in results)
    print(
        f"{operation.name}: {len(calls)} system calls, {len(chosen)} injections, of which "
        f"{struck} stopped the operation; {len(found)} violations"
    )
    assert struck
    assert not found, "\n".join(found)


def _sample(name: str) -> Callable[[list[Fault]], list[Fault]]:
    """Which faults a short run takes: several of a deposit, a few of the others."""
    killed, failed = (18, 30) if name == "deposit" else (70, 120)

    def chosen(faults: list[Fault]) -> list[Fault]:
        kills = [each for each in faults if each.action == KILL]
        others = [each for each in faults if each.action != KILL and each.call in WRITING]
        return [*kills[killed // 2 :: killed], *others[len(name) % 5 :: failed]]

    return chosen


def _all(faults: list[Fault]) -> list[Fault]:
    return faults


NAMES = list(OPERATIONS) if HEAVY else ["deposit", "withdraw", "freeze", "release", "close"]


@pytest.mark.parametrize("name", NAMES)
def test_nothing_told_is_lost_and_nothing_counts_twice_after_a_fault(
    name: str, tmp_path: Path
) -> None:
    operation = prepared(name, tmp_path / "prepared")
    check(operation, tmp_path, _all if HEAVY else _sample(name), real=False)


@pytest.mark.skipif(not HEAVY, reason="DETENTE_HEAVY=1 takes the index that is shipped, too")
def test_the_same_holds_with_the_index_that_is_shipped(tmp_path: Path) -> None:
    operation = prepared("freeze", tmp_path / "prepared", _real)
    check(operation, tmp_path, _all, real=True)
