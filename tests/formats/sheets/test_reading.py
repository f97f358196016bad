"""Odd and hostile files: read, or refused with the cell's or the file's name, quickly."""

from __future__ import annotations

import csv
import io
import os
import struct
import tempfile
import time
import zipfile
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from detente.formats.sheets.delimited import Lines
from detente.formats.sheets.grid import SheetsRead, cell_place, column_name
from detente.formats.sheets.read import read_sheets

from .books import HEADS, ROW, book, parts

SHEET = "xl__worksheets__sheet1_xml"
_NAMESPACE = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def codes(found: SheetsRead) -> list[str]:
    return [each.code for each in found.problems]


def cells(found: SheetsRead) -> list[tuple[Any, ...]]:
    (sheet,) = found.sheets
    return [row.cells for row in sheet.rows]


def sheet_xml(rows: str, before: str = "") -> bytes:
    return f'<?xml version="1.0"?>{before}<worksheet {_NAMESPACE}><sheetData>{rows}</sheetData></worksheet>'.encode()


@given(st.integers(0, 16_383))
def test_the_name_of_a_column_names_it(index: int) -> None:
    assert cell_place(f"{column_name(index)}7") == (7, index)


VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**14), 10**14),
    st.floats(-1e9, 1e9).map(lambda value: round(value, 6)),
    st.dates(date(1900, 3, 1), date(2100, 1, 1)),
    st.text(st.characters(categories=("L", "N", "P", "S", "Zs")), max_size=9).filter(
        lambda text: not text.startswith("=")
    ),
)  # fmt: skip


HALF_PAST_ONE = datetime.fromisoformat("2025-05-29T13:30")


def as_read(value: Any) -> Any:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, bool | str | date) else Decimal(repr(value))


@given(st.lists(st.lists(VALUES, min_size=1, max_size=4), min_size=1, max_size=4))
def test_a_workbook_is_read_as_openpyxl_reads_it(rows: list[list[Any]]) -> None:
    folder = Path(os.environ.get("PYTEST_TMPDIR", "/tmp"))
    path = book(folder / f"detente-{os.getpid()}.xlsx", rows)
    theirs = [
        [as_read(cell) for cell in row]
        for row in load_workbook(io.BytesIO(path.read_bytes()))
        .worksheets[0]
        .iter_rows(values_only=True)
    ]
    found = read_sheets(path)
    path.unlink()
    ours = {row.number: row.cells for sheet in found.sheets for row in sheet.rows}
    for number, row in enumerate(theirs, 1):
        mine = ours.get(number, ())
        padded = [*mine, *[""] * (len(row) - len(mine))]
        assert [each if each != "" else "" for each in padded] == row


