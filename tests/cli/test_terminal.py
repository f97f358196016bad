"""What reaches a terminal: colour where it is wanted, and never what a case put there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from detente.web.case_views import VIEWS

from .running import END, HEAD, ISTANBUL, PARTIES, call, terminal, written

ON = ("--on", "2025-05-30")
MARKUP = "[red]x[/red] [link=https://example.org]y[/] :smile: [/]"
ENTRIES = f"""
people:
  - {{id: ada, name: '{MARKUP}', post: '{MARKUP}', party: upper, evidence: none}}
documents:
  - {{id: doc, title: '{MARKUP}', date: 2026-01-01, author: '{MARKUP}', link: '{MARKUP}'}}
issues:
  - id: water
    question: '{MARKUP}'
    options: [{{id: full, label: '{MARKUP}'}}]
    evidence: none
positions:
  - id: upper-water
    party: upper
    issue: water
    options: full
    stance: demands
    date: 2026-01-01
    text: '{MARKUP}'
    disputed: [{{by: ada, says: '{MARKUP}'}}]
    evidence: none
meetings:
  - {{id: first, title: '{MARKUP}', status: held, date: 2026-01-01, place: '{MARKUP}', evidence: none}}
proposals:
  - id: paper
    title: '{MARKUP}'
    by: upper
    history: [{{status: promised, date: 2026-01-01}}]
    due: [{{says: ada, by: 2026-02-01}}]
    evidence: none
commitments:
  - {{id: pay, what: '{MARKUP}', owed_by: upper, agreed: 2026-01-01, quantity: '5 {MARKUP}', evidence: none}}
events:
  - {{id: flood, date: 2026-01-01, what: '{MARKUP}', place: '{MARKUP}', evidence: none}}
deadlines:
  - id: soon
    what: '{MARKUP}'
    set_by: upper
    set_on: 2026-01-01
    by: 2026-02-01
    consequence: '{MARKUP}'
    evidence: none
"""
HISTORY = ("positions", "--party", "upper", "--issue", "water")


def screen(*arguments: str | Path, **environment: str) -> str:
    """Return all that a call sends to a terminal."""
    with terminal(*arguments, environment=environment) as running:
        running.expect(END)
        return str(running.before)


def plain(text: str) -> str:
    """Return a text without colours and with single blanks."""
    return " ".join(re.sub(r"\x1b\[[0-9;]*m", "", text).split())


def test_a_terminal_gets_colour() -> None:
    assert "\x1b[" in screen("show", ISTANBUL, "positions", *ON)


def test_no_color_is_respected() -> None:
    told = screen("show", ISTANBUL, "positions", *ON, NO_COLOR="1")
    assert not re.search(r"\x1b\[[0-9;]*[34][0-9][;m]", told)
    assert plain(told) == plain(screen("show", ISTANBUL, "positions", *ON))


def test_a_terminal_without_abilities_gets_no_escape() -> None:
    assert "\x1b" not in screen("show", ISTANBUL, "positions", *ON, TERM="dumb")


def test_a_long_output_is_paged(tmp_path: Path) -> None:
    pager = tmp_path / "pager"
    pager.write_text("#!/bin/sh\necho PAGED\nexec cat\n", "utf-8")
    pager.chmod(0o755)
    with terminal(
        "show", ISTANBUL, "timeline", *ON, environment={"PAGER": str(pager)}, size=(10, 80)
    ) as running:
        running.expect(END)
        assert str(running.before).startswith("PAGED")
    with terminal(
        "show", ISTANBUL, "timeline", *ON, environment={"PAGER": str(pager)}, size=(900, 80)
    ) as running:
        running.expect(END)
        assert "PAGED" not in str(running.before)


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    """A case whose every text looks like markup."""
    title = HEAD.replace("Water for the two villages", f"'{MARKUP}'")
    parties = PARTIES.replace("Upper village", f"'{MARKUP}'")
    return written(tmp_path, title + f"summary: '{MARKUP}'\n" + parties + ENTRIES)


@pytest.mark.parametrize("view", [*((view,) for view in VIEWS), HISTORY], ids="-".join)
def test_markup_in_a_case_is_printed_as_it_stands(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    hostile: Path,
    view: tuple[str, ...],
) -> None:
    monkeypatch.setenv("COLUMNS", "3000")
    told = call(capsys, "show", hostile, *view, "--on", "2026-01-05")
    assert told.code == 0, told.err
    assert "[red]x[/red] [link=https://example.org]y[/] :smile: [/]" in told.out
    on_screen = screen("show", hostile, *view, "--on", "2026-01-05", COLUMNS="3000")
    assert "]8;" not in on_screen
    assert "[red]x[/red]" in plain(on_screen)


@pytest.mark.parametrize(
    "escape", ["\\e[2J", "\\x9b31m", "\\e]0;title\\a", "\\u202e", "\\r", "\\b"]
)
def test_a_case_cannot_send_an_escape_to_the_terminal(tmp_path: Path, escape: str) -> None:
    folder = written(tmp_path, HEAD + PARTIES.replace("Upper village", f'"Upper{escape}village"'))
    for command in ("show", "check"):
        told = screen(command, folder)
        assert "case-014" in told
        assert not set(told.replace("\r\n", "\n")) & set("\x1b\x9b\x07\x08\r\u202e")


def test_a_document_cannot_send_an_escape_to_the_terminal(tmp_path: Path) -> None:
    document = (
        "documents:\n  - {id: d, title: t, date: 2026-01-01, file: d.txt}\n"
        "statements:\n  - {id: s, date: 2026-01-01, speaker: upper, text: so it is,"
        " evidence: {document: d, words: good words}}\n"
    )
    folder = written(tmp_path, HEAD + PARTIES + document)
    (folder / "d.txt").write_text("\x1b]0;gone\x07 good words \x1b[2J", "utf-8")
    for view in ("sources", "timeline"):
        told = screen("show", folder, view, "--on", "2026-01-05", NO_COLOR="1")
        assert "]0;gone" not in told
        assert "\x1b[2J" not in told


@pytest.mark.parametrize(
    "name", ["\x1b[2J.yaml", "\x1b]0;gone\x07.txt", "\x9b2J.txt", "\u202elmay.txt"]
)
def test_the_name_of_a_file_cannot_send_an_escape_to_the_terminal(
    tmp_path: Path, name: str
) -> None:
    folder = written(tmp_path, HEAD + PARTIES)
    (folder / "judgements").mkdir()
    (folder / "judgements" / name).write_text("", "utf-8")
    told = screen("check", folder)
    assert "judgements" in told
    assert not set(told) & set("\x1b\x9b\x07\u202e")
