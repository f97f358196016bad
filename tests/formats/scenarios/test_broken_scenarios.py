"""Every code of scenarios has a scenario with this one mistake, its report, and a page.

``cases/broken/scenario-012/`` holds ``source/`` with one mistake, ``expected.txt`` with what
``detente convert`` tells of it, and ``README.md``, the code's page.

``DETENTE_UPDATE=1 pytest tests/formats/scenarios/test_broken_scenarios.py`` rewrites ``expected.txt``.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from detente.cli.application import OK, PROBLEMS, run

ROOT = Path(__file__).parents[3]
BROKEN = ROOT / "cases" / "broken"
FOLDERS = sorted(path for path in BROKEN.glob("scenario-*") if path.is_dir())
PAGE, EXPECTED = "README.md", "expected.txt"
LINES_AT_MOST = 35
_CODE = re.compile(r'"(scenario-[0-9]{3})"')
_REPORTED = re.compile(r"^\S.*: (error|warning) (scenario-[0-9]{3}): ", re.MULTILINE)

ARGUMENTS: Mapping[str, tuple[str, ...]] = {
    "scenario-020": ("--to", "genius", "--for", "mediator"),
    "scenario-021": ("--to", "negmas", "--for", "mediator"),
    "scenario-022": ("--to", "genius", "--for", "mediator"),
}
"""What is said beside source and target."""


def codes_in_source() -> list[str]:
    """Return every problem code of scenarios that stands in the source, in order."""
    texts = (path.read_text("utf-8") for path in (ROOT / "src").rglob("*.py"))
    return sorted({code for text in texts for code in _CODE.findall(text)})


def _name(folder: Path) -> str:
    return folder.name


@pytest.mark.parametrize("folder", FOLDERS, ids=_name)
def test_the_report_is_the_expected_one(
    folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    shutil.copytree(folder / "source", tmp_path / "source")
    code = run(["convert", "source", "target", *ARGUMENTS.get(folder.name, ())])
    told = capsys.readouterr().err
    if os.environ.get("DETENTE_UPDATE") == "1":
        (folder / EXPECTED).write_text(told, "utf-8", newline="\n")
    assert told == (folder / EXPECTED).read_text("utf-8")
    found = _REPORTED.findall(told)
    assert [each for _, each in found] == [folder.name]
    assert code == (PROBLEMS if found[0][0] == "error" else OK)
    assert (tmp_path / "target").exists() is (code == OK)


@pytest.mark.parametrize("code", codes_in_source())
def test_every_code_has_a_page(code: str) -> None:
    lines = (BROKEN / code / PAGE).read_text("utf-8").splitlines()
    assert re.fullmatch(rf"# {code}: \S.*[^.]", lines[0])
    assert len(lines) < LINES_AT_MOST
    assert lines.count("```text") == 2


def test_no_folder_without_a_code_in_the_source() -> None:
    assert [folder.name for folder in FOLDERS] == codes_in_source()
