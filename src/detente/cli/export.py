"""``detente export``: a case as a workbook, as CSV, as data, as a text, or as a calendar."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import MappingProxyType

import click

from detente.__about__ import __version__
from detente.core.problems import listed
from detente.core.record.case import BLOCKS, Case
from detente.formats.data import as_data
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

DEFAULT_BLOCK = "positions"


@dataclass(frozen=True, slots=True)
class Export:
    """What is to be exported: the case as its reader may see it, and how."""

    case: Case
    on: date
    reader: str
    hxl: bool
    block: str | None

    @property
    def rows(self) -> int:
        """How many rows there are to be written."""
        return sum(1 for _ in self.case.entries()) + len(self.case.issues)


def _workbook(export: Export) -> bytes:
    from detente.formats.sheets.about_case import case_table
    from detente.formats.sheets.export import case_workbook, one_table
    from detente.formats.sheets.write import workbook_bytes
    from detente.web.direction import page_direction

    from_right = page_direction(export.case.language) == "rtl"

    with counting("writing rows", export.rows) as advance:
        if export.block is None:
            return case_workbook(
                export.case,
                export.on,
                export.reader,
                hxl=export.hxl,
                from_right=from_right,
                advance=advance,
            )
        table = one_table(export.case, export.block, export.on, hxl=export.hxl)
        about = case_table(export.case, export.on, export.reader)
        return workbook_bytes(
            [table, about], title=export.case.title, from_right=from_right, advance=advance
        )


def _csv(export: Export) -> bytes:
    from detente.formats.sheets.delimited import delimited_bytes
    from detente.formats.sheets.export import one_table

    block = export.block or DEFAULT_BLOCK
    return delimited_bytes(one_table(export.case, block, export.on, hxl=export.hxl))


def _archive(export: Export) -> bytes:
    from detente.formats.sheets.delimited import archive_bytes
    from detente.formats.sheets.export import case_tables

    return archive_bytes(case_tables(export.case, export.on, export.reader, hxl=export.hxl))


def _json(export: Export) -> bytes:
    whole = as_data(export.case)
    narrowed = whole if export.block is None else {export.block: whole.get(export.block, [])}
    data = {
        "detente": __version__,
        "command": "export",
        "on": export.on.isoformat(),
        "reader": export.reader,
        "case": narrowed,
    }
    return (json.dumps(data, indent=2, ensure_ascii=False) + "\n").encode()


def _markdown(export: Export) -> bytes:
    from detente.core.report import analyse
    from detente.web.markdown import case_markdown

    return case_markdown(analyse(export.case, export.on, export.reader)).encode()


def _calendar(export: Export) -> bytes:
    from detente.web.calendar import case_calendar

    made = case_calendar(export.case, export.on)
    if made.undated:
        click.echo(f"note: without a date, and left out: {listed(made.undated)}", err=True)
    return made.data


WRITERS: Mapping[str, Callable[[Export], bytes]] = MappingProxyType(
    {
        "xlsx": _workbook,
        "csv": _csv,
        "zip": _archive,
        "json": _json,
        "md": _markdown,
        "ics": _calendar,
    }
)
"""How each format is written; a file's ending is the name of its format."""

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
    type=click.Choice(tuple(WRITERS)),
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
    shown = case_for(load_case(case), reader, on)
    return WRITERS[format_](Export(shown, on, reader, hxl, block))


def _by_ending(output: Path) -> str:
    ending = output.suffix.lower().removeprefix(".")
    if ending in WRITERS:
        return ending
    known = ", ".join(WRITERS)
    raise click.UsageError(
        f"the ending of {output} names no format; use one of {known}, or say --format"
    )