def test_days_are_counted_from_1900_and_from_1904(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", [[date(2025, 5, 29), HALF_PAST_ONE, 45806]])
    assert cells(read_sheets(path)) == [(date(2025, 5, 29), HALF_PAST_ONE, Decimal(45806))]
    old = load_workbook(path)
    old.epoch = CALENDAR_MAC_1904
    old.save(tmp_path / "b.xlsx")
    assert cells(read_sheets(tmp_path / "b.xlsx"))[0][0] == date(2025, 5, 29)
    style = (
        '<c r="A1" s="1"><v>60</v></c><c r="B1" s="1"><v>59</v></c><c r="C1" s="1"><v>61</v></c>'
    )
    parts(path, **{SHEET: sheet_xml(f'<row r="1">{style}</row>')})
    assert cells(read_sheets(path)) == [(Decimal(60), date(1900, 2, 28), date(1900, 3, 1))]


def test_of_a_formula_the_saved_value_counts_and_none_is_told(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", [["x"]])
    row = (
        '<row r="1"><c r="A1" t="str"><f>B1</f><v>saved</v></c><c r="B1"><f>C1</f></c>'
        '<c r="C1" t="e"><v>#REF!</v></c><c r="D1"><v>1</v></c></row>'
    )
    found = read_sheets(parts(path, **{SHEET: sheet_xml(row)}))
    assert cells(found) == [("saved", "", "", Decimal(1))]
    assert codes(found) == ["sheet-010"]
    assert dict(found.sheets[0].marks) == {(1, 1): "formula", (1, 2): "error"}


def test_merged_and_hidden_cells_are_read_and_told(tmp_path: Path) -> None:
    def change(sheet: Any) -> None:
        sheet.merge_cells("A2:A3")
        sheet.row_dimensions[3].hidden = True
        sheet.column_dimensions["B"].hidden = True

    found = read_sheets(book(tmp_path / "a.xlsx", [["a", "b"], ["Wage", 1], [None, 2]], change))
    assert cells(found) == [("a", "b"), ("Wage", Decimal(1)), ("Wage", Decimal(2))]
    assert [(each.code, each.path[2]) for each in found.problems] == [
        ("sheet-007", "A2"), ("sheet-008", "3"), ("sheet-008", "B"),
    ]  # fmt: skip


@pytest.mark.parametrize("index", ["-1", "1", "99999999999999999999"])
def test_a_text_that_is_not_there_is_refused_with_its_cell(tmp_path: Path, index: str) -> None:
    path = book(tmp_path / "a.xlsx", [["only text"]])
    row = f'<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>{index}</v></c></row>'
    texts = f"<sst {_NAMESPACE}><si><t>only text</t></si></sst>".encode()
    links = "xl/_rels/workbook.xml.rels"
    with zipfile.ZipFile(path) as archive:
        linked = archive.read(links).replace(
            b"</Relationships>",
            b'<Relationship Id="t" Type="x/sharedStrings" Target="t.xml"/></Relationships>',
        )
    parts(path, **{SHEET: sheet_xml(row), "xl/t.xml": texts, links: linked})
    found = read_sheets(path)
    (problem,) = found.problems
    assert (problem.code, problem.path) == ("sheet-002", ("a.xlsx", "Positions", "B1"))
    assert found.sheets == ()


def test_a_hidden_sheet_is_read_only_when_it_is_named(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", [HEADS, ROW])
    made = load_workbook(path)
    made.create_sheet("Drafts").append(["secret"])
    made["Drafts"].sheet_state = "hidden"
    made.save(path)
    found = read_sheets(path)
    assert [sheet.name for sheet in found.sheets] == ["Positions"]
    assert codes(found) == ["sheet-008"]
    assert [row.cells for row in read_sheets(path, sheet="Drafts").sheets[0].rows] == [("secret",)]


ENTITIES = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))


@pytest.mark.parametrize(
    "before",
    [
        f'<!DOCTYPE x [<!ENTITY l0 "lol">{ENTITIES}]>',
        '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">',
    ],
)
@pytest.mark.parametrize(
    "part", [SHEET, "xl__workbook_xml", "xl__styles_xml", "xl___rels__workbook_xml__rels"]
)
def test_xml_that_declares_entities_is_refused(tmp_path: Path, before: str, part: str) -> None:
    path = book(tmp_path / "a.xlsx", [["x"]])
    row = '<row r="1"><c r="A1" t="inlineStr"><is><t>&e;&l9;</t></is></c></row>'
    name = part.replace("__rels", ".rels") if part.endswith("__rels") else part
    wanted = {"xl/_rels/workbook.xml.rels" if "rels" in part else name: sheet_xml(row, before)}
    begun = time.perf_counter()
    assert codes(read_sheets(parts(path, **wanted))) == ["sheet-002"]
    assert time.perf_counter() - begun < 1


@pytest.mark.parametrize("part", [SHEET, "xl__workbook_xml", "xl__styles_xml"])
def test_xml_nested_deep_is_refused_at_once(tmp_path: Path, part: str) -> None:
    path = book(tmp_path / "a.xlsx", [["x"]])
    deep = b"<worksheet>" + b"<a>" * 2_000_000 + b"</a>" * 2_000_000 + b"</worksheet>"
    parts(path, **{part: deep})
    begun = time.perf_counter()
    (problem,) = read_sheets(path).problems
    assert time.perf_counter() - begun < 1
    assert (problem.code, problem.message) == (
        "sheet-002", "not a sound file: its XML is nested too deep",
    )  # fmt: skip
    flat = b"<a>" * 90 + b"</a>" * 90
    parts(
        book(path, [["x"]]), **{SHEET: sheet_xml("").replace(b"<sheetData>", flat + b"<sheetData>")}
    )
    assert codes(read_sheets(path)) == ["sheet-006"]


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", [["x"]])
    parts(path, **{SHEET: None})
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b" " * 420_000_000)
    assert path.stat().st_size < 4_000_000
    begun = time.perf_counter()
    assert codes(read_sheets(path)) == ["sheet-011"]
    assert time.perf_counter() - begun < 1


