"""How quick the pages of a case of 10,000 entries are, read by twenty at once while one writes.

A real ``detente serve`` process. First the answers are checked: each page has what it has to hold. Then
20 readers ask for one page after the other, each on a connection of its own, a tenth of a second after
each (``--think 0``: at once; twenty people are never as quick as either), while one writer saves in turn
an entry by its form and the whole text by its page, a few seconds apart, and looks at once for what it
saved. Every answer is checked: a page that lacks what it must hold, or a saved change that does not show,
counts as an error. Readers and server share this machine's cores. Last, one browser (Chromium, where
there is one): the first page's weight with all that belongs to it, how soon it can be used, and how soon
typing in a filter shows.

    python benchmarks/web.py [--smallest] [--seconds 300] [--json FILE]
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import sys
import tempfile
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path

from record import synthetic  # type: ignore[import-not-found]
from web_browser import in_browser  # type: ignore[import-not-found]
from web_stage import Seen, Served, Visitor, served, under_load  # type: ignore[import-not-found]

PAGE_AIM, SAVE_AIM = 200.0, 300.0
PAGES: dict[str, tuple[str, ...]] = {
    "/": ("Today", "What is due", "What changed since"),
    "/view/positions": ("Where each party stands", "demands", "Question 0"),
    "/view/positions?on=2020-12-31": ("Where each party stands", "demands", "Question 0"),
    "/view/timeline": ("Timeline", "The words"),
    "/view/people": ("Who takes part", "Party 9"),
    "/view/proposals": ("Papers, and who has seen whose",),
    "/view/commitments": ("What was agreed",),
    "/view/conditions": ("What has to come before what",),
    "/view/movement": ("Movement", "How far apart"),
    "/view/sources": ("Document 0", "quoted by"),
    "/view/agreement": ("Agreement",),
    "/view/stability": ("Stability",),
    "/positions/party-0/issue-0": ("Party 0", "Stands"),
    "/sources/document-0": ("Document 0", "<mark"),
    "/problems": ("Problems",),
    "/edit": ("case.yaml", "statement-1"),
    "/add/statements": ("New in statements", "Party 9"),
    "/export": ("Export",),
    "/help": ("Help",),
}
"""Each page that is read, with words that it has to hold."""


@dataclass(frozen=True, slots=True)
class Row:
    """What was timed: milliseconds (or another unit) in the middle, at 95 %, at most, and the aim."""

    what: str
    middle: float
    high: float
    most: float
    count: int
    aim: float | None = None
    unit: str = "ms"

    @property
    def holds(self) -> bool:
        """Whether the aim is met, by 95 of 100."""
        return self.aim is None or self.high <= self.aim


def row(what: str, found: list[float], aim: float | None) -> Row:
    """Return the row of what was measured."""
    ordered = sorted(found)
    high = ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]
    return Row(what, statistics.median(ordered), high, ordered[-1], len(ordered), aim)


def check(place: Served) -> list[Row]:
    """Check each page's answer; return how long the first took, which nobody had asked for before."""
    visitor, found = Visitor(place), []
    for path, expected in PAGES.items():
        status, body, taken = visitor.get(path)
        for _ in range(60):  # what takes long is told while it is reckoned
            if b"data-job" not in body:
                break
            status, body, _ = visitor.get(path)
        lacking = [each for each in expected if each.encode() not in body]
        assert (status, lacking) == (200, []), (path, status, lacking)
        found.append(taken)
    visitor.close()
    return [row("a page nobody asked for before, nobody else there", found, None)]


def rows_of(seen: Seen) -> list[Row]:
    """Return a row for each page, for all of them, and for saving."""
    pages = {path: taken for path, taken in seen.taken.items() if path in PAGES}
    found = [row(path, taken, PAGE_AIM) for path, taken in pages.items()]
    found.sort(key=lambda each: -each.high)
    every = [each for taken in pages.values() for each in taken]
    found.append(row("all pages", every, PAGE_AIM))
    for what, taken in seen.taken.items():
        if what not in PAGES:
            found.append(row(what, taken, SAVE_AIM if what.startswith("save") else None))
    return found


