"""``detente check``: everything that is wrong in a case."""

from __future__ import annotations

from pathlib import Path

import click

from detente.core.problems import has_errors
from detente.formats.casefile import read_folder

from .application import OK, PROBLEMS
from .console import counted, folder_of, problem_lines, show_json
from .options import case_argument, json_option


@click.command()
@case_argument
@click.option("--strict", is_flag=True, help="Count warnings as errors.")
@json_option
def command(case: Path, strict: bool, as_json: bool) -> int:
    """List everything that is wrong in a case, each with its place and how to mend it.

    CASE is a case folder. Exit code 0 without errors, 2 with.
    """
    folder = folder_of(case)
    problems = read_folder(folder).problems
    if as_json:
        errors = sum(problem.severity == "error" for problem in problems)
        show_json(
            "check",
            case=str(case),
            errors=errors,
            warnings=len(problems) - errors,
            problems=problems,
        )
    else:
        for line in problem_lines(problems, str(folder)):
            click.echo(line)
        click.echo(f"{counted(problems)} in {case}")
    failed = bool(problems) if strict else has_errors(problems)
    return PROBLEMS if failed else OK
