"""How the states of a conflict look in a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from rich.box import SIMPLE
from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from detente.core.stability.analysis import ConflictAnalysis
from detente.web import depends_words, words
from detente.web import stability_words as told
from detente.web.conflict_labels import Labels

from .blocks import indented

INDENT = 2


def render(labels: Labels, on: date | None, found: ConflictAnalysis) -> tuple[RenderableType, ...]:
    """Return what is printed, its heading first."""
    explained = told.asked(found)
    heading = Text.assemble((labels.title, "bold"), f" · as known on {words.day(on)}" if on else "")
    parts: list[RenderableType] = [heading, Text(""), Text(told.headline(found), "bold"), Text("")]
    if found.why_not:
        parts.append(indented(told.WHAT_IS_NEEDED))
        return tuple(parts)
    parts.extend(_who(labels, found))
    parts.extend(_states(labels, found, explained))
    for name in explained:
        parts.extend(_why(labels, found, name))
    parts.extend(_ahead(labels, found))
    parts.extend(_goal(labels, found))
    if found.depends is not None:
        parts.append(Text(depends_words.heading(found.depends), "bold"))
        parts.extend(indented(line) for line in depends_words.lines(labels, found.depends))
        parts.append(indented(Text(depends_words.MEANING, "dim")))
    return tuple(parts)


def _who(labels: Labels, found: ConflictAnalysis) -> Iterable[RenderableType]:
    yield Text("Who can do what", "bold")
    for party, courses in labels.courses:
        yield indented(Text.assemble((labels.party(party), "bold"), f": {courses}"))
    for line in told.unknown_lines(labels, found):
        yield indented(Text(line, "italic"))
    yield indented(Text(told.NOT_FACTS, "dim"))
    yield Text("")


def _states(
    labels: Labels, found: ConflictAnalysis, explained: Sequence[str]
) -> Iterable[RenderableType]:
    yield Text("Which states hold for all", "bold")
    table = Table(box=SIMPLE, pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column("state", overflow="fold")
    for each in found.counts:
        table.add_column(told.CONCEPT_LETTERS[each.concept], justify="center", no_wrap=True)
    table.add_column("never for", overflow="fold")
    rows = told.shown_rows(found, explained)
    for row in rows:
        name = labels.state(row.state)
        marked = Text.assemble(name, (" (now)", "bold")) if row.state == found.now else Text(name)
        signs = [told.sign(row, each.concept) for each in found.counts]
        table.add_row(marked, *signs, told.not_for(labels, row))
    yield Padding(table, (0, 0, 0, INDENT))
    if left := told.left_out(found, rows):
        yield indented(Text(left, "italic"))
    for each in found.counts:
        letters, label = told.CONCEPT_LETTERS[each.concept], told.CONCEPT_LABELS[each.concept]
        meaning = told.CONCEPT_MEANINGS[each.concept]
        yield indented(Text.assemble((f"{letters} ", "bold"), (f"{label}: {meaning}", "dim")))
    yield indented(Text(told.LEGEND, "dim"))
    yield Text("")


def _why(labels: Labels, found: ConflictAnalysis, name: str) -> Iterable[RenderableType]:
    now = " (as matters stand)" if name == found.now else ""
    yield Text(f"Why “{labels.state(name)}”{now} holds, or not", "bold")
    for heading, lines in told.reason_lines(labels, found, name):
        yield indented(Text(heading))
        for line in lines:
            yield indented(line, 4)
    yield Text("")


def _ahead(labels: Labels, found: ConflictAnalysis) -> Iterable[RenderableType]:
    if found.ahead is None:
        return
    yield Text("What can come of it", "bold")
    for line in told.ahead_lines(labels, found.ahead):
        yield indented(line)
    yield Text("")


def _goal(labels: Labels, found: ConflictAnalysis) -> Iterable[RenderableType]:
    if not found.goal:
        return
    yield Text(
        f"What would have to change for “{labels.state(found.goal[0].state)}” to hold", "bold"
    )
    for goals in told.alike(found.goal):
        first, *more = told.goal_lines(labels, goals)
        yield indented(first)
        for line in more:
            yield indented(line, 4)
    yield indented(Text(told.CHANGES_OF_MIND, "dim"))
    yield Text("")
