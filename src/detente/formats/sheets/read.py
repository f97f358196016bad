"""A file of sheets, whatever it is, to its rows; what cannot be read is refused with its name."""

from __future__ import annotations

import codecs
import csv
import os
import stat
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path as FilePath
from typing import IO

from detente.core.problems import Problem, Severity, has_errors, shown

from .about_case import CASE_SHEET
from .delimited import Lines, separator_of, unmarked
from .grid import Row, Sheet, SheetsRead, no_such_sheet
from .limits import CELLS_AT_MOST, COLUMNS_AT_MOST, FILE_AT_MOST, UNPACKED_AT_MOST
from .workbook import Damaged, TooMuch, Unpacking, Unsound, read_workbook

ENCODINGS = ("utf-8", "utf-16", "windows-1250", "windows-1251", "windows-1252", "windows-1254",
             "windows-1255", "windows-1256", "iso-8859-15", "koi8-u", "mac-roman")  # fmt: skip
"""The encodings of text that can be asked for."""

_OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_ANEW = "open it and save it anew as .xlsx"
_FIELD_AT_MOST = 1 << 24
_NO_WAIT = getattr(os, "O_NONBLOCK", 0)


def read_sheets(
    path: FilePath,
    *,
    sheet: str | None = None,
    encoding: str | None = None,
    advance: Callable[[int], None] = lambda rows: None,
) -> SheetsRead:
    """Return the sheets of a workbook (XLSX, XLSM), of a CSV file, or of a ZIP archive of these.

    What the file is, its content says, not its name. ``sheet`` names the only sheet
    to be read; ``encoding`` that of a text, UTF-8 where it is not given. ``advance`` is told of rows
    as they are read. Never raises for what is in the file: what is wrong is among the problems, and
    with an error there are no sheets. Nothing is calculated, run, or fetched from elsewhere. Cost:
    linear; files over 100 MiB, or that unpack to over 400 MiB, are refused unread.
    """
    name = path.name
    try:
        descriptor = os.open(path, os.O_RDONLY | _NO_WAIT)
        with open(descriptor, "rb") as stream:
            status = os.fstat(descriptor)
            if not stat.S_ISREG(status.st_mode):
                return _refused("sheet-001", name, "not a file", "name a workbook or a CSV file")
            if status.st_size > FILE_AT_MOST:
                return _too_large(name)
            return read_stream(stream, name, sheet=sheet, encoding=encoding, advance=advance)
    except FileNotFoundError:
        return _refused("sheet-001", name, "there is no such file", "look at its name and folder")
    except OSError as error:
        why = (error.strerror or type(error).__name__).lower()
        return _refused("sheet-001", name, f"cannot be read: {why}", "name a file you may read")


def read_stream(
    stream: IO[bytes],
    name: str,
    *,
    sheet: str | None = None,
    encoding: str | None = None,
    advance: Callable[[int], None] = lambda rows: None,
) -> SheetsRead:
    """Return the sheets of an open file of this name, as :func:`read_sheets` does.

    How long the file is, nobody looks at here: the caller does.
    """
    begun = stream.read(8)
    stream.seek(0)
    if begun[:4] in (b"PK\x03\x04", b"PK\x05\x06"):
        found = _read_archive(stream, name, sheet, encoding, advance)
        fits: tuple[str, ...] = (".xlsx", ".xlsm", ".xltx", ".xltm", ".zip")
    elif begun == _OLD:
        return _old(stream, name)
    elif begun.startswith(b"%PDF"):
        hint = "copy its table into a sheet; the PDF itself can be a source of the case"
        return _refused("sheet-003", name, "a PDF", hint)
    else:
        text = Sheet(name, "", ())
        found, _ = _read_text(stream.read(), text, encoding, CELLS_AT_MOST, advance)
        fits = (".csv", ".tsv", ".txt", ".tab")
    if found.sheets and not name.lower().endswith(fits):
        ending = name.rpartition(".")[2][:10] if "." in name else ""
        what = "a workbook" if fits[0] == ".xlsx" else "text in columns"
        notice = Problem(
            "sheet-003",
            (name,),
            f'the name ends in "{shown(ending)}", but the file holds {what}; it is read as that',
            "give it the right name",
            "warning",
        )
        found = SheetsRead(found.sheets, (notice, *found.problems))
    if not has_errors(found.problems) and not any(each.rows for each in found.sheets):
        return _refused("sheet-006", name, "there is nothing in it", "was it saved?")
    return found


