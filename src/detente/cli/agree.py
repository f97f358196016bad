"""``detente agree``: is there a deal, for whom, and which ones."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from detente.core.problems import did_you_mean, listed, shown
from detente.core.record.case import Case
from detente.core.record.known import known_on

from .console import show, show_json
from .options import (
    case_argument,
    case_for,
    json_option,
    load_case,
    on_option,
    some_reader_option,
)

if TYPE_CHECKING:
    from detente.core.solutions.agreement import Agreement

POINTS_AT_MOST = 50_000
"""A frontier of more points is thinned out, within a bound that is told."""
MEGABYTE = 2**20
PRIVATE = "note: this rests on private judgements; --for READER keeps to what a reader may see"
SAMPLED = "note: the packages are too many to count; a sample of them was drawn at random"


@click.command()
@case_argument
@on_option
@some_reader_option
@click.option(
    "--package",
    "named",
    metavar="PACKAGE",
    help="Look at this package too: a paper's id, or issue=option,issue=option,...",
)
@click.option("--author", metavar="NAME", help="Only judgements by this author.")
@click.option(
    "--memory",
    type=click.IntRange(min=1),
    default=1024,
    show_default=True,
    metavar="MB",
    help="How much memory the frontier may take.",
)
@json_option
def command(
    case: Path,
    on: date,
    reader: str | None,
    named: str | None,
    author: str | None,
    memory: int,
    as_json: bool,
) -> None:
    """Tell whether there is a deal, for whom, and which ones.

    Which packages all would prefer to no agreement, and who would rather have none;
    which waste nothing; which one each theory of fairness picks, and why they differ;
    which trades pay. Of a package named, what it is worth and what would be better for
    all. It rests on the judgements in the folder, which are private: so is what is printed.
    """
    recorded = load_case(case)
    seen = known_on(recorded, on) if reader is None else case_for(recorded, reader, on)
    check_author(seen, author)
    if reader is None and seen.judgements:
        click.echo(PRIVATE, err=True)
    package, forbidden_by = _package(seen, named)
    found = _found(seen, package, author, memory)
    if found.zone is not None and found.zone.method == "sampled":
        click.echo(SAMPLED, err=True)
    if as_json:
        results = {each.name: getattr(found, each.name) for each in fields(found)}
        results["forbidden_by"] = forbidden_by
        show_json("agree", on=on, reader=reader, title=seen.title, **results)
        return
    from .agreement_view import render

    possible = _possible(seen) if found.why_not else None
    show(*render(seen, on, found, possible, forbidden_by))


def check_author(case: Case, author: str | None) -> None:
    """Refuse an author of whom the reader sees no judgement."""
    known = sorted({each.author for _, each in case.judgements})
    if author is None or author in known:
        return
    near = did_you_mean(author, known)
    hint = f'did you mean "{shown(near)}"?' if near else f"authors: {listed(known) or 'none'}"
    raise click.BadParameter(f'"{shown(author)}" judged nobody here; {hint}', param_hint="--author")


def _package(case: Case, named: str | None) -> tuple[dict[str, str] | None, tuple[str, ...]]:
    """Return the package named, if one is, and the rules that forbid it."""
    if named is None:
        return None, ()
    from detente.core.preferences.axes import TooManyOptions

    from .packages import forbidding, package_named

    try:
        package = package_named(case, named)
    except TooManyOptions:
        return None, ()
    return package, forbidding(case, package)


def _found(
    case: Case, package: dict[str, str] | None, author: str | None, memory: int
) -> Agreement:
    import numpy as np

    from detente.core.outcomes.combining import Limits
    from detente.core.solutions.agreement import agreement

    from .progress import progressing

    with progressing("packages") as progress:
        return agreement(
            case,
            author=author,
            package=package,
            limits=Limits(memory_bytes=memory * MEGABYTE, points_at_most=POINTS_AT_MOST),
            chance=np.random.default_rng(0),
            progress=progress,
        )


def _possible(case: Case) -> int | None:
    """Return how many packages the rules of a case allow; None where that cannot be told."""
    from detente.core.outcomes.counting import RulesTooEntangled, feasible_count
    from detente.core.outcomes.space import space_of
    from detente.core.preferences.axes import TooManyOptions

    try:
        return feasible_count(space_of(case))
    except (RulesTooEntangled, TooManyOptions):
        return None
