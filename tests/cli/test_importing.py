"""``detente import``: shown before it is written, asked where it is not clear, all or nothing."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

import pytest

from detente.cli.application import OK
from detente.formats.casefile import read_case

from .running import END, HARBOUR, call, program, terminal

RECORDED = ("--recorded", "2026-03-01")
LIST = """\
Party,Issue,Position,Date
Union,Wage,could accept: 4.5 percent,2026-02-25
Company,Wage,refuses: 4.5 percent,2026-02-26
"""
UNCLEAR = "Fraction,Issue,Position,Date\nDockers,Wage,insists on: 4.5 percent,03/02/2026\n"


@pytest.fixture
def case(tmp_path: Path) -> Path:
    """A copy of the harbour case."""
    shutil.copytree(HARBOUR, tmp_path / "harbour")
    return tmp_path / "harbour"


@pytest.fixture
def listed(tmp_path: Path) -> Path:
    """A list of two positions."""
    (tmp_path / "list.csv").write_text(LIST, "utf-8")
    return tmp_path / "list.csv"


def text_of(case: Path) -> str:
    return (case / "case.yaml").read_text("utf-8")


def test_a_dry_run_shows_all_and_writes_nothing(
    capsys: pytest.CaptureFixture[str], case: Path, listed: Path
) -> None:
    before = text_of(case)
    told = call(capsys, "import", listed, "--into", case, "--dry-run", *RECORDED)
    assert (told.code, told.err) == (0, "")
    assert told.out.startswith("2 to add\n")
    for part in (
        "union-wage-4",
        "    stance: could accept\n",
        "    recorded: 2026-03-01\n",
        "row 3",
    ):
        assert part in told.out
    assert text_of(case) == before


def test_without_a_terminal_nothing_is_written_unless_it_is_said(
    capsys: pytest.CaptureFixture[str], case: Path, listed: Path
) -> None:
    before = text_of(case)
    told = call(capsys, "import", listed, "--into", case, *RECORDED)
    assert (told.code, text_of(case)) == (3, before)
    assert "say --yes" in told.err
    told = call(capsys, "import", listed, "--into", case, "--yes", *RECORDED)
    assert (told.code, told.err) == (0, f"added 2 to {case / 'case.yaml'}\n")
    added = read_case(case)
    assert [each.id for each in added.positions[-2:]] == ["union-wage-4", "company-wage-4"]
    assert all(line in text_of(case).splitlines() for line in before.splitlines())
    again = call(capsys, "import", listed, "--into", case, "--yes", *RECORDED)
    assert again.out == "no change: 2 rows and cells say what the case says already\n"


def test_with_one_mistake_nothing_is_written(
    capsys: pytest.CaptureFixture[str], case: Path, listed: Path
) -> None:
    before = text_of(case)
    listed.write_text(LIST + "Union,Wage,demands: 99 percent,2026-02-27\n", "utf-8")
    told = call(capsys, "import", listed, "--into", case, "--yes", *RECORDED)
    assert told.code == 2
    assert f"{listed}:C4: error case-047: " in told.err
    assert "nothing was written" in told.err
    assert text_of(case) == before


@pytest.mark.parametrize(
    ("reader", "column", "told", "visible_to"),
    [
        (None, "", ["everybody may see all of it"], ["public"]),
        ("mediator", "", ["only mediator may see this"], ["mediator"]),
        ("union", "public", ["everybody may see this"], ["public"]),
        (None, "union", ["only union may see this", "everybody may see this"], ["union"]),
    ],
)
def test_the_preview_did_not_name_who_may_see_an_entry(
    capsys: pytest.CaptureFixture[str], case: Path, tmp_path: Path,
    reader: str | None, column: str, told: list[str], visible_to: list[str],
) -> None:  # fmt: skip
    heads, first, second = LIST.splitlines()
    rows = [f"{heads},visible_to", f"{first},{column}", f"{second},{column if reader else ''}"]
    (tmp_path / "l.csv").write_text("\n".join(rows) + "\n", "utf-8")
    how = ["--for", reader] if reader else []
    given: tuple[str | Path, ...] = (
        "import",
        tmp_path / "l.csv",
        "--into",
        case,
        "--dry-run",
        *how,
        *RECORDED,
    )
    found = program(*given, environment={"COLUMNS": "200"}).out
    every = {"only mediator may see this", "only union may see this", "everybody may see this",
             "everybody may see all of it"}  # fmt: skip
    assert {each for each in every if each in found} == set(told)
    added = json.loads(call(capsys, *given, "--json").out)["added"]
    assert added[0]["visible_to"] == visible_to


def test_a_private_cell_of_the_matrix_was_written_for_everybody(
    capsys: pytest.CaptureFixture[str],
    case: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    sheet = tmp_path / "m.csv"
    call(capsys, "export", case, "-o", sheet, "--block", "matrix", "--for", "mediator",
         "--on", "2026-03-01")  # fmt: skip
    text = sheet.read_text("utf-8")
    assert text.count("could accept: 3.5..4 percent") == 1
    sheet.write_text(text.replace("could accept: 3.5..4", "could accept: 3.5..4.5"), "utf-8")
    given = ("import", sheet, "--into", case, "--yes", *RECORDED)
    assert call(capsys, *given, "--for", "mediatr").code != 0
    told = call(capsys, *given, "--for", "mediator")
    assert (told.code, "only mediator may see this" in told.out) == (0, True)
    made = read_case(case).positions[-1]
    assert (made.supersedes, made.visible_to) == (("company-wage-in-private",), ("mediator",))
    for reader, there in (("public", False), ("union", False), ("mediator", True)):
        shown = call(
            capsys, "show", case, "positions", "--json", "--for", reader, "--on", "2026-03-01"
        )
        assert (made.id in shown.out) == there


def test_the_preview_says_which_unit_was_taken_from_the_issue(case: Path, listed: Path) -> None:
    listed.write_text(LIST.replace("could accept: 4.5 percent", "could accept: 4.5"), "utf-8")
    given = ("import", listed, "--into", case, "--dry-run", *RECORDED)
    told = program(*given, environment={"COLUMNS": "200"})
    assert told.out.count("4.5 percent (since 2026-02-25); unit of the issue: percent") == 1
    assert told.out.count("unit of the issue") == 1
    units = [each["unit"] for each in json.loads(program(*given, "--json").out)["added"]]
    assert units == ["percent", ""]


def test_json_tells_what_would_be_added(
    capsys: pytest.CaptureFixture[str], case: Path, listed: Path
) -> None:
    told = json.loads(
        call(capsys, "import", listed, "--into", case, "--dry-run", "--json", *RECORDED).out
    )
    assert list(told) == [
        "detente", "command", "case", "file", "written", "unchanged", "added", "parts", "problems",
    ]  # fmt: skip
    assert (told["written"], told["unchanged"], told["problems"]) == (False, 0, [])
    assert told["added"][0]["from"] == {"sheet": "", "row": 2}
    assert told["added"][0]["entry"]["evidence"] == "none"


def test_json_tells_problems_with_their_cells(
    capsys: pytest.CaptureFixture[str], case: Path, tmp_path: Path
) -> None:
    (tmp_path / "a.csv").write_text(
        "Party,Issue,Position,Date\nDockers,Wage,demands: 5 percent,2026-02-25\n"
    )
    told = call(capsys, "import", tmp_path / "a.csv", "--into", case, "--json")
    (problem,) = json.loads(told.out)["problems"]
    assert (told.code, problem["code"], problem["file"], problem["path"]) == (
        2,
        "sheet-012",
        "a.csv",
        ["", "A2"],
    )


def test_what_is_not_clear_is_asked_on_a_terminal(case: Path, tmp_path: Path) -> None:
    sheet = tmp_path / "unclear.csv"
    sheet.write_text(UNCLEAR, "utf-8")
    mapping = tmp_path / "mapping.yaml"
    with terminal(
        "import", sheet, "--into", case, "--mapping", mapping, *RECORDED, size=(60, 100)
    ) as running:
        for question, answer in (
            ("which column holds the party", "Fraction"),
            ("which party is that", "nobody"),
            ("choose one of these", ""),
            ("which party is that", "1"),
            ("which stance is that", "demands"),
            ("what do such dates begin with", "day first"),
            ("add these to the case", "y"),
        ):
            running.expect(question)
            if answer:
                running.sendline(answer)
        running.expect(END)
    running.wait()
    assert running.exitstatus == 0
    made = read_case(case).positions[-1]
    assert (made.party, made.stance, str(made.date)) == ("union", "demands", "2026-02-03")
    again = program("import", sheet, "--into", case, "--mapping", mapping, "--dry-run")
    assert again.out.startswith("no change: 1 rows and cells")


def test_no_answer_stops_and_writes_nothing(case: Path, tmp_path: Path) -> None:
    sheet = tmp_path / "unclear.csv"
    sheet.write_text(UNCLEAR, "utf-8")
    before = text_of(case)
    with terminal("import", sheet, "--into", case, *RECORDED, size=(60, 100)) as running:
        running.expect("which column holds the party")
        running.sendline("")
        running.expect("nothing was written")
        running.expect(END)
    assert text_of(case) == before


def test_a_no_writes_nothing(case: Path, listed: Path) -> None:
    before = text_of(case)
    with terminal("import", listed, "--into", case, *RECORDED, size=(200, 100)) as running:
        running.expect("add these to the case")
        running.sendline("n")
        running.expect(END)
    assert text_of(case) == before


def test_a_sheet_cannot_send_an_escape_to_the_terminal(case: Path, tmp_path: Path) -> None:
    sheet = tmp_path / "bad.csv"
    sheet.write_text(
        "Party,Issue,Position,Date,\x1b[2J\nUnion,Wage,\x1b]0;gone\x07,2026-02-25,x\nA\x9b31m,Wage,a,b,c\n",
        "utf-8",
    )
    told = program("import", sheet, "--into", case, "--dry-run")
    assert told.code == 2
    assert not set(told.out + told.err) & set("\x1b\x9b\x07")


def test_a_case_that_was_changed_meanwhile_is_left_alone(
    capsys: pytest.CaptureFixture[str], case: Path, listed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("detente.formats.writer.read_text_again", lambda folder: "another text")
    before = text_of(case)
    assert call(capsys, "import", listed, "--into", case, "--yes", *RECORDED).code == 3
    assert text_of(case) == before


def test_a_sheet_that_was_taken_in_before_adds_nothing(
    capsys: pytest.CaptureFixture[str], case: Path, tmp_path: Path
) -> None:
    """A changed row was refused the second time, and a row without an id added once more."""
    sheet = tmp_path / "statements.csv"
    assert call(capsys, "export", case, "-o", sheet, "--block", "statements").code == OK
    with sheet.open(encoding="utf-8-sig", newline="") as stream:
        heads, *rows = csv.reader(stream)
    rows[0][heads.index("text")] = "Put otherwise."
    new = dict(zip(heads, rows[1], strict=True)) | {"id": "", "text": "A new one.", "recorded": ""}
    rows.append([new[each] for each in heads])
    with sheet.open("w", encoding="utf-8-sig", newline="") as stream:
        csv.writer(stream).writerows([heads, *rows])
    given = ("import", sheet, "--into", case, "--yes", *RECORDED)
    assert call(capsys, *given).err.endswith(f"added 2 to {case / 'case.yaml'}\n")
    before = text_of(case)
    for _ in range(2):
        told = call(capsys, *given)
        assert (told.code, text_of(case)) == (OK, before), told.err
        assert told.out.startswith(f"no change: {len(rows)} rows")
    rows[0][heads.index("text")] = "Put otherwise once more."
    with sheet.open("w", encoding="utf-8-sig", newline="") as stream:
        csv.writer(stream).writerows([heads, *rows])
    told = call(capsys, *given)  # of a row whose entry was replaced, another one
    assert (told.code, text_of(case)) == (2, before)
    assert "sheet-016" in told.err


def test_a_new_row_that_says_what_others_keep_private_is_added_all_the_same(
    capsys: pytest.CaptureFixture[str], case: Path, tmp_path: Path
) -> None:
    """That nothing was added would tell that there is such an entry."""
    head = "id,date,speaker,text,visible_to\n"
    (tmp_path / "private.csv").write_text(f"{head},2026-02-27,union,We settle.,union\n", "utf-8")
    (tmp_path / "public.csv").write_text(f"{head},2026-02-27,union,We settle.,\n", "utf-8")
    for name, reader in (("private", "union"), ("public", "public")):
        given = ("import", tmp_path / f"{name}.csv", "--into", case, "--for", reader, "--yes")
        told = call(capsys, *given, *RECORDED)
        assert told.err.endswith(f"added 1 to {case / 'case.yaml'}\n"), told.err


@pytest.mark.parametrize("into", ["none", "list.csv"])
def test_without_a_case_nothing_is_read(
    capsys: pytest.CaptureFixture[str], listed: Path, into: str
) -> None:
    told = call(capsys, "import", listed, "--into", listed.parent / into)
    assert told.code == 2
    assert "case-001" in told.err


def test_a_course_of_action_is_told_by_its_words_and_added(
    capsys: pytest.CaptureFixture[str], case: Path, tmp_path: Path
) -> None:
    heads = "id,label,party,issue,option,taken,kept_unless,ends"
    (tmp_path / "c.csv").write_text(f"{heads}\nstrike,they strike,union,,,yes,,\n", "utf-8")
    given = ("import", tmp_path / "c.csv", "--into", case, *RECORDED)
    done = call(capsys, *given, "--yes")
    assert done.code == OK
    assert "conflict: they strike" in done.out
    (added,) = read_case(case).conflict
    assert (added.id, added.label, added.party, added.taken) == (
        "strike", "they strike", "union", True
    )  # fmt: skip
    again = call(capsys, *given, "--yes")
    assert again.code == OK
    assert again.out.startswith("no change: 1 rows")
