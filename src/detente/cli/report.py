"""``detente report``: one file, HTML or PDF, that needs no network."""

from __future__ import annotations

import webbrowser
from datetime import date
from pathlib import Path

import click
import numpy as np

from detente.core.report import Report, analyse
from detente.formats.data import as_data
from detente.web.generator import GENERATOR
from detente.web.sections import SECTIONS

from .console import show_json
from .options import (
    Day,
    case_argument,
    check_reader,
    json_option,
    load_case,
    on_option,
    reader_option,
    say_what_is_left_out,
)
from .replacing import write_of_kind
from .vega import VegaScript


@click.command()
@case_argument
@on_option
@reader_option
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The file to write; an existing report is replaced. - for standard output.",
)
@click.option("--since", type=Day(), metavar="DATE", help="Also what changed after this day.")
@click.option("--pdf", "as_pdf", is_flag=True, help="Write a PDF for print, instead of HTML.")
@click.option(
    "--section",
    "sections",
    multiple=True,
    type=click.Choice(list(SECTIONS)),
    metavar="NAME",
    help=f"Only this section ({', '.join(SECTIONS)}); repeat for more.",
)
@click.option("--open", "open_it", is_flag=True, help="Open the report in the browser.")
@json_option
def command(
    case: Path,
    on: date,
    reader: str,
    output: Path | None,
    since: date | None,
    as_pdf: bool,
    sections: tuple[str, ...],
    open_it: bool,
    as_json: bool,
) -> None:
    """Write a report on a case as one HTML file, or as PDF.

    Who takes part, where each stands and since when, what is due, what has to come
    before what, what was agreed and kept, the timeline, and the sources with the words
    marked. The file needs no network; it shows what its reader may see, and nothing else.
    """
    _check_output(output, as_pdf, as_json)
    if since is not None and since > on:
        raise click.UsageError(f"--since {since} lies after --on {on}")
    if "changes" in sections and since is None:
        raise click.UsageError("the section changes needs a day: --since DATE")
    script = VegaScript() if output is not None and not as_pdf else None
    try:
        whole = load_case(case)
        check_reader(whole, reader)
        found = analyse(whole, on, reader, since, np.random.default_rng(0))
        say_what_is_left_out(whole, found.case, reader, on)
        if as_json:
            show_json("report", report=as_data(found))
        if output is None:
            return
        content, sign = _content(found, script, sections)
    finally:
        if script is not None:
            script.stop()
    if str(output) == "-":
        click.echo(content, nl=isinstance(content, str))
        return
    write_of_kind(output, content, sign, "report")
    click.echo(f"wrote {output}", err=True)
    if open_it:
        webbrowser.open(output.resolve().as_uri())


def _check_output(output: Path | None, as_pdf: bool, as_json: bool) -> None:
    """Refuse an output that is not named, or is named as what it will not be."""
    if output is None and not as_json:
        raise click.UsageError(f"name the file to write: -o report.{'pdf' if as_pdf else 'html'}")
    if output is None or str(output) == "-":
        return
    ending = output.suffix.lower()
    if ending == ".pdf" and not as_pdf:
        raise click.UsageError(f"to write a PDF, add --pdf; an HTML page: -o {output.stem}.html")
    if ending in (".html", ".htm") and as_pdf:
        raise click.UsageError(
            f"to write an HTML page, leave out --pdf; a PDF: -o {output.stem}.pdf"
        )


def _content(
    report: Report, script: VegaScript | None, sections: tuple[str, ...]
) -> tuple[str | bytes, str | bytes]:
    """Return what is written, and the sign by which a report of its kind is known again."""
    if script is None:
        from .paper import pdf_report

        return pdf_report(report, sections)
    from detente.web.report import report_page

    return report_page(report, script.text(), sections), GENERATOR
