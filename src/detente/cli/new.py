"""``detente new``: a commented case that passes ``check``."""

from __future__ import annotations

import shlex
import sys
from datetime import date
from pathlib import Path
from typing import cast, get_args

import click

from detente.core.problems import Problem, has_errors
from detente.core.record.actors import Party, Role
from detente.core.record.case import CASE_FILE, Case
from detente.core.record.dates import Date
from detente.core.record.entry import MEDIATOR, PUBLIC
from detente.core.record.issues import Issue, Option
from detente.formats.casefile import read_folder
from detente.formats.names import id_for
from detente.formats.writer import case_text

from .application import PROBLEMS, REFUSED
from .console import counted, problem_lines, show_json
from .folders import is_taken, write_folder
from .options import json_option
from .schema import schema_text
from .skeleton import HEAD, REST

ROLES: tuple[str, ...] = get_args(Role)
_ASKED = "principal"


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--title", help="What the negotiation is called.")
@click.option("--summary", default="", help="What it is about, in a sentence.")
@click.option(
    "--party",
    "parties",
    multiple=True,
    metavar="NAME[=ROLE]",
    help=f"A party and its role ({', '.join(ROLES)}); principal without one. Repeat for each.",
)
@click.option(
    "--issue",
    "issues",
    multiple=True,
    metavar="QUESTION[=OPTION,OPTION]",
    help="A question to be settled and its options. Repeat for each.",
)
@click.option("--language", default="en", show_default=True, help="Language code of the record.")
@json_option
def command(
    folder: Path,
    title: str | None,
    summary: str,
    parties: tuple[str, ...],
    issues: tuple[str, ...],
    language: str,
    as_json: bool,
) -> int | None:
    """Begin a case in a new folder.

    Asks what it needs to know when --title is not given; writes case.yaml with a
    comment for every block, a folder for sources, and the schemas that let an
    editor complete and check. The folder must not exist, or be empty.
    """
    if is_taken(folder):
        click.echo(
            f"error: {folder} is there already\nhint: choose a new folder; nothing was written",
            err=True,
        )
        return REFUSED
    named_parties, named_issues = _named_parties(parties), _named_issues(issues)
    if title is None:
        title, summary, named_parties, named_issues = _ask(named_parties, named_issues)
    taken = {MEDIATOR, PUBLIC}
    case = Case(
        title=title,
        summary=summary,
        language=language,
        updated=Date.of(date.today()),
        parties=_parties(named_parties, taken),
        issues=_issues(named_issues, taken),
    )
    code = _write(folder, case)
    if code is None:
        if as_json:
            show_json("new", case=str(folder), files=sorted(each.name for each in folder.iterdir()))
        else:
            click.echo(
                f"wrote {folder / CASE_FILE}; next: detente check {shlex.quote(str(folder))}"
            )
    return code


def _ask(
    parties: list[tuple[str, str]], issues: list[tuple[str, str]]
) -> tuple[str, str, list[tuple[str, str]], list[tuple[str, str]]]:
    if not sys.stdin.isatty():
        raise click.UsageError(
            "give --title (and --party, --issue), or run it in a terminal to be asked"
        )
    title = click.prompt("What is the negotiation called")
    summary = click.prompt("What is it about, in a sentence", default="", show_default=False)
    click.echo("Who takes part? One party a line, an empty line when done.")
    while name := click.prompt(f"  party {len(parties) + 1}", default="", show_default=False):
        role = click.prompt("    its role", type=click.Choice(ROLES), default=_ASKED)
        parties.append((name, role))
    click.echo("What is to be settled? One question a line, an empty line when done.")
    while question := click.prompt(f"  issue {len(issues) + 1}", default="", show_default=False):
        options = click.prompt("    its options, with commas between", default="yes, no")
        issues.append((question, options))
    return title, summary, parties, issues


def _named_parties(written: tuple[str, ...]) -> list[tuple[str, str]]:
    """Return name and role for each NAME[=ROLE]."""
    found = []
    for each in written:
        name, equals, role = (part.strip() for part in each.rpartition("="))
        if not equals:
            name, role = role, _ASKED
        if not name:
            raise click.BadParameter("a party needs a name: NAME=ROLE", param_hint="--party")
        if role not in ROLES:
            raise click.BadParameter(
                f'"{role}" is no role; roles: {", ".join(ROLES)}', param_hint="--party"
            )
        found.append((name, role))
    return found


def _named_issues(written: tuple[str, ...]) -> list[tuple[str, str]]:
    """Return question and options for each QUESTION[=OPTION,OPTION]."""
    found = []
    for each in written:
        question, equals, options = (part.strip() for part in each.partition("="))
        if not question or (equals and not options.strip(", ")):
            raise click.BadParameter("write QUESTION=OPTION,OPTION", param_hint="--issue")
        found.append((question, options or "yes, no"))
    return found


def _parties(named: list[tuple[str, str]], taken: set[str]) -> tuple[Party, ...]:
    return tuple(
        Party(id=id_for(name, "party", taken), name=name, role=cast("Role", role), evidence=())
        for name, role in named
    )


def _issues(named: list[tuple[str, str]], taken: set[str]) -> tuple[Issue, ...]:
    found = []
    for question, listed in named:
        labels = [label.strip() for label in listed.split(",") if label.strip()] or ["yes", "no"]
        ids: set[str] = set()
        options = tuple(Option(id=id_for(label, "option", ids), label=label) for label in labels)
        found.append(
            Issue(
                id=id_for(question, "issue", taken), question=question, options=options, evidence=()
            )
        )
    return tuple(found)


def _write(folder: Path, case: Case) -> int | None:
    """Write the whole folder; return the exit code if there is something wrong with it."""
    problems = write_folder(folder, lambda made: _filled(made, case))
    if not has_errors(problems):
        return None
    for line in problem_lines(problems, str(folder)):
        click.echo(line, err=True)
    click.echo(f"{counted(problems)}; nothing was written", err=True)
    return PROBLEMS


def _filled(folder: Path, case: Case) -> tuple[Problem, ...]:
    (folder / "sources").mkdir()
    (folder / CASE_FILE).write_text(HEAD + case_text(case) + REST, encoding="utf-8")
    (folder / "case.schema.json").write_text(schema_text("case"), encoding="utf-8")
    (folder / "judgement.schema.json").write_text(schema_text("judgement"), encoding="utf-8")
    return read_folder(folder).problems
