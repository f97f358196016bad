"""A case as a workbook, as CSV, or as an archive of CSV files."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from detente.core.record.case import BLOCKS, Case
from detente.core.record.known import seen_by

from .about_case import case_table
from .delimited import archive_bytes, delimited_bytes
from .hxl import tags_of
from .matrix import MATRIX, matrix_table
from .tables import Table, block_table
from .write import workbook_bytes

TABLES = (MATRIX, *BLOCKS)
"""The names of the tables that a case has."""


def case_tables(
    case: Case, on: date | None = None, reader: str = "public", *, hxl: bool = False
) -> tuple[Table, ...]:
    """Return all tables of a case that is narrowed already: the matrix, each block that has an
    entry, and what is said of the case as a whole."""
    return (
        matrix_table(case, on, tagged=hxl),
        *(one_table(case, block, on, hxl=hxl) for block in BLOCKS if case.block(block)),
        case_table(case, on, reader),
    )


def one_table(case: Case, name: str, on: date | None = None, *, hxl: bool = False) -> Table:
    """Return one table of a case that is narrowed already: the matrix, or a block."""
    if name == MATRIX:
        return matrix_table(case, on, tagged=hxl)
    return block_table(case, name, tags_of(name) if hxl else None)


def case_workbook(
    case: Case,
    on: date | None = None,
    reader: str = "public",
    *,
    hxl: bool = False,
    from_right: bool = False,
    advance: Callable[[int], None] = lambda rows: None,
) -> bytes:
    """Return a case as an XLSX workbook, as known on a day, for one reader.

    The first sheet is the matrix of positions, with the evidence as comments; a
    sheet for each block follows. What the reader may not see is in none of them. ``hxl`` puts a row
    of tags below the heads; ``from_right`` has the first column on the right. The same case gives
    the same bytes. Cost: linear.

    >>> case_workbook(Case(title="t"))[:2]
    b'PK'
    """
    shown = seen_by(case, reader, on)
    return workbook_bytes(
        case_tables(shown, on, reader, hxl=hxl),
        title=shown.title,
        from_right=from_right,
        advance=advance,
    )


__all__ = [
    "TABLES",
    "archive_bytes",
    "case_tables",
    "case_workbook",
    "delimited_bytes",
    "one_table",
]
