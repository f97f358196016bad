"""``detente import``: a sheet that was edited, or somebody else's, into a case."""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import click

from detente.core.problems import Problem, has_errors
from detente.formats.casefile import ReadCase
from detente.formats.data import as_data
from detente.formats.files import write_whole
from detente.formats.sheets.intake import Understood
from detente.formats.sheets.mapping import SheetMapping, read_mapping
from detente.formats.sheets.read import ENCODINGS, read_sheets
from detente.formats.sheets.understand import understand, with_understood
from detente.formats.writer import keep

from .application import OK, PROBLEMS, REFUSED
from .asking import ask
from .collecting import without_collecting
from .console import counted, folder_of, problem_lines, show_json
from .options import Day, check_reader, json_option
from .preview import addition_data, preview, problems_of_sheet
from .progress import counting


@dataclass(frozen=True, slots=True)
class _Asked:
    """What was asked for on the command line."""

    file: Path
    folder: Path
    mapping: SheetMapping
    sheet: str | None
    encoding: str | None
    recorded: date
    on: date | None
    reader: str | None
    as_json: bool

    @property
    def on_terminal(self) -> bool:
        """Whether somebody is there to answer."""
        return sys.stdin.isatty() and sys.stderr.isatty() and not self.as_json


@click.command(name="import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--into", "case", type=click.Path(path_type=Path), required=True, metavar="CASE",
    help="The case that gets the entries.",
)  # fmt: skip
@click.option(
    "--mapping", type=click.Path(path_type=Path, dir_okay=False),
    help="How the sheet is to be read; written with your answers if it is not there.",
)  # fmt: skip
@click.option("--sheet", metavar="NAME", help="Read only this sheet of the workbook.")
@click.option(
    "--encoding", type=click.Choice(ENCODINGS), metavar="NAME",
    help="The encoding of a CSV file that is not in UTF-8: windows-1252, ...",
)  # fmt: skip
@click.option(
    "--recorded", type=Day(), default="today", show_default=True, metavar="DATE",
    help="The day that new entries are recorded.",
)  # fmt: skip
@click.option(
    "--on", type=Day(), metavar="DATE", help="As known on which day a CSV file was exported."
)
@click.option("--for", "reader", metavar="READER", help="For which reader a CSV file was exported.")
@click.option("--dry-run", is_flag=True, help="Say what would be added; write nothing.")
@click.option("--yes", is_flag=True, help="Write without asking.")
@json_option
def command(
    file: Path, case: Path, mapping: Path | None, sheet: str | None, encoding: str | None,
    recorded: date, on: date | None, reader: str | None, dry_run: bool, yes: bool, as_json: bool,
) -> int:  # fmt: skip
    """Take entries from a workbook or CSV file into a case.

    A file that detente export wrote is known by its heads: unchanged rows add
    nothing, a changed row adds an entry that supersedes the old one, a new row adds
    an entry, a row that is gone changes nothing. Any other sheet is read as a list
    of positions (party, issue, position, date, source) or as a matrix of issues and
    parties. What is not clear is asked on a terminal, or said in a mapping file.

    All that would be added is shown before it is written. Either all of it is
    written or nothing; nothing that stands in the case is ever changed.
    """
    chosen = _mapping(mapping, sheet)
    asked = _Asked(
        file, folder_of(case), chosen, chosen.sheet or None, encoding, recorded, on, reader, as_json
    )
    with without_collecting():
        return _import(asked, case, mapping, dry_run, yes)


