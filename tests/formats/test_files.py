"""Files of a case folder: nothing outside it is read, and nothing is written by halves."""

from __future__ import annotations

import os
import stat
import threading
from pathlib import Path
from typing import Any

import pytest

from detente.core.problems import Problem
from detente.formats.files import BYTES_AT_MOST, NotWritten, read_text, write_whole

PATH = ("case.yaml", "documents", 0, "file")


def refusal(folder: Path, file: str) -> Problem:
    """Return the problem that a file is refused with."""
    found = read_text(folder, file, PATH)
    assert isinstance(found, Problem)
    assert found.path == PATH
    return found


@pytest.fixture
def case(tmp_path: Path) -> Path:
    """A folder with one text in it, and one text outside it."""
    (tmp_path / "secret.txt").write_text("secret", "utf-8")
    folder = tmp_path / "case"
    (folder / "sources").mkdir(parents=True)
    (folder / "sources" / "letter.txt").write_text("Dear all", "utf-8")
    return folder


def test_a_text_inside_the_folder_is_read_whole(case: Path) -> None:
    assert read_text(case, "sources/letter.txt", PATH) == "Dear all"
    assert read_text(case, "./sources//letter.txt", PATH) == "Dear all"


@pytest.mark.parametrize(
    "file",
    [
        "../secret.txt",
        "sources/../../secret.txt",
        "sources/../sources/letter.txt",
        "..",
        "/etc/passwd",
        "//etc/passwd",
        "..\\secret.txt",
        "C:secret.txt",
        "C:/secret.txt",
        "sources/letter.txt\n",
        "sources/\x1b[2J.txt",
        "sources/\0.txt",
        "sources/\u202etxt.rettel",
    ],
)
def test_a_path_that_may_lead_out_of_the_folder_is_refused(case: Path, file: str) -> None:
    problem = refusal(case, file)
    assert problem.code == "case-012"
    assert "secret" not in problem.message + problem.hint


def test_a_link_at_the_end_of_the_path_is_refused(case: Path) -> None:
    (case / "sources" / "link.txt").symlink_to(case / "sources" / "letter.txt")
    assert refusal(case, "sources/link.txt").code == "case-012"


def test_a_link_on_the_way_is_refused(case: Path) -> None:
    (case / "other").symlink_to(case / "sources", target_is_directory=True)
    assert refusal(case, "other/letter.txt").code == "case-012"


def test_a_link_to_nothing_and_a_link_to_itself_are_refused(case: Path) -> None:
    (case / "gone.txt").symlink_to(case / "nowhere.txt")
    (case / "circle.txt").symlink_to(case / "circle.txt")
    assert refusal(case, "gone.txt").code == "case-012"
    assert refusal(case, "circle.txt").code == "case-012"


