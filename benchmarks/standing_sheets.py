"""How long sheets take: an export of 10,000 entries, an import of 100,000 rows.

Each answer is checked before it is timed. Commands are timed as a user meets them, in a process
of their own; memory is the most that process held, and the seconds it was at work are told apart from
those it waited for others. Reading a workbook is measured beside openpyxl's
own quick way (read-only), on the same file.

    python benchmarks/standing_sheets.py [--smallest] [--json FILE]
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from importlib.metadata import version
from pathlib import Path

from openpyxl import Workbook, load_workbook

from detente.formats.sheets.read import read_sheets


@dataclass(frozen=True, slots=True)
class Row:
    """One measurement."""

    what: str
    seconds: float
    aim_seconds: float | None
    cpu_seconds: float | None
    megabytes: float | None
    answer: str


def run(what: str, *arguments: str, aim: float | None, expect: str) -> Row:
    """Time a command in a process of its own, after its answer was checked."""
    before = time.perf_counter()
    with tempfile.TemporaryFile("w+") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "detente", *arguments], stdout=output, stderr=subprocess.STDOUT
        )
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - before
        output.seek(0)
        said = output.read()
    if os.waitstatus_to_exitcode(status) or expect not in said:
        raise SystemExit(f"wrong answer from detente {' '.join(arguments)}:\n{said[-2000:]}")
    busy = usage.ru_utime + usage.ru_stime
    return Row(what, seconds, aim, busy, usage.ru_maxrss / 1024, "as expected")


HEAD = (
    "format: 1\ntitle: Synthetic\nparties:\n"
    + "".join(f"  - {{id: p{n}, name: Party {n}, role: principal, evidence: none}}\n" for n in range(10))
    + "documents:\n  - {id: d, title: D, date: 2020-01-01, file: d.txt}\nissues:\n"
    + "".join(
        f"  - {{id: i{n}, question: Question {n}, options: [{{id: a, label: Full}}, "
        f"{{id: b, label: Half}}], evidence: none}}\n"
        for n in range(50)
    )
)  # fmt: skip


def synthetic(folder: Path, entries: int) -> Path:
    """Write a case of that many positions, each with a sentence and evidence."""
    folder.mkdir()
    positions = "".join(
        f"  - id: position-{n}\n    party: p{n % 10}\n    issue: i{n // 10 % 50}\n    options: [a]\n"
        f"    stance: demands\n    date: {date(2018, 1, 1) + timedelta(days=n // 500)}\n"
        f"    text: Party {n % 10} asks for the whole of it, number {n}, and gives its reasons.\n"
        f"    evidence:\n      - document: d\n        words: the words on which it rests\n"
        for n in range(entries)
    )
    (folder / "case.yaml").write_text(HEAD + "positions:\n" + positions)
    (folder / "d.txt").write_text("These are the words on which it rests, all of it.\n")
    return folder


def position_list(path: Path, rows: int, different: int) -> Path:
    """Write a workbook with a list of positions, so many of them different."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Positions")
    sheet.append(["Party", "Issue", "Stance", "Position", "Date"])
    for row in range(rows):
        n = row % different
        sheet.append(
            [
                f"Party {n % 10}",
                f"Question {n // 10 % 50}",
                "demands",
                ("Full", "Half")[n // 500 % 2],
                date(2020, 1, 1) + timedelta(days=n // 1000),
            ]
        )
    book.save(path)
    return path


def measured(folder: Path, entries: int, rows: int) -> list[Row]:
    """Return the measurements, one a row."""
    case = str(synthetic(folder / "case", entries))
    empty = folder / "empty"
    empty.mkdir()
    (empty / "case.yaml").write_text(HEAD)
    (empty / "d.txt").write_text("nothing\n")
    book = str(folder / "case.xlsx")
    few, many = folder / "few.xlsx", folder / "many.xlsx"
    position_list(few, rows, max(1, rows // 20))
    position_list(many, rows, rows)
    recorded = ("--dry-run", "--recorded", "2026-01-01")
    found = [
        run(f"export, {entries:,} entries, XLSX", "export", case, "-o", book, aim=10, expect="wrote"),
        run(f"export, {entries:,} entries, CSV", "export", case, "-o", book[:-4] + "csv", aim=None, expect="wrote"),
        run("import of that XLSX, no change", "import", book, "--into", case, *recorded, aim=None, expect="no change"),
        run(f"import, {rows:,} rows, {rows // 20:,} different", "import", str(few), "--into", str(empty), *recorded,
            aim=30, expect=f"{max(1, rows // 20)} to add"),
        run(f"import, {rows:,} rows, all different", "import", str(many), "--into", str(empty), *recorded,
            aim=30, expect=f"{rows} to add"),
    ]  # fmt: skip
    before = time.perf_counter()
    (sheet,) = read_sheets(many).sheets
    ours = time.perf_counter() - before
    before = time.perf_counter()
    theirs = sum(
        1 for _ in load_workbook(many, read_only=True).worksheets[0].iter_rows(values_only=True)
    )
    seconds = time.perf_counter() - before
    assert len(sheet.rows) == theirs
    found.append(
        Row(
            f"read {rows:,} rows (merged, hidden, formulas told)",
            ours,
            None,
            None,
            None,
            "as openpyxl",
        )
    )
    found.append(
        Row(
            "openpyxl, read-only (none of these)",
            seconds,
            None,
            None,
            None,
            f"{seconds / ours:.1f} times ours",
        )
    )
    return found


def main() -> None:
    """Measure, print, and write the results."""
    options = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    options.add_argument("--smallest", action="store_true", help="once, on a small case")
    options.add_argument("--json", type=Path, help="write the results to this file")
    chosen = options.parse_args()
    entries, rows = (200, 400) if chosen.smallest else (10_000, 100_000)
    with tempfile.TemporaryDirectory() as name:
        found = measured(Path(name), entries, rows)
    print(f"{'what':62} {'seconds':>8} {'aim':>5} {'at work':>8} {'MB':>6}  answer")
    for row in found:
        aim = f"{row.aim_seconds:.0f}" if row.aim_seconds else ""
        busy = f"{row.cpu_seconds:.3f}" if row.cpu_seconds else ""
        memory = f"{row.megabytes:.0f}" if row.megabytes else ""
        print(f"{row.what:62} {row.seconds:8.3f} {aim:>5} {busy:>8} {memory:>6}  {row.answer}")
    if chosen.json:
        machine = {
            "python": platform.python_version(),
            "machine": platform.machine(),
            "system": platform.system(),
            "cores": os.cpu_count(),
        }
        versions = {each: version(each) for each in ("detente", "openpyxl", "defusedxml", "pyyaml")}
        data = {
            "machine": machine,
            "versions": versions,
            "entries": entries,
            "rows": [asdict(row) for row in found],
        }
        chosen.json.write_text(json.dumps(data, indent=2))


if __name__ == "__main__":
    main()
