"""A workbook's sheets to rows, in one pass over each and in bounded memory.

Read are values: of a formula the value it had when the file was saved. Nothing is calculated, no
macro is touched, no address is opened. XML that declares a document type or an entity is refused.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import IO, Any
from xml.sax import SAXParseException
from xml.sax.handler import ContentHandler

from defusedxml.common import DefusedXmlException
from defusedxml.expatreader import DefusedExpatParser
from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format

from detente.core.problems import Problem

from .about_case import CASE_SHEET
from .grid import Sheet, SheetsRead, column_name, no_such_sheet
from .hxl import is_tag_row
from .limits import (
    CELLS_AT_MOST,
    STRINGS_AT_MOST,
    UNPACKED_AT_MOST,
    TooMuch,
    Unsound,
    unescaped,
)
from .merged import filled, overlapping
from .workbook_rows import RowsHandler

_CHUNK = 1 << 16
_SHEETS_AT_MOST = 200
_DEPTH_AT_MOST = 100
_QUOTED = re.compile(r'"[^"]*"|\\.|_.')


class Damaged(Exception):
    """The workbook, or a part of it, is not what it should be."""


class Unpacking(Exception):
    """The workbook unpacks to more than is read."""


def read_workbook(
    archive: zipfile.ZipFile, file: str, wanted: str | None, advance: Callable[[int], None]
) -> SheetsRead:
    """Return the sheets of an open workbook.

    ``wanted`` names the only sheet to be read; None: all that are shown. Raises
    :class:`Damaged`, :class:`Unpacking`, :class:`Unsound` or :class:`TooMuch`. Cost: linear in
    the sheets that are read, about 20,000 rows of ten cells a second.
    """
    parts = _Parts(archive)
    book = _Simple()
    home = parts.main()
    parts.feed(home, book, STRINGS_AT_MOST)
    links = parts.links(home)
    strings = _Strings()
    if "sharedStrings" in links.kinds:
        parts.feed(links.kinds["sharedStrings"], strings, STRINGS_AT_MOST)
    days = percents = frozenset[int]()
    if "styles" in links.kinds:
        styles = _Simple()
        parts.feed(links.kinds["styles"], styles, STRINGS_AT_MOST)
        days, percents = styles.day_styles(), styles.percent_styles()
    sheets: list[Sheet] = []
    problems: list[Problem] = []
    if any(name.lower().endswith("vbaproject.bin") for name in archive.namelist()):
        problems.append(
            Problem(
                "sheet-009",
                (file,),
                "the workbook holds macros; only its values are read",
                "nothing needs doing",
                "warning",
            )
        )
    names = [name for name, _, _ in book.sheets]
    if wanted is not None and wanted not in names:
        problems.append(no_such_sheet(file, wanted, names))
    room = CELLS_AT_MOST
    for name, link, state in book.sheets[:_SHEETS_AT_MOST]:
        hidden = state in ("hidden", "veryHidden")
        told = name.lower() == CASE_SHEET  # by it the others are known: as of when, and for whom
        if (wanted not in (None, name) and not told) or link not in links.targets:
            continue
        sheet = Sheet(file, name, (), hidden)
        if hidden and wanted is None and not told:
            hint = f'show it, or name it: --sheet "{name[:40]}"'
            problems.append(
                sheet.problem(
                    "sheet-008", None, None, "a hidden sheet is not read", hint, "warning"
                )
            )
            continue
        handler = RowsHandler(strings.texts, days, percents, book.from_1904, sheet, room, advance)
        parts.feed(links.targets[link], handler, UNPACKED_AT_MOST)
        found, more, count = _finished(sheet, handler, room)
        room -= count
        sheets.append(found)
        problems.extend(more)
    return SheetsRead(tuple(sheets), tuple(problems))


class _Links:
    def __init__(self) -> None:
        self.kinds: dict[str, str] = {}
        self.targets: dict[str, str] = {}


class _Parts:
    """The parts of a workbook, by their names, each read no further than it may unpack."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive
        self.names = set(archive.namelist())
        self.left = UNPACKED_AT_MOST

    def main(self) -> str:
        for kind, target in self.links("").kinds.items():
            if kind == "officeDocument" and target in self.names:
                return target
        if "xl/workbook.xml" in self.names:
            return "xl/workbook.xml"
        raise Damaged("it has no workbook inside")

    def links(self, part: str) -> _Links:
        folder, name = posixpath.split(part)
        place = posixpath.join(folder, "_rels", f"{name}.rels")
        found, reader = _Links(), _Simple()
        if place not in self.names:
            return found
        self.feed(place, reader, STRINGS_AT_MOST)
        for identity, kind, target in reader.links:
            whole = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            if whole in self.names:
                found.kinds.setdefault(kind.rpartition("/")[2], whole)
                found.targets[identity] = whole
        return found

    def feed(self, part: str, handler: ContentHandler, at_most: int) -> None:
        parser: Any = _Parser(forbid_dtd=True)
        parser.setContentHandler(handler)
        try:
            info = self.archive.getinfo(part)
            if info.file_size > min(at_most, self.left):
                raise Unpacking
            with self.archive.open(part) as stream:
                self._feed(stream, parser, at_most)
            parser.close()
        except DefusedXmlException as error:
            raise Damaged("its XML declares a document type or an entity") from error
        except SAXParseException as error:
            raise Damaged("its XML is broken off or damaged") from error
        except (zipfile.BadZipFile, EOFError, KeyError, NotImplementedError, OSError) as error:
            raise Damaged("a part of it cannot be unpacked") from error
        except (ValueError, OverflowError, LookupError) as error:
            raise Damaged("a part of it holds what cannot be") from error

    def _feed(self, stream: IO[bytes], parser: Any, at_most: int) -> None:
        read = 0
        while chunk := stream.read(_CHUNK):
            read += len(chunk)
            self.left -= len(chunk)
            if read > at_most or self.left < 0:  # the archive's own word on sizes may be false
                raise Unpacking
            parser.feed(chunk)


