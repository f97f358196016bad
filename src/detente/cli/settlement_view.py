"""How trades, and a package on the table, look in a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.console import RenderableType
from rich.text import Text

from detente.core.record.case import Case
from detente.core.solutions.agreement import Agreement
from detente.web import agreement_words as told
from detente.web import settlement_words as settle

from .blocks import indented, more_of

SHOWN = 5
"""How many trades and changes are printed; JSON has all."""


def settled(case: Case, found: Agreement) -> Iterable[RenderableType]:
    """Yield what is found without values, by division, or without a frontier."""
    lines = [
        *settle.direct_lines(case, found),
        settle.fallback_line(case, found),
        settle.division_line(case, found),
        settle.offers_line(case, found),
    ]
    if any(lines):
        yield Text("Other ways to look at it", "bold")
        for line in filter(None, lines):
            yield indented(line)
        yield Text("")


def trades(case: Case, found: Agreement) -> Iterable[RenderableType]:
    """Yield the issues that are worth linking."""
    if not found.trades:
        return
    yield Text("Issues worth linking", "bold")
    yield indented(Text(settle.TRADES, "dim"))
    kept, more = told.first_of(found.trades, SHOWN)
    for each in kept:
        yield indented(settle.linked(case, found, each))
    yield from more_of(more)
    yield Text("")


def on_the_table(
    case: Case, found: Agreement, forbidden_by: Sequence[str]
) -> Iterable[RenderableType]:
    """Yield what is to be said of the package asked for."""
    asked = found.assessment
    if asked is None:
        return
    yield Text("The package on the table", "bold")
    for line in settle.assessment_lines(case, found, asked, forbidden_by):
        yield indented(line)
    if asked.nearest:
        yield Text("")
        yield indented(Text(settle.change_title(asked), "bold"))
        changes, more = told.first_of(asked.nearest, SHOWN)
        for each in changes:
            yield indented(settle.change(case, found, asked.worth.package, each), 4)
        yield from more_of(more)
    if lines := settle.distance_lines(case, found, asked):
        yield Text("")
        yield indented(Text("How far it is from what the theories pick", "bold"))
        for line in lines:
            yield indented(line, 4)
    left = settle.not_tried(case, asked)
    if asked.trades or left:
        yield Text("")
        yield indented(Text("Trades from it that pay two parties", "bold"))
        kept, more = told.first_of(asked.trades, SHOWN)
        for trade in kept:
            yield indented(settle.traded(case, found, trade), 4)
        yield from more_of(more)
        if left:
            yield indented(left, 4)
    yield Text("")
