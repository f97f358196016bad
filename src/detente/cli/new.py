"""``detente new``: a commented case that passes ``check``."""

from __future__ import annotations

import contextlib
import re
import shlex
import shutil
import sys
import tempfile
import unicodedata
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
from detente.formats.files import NotWritten, umask
from detente.formats.writer import case_text

from .application import PROBLEMS, REFUSED
from .console import counted, problem_lines, show_json
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
    if _taken(folder):
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


def _taken(folder: Path) -> bool:
    try:
        there = folder.is_symlink() or folder.exists()
        return there and (folder.is_symlink() or not folder.is_dir() or any(folder.iterdir()))
    except OSError as error:
        raise NotWritten(f"{folder} cannot be written: {error.strerror}") from error


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
        Party(id=_id(name, "party", taken), name=name, role=cast("Role", role), evidence=())
        for name, role in named
    )


def _issues(named: list[tuple[str, str]], taken: set[str]) -> tuple[Issue, ...]:
    found = []
    for question, listed in named:
        labels = [label.strip() for label in listed.split(",") if label.strip()] or ["yes", "no"]
        ids: set[str] = set()
        options = tuple(Option(id=_id(label, "option", ids), label=label) for label in labels)
        found.append(
            Issue(id=_id(question, "issue", taken), question=question, options=options, evidence=())
        )
    return tuple(found)


def _id(name: str, kind: str, taken: set[str]) -> str:
    """Return an id made from a name, new among those taken; a name without Latin letters
    or digits gives party-1, party-2, ..."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z0-9]+", plain)
    stem = "-".join(words)[:40].strip("-")
    number = len(taken) + 1
    candidate = stem or f"{kind}-{number}"
    while candidate in taken:
        number += 1
        candidate = f"{stem or kind}-{number}"
    taken.add(candidate)
    return candidate


def _write(folder: Path, case: Case) -> int | None:
    """Write the whole folder beside its place, check it, and move it there in one step."""
    parents = [each for each in (folder.parent, *folder.parent.parents) if not each.exists()]
    made: Path | None = None
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(prefix=".detente-", dir=folder.parent))
        problems = _filled(made, case)
        if has_errors(problems):
            for line in problem_lines(problems, str(folder)):
                click.echo(line, err=True)
            click.echo(f"{counted(problems)}; nothing was written", err=True)
            return PROBLEMS
        made.chmod(0o777 & ~umask())
        if folder.exists():
            folder.rmdir()
        made.rename(folder)
        parents.clear()
    except OSError as error:
        raise NotWritten(f"{folder} cannot be written: {error.strerror}") from error
    finally:
        if made is not None:
            shutil.rmtree(made, ignore_errors=True)
        for each in parents:
            with contextlib.suppress(OSError):
                each.rmdir()
    return None


def _filled(folder: Path, case: Case) -> tuple[Problem, ...]:
    (folder / "sources").mkdir()
    (folder / CASE_FILE).write_text(HEAD + case_text(case) + REST, encoding="utf-8")
    (folder / "case.schema.json").write_text(schema_text("case"), encoding="utf-8")
    (folder / "judgement.schema.json").write_text(schema_text("judgement"), encoding="utf-8")
    return read_folder(folder).problems