def test_the_folder_itself_may_be_a_link(case: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(case, target_is_directory=True)
    assert read_text(tmp_path / "link", "sources/letter.txt", PATH) == "Dear all"


@pytest.mark.parametrize("file", ["sources", "sources/", "."])
def test_a_folder_is_not_a_file(case: Path, file: str) -> None:
    assert refusal(case, file).code == "case-013"


def test_a_pipe_is_refused_without_waiting_for_a_writer(case: Path) -> None:
    os.mkfifo(case / "pipe.txt")
    answers: list[Any] = []
    reader = threading.Thread(
        target=lambda: answers.append(refusal(case, "pipe.txt").code), daemon=True
    )
    reader.start()
    reader.join(5)
    assert answers == ["case-013"]


def test_a_file_that_is_not_there_and_one_under_a_file(case: Path) -> None:
    assert refusal(case, "sources/none.txt").code == "case-053"
    assert refusal(case, "sources/letter.txt/more").code == "case-013"
    assert refusal(case, "n" * 5000).code == "case-013"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_is_a_problem(case: Path) -> None:
    (case / "sources" / "letter.txt").chmod(0)
    assert refusal(case, "sources/letter.txt").code == "case-013"


def test_the_largest_file_is_read_and_one_byte_more_is_not(case: Path) -> None:
    (case / "large.txt").write_bytes(b"a" * BYTES_AT_MOST)
    assert read_text(case, "large.txt", PATH) == "a" * BYTES_AT_MOST
    (case / "large.txt").write_bytes(b"a" * (BYTES_AT_MOST + 1))
    assert refusal(case, "large.txt").code == "case-004"


def test_a_byte_order_mark_is_no_part_of_the_text(case: Path) -> None:
    (case / "bom.txt").write_bytes(b"\xef\xbb\xbfDear all")
    assert read_text(case, "bom.txt", PATH) == "Dear all"


@pytest.mark.parametrize(
    ("data", "line", "column"),
    [
        (b"caf\xe9", 1, 4),
        (b"\xef\xbb\xbfcaf\xe9", 1, 4),
        ("één\nT\u00fcr".encode() + b"\xff", 2, 4),
        (b"\xc3", 1, 1),
        (b"\xed\xa0\x80", 1, 1),
    ],
)
def test_a_byte_that_is_not_utf8_has_its_place(
    case: Path, data: bytes, line: int, column: int
) -> None:
    (case / "bad.txt").write_bytes(data)
    problem = refusal(case, "bad.txt")
    assert problem.code == "case-002"
    assert problem.place is not None
    assert (problem.place.file, problem.place.line) == ("bad.txt", line)
    assert problem.place.column == column


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-32"])
def test_a_text_in_another_encoding_is_refused_not_guessed(case: Path, encoding: str) -> None:
    (case / "other.txt").write_bytes("Dear all".encode(encoding))
    assert refusal(case, "other.txt").code in ("case-002", "case-003")


def test_a_new_file_is_written_whole(tmp_path: Path) -> None:
    write_whole(tmp_path / "new.txt", b"one")
    assert (tmp_path / "new.txt").read_bytes() == b"one"
    write_whole(tmp_path / "new.txt", b"two")
    assert [path.name for path in tmp_path.iterdir()] == ["new.txt"]
    assert (tmp_path / "new.txt").read_bytes() == b"two"


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o664, 0o444])
def test_a_file_that_is_replaced_keeps_its_permissions(tmp_path: Path, mode: int) -> None:
    target = tmp_path / "case.yaml"
    target.write_bytes(b"old")
    target.chmod(mode)
    write_whole(target, b"new")
    assert stat.S_IMODE(target.stat().st_mode) == mode


def test_a_new_file_has_the_permissions_of_any_new_file(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        write_whole(tmp_path / "new.txt", b"")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "new.txt").stat().st_mode) == 0o640


@pytest.mark.parametrize("step", ["replace", "fsync", "chmod"])
def test_a_failure_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    def failing(*_: Any, **__: Any) -> None:
        raise OSError(28, "No space left on device")

    target = tmp_path / "case.yaml"
    target.write_bytes(b"old")
    monkeypatch.setattr(os, step, failing)
    with pytest.raises(NotWritten, match="No space left"):
        write_whole(target, b"new")
    monkeypatch.undo()
    assert [path.name for path in tmp_path.iterdir()] == ["case.yaml"]
    assert target.read_bytes() == b"old"


def test_being_interrupted_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    target = tmp_path / "case.yaml"
    target.write_bytes(b"old")
    monkeypatch.setattr(os, "fsync", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_whole(target, b"new")
    monkeypatch.undo()
    assert [path.name for path in tmp_path.iterdir()] == ["case.yaml"]


def test_a_place_that_cannot_be_written_to_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    for target in (tmp_path / "none" / "a.txt", tmp_path / "file" / "a.txt", tmp_path):
        with pytest.raises(NotWritten):
            write_whole(target, b"new")
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_what_exists_is_kept_when_it_is_not_to_be_replaced(tmp_path: Path) -> None:
    write_whole(tmp_path / "a.txt", b"first", replace_existing=False)
    with pytest.raises(NotWritten):
        write_whole(tmp_path / "a.txt", b"second", replace_existing=False)
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"first"]