def _read_archive(
    stream: IO[bytes],
    name: str,
    sheet: str | None,
    encoding: str | None,
    advance: Callable[[int], None],
) -> SheetsRead:
    try:
        with zipfile.ZipFile(stream) as archive:
            parts = archive.infolist()
            names = {each.filename for each in parts}
            if len(names) < len(parts):
                return _damaged(name, "two parts of it have the same name")
            if any(each.flag_bits & 1 for each in parts):
                return _locked(name)
            other = _other_kind(names)
            if other is not None:
                return _refused("sheet-003", name, *other)
            if "[Content_Types].xml" in names or "xl/workbook.xml" in names:
                return read_workbook(archive, name, sheet, advance)
            return _read_texts(archive, name, sheet, encoding, advance)
    except zipfile.BadZipFile:
        return _damaged(name, "it is broken off or damaged")
    except Damaged as error:
        return _damaged(name, str(error))
    except Unpacking:
        return _too_large(name)
    except Unsound as error:
        return SheetsRead((), (_unsound(error.sheet, error.row, error.column, str(error)),))
    except TooMuch as error:
        return SheetsRead((), (_too_many(error.sheet, error.row, error.column),))
    except (NotImplementedError, RuntimeError, EOFError, ValueError, MemoryError):
        return _damaged(name, "a part of it cannot be unpacked")


def _other_kind(names: set[str]) -> tuple[str, str] | None:
    """What an archive with these files in it is, and how to mend that; None where it may be read."""
    if "mimetype" in names:
        return "an OpenDocument file", "save it as .xlsx or .csv in LibreOffice"
    if any(each.startswith(("word/", "ppt/")) for each in names):
        hint = "copy its table into a sheet; the document itself can be a source of the case"
        return "a document, not a sheet", hint
    if any(each.startswith("xl/") and each.endswith("workbook.bin") for each in names):
        return "a binary workbook", "save it as .xlsx in Excel"
    return None


def _read_texts(
    archive: zipfile.ZipFile,
    name: str,
    sheet: str | None,
    encoding: str | None,
    advance: Callable[[int], None],
) -> SheetsRead:
    sheets: list[Sheet] = []
    problems: list[Problem] = []
    left, room = UNPACKED_AT_MOST, CELLS_AT_MOST
    tables = [each for each in archive.infolist() if each.filename.lower().endswith(".csv")]
    if not tables:
        return _refused(
            "sheet-003", name, "no sheet in it", "name a workbook, or CSV files in a .zip"
        )
    titles = [part.filename.rpartition("/")[2][: -len(".csv")] for part in tables[:200]]
    if sheet is not None and sheet not in titles:
        problems.append(no_such_sheet(name, sheet, titles))
    for part, title in zip(tables, titles, strict=False):
        if sheet not in (None, title) and title.lower() != CASE_SHEET:  # it says who may see them
            continue
        with archive.open(part) as stream:
            data = stream.read(min(left, FILE_AT_MOST) + 1)
        left -= len(data)
        if left < 0 or len(data) > FILE_AT_MOST:
            return _too_large(name)
        found, count = _read_text(data, Sheet(name, title, ()), encoding, room, advance)
        room -= count
        if room < 0:
            return found
        sheets.extend(found.sheets)
        problems.extend(found.problems)
    failed = any(each.severity == "error" for each in problems)
    return SheetsRead(() if failed else tuple(sheets), tuple(problems))


