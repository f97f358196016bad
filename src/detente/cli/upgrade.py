"""``detente upgrade``: a case in an older format, brought to this version's."""

from __future__ import annotations

from pathlib import Path

import click

from detente.core.problems import Problem
from detente.core.record.case import CASE_FILE
from detente.formats.casefile import JUDGEMENTS
from detente.formats.files import read_text, replace_text
from detente.formats.versions import FORMAT_VERSION, check_version, upgraded
from detente.formats.yaml_text import parse

from .application import OK, PROBLEMS
from .console import folder_of, problem_lines, show_json
from .options import case_argument, json_option


@click.command()
@case_argument
@click.option("--dry-run", is_flag=True, help="Say what would change; write nothing.")
@json_option
def command(case: Path, dry_run: bool, as_json: bool) -> int:
    """Bring a case's files to this version's format.

    Comments, order and unknown fields stay as they are. All files are read before
    any is written; with a problem in one of them nothing is written.
    """
    folder = folder_of(case)
    changed: dict[str, str] = {}
    problems: list[Problem] = []
    for file in _files(folder):
        found = _upgraded(folder, file)
        if isinstance(found, tuple):
            problems.extend(found)
        elif found is not None:
            changed[file] = found
    if problems:
        for line in problem_lines(problems, str(folder)):
            click.echo(line, err=True)
        click.echo("nothing was changed", err=True)
        return PROBLEMS
    for file, text in changed.items():
        if not dry_run:
            replace_text(folder / file, text)
        if not as_json:
            done = "would upgrade" if dry_run else "upgraded"
            click.echo(f"{done} {folder / file} to format {FORMAT_VERSION}")
    if as_json:
        show_json("upgrade", case=str(case), format=FORMAT_VERSION, upgraded=list(changed))
    elif not changed:
        click.echo(f"{case} is in format {FORMAT_VERSION} already")
    return OK


def _files(folder: Path) -> list[str]:
    judgements = folder / JUDGEMENTS
    found = [CASE_FILE]
    if judgements.is_dir() and not judgements.is_symlink():
        found.extend(
            f"{JUDGEMENTS}/{each.name}"
            for each in sorted(judgements.iterdir())
            if each.suffix in (".yaml", ".yml")
        )
    return found


def _upgraded(folder: Path, file: str) -> str | tuple[Problem, ...] | None:
    """Return the file's new text, None if it stays as it is, or the problems with it."""
    text = read_text(folder, file, (file,))
    if isinstance(text, Problem):
        return (text,)
    root, problems = parse(text, file)
    if root is None or problems:
        return problems or (
            Problem("case-005", (file,), "the file is empty", 'begin with "format: 1" and a title'),
        )
    if root.kind != "mapping":
        return (
            Problem(
                "case-011",
                (file,),
                "the file does not begin with fields",
                'write "format: 1" in the first line, then the blocks',
            ),
        )
    problem = check_version(root, file)
    if problem is None:
        return None
    return upgraded(text, root) if problem.code == "case-020" else (problem,)
