"""Nothing is lost between a case and a sheet: what was written comes back as it was."""

from __future__ import annotations

import csv
import io
import tempfile
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from detente.core.record.case import BLOCKS, Case
from detente.core.record.dates import Date
from detente.core.record.entry import Entry
from detente.core.record.known import seen_by, visible_to
from detente.core.record.sources import Document
from detente.formats.data import as_data
from detente.formats.sheets.delimited import archive_bytes, delimited_bytes
from detente.formats.sheets.export import case_tables, case_workbook, one_table
from detente.formats.sheets.intake import Understood
from detente.formats.sheets.limits import CELL_AT_MOST, escaped, unescaped
from detente.formats.sheets.mapping import SheetMapping
from detente.formats.sheets.read import read_sheets
from detente.formats.sheets.understand import understand
from detente.formats.sheets.write import workbook_bytes
from tests.core import strategies
from tests.core.builders import case_of, issue, party, position

from ..values import values

DAY = date(2026, 3, 1)


def understood(case: Case, data: bytes, ending: str, **how: Any) -> Understood:
    """Return what a file adds to a case; its reading has to be free of problems."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"sheet.{ending}"
        path.write_bytes(data)
        read = read_sheets(path)
    assert read.problems == ()
    return understand(read.sheets, case, SheetMapping(), DAY, **how)


def assert_no_change(found: Understood) -> None:
    assert (found.additions, found.parts, found.problems, found.questions) == ((), (), (), ())


@pytest.mark.parametrize("name", ["istanbul", "harbour"])
@pytest.mark.parametrize("reader", ["public", "mediator"])
@pytest.mark.parametrize("on", [None, date(2026, 2, 6), DAY])
def test_a_real_case_comes_back_unchanged(
    request: pytest.FixtureRequest, name: str, reader: str, on: date | None
) -> None:
    case: Case = request.getfixturevalue(name)
    found = understood(case, case_workbook(case, on, reader), "xlsx", reader=reader)
    assert_no_change(found)
    assert found.unchanged > 40
    shown = seen_by(case, reader, on)
    tagged = case_tables(shown, on, reader, hxl=True)
    assert_no_change(understood(case, workbook_bytes(tagged, title="t"), "xlsx"))
    assert_no_change(understood(case, archive_bytes(tagged), "zip"))


@pytest.mark.parametrize("block", [*BLOCKS, "matrix"])
@pytest.mark.parametrize("hxl", [False, True])
def test_a_block_as_csv_comes_back_unchanged(harbour: Case, block: str, hxl: bool) -> None:
    shown = visible_to(harbour, "public")
    table = one_table(shown, block, None, hxl=hxl)
    found = understood(harbour, delimited_bytes(table), "csv")
    assert_no_change(found)
    assert found.unchanged >= len(table.rows)


@strategies.broad
@given(strategies.cases())
def test_an_arbitrary_case_comes_back_unchanged(case: Case) -> None:
    tables = case_tables(case, None, "public")
    for data, ending in (
        (workbook_bytes(tables, title="t"), "xlsx"),
        (archive_bytes(tables), "zip"),
    ):
        found = understood(case, data, ending)
        assert (found.additions, found.parts) == ((), ())


@st.composite
def entries(draw: st.DrawFn) -> tuple[str, Entry]:
    """A block and an entry of it, as a file can hold it."""
    block = draw(st.sampled_from(tuple(BLOCKS)))
    return block, draw(values(BLOCKS[block]))


@strategies.broad
@given(entries())
def test_an_entry_is_read_from_its_row_as_it_was_written(drawn: tuple[str, Entry]) -> None:
    block, entry = drawn
    table = one_table(case_of(entry), block)
    wanted = replace(entry, recorded=entry.recorded or Date.of(DAY))
    if not isinstance(entry, Document):
        wanted = replace(wanted, evidence=entry.evidence or ())
    for data, ending in (
        (workbook_bytes([table], title="t"), "xlsx"),
        (delimited_bytes(table), "csv"),
    ):
        found = understood(Case(title="t"), data, ending)
        assert found.problems == ()
        assert [as_data(each.entry) for each in found.additions] == [as_data(wanted)]


@given(st.text(max_size=30) | st.from_regex(r"(_x[0-9A-F]{4}_|x005F|_|\x07){1,6}", fullmatch=True))
def test_what_xml_cannot_hold_is_marked_and_comes_back(text: str) -> None:
    assert unescaped(escaped(text)) == text
    assert not set(escaped(text)) & set("\x00\x01\x0b\x1f\ufffe")


@given(st.text(alphabet="'=+-@\t\r ab1", max_size=6))
def test_an_apostrophe_before_a_sign_is_taken_away_again(text: str) -> None:
    from detente.formats.sheets.delimited import _written, unmarked

    assert unmarked(_written(text)) == text
    assert _written(text)[:1] not in tuple("=+-@\t\r")


HOSTILE = ("=HYPERLINK(1)", "+1", "-1", "@SUM(1)", "'=2", "'tis", "\uff1d3", " =4")


def test_a_head_is_no_formula_and_comes_back() -> None:
    parties = tuple(party(f"p{at}", name=name) for at, name in enumerate(HOSTILE))
    case = case_of(*parties, issue(), position("a", party="p0"))
    table = one_table(case, "matrix")
    assert set(HOSTILE[:4]) <= set(table.heads)
    data = delimited_bytes(table, mark=False)
    heads = next(csv.reader(io.StringIO(data.decode(), newline="")))
    assert not [head for head in heads if head[:1] in tuple("=+-@\t\r\n\uff1d")]
    assert "'=HYPERLINK(1)" in heads
    assert_no_change(understood(case, data, "csv"))
    tables = case_tables(case, None, "public")
    with zipfile.ZipFile(io.BytesIO(archive_bytes(tables))) as archive:
        assert b",'=HYPERLINK(1)," in archive.read("matrix.csv")
    assert_no_change(understood(case, archive_bytes(tables), "zip"))


def test_a_head_in_a_workbook_is_a_text_and_marked_as_one() -> None:
    parties = tuple(party(f"p{at}", name=name) for at, name in enumerate(HOSTILE))
    case = case_of(*parties, issue(), position("a", party="p0"))
    data = case_workbook(case)
    sheet: Any = load_workbook(io.BytesIO(data))["Matrix"]
    marked = {cell.value for cell in sheet[1] if cell.quotePrefix}
    assert marked == {"=HYPERLINK(1)", "+1", "-1", "@SUM(1)", "\uff1d3"}
    assert {cell.data_type for cell in sheet[1]} == {"s"}
    assert_no_change(understood(case, data, "xlsx"))


def test_a_text_too_long_for_a_cell_goes_on_in_another_column() -> None:
    long = "".join(chr(97 + n % 26) for n in range(CELL_AT_MOST * 2 + 5)) + "🕊️" * 20_000
    case = case_of(party(note=long), party("south", note="short"))
    data = case_workbook(case)
    assert_no_change(understood(case, data, "xlsx"))
    changed = replace(case, parties=(party(note=long[:-1] + "!"), party("south", note="short")))
    assert understood(changed, data, "xlsx").problems


def test_equal_cases_give_equal_bytes(istanbul: Case) -> None:
    assert case_workbook(istanbul, DAY) == case_workbook(istanbul, DAY)


def test_numbers_and_days_are_cells_of_that_kind_where_nothing_is_lost() -> None:
    from detente.core.record.quantities import Quantity

    exact = "0.1234567890123456789"
    case = case_of(
        party(), position("a", value=Quantity.parse("12.50 percent"), options=()),
        position("b", value=Quantity.parse(exact), date="about 2025-05", options=()),
    )  # fmt: skip
    sheet: Any = load_workbook(
        io.BytesIO(workbook_bytes([one_table(case, "positions")], title="t"))
    )["Positions"]
    heads = {cell.value: cell.column for cell in sheet[1]}
    first, second = (
        {name: sheet.cell(row, at).value for name, at in heads.items()} for row in (2, 3)
    )
    assert first["value.best"] == 12.5
    assert str(first["date"]).startswith("2025-05-01")
    assert sheet.cell(2, heads["date"]).is_date
    assert second["value.best"] == exact
    assert second["date"] == "about 2025-05"
    assert_no_change(
        understood(case, workbook_bytes([one_table(case, "positions")], title="t"), "xlsx")
    )
