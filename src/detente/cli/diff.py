"""``detente diff``: what changed since a day, or between two versions of a case."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from detente.core.record.case import Case
from detente.core.record.known import seen_by

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

if TYPE_CHECKING:
    from rich.console import RenderableType

    from detente.core.changes import Changes


@click.command()
@case_argument
@click.argument("new", type=click.Path(path_type=Path), required=False)
@click.option("--since", type=Day(), metavar="DATE", help="What became known after this day.")
@on_option
@reader_option
@json_option
def command(
    case: Path, new: Path | None, since: date | None, on: date, reader: str, as_json: bool
) -> None:
    """Tell what changed in a case since a day, or between two versions of it.

    With --since, CASE as known at the end of that day is compared with CASE today (or
    on --on). With two folders, CASE is the old version and NEW the new one. Entries
    added, superseded, disputed, withdrawn; positions that moved; what is newly due;
    deadlocks that came or went.
    """
    from detente.core.changes import changes_between, changes_since

    if (new is None) == (since is None):
        raise click.UsageError("name a day with --since, or the folder of the new version")
    recorded = load_case(case)
    later = recorded if new is None else load_case(new)
    if since is not None and since > on:
        raise click.UsageError(f"--since {since} lies after --on {on}")
    shown = case_for(later, reader, on)
    if since is None:
        old = seen_by(recorded, reader, on)
        found = changes_between(old, shown, on, on)
    else:
        old = shown
        found = changes_since(recorded, since, on, reader)
    if found.nothing_in_common:
        from detente.web.changes_words import NOTHING_IN_COMMON

        click.echo(f"note: {NOTHING_IN_COMMON}", err=True)
    if as_json:
        show_json("diff", since=since, on=on, reader=reader, title=shown.title, changes=found)
        return
    show(*_told(old, shown, found, versions=new is not None))


def _told(old: Case, case: Case, found: Changes, *, versions: bool) -> Iterable[RenderableType]:
    from rich.text import Text

    from detente.web import changes_words as told

    yield Text.assemble((case.title, "bold"), f" · {told.title(found, versions=versions)}")
    if not versions:
        yield Text(told.compared_with(found), "dim")
    yield Text("")
    if not found:
        yield Text("Nothing changed.", "italic")
        return
    yield from _first(old, case, found)
    yield from _entries(old, case, found)
    yield from _beside(case, found)


def _beside(case: Case, found: Changes) -> Iterable[RenderableType]:
    """What changed beside the entries: the top of the file, judgements, texts of sources."""
    from rich.text import Text

    from detente.web import changes_words as told

    for title, lines in (
        ("The top of the file says something else now", found.top),
        ("Judgements", tuple(told.judgement(each) for each in found.judgements)),
        ("Texts of sources that differ", tuple(told.text_of(case, each) for each in found.texts)),
    ):
        if lines:
            yield Text(f"{title} ({len(lines)})", "bold")
            yield from (_indented(line) for line in lines)
            yield Text("")


def _indented(line: str) -> RenderableType:
    from detente.core.record.texts import visible

    from .blocks import indented

    return indented(visible(line))


def _first(old: Case, case: Case, found: Changes) -> Iterable[RenderableType]:
    """Deadlocks, positions and due dates: what matters most comes first."""
    from rich.text import Text

    from detente.web import changes_words as told

    from .blocks import indented

    for title, deadlocks, style, those in (
        ("New deadlock", found.new_deadlocks, "bold red3", case),
        ("No longer a deadlock", found.freed_deadlocks, "bold green4", old),
    ):
        for each in deadlocks:
            yield Text.assemble((title, style), f": {told.deadlock(those, each)}")
            yield indented("see: detente show CASE conditions")
            yield Text("")
    if found.positions:
        yield Text("Positions that are not what they were", "bold")
        for position in found.positions:
            yield indented(Text(told.position(case, position), "bold"))
            yield indented(f"before: {told.stands(old, position.before)}", 4)
            yield indented(f"now:    {told.stands(case, position.after)}", 4)
        yield Text("")
    if found.due:
        yield Text("Due", "bold")
        for due in found.due:
            style = "red3" if due.item.state == "overdue" else ""
            yield indented(Text(told.due(case, due), style))
        yield Text("")


def _entries(old: Case, case: Case, found: Changes) -> Iterable[RenderableType]:
    """Every entry that changed, by kind."""
    from rich.text import Text

    from detente.web import changes_words as told
    from detente.web import words

    from .blocks import indented

    for block, title in told.BLOCK_TITLES.items():
        changes = [each for each in found.entries if each.block == block]
        if changes:
            yield Text(f"{title} ({len(changes)})", "bold")
        for each in changes:
            entry = case.find(each.id, block) or old.find(each.id, block)
            if entry is None:
                continue
            date_and_who = [told.dated(block, entry), told.speaker(case, entry)]
            facts = [told.what_became(case, each), *filter(None, date_and_who)]
            facts.append(words.source(case, entry.evidence))
            yield indented(Text.assemble(told.entry_text(case, entry), (f" [{entry.id}]", "dim")))
            yield indented(Text(" · ".join(facts), "dim"), 4)
        if changes:
            yield Text("")
