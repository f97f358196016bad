"""The rows of one sheet of a workbook, as its XML passes by."""

from __future__ import annotations

import math
from collections.abc import Callable, Sized
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from xml.sax.handler import ContentHandler

from .grid import Cell, Mark, Row, Sheet, cell_place
from .limits import COLUMNS_AT_MOST, TooMuch, Unsound, unescaped
from .merged import Area

_MERGED_AT_MOST = 20_000
_LISTED_AT_MOST = 10_000


class RowsHandler(ContentHandler):
    """Collects rows, and what is to be told of them: hidden, merged, calculated, failed."""

    def __init__(
        self,
        strings: list[str],
        day_styles: frozenset[int],
        percent_styles: frozenset[int],
        from_1904: bool,
        sheet: Sheet,
        room: int,
        advance: Callable[[int], None],
    ) -> None:
        super().__init__()
        self.rows: list[Row] = []
        self.marks: dict[tuple[int, int], Mark] = {}
        self.merged: list[Area] = []
        self.hidden_rows: list[int] = []
        self.hidden_columns: list[tuple[int, int]] = []
        self.formulas: list[tuple[int, int]] = []
        self.count = 0
        self._strings, self._days, self._from_1904 = strings, day_styles, from_1904
        self._percents = percent_styles
        self._sheet, self._room, self._advance = sheet, room, advance
        self._row = 0
        self._cells: dict[int, Cell] = {}
        self._column, self._kind, self._style = -1, "n", 0
        self._texts: list[str] = []
        self._taking = self._formula = False
        self._spoken = 0

    def startElement(self, name: str, attrs: Any) -> None:  # noqa: N802 - named by SAX
        local = name.rpartition(":")[2]
        if local == "c":
            self._begin_cell(attrs)
        elif local in ("v", "t"):
            self._taking = not self._spoken
        elif local == "f":
            self._formula = True
        elif local == "row":
            self._begin_row(attrs)
        elif local == "rPh":
            self._spoken += 1
        elif local == "mergeCell":
            self._merge(attrs.get("ref", ""))
        elif local == "col" and self._is_hidden(attrs, self.hidden_columns):
            self.hidden_columns.append((int(attrs["min"]) - 1, int(attrs["max"]) - 1))

    def _begin_row(self, attrs: Any) -> None:
        number = attrs.get("r", "")
        self._row = int(number) if number else self._row + 1
        self._cells, self._column = {}, -1
        if self._is_hidden(attrs, self.hidden_rows):
            self.hidden_rows.append(self._row)

    @staticmethod
    def _is_hidden(attrs: Any, listed: Sized) -> bool:
        return attrs.get("hidden", "") in ("1", "true") and len(listed) < _LISTED_AT_MOST

    def _begin_cell(self, attrs: Any) -> None:
        place = cell_place(attrs.get("r", ""))
        self._column = place[1] if place else self._column + 1
        self._kind = attrs.get("t", "n")
        self._style = int(attrs.get("s", 0))
        self._texts = []
        self._formula = False

    def _merge(self, area: str) -> None:
        first, _, last = area.partition(":")
        start, end = cell_place(first), cell_place(last or first)
        if start and end:
            (top, bottom), (left, right) = sorted((start[0], end[0])), sorted((start[1], end[1]))
            self.merged.append((top, left, bottom, right))
        if len(self.merged) > _MERGED_AT_MOST:
            raise Unsound(
                self._sheet, *self.merged[-1][:2], f"more than {_MERGED_AT_MOST:,} merged areas"
            )

    def characters(self, content: str) -> None:
        if self._taking:
            self._texts.append(content)

    def endElement(self, name: str) -> None:  # noqa: N802
        local = name.rpartition(":")[2]
        if local in ("v", "t"):
            self._taking = False
        elif local == "c":
            self._end_cell()
        elif local == "row":
            self._end_row()
        elif local == "rPh":
            self._spoken -= 1

    def _end_cell(self) -> None:
        text = "".join(self._texts)
        if text or self._formula or self._kind == "e":
            self._count(1, self._column)
        if self._formula and not text and self._kind != "str":
            self.marks[self._row, self._column] = "formula"
        elif self._formula and len(self.formulas) < _LISTED_AT_MOST:
            self.formulas.append((self._row, self._column))
        if self._kind == "e":
            self.marks[self._row, self._column] = "error"
            return
        if not text:
            return
        self._cells[self._column] = self._value(text)

    def _count(self, more: int, column: int) -> None:
        self.count += more
        if self.count > self._room or column >= COLUMNS_AT_MOST:
            raise TooMuch(self._sheet, self._row, column)

    def _value(self, text: str) -> Cell:
        match self._kind:
            case "s":
                index = int(text)
                if not 0 <= index < len(self._strings):
                    why = f"it refers to text {index}, and there are {len(self._strings)}"
                    raise Unsound(self._sheet, self._row, self._column, why)
                return self._strings[index]
            case "b":
                return text.strip() in ("1", "true")
            case "n":
                return self._number(text)
            case "d":
                return _day_written(text)
        return unescaped(text)

    def _number(self, text: str) -> Cell:
        value = float(text)
        if not math.isfinite(value):
            return text
        if self._style in self._days:
            day = _day_counted(value, self._from_1904)
            if day is not None:
                return day
        if self._style in self._percents and abs(value) < 1e15:
            hundredfold = Decimal(repr(value)) * 100
            return f"{hundredfold.normalize():f}%"
        if value.is_integer() and abs(value) < 1e15:
            return Decimal(int(value))
        return Decimal(repr(value))

    def _end_row(self) -> None:
        cells = self._cells
        if cells and any(cell != "" for cell in cells.values()):
            last = max(cells)
            self._count(last + 1 - len(cells), last)  # the empty ones before it take room too
            self.rows.append(
                Row(self._row, tuple(cells.get(index, "") for index in range(last + 1)))
            )
            if len(self.rows) % 1000 == 0:
                self._advance(1000)


def _day_written(text: str) -> Cell:
    try:
        moment = datetime.fromisoformat(text.strip().removesuffix("Z"))
    except ValueError:
        return text
    return moment.date() if moment == datetime(moment.year, moment.month, moment.day) else moment  # noqa: DTZ001


def _day_counted(value: float, from_1904: bool) -> Cell | None:
    """Return the day or moment that a number means, or None if it means none.

    In the count from 1900 there is a 29 February 1900 that never was: it has the number 60.
    """
    if not 0 < value < 2_958_466 or (not from_1904 and int(value) == 60):
        return None
    first = date(1904, 1, 1) if from_1904 else date(1899, 12, 31 if value < 60 else 30)
    day = first + timedelta(days=int(value))
    seconds = round((value - int(value)) * 86_400)
    if seconds == 0:
        return day
    return datetime(day.year, day.month, day.day) + timedelta(seconds=seconds)  # noqa: DTZ001
