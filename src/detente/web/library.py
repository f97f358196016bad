"""The report for the library: a page as text."""

from __future__ import annotations

from datetime import date

from detente.charts.script import EmbedScript
from detente.core.record.case import Case
from detente.core.record.entry import PUBLIC
from detente.core.report import analyse

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
        found = analyse(case, on, reader)
        return report_page(found, script.text() if script else "")
    finally:
        if script is not None:
            script.stop()
