"""Case folders for the tests: the real ones, and small ones made on the spot."""

from __future__ import annotations

from pathlib import Path

from detente.core.problems import Problem
from detente.core.record.case import BLOCKS, CASE_FILE, Case
from detente.core.record.entry import Entry
from detente.formats.casefile import ReadCase, read_folder

ROOT = Path(__file__).parents[2]
BROKEN = ROOT / "cases" / "broken"
ISTANBUL = ROOT / "cases" / "istanbul-2025"
HARBOUR = ROOT / "cases" / "teaching" / "harbour-2026"
REAL = (ISTANBUL, HARBOUR)

HEAD = "format: 1\ntitle: Water for the two villages\n"
PARTIES = """\
parties:
  - id: upper
    name: Upper village
    role: principal
    evidence: none
  - id: lower
    name: Lower village
    role: principal
    evidence: none
"""


def written(folder: Path, text: str | bytes, **files: str) -> Path:
    """Write a case file, and documents into sources/; return the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / CASE_FILE).write_bytes(text.encode() if isinstance(text, str) else text)
    for name, content in files.items():
        (folder / "sources").mkdir(exist_ok=True)
        (folder / "sources" / f"{name}.txt").write_text(content, "utf-8")
    return folder


def read(folder: Path, text: str | bytes) -> ReadCase:
    """Return what is found in a folder that holds only this case file."""
    return read_folder(written(folder, text))


def case_in(found: ReadCase) -> Case:
    """Return the case that was found, which has to be one without any problem."""
    assert found.problems == ()
    assert found.case is not None
    return found.case


def codes(problems: tuple[Problem, ...]) -> list[str]:
    """Return the codes, in the order of the problems."""
    return [problem.code for problem in problems]


def entries_of(case: Case) -> dict[str, tuple[Entry, ...]]:
    """Return the entries of each block."""
    return {block: case.block(block) for block in BLOCKS}