def _import(asked: _Asked, case: Path, mapping: Path | None, dry_run: bool, yes: bool) -> int:
    """Read, ask, show, and write if that is wanted; return the exit code."""
    found = _case(case)
    if found.case is not None and asked.reader is not None:
        check_reader(found.case, asked.reader)
    with counting("reading rows", None) as advance:
        read = read_sheets(asked.file, sheet=asked.sheet, encoding=asked.encoding, advance=advance)
    if has_errors(read.problems):
        return _refused(asked, read.problems, Understood())
    assert found.case is not None  # checked when it was read
    understood, answered = _understood(asked, found, read.sheets)
    problems = (*read.problems, *understood.problems)
    if has_errors(problems):
        return _refused(asked, problems, understood)
    outcome = with_understood(found, understood)
    problems = (*problems, *outcome.problems)
    if outcome.read is None:
        return _refused(asked, problems, understood)
    adding = bool(understood.additions or understood.parts)
    code, written = OK, False
    _tell(asked, problems)
    if not asked.as_json:
        preview(understood, found.case)
    if adding and not dry_run:
        if yes or (asked.on_terminal and click.confirm("add these to the case?", err=True)):
            keep(found, outcome.read)
            written = True
        elif not asked.on_terminal:
            click.echo(
                "nothing was written\nhint: say --yes to write, or --dry-run to look", err=True
            )
            code = REFUSED
    if answered is not None:
        _keep_answers(mapping, answered)
    if asked.as_json:
        _json(asked, understood, problems, written)
    elif written:
        count = len(understood.additions) + len(understood.parts)
        click.echo(f"added {count} to {found.folder / 'case.yaml'}", err=True)
    return code


def _case(case: Path) -> ReadCase:
    """Return the case that gets the entries; leave with code 2 if it has errors."""
    from detente.formats.casefile import read_folder

    found = read_folder(folder_of(case))
    if found.case is None or has_errors(found.problems):
        for line in problem_lines(found.problems, str(found.folder)):
            click.echo(line, err=True)
        click.echo(f"{counted(found.problems)} in {case}; mend these first", err=True)
        raise click.exceptions.Exit(PROBLEMS)
    return found


def _mapping(path: Path | None, sheet: str | None) -> SheetMapping:
    """Return the mapping; leave with code 2 if there are errors in it."""
    mapping: SheetMapping | None = SheetMapping()
    if path is not None and (path.exists() or not sys.stdin.isatty()):
        mapping, problems = read_mapping(path)
        for line in problem_lines(problems, str(path.parent)):
            click.echo(line, err=True)
        if mapping is None:
            raise click.exceptions.Exit(PROBLEMS)
    assert mapping is not None  # it was read, or is the empty one
    return replace(mapping, sheet=sheet) if sheet else mapping


def _understood(
    asked: _Asked, found: ReadCase, sheets: Any
) -> tuple[Understood, SheetMapping | None]:
    """Return what is understood, after all that could be asked was asked; and the answers."""
    assert found.case is not None
    mapping, answered = asked.mapping, False
    while True:
        understood = understand(
            sheets, found.case, mapping, asked.recorded, on=asked.on, reader=asked.reader
        )
        if not understood.questions or not asked.on_terminal:
            return understood, mapping if answered else None
        answer = ask(understood.questions[0], understood.problems[0], asked.file)
        if answer is None:
            return understood, None
        mapping = mapping.with_answer(*answer)
        answered = True


def _keep_answers(path: Path | None, mapping: SheetMapping) -> None:
    if path is not None and not path.exists():
        write_whole(path, mapping.text().encode())
        click.echo(f"wrote your answers to {path}", err=True)
    elif path is None:
        click.echo("your answers, to be put into a file for --mapping:", err=True)
        click.echo(mapping.text(), err=True)


def _tell(asked: _Asked, problems: tuple[Problem, ...]) -> None:
    if not asked.as_json:
        for line in problems_of_sheet(problems, asked.file, asked.folder):
            click.echo(line, err=True)


def _refused(asked: _Asked, problems: tuple[Problem, ...], understood: Understood) -> int:
    _tell(asked, problems)
    if asked.as_json:
        _json(asked, understood, problems, False)
    else:
        click.echo(f"{counted(problems)} in {asked.file}; nothing was written", err=True)
    return PROBLEMS


def _json(
    asked: _Asked, understood: Understood, problems: tuple[Problem, ...], written: bool
) -> None:
    show_json(
        "import",
        case=str(asked.folder),
        file=str(asked.file),
        written=written,
        unchanged=understood.unchanged,
        added=[addition_data(each) for each in understood.additions],
        parts=[addition_data(each) for each in understood.parts],
        problems=as_data(problems),
    )
