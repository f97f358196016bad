"""``detente check``: every problem with its place, and the exit code that says how it went."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from detente.__about__ import __version__
from detente.cli.application import OK, PROBLEMS

from .running import BROKEN, HARBOUR, HEAD, ISTANBUL, PARTIES, call, program, written

ESCAPE = "\x1b"


@pytest.mark.parametrize("folder", [ISTANBUL, HARBOUR], ids=lambda folder: folder.name)
def test_the_real_cases_have_no_problem(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    told = call(capsys, "check", folder)
    assert (told.code, told.out, told.err) == (OK, f"0 problems in {folder}\n", "")


def test_the_case_file_stands_for_its_folder(capsys: pytest.CaptureFixture[str]) -> None:
    told = call(capsys, "check", ISTANBUL / "case.yaml")
    assert (told.code, told.err) == (OK, "")


def test_a_problem_is_told_with_a_path_that_can_be_opened(
    capsys: pytest.CaptureFixture[str],
) -> None:
    told = call(capsys, "check", BROKEN / "case-033")
    assert told.code == PROBLEMS
    where, _, rest = told.out.splitlines()[0].partition(": ")
    file, line, column = where.rsplit(":", 2)
    assert Path(file).is_file()
    assert (line, column) == ("6", "11")
    assert rest.startswith("error case-033: ")
    assert told.out.splitlines()[1].startswith("  hint: ")


def test_all_problems_are_told_at_once_in_the_order_of_the_file(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    text = HEAD + "updated: soon\nparties:\n  - name: a\n    role: b\n  - id: C\n"
    told = call(capsys, "check", written(tmp_path, text))
    lines = [int(line.split(":")[1]) for line in told.out.splitlines() if ": error " in line]
    assert lines == sorted(lines)
    assert len(lines) >= 6
    assert told.out.splitlines()[-1] == f"{len(lines)} errors in {tmp_path}"


def test_warnings_alone_do_not_fail_but_for_those_who_ask(
    capsys: pytest.CaptureFixture[str],
) -> None:
    folder = BROKEN / "case-030"
    told = call(capsys, "check", folder)
    assert (told.code, told.out.splitlines()[-1]) == (OK, f"1 warning in {folder}")
    assert call(capsys, "check", "--strict", folder).code == PROBLEMS
    assert call(capsys, "check", "--strict", ISTANBUL).code == OK


def test_json_has_the_documented_shape(capsys: pytest.CaptureFixture[str]) -> None:
    folder = BROKEN / "case-044"
    told = call(capsys, "check", "--json", folder)
    assert told.code == PROBLEMS
    data = json.loads(told.out)
    assert list(data) == ["detente", "command", "case", "errors", "warnings", "problems"]
    assert data["detente"] == __version__
    assert (data["command"], data["case"]) == ("check", str(folder))
    assert (data["errors"], data["warnings"]) == (1, 0)
    (problem,) = data["problems"]
    assert set(problem) == {
        "code", "severity", "file", "line", "column", "path", "message", "hint",
    }  # fmt: skip
    assert (problem["file"], problem["line"], problem["column"]) == ("case.yaml", 19, 15)
    assert problem["path"][:2] == ["positions", 0]


def test_json_of_a_good_case_has_an_empty_list(capsys: pytest.CaptureFixture[str]) -> None:
    data = json.loads(call(capsys, "check", "--json", ISTANBUL).out)
    assert (data["errors"], data["warnings"], data["problems"]) == (0, 0, [])


@pytest.mark.parametrize("name", ["nowhere", "file", "n" * 5000, ""])
def test_what_is_no_case_is_a_problem_not_a_defect(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, name: str
) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    told = call(capsys, "check", f"{tmp_path}/{name}")
    assert told.code == PROBLEMS
    assert "Traceback" not in told.err


@pytest.mark.parametrize(
    "name", [f"{ESCAPE}[31m.yaml", "a\nb.yaml", "\u202elmay.txt", "\x9b2J.txt"]
)
def test_the_name_of_a_file_cannot_move_the_cursor_or_end_a_line(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, name: str
) -> None:
    folder = written(tmp_path, HEAD + PARTIES)
    (folder / "judgements").mkdir()
    (folder / "judgements" / name).write_text("", "utf-8")
    told = call(capsys, "check", folder)
    assert len(told.out.splitlines()) == 3
    assert told.out.replace("\n", "").isprintable()


def test_the_name_of_a_file_need_not_be_text(tmp_path: Path) -> None:
    folder = written(tmp_path, HEAD + PARTIES)
    (folder / "judgements").mkdir()
    try:
        (folder / "judgements" / os.fsdecode(b"\xff.yaml")).write_text("", "utf-8")
    except OSError:
        pytest.skip("file names are text here")
    for arguments in (("check",), ("check", "--json")):
        told = program(*arguments, folder)
        assert told.code == PROBLEMS
        assert "defect" not in told.err


def test_no_words_of_an_entry_or_document_are_told(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    secret = "would-take-less"
    text = HEAD + (
        "documents:\n  - {id: d, title: t, date: 2025, file: sources/d.txt}\n"
        "statements:\n"
        f"  - {{id: s, date: {secret}, speaker: {secret} x, text: [{secret}],"
        f" evidence: {{document: d, words: {secret} {secret}}}, channel: {secret}, kind: {secret}}}\n"
    )
    folder = written(tmp_path, text)
    (folder / "sources").mkdir()
    (folder / "sources" / "d.txt").write_text("secret words", "utf-8")
    told = call(capsys, "check", folder)
    assert told.code == PROBLEMS
    assert secret not in told.out
    assert "secret" not in told.out


def test_nothing_is_written(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    folder = written(tmp_path, HEAD)
    before = (folder / "case.yaml").stat().st_mtime_ns
    call(capsys, "check", folder)
    assert [path.name for path in folder.iterdir()] == ["case.yaml"]
    assert (folder / "case.yaml").stat().st_mtime_ns == before


def test_no_colour_reaches_a_pipe() -> None:
    told = program("check", BROKEN / "case-033", environment={"FORCE_COLOR": "", "TERM": "xterm"})
    assert ESCAPE not in told.out + told.err
