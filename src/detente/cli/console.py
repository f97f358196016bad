"""Output: text for people, JSON for programs; problems with their place and hint."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Iterable
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from detente.__about__ import __version__
from detente.core.problems import Problem
from detente.core.record.texts import UNFIT, visible
from detente.formats.data import as_data

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

PIPED_WIDTH = 120
"""How wide tables are where no terminal says how wide it is."""
PARTS_AT_A_TIME = 10_000
"""How many pieces of JSON are written at once."""


def console() -> Console:
    """Return where to print: colour only on a terminal, and not if NO_COLOR is set."""
    from rich.console import Console

    class Piped(Console):
        """A console whose reader may go away: that is told to the caller, not an exit code."""

        def on_broken_pipe(self) -> None:
            raise BrokenPipeError

    columns = os.environ.get("COLUMNS", "")
    known = columns.isascii() and columns.isdigit() and int(columns) > 0
    if not known:  # "0" is what some shells say where there is no terminal
        os.environ.pop("COLUMNS", None)
    width = None if sys.stdout.isatty() or known else PIPED_WIDTH
    return Piped(highlight=False, markup=False, emoji=False, width=width, soft_wrap=False)


def show(*parts: RenderableType) -> None:
    """Print, through a pager if it is a terminal and the text is longer than it."""
    from rich.console import Group

    out = console()
    if not out.is_terminal:
        out.print(Group(*parts))
        return
    lines = out.render_lines(Group(*parts))
    if len(lines) < out.height:
        out.print(Group(*parts))
        return
    os.environ.setdefault("LESS", "-FRX")
    with out.pager(styles=not out.no_color):
        out.print(Group(*parts))


def show_json(command: str, **result: Any) -> None:
    """Print a result as JSON, in the one shape all commands share.

    It is written as it is made: a large result is not in memory a second time as text.
    """
    data = {"detente": __version__, "command": command, **result}
    parts = json.JSONEncoder(indent=2, ensure_ascii=False, default=as_data).iterencode(data)
    while text := "".join(islice(parts, PARTS_AT_A_TIME)):
        click.echo(re.sub(UNFIT, lambda sign: f"\\u{ord(sign[0]):04x}", text), nl=False)
    click.echo()


def problem_lines(problems: Iterable[Problem], folder: str) -> Iterable[str]:
    """Yield each problem as two lines: place, code and what; and how to mend it."""
    for problem in problems:
        place = problem.place
        file = place.file if place else str(problem.path[0])
        where = visible(os.path.normpath(os.path.join(folder, file))).replace("\n", "\ufffd")
        position = f":{place.line}:{place.column}" if place else ""
        yield f"{where}{position}: {problem.severity} {problem.code}: {problem.message}"
        yield f"  hint: {problem.hint}"


def counted(problems: Iterable[Problem]) -> str:
    """Return how many errors and warnings there are: "2 errors, 1 warning"."""
    found = list(problems)
    errors = sum(problem.severity == "error" for problem in found)
    parts = [_many(errors, "error")] if errors else []
    if len(found) > errors:
        parts.append(_many(len(found) - errors, "warning"))
    return ", ".join(parts) or "0 problems"


def _many(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"


def folder_of(path: Path) -> Path:
    """Return the case folder; a path to its case.yaml names the folder it is in."""
    return path.parent if path.name == "case.yaml" and os.path.isfile(path) else path
