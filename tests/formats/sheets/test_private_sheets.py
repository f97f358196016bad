"""What a sheet adds is open to nobody but those who may see what it replaces, or whom it was made for."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from detente.core.record.case import Case
from detente.core.record.entry import Entry
from detente.core.record.known import visible_to
from detente.formats.casefile import read_folder
from detente.formats.sheets.delimited import delimited_bytes
from detente.formats.sheets.export import case_workbook, one_table
from detente.formats.sheets.intake import Understood
from detente.formats.sheets.mapping import SheetMapping
from detente.formats.sheets.read import read_sheets
from detente.formats.sheets.understand import understand, with_understood

from .books import edited

DAY = date(2026, 3, 1)
HARBOUR = Path(__file__).parents[3] / "cases" / "teaching" / "harbour-2026"
PRIVATE = "could accept: 3.5..4 percent (since 2026-02-12)"
PUBLIC_LINE = "offers: 3 percent (since 2026-02-12)"
NEW = "reserves: 3 percent (since 2026-02-20)"


def in_workbook(
    path: Path, case: Case, reader: str, change: Callable[[dict[str, str]], None]
) -> Path:
    """Write a case's workbook for a reader, with the cells of the row of wages changed."""
    path.write_bytes(case_workbook(case, None, reader))
    book = load_workbook(path)
    sheet = book["Matrix"]
    heads = [str(cell.value) for cell in sheet[1]]
    row = next(row for row in sheet.iter_rows(min_row=2) if row[0].value == "wage")
    cells = {head: str(cell.value or "") for head, cell in zip(heads, row, strict=True)}
    change(cells)
    for head, cell in zip(heads, row, strict=True):
        cell.value = cells[head]
    book.save(path)
    return path


def in_csv(path: Path, case: Case, reader: str, change: Callable[[dict[str, str]], None]) -> Path:
    """Write the matrix for a reader as CSV, with the cells of the row of wages changed."""

    def whole(rows: list[dict[str, str]]) -> None:
        change(next(row for row in rows if row["id"] == "wage"))

    return edited(visible_to(case, reader), "matrix", path, whole)


def taken(
    path: Path, case: Case, reader: str | None = None, sheet: str | None = None
) -> Understood:
    """Return what a file adds to the case."""
    read = read_sheets(path, sheet=sheet)
    mapping = SheetMapping(sheet=sheet or "")
    return understand(read.sheets, case, mapping, DAY, reader=reader)


def the_entry(found: Understood) -> Entry:
    """Return the only entry that is added, without an error."""
    assert [each.code for each in found.problems if each.severity == "error"] == []
    (made,) = found.additions
    return made.entry


def replaced(old: str, new: str) -> Callable[[dict[str, str]], None]:
    """Change a line in the company's cell."""

    def change(cells: dict[str, str]) -> None:
        assert old in cells["Company"]
        cells["Company"] = cells["Company"].replace(old, new)

    return change


@pytest.mark.parametrize("write", [in_workbook, in_csv])
@pytest.mark.parametrize(("old", "readers"), [(PRIVATE, ("mediator",)), (PUBLIC_LINE, ("public",))])
def test_matrix_cell_of_a_private_position_edited_was_public(
    harbour: Case, tmp_path: Path, write: Callable[..., Path], old: str, readers: tuple[str, ...]
) -> None:
    path = write(tmp_path / "m.xlsx", harbour, "mediator", replaced(old, NEW))
    said = None if write is in_workbook else "mediator"
    made = the_entry(taken(path, harbour, said))
    (before,) = made.supersedes
    assert made.visible_to == readers
    found = harbour.find(before, "positions")
    assert found is not None
    assert found.visible_to == readers


@pytest.mark.parametrize("sheet", [None, "Matrix"])
def test_the_reader_that_a_workbook_names_was_not_read_without_a_day(
    harbour: Case, tmp_path: Path, sheet: str | None
) -> None:
    path = in_workbook(tmp_path / "m.xlsx", harbour, "mediator", lambda cells: None)
    assert taken(path, harbour, sheet=sheet).reader == "mediator"


def test_the_reader_named_in_a_hidden_or_renamed_sheet_was_not_read(
    harbour: Case, tmp_path: Path
) -> None:
    path = in_workbook(tmp_path / "m.xlsx", harbour, "mediator", lambda cells: None)
    book = load_workbook(path)
    book["Case"].sheet_state = "hidden"
    book.save(path)
    assert taken(path, harbour).reader == "mediator"
    book["Case"].sheet_state = "visible"
    book["Case"].title = "About"
    book.save(path)
    assert taken(path, harbour).reader == "mediator"


