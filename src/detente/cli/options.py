"""What several commands take: the case, the day, the reader, JSON; and how a case is loaded."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import click

from detente.core.problems import did_you_mean, has_errors, listed, shown
from detente.core.record.case import Case
from detente.core.record.entry import MEDIATOR, PUBLIC
from detente.core.record.known import known_on, seen_by

from .application import PROBLEMS
from .console import counted, folder_of, problem_lines


class Day(click.ParamType[date]):
    """A day written year-month-day, or "today"."""

    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        if value == "today":
            return date.today()
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fail('write the day as year-month-day, for instance 2025-05-29, or "today"')


def case_argument(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add the argument CASE: a case folder."""
    return click.argument("case", type=click.Path(path_type=Path))(function)


def on_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add --on: the day as known on which; today where it is not given."""
    return click.option(
        "--on",
        type=Day(),
        default="today",
        show_default=True,
        metavar="DATE",
        help="As known on this day: what was dated or recorded later is left out.",
    )(function)


def reader_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add --for: who is to read it."""
    return click.option(
        "--for",
        "reader",
        default=PUBLIC,
        show_default=True,
        metavar="READER",
        help='What this reader may see: "public", "mediator", or a party\'s id.',
    )(function)


def some_reader_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add --for: whose eyes to keep to; without it nothing is left out."""
    return click.option(
        "--for",
        "reader",
        metavar="READER",
        help="Only what this reader may see; without it, all that is in the folder.",
    )(function)


def json_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add --json."""
    return click.option(
        "--json", "as_json", is_flag=True, help="Print JSON; its shape is documented."
    )(function)


def load_case(path: Path) -> Case:
    """Return the case in a folder; print its problems and leave with code 2 if it has errors."""
    from detente.formats.casefile import read_folder

    folder = folder_of(path)
    found = read_folder(folder)
    if found.case is None or has_errors(found.problems):
        for line in problem_lines(found.problems, str(folder)):
            click.echo(line, err=True)
        click.echo(
            f"{counted(found.problems)} in {path}; a case is shown only without errors", err=True
        )
        raise click.exceptions.Exit(PROBLEMS)
    if found.problems:
        click.echo(f"note: {counted(found.problems)} in the case; see detente check", err=True)
    return found.case


def check_reader(case: Case, reader: str) -> None:
    """Refuse a reader who is neither a word for readers nor a party of the case."""
    if reader not in (PUBLIC, MEDIATOR) and case.find(reader, "parties") is None:
        known = [PUBLIC, MEDIATOR]
        known += [party.id for party in case.parties if PUBLIC in party.visible_to]
        near = did_you_mean(reader.lower(), known)
        hint = f'did you mean "{near}"?' if near else f"readers: {listed(known)}"
        raise click.BadParameter(f'"{shown(reader)}" is no reader; {hint}', param_hint="--for")


def case_for(recorded: Case, reader: str, on: date) -> Case:
    """Return what a reader may see of a case, as known on a day; tell how much is left out."""
    check_reader(recorded, reader)
    shown = seen_by(recorded, reader, on)
    say_what_is_left_out(recorded, shown, reader, on)
    return shown


def say_what_is_left_out(recorded: Case, shown: Case, reader: str, on: date) -> None:
    """Tell on the error stream how many entries known on a day this reader does not get to see."""
    told = {entry.id for _, _, entry in shown.entries()}
    hidden = sum(1 for _, _, entry in known_on(recorded, on).entries() if entry.id not in told)
    if hidden:
        verb = "entry is" if hidden == 1 else "entries are"
        click.echo(f"note: {hidden} {verb} not shown to {reader} (choose with --for)", err=True)