def _read_text(
    data: bytes, sheet: Sheet, encoding: str | None, room: int, advance: Callable[[int], None]
) -> tuple[SheetsRead, int]:
    """Return what a text in columns holds, and how many cells; more than ``room`` are refused."""
    text = _decoded(data, sheet, encoding)
    if isinstance(text, Problem):
        return SheetsRead((), (text,)), 0
    given = text[:6].lower()
    separator = text[4] if given.startswith("sep=") and len(text) > 4 else separator_of(text)
    csv.field_size_limit(_FIELD_AT_MOST)
    rows: list[Row] = []
    lines = Lines(text)
    count = 0
    try:
        reader = csv.reader(lines, delimiter=separator)
        for number, cells in enumerate(reader, 1):
            if lines.ended:  # the reader went on after the last line: a quotation mark is open
                return SheetsRead((), (_not_closed(sheet, number, cells, reader.line_num),)), count
            if number == 1 and given.startswith("sep="):
                continue
            count += max(1, len(cells))  # a line without a cell takes time too
            if count > room or len(cells) > COLUMNS_AT_MOST:
                return SheetsRead((), (_too_many(sheet, number, None),)), count
            if any(cells):
                rows.append(
                    Row(
                        number, tuple(unmarked(each) if each[:1] == "'" else each for each in cells)
                    )
                )
            if number % 1000 == 0:
                advance(1000)
    except csv.Error:
        return _damaged(sheet.file, "a cell is too long, or a quotation mark is not closed"), count
    return SheetsRead((replace(sheet, rows=tuple(rows)),), ()), count


def _not_closed(sheet: Sheet, row: int, cells: list[str], last: int) -> Problem:
    """Return the problem of a quotation mark that is open at the end; ``last`` is the last line."""
    line = last - max(0, sum(1 for _ in Lines(cells[-1])) - 1)
    message = f"the quotation mark that opens this cell, on line {line}, is not closed"
    hint = "close it, or take it away"
    found: Problem = sheet.problem("sheet-002", row, len(cells) - 1, message, hint)
    return found


def _decoded(data: bytes, sheet: Sheet, encoding: str | None) -> str | Problem:
    if data[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) and encoding is None:
        encoding = "utf-16"
    if b"\0" in data[:4096] and encoding != "utf-16":
        hint = "name a workbook (.xlsx) or a text in columns (.csv)"
        return Problem("sheet-003", (sheet.file, sheet.name), "no sheet that can be read", hint)
    try:
        return data.decode("utf-8-sig" if encoding in (None, "utf-8") else encoding)
    except UnicodeDecodeError as error:
        row = data[: error.start].count(b"\n") + 1
        hint = "save it as CSV UTF-8, or say what it is in: --encoding windows-1252"
        found: Problem = sheet.problem(
            "sheet-005",
            row,
            None,
            f"not in {encoding or 'utf-8'}: byte 0x{data[error.start]:02x}",
            hint,
        )
        return found


def _old(stream: IO[bytes], name: str) -> SheetsRead:
    before = b""
    while chunk := stream.read(1 << 20):
        if _ENCRYPTED in before + chunk:
            return _locked(name)
        before = chunk[-64:]
    return _refused("sheet-003", name, "a workbook in the format before 2007", "save it as .xlsx")


def _locked(name: str) -> SheetsRead:
    return _refused(
        "sheet-004", name, "locked with a password", "save it without one, in a place that is safe"
    )


def _damaged(name: str, why: str) -> SheetsRead:
    return _refused("sheet-002", name, f"not a sound file: {why}", _ANEW)


def _unsound(sheet: Sheet, row: int, column: int, why: str) -> Problem:
    found: Problem = sheet.problem("sheet-002", row, column, f"not a sound file: {why}", _ANEW)
    return found


def _too_large(name: str) -> SheetsRead:
    message = (
        f"larger than is read: {FILE_AT_MOST >> 20} MiB, or {UNPACKED_AT_MOST >> 20} MiB unpacked"
    )
    return _refused("sheet-011", name, message, "split it, or leave out what is not to be taken in")


def _too_many(sheet: Sheet, row: int, column: int | None) -> Problem:
    message = f"more than {CELLS_AT_MOST:,} cells or {COLUMNS_AT_MOST:,} columns"
    hint = "split the sheet, or clear cells far from the others"
    found: Problem = sheet.problem("sheet-011", row, column, message, hint)
    return found


def _refused(
    code: str, name: str, message: str, hint: str, severity: Severity = "error"
) -> SheetsRead:
    return SheetsRead((), (Problem(code, (name,), message, hint, severity),))