class _Parser(DefusedExpatParser):
    """Reads XML that declares nothing and is not nested deeper than any workbook's."""

    depth = 0

    def start_element(self, name: str, attrs: Any) -> None:
        self.depth += 1
        if self.depth > _DEPTH_AT_MOST:
            raise Damaged("its XML is nested too deep")
        super().start_element(name, attrs)

    def end_element(self, name: str) -> None:
        self.depth -= 1
        super().end_element(name)


class _Simple(ContentHandler):
    """Reads the small parts: the workbook's own, links, styles."""

    def __init__(self) -> None:
        super().__init__()
        self.sheets: list[tuple[str, str, str]] = []
        self.links: list[tuple[str, str, str]] = []
        self.from_1904 = False
        self._formats: dict[int, str] = {}
        self._styles: list[int] = []
        self._in_styles = False

    def startElement(self, name: str, attrs: Any) -> None:  # noqa: N802 - named by SAX
        local = name.rpartition(":")[2]
        given = {key.rpartition(":")[2]: value for key, value in attrs.items()}
        if local == "sheet":
            link = next((attrs[key] for key in attrs.keys() if key.endswith(":id")), "")  # noqa: SIM118
            self.sheets.append((given.get("name", ""), link, given.get("state", "visible")))
        elif local == "workbookPr":
            self.from_1904 = given.get("date1904", "") in ("1", "true")
        elif local == "Relationship" and given.get("TargetMode") != "External":
            self.links.append((given.get("Id", ""), given.get("Type", ""), given.get("Target", "")))
        elif local == "numFmt":
            self._formats[int(given.get("numFmtId", -1))] = given.get("formatCode", "")
        elif local == "cellXfs":
            self._in_styles = True
        elif local == "xf" and self._in_styles:
            self._styles.append(int(given.get("numFmtId", 0)))

    def endElement(self, name: str) -> None:  # noqa: N802
        if name.rpartition(":")[2] == "cellXfs":
            self._in_styles = False

    def day_styles(self) -> frozenset[int]:
        """The styles in which a number is shown as a day or an hour."""
        formats: Mapping[int, str] = {**BUILTIN_FORMATS, **self._formats}
        return frozenset(
            index
            for index, number in enumerate(self._styles)
            if number in range(14, 23) or is_date_format(formats.get(number, "General"))
        )

    def percent_styles(self) -> frozenset[int]:
        """The styles in which a number is shown times a hundred, with a percent sign."""
        formats: Mapping[int, str] = {**BUILTIN_FORMATS, **self._formats}
        return frozenset(
            index
            for index, number in enumerate(self._styles)
            if "%" in _QUOTED.sub("", formats.get(number, ""))
        )


class _Strings(ContentHandler):
    """Reads the table of texts; how a word is to be pronounced is left out."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._parts: list[str] = []
        self._in_text = False
        self._spoken = 0

    def startElement(self, name: str, attrs: Any) -> None:  # noqa: N802
        local = name.rpartition(":")[2]
        if local == "si":
            self._parts = []
        elif local == "rPh":
            self._spoken += 1
        self._in_text = local == "t" and not self._spoken

    def characters(self, content: str) -> None:
        if self._in_text:
            self._parts.append(content)

    def endElement(self, name: str) -> None:  # noqa: N802
        local = name.rpartition(":")[2]
        if local == "rPh":
            self._spoken -= 1
        elif local == "si":
            self.texts.append(unescaped("".join(self._parts)))
        self._in_text = False


def _finished(
    sheet: Sheet, handler: RowsHandler, room: int
) -> tuple[Sheet, Iterable[Problem], int]:
    """Return the sheet with its rows, what is to be known of it, and how many cells it takes."""
    rows, count = handler.rows, handler.count
    problems: list[Problem] = []

    def notice(code: str, row: int | None, column: int | None, message: str) -> None:
        hint = "look whether that is meant; nothing needs doing if it is"
        problems.append(sheet.problem(code, row, column, message, hint, "warning"))

    if handler.merged:
        shared = overlapping(handler.merged)
        if shared:
            raise Unsound(sheet, *shared, "merged cells overlap here")
        row, column = handler.merged[0][:2]
        many = f"merged cells ({len(handler.merged)}); each value counts for its whole area"
        notice("sheet-007", row, column, many)
        rows, added = filled(rows, handler.merged, sheet, room - count)
        count += added
    if handler.hidden_rows:
        many = f"hidden rows are read too ({len(handler.hidden_rows)})"
        notice("sheet-008", handler.hidden_rows[0], None, many)
    below = (row for row in rows[1:] if not is_tag_row(row.cells)) if handler.hidden_columns else ()
    used = {index for row in below for index, cell in enumerate(row.cells) if cell != ""}
    seen = [
        index
        for first, last in handler.hidden_columns
        for index in sorted(used)
        if first <= index <= last
    ]
    if seen:
        notice(
            "sheet-008",
            None,
            seen[0],
            f"hidden columns are read too ({column_name(seen[0])} is the first)",
        )
    if handler.formulas:
        row, column = handler.formulas[0]
        many = f"formulas are not calculated; their last values are read ({len(handler.formulas)})"
        notice("sheet-010", row, column, many)
    marks = MappingProxyType(dict(handler.marks))
    return replace(sheet, rows=tuple(rows), marks=marks), problems, count


__all__ = ["Damaged", "TooMuch", "Unpacking", "Unsound", "read_workbook"]