@pytest.mark.parametrize("write", [in_workbook, in_csv])
@pytest.mark.parametrize("reader", ["mediator", "union", "public"])
def test_new_line_in_a_private_matrix_was_public(
    harbour: Case, tmp_path: Path, write: Callable[..., Path], reader: str
) -> None:
    def add(cells: dict[str, str]) -> None:
        cells["Company"] += f"\n{NEW}"

    path = write(tmp_path / "m.xlsx", harbour, reader, add)
    made = the_entry(taken(path, harbour, None if write is in_workbook else reader))
    assert (made.supersedes, made.visible_to) == ((), (reader,))


@pytest.mark.parametrize(
    "change",
    [
        {PRIVATE: NEW, PUBLIC_LINE: "offers: 3.2 percent (since 2026-02-20)"},
        {PRIVATE: NEW, PUBLIC_LINE: ""},
        {PRIVATE: f"{NEW}\nrefuses: 4 percent (since 2026-02-20)", PUBLIC_LINE: ""},
        {PUBLIC_LINE: f"{NEW}\nrefuses: 4 percent (since 2026-02-20)"},
    ],
)
def test_lines_with_different_readers_in_one_cell_were_mixed(
    harbour: Case, tmp_path: Path, change: dict[str, str]
) -> None:
    def several(cells: dict[str, str]) -> None:
        for old, new in change.items():
            replaced(old, new)(cells)

    found = taken(in_workbook(tmp_path / "m.xlsx", harbour, "mediator", several), harbour)
    assert found.additions == ()
    assert [(each.code, each.path[1:]) for each in found.problems] == [
        ("sheet-031", ("Matrix", "D2"))
    ]


ROW = {"party": "union", "issue": "wage", "stance": "offers", "value.best": "4.5",
       "value.unit": "percent", "date": "2026-02-12"}  # fmt: skip


def rows_of(case: Case, reader: str, path: Path, **cells: str) -> Path:
    """Write the positions for a reader with a new row."""
    return edited(
        visible_to(case, reader), "positions", path,
        lambda rows: rows.append({**dict.fromkeys(rows[0], ""), **ROW, **cells}),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("cells", "readers"),
    [
        ({}, ("mediator",)),
        ({"visible_to": "public"}, ("public",)),
        ({"visible_to": "union, mediator"}, ("union", "mediator")),
        ({"supersedes": "union-wage-3"}, ("public",)),
        ({"supersedes": "company-wage-in-private"}, ("mediator",)),
    ],
)
def test_new_row_in_a_private_sheet_was_public(
    harbour: Case, tmp_path: Path, cells: dict[str, str], readers: tuple[str, ...]
) -> None:
    path = rows_of(harbour, "mediator", tmp_path / "p.csv", **cells)
    assert the_entry(taken(path, harbour, "mediator")).visible_to == readers


def test_row_that_replaces_entries_with_different_readers_was_public(
    harbour: Case, tmp_path: Path
) -> None:
    both = "union-wage-3, company-wage-in-private"
    path = rows_of(harbour, "mediator", tmp_path / "p.csv", supersedes=both)
    found = taken(path, harbour, "mediator")
    assert (found.additions, [each.code for each in found.problems]) == ((), ["sheet-031"])
    path = rows_of(harbour, "mediator", path, supersedes=both, visible_to="mediator")
    assert the_entry(taken(path, harbour, "mediator")).visible_to == ("mediator",)


@pytest.mark.parametrize(("written", "readers"), [("", ("mediator",)), ("public", ("public",))])
def test_emptied_cell_visible_to_made_a_private_entry_public(
    harbour: Case, tmp_path: Path, written: str, readers: tuple[str, ...]
) -> None:
    def change(rows: list[dict[str, str]]) -> None:
        row = next(row for row in rows if row["id"] == "company-wage-in-private")
        row.update({"visible_to": written, "stance": "offers"})

    path = edited(visible_to(harbour, "mediator"), "positions", tmp_path / "p.csv", change)
    assert the_entry(taken(path, harbour, "mediator")).visible_to == readers


