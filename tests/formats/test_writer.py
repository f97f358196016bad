"""The writer only inserts: every byte of the old text is in the new one, in its order."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from detente.core.problems import Problem
from detente.core.record.actors import Party
from detente.core.record.case import BLOCKS, CASE_FILE, Case
from detente.core.record.dates import Date
from detente.core.record.entry import Entry
from detente.formats.casefile import read_folder
from detente.formats.shape import Shaper
from detente.formats.writer import (
    LINE_WIDTH,
    case_text,
    entry_data,
    with_entry,
)
from detente.formats.yaml_text import Node, parse

from .folders import HARBOUR, HEAD, ISTANBUL, PARTIES, REAL, entries_of
from .values import TRICKY, texts, values

TEXTS = {folder.name: (folder / CASE_FILE).read_text("utf-8") for folder in REAL}
NEW = Party(id="new-party", name="New party", role="observer", evidence=())
broad = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
few = settings(broad, max_examples=4, phases=[Phase.explicit, Phase.reuse, Phase.generate])
"""For properties of whole real files, which take too long to be made simpler by trial."""

LAYOUTS = {
    "block after": HEAD + PARTIES + "issues: []\n",
    "comment after the block": HEAD + PARTIES + "\n# A comment on what follows\n\nissues: []\n",
    "comment on the last line": HEAD + PARTIES.rstrip("\n") + "  # last\n",
    "no last line end": HEAD + PARTIES.rstrip("\n"),
    "blank lines at the end": HEAD + PARTIES + "\n\n\n",
    "no block": HEAD + "# A comment at the end\n",
    "no block, no line end": HEAD.rstrip("\n"),
    "empty block": HEAD + "parties:\nissues: []\n",
    "empty block with a comment": HEAD + "parties:  # nobody yet\n\n# More\nissues: []\n",
    "empty block at the end": HEAD + "parties:",
    "empty flow list": HEAD + "parties: []  # nobody yet\nissues: []\n",
    "empty flow list on lines": HEAD + "parties: [\n  # nobody yet\n]\nissues: []\n",
    "flow list": HEAD + "parties: [{id: upper, name: U, role: host, evidence: none}]\n",
    "flow list with a last comma": HEAD
    + "parties: [\n  {id: upper, name: U, role: host, evidence: none},\n]\n",
    "flow entries": HEAD + "parties:\n  - {id: upper, name: U, role: host, evidence: none}  # a\n",
    "list not indented": HEAD + PARTIES.replace("\n  ", "\n"),
    "list indented by eight": HEAD + PARTIES.replace("\n  ", "\n        "),
    "entry below its dash": HEAD + PARTIES.replace("  - id: lower", "  -\n    id: lower"),
    "folded text last": HEAD + PARTIES + "    note: >-\n      one\n      two\n\nissues: []\n",
    "kept text last": HEAD + PARTIES + "    note: |+\n      one\n\n\nissues: []\n",
    "long text last": HEAD + PARTIES + "    note: one\n      two\n\n      three\n\nissues: []\n",
    "quoted text last": HEAD + PARTIES + '    note: "one\n\n      two"  # so\nissues: []\n',
    "empty field last": HEAD + PARTIES + "    note:\n\nissues: []\n",
    "empty field last of all": HEAD + PARTIES + "    note:",
    "nested list last": HEAD + PARTIES + "    x-own:\n      - a\n      - - b\n      # c\n",
    "unknown fields": HEAD + PARTIES + "    x-own: {a:  1}\nx-more: 7\n",
    "document marks": "---\n" + HEAD + PARTIES + "...\n",
    "quoted names": HEAD.replace("format", '"format"') + PARTIES.replace("parties", "'parties'"),
    "one flow mapping": '{"format": 1, "title": "t"}\n',
    "one flow mapping with parties": '{"format": 1, "title": "t", "parties": []}',
    "one flow mapping with a last comma": '{"format": 1, "title": "t",}\n',
    "signs of two units": HEAD.replace("Water", "💧🕊️") + PARTIES,
}


def assert_inserted(old: str, new: str) -> str:
    """Assert that the new text is the old one with something put in at one place."""
    same = next((at for at, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), len(old))
    assert new.endswith(old[same:])
    assert len(new) > len(old)
    return new


@cache
def reread(text: str) -> tuple[Case, tuple[Problem, ...]]:
    """Return the case as it reads, and the problems of its shape."""
    root, problems = parse(text, CASE_FILE)
    assert root is not None
    shaper = Shaper(CASE_FILE)
    blocks: dict[str, Any] = {
        block: tuple(
            shaper.record(kind, item, (CASE_FILE, block, index))
            for index, item in enumerate(_items(root.get(block)))
        )
        for block, kind in BLOCKS.items()
    }
    return Case(title="t", **blocks), (*problems, *shaper.problems)


def _items(node: Node | None) -> list[Node]:
    return list(node.items) if node is not None and node.kind == "list" else []


def assert_only_added(old: str, new: str, block: str, entry: Entry) -> None:
    """Assert that all entries read as before, and one more at the end of its block."""
    before, after = (entries_of(reread(text)[0]) for text in (old, new))
    assert after == {**before, block: (*before[block], entry)}


@pytest.mark.parametrize("block", BLOCKS)
@pytest.mark.parametrize("case", TEXTS)
@given(data=st.data())
@few
def test_any_entry_goes_into_a_real_case_and_comes_back(
    case: str, block: str, data: st.DataObject
) -> None:
    old = TEXTS[case]
    entry = data.draw(values(BLOCKS[block]))
    new = assert_inserted(old, with_entry(old, entry))
    assert_only_added(old, new, block, entry)


@pytest.mark.parametrize("block", BLOCKS)
@given(data=st.data())
@broad
def test_any_entry_goes_into_a_new_case_and_comes_back(block: str, data: st.DataObject) -> None:
    entry = data.draw(values(BLOCKS[block]))
    new = assert_inserted(HEAD, with_entry(HEAD, entry))
    case, problems = reread(new)
    assert problems == ()
    assert entries_of(case)[block] == (entry,)


@pytest.mark.parametrize("layout", LAYOUTS)
@given(entry=values(Party))
@settings(broad, max_examples=10)
def test_an_entry_goes_into_any_layout(layout: str, entry: Party) -> None:
    old = LAYOUTS[layout]
    new = assert_inserted(old, with_entry(old, entry))
    assert_only_added(old, new, "parties", entry)
    assert reread(new)[1] == reread(old)[1]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_file_keeps_its_line_ends(layout: str) -> None:
    old = LAYOUTS[layout].replace("\n", "\r\n")
    new = assert_inserted(old, with_entry(old, NEW))
    assert_only_added(old, new, "parties", NEW)
    assert "\n" not in new.replace("\r\n", "")


@pytest.mark.parametrize("first", TEXTS)
def test_entries_added_one_after_the_other_stand_in_that_order(first: str) -> None:
    text = TEXTS[first]
    for number in range(5):
        text = with_entry(text, replace(NEW, id=f"new-{number}"))
    assert [party.id for party in reread(text)[0].parties[-5:]] == [f"new-{n}" for n in range(5)]


@pytest.mark.parametrize("text", TRICKY)
def test_a_tricky_text_comes_back_as_it_was(text: str) -> None:
    entry = replace(NEW, name=text, note=text)
    case, problems = reread(with_entry(HEAD, entry))
    assert (problems, case.parties) == ((), (entry,))


@given(text=texts)
@broad
def test_any_text_comes_back_as_it_was(text: str) -> None:
    entry = replace(NEW, name=text, note=text)
    case, problems = reread(with_entry(HEAD, entry))
    assert (problems, case.parties) == ((), (entry,))


@pytest.mark.parametrize("folder", REAL, ids=lambda folder: folder.name)
def test_every_entry_of_a_real_case_survives_being_written_anew(
    folder: Path, tmp_path: Path
) -> None:
    case = read_folder(folder).case
    assert case is not None
    written, problems = reread(case_text(case))
    assert problems == ()
    assert entries_of(written) == entries_of(case)


def test_a_new_case_is_written_in_the_order_of_the_blocks() -> None:
    day = Date.of(date(2026, 1, 2))
    case = Case(title="t: u", updated=day, parties=(NEW,), language="uk")
    assert case_text(case) == (
        "format: 1\ntitle: 't: u'\nlanguage: uk\nupdated: 2026-01-02\n\n"
        "parties:\n  - id: new-party\n    name: New party\n    role: observer\n    evidence: none\n"
    )


def test_lines_are_no_longer_than_the_width_where_words_allow() -> None:
    new = with_entry(HEAD, replace(NEW, note="word " * 100 + "end"))
    assert max(len(line) for line in new.splitlines()) <= LINE_WIDTH + len("    note: ")


def test_nothing_is_invented_for_what_is_at_its_default() -> None:
    assert entry_data(replace(NEW, evidence=None)) == {
        "id": "new-party", "name": "New party", "role": "observer",
    }  # fmt: skip


def test_what_nobody_may_see_is_never_written_so_that_everybody_may() -> None:
    new = with_entry(HEAD, replace(NEW, visible_to=()))
    assert "public" not in reread(new)[0].parties[0].visible_to


@pytest.mark.parametrize("folder", [ISTANBUL, HARBOUR], ids=lambda folder: folder.name)
def test_an_added_entry_is_the_only_change_in_a_whole_case(folder: Path) -> None:
    old = read_folder(folder)
    new = read_folder(folder, with_entry(old.text, NEW))
    assert new.problems == ()
    assert new.case is not None
    assert old.case is not None
    assert new.case == replace(old.case, parties=(*old.case.parties, NEW))
