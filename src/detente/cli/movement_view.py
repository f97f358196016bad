"""How movement looks in a terminal: what moved at the top, step by step below, then conduct."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from rich.box import SIMPLE
from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from detente.core.movement.first_moves import FirstMove
from detente.core.movement.movement import Conduct, Movement
from detente.core.record.case import Case
from detente.core.record.statements import Position
from detente.core.record.texts import visible
from detente.web import conduct_words, movement_words, words
from detente.web.conduct_words import ConductSection
from detente.web.movement_words import ChangeRow, StepRow

from .console import console

KIND_STYLES = {
    "moved toward": "bold green4",
    "moved away": "bold dark_orange3",
    "moved both ways": "bold dodger_blue2",
    "new demand": "bold dark_orange3",
    "withdrawn": "bold dodger_blue2",
    "retracted": "bold dark_orange3",
    "cannot be told": "italic",
}
NARROW = 76
ENTRIES_SHOWN = 3


def render(
    case: Case, on: date, found: Movement, *, narrow: bool, everything: bool
) -> tuple[RenderableType, ...]:
    """Return what is printed for the view, its heading first.

    ``narrow`` says that it is of one party or issue; ``everything`` also tells the steps that
    changed nothing, and the first ones.
    """
    heading = Text.assemble((visible(case.title), "bold"), f" · as known on {words.day(on)}")
    return (
        heading,
        Text(""),
        *_changes(case, found),
        *_distances(case, found),
        *_steps(case, found, everything),
        *_conduct(case, found.conduct, narrow),
    )


def narrowed(found: Movement, party: str | None, issue: str | None) -> Movement:
    """Return the movement of one party, on one issue; conduct that is of neither is left out.

    Who moved first on the whole stays where a party is chosen: first on one issue is not first.
    """

    def kept(item: Any) -> bool:
        if isinstance(item, FirstMove) and not item.issue and party is not None:
            return True
        parties = getattr(item, "parties", (getattr(item, "party", party),))
        issues = getattr(item, "issue", None)
        return (party is None or party in parties) and (issue is None or issues == issue)

    if party is None and issue is None:
        return found
    conduct = Conduct(
        **{
            name: tuple(each for each in getattr(found.conduct, name) if kept(each))
            for name in found.conduct.__slots__
        }
    )
    return replace(
        found,
        cells=tuple(each for each in found.cells if kept(each)),
        steps=tuple(each for each in found.steps if kept(each)),
        distances=tuple(each for each in found.distances if kept(each)),
        conduct=conduct,
    )


def explanations() -> dict[str, dict[str, str]]:
    """Return, for programs too, what each indicator counts, does not show, and may also be."""
    return {
        key: {
            "title": each.title,
            "counts": each.counts,
            "does_not_show": each.does_not_show,
            "may_also_be": each.may_also_be,
        }
        for key, each in conduct_words.INDICATORS.items()
    }


def codes() -> list[dict[str, str]]:
    """Return the list of bargaining codes, with what is counted under each."""
    rows = conduct_words.code_rows()
    return [{"code": code, "tone": tone, "counted": what} for code, tone, what in rows]


def _changes(case: Case, found: Movement) -> Iterator[RenderableType]:
    yield Text(visible(movement_words.headline(found)), "bold")
    if found.since is not None:
        yield Text(movement_words.compared_with(found), "dim")
    yield Text("")
    rows = movement_words.change_rows(case, found)
    moved = [each for each in rows if each.kind in movement_words.MOVED]
    if moved:
        yield from _stacked(moved) if console().width < NARROW else (_table(moved),)
        yield Text("")
    for kind, label in (
        ("unchanged", "as before"),
        ("stated", "first recorded since" if found.since else "as first stated"),
        ("cannot be told", "cannot be told"),
    ):
        there = [each for each in rows if each.kind == kind]
        if there:
            sign = movement_words.KIND_SIGNS[kind]
            names = "; ".join(f"{each.issue}: {each.party}" for each in there)
            yield Text.assemble((f"{sign} {label}  ", "bold"), visible(names))
    if len(rows) > len(moved):
        yield Text("")


def _table(rows: Iterable[ChangeRow]) -> Table:
    table = Table(box=SIMPLE, show_edge=False, pad_edge=False, header_style="bold", expand=False)
    for column in ("issue", "party", "moved", "from", "to"):
        table.add_column(column, overflow="fold")
    last = ""
    for row in rows:
        table.add_row(
            Text("" if row.issue == last else visible(row.issue), "bold"),
            visible(row.party),
            _what(row),
            Text(visible(row.before) or "nothing", "dim"),
            Text(visible(row.after) or "nothing"),
        )
        last = row.issue
    return table


def _stacked(rows: Iterable[ChangeRow]) -> Iterator[RenderableType]:
    for row in rows:
        yield Text.assemble((visible(row.issue), "bold"), f" · {visible(row.party)}")
        before, after = visible(row.before) or "nothing", visible(row.after) or "nothing"
        yield Padding(_what(row), (0, 0, 0, 2))
        yield Padding(Text.assemble((before, "dim"), " → ", after), (0, 0, 0, 2))


def _what(row: ChangeRow | StepRow) -> Text:
    return Text(visible(f"{row.sign} {row.what}"), KIND_STYLES.get(row.kind, ""))


def _distances(case: Case, found: Movement) -> Iterator[RenderableType]:
    rows = movement_words.distance_rows(case, found)
    if not rows:
        return
    yield Text("How far apart", "bold underline")
    for row in rows:
        path = [
            Text.assemble(visible(what), (f" ({when})", "dim")) for when, what in _runs(row.points)
        ]
        name = (visible(row.issue), "bold")
        yield Text.assemble(name, f" · {visible(row.parties)}: ", Text(" → ").join(path))
    yield Text("")


def _runs(points: tuple[tuple[str, str], ...]) -> Iterator[tuple[str, str]]:
    """Yield each distance with the first date of its run; not what came before the first one."""
    last = None
    known = [each for each in points if not each[1].startswith("not known")]
    start = points.index(known[0]) if known else len(points) - 1
    for when, what in points[start:]:
        if what != last:
            yield when, what
        last = what


def _steps(case: Case, found: Movement, everything: bool) -> Iterator[RenderableType]:
    rows = [
        each
        for each in movement_words.step_rows(case, found)
        if everything or each.kind not in ("stated", "unchanged")
    ]
    if not rows:
        return
    yield Text("Step by step", "bold underline")
    for row in rows:
        yield Text.assemble(
            (f"{row.when}", "bold"), f" · {visible(row.party)} · {visible(row.issue)}"
        )
        if row.distance:
            yield Padding(Text.assemble(_what(row), visible(f"; {row.distance}")), (0, 0, 0, 2))
        else:
            yield Padding(_what(row), (0, 0, 0, 2))
        for label, positions in (
            ("before", row.before),
            ("beside", row.beside),
            ("after", row.after),
        ):
            for position in positions:
                yield Padding(_wording(case, label, position), (0, 0, 0, 2))
        for note in row.notes:
            yield Padding(Text(visible(note), "italic"), (0, 0, 0, 2))
    yield Text("")


def _wording(case: Case, label: str, position: Position) -> Text:
    quoted = position.evidence or ()
    first = f"“{' '.join(quoted[0].words.split())}” " if quoted else ""
    return Text.assemble(
        (f"{label:6} ", "dim"),
        f"{words.STANCE_SIGNS[position.stance]} {position.stance}: ",
        visible(words.options_of(case, position)),
        (visible(f" {first}{words.source(case, position.evidence)}"), "dim"),
    )


def _conduct(case: Case, conduct: Conduct, narrow: bool) -> Iterator[RenderableType]:
    sections = conduct_words.conduct_sections(case, conduct)
    there = [each for each in sections if each.lines]
    empty = [each.indicator.title for each in sections if not each.lines]
    if there:
        yield Text("Conduct, as far as it is recorded", "bold underline")
        yield Text("Counts, not verdicts. Parties stand in the order of the record.", "dim")
        yield Text("")
    for section in there:
        yield from _section(section)
    if empty and not narrow:
        yield Text(f"No case recorded: {', '.join(empty)}.", "dim")


def _section(section: ConductSection) -> Iterator[RenderableType]:
    indicator = section.indicator
    yield Text.assemble((indicator.title, "bold"), (f": {indicator.counts}", "dim"))
    for line in section.lines:
        more = len(line.entries) - ENTRIES_SHOWN
        ids = " ".join(line.entries[:ENTRIES_SHOWN]) + (f" and {more} more" if more > 0 else "")
        yield Padding(
            Text.assemble(visible(line.text), (visible(f"  [{ids}]"), "dim")), (0, 0, 0, 2)
        )
    if section.key == "bargaining_codes":
        for code, tone, counted in conduct_words.code_rows():
            yield Padding(Text(f"{code} ({tone}): {counted}", "dim"), (0, 0, 0, 4))
    yield Padding(Text(f"does not show: {indicator.does_not_show}", "dim"), (0, 0, 0, 2))
    yield Padding(Text(f"may also be: {indicator.may_also_be}", "dim"), (0, 0, 1, 2))
