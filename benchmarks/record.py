"""How long the record takes: help, check, show and report, and a case of 10,000 entries.

Each answer is checked before it is timed. Commands are timed as a user meets them,
in a process of their own; memory is the most that process held. The reader is
measured beside two peers that read the same file: ruamel.yaml, which keeps comments
and places, and PyYAML's safe loader over libyaml, which keeps neither.

    python benchmarks/record.py [--smallest] [--json FILE]
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
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ISTANBUL = str(ROOT / "cases" / "istanbul-2025")


@dataclass(frozen=True, slots=True)
class Row:
    what: str
    seconds: float
    aim_seconds: float | None
    megabytes: float | None
    answer: str


def run(*arguments: str, repeat: int, aim: float | None, expect: str, code: int = 0) -> Row:
    """Time a command: the median of several runs, after its answer was checked."""
    seconds, memory, output = [], 0.0, ""
    for _ in range(repeat):
        before = time.perf_counter()
        with tempfile.TemporaryFile("w+") as stdout:
            process = subprocess.Popen(
                [sys.executable, "-m", "detente", *arguments],
                stdout=stdout,
                stderr=subprocess.STDOUT,
            )
            _, status, usage = os.wait4(process.pid, 0)
            seconds.append(time.perf_counter() - before)
            stdout.seek(0)
            output = stdout.read()
        memory = max(memory, usage.ru_maxrss / 1024)
        if os.waitstatus_to_exitcode(status) != code or expect not in output:
            raise SystemExit(f"wrong answer from detente {' '.join(arguments)}:\n{output[-2000:]}")
    what = " ".join(each if len(each) < 40 else Path(each).name for each in arguments)
    return Row(what, statistics.median(seconds), aim, memory, "as expected")


def synthetic(folder: Path, entries: int, documents: int) -> None:
    """Write a case of that many entries, each with evidence, over that many documents."""
    (folder / "sources").mkdir(parents=True)
    lines = ["format: 1", "title: Synthetic", "parties:"]
    lines += [
        f"  - {{id: party-{i}, name: Party {i}, role: principal, evidence: none}}"
        for i in range(10)
    ]
    lines.append("issues:")
    for i in range(50):
        options = "".join(f"{{id: option-{j}, label: Option {j}}}, " for j in range(5))
        lines.append(
            f"  - {{id: issue-{i}, question: Question {i}, options: [{options}], evidence: none}}"
        )
    lines.append("documents:")
    per_document = -(-(entries - 60 - documents) // documents)
    for i in range(documents):
        said = [f"Party {k % 10} said the words {i}-{k} on this day." for k in range(per_document)]
        (folder / "sources" / f"{i}.txt").write_text("\n".join(said) + "\n" + "filler text " * 300)
        day = date(2020, 1, 1) + timedelta(days=i)
        lines += [
            f"  - id: document-{i}",
            f"    title: Document {i}",
            f"    date: {day}",
            f"    file: sources/{i}.txt",
        ]
    blocks: dict[str, list[str]] = {"statements": [], "positions": []}
    for n in range(entries - 60 - documents):
        i, k = n % documents, n // documents
        day = date(2020, 1, 1) + timedelta(days=i)
        proof = [
            "    evidence:",
            f"      - document: document-{i}",
            f"        words: Party {k % 10} said the words {i}-{k} on this day.",
        ]
        if n % 2:
            entry = [
                f"  - id: statement-{n}",
                f"    date: {day}",
                f"    speaker: party-{k % 10}",
                f"    text: The words {i}-{k}.",
            ]
            blocks["statements"] += entry + proof
        else:
            entry = [
                f"  - id: position-{n}",
                f"    party: party-{k % 10}",
                f"    issue: issue-{n % 50}",
                f"    options: [option-{n % 5}]",
                "    stance: demands",
                f"    date: {day}",
            ]
            blocks["positions"] += entry + proof
    for block, written in blocks.items():
        lines += [f"{block}:", *written]
    (folder / "case.yaml").write_text("\n".join(lines) + "\n")


def commands(folder: Path, repeat: int, entries: int) -> list[Row]:
    case = folder / "synthetic"
    synthetic(case, entries, max(5, entries // 20))
    report = str(folder / "report.html")
    on = ("--on", "2025-05-30")
    run(
        "report", ISTANBUL, *on, "-o", report, repeat=1, aim=None, expect="wrote"
    )  # fills the cache
    return [
        run("--help", repeat=repeat, aim=0.3, expect="Commands:"),
        run("check", ISTANBUL, repeat=repeat, aim=0.5, expect="0 problems"),
        run("show", ISTANBUL, "positions", *on, repeat=repeat, aim=0.5, expect="silent"),
        run("show", ISTANBUL, "due", *on, repeat=repeat, aim=0.5, expect="memorandum"),
        run("report", ISTANBUL, *on, "-o", report, repeat=repeat, aim=2.0, expect="wrote"),
        run("check", str(case), repeat=max(1, repeat // 2), aim=5.0, expect="0 problems"),
        run("show", str(case), "positions", repeat=1, aim=None, expect="demands"),
        run("show", str(case), "timeline", "--json", repeat=1, aim=None, expect='"timeline"'),
    ]


def first_report(folder: Path) -> Row:
    """The first report on a machine, with nothing in the cache yet."""
    cache = {"XDG_CACHE_HOME": str(folder / "cache")}
    os.environ.update(cache)
    try:
        report = str(folder / "first.html")
        row = run(
            "report",
            ISTANBUL,
            "--on",
            "2025-05-30",
            "-o",
            report,
            repeat=1,
            aim=None,
            expect="wrote",
        )
    finally:
        del os.environ["XDG_CACHE_HOME"]
    return Row("report, nothing cached", *[getattr(row, name) for name in Row.__slots__[1:]])


def peers(folder: Path) -> list[Row]:
    """Our reader beside others on the same file, in the same run."""
    import yaml
    from ruamel.yaml import YAML

    from detente.formats.yaml_text import parse

    text = (folder / "synthetic" / "case.yaml").read_text()
    node, problems = parse(text, "case.yaml")
    assert node is not None
    assert not problems
    statements = node.get("statements")
    assert statements is not None
    plain = yaml.load(text, yaml.CSafeLoader)
    assert len(plain["statements"]) == len(statements.items)
    ours = _timed(lambda: parse(text, "case.yaml"))
    rows = [Row("read the text (nodes with places)", ours, None, None, f"{len(text) / 1e6:.1f} MB")]
    readers: dict[str, Callable[[], object]] = {
        "ruamel.yaml, round trip (comments, places)": lambda: YAML().load(text),
        "PyYAML CSafeLoader (neither)": lambda: yaml.load(text, yaml.CSafeLoader),
    }
    for name, reader in readers.items():
        seconds = _timed(reader)
        rows.append(Row(name, seconds, None, None, f"{seconds / ours:.1f} times ours"))
    return rows


def _timed(work: Callable[[], object]) -> float:
    before = time.perf_counter()
    work()
    return time.perf_counter() - before


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    options.add_argument("--smallest", action="store_true", help="once, on a small case")
    options.add_argument("--json", type=Path, help="write the results to this file")
    chosen = options.parse_args()
    repeat, entries = (1, 300) if chosen.smallest else (5, 10_000)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        rows = commands(folder, repeat, entries) + peers(folder)
        if not chosen.smallest:
            rows.append(first_report(folder))
    print(f"{'what':62} {'seconds':>8} {'aim':>5} {'MB':>6}  answer")
    for row in rows:
        aim = f"{row.aim_seconds:.1f}" if row.aim_seconds else ""
        memory = f"{row.megabytes:.0f}" if row.megabytes else ""
        print(f"{row.what:62} {row.seconds:8.3f} {aim:>5} {memory:>6}  {row.answer}")
    if chosen.json:
        packages = (
            "detente",
            "pyyaml",
            "ruamel.yaml",
            "altair",
            "vl-convert-python",
            "click",
            "rich",
        )
        machine = {
            "python": platform.python_version(),
            "machine": platform.machine(),
            "system": platform.system(),
            "cores": os.cpu_count(),
            "memory of this process, MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
            // 1024,
        }
        chosen.json.write_text(
            json.dumps(
                {
                    "machine": machine,
                    "versions": {each: version(each) for each in packages},
                    "entries": entries,
                    "rows": [asdict(row) for row in rows],
                },
                indent=2,
            )
        )


if __name__ == "__main__":
    main()
