"""``detente convert``: a scenario of another program as a case, and a case for another program."""

from __future__ import annotations

import shlex
from collections import Counter
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path

import click

from detente.core.problems import Problem, has_errors, listed
from detente.core.record.case import CASE_FILE, Case
from detente.core.record.dates import Date
from detente.formats.casefile import read_folder
from detente.formats.files import NotWritten
from detente.formats.scenarios.cases import case_of, scenario_of
from detente.formats.scenarios.reading import FORMATS, read_scenario
from detente.formats.scenarios.scenario import ReadScenario, Scenario
from detente.formats.scenarios.writing import scenario_files
from detente.formats.writer import case_text, judgement_text

from .application import OK, PROBLEMS
from .console import counted, folder_of, problem_lines, show_json
from .folders import is_taken, only_holds, write_folder
from .options import Day, case_for, json_option, load_case, on_option, reader_option
from .replacing import NotOurs

CASE = "case"
_HEAD = "# Made by detente convert; names of issues and options stand as they were.\n\n"


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is to be converted, from what, and into what."""

    source: Path
    target: Path
    to: str
    title: str | None
    author: str | None
    day: date
    digits: int | None
    force: bool
    as_json: bool


@click.command()
@click.argument("source", type=click.Path(path_type=Path))
@click.argument("target", type=click.Path(path_type=Path))
@click.option(
    "--to", type=click.Choice((CASE, *FORMATS)), default=CASE, show_default=True,
    help="The format to write.",
)  # fmt: skip
@click.option(
    "--from", "wanted", type=click.Choice((CASE, *FORMATS)),
    help="The format to read, where its content does not tell.",
)  # fmt: skip
@click.option(
    "--profile", "profiles", multiple=True, metavar="FILE",
    help="Read only this file of a party's wishes: its name, or a path in the folder. "
    "Repeat for each.",
)  # fmt: skip
@click.option("--title", help="What the negotiation is called, if not as in the source.")
@click.option("--author", help="Whose judgements: written into a case, or taken from one.")
@click.option(
    "--date", "day", type=Day(), default="today", show_default=True, metavar="DATE",
    help="The day of the judgements in a case that is written.",
)  # fmt: skip
@click.option(
    "--round", "digits", type=click.IntRange(0, 30), metavar="DIGITS",
    help="Round numbers that have no end as decimals, where the format knows no fractions.",
)  # fmt: skip
@click.option(
    "--force", is_flag=True,
    help="Replace what an earlier conversion wrote, with what was changed in it by hand since; "
    "the files are named.",
)  # fmt: skip
@on_option
@reader_option
@json_option
def command(
    source: Path, target: Path, to: str, wanted: str | None, profiles: tuple[str, ...],
    title: str | None, author: str | None, day: date, digits: int | None, force: bool,
    on: date, reader: str, as_json: bool,
) -> int:  # fmt: skip
    """Bring a scenario of another program into a case, or a case into its format.

    SOURCE is a folder (or a file in it) of Genius (XML), GeniusWeb (JSON), NegMAS (YAML,
    JSON) or score sheets (text), known by its content, or a case. TARGET is a new folder:
    a case with a judgement of each party, or, with --to, the files of another program.

    Utilities stay exactly as they are: numbers are never rounded unless --round says so,
    and what the other format cannot say is a problem. Of a case only what the reader may
    see is converted; judgements are private, so say --for mediator.
    """
    asked = _Asked(source, target, to, title, author, day, digits, force, as_json)
    if is_taken(target) and not force:
        raise NotOurs(f"{target} is there already")
    is_case = wanted == CASE or (wanted is None and (folder_of(source) / CASE_FILE).is_file())
    if is_case and to == CASE:
        raise click.UsageError("the source is a case already; say --to and a format")
    if is_case:
        found = scenario_of(case_for(load_case(source), reader, on), author)
    else:
        found = read_scenario(source, wanted, profiles)
        _tell_twice(profiles)
    if found.scenario is None:
        return _refused(asked, found.problems)
    scenario = found.scenario if title is None else replace(found.scenario, title=title)
    return _write(asked, found, scenario)


def _tell_twice(profiles: tuple[str, ...]) -> None:
    """Tell of files that were named more than once."""
    twice = [
        name for name, times in Counter(Path(each).name for each in profiles).items() if times > 1
    ]
    if twice:
        click.echo(f"note: named more than once, counts once: {listed(twice)}", err=True)


def _write(asked: _Asked, found: ReadScenario, scenario: Scenario) -> int:
    """Write the target; tell what was made, and what to do next."""
    rounded = 0
    if asked.to == CASE:
        case = case_of(
            scenario, asked.author or f"converted from {_name(found)}", Date.of(asked.day)
        )
        files = _case_files(case)
    else:
        written = scenario_files(scenario, asked.to, asked.digits)
        if not written.files:
            return _refused(asked, (*found.problems, *written.problems))
        files, rounded = dict(written.files), written.rounded
    replacing = is_taken(asked.target)
    replaced: tuple[str, ...] = ()
    if replacing:
        only_holds(asked.target, files)
        replaced = _changed(asked.target, files)
    fill = partial(_filled, files=files, is_case=asked.to == CASE)
    wrong = write_folder(asked.target, fill, replace=replacing)
    if has_errors(wrong):
        return _refused(asked, wrong)
    packages = packages_of(scenario)
    if asked.as_json:
        show_json(
            "convert",
            source=str(asked.source),
            format=found.format,
            target=str(asked.target),
            to=asked.to,
            title=scenario.title,
            issues=len(scenario.issues),
            packages=packages,
            parties=[each.name for each in scenario.profiles],
            files=sorted(files),
            replaced=replaced,
            rounded=rounded,
            problems=found.problems,
        )
        return OK
    for line in problem_lines(found.problems, _shown_folder(asked.source)):
        click.echo(line, err=True)
    if replaced:
        click.echo(f"note: other text stood in {listed(replaced)}, and was replaced", err=True)
    if rounded:
        verb = "was" if rounded == 1 else "were"
        told = f"note: {_many(rounded, 'number')} {verb} rounded to {asked.digits} decimals"
        click.echo(told, err=True)
    parts = (
        _many(len(scenario.issues), "issue"), _packages(packages), _many(len(scenario.profiles), "party")
    )  # fmt: skip
    click.echo(f"wrote {asked.target}: {', '.join(parts)}")
    if asked.to == CASE:
        click.echo(f"next: detente agree {shlex.quote(str(asked.target))}")
    return OK


def _changed(folder: Path, files: dict[str, str]) -> tuple[str, ...]:
    """Return the files of a folder that hold anything but what is to be written, in order."""
    held = {name: folder / name for name in files if (folder / name).is_file()}
    try:
        return tuple(
            sorted(name for name in held if held[name].read_bytes() != files[name].encode())
        )
    except OSError as error:
        raise NotWritten(f"{folder} cannot be read: {error.strerror}") from error


def _name(found: ReadScenario) -> str:
    return FORMATS[found.format].partition(",")[0]


def _case_files(case: Case) -> dict[str, str]:
    judgements = {file: judgement_text(each) for file, each in case.judgements}
    return {CASE_FILE: _HEAD + case_text(case), **judgements}


def _filled(folder: Path, files: dict[str, str], is_case: bool) -> tuple[Problem, ...]:
    for name, text in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8", newline="\n")
    return read_folder(folder).problems if is_case else ()


def packages_of(scenario: Scenario) -> int | None:
    """Return how many packages there are; None if an issue can be settled at any real number.

    >>> packages_of(Scenario(title="t", issues=(), profiles=()))
    1
    """
    count = 1
    for issue in scenario.issues:
        bounds = issue.range
        if bounds is not None and bounds.step is None:
            return None
        if bounds is None:
            count *= len(issue.values)
        elif bounds.step is not None:
            count *= int((bounds.high - bounds.low) // bounds.step) + 1
    return count


def _packages(count: int | None) -> str:
    if count is None:
        return "packages without number"
    if count < 10**9:
        return f"{count:,} package{'' if count == 1 else 's'}"
    return f"about 10^{len(str(count)) - 1} packages"


def _many(count: int, what: str) -> str:
    several = f"{what[:-1]}ies" if what.endswith("y") else f"{what}s"
    return f"{count} {what if count == 1 else several}"


def _shown_folder(source: Path) -> str:
    return str(source.parent if source.is_file() else source)


def _refused(asked: _Asked, problems: tuple[Problem, ...]) -> int:
    if asked.as_json:
        show_json(
            "convert", source=str(asked.source), target=str(asked.target), to=asked.to,
            problems=problems,
        )  # fmt: skip
        return PROBLEMS
    for line in problem_lines(problems, _shown_folder(asked.source)):
        click.echo(line, err=True)
    click.echo(f"{counted(problems)} in {asked.source}; nothing was written", err=True)
    return PROBLEMS
