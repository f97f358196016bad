"""Read again after a change: always what reading all of it returns, whatever the change was."""

from __future__ import annotations

import os
import random
import re
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from detente.core.problems import has_errors
from detente.core.record.case import BLOCKS
from detente.core.record.checks import check
from detente.formats import rereading
from detente.formats.casefile import ReadCase, read_folder
from detente.formats.rereading import CaseReader
from detente.formats.writer import with_items

CASES = Path(__file__).parents[2] / "cases"
ADDED = {
    "statements": "- id: {id}\n  date: 2025-05-29\n  speaker: {party}\n  text: Said.\n  evidence: none\n",
    "meetings": "- id: {id}\n  title: Another\n  status: planned\n  unknown-field: x\n  evidence: none\n",
    "events": "- id: {id}\n  date: 2025-05-29\n  what: It happened.\n  x-note: |\n    a\n\n    - b\n  evidence: none\n",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(CASES / "istanbul-2025", tmp_path / "case")
    return tmp_path / "case"


class Counted:
    """Reads a folder again, and counts how often all of it was read."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder, self.whole, self.reader = folder, 0, CaseReader(folder)
        monkeypatch.setattr(rereading, "read_folder", self._read)
        self.reader.read()

    def _read(self, *given: Any) -> ReadCase:
        self.whole += 1
        return read_folder(*given)

    def same(self, text: str | None = None) -> ReadCase:
        """Read it again; it has to be what reading all of it returns."""
        found, expected = self.reader.read(text), read_folder(self.folder, text)
        assert found == replace(expected, root=None)
        return found


def edited(text: str, chance: random.Random, number: int) -> str:
    """Return a text with some change: entries added, removed, renamed, moved, or signs put anywhere."""
    what = chance.randrange(8)
    lines = text.splitlines(keepends=True)
    dashes = [place for place, line in enumerate(lines) if line.startswith("  - ")]
    if what == 0:
        block = chance.choice(list(ADDED))
        party = chance.choice(["russia", "ukraine", "nobody"])
        return with_items(text, block, ADDED[block].format(id=f"added-{number}", party=party))
    if what in (1, 2):
        place = chance.randrange(len(dashes) - 1)
        entry = lines[dashes[place] : dashes[place + 1]]
        if what == 1:
            return "".join([*lines[: dashes[place]], *lines[dashes[place + 1] :]])
        return "".join([*lines[: dashes[place]], *entry, *lines[dashes[place] :]])
    if what == 3:
        names = re.findall(r"(?m)^  - id: (\S+)$", text)
        return text.replace(f"id: {chance.choice(names)}\n", f"id: renamed-{number}\n", 1)
    if what == 4:
        return (
            text.replace("2025-05", "2025-06", 1)
            if number % 2
            else text.replace("2025-06", "2025-05", 1)
        )
    if what == 5:
        place = chance.randrange(len(text))
        return (
            text[:place]
            + chance.choice(["x", "\n", " ", "'", "- ", "#", "\n...\n", "\\"])
            + text[place:]
        )
    if what == 6:
        place = chance.choice(dashes)
        return "".join([*lines[:place], "  # a remark\n", *lines[place:]])
    place = chance.randrange(1, len(lines))
    return "".join([*lines[: place - 1], lines[place], lines[place - 1], *lines[place + 1 :]])


@pytest.mark.parametrize("seed", range(3))
def test_after_any_change_it_is_what_reading_all_returns(
    folder: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    chance, counted = random.Random(seed), Counted(folder, monkeypatch)
    text, whole, good = (folder / "case.yaml").read_text("utf-8"), 0, 0
    for number in range(25):
        new = edited(text, chance, number)
        before = counted.whole
        found = counted.same(new)
        if not has_errors(found.problems):
            text, good = new, good + 1
            whole += counted.whole - before
    assert good >= 4
    assert whole < good  # some of them were read in part


def test_an_added_entry_is_read_alone(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    counted = Counted(folder, monkeypatch)
    text = (folder / "case.yaml").read_text("utf-8")
    for number, block in enumerate(ADDED):
        items = ADDED[block].format(id=f"new-{number}", party="russia")
        expected = with_items(text, block, items)
        assert counted.reader.with_items(text, block, items) == expected
        text = expected
        found = counted.same(text)
        assert found.case is not None
        assert found.case.block(block)[-1].id == f"new-{number}"
    assert counted.whole == 1
    assert [each.code for each in counted.reader.read(text).problems] == [
        "case-030"
    ]  # told each time


def test_what_another_entry_named_is_missed_when_it_goes(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted = Counted(folder, monkeypatch)
    text = (folder / "case.yaml").read_text("utf-8")
    found = counted.same(text)
    assert found.case is not None
    cited = next(each.statement for each in found.case.positions if each.statement)
    lines = text.splitlines(keepends=True)
    begin = lines.index(f"  - id: {cited}\n")
    end = next(n for n in range(begin + 1, len(lines)) if not lines[n].startswith("    "))
    gone = counted.same("".join([*lines[:begin], *lines[end:]]))
    assert "case-041" in {each.code for each in gone.problems}


def test_only_entries_that_name_what_changed_are_checked_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An id that begins as another does is not named where that one is."""
    head = (
        "format: 1\ntitle: Many\nparties: [{id: us, name: Us, role: principal, evidence: none}]\n"
    )
    words = (
        f"  - {{id: said-{n}, date: 2025-01-01, speaker: us, text: Words {n}., evidence: none}}\n"
        for n in range(1, 200)
    )
    text = f"{head}statements:\n{''.join(words)}"
    (tmp_path / "case.yaml").write_text(text, "utf-8")
    counted = Counted(tmp_path, monkeypatch)
    checked: list[int] = []

    def checking(case: Any, among: Any) -> Any:
        checked.append(len(among))
        return check(case, among)

    monkeypatch.setattr(rereading, "check", checking)
    for old, new in (("Words 1.", "Others."), ("Words 7.", "As said-1."), ("Others.", "More.")):
        text = text.replace(old, new)
        assert not has_errors(counted.same(text).problems)
    assert (checked, counted.whole) == ([1, 1, 2], 1)


def test_a_changed_source_is_read_again_and_its_quotations_checked(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted = Counted(folder, monkeypatch)
    for file in (folder / "sources").iterdir():
        os.utime(file, (1, 1))
    counted.same()
    file = next(iter(sorted((folder / "sources").iterdir())))
    file.write_text("other words\n", "utf-8")
    assert "case-051" in {each.code for each in counted.same().problems}


def test_a_changed_judgement_is_read_again(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    counted = Counted(folder, monkeypatch)
    file = next(iter(sorted((folder / "judgements").iterdir())))
    file.write_text(file.read_text("utf-8") + "x-note: more\n", "utf-8")
    found = counted.same()
    assert counted.whole == 1
    assert found.case is not None
    assert set(BLOCKS) <= set(dir(found.case))
