"""``detente stability``: which states of a conflict hold, for whom, and why."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from pathlib import Path

import click

from detente.core.problems import shown
from detente.core.record.known import known_on

from .agree import PRIVATE, check_author
from .console import show, show_json
from .options import case_argument, case_for, json_option, load_case, on_option


@click.command()
@case_argument
@on_option
@click.option(
    "--for",
    "reader",
    metavar="READER",
    help="Only what this reader may see; without it, all that is in the folder.",
)
@click.option(
    "--concept",
    "concepts",
    type=click.Choice(("nash", "general", "symmetric", "sequential", "symmetric sequential")),
    multiple=True,
    help="Only this concept of stability; may be given several times. Without it, all five.",
)
@click.option("--from", "start", metavar="STATE", help="Begin at this state, not as matters stand.")
@click.option("--goal", metavar="STATE", help="What would have to change for this state to hold.")
@click.option("--author", metavar="NAME", help="Only judgements by this author.")
@json_option
def command(
    case: Path,
    on: date,
    reader: str | None,
    concepts: tuple[str, ...],
    start: str | None,
    goal: str | None,
    author: str | None,
    as_json: bool,
) -> None:
    """Tell which states of a conflict hold, for whom, and why.

    A state says of each course of action whether it is taken; it is written as those that
    are, joined by + ("strike + leave"), or "nothing". It holds for a party that has no move to
    anything it prefers, or whose every such move others can answer. It rests on the
    judgements in the folder, which are private: so is what is printed.
    """
    from detente.core.stability.analysis import UnknownState, conflict_analysis
    from detente.core.stability.five import CONCEPTS

    from .progress import progressing

    recorded = load_case(case)
    seen = known_on(recorded, on) if reader is None else case_for(recorded, reader, on)
    check_author(seen, author)
    if reader is None and seen.judgements:
        click.echo(PRIVATE, err=True)
    asked = [each for each in (start, goal) if each is not None]
    with progressing("verdicts") as progress:
        try:
            found = conflict_analysis(
                seen,
                author=author,
                concepts=tuple(each for each in CONCEPTS if not concepts or each in concepts),
                asked=asked,
                progress=progress,
            )
        except UnknownState as error:
            raise click.BadParameter(
                f'there is no state "{shown(str(error))}"; write the ids of its courses of action, '
                "joined by +"
            ) from error
    if as_json:
        results = {each.name: getattr(found, each.name) for each in fields(found)}
        show_json("stability", on=on, reader=reader, title=seen.title, **results)
        return
    from .stability_view import render

    show(*render(seen, on, found, asked or ([found.now] if found.now else [])))
