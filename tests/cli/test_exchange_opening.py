"""Opening a sealed exchange on the command line, and what of it goes into the case's record."""

from __future__ import annotations

import io
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from detente.cli.exchanging.record import receipts_of, recorded_in_case
from detente.exchange.manifest import MEDIATOR
from detente.exchange.service.workspace import Workspace

from .exchange_stage import CASE, Stage, is_one_refusal, make_stage
from .running import Outcome, call
from .test_keys import recovery_of

DOCX = b"PK\x03\x04\x14\x00\x06\x00word/document.xml\x00\xff\xfe" * 40


@pytest.fixture(scope="module")
def ended(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """A released exchange for all tests that change nothing of it; hostile names, one binary file."""
    with pytest.MonkeyPatch.context() as patch:
        for stage in make_stage(tmp_path_factory.mktemp("ended"), None, patch):
            stage.opened()
            assert stage.deposit("north", DOCX, name="terms of the north.docx").code == 0
            hostile = stage.paper("..\\..\\evil;rm -rf ~.txt", "Water is shared.\n")
            assert stage.act("south", "deposit", hostile, "--wait", "0").code == 0
            stage.confirm_freeze()
            assert stage.act(MEDIATOR, "custodian run", "--once").code == 0
            stage.confirm("north", MEDIATOR)
            yield stage


def case_in(folder: Path, text: str = CASE) -> Path:
    """A fresh copy of the case, of a delegation's own."""
    case = folder / "own-case"
    case.mkdir()
    (case / "case.yaml").write_text(text, "utf-8")
    return case


def contents(folder: Path) -> dict[str, bytes]:
    return {
        str(each.relative_to(folder)): each.read_bytes()
        for each in sorted(folder.rglob("*"))
        if each.is_file()
    }


def checked(case: Path, capsys: pytest.CaptureFixture[str]) -> Outcome:
    told = call(capsys, "check", case)
    assert told.code == 0, told.out + told.err
    assert told.out.startswith("0 problems")
    return told


def test_opened_texts_go_into_the_case_with_their_entries(
    ended: Stage, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    case = case_in(tmp_path)
    data = ended.data("south", "open", "--case", case)
    assert data["faults"] == []
    name = ended.exchange
    assert data["opened"] == {
        "north": str(case / "proposals" / f"{name}-north-1.docx"),
        "south": str(case / "proposals" / f"{name}-south-1.txt"),
    }
    assert (case / "proposals" / f"{name}-north-1.docx").read_bytes() == DOCX
    assert data["recorded"][-2:] == [f"{name}-north", f"{name}-south"]
    checked(case, capsys)
    text = (case / "case.yaml").read_text()
    assert f"file: proposals/{name}-south-1.txt" in text
    assert f"note: its text is in proposals/{name}-north-1.docx" in text  # kept, and only noted
    assert {each.name for each in tmp_path.iterdir()} == {"own-case"}
    assert {mode_of(each) for each in (case / "proposals").iterdir()} == {0o600}


def mode_of(path: Path) -> int:
    return path.stat().st_mode & 0o777


def test_opening_twice_changes_nothing(ended: Stage, tmp_path: Path) -> None:
    case = case_in(tmp_path)
    assert ended.act("north", "open", "--case", case / "case.yaml").code == 0
    before = contents(case)
    again = ended.data("north", "open", "--case", case)
    assert again["recorded"] == []
    assert contents(case) == before
    assert ended.data("north", "record", "--case", case)["recorded"] == []
    assert contents(case) == before


def test_another_text_that_is_there_is_never_replaced(ended: Stage, tmp_path: Path) -> None:
    case = case_in(tmp_path)
    (case / "proposals").mkdir()
    mine = case / "proposals" / f"{ended.exchange}-south-1.txt"
    mine.write_text("mine")
    before = contents(case)
    told = ended.act("north", "open", "--case", case)
    assert told.code == 3
    assert is_one_refusal(told)
    assert contents(case) == before  # nor is the other text put in
    mine.unlink()
    mine.symlink_to(tmp_path / "elsewhere")
    assert ended.act("north", "open", "--case", case).code == 3
    assert not (tmp_path / "elsewhere").exists()


@pytest.mark.parametrize("command", ["open", "record"])
@pytest.mark.parametrize("text", ["format: 1\ntitle: [\n", "format: 1\n", "", None])
def test_a_case_that_cannot_be_read_is_left_as_it_is(
    ended: Stage, tmp_path: Path, text: str | None, command: str
) -> None:
    case = case_in(tmp_path, text) if text is not None else tmp_path / "none"
    before = contents(tmp_path)
    told = ended.act("north", command, "--case", case)
    assert told.code == 2
    assert is_one_refusal(told), told.err
    assert "detente check" in told.err
    assert contents(tmp_path) == before
    assert not (tmp_path / "none").exists()


def test_who_does_not_read_is_told_so_and_nobody_is_blamed(ended: Stage) -> None:
    told = ended.act(MEDIATOR, "open")
    assert told.code == 3
    assert is_one_refusal(told)
    assert "only the parties read the proposals" in told.err
    assert "breach" not in told.out + told.err


def test_the_mediator_who_reads_opens_into_its_own_case(
    stage: Stage, capsys: pytest.CaptureFixture[str]
) -> None:
    stage.frozen("--mediator-reads")
    told = stage.act(MEDIATOR, "open")
    assert told.code == 3
    assert "all are in" in told.err
    stage.confirm_freeze()
    first = stage.data(MEDIATOR, "record")["recorded"]
    assert f"{stage.exchange}-north" in first
    checked(stage.case, capsys)
    stage.act(MEDIATOR, "custodian run", "--once")
    stage.confirm("north", MEDIATOR)
    told = stage.act(MEDIATOR, "open")
    assert told.code == 0, told.err
    checked(stage.case, capsys)
    text = (stage.case / "case.yaml").read_text()
    # What an entry said before is never added to: another one, with the text, supersedes it.
    assert f"id: {stage.exchange}-north-text" in text
    assert "supersedes:" in text
    assert stage.data(MEDIATOR, "open")["recorded"] == []


def test_a_lapsed_exchange_is_recorded_as_that_and_never_opened(
    stage: Stage, capsys: pytest.CaptureFixture[str]
) -> None:
    stage.lapsed()
    told = stage.act("north", "open")
    assert told.code == 3
    assert "nothing is ever opened" in told.err
    assert not (stage.room("north") / "opened").exists()
    stage.act(MEDIATOR, "record")
    checked(stage.case, capsys)
    assert "status: lapsed" in (stage.case / "case.yaml").read_text()


def test_before_all_are_in_nothing_is_opened(stage: Stage) -> None:
    stage.opened()
    stage.deposit("north")
    told = stage.act("north", "open")
    assert told.code == 3
    assert "not all are in yet" in told.err


def test_a_record_needs_a_case(ended: Stage) -> None:
    told = ended.act("north", "record")
    assert (told.code, "--case" in told.err) == (2, True)


# The bundle, and the recovery key


def test_a_bundle_opens_with_the_server_away_also_into_the_case(
    ended: Stage, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bundle = ended.room(MEDIATOR) / "bundle.zip"
    case = case_in(tmp_path)
    assert ended.data("south", "status")["size"] == 5  # more than when the bundle was made
    ended.server.stop()
    try:
        assert ended.act("south", "open", "--into", tmp_path / "texts").code == 3
        assert not (tmp_path / "texts").exists()
        data = ended.data("south", "open", "--bundle", bundle, "--case", case)
    finally:
        ended.server.start()
    assert set(data["opened"]) == {"north", "south"}
    assert f"{ended.exchange}-south" in data["recorded"]
    checked(case, capsys)
    assert ended.data("south", "open", "--case", case)["recorded"] == []


@pytest.mark.parametrize("kind", ["empty", "random", "cut", "other", "missing"])
def test_a_bundle_that_is_none_is_refused(ended: Stage, tmp_path: Path, kind: str) -> None:
    whole = (ended.room(MEDIATOR) / "bundle.zip").read_bytes()
    content = {"empty": b"", "random": bytes(range(256)) * 20, "cut": whole[:-900], "other": b"{}"}
    path = tmp_path / "bundle.zip"
    if kind != "missing":
        path.write_bytes(content[kind])
    told = ended.act("north", "open", "--bundle", path, "--into", tmp_path / "texts")
    assert told.code in (2, 3)
    assert is_one_refusal(told), told.err
    assert not (tmp_path / "texts").exists()


def typed(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(text))


def as_on_paper(key: str) -> str:
    """A key as somebody types it from the sheet: in groups and lines, in small letters."""
    groups = [key[start : start + 4].lower() for start in range(0, len(key), 4)]
    return "  ".join(groups[:6]) + " \n\t" + " ".join(groups[6:]) + "\n"


def test_the_recovery_key_of_the_sheet_opens(
    ended: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = recovery_of(ended.folder / "sheet-north.html")
    typed(monkeypatch, as_on_paper(key))
    told = ended.act("north", "open", "--recovery", "--into", tmp_path / "texts")
    assert told.code == 0, told.err
    assert len(list((tmp_path / "texts").iterdir())) == 2
    assert key not in told.out + told.err


def test_with_the_keys_lost_the_sheet_and_the_bundle_are_enough(
    ended: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = tmp_path / "room"
    room.mkdir()
    manifest = (ended.room("north") / "manifest.json").read_bytes()
    (room / "manifest.json").write_bytes(manifest)  # the mediator sends it again
    typed(monkeypatch, as_on_paper(recovery_of(ended.folder / "sheet-north.html")))
    bundle = ended.room(MEDIATOR) / "bundle.zip"
    told = ended.call("exchange", "open", "--in", room, "--bundle", bundle, "--recovery", "--json")
    assert told.code == 0, told.err
    assert Path(json.loads(told.out)["opened"]["north"]).read_bytes() == DOCX


def test_the_command_on_the_sheet_does_what_it_says(
    ended: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With nothing but the paper and the mediator's two files."""
    monkeypatch.chdir(tmp_path)
    for name in ("bundle.zip", "manifest.json"):
        (tmp_path / name).write_bytes((ended.room(MEDIATOR) / name).read_bytes())
    sheet = (ended.folder / "sheet-south.html").read_text()
    [said] = re.findall(r"<code>detente (.*?)</code>", sheet)
    typed(monkeypatch, as_on_paper(recovery_of(ended.folder / "sheet-south.html")))
    told = ended.call(*said.replace("FOLDER", ".").split())
    assert told.code == 0, told.err
    assert {each.name for each in tmp_path.iterdir()} > {"bundle.zip", "manifest.json"}


@pytest.mark.parametrize("of", ["mediator", "nobody", "empty", "mistyped"])
def test_another_recovery_key_opens_nothing_and_blames_nobody(
    ended: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, of: str
) -> None:
    right = recovery_of(ended.folder / "sheet-north.html")
    text = {
        "mediator": recovery_of(ended.folder / "sheet-mediator.html"),
        "nobody": "AGE-SECRET-KEY-1QQQQ",
        "empty": "",
        "mistyped": right[:-1] + ("Q" if right[-1] != "Q" else "P"),
    }[of]
    typed(monkeypatch, text)
    told = ended.act("north", "open", "--recovery", "--into", tmp_path / "texts")
    assert told.code == 2
    assert is_one_refusal(told), told.err
    assert "breach" not in told.out + told.err
    assert right not in told.out + told.err
    assert not (tmp_path / "texts").exists()


@pytest.mark.parametrize(
    "content",
    [b"", b"\xef\xbb\xbfWith a mark\n", "caf\xe9".encode("latin-1"), b"a\0b", b"\x1b[31mred\n",
     "\u202eabc".encode(), b"line\r\nline\r\n", b"no end"],
    ids=["empty", "mark", "latin", "zero", "escape", "bidi", "windows", "no end"],
)  # fmt: skip
def test_a_case_stays_without_problems_whatever_a_text_holds(
    ended: Stage, tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes
) -> None:
    case, seen = case_in(tmp_path), Workspace(ended.room("north")).followed()
    file = case / "proposals" / "x.txt"
    file.parent.mkdir()
    file.write_bytes(content)
    with ended.part("north") as part:
        receipts = receipts_of(part.workspace, seen, part.client)
        recorded = recorded_in_case(seen, receipts, case, {"party/north": file})
    assert f"{ended.exchange}-north" in recorded
    checked(case, capsys)
