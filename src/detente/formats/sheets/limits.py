"""What a sheet can hold, and how much of one is read."""

from __future__ import annotations

import re

from .grid import Sheet

CELL_AT_MOST = 32_767
"""The most signs Excel keeps in a cell; a longer text goes on in a further column."""

FILE_AT_MOST = 100 * 1024 * 1024
"""The largest file that is opened: 100 MiB."""

UNPACKED_AT_MOST = 400 * 1024 * 1024
"""The most that the parts of a workbook that are read may unpack to: 400 MiB."""

STRINGS_AT_MOST = 100 * 1024 * 1024
"""The most that the table of texts in a workbook, which is held in memory, may unpack to."""

CELLS_AT_MOST = 5_000_000
"""The most cells that are read of one file."""

COLUMNS_AT_MOST = 1_000
"""The most columns a sheet may use."""


class TooMuch(Exception):
    """The sheet holds more cells than are read; the cell where that is known."""

    def __init__(self, sheet: Sheet, row: int, column: int | None) -> None:
        super().__init__("too many cells")
        self.sheet, self.row, self.column = sheet, row, column


class Unsound(Exception):
    """A cell is not what it can be: which one, and why."""

    def __init__(self, sheet: Sheet, row: int, column: int, why: str) -> None:
        super().__init__(why)
        self.sheet, self.row, self.column = sheet, row, column


_HIDDEN = r"\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff"
_ESCAPED = re.compile(rf"_(?=x[0-9A-Fa-f]{{4}}[_{_HIDDEN}])|[{_HIDDEN}]")
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")


def escaped(text: str) -> str:
    """Return a text as a workbook holds it: what XML cannot hold as ``_x0007_``.

    A text that looks like such a mark is marked itself, so that it comes back whole.

    >>> escaped("a\\x07b_x0007_")
    'a_x0007_b_x005F_x0007_'
    """

    def mark(found: re.Match[str]) -> str:
        return f"_x{ord(found[0]):04X}_"

    return _ESCAPED.sub(mark, text) if _ESCAPED.search(text) else text


def unescaped(text: str) -> str:
    """Return the text that a workbook holds, with its marks undone.

    >>> unescaped(escaped("a\\x07b_x0007_")) == "a\\x07b_x0007_"
    True
    """
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text
