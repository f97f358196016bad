"""``detente stability``: which states of a conflict hold, for whom, and why."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from detente.core.problems import has_errors
from detente.core.record.case import CASE_FILE, Case
from detente.core.record.known import known_on

from .agree import PRIVATE, check_author
from .application import PROBLEMS, REFUSED
from .console import counted, problem_lines, show, show_json
from .options import (
    case_argument,
    case_for,
    json_option,
    load_case,
    on_option,
    some_reader_option,
)

if TYPE_CHECKING:
    from detente.core.stability.analysis import ConflictAnalysis
    from detente.formats.graph_models.model_file import GraphModelFile
    from detente.web.conflict_labels import Labels

    Ask = Callable[..., ConflictAnalysis]
    """Asks for the analysis of one conflict."""

MODEL_FILE = "model.json"
"""A graph model in a folder that is no case."""


@click.command()
@case_argument
@on_option
@some_reader_option
@click.option(
    "--concept",
    "concepts",
    type=click.Choice(("nash", "general", "symmetric", "sequential", "symmetric sequential")),
    multiple=True,
    help="Only this concept of stability; may be given several times. Without it, all five.",
)
@click.option("--from", "start", metavar="STATE", help="Begin at this state, not as matters stand.")
@click.option("--goal", metavar="STATE", help="What would have to change for this state to hold.")
@click.option(
    "--depends",
    is_flag=True,
    help="Tell too what the states that hold hang on: whose order, which course of action, and what "
    "groups could do together; by the first concept given, else sequential.",
)
@click.option("--author", metavar="NAME", help="Only judgements by this author.")
@json_option
@click.pass_context
def command(
    context: click.Context,
    case: Path,
    on: date,
    reader: str | None,
    concepts: tuple[str, ...],
    start: str | None,
    goal: str | None,
    depends: bool,
    author: str | None,
    as_json: bool,
) -> None:
    """Tell which states of a conflict hold, for whom, and why.

    CASE is a case folder whose case.yaml says under "conflict" what each party can do, or a
    graph model (.json or .gmcr, or a folder with model.json). A state says of each course of action
    whether it is taken; of a case it is written as those that are, joined by + ("strike +
    leave"), or "nothing"; of a graph model by its number or its letters (YNNY). It holds for a
    party that has no move to anything it prefers, or whose every such move others can answer. It
    rests on the judgements in the folder, which are private: so is what is printed.
    """
    from detente.core.stability.five import CONCEPTS

    if (source := _model_file(case)) is not None:
        _no_case(context)
        file = _read(source)
        labels, ask = _of_file(file)
        known: date | None = None
        seen: Case | None = None
    else:
        recorded = load_case(case)
        seen = known_on(recorded, on) if reader is None else case_for(recorded, reader, on)
        check_author(seen, author)
        if reader is None and seen.judgements:
            click.echo(PRIVATE, err=True)
        labels, ask = _of_case(seen, author)
        known = on
    chosen = tuple(each for each in CONCEPTS if not concepts or each in concepts)
    asked: dict[str, Any] = {"concepts": chosen, "start": start, "goal": goal}
    if depends:
        asked["depends_on"] = chosen[0] if concepts else "sequential"
    from detente.web.stability_words import WHY_NOT

    found = _asked(partial(ask, **asked), labels, start)
    if found.why_not == "too many states":
        click.echo(f"error: {WHY_NOT[found.why_not]}", err=True)
        raise click.exceptions.Exit(REFUSED)
    if as_json:
        results = {each.name: getattr(found, each.name) for each in fields(found)}
        show_json("stability", on=known, reader=reader, title=labels.title, **results)
        return
    from .stability_view import render

    show(*render(labels, known, found, seen))


def _model_file(path: Path) -> Path | None:
    """Return the file of a graph model that a path names, if it names one."""
    if path.suffix.lower() in (".json", ".gmcr"):
        return path
    inside = path / MODEL_FILE
    return inside if inside.exists() and not (path / CASE_FILE).exists() else None


def _no_case(context: click.Context) -> None:
    """Refuse what only a case has."""
    for name, option in (("reader", "--for"), ("author", "--author"), ("on", "--on")):
        if context.get_parameter_source(name) is not ParameterSource.DEFAULT:
            raise click.UsageError(f"this is a graph model, not a case: leave {option} out")


def _read(source: Path) -> GraphModelFile:
    """Return a graph model; print its problems and leave with code 2 if it has errors."""
    from detente.formats.graph_models.reading import read_model

    found = read_model(source)
    for line in problem_lines(found.problems, str(source.parent)):
        click.echo(line, err=True)
    if found.file is None or has_errors(found.problems):
        click.echo(f"{counted(found.problems)} in {source}", err=True)
        raise click.exceptions.Exit(PROBLEMS)
    return found.file


def _of_file(file: GraphModelFile) -> tuple[Labels, Ask]:
    from detente.core.stability.analysis import analysed
    from detente.formats.graph_models.as_conflict import conflict_in
    from detente.web.conflict_labels import file_labels

    return file_labels(file), partial(analysed, conflict_in(file))


def _of_case(case: Case, author: str | None) -> tuple[Labels, Ask]:
    from detente.core.stability.analysis import conflict_analysis
    from detente.web.conflict_labels import case_labels

    return case_labels(case), partial(conflict_analysis, case, author=author)


def _asked(ask: Ask, labels: Labels, start: str | None) -> ConflictAnalysis:
    """Return the answer; a state that is none is a wrong use."""
    from detente.core.stability.analysis import UnknownState
    from detente.web.conflict_labels import no_state

    from .progress import progressing

    with progressing("verdicts") as progress:
        try:
            return ask(progress=progress)
        except UnknownState as error:
            name = str(error)
            option = "--from" if name == start else "--goal"
            raise click.BadParameter(no_state(labels, name), param_hint=option) from error
