"""Every problem code has a case that is broken in one place, its report, and a page.

``cases/broken/case-041/`` holds a case with one mistake, ``expected.txt`` with what
``detente check .`` prints in that folder, and ``README.md``, the code's page in the
documentation. ``case-041-speaker/`` is another way to the same code and has no page.
What cannot be committed as a file (a pipe, a link, something huge) is built below.

``DETENTE_UPDATE=1 pytest tests/formats/test_broken_cases.py`` rewrites ``expected.txt``.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from detente.cli.application import OK, PROBLEMS, run
from detente.formats.files import BYTES_AT_MOST

ROOT = Path(__file__).parents[2]
BROKEN = ROOT / "cases" / "broken"
FOLDERS = sorted(path for path in BROKEN.glob("case-*") if path.is_dir())
PAGE, EXPECTED = "README.md", "expected.txt"
LINES_AT_MOST = 35

_CODE = re.compile(r"case-[0-9]{3}")
_REPORTED = re.compile(r"^\S.*: (error|warning) (case-[0-9]{3}): ", re.MULTILINE)


def codes_in_source() -> list[str]:
    """Return every problem code of cases that stands in the source, in order."""
    texts = (path.read_text("utf-8") for path in (ROOT / "src").rglob("*.py"))
    return sorted({code for text in texts for code in _CODE.findall(text)})


def code_of(folder: Path) -> str:
    """Return the code that a folder is about: the first two parts of its name."""
    return "-".join(folder.name.split("-")[:2])


def reported(folder: Path) -> list[tuple[str, str]]:
    """Return the severity and code of each problem in the expected report."""
    return _REPORTED.findall((folder / EXPECTED).read_text("utf-8"))


def nothing(case: Path) -> None:
    """Leave the folder empty."""
    assert not any(case.iterdir())


def large_document(case: Path) -> None:
    """Write a document one byte too large; it takes no room on the disk."""
    (case / "sources").mkdir()
    with (case / "sources" / "survey.txt").open("wb") as stream:
        stream.truncate(BYTES_AT_MOST + 1)


def linked_document(case: Path) -> None:
    """Make a document a symbolic link to a text elsewhere in the folder."""
    (case / "lease.txt").write_text("The lease runs for ten years.\n", "utf-8")
    (case / "sources").mkdir()
    _link(case / "sources" / "lease.txt", case / "lease.txt")


def linked_judgements(case: Path) -> None:
    """Make the folder of judgements a symbolic link to another folder."""
    (case / "elsewhere").mkdir()
    _link(case / "judgements", case / "elsewhere")


def linked_case(case: Path) -> None:
    """Make case.yaml a symbolic link to a good case beside the folder."""
    elsewhere = case.parent / "elsewhere.yaml"
    elsewhere.write_text("format: 1\ntitle: Lease of the football ground\n", "utf-8")
    _link(case / "case.yaml", elsewhere)


def folder_for_document(case: Path) -> None:
    """Make a folder where a document is expected."""
    (case / "sources" / "minutes").mkdir(parents=True)


def pipe_for_document(case: Path) -> None:
    """Make a named pipe where a document is expected; nobody ever writes into it."""
    if not hasattr(os, "mkfifo"):
        pytest.skip("this platform has no named pipes")
    (case / "sources").mkdir()
    os.mkfifo(case / "sources" / "minutes.txt")


def ten_thousand_parties(case: Path) -> None:
    """Make a case of parties that lack all they need."""
    parties = "".join(f"  - id: p{number}\n" for number in range(10_000))
    (case / "case.yaml").write_text(f"format: 1\ntitle: Parties\nparties:\n{parties}", "utf-8")


def _link(link: Path, target: Path) -> None:
    try:
        link.symlink_to(target, target_is_directory=target.is_dir())
    except (OSError, NotImplementedError):
        pytest.skip("symbolic links cannot be made here")


LINES_OF_A_REPORT_AT_MOST = 100
"""Of a longer report the end is kept."""

BUILDERS: Mapping[str, Callable[[Path], None]] = {
    "case-001": nothing,
    "case-004": large_document,
    "case-012-case": linked_case,
    "case-012-judgements": linked_judgements,
    "case-012-link": linked_document,
    "case-013": folder_for_document,
    "case-013-pipe": pipe_for_document,
    "case-099": ten_thousand_parties,
}
"""For each folder that git cannot hold whole: what completes the copy of it."""


def built(folder: Path, place: Path) -> Path:
    """Return a copy of a broken case, completed, without its page and report."""
    case = place / folder.name
    shutil.copytree(folder, case, ignore=shutil.ignore_patterns(PAGE, EXPECTED))
    if folder.name in BUILDERS:
        BUILDERS[folder.name](case)
    return case


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_the_report_is_the_expected_one(
    folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(built(folder, tmp_path))
    exit_code = run(["check", "."])
    printed = capsys.readouterr()
    out = printed.out
    if out.count("\n") > LINES_OF_A_REPORT_AT_MOST:
        out = "...\n" + "".join(out.splitlines(keepends=True)[-3:])
    if os.environ.get("DETENTE_UPDATE") == "1":
        (folder / EXPECTED).write_text(out, "utf-8", newline="\n")
    assert out == (folder / EXPECTED).read_text("utf-8")
    assert printed.err == ""
    has_error = any(severity == "error" for severity, _ in reported(folder))
    assert exit_code == (PROBLEMS if has_error else OK)


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_one_mistake_gives_one_problem(folder: Path) -> None:
    assert [code for _, code in reported(folder)] == [code_of(folder)]


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_folder_is_a_case_or_is_built(folder: Path) -> None:
    assert (folder / "case.yaml").is_file() or folder.name in BUILDERS


@pytest.mark.parametrize("code", codes_in_source())
def test_every_code_has_a_page(code: str) -> None:
    lines = (BROKEN / code / PAGE).read_text("utf-8").splitlines()
    assert re.fullmatch(rf"# {code}: \S.*[^.]", lines[0])
    assert len(lines) < LINES_AT_MOST
    assert lines.count("```yaml") >= 1
    assert lines.count("```") == lines.count("```yaml")


def test_no_folder_without_a_code_in_the_source() -> None:
    assert {code_of(folder) for folder in FOLDERS} == set(codes_in_source())


def test_only_main_folders_have_a_page() -> None:
    assert [path.parent.name for path in sorted(BROKEN.glob(f"case-*/{PAGE}"))] == codes_in_source()


def test_no_builder_without_a_folder() -> None:
    assert set(BUILDERS) <= {folder.name for folder in FOLDERS}
