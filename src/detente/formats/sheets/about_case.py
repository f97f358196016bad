"""The sheet that says which case a workbook holds: its title, as known when, and shown to whom."""

from __future__ import annotations

from datetime import date

from detente.core.record.case import Case

from .grid import Sheet
from .tables import Table

CASE_SHEET = "case"
FIELD_HEADS = ("field", "value")
KNOWN_ON, SHOWN_TO = "known on", "shown to"


def case_rows(case: Case, on: date | None, reader: str) -> tuple[tuple[str, str], ...]:
    """Return what is said of a case as a whole, each with its name."""
    return (
        ("title", case.title),
        ("summary", case.summary),
        ("language", case.language),
        ("updated", case.updated.text if case.updated else ""),
        (KNOWN_ON, on.isoformat() if on else ""),
        (SHOWN_TO, reader),
    )


def case_table(case: Case, on: date | None, reader: str) -> Table:
    """Return the sheet; by it an import knows what the workbook was made from.

    >>> case_table(Case(title="t"), date(2026, 1, 1), "public").rows[0]
    ('title', 't')
    """
    return Table(CASE_SHEET, FIELD_HEADS, case_rows(case, on, reader))


def is_head_of_case(sheet: Sheet) -> bool:
    """Return whether this is the sheet that says which case a workbook holds."""
    named = sheet.name.lower() in ("", CASE_SHEET)
    return bool(sheet.rows) and named and tuple(sheet.rows[0].cells[:2]) == FIELD_HEADS
