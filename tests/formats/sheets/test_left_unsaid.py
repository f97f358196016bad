"""What a sheet leaves unsaid is told: columns and cells not read, units taken, all that is wrong."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from detente.core.record.quantities import Quantity
from detente.formats.sheets.grid import column_name
from detente.formats.sheets.mapping import SheetMapping
from detente.formats.sheets.read import read_sheets
from detente.formats.sheets.understand import understand
from tests.core.builders import case_of, issue, position

from .books import book, edited
from .test_understand import CASE, DAY, changed, mapped, places, taken, the_positions

HALF_PAST_TWO = datetime(2025, 5, 20, 14, 30)  # noqa: DTZ001 - the zone is missing on purpose


@pytest.mark.parametrize(
    ("head", "written"), [("Remarks", "Remarks"), ("What we think: a, b", '"What we think: a, b"')]
)
def test_a_column_of_remarks_in_a_matrix_had_a_hint_that_did_not_work(
    tmp_path: Path, head: str, written: str
) -> None:
    text = f'Issue,The North,"{head}",The South\nTruce,demands: Full (since 2025-05-20),so so,\n'
    found = taken(tmp_path, text)
    (problem,) = found.problems
    assert (problem.code, problem.path[2]) == ("sheet-012", "C1")
    assert problem.hint == (
        "say what it means in a mapping file, under means: party; "
        f"or do not read the column: unused: [{written}]"
    )
    mapping = mapped(tmp_path, problem.hint.partition("column: ")[2] + "\n")
    assert len(the_positions(taken(tmp_path, text, mapping))) == 1
    answered = SheetMapping().with_answer("party", head, found.questions[0].choices[-1][0])
    assert answered == mapping


@pytest.mark.parametrize(
    ("text", "cell", "count"),
    [
        (
            "Party,Issue,Position,Date\nnorth,Truce,demands: Full,2025-05-20,x,y\n",
            "E2",
            " (2 cells)",
        ),
        ("Party,Issue,,Position,Date\nnorth,Truce,x,demands: Full,2025-05-20\n", "C2", ""),
        (",The North,The South\nTruce,demands: Full (since 2025-05-20),,x\n", "D2", ""),
        ("Issue,The North,,The South\nTruce,demands: Full (since 2025-05-20),x,\n", "C2", ""),
    ],
)
def test_cells_without_a_head_were_dropped_in_silence(
    tmp_path: Path, text: str, cell: str, count: str
) -> None:
    found = taken(tmp_path, text)
    assert len(the_positions(found)) == 1
    assert [(each.code, each.path[2], each.severity) for each in found.problems] == [
        ("sheet-033", cell, "warning")
    ]
    assert found.problems[0].message == f"the cell has no head above it, and is not read{count}"


def test_cells_of_a_block_without_a_head_were_dropped_in_silence(tmp_path: Path) -> None:
    path = edited(CASE, "positions", tmp_path / "p.csv", lambda rows: None)
    path.write_text(path.read_text("utf-8").rstrip() + ",,offers\n", "utf-8")
    found = understand(read_sheets(path).sheets, CASE, SheetMapping(), DAY)
    assert [each.code for each in found.problems] == ["sheet-033"]
    assert found.unchanged == 1


LINE = "Party,Issue,Position,Date\n"


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        (f"{LINE}north,Truce,offers,2025-05-20\n", "C2"),
        (f"{LINE}north,price,refuses,2025-05-20\n", "C2"),
        (f"Text,{LINE}as they say,north,price,refuses,2025-05-20\n", "D2"),
        ("Issue,The North,The South\nTruce,,offers (since 2025-05-20)\n", "C2"),
        (f"{LINE}north,Truce,offers: Full,2025-05-20\n", None),
        (f"{LINE}north,open,offers,2025-05-20\n", None),
    ],
)
def test_a_stance_without_option_or_number_was_taken_in_silence(
    tmp_path: Path, text: str, cell: str | None
) -> None:
    case = case_of(*CASE.parties, *CASE.issues, issue("open", options=()))
    found = taken(tmp_path, text, case=case)
    assert len(the_positions(found)) == 1
    assert places(found) == ([("sheet-034", cell)] if cell else [])


def test_a_row_without_option_was_taken_in_silence(tmp_path: Path) -> None:
    def column(path: Path, key: str) -> str:
        heads = path.read_text("utf-8").splitlines()[0].removeprefix("\ufeff").split(",")
        return f"{column_name(heads.index(key))}2"

    found = changed(tmp_path, options="", evidence="none")
    assert places(found) == [("sheet-034", column(tmp_path / "positions.csv", "options"))]
    whole = case_of(*CASE.parties, *CASE.issues, position("old", options=()))
    assert places(changed(tmp_path, case=whole, stance="offers")) == []


@pytest.mark.parametrize(
    ("written", "best", "unit"),
    [("2.5", "2.5", "percent"), ("about 2.5", "2.5", "percent"), ("2.5 percent", "2.5", ""),
     ("2.5%", "2.5", ""), ("2.5 km", "2.5", "")],
)  # fmt: skip
def test_a_number_without_unit_was_taken_without(
    tmp_path: Path, written: str, best: str, unit: str
) -> None:
    text = f"{LINE}north,price,demands: {written},2025-05-20\n"
    found = taken(tmp_path, text)
    (made,) = the_positions(found)
    assert made.value is not None
    assert (str(made.value.best), found.additions[0].unit) == (best, unit)
    assert made.value.unit == ("km" if "km" in written else "percent")
    again = taken(tmp_path, text, case=case_of(*CASE.parties, *CASE.issues, made))
    assert (again.additions, again.unchanged) == ((), 1)
    bare = position(
        "bare", issue="price", options=(), value=Quantity.parse("2.5"), date="2025-05-20"
    )
    again = taken(tmp_path, text, case=case_of(*CASE.parties, *CASE.issues, bare))
    assert len(again.additions) == ("about" in written or "km" in written)


def test_a_number_in_a_row_without_unit_was_taken_without(tmp_path: Path) -> None:
    case = case_of(*CASE.parties, *CASE.issues, position(
        "old", issue="price", options=(), value=Quantity.parse("2.5")))  # fmt: skip
    assert changed(tmp_path, case=case, stance="offers").additions[0].unit == ""
    found = changed(tmp_path, case=case, value__best="3")
    (made,) = the_positions(found)
    assert (made.value, found.additions[0].unit) == (Quantity.parse("3 percent"), "percent")


@pytest.mark.parametrize(
    ("form", "shown"),
    [("0.0%", "2.5%"), ("0%", "2.5%"), ("General", None), ('0.000" %"', None), ("0.000\\%", None)],
)
def test_a_cell_shown_as_percent_was_read_as_a_fraction(
    tmp_path: Path, form: str, shown: str | None
) -> None:
    def percent(sheet: Any) -> None:
        sheet["D2"].number_format = form

    rows: list[list[Any]] = [["Party", "Issue", "Stance", "Position", "Date"],
                             ["north", "price", "offers", 0.025, date(2025, 5, 20)]]  # fmt: skip
    path = book(tmp_path / "p.xlsx", rows, percent)
    (made,) = the_positions(understand(read_sheets(path).sheets, CASE, SheetMapping(), DAY))
    assert made.value == Quantity.parse("2.5 percent" if shown else "0.025 percent")


@pytest.mark.parametrize(
    ("heads", "row", "cells"),
    [
        ("Party Issue Position Date", ["north", "Truce", "=A2", HALF_PAST_TWO], "C2 D2"),
        ("Party Issue Position Date", ["=B2", "=A2", "offers", HALF_PAST_TWO], "A2 B2 D2"),
        ("Party Issue Position Date", ["nobody", "Truce", "offers: Full", "20 o'clock"], "A2 D2"),
        ("Party Issue Position Date", ["north", "Truce", "offers: Full", "=TODAY()"], "D2"),
        ("Party Issue Position Date Note", ["north", "Truce", "offers: Full", "x", "=A2"], "D2 E2"),
        ("id party issue stance date evidence", ["new", "north", "truce", "=A2",
                                        HALF_PAST_TWO, "none"], "D2 E2"),
    ],
)  # fmt: skip
def test_several_mistakes_in_a_row_were_told_one_by_one(
    tmp_path: Path, heads: str, row: list[Any], cells: str
) -> None:
    path = book(tmp_path / "p.xlsx", [heads.split(), row])
    found = understand(read_sheets(path).sheets, CASE, SheetMapping(), DAY)
    told = [each for each in found.problems if each.severity == "error"]
    assert sorted(str(each.path[2]) for each in told) == cells.split()
    for each in told:
        if "hour" in each.message:
            assert "with its time zone: 2025-06-02T13:00+03:00" in each.hint
