"""``detente report``: what is written, where, and what is never written over."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from detente.cli.application import OK, PROBLEMS, REFUSED

from .running import BROKEN, HARBOUR, ISTANBUL, call

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
