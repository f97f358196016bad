"""``detente report``: what is written, where, and what is never written over."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from detente.cli.application import OK, PROBLEMS, REFUSED

from .running import BROKEN, HARBOUR, ISTANBUL, call, program

ON = ("--on", "2025-05-30")


@pytest.fixture
def case(tmp_path: Path) -> Path:
    """A copy of the flagship case that may be harmed."""
    return Path(shutil.copytree(ISTANBUL, tmp_path / "case"))


def test_a_report_is_one_file_and_may_be_written_again(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    report = tmp_path / "report.html"
    for _ in range(2):
        told = call(capsys, "report", ISTANBUL, *ON, "-o", report)
        assert (told.code, told.out) == (OK, "")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["report.html"]
    assert "Russia&#39;s memorandum" in report.read_text("utf-8")


@pytest.mark.parametrize("file", ["case.yaml", "sources/news-digest-2025-05-29.txt"])
@pytest.mark.parametrize("command", [("report", *ON), ("schema", "case")], ids=["report", "schema"])
def test_what_is_there_and_is_not_of_its_kind_is_never_written_over(
    capsys: pytest.CaptureFixture[str], case: Path, file: str, command: tuple[str, ...]
) -> None:
    target = case / file
    before = target.read_bytes()
    name, *options = command
    arguments = [name, case, *options] if name == "report" else [name, *options]
    told = call(capsys, *arguments, "-o", target)
    assert told.code == REFUSED
    assert "is there, and is no" in told.err
    assert target.read_bytes() == before


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this platform has no named pipes")
def test_a_pipe_or_a_link_is_not_replaced(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    pipe, link = tmp_path / "pipe", tmp_path / "link"
    os.mkfifo(pipe)
    link.symlink_to(tmp_path / "elsewhere.html")
    for target in (pipe, link):
        told = call(capsys, "report", ISTANBUL, *ON, "-o", target)
        assert told.code == REFUSED
        assert "is no plain file" in told.err
    assert pipe.is_fifo()
    assert link.is_symlink()


def test_a_dash_writes_to_standard_output(capsys: pytest.CaptureFixture[str]) -> None:
    told = call(capsys, "report", ISTANBUL, *ON, "-o", "-")
    assert told.code == OK
    assert told.out.startswith("<!doctype html>")


def test_a_case_with_errors_gives_no_report(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    report = tmp_path / "report.html"
    told = call(capsys, "report", BROKEN / "case-051", "-o", report)
    assert told.code == PROBLEMS
    assert "case-051" in told.err
    assert not report.exists()


def test_warnings_are_mentioned(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    told = call(capsys, "report", BROKEN / "case-077", "-o", tmp_path / "report.html")
    assert told.code == OK
    assert "note: 1 warning in the case; see detente check" in told.err


def test_without_a_file_to_write_it_is_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    assert "name the file to write" in call(capsys, "report", ISTANBUL).err


def test_as_data_it_has_the_parts_a_page_has(capsys: pytest.CaptureFixture[str]) -> None:
    told = call(capsys, "report", HARBOUR, "--on", "2026-02-23", "--json")
    assert told.code == OK
    for part in ("positions", "due", "papers", "commitments", "timeline", "documents"):
        assert f'"{part}":' in told.out
    assert "mediator-note" not in told.out


# On paper


def test_a_paper_is_one_file_and_may_be_written_again(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    paper = tmp_path / "report.pdf"
    contents = set()
    for _ in range(2):
        asked = ("--on", "2026-02-23", "--section", "positions", "--pdf", "-o", paper)
        told = call(capsys, "report", HARBOUR, *asked)
        assert (told.code, told.out) == (OK, "")
        assert told.err.splitlines()[-1] == f"wrote {paper}"
        contents.add(paper.read_bytes())
    assert len(contents) == 1
    assert contents.pop().startswith(b"%PDF-")


def test_the_libraries_that_set_a_paper_say_nothing(tmp_path: Path) -> None:
    told = program(
        *("report", ISTANBUL, *ON, "--section", "due", "--pdf", "-o", tmp_path / "report.pdf"),
        environment={"HOME": "/nonexistent", "XDG_CACHE_HOME": "/nonexistent"},
    )
    assert (told.code, told.out) == (OK, "")
    assert told.err == f"wrote {tmp_path / 'report.pdf'}\n"


def test_a_paper_that_is_not_ours_is_never_written_over(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    paper = tmp_path / "report.pdf"
    paper.write_bytes(b"%PDF-1.7\n" + b"somebody's\n" * 900 + b"%%EOF\n")
    before = paper.read_bytes()
    told = call(capsys, "report", ISTANBUL, *ON, "--section", "due", "--pdf", "-o", paper)
    assert told.code == REFUSED
    assert "is there, and is no report of ours" in told.err
    assert paper.read_bytes() == before


@pytest.mark.parametrize(
    ("options", "hint"),
    [
        (("-o", "report.pdf"), "to write a PDF, add --pdf"),
        (("-o", "REPORT.PDF"), "to write a PDF, add --pdf"),
        (("--pdf", "-o", "report.html"), "to write an HTML page, leave out --pdf"),
        (("--pdf",), "-o report.pdf"),
    ],
)
def test_a_name_that_does_not_fit_is_refused_with_what_is_meant(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    options: tuple[str, ...],
    hint: str,
) -> None:
    monkeypatch.chdir(tmp_path)  # the README's first command leaves a report.html where it runs
    told = call(capsys, "report", ISTANBUL.resolve(), *options)
    assert told.code == 2
    assert hint in told.err
    assert not Path(options[-1]).exists()


def test_only_the_sections_chosen_are_written(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    report = tmp_path / "report.html"
    options = ("--section", "due", "--section", "now")
    assert call(capsys, "report", ISTANBUL, *ON, *options, "-o", report).code == OK
    page = report.read_text("utf-8")
    assert '<section id="now"' in page
    assert '<section id="due"' in page
    assert page.count("<section") == 2
    told = call(capsys, "report", ISTANBUL, "--section", "matrix", "-o", report)
    assert told.code == 2
    assert "'positions'" in told.err


WITHOUT_PANGO = """
import cffi.api
known = cffi.api.FFI.dlopen
def dlopen(self, name, *rest):
    if name and "pango" in str(name):
        raise OSError(f"cannot load library {name!r}")
    return known(self, name, *rest)
cffi.api.FFI.dlopen = dlopen
"""


def test_without_pango_a_paper_is_refused_with_a_hint(tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(WITHOUT_PANGO)
    paper = tmp_path / "report.pdf"
    told = program(
        *("report", ISTANBUL, *ON, "--pdf", "-o", paper),
        environment={"PYTHONPATH": str(tmp_path)},
    )
    assert (told.code, told.out) == (REFUSED, "")
    first, second = told.err.splitlines()
    assert first == "error: Pango, which sets the text of a PDF, is not installed"
    assert second.startswith("hint: install it")
    assert not paper.exists()
