"""How long it takes to tell which states of a conflict hold, under the five concepts.

Answers are checked first: each kind of conflict at small sizes by two slow methods, word for word by
the definitions and by Boolean matrices; the trade conflict by the known number of its equilibria
and their hash; the large ones by what must hold between concepts, and at the foot of the
staircases. Each conflict is timed in a process of its own, the small ones from its first reckoning on. The matrix
method, which is what programs that can be had use, is given the same conflict in the same run.

    python benchmarks/stability.py [--smallest] [--largest] [--no-peer] [--json FILE]
"""

from __future__ import annotations

import argparse
import hashlib
import json
import platform
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path

from processes import most_megabytes, run  # type: ignore[import-not-found]
from stability_models import (  # type: ignore[import-not-found]
    at_random,
    line,
    staircase,
    trade,
)
from stability_twins import NAMES, by_logic, by_matrices  # type: ignore[import-not-found]

from detente.core.stability.five import Stability, stability
from detente.core.stability.model import GraphModel

KINDS: dict[str, Callable[[int], GraphModel]] = {
    "random": at_random,
    "staircase": staircase,
    "line": line,
    "trade": lambda _: trade(),
}


@dataclass(frozen=True, slots=True)
class Size:
    """A conflict to time: its kind and how many bits number its states."""

    kind: str
    bits: int
    aim_seconds: float | None = None
    aim_megabytes: float | None = None
    peer: bool = False
    repeat: int = 1


SMALLEST = (Size("random", 6), Size("staircase", 9), Size("line", 6))
USUAL = (
    Size("random", 9, aim_seconds=0.1, peer=True),
    Size("random", 11, aim_seconds=0.05, repeat=20),
    Size("trade", 0, aim_seconds=1, repeat=3),
    Size("staircase", 15),
    Size("line", 15),
    Size("random", 20, aim_seconds=10, aim_megabytes=1000),
)
LARGEST = (
    Size("random", 10, peer=True, repeat=20),
    Size("staircase", 19, aim_seconds=60),
    Size("line", 19, aim_seconds=60),
    Size("random", 22),
)
CHECKED = (
    *((by_logic, Size("random", bits)) for bits in range(1, 7)),
    (by_logic, Size("line", 6)),
    (by_logic, Size("staircase", 7)),
    (by_matrices, Size("random", 7)),
    (by_matrices, Size("line", 7)),
)
CHECKED_LONGER = ((by_logic, Size("staircase", 9)),)
"""The smallest staircase that is climbed state by state; not for ``--smallest``."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table. ``build_seconds``: from the description to the model."""

    kind: str
    states: int
    parties: int
    equilibria: dict[str, int]
    build_seconds: float
    seconds: float
    megabytes: float
    peer_seconds: float | None
    times_faster: float | None
    aim_seconds: float | None
    aim_megabytes: float | None


TRADE = {
    "nash": (2256, "d9561a6ff47c70edbe343c74ec5ed9ffab14acbaf8fe3ba16815caf364723c7f"),
    "general": (20840, "d7f65313a124994ac4f8e0f23d1d8d67c4cdd981371f0f35b7319174f6bf347c"),
    "symmetric": (20840, "d7f65313a124994ac4f8e0f23d1d8d67c4cdd981371f0f35b7319174f6bf347c"),
    "sequential": (4608, "2c3343f7e9646105ed50db26cdd52b97a9f134b535ba64e70ba30cb3ec72fba9"),
    "symmetric sequential": (
        4608,
        "2c3343f7e9646105ed50db26cdd52b97a9f134b535ba64e70ba30cb3ec72fba9",
    ),
}
"""How many equilibria the trade conflict has, and the hash of their numbers with commas.

Two programs of another making agree on them; no published result is known.
"""


def told(found: Stability) -> dict[tuple[str, int], list[bool]]:
    """Return verdicts as the twins give them."""
    return {key: verdict.holds.tolist() for key, verdict in found.verdicts.items()}


def check_small_ones(*, longer: bool) -> None:
    """Stop unless the slow methods agree with Détente, party by party and state by state."""
    for twin, size in CHECKED + (CHECKED_LONGER if longer else ()):
        model = KINDS[size.kind](size.bits)
        if twin(model) != told(stability(model)):
            raise SystemExit(f"wrong: {size.kind} of 2^{size.bits} states, {twin.__name__}")


