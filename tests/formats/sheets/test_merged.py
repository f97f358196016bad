"""Merged cells: filled as cell by cell, refused where they overlap, and counted."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.formats.sheets.grid import Row, Sheet, column_name
from detente.formats.sheets.merged import Area, filled, overlapping
from detente.formats.sheets.read import read_sheets

from .books import book, parts
from .test_reading import SHEET, codes, sheet_xml


def merged_xml(rows: str, *areas: str) -> bytes:
    merges = "".join(f'<mergeCell ref="{area}"/>' for area in areas)
    return sheet_xml(rows).replace(b"</worksheet>", f"{merges}</worksheet>".encode())


@pytest.mark.parametrize(
    ("areas", "cell"),
    [
        (["A1:B2", "A1:B2"], "A1"),
        (["C3:D4", "A1:B2", "D4:F4"], "D4"),
        (["A2:F2", "C1:C9"], "A2"),
        (["F9:C3", "D1:D5", "A1:B9"], "C3"),
    ],
)
def test_merged_areas_that_overlap_are_refused_with_their_cell(
    tmp_path: Path, areas: list[str], cell: str
) -> None:
    path = book(tmp_path / "a.xlsx", [["x"]])
    row = '<row r="1"><c r="A1"><v>1</v></c></row>'
    (problem,) = read_sheets(parts(path, **{SHEET: merged_xml(row, *areas)})).problems
    assert (problem.code, problem.path) == ("sheet-002", ("a.xlsx", "Positions", cell))


AREAS = st.lists(
    st.tuples(st.integers(1, 6), st.integers(0, 5), st.integers(0, 3), st.integers(0, 3)).map(
        lambda at: (at[0], at[1], at[0] + at[2], at[1] + at[3])
    ),
    max_size=5,
)


def inside(area: Area) -> set[tuple[int, int]]:
    top, left, bottom, right = area
    return {(row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)}


@given(AREAS)
def test_overlaps_are_found_as_by_comparing_every_pair(areas: list[Area]) -> None:
    ordered = sorted(areas)
    first = next(
        (
            each[:2]
            for at, each in enumerate(ordered)
            if any(inside(each) & inside(other) for other in ordered[:at])
        ),
        None,
    )
    assert overlapping(areas) == first


@given(AREAS.filter(lambda areas: overlapping(areas) is None))
def test_areas_are_filled_as_cell_by_cell(areas: list[Area]) -> None:
    rows = [
        Row(number, tuple(f"{number}.{column}" if column % 3 == 0 else "" for column in range(5)))
        for number in (1, 2, 4, 5, 7)
    ]
    held = {(row.number, column): cell for row in rows for column, cell in enumerate(row.cells)}
    for area in areas:
        for place in inside(area) & set(held):
            held[place] = held[place] or held.get((area[0], area[1]), "")
    found, added = filled(rows, areas, Sheet("f", "s", ()), 0)
    assert added == 0
    assert {
        (row.number, column): cell for row in found for column, cell in enumerate(row.cells)
    } == held


@pytest.mark.parametrize("cell", ["<v>1</v>", "<f>B1</f>"])
def test_cells_left_empty_before_others_count(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cell: str
) -> None:
    monkeypatch.setattr("detente.formats.sheets.workbook.CELLS_AT_MOST", 50)
    path = book(tmp_path / "a.xlsx", [["x"]])
    wide = [f'<row r="{row}"><c r="J{row}"><v>1</v></c></row>' for row in range(1, 6)]
    assert codes(read_sheets(parts(path, **{SHEET: sheet_xml("".join(wide))}))) == []
    more = f'<row r="6"><c r="A6">{cell}</c></row>'
    (problem,) = read_sheets(parts(path, **{SHEET: sheet_xml("".join(wide) + more)})).problems
    assert (problem.code, problem.path[2]) == ("sheet-011", "A6")


def test_cells_that_a_merge_fills_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("detente.formats.sheets.workbook.CELLS_AT_MOST", 50)
    path = book(tmp_path / "a.xlsx", [["x"]])
    first = '<row r="1"><c r="A1"><v>1</v></c><c r="J1"><v>1</v></c></row>'
    rows = "".join(f'<row r="{row}"><c r="A{row}"><v>1</v></c></row>' for row in range(2, 9))
    parts(path, **{SHEET: merged_xml(first + rows, "B1:J1", "B2:J8")})
    assert codes(read_sheets(path)) == ["sheet-007"]  # B2 holds nothing, so nothing is filled
    held = rows.replace("</row>", '<c r="B2"><v>1</v></c></row>', 1)
    parts(path, **{SHEET: merged_xml(first + held, "B2:J8")})
    (problem,) = read_sheets(path).problems
    assert (problem.code, problem.path[2]) == ("sheet-011", "J5")


def test_many_merged_areas_cost_no_time(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", [["x"]])
    rows = "".join(
        f'<row r="{row}"><c r="A{row}"><v>1</v></c><c r="ALL{row}"><v>1</v></c></row>'
        for row in range(1, 301)
    )
    begun = time.perf_counter()
    parts(path, **{SHEET: merged_xml(rows, *["A1:ALL300"] * 1000)})
    assert codes(read_sheets(path)) == ["sheet-002"]
    apart = [f"{column_name(column)}{row}" for row in range(1, 21) for column in range(1000)]
    parts(path, **{SHEET: merged_xml(rows, *apart)})
    assert codes(read_sheets(path)) == ["sheet-007"]
    parts(path, **{SHEET: merged_xml(rows, *apart, "A21")})
    assert codes(read_sheets(path)) == ["sheet-002"]
    assert time.perf_counter() - begun < 5
