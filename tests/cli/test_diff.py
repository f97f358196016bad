"""``detente diff``: since a day and between two versions, as people and programs see it.

The texts in ``stored_diff`` are what is printed; ``DETENTE_UPDATE=1`` rewrites them.
"""

from __future__ import annotations

import io
import json
import os
import shutil
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console, Group

from detente.cli.application import OK, PROBLEMS
from detente.cli.conditions_view import conditions_view
from detente.cli.diff import _told
from detente.core.changes import changes_since
from detente.core.record.known import seen_by
from detente.core.sequence.analysis import sequence
from detente.formats.casefile import read_case
from detente.formats.data import as_data
from tests.core.canaries import READERS, canary_case, found_in

from .running import BROKEN, HARBOUR, HEAD, ISTANBUL, PARTIES, call, written
from .test_show import width_of

STORED = Path(__file__).parent / "stored_diff"
CASES = {
    "istanbul": (ISTANBUL, "2025-05-28", "2025-05-30"),
    "harbour": (HARBOUR, "2026-02-12", "2026-02-23"),
}
SHOWN = [(case, width) for case in CASES for width in (100, 50)]
KEYS = ["detente", "command", "since", "on", "reader", "title", "changes"]
CHANGES = ["before", "after", "entries", "positions", "due", "new_deadlocks", "freed_deadlocks"]
BESIDE = ["top", "judgements", "texts", "nothing_in_common"]


def arguments(case: str) -> tuple[str | Path, ...]:
    folder, since, on = CASES[case]
    return ("diff", folder, "--since", since, "--on", on)


