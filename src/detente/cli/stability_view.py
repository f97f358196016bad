"""How the states of a conflict look in a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from rich.box import SIMPLE
from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from detente.core.record.case import Case
from detente.core.stability.analysis import ConflictAnalysis
from detente.web import stability_words as told
from detente.web import words

from .blocks import indented

INDENT = 2


def render(
    case: Case, on: date, found: ConflictAnalysis, explained: Sequence[str]
) -> tuple[RenderableType, ...]:
    """Return what is printed, its heading first; ``explained`` are the states told in full."""
    heading = Text.assemble((case.title, "bold"), f" · as known on {words.day(on)}")
    parts: list[RenderableType] = [heading, Text(""), Text(told.headline(found), "bold"), Text("")]
    if found.why_not:
        parts.append(indented(told.WHAT_IS_NEEDED))
        return tuple(parts)
    parts.extend(_who(case, found))
    parts.extend(_states(case, found, explained))
    for name in explained:
        parts.extend(_why(case, found, name))
    return tuple(parts)


def _who(case: Case, found: ConflictAnalysis) -> Iterable[RenderableType]:
    yield Text("Who can do what", "bold")
    for name, courses in told.course_lines(case, found):
        yield indented(Text.assemble((name, "bold"), f": {courses}"))
    for line in told.unknown_lines(case, found):
        yield indented(Text(line, "italic"))
    yield indented(Text(told.NOT_FACTS, "dim"))
    yield Text("")


def _states(
    case: Case, found: ConflictAnalysis, explained: Sequence[str]
) -> Iterable[RenderableType]:
    yield Text("Which states hold for all", "bold")
    table = Table(box=SIMPLE, pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column("state", overflow="fold")
    for each in found.counts:
        table.add_column(told.CONCEPT_LETTERS[each.concept], justify="center", no_wrap=True)
    table.add_column("never for", overflow="fold")
    rows = told.shown_rows(found, explained)
    for row in rows:
        name = told.state(case, row.state)
        marked = Text.assemble(name, (" (now)", "bold")) if row.state == found.now else Text(name)
        signs = [told.sign(row, each.concept) for each in found.counts]
        table.add_row(marked, *signs, told.not_for(case, row))
    yield Padding(table, (0, 0, 0, INDENT))
    if left := told.left_out(found, rows):
        yield indented(Text(left, "italic"))
    for each in found.counts:
        letters, label = told.CONCEPT_LETTERS[each.concept], told.CONCEPT_LABELS[each.concept]
        meaning = told.CONCEPT_MEANINGS[each.concept]
        yield indented(Text.assemble((f"{letters} ", "bold"), (f"{label}: {meaning}", "dim")))
    yield indented(Text(told.LEGEND, "dim"))
    yield Text("")


def _why(case: Case, found: ConflictAnalysis, name: str) -> Iterable[RenderableType]:
    now = " (as matters stand)" if name == found.now else ""
    yield Text(f"Why “{told.state(case, name)}”{now} holds, or not", "bold")
    for heading, lines in told.reason_lines(case, found, name):
        yield indented(Text(heading))
        for line in lines:
            yield indented(line, 4)
    yield Text("")
