"""How long the sealed exchange takes: sealing, checking, depositing, recovering.

Answers are checked first: what is sealed opens to the same bytes, the second verifier of the documentation
agrees on the receipt, the recovered log is the one that was kept. Then it is timed, on a real server
process over loopback. Sealing stands beside pyrage (age in Rust, the same two layers to as many
recipients, but not post-quantum), the check of a receipt beside the second verifier, both in the same run.

    python benchmarks/exchange.py [--smallest] [--largest] [--json FILE]
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import platform
import secrets
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from types import ModuleType

import pyrage
from exchange_stage import (  # type: ignore[import-not-found]
    MEGABYTE,
    leaves_of,
    receipt_for,
    served,
    stage,
)

from detente.exchange.log.tiles import entries_of, entry_bundles_for
from detente.exchange.log.tree import Tree
from detente.exchange.manifest import MEDIATOR, SERVER, signed_manifest_bytes
from detente.exchange.protocol import outer_bytes_at_most, state_after
from detente.exchange.receipts import receipt_of
from detente.exchange.seal import inner_of, opened, release_seed, seal, share_in
from detente.exchange.service.clock import wall_clock
from detente.exchange.service.hosted import Hosted
from detente.exchange.service.opening import open_all
from detente.exchange.service.taking_part import Part
from detente.exchange.statements import Release
from detente.store.exchange_index import ExchangeIndex

VERIFIER = Path(__file__).parents[1] / "docs" / "verify_receipt.py"


@dataclass(frozen=True, slots=True)
class Row:
    """What was timed: in milliseconds the middle and the 95th percentile; what was aimed at; the peer."""

    what: str
    middle: float
    high: float
    aim: float | None = None
    peer: str = ""
    ratio: float | None = None
    """How many times as long the peer takes."""


def timed(work: Callable[[], object], repeat: int) -> tuple[float, float]:
    """Return the middle and the 95th percentile of so many runs, in milliseconds."""
    found = []
    for _ in range(repeat):
        begun = time.perf_counter()
        work()
        found.append((time.perf_counter() - begun) * 1000)
    return percentiles(found)


def percentiles(found: list[float]) -> tuple[float, float]:
    """Return the middle and the 95th percentile."""
    ordered = sorted(found)
    return statistics.median(ordered), ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]


def sealing(megabytes: int, repeat: int, aim: float | None) -> Row:
    """Time sealing a file of so many megabytes, beside pyrage."""
    made = stage(2, megabytes + 1)
    role, other = (each.role for each in made.manifest.parties)
    content = secrets.token_bytes(megabytes * MEGABYTE)

    def ours() -> object:
        return seal(made.manifest, role, 1, "", ("text", content), secrets.token_bytes)

    sealed = seal(made.manifest, role, 1, "", ("text", content), secrets.token_bytes)
    releases = {
        holder: Release(
            made.manifest.hash,
            holder,
            1,
            {
                role: share_in(
                    made.manifest, sealed.deposit, holder, sealed.capsules, made.custody[holder]
                )
            },
        )
        for holder in (SERVER, MEDIATOR)
    }
    inner = inner_of(
        sealed.deposit, sealed.outer, release_seed(made.manifest, sealed.deposit, releases)
    )
    got = opened(made.manifest, sealed.deposit, inner, [made.keys[other].content])
    assert got.content == content, "what is opened is not what was sealed"
    people = [pyrage.x25519.Identity.generate().to_public() for _ in range(4)]
    alone = [pyrage.x25519.Identity.generate().to_public()]

    def theirs() -> object:
        return pyrage.encrypt(pyrage.encrypt(content, people), alone)

    middle, high = timed(ours, repeat)
    return Row(
        f"seal {megabytes} MB", middle, high, aim, "pyrage", timed(theirs, repeat)[0] / middle
    )


def receipts(repeat: int) -> Row:
    """Time the check of a receipt, beside the second verifier."""
    made = stage(2)
    leaves = leaves_of(made, 200)
    receipt = receipt_for(made, leaves, 1)
    signatures = made.signatures
    signed = signed_manifest_bytes(made.manifest, signatures)
    assert receipt_of(made.manifest, signatures, receipt).index == 1
    changed = receipt.replace(b"index 1\n", b"index 2\n")
    verifier = second_verifier()

    def theirs(data: bytes = receipt) -> object:
        return verifier.check(signed, data)

    theirs()
    checks: tuple[Callable[[], object], ...] = (
        lambda: receipt_of(made.manifest, signatures, changed),
        lambda: theirs(changed),
    )
    for check in checks:
        try:
            check()
        except ValueError:
            continue
        raise AssertionError("a changed receipt was accepted")
    middle, high = timed(lambda: receipt_of(made.manifest, signatures, receipt), repeat)
    ratio = timed(theirs, repeat)[0] / middle
    return Row("check a receipt", middle, high, 5, "second verifier", ratio)


def second_verifier() -> ModuleType:
    """Return the second verifier of the documentation as a module."""
    spec = importlib.util.spec_from_file_location("verify_receipt", VERIFIER)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["verify_receipt"] = module
    spec.loader.exec_module(module)
    return module


def offline(entries: int, repeat: int) -> Row:
    """Time the offline check of a log: its entries from tiles, its root, the rule."""
    made = stage(2)
    leaves = leaves_of(made, entries)
    files = entry_bundles_for(leaves, 0, entries)
    root = Tree(leaves).root()

    def check() -> None:
        found = entries_of(files, entries)
        assert Tree(found).root() == root, "the entries are others"
        assert not state_after(made.manifest, found).voids, "an entry is void"

    middle, high = timed(check, repeat)
    return Row(f"check a log of {entries} entries offline", middle, high, 1000)


def depositing(count: int, repeat: int) -> list[Row]:
    """Time deposits of 1 MB over loopback, confirmed; then the recovery of the server's log."""
    with served(2) as (mediator, parties, folder):
        content = secrets.token_bytes(MEGABYTE)
        with witnessing(mediator):
            found = []
            for number in range(count):
                begun = time.perf_counter()
                index = parties[0].deposit(("text", content))
                path = parties[0].receipt(index, f"receipt-{number}")
                found.append((time.perf_counter() - begun) * 1000)
                assert path is not None, "a deposit was not confirmed"
        middle, high = percentiles(found)
        exchange = folder / "exchanges" / mediator.id

        def recover() -> None:
            with tempfile.TemporaryDirectory() as name:
                index = ExchangeIndex(f"sqlite:///{Path(name) / 'index.sqlite'}")
                again = Hosted(exchange, index, 0, wall_clock)
                assert again.tree.size == count + 1, "the log is another"
                index.close()

        recovered = timed(recover, repeat)
    return [
        Row("deposit 1 MB, with its receipt", middle, high, 300),
        Row(f"recover a log of {count + 1} entries", *recovered, 1000),
    ]


