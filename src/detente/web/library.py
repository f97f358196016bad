"""The report and the workbook for the library: a page as text, a spreadsheet as bytes."""

from __future__ import annotations

from datetime import date

import numpy as np

from detente.charts.script import EmbedScript
from detente.core.record.case import Case
from detente.core.record.entry import PUBLIC
from detente.core.report import analyse
from detente.formats.sheets.export import case_workbook

from .direction import page_direction
from .report import report_page


def report(case: Case, on: date, reader: str = PUBLIC, *, live: bool = True) -> str:
    """Return a report on a case as one HTML page, as known on a day, for one reader.

    The page needs no network and no other file. ``live`` puts the script into it
    that lets charts answer to the pointer (900 kB, over a second to put together);
    without it they stand still. ``reader`` is ``"public"``, ``"mediator"`` or a
    party's id; what the reader may not see is not in the page.

    >>> from detente.core.record.case import Case
    >>> page = report(Case(title="Harbour strike"), date(2026, 1, 15), live=False)
    >>> "<h1 dir=\\"ltr\\">Harbour strike</h1>" in page
    True
    """
    script = EmbedScript() if live else None
    try:
        found = analyse(case, on, reader, chance=np.random.default_rng(0))
        return report_page(found, script.text() if script else "")
    finally:
        if script is not None:
            script.stop()


def workbook(case: Case, on: date, reader: str = PUBLIC, *, hxl: bool = False) -> bytes:
    """Return a case as an XLSX workbook, as known on a day, for one reader.

    The first sheet is the matrix of positions, with the evidence as comments; a sheet
    for each block follows. What the reader may not see is in none of them. ``hxl`` puts a row of
    tags below the heads. The same case gives the same bytes. Cost: linear.

    >>> from detente.core.record.case import Case
    >>> workbook(Case(title="Harbour strike"), date(2026, 1, 15))[:2]
    b'PK'
    """
    from_right = page_direction(case.language) == "rtl"
    return case_workbook(case, on, reader, hxl=hxl, from_right=from_right)