def test_an_archive_that_lies_about_its_sizes_is_refused(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", [["x"]])
    parts(path, **{SHEET: sheet_xml("<row>" + " " * 3_000_000 + "</row>")})
    data = bytearray(path.read_bytes())
    for sign, offset in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        at = data.find(sign)
        while at >= 0:
            (size,) = struct.unpack_from("<I", data, at + offset)
            if size > 2_000_000:
                struct.pack_into("<I", data, at + offset, 10)
            at = data.find(sign, at + 4)
    path.write_bytes(data)
    assert codes(read_sheets(path)) == ["sheet-002"]


def test_a_cell_far_away_names_itself(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", [["x"]])
    row = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    (problem,) = read_sheets(parts(path, **{SHEET: sheet_xml(row)})).problems
    assert (problem.code, problem.path) == ("sheet-011", ("a.xlsx", "Positions", "XFD1048576"))


def test_a_row_far_down_costs_nothing(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", [["x"]])
    row = '<row r="1048576"><c r="B1048576"><v>1</v></c></row>'
    found = read_sheets(parts(path, **{SHEET: sheet_xml(row)}))
    assert [(row.number, row.cells) for row in found.sheets[0].rows] == [
        (1048576, ("", Decimal(1)))
    ]


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (b"", "a.csv", "sheet-006"),
        (b"\n\n,,,\n", "a.csv", "sheet-006"),
        (b"PK\x03\x04 not a zip", "a.xlsx", "sheet-002"),
        (b"%PDF-1.7\n\x00\x00", "a.xlsx", "sheet-003"),
        (b"%PDF-1.7\n1 0 obj\n", "a.pdf", "sheet-003"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "a.xls", "sheet-003"),
        ("Häfen,x\n".encode("cp1252"), "a.csv", "sheet-005"),
        (b"a," * 1001 + b"\n", "a.csv", "sheet-011"),
        (b'"' + b"x" * 20_000_000, "a.csv", "sheet-002"),
    ],
)
def test_what_cannot_be_read_is_refused(tmp_path: Path, data: bytes, name: str, code: str) -> None:
    (tmp_path / name).write_bytes(data)
    found = read_sheets(tmp_path / name)
    assert codes(found) == [code]
    assert found.sheets == ()
    assert found.problems[0].path[0] == name


@pytest.mark.parametrize(
    ("text", "cell", "line"),
    [
        ('a,b\nc,"d\ne,f\ng,h\n', "B2", 2),
        ('a,b\r\n"c\r\nd","e\r\nf"\r\ng,"h', "B3", 5),
        ('"a\nb","c\nd', "B1", 2),
        ('a,b\n"', "A2", 2),
        ('a,"b ""c""\n\n\n', "B1", 1),
        ('sep=;\na;"b', "B2", 2),
    ],
)
def test_a_quotation_mark_that_is_not_closed_is_told_with_its_line(
    tmp_path: Path, text: str, cell: str, line: int
) -> None:
    (tmp_path / "a.csv").write_bytes(text.encode())
    found = read_sheets(tmp_path / "a.csv")
    (problem,) = found.problems
    assert found.sheets == ()
    assert (problem.code, problem.path) == ("sheet-002", ("a.csv", "", cell))
    assert f"on line {line}, is not closed" in problem.message


@given(st.lists(st.lists(st.text('ab"\r\n,', max_size=4), min_size=1, max_size=3), min_size=1))
def test_texts_in_quotation_marks_are_read_as_the_standard_library_reads_them(
    rows: list[list[str]],
) -> None:
    made = io.StringIO(newline="")
    csv.writer(made).writerows(rows)
    lines = Lines(made.getvalue())
    read = [(row, lines.ended) for row in csv.reader(lines)]
    assert read == [(row, False) for row in rows]


def test_the_sheets_of_an_archive_share_the_count_of_cells(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("detente.formats.sheets.read.CELLS_AT_MOST", 10)
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        for name in "abcd":
            archive.writestr(f"{name}.csv", "1,2\n3,4\n")
    found = read_sheets(tmp_path / "a.zip")
    (problem,) = found.problems
    assert found.sheets == ()
    assert (problem.code, problem.path) == ("sheet-011", ("a.zip", "c", "2"))
    assert len(read_sheets(tmp_path / "a.zip", sheet="d").sheets) == 1


@pytest.mark.parametrize("name", ["a.csv", "xl/workbook.xml"])
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_an_archive_with_two_parts_of_one_name_is_refused(tmp_path: Path, name: str) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr(name, "Party,Issue\n")
        archive.writestr(name, "Party,Issue\nUnion,Wage\n")
    (problem,) = read_sheets(tmp_path / "a.zip").problems
    assert (problem.code, problem.message) == (
        "sheet-002", "not a sound file: two parts of it have the same name",
    )  # fmt: skip


def test_archives_of_other_kinds_are_refused(tmp_path: Path) -> None:
    for name, inside, code in (
        ("a.ods", {"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}, "sheet-003"),
        ("a.xlsb", {"[Content_Types].xml": "", "xl/workbook.bin": ""}, "sheet-003"),
        ("a.zip", {"readme.txt": "nothing"}, "sheet-003"),
        ("a.docx", {"[Content_Types].xml": "", "word/document.xml": ""}, "sheet-003"),
    ):
        with zipfile.ZipFile(tmp_path / name, "w") as archive:
            for part, text in inside.items():
                archive.writestr(part, text)
        assert codes(read_sheets(tmp_path / name)) == [code]


def test_a_folder_and_a_pipe_are_refused_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.csv")
    for path in (tmp_path, tmp_path / "pipe.csv", tmp_path / "none.csv", Path("/dev/zero")):
        begun = time.perf_counter()
        assert codes(read_sheets(path)) == ["sheet-001"]
        assert time.perf_counter() - begun < 1


def test_the_content_says_what_a_file_is(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", [HEADS, ROW])
    path.rename(tmp_path / "a.csv")
    found = read_sheets(tmp_path / "a.csv")
    assert cells(found) == [HEADS, ROW]
    assert [(each.code, each.severity) for each in found.problems] == [("sheet-003", "warning")]


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        ("Häfen;Wage\n".encode("cp1252"), "windows-1252"),
        ("Häfen\tWage\n".encode("utf-16"), None),
        ("\ufeffHäfen,Wage\r\n".encode(), None),
        (b"sep=|\nH\xc3\xa4fen|Wage\n", None),
        ('"Häfen";"Wage"\n"a;b";"c"\n'.encode(), None),
    ],
)
def test_text_in_columns_comes_in_many_forms(
    tmp_path: Path, data: bytes, encoding: str | None
) -> None:
    (tmp_path / "a.csv").write_bytes(data)
    assert cells(read_sheets(tmp_path / "a.csv", encoding=encoding))[0] == ("Häfen", "Wage")


@given(st.binary(max_size=400) | st.binary(max_size=200).map(lambda data: b"PK\x03\x04" + data))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    path = Path(tempfile.gettempdir()) / f"detente-any-{os.getpid()}.xlsx"
    path.write_bytes(data)
    found = read_sheets(path)
    path.unlink()
    assert found.sheets or found.problems


def test_an_empty_file_is_told_whatever_its_name(tmp_path: Path) -> None:
    path = tmp_path / "empty.xlsx"
    path.write_bytes(b"")
    assert [each.code for each in read_sheets(path).problems] == ["sheet-006"]
