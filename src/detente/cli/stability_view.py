"""How the states of a conflict look in a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from rich.box import SIMPLE
from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from detente.core.preferences.judging import unused_judgements
from detente.core.record.case import Case
from detente.core.record.texts import visible
from detente.core.stability.analysis import ConflictAnalysis
from detente.core.stability.told import StateRow
from detente.web import depends_words, words
from detente.web import stability_words as told
from detente.web.agreement_words import exercise, not_used
from detente.web.conflict_labels import Labels
from detente.web.state_signs import also_named, with_signs

from .agreement_view import whose
from .blocks import indented
from .console import console

INDENT = 2


def render(
    labels: Labels, on: date | None, found: ConflictAnalysis, case: Case | None = None
) -> tuple[RenderableType, ...]:
    """Return what is printed, its heading first; ``case``: the one the conflict is recorded in."""
    explained = told.asked(found)
    heading = Text.assemble((labels.title, "bold"), f" · as known on {words.day(on)}" if on else "")
    parts: list[RenderableType] = [heading, Text(""), Text(told.headline(found), "bold"), Text("")]
    if found.why_not:
        parts.append(indented(told.WHAT_IS_NEEDED))
        return tuple(parts)
    rows = told.shown_rows(found, explained)
    listed = [row.state for row in rows]
    others = also_named(found, listed, explained)
    labels = with_signs(labels, [*listed, *others])
    parts.extend(_who(labels))
    parts.extend(_judgements(labels, found, case))
    parts.extend(_states(labels, found, rows))
    parts.extend(_others(labels, others))
    for name in explained:
        parts.extend(_why(labels, found, name))
    parts.extend(_ahead(labels, found))
    parts.extend(_goal(labels, found))
    if found.depends is not None:
        parts.append(Text(depends_words.heading(found.depends), "bold"))
        parts.extend(indented(line) for line in depends_words.lines(labels, found.depends))
        parts.append(indented(Text(depends_words.MEANING, "dim")))
    return tuple(parts)


def _who(labels: Labels) -> Iterable[RenderableType]:
    yield Text("Who can do what", "bold")
    if not labels.ids:
        for party, courses in labels.courses:
            yield indented(Text.assemble((labels.party(party), "bold"), f": {courses}"))
    for party, courses_of in labels.ids:
        yield indented(Text(labels.party(party), "bold"))
        if max(len(name) for name, _ in courses_of) > console().width // 3:
            for name, label in courses_of:
                yield indented(Text.assemble((f"{name}  ", "dim"), label), 2 * INDENT)
            continue
        table = _list()
        for name, label in courses_of:
            table.add_row(Text(name, "dim"), label)
        yield Padding(table, (0, 0, 0, 2 * INDENT))
    yield Text("")


def _list() -> Table:
    """Return a table of a sign and what it stands for, without lines."""
    table = Table(box=None, pad_edge=False, show_header=False, padding=(0, 1, 0, 0))
    table.add_column(overflow="fold")
    table.add_column(overflow="fold")
    return table


def _judgements(
    labels: Labels, found: ConflictAnalysis, case: Case | None
) -> Iterable[RenderableType]:
    if case is not None and found.judged:
        yield from whose(case, found.judged, exercise(case, found.judged, told.EXERCISE))
    else:
        yield Text("What it rests on", "bold")
    for line in told.unknown_lines(labels, found):
        yield indented(Text(line, "italic"))
    if case is not None:
        unused = unused_judgements(case, found.judged, "states")
        if line := not_used(case, unused):
            yield indented(Text(visible(line), "dim"))
    yield indented(Text(told.NOT_FACTS, "dim"))
    yield Text("")


def _states(
    labels: Labels, found: ConflictAnalysis, rows: Sequence[StateRow]
) -> Iterable[RenderableType]:
    yield Text("Which states hold for all", "bold")
    never = [told.not_for(labels, row) for row in rows]
    table = Table(box=SIMPLE, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column("", no_wrap=True)
    table.add_column("state", overflow="fold")
    for each in found.counts:
        table.add_column(told.CONCEPT_LETTERS[each.concept], justify="center", no_wrap=True)
    if any(never):
        table.add_column("never for", overflow="fold")
    for row, nobody in zip(rows, never, strict=True):
        name = labels.in_words(row.state)
        now = (" (now)" if name else "(now)", "bold") if row.state == found.now else ""
        signs = [told.sign(row, each.concept) for each in found.counts]
        last = [nobody] if any(never) else []
        table.add_row(labels.signs[row.state], Text.assemble(name, now), *signs, *last)
    yield Padding(table, (0, 0, 0, INDENT))
    if left := told.left_out(found, rows):
        yield indented(Text(left, "italic"))
    for each in found.counts:
        letters, label = told.CONCEPT_LETTERS[each.concept], told.CONCEPT_LABELS[each.concept]
        meaning = told.CONCEPT_MEANINGS[each.concept]
        yield indented(Text.assemble((f"{letters} ", "bold"), (f"{label}: {meaning}", "dim")))
    yield indented(Text(told.legend(never), "dim"))
    yield Text("")


def _others(labels: Labels, states: Sequence[str]) -> Iterable[RenderableType]:
    named = [each for each in states if labels.in_words(each)]
    if not named:
        return
    yield Text("Other states named below", "bold")
    table = _list()
    for each in named:
        table.add_row(labels.signs[each], labels.in_words(each))
    yield Padding(table, (0, 0, 0, INDENT))
    yield Text("")


def _why(labels: Labels, found: ConflictAnalysis, name: str) -> Iterable[RenderableType]:
    now = ", as matters stand," if name == found.now else ""
    yield Text(f"Why {labels.named(name)}{now} holds, or not", "bold")
    if text := labels.in_words(name):
        yield indented(Text(text, "dim"))
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
    goal = found.goal[0].state
    yield Text(f"What would have to change for {labels.named(goal)} to hold", "bold")
    if text := labels.in_words(goal):
        yield indented(Text(text, "dim"))
    for goals in told.alike(found.goal):
        first, *more = told.goal_lines(labels, goals)
        yield indented(first)
        for line in more:
            yield indented(line, 4)
    if any(each.changes for each in found.goal):
        yield indented(Text(told.CHANGES_OF_MIND, "dim"))
    yield Text("")
