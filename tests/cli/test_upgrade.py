"""``detente upgrade``: one line more in every file, or nothing changed at all."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from detente.cli.application import OK, PROBLEMS, REFUSED

from .running import BROKEN, HARBOUR, HEAD, PARTIES, call, written

OLD = "# The record\r\n\r\ntitle: t   # short\r\nx-own: {a:  1}\r\nparties: []\r\n"
LINE = b"format: 1\n"


def contents(folder: Path) -> dict[str, bytes]:
    """Return the bytes of every file of a folder."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """The harbour case as it was before its files named their version."""
    folder = tmp_path / "harbour"
    shutil.copytree(HARBOUR, folder)
    for file in (folder / "case.yaml", *(folder / "judgements").glob("*.yaml")):
        file.write_bytes(file.read_bytes().replace(LINE, b"", 1))
    return folder


def test_every_file_gets_its_version_and_keeps_all_else(
    capsys: pytest.CaptureFixture[str], old: Path
) -> None:
    before = contents(old)
    told = call(capsys, "upgrade", old)
    assert (told.code, told.err) == (OK, "")
    assert len(told.out.splitlines()) == 3
    for name, data in contents(old).items():
        if name.endswith(".yaml"):
            assert data.replace(LINE, b"", 1) == before[name]
            assert data.count(LINE) == 1
        else:
            assert data == before[name]
    assert call(capsys, "check", old).code == OK


def test_a_second_time_there_is_nothing_to_do(
    capsys: pytest.CaptureFixture[str], old: Path
) -> None:
    call(capsys, "upgrade", old)
    before = contents(old)
    told = call(capsys, "upgrade", old)
    assert (told.code, told.out) == (OK, f"{old} is in format 1 already\n")
    assert contents(old) == before


def test_a_dry_run_tells_and_writes_nothing(capsys: pytest.CaptureFixture[str], old: Path) -> None:
    before = contents(old)
    told = call(capsys, "upgrade", "--dry-run", old)
    assert told.code == OK
    assert all(line.startswith("would upgrade ") for line in told.out.splitlines())
    assert contents(old) == before


def test_json_names_the_files(capsys: pytest.CaptureFixture[str], old: Path) -> None:
    data = json.loads(call(capsys, "upgrade", "--json", old).out)
    names = ["case.yaml", "judgements/company-mediator.yaml", "judgements/union-mediator.yaml"]
    assert (data["command"], data["format"], data["upgraded"]) == ("upgrade", 1, names)
    assert json.loads(call(capsys, "upgrade", "--json", old).out)["upgraded"] == []


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"], ids=["plain", "byte order mark"])
def test_comments_line_ends_and_marks_stay_byte_for_byte(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, mark: bytes
) -> None:
    (tmp_path / "case.yaml").write_bytes(mark + OLD.encode())
    assert call(capsys, "upgrade", tmp_path).code == OK
    new = (tmp_path / "case.yaml").read_bytes()
    assert new == mark + OLD.replace("title", "format: 1\r\ntitle").encode()


@pytest.mark.parametrize(
    "code",
    ["case-002", "case-005", "case-006", "case-009", "case-010", "case-011", "case-014", "case-021",
     "case-022", "case-001"],
)  # fmt: skip
def test_a_file_that_cannot_be_read_is_told_and_left_as_it_is(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, code: str
) -> None:
    folder = tmp_path / "case"
    shutil.copytree(BROKEN / code, folder)
    before = contents(folder)
    told = call(capsys, "upgrade", folder)
    assert (told.code, told.out) == (PROBLEMS, "")
    assert f"error {code if code != 'case-001' else 'case-'}" in told.err
    assert told.err.endswith("nothing was changed\n")
    assert contents(folder) == before


def test_with_a_problem_in_one_file_no_file_is_changed(
    capsys: pytest.CaptureFixture[str], old: Path
) -> None:
    (old / "judgements" / "union-mediator.yaml").write_text("format: 2\nparty: a\n", "utf-8")
    before = contents(old)
    assert call(capsys, "upgrade", old).code == PROBLEMS
    assert contents(old) == before


def test_a_file_named_through_a_link_is_not_written(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    outside = tmp_path / "outside.yaml"
    outside.write_text("title: t\n", "utf-8")
    folder = tmp_path / "case"
    folder.mkdir()
    (folder / "case.yaml").symlink_to(outside)
    told = call(capsys, "upgrade", folder)
    assert told.code == PROBLEMS
    assert "case-012" in told.err
    assert outside.read_text("utf-8") == "title: t\n"


def test_a_failed_write_is_refused_and_leaves_the_old_file(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    folder = written(tmp_path / "case", "title: t\n")
    monkeypatch.setattr(os, "replace", failing)
    told = call(capsys, "upgrade", folder)
    assert told.code == REFUSED
    assert "upgraded" not in told.out
    assert contents(folder) == {"case.yaml": b"title: t\n"}


def test_what_is_said_to_be_upgraded_is_upgraded(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    folder = written(tmp_path / "case", "format:\n" + HEAD.split("\n", 1)[1] + PARTIES)
    call(capsys, "upgrade", folder)
    assert call(capsys, "check", folder).code == OK