def measured(chosen: argparse.Namespace) -> tuple[list[Row], Seen]:
    """Make a case, serve it, check it, time it; return the rows and what went wrong."""
    entries, seconds = chosen.entries, chosen.seconds
    how = (PAGES, chosen.readers, chosen.think, chosen.pause)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        case, kept = Path(name) / "case", Path(name) / "kept"
        kept.mkdir()
        synthetic(case, entries, max(5, entries // 20))
        with served(case, kept) as place:
            rows = check(place)
            warm = under_load(place, case, *how, 0 if chosen.smallest else min(seconds / 5, 20))
            begun, worked = place.megabytes(), place.seconds()
            seen = under_load(place, case, *how, seconds)
            ended, worked = place.megabytes(), place.seconds() - worked
            seen.wrong += warm.wrong
            rows += rows_of(seen)
            share = worked / seconds * 100
            rows.append(Row("of one core, used by the server", share, share, share, 1, None, "%"))
            for what, held in (("before these seconds", begun), ("at the end", ended)):
                rows.append(Row(f"memory of the server {what}", held, held, held, 1, None, "MB"))
            for what, found, aim, unit in in_browser(place, small=chosen.smallest):
                each = row(what, found, aim)
                rows.append(Row(what, each.middle, each.high, each.most, each.count, aim, unit))
    return rows, seen


def main() -> None:
    """Check, time, print a table, write JSON; end with 1 where an answer was wrong."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    options.add_argument("--smallest", action="store_true", help="half a second, on a small case")
    options.add_argument("--entries", type=int, default=10_000)
    options.add_argument("--readers", type=int, default=20)
    options.add_argument("--seconds", type=float, default=300, help="for how long it is read")
    options.add_argument(
        "--think", type=float, default=0.1, help="seconds a reader waits, on average"
    )
    options.add_argument("--pause", type=float, default=5, help="seconds between two saves")
    options.add_argument("--json", type=Path, help="write the results to this file")
    chosen = options.parse_args()
    if chosen.smallest:
        chosen.entries, chosen.readers, chosen.seconds, chosen.pause = 200, 4, 0.5, 0.2
    load = f"load before {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    rows, seen = measured(chosen)
    many = f"{chosen.entries:,} entries, {chosen.readers} readers, {chosen.seconds:.0f} s, "
    many += f"{chosen.think:g} s after each page, "
    print(f"{many}a save every {chosen.pause:g} s, {os.cpu_count()} cores; {load}")
    print(f"{'':50}{'middle':>9}{'95 %':>9}{'most':>9}{'aim':>7}{'count':>9}")
    for each in rows:
        aim = f"{each.aim:.0f}" if each.aim else ""
        missed = "" if each.holds else "  not met"
        figures = f"{each.middle:9.1f}{each.high:9.1f}{each.most:9.1f}"
        print(f"{each.what:50}{figures}{aim:>7}{each.count:9,} {each.unit}{missed}")
    print(f"errors: {len(seen.wrong)}")
    for wrong in seen.wrong[:10]:
        print(f"  {wrong}")
    if chosen.json:
        packages = ("detente", "starlette", "uvicorn", "jinja2", "pyyaml")
        data = {
            "rows": [asdict(each) for each in rows],
            "errors": seen.wrong[:100],
            "asked": {
                name: getattr(chosen, name)
                for name in ("entries", "readers", "seconds", "think", "pause")
            },
            "versions": {"python": platform.python_version(), **{p: version(p) for p in packages}},
            "machine": {"system": platform.platform(), "cores": os.cpu_count()},
        }
        chosen.json.write_text(json.dumps(data, indent=1) + "\n")
    sys.exit(1 if seen.wrong else 0)


if __name__ == "__main__":
    main()
