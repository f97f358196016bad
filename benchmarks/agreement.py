"""How long it takes from a loaded case to its frontier, and to everything `detente agree` tells.

Answers are checked first: against looking at every package where that can be done, and
point by point against NegMAS, which lists all packages. It is installed once into a virtual
environment of its own and given the same instances in the same run; the table shows both times, how
many times faster Détente is, and the most memory each process held.

    python benchmarks/agreement.py [--smallest] [--largest] [--no-peer] [--json FILE]
"""

from __future__ import annotations

import argparse
import json
import platform
import random
import subprocess
import sys
import tempfile
import time
import venv
from dataclasses import asdict, dataclass
from decimal import Decimal
from fractions import Fraction
from importlib.metadata import version
from itertools import product
from pathlib import Path
from typing import Any

from processes import most_megabytes, run  # type: ignore[import-not-found]

from detente.core.outcomes.efficient import frontier_of
from detente.core.outcomes.frontier import Frontier
from detente.core.outcomes.space import space_of
from detente.core.preferences.judging import judged_parties
from detente.core.record.actors import Party
from detente.core.record.case import Case
from detente.core.record.dates import Date
from detente.core.record.issues import Issue, Option
from detente.core.record.judgements import Estimate, Judgement
from detente.core.solutions.agreement import agreement
from detente.core.solutions.table import Table, table_of

HERE = Path(__file__).resolve().parent
PEER = "negmas==0.16.0"
PEER_HOME = HERE.parent / ".benchmarks" / "negmas"
CHECKED_AT_MOST = 100_000
"""Up to how many packages the answer is checked by looking at each of them."""


@dataclass(frozen=True, slots=True)
class Size:
    """An instance: parties, issues, options of each, decimals of each weight and value."""

    parties: int
    issues: int
    options: int
    decimals: int = 2
    what: str = "frontier"
    peer: bool = True
    aim: float | None = None

    @property
    def packages(self) -> int:
        return int(self.options**self.issues)


