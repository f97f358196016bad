"""How long it takes to tell where things stand: movement and conduct.

Each answer is checked before it is timed. A part makes its own case and yields rows; a part is
added by a function in ``PARTS``.

    python benchmarks/standing_movement.py [--smallest] [--json FILE] [--part NAME]
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from importlib.metadata import version
from pathlib import Path
from typing import Any

from detente.core.movement.movement import movement
from detente.core.record.actors import Party
from detente.core.record.case import Case
from detente.core.record.dates import Date
from detente.core.record.events import Event
from detente.core.record.issues import Issue, Option
from detente.core.record.meetings import Proposal, ProposalStep
from detente.core.record.statements import Position, Statement

FIRST_DAY = date(2020, 1, 1)
STANCES = ("demands", "offers", "could accept", "refuses")
KINDS = ("AGREE", "REJECT", "CONCEDE", "THREATEN", "REQUEST", "")


@dataclass(frozen=True, slots=True)
class Row:
    part: str
    what: str
    seconds: float
    aim_seconds: float | None
    answer: str


def timed(work: Callable[[], Any], repeat: int) -> float:
    """Return the median time of several runs."""
    seconds = []
    for _ in range(repeat):
        before = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - before)
    return statistics.median(seconds)


def day(number: int) -> Date:
    return Date.of(FIRST_DAY + timedelta(days=number))


def negotiation(entries: int, parties: int, issues: int) -> Case:
    """Return a case of so many dated entries, a fifth of them positions, each of another day."""
    shown = tuple(Option(id=f"option-{n}", label=f"Option {n}") for n in range(5))
    positions, statements, events, papers = [], [], [], []
    for n in range(entries):
        who, what = f"party-{n % parties}", f"issue-{n // parties % issues}"
        other = f"party-{(n + 1) % parties}"
        kind = KINDS[n % len(KINDS)]
        if n % 5 == 0:
            k = n // 5
            positions.append(
                Position(
                    id=f"position-{k}",
                    party=f"party-{k % parties}",
                    issue=f"issue-{k // parties % issues}",
                    options=(f"option-{(k * 7 + k // 11) % 5}",),
                    stance=STANCES[k * 3 % 4],  # type: ignore[arg-type]
                    date=day(n),
                    evidence=(),
                )
            )
        elif n % 5 == 1:
            step = ProposalStep(status="delivered", date=day(n), to=(other,))
            packed = {what: ("option-1",)}
            papers.append(
                Proposal(id=f"paper-{n}", title="Paper", by=(who,), history=(step,), package=packed)
            )
        elif n % 5 == 2:
            events.append(
                Event(id=f"event-{n}", date=day(n), what="It happened.", kind=kind, actors=(who,))
            )
        else:
            statements.append(
                Statement(
                    id=f"statement-{n}",
                    date=day(n),
                    speaker=who,
                    text="So be it.",
                    to=(other,),
                    issues=(what,),
                    kind=kind,
                )
            )
    return Case(
        title="Synthetic",
        parties=tuple(
            Party(id=f"party-{n}", name=f"Party {n}", role="principal") for n in range(parties)
        ),
        issues=tuple(
            Issue(id=f"issue-{n}", question=f"Question {n}", options=shown, ordered=n % 2 == 0)
            for n in range(issues)
        ),
        statements=tuple(statements),
        positions=tuple(positions),
        proposals=tuple(papers),
        events=tuple(events),
    )


def movement_rows(smallest: bool) -> Iterator[Row]:
    """Movement and conduct of 5,000 dated entries, 1,000 of them positions."""
    entries, repeat = (200, 1) if smallest else (5000, 3)
    last = FIRST_DAY + timedelta(days=entries)
    shapes = {"10 parties, 50 issues": (10, 50), "2 parties, 1 issue": (2, 1)}
    for name, (parties, issues) in shapes.items():
        case = negotiation(entries, parties, issues)
        found = movement(case, last)
        if sum(len(each.entries) for each in found.steps) != entries // 5:
            raise SystemExit("movement: not every position came in a step")
        moved = sum(each.kind != "stated" for each in found.steps)
        seconds = timed(lambda case=case: movement(case, last), repeat)  # type: ignore[misc]
        what = f"{entries} dated entries, {entries // 5} positions: {name}"
        yield Row(
            "movement", what, seconds, 2.0, f"{moved} steps, {len(found.distances)} distances"
        )


PARTS: dict[str, Callable[[bool], Iterator[Row]]] = {"movement": movement_rows}
"""Each part by its name: a function that takes whether to be small, and yields rows."""


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    options.add_argument("--smallest", action="store_true", help="once, on a small case")
    options.add_argument("--json", type=Path, help="write the results to this file")
    options.add_argument("--part", choices=list(PARTS), action="append", help="only this part")
    chosen = options.parse_args()
    rows = [row for name in chosen.part or PARTS for row in PARTS[name](chosen.smallest)]
    print(f"{'what':66} {'seconds':>8} {'aim':>5}  answer")
    for row in rows:
        aim = f"{row.aim_seconds:.1f}" if row.aim_seconds else ""
        print(f"{row.part + ': ' + row.what:66} {row.seconds:8.3f} {aim:>5}  {row.answer}")
    if chosen.json:
        machine = {
            "python": platform.python_version(),
            "machine": platform.machine(),
            "system": platform.system(),
            "cores": os.cpu_count(),
            "memory of this process, MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
            // 1024,
        }
        result = {
            "machine": machine,
            "versions": {"detente": version("detente")},
            "rows": [asdict(row) for row in rows],
        }
        chosen.json.write_text(json.dumps(result, indent=2))


if __name__ == "__main__":
    main()
