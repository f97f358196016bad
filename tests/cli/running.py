"""The command line called as a user calls it: in this process, as a program, on a terminal."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pexpect  # type: ignore[import-untyped]
import pytest

from detente.cli.application import run

ROOT = Path(__file__).parents[2]
ISTANBUL = ROOT / "cases" / "istanbul-2025"
HARBOUR = ROOT / "cases" / "teaching" / "harbour-2026"
BROKEN = ROOT / "cases" / "broken"
END = pexpect.EOF
"""What a terminal gives when the program has ended."""

HEAD = "format: 1\ntitle: Water for the two villages\n"
PARTIES = """\
parties:
  - id: upper
    name: Upper village
    role: principal
    evidence: none
"""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a call ended and what it printed."""

    code: int
    out: str
    err: str


def call(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> Outcome:
    """Call the command line in this process; its output is no terminal."""
    capsys.readouterr()
    code = run([str(each) for each in arguments])
    printed = capsys.readouterr()
    return Outcome(code, printed.out, printed.err)


def program(
    *arguments: str | Path, environment: Mapping[str, str] | None = None, stdin: str = ""
) -> Outcome:
    """Run the program with its output in pipes."""
    done = subprocess.run(
        [sys.executable, "-m", "detente", *map(str, arguments)],
        env={**os.environ, **(environment or {})},
        input=stdin.encode(),
        capture_output=True,
        check=False,
        timeout=60,
    )
    out, err = (each.decode("utf-8", "replace") for each in (done.stdout, done.stderr))
    return Outcome(done.returncode, out, err)


def terminal(
    *arguments: str | Path,
    environment: Mapping[str, str] | None = None,
    size: tuple[int, int] = (200, 100),
) -> Any:
    """Run the program on a terminal of its own, of so many lines and columns."""
    plain = {key: os.environ[key] for key in ("PATH", "HOME", "LANG") if key in os.environ}
    return pexpect.spawn(
        sys.executable,
        ["-m", "detente", *map(str, arguments)],
        env={**plain, "TERM": "xterm-256color", "LANG": "C.UTF-8", **(environment or {})},
        encoding="utf-8",
        dimensions=size,
        timeout=30,
    )


def written(folder: Path, text: str) -> Path:
    """Write a case file; return its folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "case.yaml").write_text(text, "utf-8")
    return folder
