"""What is made to hang or break the reader is read, and told as problems.

The inputs of ``SLOW`` are small here, so that the tests stay quick; with
``DETENTE_HOSTILE=1000000`` they are a megabyte each, and the time of each is printed (-s).
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from detente.core.problems import Problem
from detente.formats.casefile import read_folder

from .folders import BROKEN
from .hostile import QUICK, SLOW, Files

MEGABYTE = 1_000_000
SMALL = int(os.environ.get("DETENTE_HOSTILE", "15000"))
FINE = {"blanks", "line ends", "comments", "one value", "many documents with one text"}
"""Inputs with nothing wrong in them."""


def read_hostile(folder: Path, files: Files) -> tuple[Problem, ...]:
    """Write the files, read the folder, and return the problems."""
    for name, text in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, "utf-8", newline="")
    start = time.perf_counter()
    problems = read_folder(folder).problems
    print(f"{sum(map(len, files.values())):9} signs, {time.perf_counter() - start:7.2f} s")
    return problems


def assert_told(name: str, problems: tuple[Problem, ...]) -> None:
    """Assert that there is a list of problems, all known, short and placed."""
    assert (problems == ()) is (name in FINE or (name == "each supersedes all before"))
    for problem in problems[:1000]:
        assert (BROKEN / problem.code).is_dir()
        assert problem.place is not None
        assert len(problem.message) < 1000
        assert len(problem.hint) < 1000


@pytest.mark.parametrize("name", QUICK)
def test_a_megabyte_of_mischief_is_told(name: str, tmp_path: Path) -> None:
    _told(QUICK[name], MEGABYTE, name, tmp_path)


@pytest.mark.parametrize("name", SLOW)
def test_mischief_that_takes_long_is_told(name: str, tmp_path: Path) -> None:
    _told(SLOW[name], SMALL, name, tmp_path)


def _told(made: Callable[[int], Files], size: int, name: str, folder: Path) -> None:
    assert_told(name, read_hostile(folder, made(size)))
