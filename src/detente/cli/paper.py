"""The report as PDF, made with nothing but our own words on the terminal."""

from __future__ import annotations

import contextlib
import io
import os
from collections.abc import Iterator

import click

from detente.core.problems import listed
from detente.core.report import Report


class PaperNotMade(Exception):
    """The libraries that set a page are not on this system."""


def pdf_report(report: Report, sections: tuple[str, ...]) -> tuple[bytes, bytes]:
    """Return a report as PDF and the sign by which it is known again.

    Raises :class:`PaperNotMade` where Pango, which sets the text, is missing.
    """
    with _quiet():
        try:
            from detente.web.paper import SIGN, report_on_paper
        except OSError as error:  # raised where a library of the system cannot be loaded
            raise PaperNotMade("Pango, which sets the text of a PDF, is not installed") from error
        made = report_on_paper(report, sections)
    if made.without_glyph:
        click.echo(
            f"note: no font here has {listed(made.without_glyph[:10])}; boxes stand in their place "
            "(fonts-noto on Debian has nearly every sign)",
            err=True,
        )
    return made.data, SIGN


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Keep what the libraries say, in Python or in C, from the terminal."""
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        try:
            kept = os.dup(2)
        except OSError:  # there is no error stream
            yield
            return
        nowhere = os.open(os.devnull, os.O_WRONLY)
        try:
            os.dup2(nowhere, 2)
            yield
        finally:
            os.dup2(kept, 2)
            os.close(nowhere)
            os.close(kept)
