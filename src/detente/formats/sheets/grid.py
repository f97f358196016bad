"""What is read of a sheet: rows of cells that know their names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Literal

from detente.core.problems import Problem, Severity, did_you_mean, listed, shown

Cell = str | Decimal | date | datetime | bool
"""What a cell holds; an empty text is an empty cell."""

Mark = Literal["formula", "error"]
"""Why a cell's value cannot be read: a formula nobody has calculated, or one that failed."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row that holds something: its number in the sheet, from 1, and its cells from the first."""

    number: int
    cells: tuple[Cell, ...]

    def at(self, column: int) -> Cell:
        """Return a cell by its column from 0; an empty text beyond the last."""
        return self.cells[column] if column < len(self.cells) else ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: the file it is of, its name (empty for text in columns), its rows that hold something."""

    file: str
    name: str
    rows: tuple[Row, ...]
    hidden: bool = False
    marks: Mapping[tuple[int, int], Mark] = field(default_factory=lambda: MappingProxyType({}))

    def problem(
        self,
        code: str,
        row: int | None,
        column: int | None,
        message: str,
        hint: str,
        severity: Severity = "error",
    ) -> Problem:
        """Return a problem at a cell: a row by its number, a column from 0; None for all."""
        letters = column_name(column) if column is not None else ""
        cell = f"{letters}{row if row is not None else ''}"
        return Problem(code, (self.file, self.name, cell), message, hint, severity)


@dataclass(frozen=True, slots=True)
class SheetsRead:
    """What was read of a file: its sheets, and what is wrong or to be known."""

    sheets: tuple[Sheet, ...]
    problems: tuple[Problem, ...]


def no_such_sheet(file: str, wanted: str, names: Iterable[str]) -> Problem:
    """Return the problem of a sheet that was asked for and is not there."""
    known = list(names)
    near = did_you_mean(wanted, known)
    hint = f'did you mean "{near}"?' if near else f"sheets: {listed(known) or 'none'}"
    return Problem("sheet-027", (file,), f'there is no sheet "{shown(wanted)}"', hint)


def column_name(index: int) -> str:
    """Return a column's letters, by its place from 0.

    >>> column_name(0), column_name(25), column_name(26), column_name(16383)
    ('A', 'Z', 'AA', 'XFD')
    """
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def cell_place(name: str) -> tuple[int, int] | None:
    """Return the row number and the column (from 0) of a cell's name, or None if it is none.

    >>> cell_place("C7"), cell_place("7C"), cell_place("ABCD1")
    ((7, 2), None, None)
    """
    letters = name.rstrip("0123456789")
    digits = name[len(letters) :]
    if not (1 <= len(letters) <= 3 and letters.isascii() and letters.isalpha()):
        return None
    if not digits or len(digits) > 7 or not digits.isascii():
        return None
    column = 0
    for letter in letters.upper():
        column = column * 26 + ord(letter) - 64
    return int(digits), column - 1
