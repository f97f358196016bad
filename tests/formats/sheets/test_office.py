"""LibreOffice opens what is exported, and what it saves is taken in."""

from __future__ import annotations

import csv
import io
import shutil
from datetime import date
from pathlib import Path

import pypdfium2
import pytest

from detente.core.record.case import Case
from detente.core.record.statements import Position
from detente.formats.casefile import read_folder
from detente.formats.sheets.export import case_workbook, one_table
from detente.formats.sheets.intake import Understood
from detente.formats.sheets.mapping import ColumnNames, Defaults, SheetMapping
from detente.formats.sheets.read import read_sheets
from detente.formats.sheets.understand import understand, with_understood
from tests.core.builders import case_of, party

from .office import converted

HERE = Path(__file__).parent / "libreoffice"
HARBOUR = Path(__file__).parents[3] / "cases" / "teaching" / "harbour-2026"
DAY = date(2026, 3, 1)
ALL_AS_CSV = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"
MAPPINGS = {
    "list": SheetMapping(),
    "matrix": SheetMapping(defaults=Defaults(date="2026-02-23")),
    "grouped": SheetMapping(columns=ColumnNames(options="What they say")),
}
EXPECTED = {
    "list": [
        ("union", "wage", "could accept", "4.5", "2026-02-25"),
        ("company", "shift", "refuses", "eight-hours", "2026-02-12"),
        ("union", "duration", "offers", "months-24", "2026-01"),
    ],
    "matrix": [
        ("union", "wage", "could accept", "4.5", "2026-02-23"),
        ("company", "wage", "offers", "3.5", "2026-02-23"),
        ("company", "wage", "refuses", "4.5", "2026-02-23"),
        ("union", "shift", "demands", "eight-hours", "2026-02-23"),
        ("crane-crews", "shift", "refuses", "ten-hours twelve-hours", "2026-02-23"),
        ("company", "guarantee", "offers", "until-2027", "2026-02-23"),
    ],
    "grouped": [
        ("union", "wage", "could accept", "4.5", "2026-02-25"),
        ("company", "wage", "refuses", "4.5", "2026-02-26"),
        ("union", "automation", "demands", "consent", "2026-02-24"),
        ("company", "automation", "red line", "consent", "2026-02-24"),
    ],
}
TOLD: dict[str, list[str]] = {
    "list": [],
    "matrix": ["sheet-010"],
    "grouped": ["sheet-007", "sheet-008"],
}


def in_short(found: Understood) -> list[tuple[str, ...]]:
    made: list[tuple[str, ...]] = []
    for each in found.additions:
        entry = each.entry
        assert isinstance(entry, Position)
        about = str(entry.value.best) if entry.value else " ".join(entry.options)
        made.append((entry.party, entry.issue, entry.stance, about, str(entry.date)))
    return made


@pytest.mark.parametrize("name", list(EXPECTED))
def test_a_sheet_made_in_libreoffice_is_taken_in(name: str, tmp_path: Path, harbour: Case) -> None:
    read = read_sheets(converted(HERE / f"{name}.fods", "xlsx", tmp_path))
    assert [each.code for each in read.problems] == TOLD[name]
    found = understand(read.sheets, harbour, MAPPINGS[name], DAY)
    assert [each for each in found.problems if each.severity == "error"] == []
    assert in_short(found) == EXPECTED[name]
    shutil.copytree(HARBOUR, tmp_path / "case")
    assert with_understood(read_folder(tmp_path / "case"), found).read is not None


def test_text_that_libreoffice_saves_is_taken_in_alike(tmp_path: Path, harbour: Case) -> None:
    path = converted(HERE / "matrix.fods", "csv:Text - txt - csv (StarCalc):59,34,76,1", tmp_path)
    found = understand(read_sheets(path).sheets, harbour, MAPPINGS["matrix"], DAY)
    assert in_short(found) == EXPECTED["matrix"]


@pytest.mark.parametrize("name", ["istanbul", "harbour"])
def test_a_workbook_that_libreoffice_saved_anew_holds_no_change(
    name: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    case: Case = request.getfixturevalue(name)
    (tmp_path / "case.xlsx").write_bytes(case_workbook(case, DAY, "public"))
    saved = read_sheets(converted(tmp_path / "case.xlsx", "xlsx", tmp_path / "saved"))
    assert saved.problems == ()
    found = understand(saved.sheets, case, SheetMapping(), DAY)
    assert (found.additions, found.parts, found.problems) == ((), (), ())
    assert found.unchanged > 40


def test_libreoffice_shows_what_was_written_cell_by_cell(tmp_path: Path, istanbul: Case) -> None:
    (tmp_path / "case.xlsx").write_bytes(case_workbook(istanbul, DAY))
    folder = converted(tmp_path / "case.xlsx", ALL_AS_CSV, tmp_path / "csv").parent
    for block in ("matrix", "positions", "statements", "people"):
        table = one_table(istanbul, block, DAY)
        text = (folder / f"case-{block.capitalize()}.csv").read_text("utf-8")
        rows = list(csv.reader(io.StringIO(text, newline="")))
        assert tuple(rows[0]) == table.heads
        assert [tuple(row) for row in rows[1:]] == [tuple(map(str, row)) for row in table.rows]


def test_the_workbook_prints_on_pages_wide_enough_to_read(tmp_path: Path, istanbul: Case) -> None:
    (tmp_path / "case.xlsx").write_bytes(case_workbook(istanbul, DAY))
    pages = pypdfium2.PdfDocument(converted(tmp_path / "case.xlsx", "pdf", tmp_path))
    texts = [page.get_textpage().get_text_range() for page in pages]
    assert "A ceasefire without conditions" in texts[0]
    assert pages[0].get_width() > pages[0].get_height()
    assert len(pages) <= 30
    pages.close()


@pytest.mark.parametrize(
    "text", ['=HYPERLINK("http://127.0.0.1:9/")', "=1+1", "+1+1", "@SUM(1)", "-2+3"]
)
def test_libreoffice_calculates_nothing(tmp_path: Path, text: str) -> None:
    case = case_of(party(name=text))
    (tmp_path / "a.xlsx").write_bytes(case_workbook(case))
    path = converted(tmp_path / "a.xlsx", ALL_AS_CSV.replace(",-1", ",2"), tmp_path)
    (row,) = list(csv.reader(io.StringIO(path.read_text("utf-8"), newline="")))[1:]
    assert row[1] == text
