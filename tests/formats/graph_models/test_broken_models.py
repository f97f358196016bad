"""Every code of graph models has a file with this one mistake, its report, and a page.

``cases/broken/model-012/`` holds ``source/`` with the file, ``expected.txt`` with what is told of
it, and ``README.md``, the code's page.

``DETENTE_UPDATE=1 pytest tests/formats/graph_models/test_broken_models.py`` rewrites ``expected.txt``.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from detente.cli.console import counted, problem_lines
from detente.core.problems import Problem
from detente.formats.graph_models.reading import read_model
from detente.formats.graph_models.writing import gmcr_text

ROOT = Path(__file__).parents[3]
BROKEN = ROOT / "cases" / "broken"
FOLDERS = sorted(path for path in BROKEN.glob("model-*") if path.is_dir())
PAGE, EXPECTED, FILE = "README.md", "expected.txt", "model.json"
LINES_AT_MOST = 35
WARNINGS = {"model-019", "model-020", "model-021"}
NOT_WRITTEN = "model-022"
_CODE = re.compile(r'"(model-[0-9]{3})"')


def codes_in_source() -> list[str]:
    """Return every problem code of graph models that stands in the source, in order."""
    texts = (path.read_text("utf-8") for path in (ROOT / "src").rglob("*.py"))
    return sorted({code for text in texts for code in _CODE.findall(text)})


def problems_of(folder: Path) -> tuple[Problem, ...]:
    """Return what is told of a folder's file: read, and written where that is the question."""
    files = sorted(folder.glob("source/*")) or [folder / "source" / FILE]
    found = read_model(files[0])
    if folder.name == NOT_WRITTEN:
        assert found.file is not None
        assert found.problems == ()
        return gmcr_text(found.file).problems
    assert (found.file is not None) is (folder.name in WARNINGS)
    return found.problems


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_the_report_is_the_expected_one(folder: Path) -> None:
    problems = problems_of(folder)
    told = "\n".join([*problem_lines(problems, "source"), f"{counted(problems)} in source", ""])
    if os.environ.get("DETENTE_UPDATE") == "1":
        (folder / EXPECTED).write_text(told, "utf-8", newline="\n")
    assert told == (folder / EXPECTED).read_text("utf-8")
    assert {each.code for each in problems} == {folder.name}
    severity = "warning" if folder.name in WARNINGS else "error"
    assert {each.severity for each in problems} == {severity}
    for each in problems:
        assert not each.message.endswith(".")
        assert not each.hint.endswith(".")


@pytest.mark.parametrize("code", codes_in_source())
def test_every_code_has_a_page(code: str) -> None:
    lines = (BROKEN / code / PAGE).read_text("utf-8").splitlines()
    assert re.fullmatch(rf"# {code}: \S.*[^.]", lines[0])
    assert len(lines) < LINES_AT_MOST
    assert lines.count("```text") == 2


def test_no_folder_without_a_code_in_the_source() -> None:
    assert [folder.name for folder in FOLDERS] == codes_in_source()
