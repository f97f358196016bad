"""Tables to a workbook: the same tables, the same bytes."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any
from xml.sax.saxutils import escape

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from .limits import CELL_AT_MOST, escaped
from .tables import Table, Value

SIGN = "Détente"
"""Who made the workbook, as its properties say."""

FIRST_DAY = date(1900, 3, 1)
"""The first day that every program counts alike; an earlier one is written as text."""

CONTINUED = " (continued)"
"""What stands after the head of a column that holds the rest of long texts."""

_NARROWEST, _WIDEST = 12, 48
_LINE, _HIGHEST = 14.5, 400
_LOOKED_AT = 500
_MARKED_AT_MOST = 500
_LIST_AT_MOST = 255
_BEGINS_AS_FORMULA = re.compile(r"[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")


@dataclass(frozen=True, slots=True)
class _Styles:
    head: Any
    head_marked: Any
    tag: Any
    key: Any
    text: Any
    marked: Any
    day: Any
    number: Any


def workbook_bytes(
    tables: Iterable[Table],
    *,
    title: str,
    from_right: bool = False,
    advance: Callable[[int], None] = lambda rows: None,
) -> bytes:
    """Return tables as an XLSX workbook, a sheet each.

    Heads are frozen, columns have filters and widths, days and numbers are cells of
    that kind. Every other value is text, whatever it begins with, so that no program
    takes it for a formula. ``advance`` is told of rows as they are written. The bytes
    hold no clock: equal tables give equal bytes. No table at all gives one empty sheet.
    Cost: linear, about 20 microseconds a cell.
    """
    book = Workbook(write_only=True)
    styles = None
    for table in tables:
        sheet = book.create_sheet(table.name.capitalize())
        styles = styles or _made_styles(sheet)
        _write(sheet, _within_limit(table), styles, from_right, advance)
    if styles is None:
        book.create_sheet("Empty")
    made = io.BytesIO()
    book.save(made)
    return _without_clock(made, title)


def _made_styles(sheet: Any) -> _Styles:
    top, wrapped = Alignment(vertical="top"), Alignment(vertical="top", wrap_text=True)
    line = Border(bottom=Side("thin", color="808080"))

    def made(**changes: Any) -> Any:
        cell: Any = WriteOnlyCell(sheet)
        for name, value in changes.items():
            setattr(cell, name, value)
        return cell._style

    head = {
        "font": Font("Calibri", 11, bold=True),
        "fill": PatternFill("solid", "DDE6EE"),
        "alignment": wrapped,
        "border": line,
    }
    return _Styles(
        made(**head),
        made(**head, quotePrefix=True),
        made(font=Font("Calibri", 9, italic=True, color="606060"), alignment=top),
        made(font=Font("Calibri", 11, color="505050"), alignment=wrapped),
        made(alignment=wrapped),
        made(alignment=wrapped, quotePrefix=True),
        made(alignment=Alignment("left", "top"), number_format="yyyy-mm-dd"),
        made(alignment=top),
    )


def _write(
    sheet: Any, table: Table, styles: _Styles, from_right: bool, advance: Callable[[int], None]
) -> None:
    _set_up(sheet, table, from_right)
    widths = [round(width) for width in _widths(table)]
    heads = ((head, _BEGINS_AS_FORMULA.match(head)) for head in table.heads)
    sheet.append(
        [
            _styled(sheet, head, styles.head_marked if formula else styles.head)
            for head, formula in heads
        ]
    )
    if table.tags:
        sheet.append([_styled(sheet, tag, styles.tag) for tag in table.tags])
    for at, row in enumerate(table.rows):
        sheet.row_dimensions[at + 2 + bool(table.tags)].height = _height(row, widths)
        cells = [
            _made(sheet, value, styles, is_key=index < table.keys)
            for index, value in enumerate(row)
        ]
        for index in range(len(row)) if table.notes else ():
            note = table.notes.get((at, index))
            if note:
                cells[index].comment = _comment(note)
        sheet.append(cells)
        if at % 100 == 99:
            advance(100)
    advance(len(table.rows) % 100)


def _set_up(sheet: Any, table: Table, from_right: bool) -> None:
    first = 2 + bool(table.tags)
    last = max(first, first + len(table.rows) - 1)
    width = get_column_letter(max(1, len(table.heads)))
    sheet.sheet_view.rightToLeft = from_right
    sheet.freeze_panes = f"{get_column_letter(table.keys + 1)}{first}"
    sheet.auto_filter.ref = f"A{first - 1}:{width}{last}"
    for index, characters in enumerate(_widths(table)):
        column = sheet.column_dimensions[get_column_letter(index + 1)]
        column.width = characters
        if index >= table.keys and table.rows and all(row[index] == "" for row in table.rows):
            column.outlineLevel, column.hidden = 1, True  # a click on the plus sign shows it
    sheet.print_title_rows = f"1:{first - 1}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9  # A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.oddFooter.left.text = "&A"
    sheet.oddFooter.right.text = "&P / &N"
    for index, words in table.words.items():
        listed = f'"{",".join(words)}"'
        if len(listed) <= _LIST_AT_MOST and not any("," in each for each in words):
            letter = get_column_letter(index + 1)
            allowed = DataValidation(
                "list", formula1=listed, allow_blank=True, showErrorMessage=False
            )
            allowed.add(f"{letter}{first}:{letter}{last + _MARKED_AT_MOST}")
            sheet.data_validations.append(allowed)


def _widths(table: Table) -> Iterator[float]:
    """Yield how wide each column is: as its longest line, within bounds."""
    seen = table.rows[:_LOOKED_AT]
    for index, head in enumerate(table.heads):
        lines = (line for row in seen for line in str(row[index]).split("\n"))
        yield min(_WIDEST, max(_NARROWEST, len(head) + 3, *(len(line) + 1 for line in lines), 0))


def _height(row: tuple[Value, ...], widths: list[int]) -> float:
    """Return how high a row is for its texts to be read, in points; Excel allows 409."""
    lines = 1
    for value, width in zip(row, widths, strict=True):
        if isinstance(value, str) and (len(value) >= width or "\n" in value):
            broken = (1 + len(line) // max(1, width - 2) for line in value[:5000].split("\n"))
            lines = max(lines, sum(broken))
    return min(_HIGHEST, _LINE * lines + 1)


def _styled(sheet: Any, text: str, style: Any) -> Any:
    cell: Any = WriteOnlyCell(sheet, escaped(text))
    cell.data_type = "s"
    cell._style = style
    return cell


def _made(sheet: Any, value: Value, styles: _Styles, *, is_key: bool) -> Any:
    if value == "":
        return WriteOnlyCell(sheet)
    if isinstance(value, date) and value >= FIRST_DAY:
        day: Any = value
        cell: Any = WriteOnlyCell(sheet, day)
        cell._style = styles.day
        return cell
    if isinstance(value, Decimal) and _kept_by_floats(value):
        cell = WriteOnlyCell(sheet, float(value))
        cell._style = styles.number
        return cell
    text = str(value)
    marked = _BEGINS_AS_FORMULA.match(text) is not None
    return _styled(sheet, text, styles.marked if marked else styles.key if is_key else styles.text)


def _kept_by_floats(value: Decimal) -> bool:
    return len(value.as_tuple().digits) <= 15 and Decimal(repr(float(value))) == value


def _comment(note: str) -> Comment:
    lines = sum(1 + len(line) // 55 for line in note.split("\n"))
    comment = Comment(escaped(note), SIGN)
    comment.width, comment.height = 380, min(500, 24 + 17 * lines)
    return comment


def _within_limit(table: Table) -> Table:
    """Return a table in which what is too long for a cell goes on in a column at the end."""
    long = [
        index
        for index in range(len(table.heads))
        if any(
            isinstance(row[index], str) and _length(str(row[index])) > CELL_AT_MOST
            for row in table.rows
        )
    ]
    for index in long:
        parts = [list(_pieces(str(row[index]))) for row in table.rows]
        more = max(map(len, parts)) - 1
        heads = (*table.heads, *(f"{table.heads[index]}{CONTINUED}" for _ in range(more)))
        rows = tuple(
            (*row[:index], row[index] if len(part) < 2 else part[0], *row[index + 1 :], *part[1:],
             *[""] * (more + 1 - max(1, len(part))))
            for row, part in zip(table.rows, parts, strict=True)
        )  # fmt: skip
        tags = (*table.tags, *[""] * more) if table.tags else ()
        table = replace(table, heads=heads, rows=rows, tags=tags)
    return table


def _length(text: str) -> int:
    """How long Excel counts a text: a sign beyond the first plane is two."""
    return len(escaped(text).encode("utf-16-le", "surrogatepass")) // 2


def _pieces(text: str) -> Iterator[str]:
    size = CELL_AT_MOST // 2 if _length(text) > CELL_AT_MOST else CELL_AT_MOST
    if "_x" in text or len(escaped(text)) != len(text):
        size = min(size, CELL_AT_MOST // 14)  # every sign could be a mark of a mark
    for start in range(0, len(text), size):
        yield text[start : start + size]


_CORE = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" \
xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{}</dc:title><dc:creator>{}</dc:creator>\
</cp:coreProperties>"""


def _without_clock(made: io.BytesIO, title: str) -> bytes:
    """Return a workbook's bytes without the hour it was made at."""
    anew = io.BytesIO()
    with zipfile.ZipFile(made) as old, zipfile.ZipFile(anew, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "docProps/core.xml":
                data = _CORE.format(escape(escaped(title)), SIGN).encode()
            part = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            part.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(part, data)
    return anew.getvalue()
