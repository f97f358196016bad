"""Workbooks and CSV files for the tests, made on the spot."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from detente.core.record.case import Case
from detente.formats.sheets.delimited import delimited_bytes
from detente.formats.sheets.export import one_table

HEADS = ("Party", "Issue", "Position", "Date")
ROW = ("Union", "Wage", "demands: 7.25 percent", "2026-01-08")


def book(
    path: Path, rows: Iterable[Iterable[Any]], change: Callable[[Any], None] | None = None
) -> Path:
    """Write a workbook with one sheet, "Positions"; ``change`` may do more to it."""
    made = Workbook()
    sheet = made.active
    assert sheet is not None
    sheet.title = "Positions"
    for row in rows:
        sheet.append(list(row))
    if change is not None:
        change(sheet)
    made.save(path)
    return path


def parts(path: Path, **changed: bytes | None) -> Path:
    """Write a workbook anew with some parts changed: ``xl__workbook_xml=...``; None removes one."""
    wanted = {
        name.replace("__", "/").replace("_xml", ".xml").replace("_bin", ".bin"): data
        for name, data in changed.items()
    }
    with zipfile.ZipFile(path) as old:
        kept = {name: old.read(name) for name in old.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, data in {**kept, **wanted}.items():
            if data is not None:
                new.writestr(name, data)
    return path


def edited(
    case: Case, block: str, path: Path, change: Callable[[list[dict[str, str]]], None]
) -> Path:
    """Write a block as CSV, after its rows were changed as somebody would in a spreadsheet."""
    text = delimited_bytes(one_table(case, block), mark=False).decode()
    reader = csv.DictReader(io.StringIO(text, newline=""))
    rows = list(reader)
    change(rows)
    assert reader.fieldnames
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, reader.fieldnames)
        writer.writeheader()
        writer.writerows(rows)
    return path
