"""``detente export``: what is in the file, for whom, and how it is written."""

from __future__ import annotations

import csv
import io
import json
import shutil
import zipfile
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from .running import END, HARBOUR, HEAD, ISTANBUL, PARTIES, call, terminal, written

ON = ("--on", "2026-02-20")
PRIVATE = (
    "union-wage-floor", "company-wage-in-private", "union-guarantee-in-private", "mediator-note",
)  # fmt: skip


def sheets(path: Path) -> Any:
    return load_workbook(path)


def test_the_first_sheet_is_the_matrix_as_practitioners_keep_it(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    told = call(capsys, "export", ISTANBUL, "-o", tmp_path / "m.xlsx", "--on", "2025-05-30")
    assert (told.code, told.err) == (0, f"wrote {tmp_path / 'm.xlsx'}\n")
    made = sheets(tmp_path / "m.xlsx")
    matrix = made.worksheets[0]
    assert [cell.value for cell in matrix[1]] == ["id", "issue", "Russia", "Ukraine"]
    assert [cell.value for cell in matrix[2]] == [
        "ceasefire", "Ceasefire",
        "refuses: A ceasefire without conditions (since about 2025-05-29)", "silent",
    ]  # fmt: skip
    assert "consistently turned down" in matrix["C2"].comment.text
    assert matrix["D2"].comment is None
    assert (matrix.freeze_panes, matrix.auto_filter.ref) == ("C2", "A1:D7")
    assert [sheet.title for sheet in made][:4] == ["Matrix", "Parties", "People", "Documents"]
    positions = made["Positions"]
    assert (positions.freeze_panes, positions["A2"].value) == (
        "B2",
        "russia-refuses-unconditional-ceasefire",
    )
    assert positions.page_setup.orientation == "landscape"


@pytest.mark.parametrize("format_", ["xlsx", "csv", "zip", "json", "md", "ics"])
def test_nothing_private_is_in_a_file_for_somebody_else(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, format_: str
) -> None:
    def everything(reader: str) -> str:
        path = tmp_path / f"{reader}.{format_}"
        assert call(capsys, "export", HARBOUR, "-o", path, "--for", reader, *ON).code == 0
        if format_ not in ("xlsx", "zip"):
            return path.read_text("utf-8")
        with zipfile.ZipFile(path) as archive:
            return "".join(
                archive.read(name).decode("utf-8", "replace") for name in archive.namelist()
            )

    public, mediator = everything("public"), everything("mediator")
    for name in PRIVATE:
        assert name not in public
    if format_ not in ("md", "ics"):  # these show no ids
        assert any(name in mediator for name in PRIVATE)


FORMULA = '=HYPERLINK("https://example.org","x")'
TEXTS = (FORMULA, "+1+1", "-1+1", "@SUM(1)", "'=1", "=cmd|' /C calc'!A0")


@pytest.mark.parametrize("text", TEXTS)
def test_no_text_is_a_formula(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, text: str
) -> None:
    quoted = "'" + text.replace("'", "''") + "'"
    case = written(tmp_path / "case", HEAD + PARTIES.replace("Upper village", quoted))
    assert call(capsys, "export", case, "-o", tmp_path / "a.xlsx").code == 0
    cell = sheets(tmp_path / "a.xlsx")["Parties"]["B2"]
    assert (cell.value, cell.data_type) == (text, "s")
    assert call(capsys, "export", case, "-o", tmp_path / "a.csv", "--block", "parties").code == 0
    rows = list(csv.reader(io.StringIO((tmp_path / "a.csv").read_text("utf-8-sig"), newline="")))
    assert rows[1][1] == f"'{text}"
    for file in ("a.xlsx", "a.csv"):
        told = call(capsys, "import", tmp_path / file, "--into", case, "--dry-run")
        assert (told.code, told.err) == (0, "")
        assert told.out.startswith("no change")


def test_a_workbook_of_one_block_says_its_day_and_its_reader(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = tmp_path / "a.xlsx"
    how = ("--block", "positions", "--on", "2026-02-06", "--for", "mediator")
    assert call(capsys, "export", HARBOUR, "-o", path, *how).code == 0
    book = sheets(path)
    assert book.sheetnames == ["Positions", "Case"]
    about = {row[0].value: row[1].value for row in book["Case"].iter_rows()}
    assert (about["known on"], about["shown to"]) == ("2026-02-06", "mediator")
    told = call(capsys, "import", path, "--into", HARBOUR, "--dry-run")
    assert (told.code, told.err) == (0, "")
    assert told.out.startswith("no change")


def test_a_record_in_a_language_from_the_right_has_sheets_from_the_right(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    case = written(tmp_path / "case", HEAD + "language: ar\n" + PARTIES)
    call(capsys, "export", case, "-o", tmp_path / "a.xlsx")
    assert all(sheet.sheet_view.rightToLeft for sheet in sheets(tmp_path / "a.xlsx"))


def test_tags_stand_below_the_heads_on_request(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    told = call(capsys, "export", HARBOUR, "-o", "-", "--format", "csv", "--hxl", *ON)
    heads, tags = list(csv.reader(io.StringIO(told.out.lstrip("\ufeff"), newline="")))[:2]
    assert dict(zip(heads, tags, strict=True))["party"] == "#org+code"
    assert all(tag.startswith("#") for tag in tags)


def test_json_has_the_case_as_other_commands_have_it(capsys: pytest.CaptureFixture[str]) -> None:
    told = json.loads(call(capsys, "export", HARBOUR, "-o", "-", "--format", "json", *ON).out)
    assert list(told) == ["detente", "command", "on", "reader", "case"]
    assert told["case"]["title"] == "Harbour agreement 2026"
    assert "mediator-note" not in [each["id"] for each in told["case"]["documents"]]


def test_a_file_that_is_there_is_replaced_only_on_request(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"somebody's")
    told = call(capsys, "export", HARBOUR, "-o", path, *ON)
    assert (told.code, path.read_bytes()) == (3, b"somebody's")
    assert "may hold somebody's changes" in told.err
    assert call(capsys, "export", HARBOUR, "-o", path, "--replace", *ON).code == 0
    assert call(capsys, "export", HARBOUR, "-o", path, *ON).code == 0  # the same bytes again


@pytest.mark.parametrize(
    "arguments",
    [
        ("-o", "a.doc"), ("-o", "-"), ("-o", "a.json", "--hxl"), ("-o", "a.zip", "--block", "people"),
        ("-o", "a.json", "--block", "matrix"), ("-o", "a.xlsx", "--block", "nothing"),
        ("-o", "a.xlsx", "--for", "nobody"), (),
    ],
)  # fmt: skip
def test_what_cannot_be_meant_is_refused(
    capsys: pytest.CaptureFixture[str],
    arguments: tuple[str, ...],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.chdir(tmp_path)
    assert call(capsys, "export", HARBOUR, *arguments).code == 2
    assert list(tmp_path.iterdir()) == []


def test_a_terminal_sees_how_far_a_long_export_is(tmp_path: Path) -> None:
    people = "".join(
        f"  - {{id: p{n}, name: P{n}, party: upper, evidence: none}}\n" for n in range(3000)
    )
    case = written(tmp_path / "case", HEAD + PARTIES + "people:\n" + people)
    with terminal("export", case, "-o", tmp_path / "a.xlsx") as running:
        running.expect(END)
        assert "writing rows" in str(running.before)


def test_broken_cases_are_not_exported(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    shutil.copytree(HARBOUR, tmp_path / "case")
    (tmp_path / "case" / "case.yaml").write_text("format: 1\n", "utf-8")
    assert call(capsys, "export", tmp_path / "case", "-o", tmp_path / "a.xlsx").code == 2
    assert not (tmp_path / "a.xlsx").exists()