@pytest.mark.parametrize(("case", "width"), SHOWN)
def test_what_changed_since_a_day_is_the_stored_text(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, case: str, width: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    told = call(capsys, *arguments(case))
    assert told.code == OK
    text = "".join(f"{line.rstrip()}\n" for line in (told.out + told.err).splitlines())
    file = STORED / f"{case}-{width}.txt"
    if os.environ.get("DETENTE_UPDATE") == "1":
        STORED.mkdir(exist_ok=True)
        file.write_text(text, "utf-8", newline="\n")
    assert text == file.read_text("utf-8")
    assert "\x1b" not in text
    assert max(width_of(line) for line in told.out.splitlines()) <= width


def test_no_stored_text_is_left_over() -> None:
    assert {path.name for path in STORED.iterdir()} == {f"{c}-{width}.txt" for c, width in SHOWN}


@pytest.mark.parametrize("width", [20, 35, 300])
@pytest.mark.parametrize("case", CASES)
def test_no_line_is_wider_than_the_terminal(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, case: str, width: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    told = call(capsys, *arguments(case), "--for", "mediator")
    assert max(width_of(line.rstrip()) for line in told.out.splitlines()) <= width


@pytest.mark.parametrize("case", CASES)
def test_json_holds_what_is_told(capsys: pytest.CaptureFixture[str], case: str) -> None:
    data = json.loads(call(capsys, *arguments(case), "--json").out)
    assert list(data) == KEYS
    assert data["command"] == "diff"
    assert (data["since"], data["on"]) == CASES[case][1:]
    assert list(data["changes"]) == CHANGES + BESIDE
    kinds = {each["kind"] for each in data["changes"]["entries"]}
    assert "added" in kinds
    assert not kinds & {"edited", "gone"}


def test_a_case_is_the_same_as_itself(capsys: pytest.CaptureFixture[str]) -> None:
    for folder in (ISTANBUL, HARBOUR):
        told = call(capsys, "diff", folder, folder)
        assert told.code == OK
        assert "Nothing changed." in told.out
        data = json.loads(call(capsys, "diff", folder, folder, "--json").out)
        assert data["since"] is None
        assert [data["changes"][key] for key in CHANGES[2:]] == [[]] * 5
        assert [data["changes"][key] for key in BESIDE] == [[], [], [], False]
    for day in ("0001-01-01", "9999-12-31", "2026-02-23"):
        told = call(capsys, "diff", HARBOUR, "--since", day, "--on", day)
        assert "Nothing changed." in told.out


def test_an_edited_copy_differs_where_it_was_edited(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    copy = shutil.copytree(HARBOUR, tmp_path / "new")
    file = copy / "case.yaml"
    text = file.read_text("utf-8")
    assert "title: Third round\n" in text
    # the same again, other white space and a comment: no change
    file.write_text(text + "\n# a remark\n", "utf-8")
    assert "Nothing changed." in call(capsys, "diff", HARBOUR, copy, "--on", "2026-02-23").out
    file.write_text(text.replace("title: Third round\n", "title: The third round\n"), "utf-8")
    told = call(capsys, "diff", HARBOUR, copy, "--on", "2026-02-23")
    assert "from one version to the other" in told.out
    assert "says something else now: title" in told.out
    back = json.loads(call(capsys, "diff", copy, HARBOUR, "--on", "2026-02-23", "--json").out)
    (change,) = back["changes"]["entries"]
    assert (change["block"], change["kind"], change["fields"]) == ("meetings", "edited", ["title"])
    assert back["title"] == "Harbour agreement 2026"


def test_what_differs_beside_the_entries_is_told(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    copy = shutil.copytree(HARBOUR, tmp_path / "new")
    file, days = copy / "case.yaml", ("--on", "2026-02-23")
    file.write_text(file.read_text("utf-8").replace("title: ", "title: New ", 1), "utf-8")
    source = next(each for each in read_case(copy).documents if "public" in each.visible_to)
    private = next(each for each in read_case(copy).documents if "public" not in each.visible_to)
    for each in (source, private):
        with (copy / each.file).open("a", encoding="utf-8") as opened:
            opened.write("\nA line that was added.\n")
    judgement = next((copy / "judgements").glob("*.yaml"))
    text = judgement.read_text("utf-8")
    judgement.write_text(text.replace("author: ", "author: New ", 1), "utf-8")
    (reader,) = {
        each.visible_to[0]
        for name, each in read_case(copy).judgements
        if name.endswith(judgement.name)
    }
    told = call(capsys, "diff", HARBOUR, copy, *days).out
    assert "Nothing changed." not in told
    assert "The top of the file says something else now (1)\n  title\n" in told
    assert f"[{source.id}]" in told
    for hidden in (private.id, judgement.name, "A line that was added"):
        assert hidden not in told
    told = call(capsys, "diff", HARBOUR, copy, *days, "--for", reader).out
    assert f"{judgement.name}: says something else now" in told
    assert "New " not in told.split("Judgements")[1]
    judgement.unlink()
    told = call(capsys, "diff", HARBOUR, copy, *days, "--for", reader).out
    assert f"{judgement.name}: no longer in the record" in told


def test_two_that_have_no_entry_in_common_are_noted(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    note = "note: the two have no entry in common"
    assert note in call(capsys, "diff", ISTANBUL, HARBOUR).err
    data = json.loads(call(capsys, "diff", ISTANBUL, HARBOUR, "--json").out)
    assert data["changes"]["nothing_in_common"] is True
    assert note not in call(capsys, "diff", HARBOUR, HARBOUR).err
    empty = written(tmp_path, HEAD)
    assert note not in call(capsys, "diff", empty, HARBOUR).err


def test_what_is_in_one_version_only_is_new_or_gone(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    old = written(tmp_path / "old", HEAD + PARTIES)
    more = "  - {id: lower, name: Lower village, role: principal, evidence: none}\n"
    new = written(tmp_path / "new", HEAD + PARTIES + more)
    told = call(capsys, "diff", old, new).out
    assert "Lower village [lower]" in told
    assert "new" in told
    gone = call(capsys, "diff", new / "case.yaml", old).out
    assert "Lower village [lower]" in gone
    assert "no longer in the record" in gone
    # whoever is new may read the new version
    assert call(capsys, "diff", old, new, "--for", "lower").code == OK
    assert call(capsys, "diff", new, old, "--for", "lower").code == PROBLEMS


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ((), "name a day with --since, or the folder of the new version"),
        ((HARBOUR, "--since", "2026-02-12"), "name a day with --since, or the folder"),
        (("--since", "2026-02-23", "--on", "2026-02-12"), "--since 2026-02-23 lies after --on"),
        (("--since", "last week"), "year-month-day"),
        (("--since", "2026-02-12", "--for", "nobody"), "is no reader; readers: public, mediator"),
        (("--since", "2026-02-12", "--for", "unoin"), 'did you mean "union"?'),
        (("no-such-folder",), "no-such-folder"),
        ((BROKEN / "case-044",), "case-044"),
    ],
)
def test_what_cannot_be_told_is_refused(
    capsys: pytest.CaptureFixture[str], given: tuple[str | Path, ...], told: str
) -> None:
    refused = call(capsys, "diff", HARBOUR, *given)
    assert (refused.code, refused.out) == (PROBLEMS, "")
    assert told in " ".join(refused.err.split())


def printed(parts: Iterable[Any]) -> str:
    """Return what is printed, for a wide terminal."""
    out = Console(width=400, color_system=None, record=True, file=io.StringIO())
    out.print(Group(*parts))
    return out.export_text()


@pytest.mark.parametrize("since", [date(2025, 5, 1), date(2025, 5, 2)])
@pytest.mark.parametrize("reader", READERS)
def test_no_reader_is_told_what_they_may_not_see(reader: str, since: date) -> None:
    laid, day = canary_case(), date(2025, 6, 1)
    seen = seen_by(laid.case, reader, day)
    changes = changes_since(laid.case, since, day, reader)
    found = sequence(seen, day)
    texts = (
        printed(_told(seen, seen, changes, versions=False)),
        printed(conditions_view(seen, found, None)),
        json.dumps(as_data({"changes": changes, "sequence": found}), ensure_ascii=False),
    )
    for text in texts:
        assert found_in(text, laid.hidden_from(reader)) == ()
    may = {each.where for text in texts for each in found_in(text, laid.seen_by(reader))}
    assert "Step.what" in may
    if since < date(2025, 5, 2):
        assert {"Statement.text", "Meeting.title", "Condition.id"} <= may


SECRET = """\
  - id: lower
    name: Lower village
    role: principal
    evidence: none
conditions:
  - id: open-one
    required_by: upper
    first: {what: water flows}
    then: {what: the mill opens}
    date: 2025-05-20
    evidence: none
  - id: secret-one
    required_by: lower
    first: {what: the mill opens}
    then: {what: water flows}
    date: 2025-05-20
    visible_to: [lower]
    evidence: none
"""


def test_a_deadlock_is_told_only_to_those_who_see_all_of_it(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    folder = written(tmp_path, HEAD + PARTIES + SECRET)
    days = ("--since", "2025-05-10", "--on", "2025-05-30")
    for reader, locked in (
        ("public", False),
        ("upper", False),
        ("mediator", False),
        ("lower", True),
    ):
        told = call(capsys, "diff", folder, *days, "--for", reader)
        assert ("New deadlock: " in told.out) is locked
        view = call(capsys, "show", folder, "conditions", "--on", "2025-05-30", "--for", reader)
        assert ("Deadlock: 2 steps" in view.out) is locked
        for text in (told.out, view.out):
            assert ("secret-one" in text) is locked
        waived = call(
            capsys, "show", folder, "conditions", "--waive", "secret-one", "--for", reader
        )
        assert (waived.code == OK) is locked
        guess = call(capsys, "show", folder, "conditions", "--waive", "secret-on", "--for", reader)
        assert ("secret-one" in guess.err) is locked
