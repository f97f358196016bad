"""How long it takes to see what blocks what: 1,000 conditions among 5,000 dated entries.

Deadlocks are planted, so the answers are known and checked before anything is timed: how
many there are, the steps of each, how long its shortest circle is, and how large its smallest
ways out are. The search for deadlocks is measured beside two peers on the same graph in
the same run: networkx lists all its circles, and one integer programme of the whole order
(HiGHS) looks for the fewest conditions to waive so that everything can happen.

    python benchmarks/standing_conditions.py [--smallest] [--json FILE]
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from importlib.metadata import version
from itertools import islice
from pathlib import Path
from typing import Any

import highspy
import networkx as nx
import numpy as np

from detente.core.sequence.analysis import Sequence, sequence
from detente.formats.casefile import read_case

ON = date(2025, 5, 30)
FIRST_DAY = date(2024, 1, 1)


@dataclass(frozen=True, slots=True)
class Row:
    what: str
    seconds: float
    aim_seconds: float | None
    answer: str


@dataclass(frozen=True, slots=True)
class Planted:
    """A deadlock that was put into the case: its steps, and what is known of it."""

    steps: frozenset[str]
    circle: int
    waived: int
    ways: int


class Writing:
    """The case while it is being written."""

    def __init__(self) -> None:
        self.conditions: list[str] = []
        self.planted: list[Planted] = []

    def needs(self, then: str, *first: str, either: tuple[str, ...] = (), days: int = 0) -> None:
        number = len(self.conditions)
        day = FIRST_DAY + timedelta(days=number % 500)
        parts = [f"id: condition-{number}", f"required_by: party-{number % 10}", f"date: {day}"]
        for name, steps in (("first", first), ("either", either)):
            if steps:
                listed = ", ".join(_step(each) for each in steps)
                parts.append(f"{name}: [{listed}]")
        parts.append(f"then: {_step(then)}")
        if days:
            parts.append(f"lead_time: {days} days")
        proof = f"{{document: document-{number % 50}, words: Words {number % 50}}}"
        self.conditions.append(f"  - {{{', '.join(parts)}, evidence: {proof}}}")

    def ring(self, name: str, size: int) -> None:
        """A circle: any one of its conditions is enough."""
        steps = [f"{name}-{n}" for n in range(size)]
        for n, step in enumerate(steps):
            self.needs(step, steps[n - 1])
        self.planted.append(Planted(frozenset(map(_key, steps)), size, 1, min(size, 100)))

    def pairs(self, name: str, count: int) -> None:
        """Pairs in a chain, each of two steps that wait for one another: one of each has to go."""
        for n in range(count):
            self.needs(f"{name}-{n}", f"{name}-{n + 1}")
            self.needs(f"{name}-{n + 1}", f"{name}-{n}")
        steps = frozenset(_key(f"{name}-{n}") for n in range(count + 1))
        self.planted.append(Planted(steps, 2, count, min(2**count, 100)))


def _step(name: str) -> str:
    entry = f", entry: {name}" if name.startswith("meeting-") else ""
    return f"{{what: step {name}{entry}}}"


def _key(name: str) -> str:
    return name if name.startswith("meeting-") else f"“step {name}”"


def write_case(folder: Path, conditions: int, entries: int) -> list[Planted]:
    """Write a case with so many conditions among so many entries; return what was planted."""
    writing = Writing()
    large = conditions // 10
    for number, size in enumerate((2, 2, 3, 5, 8, large)):
        writing.ring(f"ring-{number}", size)
    writing.pairs("pair", min(5, conditions // 20))
    writing.pairs("many", min(8, conditions // 20))
    number = 0
    while len(writing.conditions) < conditions:  # chains, with alternatives and days in between
        chain, place = divmod(number, 12)
        then = f"meeting-{chain}" if place == 11 else f"chain-{chain}-{place}"
        if place % 4 == 3:
            either = (f"chain-{chain}-{place - 1}", f"ring-0-{chain % 2}")
            writing.needs(then, either=either, days=place)
        else:
            writing.needs(then, f"chain-{chain}-{place - 1}" if place else f"start-{chain}")
        number += 1
    lines = ["format: 1", "title: Synthetic", "parties:"]
    lines += [
        f"  - {{id: party-{n}, name: Party {n}, role: principal, evidence: none}}"
        for n in range(10)
    ]
    (folder / "sources").mkdir(parents=True)
    lines.append("documents:")
    for n in range(50):
        (folder / "sources" / f"{n}.txt").write_text(f"Words {n} were said.\n")
        lines.append(
            f"  - {{id: document-{n}, title: Document {n}, date: 2025-05-20, file: sources/{n}.txt}}"
        )
    meetings = number // 12 + 1
    lines.append("meetings:")
    lines += [
        f"  - {{id: meeting-{n}, title: Meeting {n}, status: planned, "
        f"date: {date(2026, 1, 1) + timedelta(days=n)}, evidence: none}}"
        for n in range(meetings)
    ]
    lines += ["conditions:", *writing.conditions, "statements:"]
    for n in range(max(1, entries - len(writing.conditions) - meetings)):
        day = FIRST_DAY + timedelta(days=n % 500)
        lines.append(
            f"  - {{id: statement-{n}, date: {day}, speaker: party-{n % 10}, text: Statement {n}, "
            f"evidence: {{document: document-{n % 50}, words: Words {n % 50}}}}}"
        )
    (folder / "case.yaml").write_text("\n".join(lines) + "\n")
    return writing.planted


def check(found: Sequence, planted: list[Planted]) -> None:
    """Refuse a wrong answer."""
    locked = {frozenset(each.deadlock.steps): each for each in found.deadlocks}
    if set(locked) != {each.steps for each in planted}:
        raise SystemExit("the deadlocks found are not those planted")
    for each in planted:
        freed = locked[each.steps]
        sizes = {len(one) for one in freed.waivers.sets}
        if len(freed.deadlock.circle) != each.circle:
            raise SystemExit("a shortest circle is wrong")
        if sizes != {each.waived} or len(freed.waivers.sets) != each.ways:
            raise SystemExit("the smallest ways out are wrong")


def timed(work: Callable[[], Any], repeat: int) -> float:
    seconds = []
    for _ in range(repeat):
        before = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - before)
    return statistics.median(seconds)


def command(folder: Path, expect: str, repeat: int) -> float:
    """The whole command as a user meets it, in a process of its own."""
    arguments = [sys.executable, "-m", "detente", "show", str(folder), "conditions"]

    def run() -> None:
        done = subprocess.run(
            [*arguments, "--on", str(ON)], capture_output=True, text=True, check=False
        )
        if done.returncode or expect not in done.stdout:
            raise SystemExit(f"wrong answer:\n{(done.stdout + done.stderr)[-2000:]}")

    return timed(run, repeat)


def fewest_waivers(found: Sequence) -> int:
    """Return how many conditions have to go so that everything can happen: one programme of the order.

    A step has a place in the order; of each condition either its steps come before, or it is waived.
    """
    graph = found.graph
    place = {step.key: index for index, step in enumerate(graph.steps)}
    model = highspy.Highs()  # type: ignore[no-untyped-call]
    model.setOptionValue("output_flag", False)
    large = float(len(place))

    def column(cost: float, high: float, whole: bool) -> int:
        index = model.getNumCol()
        model.addCol(cost, 0.0, high, 0, np.array([], dtype=np.int32), np.array([]))
        if whole:
            model.changeColIntegrality(index, highspy.HighsVarType.kInteger)
        return int(index)

    def row(low: float, terms: dict[int, float]) -> None:
        columns = np.array(list(terms), dtype=np.int32)
        model.addRow(low, highspy.kHighsInf, len(terms), columns, np.array(list(terms.values())))

    for _ in place:
        column(0.0, large, False)
    for each in graph.in_force():
        waived = column(1.0, 1.0, True)
        then = place[each.then]
        for key in each.first:
            row(1.0, {then: 1.0, place[key]: -1.0, waived: large + 1})
        if each.either:
            chosen = [column(0.0, 1.0, True) for _ in each.either]
            for key, this in zip(each.either, chosen, strict=True):
                row(-large, {then: 1.0, place[key]: -1.0, this: -large - 1})
            row(1.0, {**dict.fromkeys(chosen, 1.0), waived: 1.0})
    model.run()
    return round(model.getInfo().objective_function_value)


def peers(found: Sequence, planted: list[Planted], ours: float) -> list[Row]:
    """The same graph given to others; each answer is checked as well."""
    waits: nx.DiGraph[str] = nx.DiGraph()
    for each in found.graph.in_force():
        waits.add_edges_from((key, each.then) for key in each.before)
    circles = 2_000
    listed = list(islice(nx.simple_cycles(waits), circles))
    shortest = {frozenset(each): len(each) for each in listed}
    for lock in planted:
        inside = [size for steps, size in shortest.items() if steps <= lock.steps]
        if min(inside) != lock.circle:
            raise SystemExit("networkx finds another shortest circle")
    seconds = timed(lambda: list(islice(nx.simple_cycles(waits), circles)), 1)
    rows = [
        Row(
            "networkx.simple_cycles: all circles, no ways out",
            seconds,
            None,
            f"{len(listed)} circles; {seconds / ours:.2f} times ours",
        )
    ]
    before = time.perf_counter()
    fewest = fewest_waivers(found)
    seconds = time.perf_counter() - before
    if fewest != sum(each.waived for each in planted):
        raise SystemExit(f"one programme of the order waives {fewest}")
    rows.append(
        Row(
            "one programme of the whole order: one way out, no ties",
            seconds,
            None,
            f"{fewest} waived; {seconds / ours:.2f} times ours",
        )
    )
    return rows


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    options.add_argument("--smallest", action="store_true", help="once, on a small case")
    options.add_argument("--json", type=Path, help="write the results to this file")
    chosen = options.parse_args()
    repeat, conditions, entries = (1, 100, 200) if chosen.smallest else (5, 1_000, 5_000)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "synthetic"
        planted = write_case(folder, conditions, entries)
        case = read_case(folder)
        found = sequence(case, ON)
        check(found, planted)
        ours = timed(lambda: sequence(case, ON), repeat)
        waits = f"{len(planted)} deadlocks, {len(found.graph.steps)} steps"
        rows = [
            Row("sequence(): deadlocks, ways out, orders, days", ours, None, waits),
            Row("read the case", timed(lambda: read_case(folder), 1), None, f"{entries} entries"),
            Row(
                "detente show CASE conditions",
                command(folder, f"Deadlock {len(planted)}", repeat),
                2.0,
                "as expected",
            ),
            *peers(found, planted, ours),
        ]
    print(f"{'what':58} {'seconds':>8} {'aim':>5}  answer")
    for row in rows:
        aim = f"{row.aim_seconds:.1f}" if row.aim_seconds else ""
        print(f"{row.what:58} {row.seconds:8.3f} {aim:>5}  {row.answer}")
    if chosen.json:
        memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
        machine = {
            "python": platform.python_version(),
            "machine": platform.machine(),
            "system": platform.system(),
            "cores": os.cpu_count(),
            "memory of the command, MB": memory,
        }
        packages = ("detente", "highspy", "networkx", "pyyaml", "rich")
        chosen.json.write_text(
            json.dumps(
                {
                    "machine": machine,
                    "versions": {each: version(each) for each in packages},
                    "conditions": conditions,
                    "entries": entries,
                    "rows": [asdict(row) for row in rows],
                },
                indent=2,
            )
        )


if __name__ == "__main__":
    main()
