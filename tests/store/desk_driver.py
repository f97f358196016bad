"""Processes that write to a desk: some to the end, some until they are killed."""

from __future__ import annotations

import os
import random
import signal
import sys
import time

from detente.store.desk import Desk

WORDS = random.Random(8431).randbytes(300_000).hex()


def text_of(number: int) -> str:
    """Return a text of its own for each number, long enough that writing it takes a while."""
    return f"{number}\n{WORDS[number : number + 150_000]}"


def write(address: str, name: str, edits: int) -> None:
    """Keep so many edits of one case; print each one's number when it is kept."""
    desk = Desk(address)
    for place in range(edits):
        kept = desk.keep_edit("shared", "case.yaml", "", f"{name} {place}", "driven", place)
        os.write(1, f"{name} {kept.number} {place}\n".encode())
    desk.close()


def write_at_once(address: str, names: list[str]) -> None:
    """Let a process of each name keep 50 edits; they open the desk at the same moment."""
    waiting, start = os.pipe()
    writers = []
    for name in names:
        writer = os.fork()
        if not writer:
            os.close(start)
            os.read(waiting, 1)  # until the pipe is closed
            write(address, name, 50)
            os._exit(0)
        writers.append(writer)
    os.close(start)
    ends = [os.waitpid(writer, 0)[1] for writer in writers]
    sys.exit(any(ends))


def write_without_end(address: str, case: str, told: int) -> None:
    """Open the desk and keep edits; write the number of each to ``told`` when it is kept."""
    desk = Desk(address)
    for place in range(1_000_000):
        kept = desk.keep_edit(case, "case.yaml", text_of(place), text_of(place + 1), "", place)
        os.write(told, f"{case} {kept.number} {place}\n".encode())


def kill(address: str, rounds: int) -> None:
    """Start a writer and kill it, so many times: each fourth one as it opens the desk."""
    chance = random.Random(20)
    for round_ in range(rounds):
        reading, told = os.pipe()
        writer = os.fork()
        if not writer:
            write_without_end(address, f"round-{round_}", told)
        os.close(told)
        first = b"" if round_ % 4 == 0 else os.read(reading, 1000)
        time.sleep(chance.uniform(0, 0.06))
        os.kill(writer, signal.SIGKILL)
        os.waitpid(writer, 0)
        with os.fdopen(reading, "rb") as rest:
            print((first + rest.read()).decode(), end="", flush=True)


if __name__ == "__main__":
    what, where, *words = sys.argv[1:]
    if what == "write":
        write_at_once(where, words)
    else:
        kill(where, int(words[0]))
