"""A case for other programs: a workbook, CSV, data, a text, a calendar; each as bytes."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from detente.__about__ import __version__
from detente.core.record.case import Case
from detente.core.report import analyse
from detente.formats.data import as_data
from detente.formats.sheets.about_case import case_table
from detente.formats.sheets.delimited import archive_bytes, delimited_bytes
from detente.formats.sheets.export import case_tables, case_workbook, one_table
from detente.formats.sheets.write import workbook_bytes
from detente.web.calendar import case_calendar
from detente.web.direction import page_direction
from detente.web.markdown import case_markdown

DEFAULT_BLOCK = "positions"


@dataclass(frozen=True, slots=True)
class Export:
    """What is to be exported: the case as its reader may see it, and how."""

    case: Case
    on: date
    reader: str
    hxl: bool = False
    block: str | None = None
    advance: Callable[[int], None] = lambda _: None
    """Told of rows written."""

    @property
    def rows(self) -> int:
        """How many rows there are to be written."""
        return sum(1 for _ in self.case.entries()) + len(self.case.issues)


def _workbook(export: Export) -> bytes:

    from_right = page_direction(export.case.language) == "rtl"
    advance = export.advance
    if export.block is None:
        return case_workbook(
            export.case,
            export.on,
            export.reader,
            hxl=export.hxl,
            from_right=from_right,
            advance=advance,
        )
    table = one_table(export.case, export.block, export.on, hxl=export.hxl)
    about = case_table(export.case, export.on, export.reader)
    return workbook_bytes(
        [table, about], title=export.case.title, from_right=from_right, advance=advance
    )


def _csv(export: Export) -> bytes:

    block = export.block or DEFAULT_BLOCK
    return delimited_bytes(one_table(export.case, block, export.on, hxl=export.hxl))


def _archive(export: Export) -> bytes:

    return archive_bytes(case_tables(export.case, export.on, export.reader, hxl=export.hxl))


def _json(export: Export) -> bytes:
    whole = as_data(export.case)
    narrowed = whole if export.block is None else {export.block: whole.get(export.block, [])}
    data = {
        "detente": __version__,
        "command": "export",
        "on": export.on.isoformat(),
        "reader": export.reader,
        "case": narrowed,
    }
    return (json.dumps(data, indent=2, ensure_ascii=False) + "\n").encode()


def _markdown(export: Export) -> bytes:

    return case_markdown(analyse(export.case, export.on, export.reader)).encode()


def _calendar(export: Export) -> bytes:

    return case_calendar(export.case, export.on).data


WRITERS: Mapping[str, Callable[[Export], bytes]] = MappingProxyType(
    {
        "xlsx": _workbook,
        "csv": _csv,
        "zip": _archive,
        "json": _json,
        "md": _markdown,
        "ics": _calendar,
    }
)
"""How each format is written; a file's ending is the name of its format."""
