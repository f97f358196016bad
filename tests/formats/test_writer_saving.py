"""Additions to entries, and saving: never over anything, never what would not read."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from detente.core.record.actors import Party
from detente.core.record.case import CASE_FILE
from detente.core.record.dates import Date
from detente.core.record.entry import Dispute, Evidence, Withdrawal
from detente.formats import casefile, writer
from detente.formats.casefile import read_folder
from detente.formats.files import NotWritten
from detente.formats.writer import (
    ChangedUnderneath,
    WouldNotRead,
    WouldOverwrite,
    add_entry,
    add_to_entry,
    with_entry,
    with_part,
)

from .folders import HEAD, PARTIES, codes, written
from .test_writer import assert_inserted, reread

NEW = Party(id="new-party", name="New party", role="observer", evidence=())
DISPUTE = Dispute(by="lower", says="no", date=Date.parse("2026-01-02"))
LAYOUTS = {
    "first of two": HEAD + PARTIES,
    "only one": HEAD + PARTIES.split("  - id: lower")[0] + "\n# After\nissues: []\n",
    "comment inside": HEAD + PARTIES.replace("    role: p", "    # which?\n    role: p"),
    "flow": HEAD + "parties: [{id: upper, name: U, role: host, evidence: none}]\n",
    "flow with a last comma": HEAD
    + "parties: [{id: upper, name: U, role: host, evidence: none,}]\n",
    "flow on lines": HEAD
    + "parties:\n  - {\n      id: upper, name: U,  # so\n      role: host, evidence: none\n    }\n",
    "list there": HEAD + PARTIES.replace(
        "  - id: lower", "    disputed:\n      - by: lower\n        says: never\n  - id: lower"
    ),
    "flow list there": HEAD + PARTIES.replace(
        "  - id: lower", "    disputed: [{by: lower}]  # so\n  - id: lower"
    ),
    "empty list there": HEAD + PARTIES.replace("  - id: lower", "    disputed: []\n  - id: lower"),
    "empty field there": HEAD + PARTIES.replace("    name: U", "    disputed:\n    name: U"),
    "empty field last": HEAD + PARTIES.replace("  - id: lower", "    disputed:  # by whom?\n  - id: lower"),
}  # fmt: skip


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_dispute_is_added_to_an_entry_and_nothing_else_changes(layout: str) -> None:
    old = LAYOUTS[layout]
    new = assert_inserted(old, with_part(old, "upper", "disputed", DISPUTE))
    before, after = reread(old)[0].parties, reread(new)[0].parties
    assert after[0] == replace(before[0], disputed=(*before[0].disputed, DISPUTE))
    assert after[1:] == before[1:]
    assert reread(new)[1] == ()


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_withdrawal_is_added_to_an_entry_and_never_a_second_one(layout: str) -> None:
    old = LAYOUTS[layout]
    mark = Withdrawal(by="lower", why="a slip: # no, 1.0")
    new = assert_inserted(old, with_part(old, "upper", "withdrawn", mark))
    assert reread(new)[0].parties[0].withdrawn == mark
    with pytest.raises(WouldOverwrite):
        with_part(new, "upper", "withdrawn", replace(mark, why="another"))


@pytest.mark.parametrize(("field", "value"), [("name", "Other"), ("role", "host"), ("id", "x")])
def test_a_value_that_is_there_is_never_changed(field: str, value: str) -> None:
    with pytest.raises(WouldOverwrite):
        with_part(HEAD + PARTIES, "upper", field, value)


@pytest.mark.parametrize("there", ["nobody", "{by: lower}", "~"])
def test_what_is_no_list_takes_no_second_item(there: str) -> None:
    text = HEAD + PARTIES.replace("    name: U", f"    disputed: {there}\n    name: U")
    with pytest.raises(WouldOverwrite):
        with_part(text, "upper", "disputed", DISPUTE)


def test_an_entry_that_is_not_there_is_told() -> None:
    with pytest.raises(KeyError, match="nobody"):
        with_part(HEAD + PARTIES, "nobody", "disputed", DISPUTE)


@pytest.mark.parametrize(
    "block", ['parties: ""\n', "parties: none\n", "parties: {}\n", "parties: ~\n"]
)
def test_a_block_that_holds_something_else_is_not_touched(block: str) -> None:
    with pytest.raises((WouldOverwrite, WouldNotRead)):
        with_entry(HEAD + block, NEW)


@pytest.mark.parametrize("text", ["", "# nothing\n", "- a\n", "a: [\n", "a: 1\na: 2\n"])
def test_a_text_that_does_not_read_takes_no_entry(text: str) -> None:
    with pytest.raises(WouldNotRead):
        with_entry(text, NEW)


def test_an_entry_is_added_to_the_file_and_read_back(tmp_path: Path) -> None:
    old = HEAD + PARTIES
    found = add_entry(written(tmp_path, old), NEW)
    assert found == read_folder(tmp_path)
    assert found.case is not None
    assert found.case.parties[-1] == NEW
    assert_inserted(old, (tmp_path / CASE_FILE).read_text("utf-8"))
    assert [path.name for path in tmp_path.iterdir()] == [CASE_FILE]


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"], ids=["plain", "byte order mark"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"], ids=["LF", "CRLF"])
def test_every_old_byte_is_in_the_new_file(tmp_path: Path, mark: bytes, line_end: str) -> None:
    old = mark + (HEAD + PARTIES).replace("\n", line_end).encode()
    written(tmp_path, old)
    add_entry(tmp_path, NEW)
    add_to_entry(tmp_path, "upper", "disputed", DISPUTE)
    new = (tmp_path / CASE_FILE).read_bytes()
    cut = new.index(b"    disputed")
    assert new.startswith(old[:cut])
    rest = iter(new)
    assert all(byte in rest for byte in old)


HINDRANCES: dict[str, Party] = {
    "the same id": replace(NEW, id="upper"),
    "an unknown party": replace(NEW, member_of=("nobody",)),
    "words that are not in a document": replace(
        NEW, evidence=(Evidence(document="none", words="never said"),)
    ),
    "a hostile text": replace(NEW, name="\x1b[2Jparty"),
    "half a sign": replace(NEW, name="\ud83d"),
    "an empty name": replace(NEW, name=""),
    "an id of another form": replace(NEW, id="New Party"),
    "no evidence": replace(NEW, evidence=None),
    "nobody to see it": replace(NEW, visible_to=()),
}


@pytest.mark.parametrize("why", HINDRANCES)
def test_what_would_not_read_is_not_written(tmp_path: Path, why: str) -> None:
    written(tmp_path, HEAD + PARTIES)
    with pytest.raises(WouldNotRead) as refusal:
        add_entry(tmp_path, HINDRANCES[why])
    assert refusal.value.problems
    assert (tmp_path / CASE_FILE).read_text("utf-8") == HEAD + PARTIES


def test_a_case_with_errors_takes_no_entry(tmp_path: Path) -> None:
    text = HEAD + PARTIES.replace("principal", "prinzipal", 1)
    with pytest.raises(WouldNotRead) as refusal:
        add_entry(written(tmp_path, text), NEW)
    assert codes(refusal.value.problems) == ["case-033"]
    assert (tmp_path / CASE_FILE).read_text("utf-8") == text


@pytest.mark.parametrize(
    "meanwhile",
    [
        lambda file: file.write_text(HEAD + PARTIES + "# another hand\n", "utf-8"),
        lambda file: file.write_bytes(b"\xff"),
        lambda file: file.unlink(),
    ],
    ids=["changed", "unreadable", "removed"],
)
def test_a_file_that_changed_meanwhile_is_left_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, meanwhile: Callable[[Path], Any]
) -> None:
    def read_while_another_writes(folder: Path, text: str | None = None) -> casefile.ReadCase:
        found = read_folder(folder, text)
        if text is not None:
            meanwhile(folder / CASE_FILE)
        return found

    file = written(tmp_path, HEAD + PARTIES) / CASE_FILE
    monkeypatch.setattr(writer, "read_folder", read_while_another_writes)
    with pytest.raises(ChangedUnderneath):
        add_entry(tmp_path, NEW)
    assert not file.exists() or b"New party" not in file.read_bytes()


def test_a_failed_write_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    written(tmp_path, HEAD + PARTIES)
    monkeypatch.setattr(os, "fsync", failing)
    with pytest.raises(NotWritten):
        add_entry(tmp_path, NEW)
    assert [path.name for path in tmp_path.iterdir()] == [CASE_FILE]
    assert (tmp_path / CASE_FILE).read_text("utf-8") == HEAD + PARTIES
