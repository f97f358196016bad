"""A report on paper: the page of the report as a PDF."""

from __future__ import annotations

import logging
import re
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NoReturn

import weasyprint
from weasyprint.logger import LOGGER, PROGRESS_LOGGER
from weasyprint.urls import URLFetcher

from detente.core.outcomes.progress import Progress
from detente.core.record.entry import about
from detente.core.report import Report

from .report import printed_page

_ONE_AT_A_TIME = threading.Lock()
"""The libraries that set text are not made for several at once."""
SIGN = b"% a report by Detente\n"
"""The last line of a PDF that Détente made, by which it is known again."""


@dataclass(frozen=True, slots=True)
class Paper:
    """A PDF, and what could not be set."""

    data: bytes = about("the PDF")
    without_glyph: tuple[str, ...] = about("signs that no font of this system has, as U+0000")


class FetchRefused(ValueError):
    """Something in the page asked for a file or an address."""


def report_on_paper(
    report: Report, sections: Iterable[str] = (), progress: Progress | None = None
) -> Paper:
    """Return a report as PDF, with the sections named (none named: all).

    The same report gives the same bytes on the same machine: no clock is read, the
    dates in the file are those of ``report.on``. Nothing is fetched, neither file nor
    address; fonts are the system's. Raises ``KeyError`` for a name that is no section.
    ``progress`` is told of the pages set, of an unknown number; what it raises ends the work.
    Cost: 0.2 to 0.4 seconds a page; one paper is set after the other.
    """
    return set_on_paper(printed_page(report, sections), progress)


def set_on_paper(page: str, progress: Progress | None = None) -> Paper:
    """Return an HTML page as PDF; whatever it asks for beyond itself is left out."""
    tell = progress or (lambda done, of: None)
    while not _ONE_AT_A_TIME.acquire(timeout=0.5):
        tell(0, 0)
    told, counted = _MissingGlyphs(), _Pages(tell)
    LOGGER.addHandler(told)
    PROGRESS_LOGGER.addHandler(counted)
    PROGRESS_LOGGER.setLevel(logging.INFO)
    try:
        document = weasyprint.HTML(string=page, base_url=None, url_fetcher=_FetchesNothing())
        data: bytes = document.write_pdf(pdf_tags=True, pdf_identifier=True)
    finally:
        LOGGER.removeHandler(told)
        PROGRESS_LOGGER.removeHandler(counted)
        PROGRESS_LOGGER.setLevel(logging.NOTSET)
        _ONE_AT_A_TIME.release()
    return Paper(data + SIGN, tuple(sorted(told.signs)))


class _MissingGlyphs(logging.Handler):
    """Collects the signs for which no glyph was found."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.signs: set[str] = set()

    def emit(self, record: logging.LogRecord) -> None:
        message = record.getMessage()
        if message.startswith(".notdef"):
            self.signs.update(re.findall(r"\((U\+[0-9A-F]{4,6})\)$", message))


class _Pages(logging.Handler):
    """Tells of each page that is set."""

    def __init__(self, progress: Progress) -> None:
        super().__init__(logging.INFO)
        self.progress, self.pages = progress, 0

    def emit(self, record: logging.LogRecord) -> None:
        self.pages += "Page %d" in str(record.msg)
        self.progress(self.pages, 0)


class _FetchesNothing(URLFetcher):  # type: ignore[misc]  # WeasyPrint is not typed
    """Refuses every file and every address, whatever asks for it."""

    def fetch(self, url: str, headers: object = None) -> NoReturn:
        raise FetchRefused("nothing is fetched for a report on paper")
