"""How the answer to "is there a deal?" looks in a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from rich.box import SIMPLE
from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from detente.core.preferences.judging import Judged
from detente.core.record.case import Case
from detente.core.record.texts import visible
from detente.core.solutions.agreement import Agreement
from detente.web import agreement_words as told
from detente.web import fairness_words as fair
from detente.web import lacking_words, words
from detente.web.amounts import many

from .blocks import indented, more_of
from .console import console
from .settlement_view import on_the_table, settled, trades

ROWS_SHOWN = 12
"""How many lines of a list are printed; JSON has all."""
PACKAGES_SHOWN = 6
COLUMNS_SHOWN = 4
"""How many packages stand side by side."""
INDENT = 2
STYLES = {"yes": "bold green4", "no": "bold dark_orange3", "not known": "bold", "none": "bold"}
HINTS = {
    "too large": "Allow more with --memory, or settle an issue first and look at the rest.",
    "too many points": "Settle an issue first, or look at fewer parties or options at a time.",
    "too entangled": "Settle an issue first, or look at two parties at a time.",
}


def render(
    case: Case,
    on: date,
    found: Agreement,
    possible: int | None,
    forbidden_by: Sequence[str] = (),
) -> tuple[RenderableType, ...]:
    """Return what is printed, its heading first.

    ``possible`` is how many packages there are, ``forbidden_by`` the rules that forbid the one asked for.
    """
    heading = Text.assemble((case.title, "bold"), f" · as known on {words.day(on)}")
    parts: list[RenderableType] = [heading, Text("")]
    parts.append(Text(told.headline(case, found), STYLES[told.answer_of(found)]))
    if found.why_not:
        parts.extend(_without_answer(case, found, possible))
        return tuple(parts)
    parts.append(Text(""))
    for section in SECTIONS:
        parts.extend(section(case, found))
    parts.extend(on_the_table(case, found, forbidden_by))
    return tuple(parts)


def _without_answer(case: Case, found: Agreement, possible: int | None) -> Iterable[RenderableType]:
    if possible is not None and found.issues:
        yield indented(
            f"{many(len(found.issues), 'issue')} make {many(possible, 'package')} that "
            "the rules allow."
        )
    lines, more = told.first_of(lacking_words.lacking(case, found), ROWS_SHOWN)
    for line in lines:
        yield indented(line)
    yield from more_of(more)
    if missing := told.not_judged(case, found):
        yield indented(missing)
    if found.why_not in ("nobody is judged", "judgements lack numbers"):
        yield Text("")
        yield indented(lacking_words.WHAT_IS_NEEDED)


def _judgements(case: Case, found: Agreement) -> Iterable[RenderableType]:
    yield from whose(case, found.judged, told.exercise(case, found.judged))
    yield indented(Text(told.NOT_FACTS, "dim"))
    if missing := told.not_judged(case, found):
        yield indented(Text(missing, "dim"))
    yield Text("")


def whose(case: Case, judged: Sequence[Judged], warning: str) -> Iterable[RenderableType]:
    """Say whose judgements count, of what day and resting on what, and a warning if there is one."""
    yield Text("Whose judgements", "bold")
    for row in told.judged_rows(case, judged):
        yield indented(
            Text.assemble(
                (visible(row.parties), "bold"),
                visible(f": {row.author}, {row.date}"),
                (visible(_basis(row)), "dim"),
            )
        )
    if warning:
        yield indented(Text(warning, "bold"))


def _basis(row: told.JudgedRow) -> str:
    return f" · rests on: {row.basis}" if row.basis else ""


def _zone(case: Case, found: Agreement) -> Iterable[RenderableType]:
    yield Text("Who would rather have no agreement", "bold")
    rows, more = told.first_of(told.refusal_rows(case, found), ROWS_SHOWN)
    if rows:
        table = Table(box=None, pad_edge=False, show_header=False, padding=(0, 2, 0, 0))
        table.add_column(justify="right", no_wrap=True)
        table.add_column(justify="right", no_wrap=True)
        table.add_column(overflow="fold")
        for row in rows:
            table.add_row(row.packages, row.share, row.who)
        yield Padding(table, (0, 0, 0, INDENT))
    yield from more_of(more)
    for note in told.zone_notes(case, found):
        yield indented(note)
    yield Text("")


def _frontier(case: Case, found: Agreement) -> Iterable[RenderableType]:
    yield Text("What wastes nothing", "bold")
    for line in told.frontier_lines(case, found):
        yield indented(line)
    if hint := HINTS.get(found.no_frontier):
        yield indented(hint)
    yield Text("")


def _misses(case: Case, found: Agreement) -> Iterable[RenderableType]:
    near, more = told.first_of(told.nearest(case, found)[1:], ROWS_SHOWN)
    if not near:
        return
    yield Text("As near to suiting all", "bold")
    for line in near:
        yield indented(line)
    yield from more_of(more)
    yield Text("")


def _theories(case: Case, found: Agreement) -> Iterable[RenderableType]:
    rows = fair.pick_rows(found)
    if not any(row.letter for row in rows):
        return
    yield Text("What each theory of fairness picks", "bold")
    yield from _picks(case, found, rows)
    if any(row.compares for row in rows):
        yield indented(Text(f"* {fair.COMPARES}", "dim"))
    yield indented(Text(told.without_agreement(case, found), "dim"))
    yield Text("")
    yield from _packages(case, fair.lettered(found))


def _picks(case: Case, found: Agreement, rows: Sequence[fair.PickRow]) -> Iterable[RenderableType]:
    names = [words.name_of(case, party) for party in found.parties]
    lines = [
        (
            f"{row.theory}{' *' if row.theory and row.compares else ''}",
            row.nothing or f"{row.letter}{f' and {row.more} more' if row.more else ''}",
            *(f"{w} ({g})" for w, g in zip(row.worth, row.gains, strict=True)),
        )
        for row in rows
    ]
    heads = ("theory", "picks", *(f"{name} (gain)" for name in names))
    widths = [max(len(line[at]) for line in (heads, *lines) if at < len(line))
              for at in range(len(heads))]  # fmt: skip
    if any(row.nothing for row in rows) or sum(widths) + 2 * len(widths) > console().width - INDENT:
        yield from _stacked(lines, names)
        return
    table = Table(box=SIMPLE, show_edge=False, pad_edge=False, header_style="bold")
    for head in heads:
        table.add_column(head, no_wrap=True)
    for line in lines:
        table.add_row(*line)
    yield Padding(table, (0, 0, 0, INDENT))


def _stacked(lines: Sequence[tuple[str, ...]], names: Sequence[str]) -> Iterable[RenderableType]:
    """The picks for a narrow terminal or many parties: one theory under the other."""
    for theory, picks, *worth in lines:
        title = Text.assemble((theory or "or", "bold" if theory else ""), f": {picks}")
        yield indented(title)
        if worth:
            each = zip(names, worth, strict=True)
            yield indented("; ".join(f"{name} {value}" for name, value in each), 2 * INDENT)


def _packages(case: Case, found: Sequence[fair.Lettered]) -> Iterable[RenderableType]:
    yield Text("What these packages hold", "bold")
    if any(each.more for each in found):
        yield indented(Text(fair.FIRST_SHOWN, "dim"))
    differing, same = fair.contents(case, tuple(each.package for each in found))
    width = console().width - INDENT
    at_most = min(COLUMNS_SHOWN, max(1, (width - 16) // 18))
    if width < 60 and len(found) > 1:
        yield from _one_by_one(found, differing)
    else:
        for first in range(0, min(len(found), PACKAGES_SHOWN), at_most):
            yield _side_by_side(found, differing, first, first + at_most)
    yield from more_of(len(differing) - ROWS_SHOWN, "issues on which they differ")
    yield from more_of(len(found) - PACKAGES_SHOWN, "packages")
    if same:
        rows, more = told.first_of(same, ROWS_SHOWN)
        text = "; ".join(f"{row.issue}: {row.options[0]}" for row in rows)
        left = f"; and {more} more" if more else ""
        yield indented(Text.assemble(("The same in all: ", "bold"), text + left))
    for each in found[:PACKAGES_SHOWN]:
        if also := fair.same_worth(case, each):
            yield indented(f"{each.letter}: {also}.")
    yield Text("")


def _side_by_side(
    found: Sequence[fair.Lettered], rows: Sequence[fair.ContentRow], first: int, last: int
) -> RenderableType:
    table = Table(box=SIMPLE, show_edge=False, pad_edge=False, header_style="bold")
    table.add_column("", overflow="fold", style="bold")
    for each in found[first : min(last, PACKAGES_SHOWN)]:
        table.add_column(each.heading, overflow="fold")
    for row in rows[:ROWS_SHOWN]:
        table.add_row(row.issue, *row.options[first : min(last, PACKAGES_SHOWN)])
    return Padding(table, (0, 0, 0, INDENT))


def _one_by_one(
    found: Sequence[fair.Lettered], rows: Sequence[fair.ContentRow]
) -> Iterable[RenderableType]:
    for number, each in enumerate(found[:PACKAGES_SHOWN]):
        yield indented(Text(each.heading, "bold"))
        for row in rows[:ROWS_SHOWN]:
            yield indented(f"{row.issue}: {row.options[number]}", 2 * INDENT)


def _why(case: Case, found: Agreement) -> Iterable[RenderableType]:
    if not any(each.solution.picks for each in found.solutions):
        return
    yield Text("Why they differ", "bold")
    if sentence := fair.agreeing(found):
        yield indented(sentence)
    for name, reason, source in fair.why(found):
        yield indented(Text.assemble((name, "bold"), f" {reason}. ", (f"[{source}]", "dim")))
    yield Text("")


SECTIONS = (_judgements, _zone, _frontier, _misses, _theories, _why, settled, trades)
"""What is told, in order."""
