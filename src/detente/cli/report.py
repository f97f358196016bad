"""``detente report``: one HTML file that needs no network."""

from __future__ import annotations

import webbrowser
from datetime import date
from pathlib import Path

import click

from detente.core.record.known import known_on
from detente.core.report import analyse
from detente.formats.data import as_data
from detente.web.generator import GENERATOR
from detente.web.sections import SECTIONS

from .console import show_json
from .options import (
    case_argument,
    check_reader,
    json_option,
    load_case,
    on_option,
    reader_option,
    say_what_is_left_out,
)
from .replacing import write_of_kind


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
    sections: tuple[str, ...],
    open_it: bool,
    as_json: bool,
) -> None:
    """Write a report on a case as one HTML file.

    Who takes part, where each stands and since when, what is due, what was
    agreed and kept, the timeline, and the sources with the words marked. The file
    needs no network; it shows what its reader may see, and nothing else.
    """
    if output is None and not as_json:
        raise click.UsageError("name the file to write: -o report.html")
    from .vega import VegaScript

    script = VegaScript() if output is not None else None
    try:
        whole = load_case(case)
        check_reader(whole, reader)
        found = analyse(whole, on, reader)
        say_what_is_left_out(known_on(whole, on), found.case, reader)
        if as_json:
            show_json("report", report=as_data(found))
        if output is None or script is None:
            return
        from detente.web.report import report_page

        if str(output) == "-":
            click.echo(report_page(found, script.text(), sections))
            return
        write_of_kind(output, report_page(found, script.text(), sections), GENERATOR, "report")
    finally:
        if script is not None:
            script.stop()
    click.echo(f"wrote {output}", err=True)
    if open_it:
        webbrowser.open(output.resolve().as_uri())
