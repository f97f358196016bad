"""``detente show``: where things stand, today or as known on a date."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from detente.core.movement.movement import movement
from detente.core.record.case import Case
from detente.core.record.positions import positions
from detente.web.case_views import VIEWS, case_view

from .console import show, show_json
from .options import (
    Day,
    case_argument,
    case_for,
    json_option,
    load_case,
    on_option,
    reader_option,
)
from .replacing import write_of_kind

if TYPE_CHECKING:
    from detente.core.sequence.analysis import Sequence


class WhatIf(NamedTuple):
    """What is supposed for a while; nothing of it is recorded."""

    waived: tuple[str, ...]
    met: tuple[str, ...]
    moved: dict[str, date]

    def __bool__(self) -> bool:
        return any(self)


@click.command()
@case_argument
@click.argument("view", type=click.Choice(VIEWS), default="overview")
@on_option
@reader_option
@click.option("--party", metavar="ID", help="positions, movement: only this party.")
@click.option(
    "--issue",
    metavar="ID",
    help="positions, movement: only this issue; positions with --party: the whole history.",
)
@click.option(
    "--since",
    type=Day(),
    metavar="DATE",
    help="movement: after this day, compared with where each stood on it.",
)
@click.option("--all", "everything", is_flag=True, help="due: also what is done.")
@click.option(
    "--waive", "waived", multiple=True, metavar="ID", help="conditions: as if nobody required it."
)
@click.option(
    "--met", multiple=True, metavar="ID", help="conditions: as if it was met, or the step done."
)
@click.option(
    "--move",
    "moved",
    type=(str, Day()),
    multiple=True,
    metavar="MEETING DATE",
    help="conditions: as if the meeting was on this day.",
)
@click.option(
    "--picture",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="conditions: also write the graph as an SVG picture.",
)
@json_option
def command(
    case: Path,
    view: str,
    on: date,
    reader: str,
    party: str | None,
    issue: str | None,
    since: date | None,
    everything: bool,
    waived: tuple[str, ...],
    met: tuple[str, ...],
    moved: tuple[tuple[str, date], ...],
    picture: Path | None,
    as_json: bool,
) -> None:
    """Show where things stand in a case, today or as known on a date.

    \b
    overview     who, where things stand in short, what is due next (the default)
    positions    issues by parties: the latest stance, since when, from which source
    timeline     everything dated, in order
    due          what is due from whom before what, and what is overdue
    proposals    the parties' papers and who has seen whose
    commitments  what was agreed, delivered, claimed and found
    conditions   what has to come before what: deadlocks, ways out, orders that work
    movement     who moved toward whom, how far apart they stand, what conduct is recorded
    people       who speaks, negotiates, decides
    sources      the documents and how often each is quoted
    """
    supposed = WhatIf(waived, met, dict(moved))
    _check_options(view, on, bool(party or issue), since, everything, bool(supposed or picture))
    shown = case_for(load_case(case), reader, on)
    for block, wanted in (("parties", party), ("issues", issue)):
        if wanted is not None and shown.find(wanted, block) is None:
            known = ", ".join(entry.id for entry in shown.block(block))
            raise click.UsageError(f'"{wanted}" is not among the {block} of this case: {known}')
    if view == "movement":
        _show_movement(shown, on, since, party, issue, reader if as_json else None)
        return
    if view == "positions":
        result = {"positions": _narrowed(shown, on, party, issue)}
    elif view == "conditions":
        result = _conditions(shown, on, supposed)
    else:
        result = case_view(shown, view, on, everything=everything)
    if picture is not None:
        _write_picture(shown, result["sequence"], picture)
    if as_json:
        show_json(f"show {view}", on=on, reader=reader, title=shown.title, **result)
        return
    from . import views

    show(*views.render(shown, view, on, result, bool(party and issue)))


def _check_options(
    view: str, on: date, narrowed: bool, since: date | None, everything: bool, conditions: bool
) -> None:
    """Refuse options that are for other views."""
    if view not in ("positions", "movement") and narrowed:
        raise click.UsageError("--party and --issue are for the views positions and movement")
    if since is not None and view != "movement":
        raise click.UsageError("--since is for the view movement")
    if since is not None and since > on:
        raise click.UsageError(f"--since {since} lies after --on {on}")
    if view != "due" and everything:
        raise click.UsageError("--all is for the view due")
    if view != "conditions" and conditions:
        raise click.UsageError("--waive, --met, --move and --picture are for the view conditions")


def _write_picture(case: Case, found: Sequence, file: Path) -> None:
    """Write the graph of conditions as an SVG, or say that there is nothing to draw."""
    from detente.charts.conditions import ALONE, left_out
    from detente.web.report_charts import drawn_conditions

    if str(file) == "-":
        raise click.UsageError("--picture writes a file beside the text; name it: graph.svg")
    drawing = drawn_conditions(found, case, alone=True)
    if not drawing:
        click.echo("note: nothing waits for anything, so no picture was written", err=True)
        return
    write_of_kind(file, drawing, ALONE, "picture")
    if missing := left_out(found):
        click.echo(f"note: of so many steps, {missing} are not drawn", err=True)
    click.echo(f"wrote {file}", err=True)


def _show_movement(
    case: Case,
    on: date,
    since: date | None,
    party: str | None,
    issue: str | None,
    json_for: str | None,
) -> None:
    """Show movement as text, or as JSON for a reader."""
    from . import movement_view

    found = movement_view.narrowed(movement(case, on, since), party, issue)
    if json_for is None:
        narrow, everything = bool(party or issue), bool(party and issue)
        parts = movement_view.render(case, on, found, narrow=narrow, everything=everything)
        show(*parts)
        return
    show_json(
        "show movement",
        on=on,
        reader=json_for,
        title=case.title,
        movement=found,
        explanations=movement_view.explanations(),
        codes=movement_view.codes(),
    )


def _conditions(case: Case, on: date, supposed: WhatIf) -> dict[str, Any]:
    from detente.core.sequence.analysis import sequence
    from detente.core.sequence.what_if import UnknownInWhatIf, what_if

    found = sequence(case, on)
    if not supposed:
        return {"sequence": found, "what_if": None, "before": None}
    try:
        other = what_if(case, on, waived=supposed.waived, met=supposed.met, moved=supposed.moved)
    except UnknownInWhatIf as error:
        raise click.UsageError(str(error)) from error
    return {"sequence": other, "what_if": supposed._asdict(), "before": found}


def _narrowed(case: Case, on: date, party: str | None, issue: str | None) -> Any:
    matrix = positions(case, on)
    parties = tuple(each for each in case.parties if each.id == party) or matrix.parties
    issues = tuple(each for each in matrix.issues if issue in (None, each.id))
    kept = {(p.id, i.id) for p in parties for i in issues}
    cells = tuple(cell for cell in matrix.cells if (cell.party, cell.issue) in kept)
    return replace(matrix, parties=parties, issues=issues, cells=cells)