class witnessing:  # noqa: N801 - reads as a word where it is used
    """The mediator's witness at work in a thread."""

    def __init__(self, part: Part) -> None:
        self._part, self._ended = part, threading.Event()
        self._thread = threading.Thread(target=self._follow, daemon=True)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    def _follow(self) -> None:
        seen = -1
        while not self._ended.is_set():
            seen = int(self._part.client.state(self._part.id, seen, 1)["version"])
            self._part.look()


def delegations(count: int) -> list[Row]:
    """Time an exchange of so many delegations, each depositing 10 kB, until one has opened all."""
    texts = [f"text of {number} ".encode() * 800 for number in range(count)]
    with served(count) as (mediator, parties, _):
        found = []
        for part, text in zip(parties, texts, strict=True):
            begun = time.perf_counter()
            part.deposit(("text", text))
            found.append((time.perf_counter() - begun) * 1000)
        begun = time.perf_counter()
        for part in (mediator, parties[0], mediator):
            seen = part.look()
        until = time.monotonic() + 60
        while SERVER not in seen.state.releases and time.monotonic() < until:
            seen = mediator.look()
        mediator.say(mediator.own_release(seen))
        seen = parties[-1].look()
        limit = outer_bytes_at_most(mediator.manifest)
        got = open_all(
            mediator.manifest,
            seen.state,
            lambda live: parties[-1].client.sealed(mediator.id, live.deposit.outer, limit),
            [parties[-1].keys.content],
        )
        whole = (time.perf_counter() - begun) * 1000
        assert [each.content for each in got.proposals] == texts, "not all opened"
    middle, high = percentiles(found)
    return [
        Row(f"deposit 10 kB, one of {count} delegations", middle, high),
        Row(f"from frozen to all opened, {count} delegations", whole, whole),
    ]


def main() -> None:
    """Check, time, print a table, write JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--smallest", action="store_true")
    parser.add_argument("--largest", action="store_true")
    parser.add_argument("--json", type=Path)
    chosen = parser.parse_args()
    small = chosen.smallest
    rows = [sealing(1, 2 if small else 20, None)]
    if not small:
        rows.append(sealing(50, 5, 2000))
    rows.append(receipts(3 if small else 200))
    rows.append(offline(50 if small else 1000, 1 if small else 10))
    rows += depositing(2 if small else 60, 1 if small else 10)
    rows += delegations(3 if small else 100 if chosen.largest else 20)
    print(f"{'':52}{'middle':>10}{'95 %':>10}{'aim':>9}   beside")
    for row in rows:
        aim = f"{row.aim:.0f} ms" if row.aim else ""
        beside = f"{row.peer}: {row.ratio:.2f} times as long" if row.ratio else ""
        print(f"{row.what:52}{row.middle:7.1f} ms{row.high:7.1f} ms{aim:>9}   {beside}")
    if chosen.json:
        packages = ("detente", "cryptography", "pyrage", "starlette", "uvicorn")
        data = {
            "rows": [asdict(row) for row in rows],
            "versions": {"python": platform.python_version(), **{p: version(p) for p in packages}},
            "machine": platform.platform(),
        }
        chosen.json.write_text(json.dumps(data, indent=1) + "\n")


if __name__ == "__main__":
    main()