def check(kind: str, found: Stability) -> None:
    """Stop unless the answer for a conflict of any size is what is known of it."""
    model = found.model
    parties = range(len(model.parties))
    for less, more in ((0, 4), (4, 3), (4, 2), (3, 1), (2, 1)):
        for party in parties:
            stronger, weaker = (found.verdicts[NAMES[at], party].holds for at in (less, more))
            if (stronger & ~weaker).any():
                raise SystemExit(f"wrong: {kind}, {NAMES[less]} without {NAMES[more]}")
    if kind == "trade":
        for name, (amount, digest) in TRADE.items():
            assert model.codes is not None
            numbers = model.codes[found.equilibria(name).holds].tolist()  # type: ignore[arg-type]
            if (
                len(numbers) != amount
                or digest != hashlib.sha256(",".join(map(str, numbers)).encode()).hexdigest()
            ):
                raise SystemExit(f"wrong: {len(numbers)} {name} equilibria of the trade conflict")
    watching = {"staircase": 2, "line": 0}.get(kind)
    if watching is not None:  # deterred all the way, by the last state of it only
        moving = ~found.verdicts["nash", watching].holds
        held = found.verdicts["symmetric sequential", watching].holds & moving
        wanted = (model.states // 2 - 4, 4) if kind == "staircase" else (1, 0)
        if (int(held.sum()), int((moving & ~held).sum())) != wanted:
            raise SystemExit(f"wrong: {kind} of {model.states} states")


def work(kind: str, bits: int, repeat: int) -> None:
    """Time one conflict in a process of its own and print what was found."""
    before = time.perf_counter()
    model = KINDS[kind](bits)
    built = time.perf_counter() - before
    times = []
    for _ in range(repeat):
        before = time.perf_counter()
        found = stability(model)
        times.append(time.perf_counter() - before)
    memory = most_megabytes()
    check(kind, found)
    row = {
        "states": model.states,
        "parties": len(model.parties),
        "equilibria": {n: int(found.equilibria(n).holds.sum()) for n in NAMES},
        "build_seconds": built,
        "seconds": sorted(times)[len(times) // 2],
        "megabytes": memory,
    }
    print(json.dumps(row))


def peer(kind: str, bits: int) -> None:
    """Time the matrix method on one conflict; stop unless it finds the same."""
    model = KINDS[kind](bits)
    before = time.perf_counter()
    found = by_matrices(model)
    seconds = time.perf_counter() - before
    if found != told(stability(model)):
        raise SystemExit(f"the matrix method finds otherwise: {kind} of {model.states} states")
    print(json.dumps({"seconds": seconds}))


def measure(size: Size, *, with_peer: bool) -> Row:
    """Time one conflict, beside the matrix method if asked."""
    here, which = Path(__file__), (size.kind, str(size.bits))
    own = run(sys.executable, here, "--work", *which, str(size.repeat))
    theirs = (
        run(sys.executable, here, "--peer", *which)["seconds"] if with_peer and size.peer else None
    )
    return Row(
        kind=size.kind,
        **own,
        peer_seconds=theirs,
        times_faster=theirs / own["seconds"] if theirs else None,
        aim_seconds=size.aim_seconds,
        aim_megabytes=size.aim_megabytes,
    )


def line_of(row: Row) -> str:
    """Return a row as a line of the table."""
    found = "/".join(str(amount) for amount in row.equilibria.values())
    matrices = f"{row.peer_seconds:>11.2f}{row.times_faster:>8,.0f}" if row.peer_seconds else ""
    asked = ((row.aim_seconds, "s"), (row.aim_megabytes, "MB"))
    aims = [f"{aim:g} {unit}" for aim, unit in asked if aim is not None]
    return (
        f"{row.kind:<10}{row.states:>10,}{row.parties:>8}{row.build_seconds:>9.3f}"
        f"{row.seconds:>9.3f}{row.megabytes:>6.0f}{', '.join(aims):>16}{matrices:<19}  {found}"
    )


def main() -> None:
    """Check, measure, print a table, and write it as JSON if asked to."""
    if sys.argv[1:2] == ["--work"]:
        work(sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
        return
    if sys.argv[1:2] == ["--peer"]:
        peer(sys.argv[2], int(sys.argv[3]))
        return
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    options.add_argument("--smallest", action="store_true", help="small conflicts, no peer")
    options.add_argument("--largest", action="store_true", help="the largest conflicts as well")
    options.add_argument("--no-peer", action="store_true", help="without the matrix method")
    options.add_argument("--json", type=Path, help="write the results to this file")
    chosen = options.parse_args()
    sizes = SMALLEST if chosen.smallest else USUAL + (LARGEST if chosen.largest else ())
    check_small_ones(longer=not chosen.smallest)
    print(
        f"{'':10}{'states':>10}{'parties':>8}{'build s':>9}{'five s':>9}{'MB':>6}{'aim':>16}",
        end="",
    )
    print(f"{'matrices s':>11}{'times':>8}  equilibria, concept by concept", flush=True)
    rows = []
    for size in sizes:
        rows.append(measure(size, with_peer=not (chosen.smallest or chosen.no_peer)))
        print(line_of(rows[-1]), flush=True)
    if chosen.json:
        written = {
            "versions": {
                "python": platform.python_version(),
                **{name: version(name) for name in ("detente", "numpy")},
            },
            "machine": platform.machine(),
            "rows": [asdict(row) for row in rows],
        }
        chosen.json.write_text(json.dumps(written, indent=2), "utf-8")


if __name__ == "__main__":
    main()
