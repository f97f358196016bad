"""A report on paper: the page of the report as a PDF."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NoReturn

import weasyprint

from detente.core.report import Report

from .report import printed_page

SIGN = b"% a report by Detente\n"
"""The last line of a PDF that Détente made, by which it is known again."""


class FetchRefused(ValueError):
    """Something in the page asked for a file or an address."""


def report_pdf(report: Report, sections: Iterable[str] = ()) -> bytes:
    """Return a report as PDF, with the sections named (none named: all).

    The same report gives the same bytes on the same machine: no clock is read, the
    dates in the file are those of ``report.on``. Nothing is fetched, neither file nor
    address; fonts are the system's. Raises ``KeyError`` for a name that is no section.
    """
    return pdf_of(printed_page(report, sections))


def pdf_of(page: str) -> bytes:
    """Return an HTML page as PDF; whatever it asks for beyond itself is left out."""
    document = weasyprint.HTML(string=page, base_url=None, url_fetcher=_refused)
    data: bytes = document.write_pdf(pdf_tags=True, pdf_identifier=True)
    return data + SIGN


def _refused(url: str) -> NoReturn:
    raise FetchRefused("nothing is fetched for a report on paper")