SMALLEST = (Size(2, 3, 10), Size(3, 4, 3, peer=False))
USUAL = (
    Size(2, 3, 10, aim=10),
    Size(2, 5, 10, aim=500),
    Size(2, 6, 10, aim=5_000),
    Size(2, 7, 10, peer=False),
    Size(3, 6, 10, aim=5_000),
    Size(2, 5, 10, what="statistics", aim=100),
    Size(2, 100, 5, peer=False),
    Size(2, 100, 5, decimals=9, peer=False),
    Size(3, 30, 5, decimals=1, peer=False),
    Size(5, 10, 5, decimals=1, peer=False),
)
LARGEST = (Size(2, 7, 10, aim=50_000),)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table."""

    what: str
    packages: str
    points: int
    seconds: float
    megabytes: float
    peer_seconds: float | None
    peer_megabytes: float | None
    times_faster: float | None
    aim: float | None


def instance_of(size: Size) -> dict[str, Any]:
    """Return an instance: the same one each time for the same size."""
    chance = random.Random(str(size))
    scale = 10**size.decimals

    def number() -> str:
        return str(Decimal(chance.randint(1, scale)) / scale)

    return {
        "options": [size.options] * size.issues,
        "parties": [
            {
                "weights": [number() for _ in range(size.issues)],
                "values": [[number() for _ in range(size.options)] for _ in range(size.issues)],
            }
            for _ in range(size.parties)
        ],
    }


def case_of(instance: dict[str, Any]) -> Case:
    """Return an instance as a case with a judgement of each party."""

    def exactly(number: str) -> Estimate:
        return Estimate(low=Decimal(number), high=Decimal(number))

    issues = tuple(
        Issue(
            id=f"i{index}",
            question=f"issue {index}?",
            options=tuple(Option(id=f"o{place}", label=f"{place}") for place in range(options)),
        )
        for index, options in enumerate(instance["options"])
    )
    judgements = tuple(
        (
            f"p{number}.yaml",
            Judgement(
                party=f"p{number}",
                author="a benchmark",
                date=Date.parse("2026-01-01"),
                weights={
                    issue.id: exactly(weight)
                    for issue, weight in zip(issues, party["weights"], strict=True)
                },
                values={
                    issue.id: {f"o{place}": exactly(each) for place, each in enumerate(row)}
                    for issue, row in zip(issues, party["values"], strict=True)
                },
                no_agreement=exactly("0"),
            ),
        )
        for number, party in enumerate(instance["parties"])
    )
    parties = tuple(
        Party(id=f"p{number}", name=f"Party {number}", role="principal")
        for number in range(len(judgements))
    )
    return Case(title="a benchmark", parties=parties, issues=issues, judgements=judgements)


def frontier_from(case: Case) -> Frontier:
    """Return the frontier of a case, from the record on."""
    table = table_of(case, space_of(case), judged_parties(case)[0])
    assert isinstance(table, Table)
    return frontier_of(table.problem)


def check(instance: dict[str, Any], found: set[tuple[Fraction, ...]]) -> None:
    """Compare the frontier with that of looking at every package, in fractions."""
    columns = [
        [
            [Fraction(w) * Fraction(v) for v in row]
            for w, row in zip(p["weights"], p["values"], strict=True)
        ]
        for p in instance["parties"]
    ]
    everything = {
        tuple(sum(rows[i][place] for i, place in enumerate(choice)) for rows in columns)
        for choice in product(*(range(n) for n in instance["options"]))
    }
    ordered = sorted(everything, reverse=True)
    efficient: set[tuple[Any, ...]] = set()
    for point in ordered:  # whatever dominates a point stands before it in this order
        if not any(all(a >= b for a, b in zip(o, point, strict=True)) for o in efficient):
            efficient.add(point)
    if efficient != found:
        raise SystemExit(f"wrong frontier: {len(found)} points instead of {len(efficient)}")


def work(file: Path, what: str, repeat: int) -> None:
    """Time one instance in a process of its own and print what was found."""
    instance = json.loads(file.read_text("utf-8"))
    case = case_of(instance)
    times: list[float] = []
    points: tuple[tuple[Fraction, ...], ...] = ()
    for _ in range(repeat):
        before = time.perf_counter()
        if what == "statistics":
            points = tuple(each.utilities for each in agreement(case).points)
            times.append(time.perf_counter() - before)
        else:
            found = frontier_from(case)
            times.append(time.perf_counter() - before)
            points = found.points
    memory = most_megabytes()
    told = [[str(number) for number in point] for point in points]
    print(json.dumps({"seconds": min(times), "points": told, "megabytes": memory}))


def peer_python() -> str:
    """Return the interpreter that has the peer, installing it if need be."""
    python = PEER_HOME / "bin" / "python"
    if not python.exists():
        print(f"installing {PEER} for comparison …", flush=True)
        venv.create(PEER_HOME, with_pip=True)
        subprocess.run([str(python), "-m", "pip", "install", "-q", PEER], check=True)
    return str(python)


def measure(size: Size, folder: Path, peer: str | None) -> Row:
    """Check and time one instance, beside the peer if there is one."""
    instance = instance_of(size)
    file = folder / "instance.json"
    file.write_text(json.dumps(instance), "utf-8")
    quick = size.packages <= 10**7 and size.what == "frontier"
    own = run(
        sys.executable, Path(__file__), "--work", str(file), size.what, "20" if quick else "3"
    )
    points = {tuple(Fraction(number) for number in point) for point in own["points"]}
    if size.packages <= CHECKED_AT_MOST:
        check(instance, points)
    theirs: dict[str, Any] = {}
    if peer and size.peer:
        repeat = "5" if size.packages <= 10**4 else "1"
        theirs = run(peer, HERE / "agreement_peer.py", str(file), size.what, repeat)
        compare(points, theirs["points"])
    exponent = len(str(size.packages)) - 1
    return Row(
        f"{size.what}, {size.parties} parties, {size.issues} issues of {size.options}"
        + (f", {size.decimals} decimals" if size.decimals != 2 else ""),
        f"{size.packages:,}" if exponent < 10 else f"{size.packages / 10**exponent:.0f}e{exponent}",
        len(points),
        own["seconds"],
        own["megabytes"],
        theirs.get("seconds"),
        theirs.get("megabytes"),
        theirs["seconds"] / own["seconds"] if theirs else None,
        size.aim,
    )


def compare(own: set[tuple[Fraction, ...]], theirs: list[list[float]]) -> None:
    """Stop unless each side's points are near one of the other's."""
    rounded = {tuple(round(float(number), 7) for number in point) for point in own}
    other = {tuple(round(number, 7) for number in point) for point in theirs}
    if len(rounded ^ other) > max(2, len(rounded) // 50):
        raise SystemExit(f"the peer finds another frontier: {len(other)} and {len(rounded)} points")


def main() -> None:
    """Measure, print a table, and write it as JSON if asked to."""
    if sys.argv[1:2] == ["--work"]:
        work(Path(sys.argv[2]), sys.argv[3], int(sys.argv[4]))
        return
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    options.add_argument(
        "--smallest", action="store_true", help="small instances, without the peer"
    )
    options.add_argument(
        "--largest", action="store_true", help="ten million packages for the peer, too"
    )
    options.add_argument("--no-peer", action="store_true", help="do not compare with NegMAS")
    options.add_argument("--json", type=Path, help="write the results to this file")
    chosen = options.parse_args()
    sizes = SMALLEST if chosen.smallest else USUAL + (LARGEST if chosen.largest else ())
    peer = None if chosen.smallest or chosen.no_peer else peer_python()
    rows = []
    print(f"{'':56}{'packages':>12}{'points':>8}{'seconds':>10}{'MB':>6}", end="")
    print(f"{'NegMAS s':>10}{'MB':>7}{'times':>10}{'aim':>8}")
    with tempfile.TemporaryDirectory() as folder:
        for size in sizes:
            row = measure(size, Path(folder), peer)
            rows.append(row)
            print(f"{row.what:<56}{row.packages:>12}{row.points:>8,}", end="")
            print(f"{row.seconds:>10.5f}{row.megabytes:>6.0f}", end="")
            if row.peer_seconds is not None:
                print(f"{row.peer_seconds:>10.4f}{row.peer_megabytes or 0:>7.0f}", end="")
                print(f"{row.times_faster or 0:>10,.0f}{row.aim or 0:>8,.0f}", end="")
            print(flush=True)
    if chosen.json:
        versions = {name: version(name) for name in ("moocore", "numpy", "highspy")}
        told = {
            "versions": {"python": platform.python_version(), **versions, "peer": peer and PEER},
            "machine": platform.machine(),
            "rows": [asdict(row) for row in rows],
        }
        chosen.json.write_text(json.dumps(told, indent=2), "utf-8")


if __name__ == "__main__":
    main()
