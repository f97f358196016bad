"""``detente export``: a case as a workbook, as CSV, as data, as a text, or as a calendar."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from detente.core.problems import listed
from detente.core.record.case import BLOCKS
from detente.formats.files import write_whole

from .collecting import without_collecting
from .options import (
    case_argument,
    case_for,
    load_case,
    on_option,
    reader_option,
)
from .progress import counting
from .replacing import NotOurs

FORMATS = ("xlsx", "csv", "zip", "json", "md", "ics")
_IN_SHEETS = ("xlsx", "csv", "zip")


@click.command()
@case_argument
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    help="The file to write; its ending says the format. - for standard output.",
)
@click.option(
    "--format",
    "format_",
    type=click.Choice(FORMATS),
    help="The format, where the file's ending does not say it.",
)
@click.option(
    "--block",
    type=click.Choice(("matrix", *BLOCKS)),
    metavar="NAME",
    help='Only this block, or "matrix". In CSV the default is positions.',
)
@click.option("--hxl", is_flag=True, help="Sheets: put a row of HXL tags below the heads.")
@on_option
@reader_option
@click.option("--replace", is_flag=True, help="Replace the file if it is there.")
def command(
    case: Path,
    output: Path,
    format_: str | None,
    block: str | None,
    hxl: bool,
    on: date,
    reader: str,
    replace: bool,
) -> None:
    """Write a case for other programs: spreadsheets, calendars, scripts.

    \b
    xlsx  a workbook: the matrix of positions, then a sheet for each block
    csv   one block as text in columns; --block says which
    zip   all of them as CSV files in one archive
    json  the case as data
    md    where things stand, as Markdown
    ics   meetings and last days, as a calendar

    Days and numbers are cells of that kind. No text is ever a formula, whatever it
    begins with. The file holds what its reader may see, and nothing else. An edited
    workbook or CSV file comes back with detente import.
    """
    chosen = format_ or _by_ending(output)
    if hxl and chosen not in _IN_SHEETS:
        raise click.UsageError(f"--hxl is for {', '.join(_IN_SHEETS)}")
    if block and chosen == "zip":
        raise click.UsageError("a zip holds all blocks; leave --block out, or choose csv")
    if block and chosen in ("md", "ics"):
        raise click.UsageError("--block is for xlsx, csv and json")
    if block == "matrix" and chosen not in _IN_SHEETS:
        raise click.UsageError(
            "--block matrix is for xlsx and csv; see detente show positions --json"
        )
    with without_collecting():
        data = _exported(case, chosen, hxl, block, on, reader)
    if str(output) == "-":
        click.echo(data, nl=False)
        return
    if output.is_file() and not replace and output.read_bytes() != data:
        raise NotOurs(f"{output} is there already, and may hold somebody's changes")
    write_whole(output, data)
    click.echo(f"wrote {output}", err=True)


def _exported(
    case: Path, format_: str, hxl: bool, block: str | None, on: date, reader: str
) -> bytes:
    from detente.web.calendar import case_calendar
    from detente.web.exports import WRITERS, Export

    shown = case_for(load_case(case), reader, on)
    if format_ == "ics" and (undated := case_calendar(shown, on).undated):
        click.echo(f"note: without a date, and left out: {listed(undated)}", err=True)
    if format_ != "xlsx":
        return WRITERS[format_](Export(shown, on, reader, hxl, block))
    rows = Export(shown, on, reader).rows
    with counting("writing rows", rows) as advance:
        return WRITERS[format_](Export(shown, on, reader, hxl, block, advance))


def _by_ending(output: Path) -> str:
    ending = output.suffix.lower().removeprefix(".")
    if ending in FORMATS:
        return ending
    known = ", ".join(FORMATS)
    raise click.UsageError(
        f"the ending of {output} names no format; use one of {known}, or say --format"
    )