@pytest.mark.parametrize(
    ("block", "text"), [("positions", ""), ("matrix", PUBLIC_LINE)], ids=["rows", "matrix"]
)
def test_private_csv_without_for_was_taken_as_public(
    harbour: Case, tmp_path: Path, block: str, text: str
) -> None:
    path = rows_of(harbour, "mediator", tmp_path / "s.csv")
    if block == "matrix":
        path = in_csv(tmp_path / "s.csv", harbour, "mediator", replaced(text, f"{text}\n{NEW}"))
    for reader in (None, "public"):
        found = taken(path, harbour, reader)
        assert [each.code for each in found.problems if each.severity == "error"] == ["sheet-032"]


def test_workbook_for_a_reader_nobody_knows_was_taken_as_public(
    harbour: Case, tmp_path: Path
) -> None:
    def add(cells: dict[str, str]) -> None:
        cells["City"] = cells.get("City", "") or ""
        cells["Company"] += f"\n{NEW}"

    path = tmp_path / "m.xlsx"
    path.write_bytes(case_workbook(harbour, None, "public"))
    book = load_workbook(path)
    for reader in ("somebody", ""):
        row = next(row for row in book["Case"].iter_rows() if row[0].value == "shown to")
        row[1].value = reader
        cell = next(c for r in book["Matrix"].iter_rows() if r[0].value == "wage" for c in r[3:4])
        cell.value = f"{cell.value}\n{NEW}"
        book.save(path)
        found = taken(path, harbour)
        assert [each.code for each in found.problems] == ["sheet-032"]


def test_for_another_reader_than_the_workbook_says_was_believed(
    harbour: Case, tmp_path: Path
) -> None:
    path = in_workbook(tmp_path / "m.xlsx", harbour, "mediator", lambda cells: None)
    for reader in ("public", "union"):
        assert [
            each.code for each in taken(path, harbour, reader).problems if each.severity == "error"
        ] == ["sheet-032"]


def test_readers_in_somebody_elses_list_were_not_read(harbour: Case, tmp_path: Path) -> None:
    head, row = "Party,Issue,Position,Date", "Union,Wage,could accept: 4.5 percent,2026-02-25"
    for heads, cells, reader, readers in (
        (head, row, None, ("public",)),
        (head, row, "mediator", ("mediator",)),
        (f"{head},visible_to", f'{row},"Union, mediator"', None, ("union", "mediator")),
        (f"{head},visible to", f"{row},", "union", ("union",)),
        (f"{head},visible_to", f"{row},public", "union", ("public",)),
    ):
        (tmp_path / "l.csv").write_text(f"{heads}\n{cells}\n", "utf-8")
        assert the_entry(taken(tmp_path / "l.csv", harbour, reader)).visible_to == readers
    (tmp_path / "l.csv").write_text(f"{head},visible_to\n{row},nobody\n", "utf-8")
    found = taken(tmp_path / "l.csv", harbour)
    assert (found.additions, [each.code for each in found.problems]) == ((), ["sheet-012"])


WORDS = "With thirty-six months I can go to between three and a half and four percent."


@pytest.mark.parametrize("cells", [{"evidence": f"- {{document: mediator-note, words: {WORDS}}}"},
                                   {"statement": "says-up-to-four"}])  # fmt: skip
def test_an_entry_more_open_than_what_it_names_is_refused(
    harbour: Case, tmp_path: Path, cells: dict[str, str]
) -> None:
    read = read_folder(HARBOUR)
    path = rows_of(harbour, "public", tmp_path / "p.csv", **cells)
    outcome = with_understood(read, taken(path, harbour, "public"))
    assert outcome.read is None
    codes = {each.code for each in outcome.problems if each.severity == "error"}
    assert codes
    assert codes <= {"case-055", "case-058"}
    path = rows_of(harbour, "mediator", path, **cells)
    found = taken(path, harbour, "mediator")
    assert the_entry(found).visible_to == ("mediator",)
    codes = {each.code for each in with_understood(read, found).problems}
    assert codes.isdisjoint({"case-055", "case-058"})


def test_the_matrix_for_a_reader_has_the_lines_that_these_tests_change(harbour: Case) -> None:
    table = one_table(visible_to(harbour, "mediator"), "matrix")
    text = delimited_bytes(table, mark=False).decode()
    (wage,) = [row for row in csv.DictReader(io.StringIO(text)) if row["id"] == "wage"]
    assert wage["Company"].split("\n")[:2] == [PUBLIC_LINE, PRIVATE]
