"""The matrix of positions as a table: issues as rows, parties as columns.

A cell holds a line for each position, the latest first::

    demands: A ceasefire without conditions (since about 2025-05-29)
    earlier: reserves (since 2025-05)

that is, a stance, after a colon what it is about (option labels with semicolons between them, a
number, or a sentence), and since when. A party without a position is ``silent``.
"""

from __future__ import annotations

from collections import Counter
from datetime import date
from types import MappingProxyType

from detente.core.record.actors import Party
from detente.core.record.case import Case
from detente.core.record.issues import Issue
from detente.core.record.positions import PositionCell, positions
from detente.core.record.quantities import Quantity
from detente.core.record.statements import SILENT, Position
from detente.core.record.texts import visible

from .tables import Table, Value

MATRIX = "matrix"
EARLIER = "earlier: "
QUOTED_AT_MOST = 600
"""How many signs of a piece of evidence a comment holds."""

NOTE_AT_MOST = 4000


def matrix_table(case: Case, on: date | None, *, tagged: bool = False) -> Table:
    """Return where every party stands on every issue as a table, with the evidence as comments.

    Rows are the issues, with their ids first; columns the parties, under their labels.
    A case without issues has no rows. Cost: linear in positions and cells.

    >>> matrix_table(Case(title="t"), None).heads
    ('id', 'issue')
    """
    matrix = positions(case, on)
    titles = {each.id: each.title for each in case.documents}
    rows: list[tuple[Value, ...]] = []
    notes: dict[tuple[int, int], str] = {}
    for at, (issue, cells) in enumerate(matrix.rows()):
        rows.append((issue.id, issue.label, *(cell_text(issue, cell) for cell in cells)))
        for column, cell in enumerate(cells, 2):
            note = _note(cell, titles)
            if note:
                notes[at, column] = note
    heads = ("id", "issue", *party_heads(case, matrix.parties))
    tags = ("#meta+id", "#x_issue+name", *("#x_position" for _ in matrix.parties))
    return Table(
        MATRIX, heads, tuple(rows), 2, tags if tagged else (), notes=MappingProxyType(notes)
    )


def party_heads(case: Case, parties: tuple[Party, ...]) -> tuple[str, ...]:
    """Return the head of each party's column: its label, with its id where two share one."""
    labels = Counter(
        name for each in case.parties for name in {each.label.casefold(), each.id.casefold()}
    )
    taken = {"id", "issue"}
    return tuple(
        each.label
        if labels[each.label.casefold()] == 1
        and each.label.casefold() not in taken
        and each.label == each.label.strip()
        else f"{each.label} [{each.id}]"
        for each in parties
    )


def cell_text(issue: Issue, cell: PositionCell) -> str:
    """Return what stands in a party's cell: a line a position, or "silent"."""
    lines = [position_line(issue, each) for each in cell.standing] or [SILENT]
    lines += [EARLIER + position_line(issue, each) for each in cell.earlier]
    return "\n".join(lines)


def position_line(issue: Issue, position: Position) -> str:
    """Return a position in a line: stance, what it is about, since when.

    >>> from detente.core.record.dates import Date
    >>> pay = Issue(id="pay", question="What pay?", evidence=())
    >>> asked = Position(id="p", party="a", issue="pay", stance="demands", evidence=(),
    ...                  date=Date.parse("2025-05"), value=Quantity.parse("5 percent"))
    >>> position_line(pay, asked)
    'demands: 5 percent (since 2025-05)'
    """
    if position.value is not None:
        about = quantity_text(position.value)
    elif position.options:
        about = "; ".join(issue.option_label(each) for each in position.options)
    else:
        about = position.text
    about = " ".join(about.split())
    marks = [f"since {position.date}"]
    if position.disputed:
        marks.append("disputed")
    if position.withdrawn is not None:
        marks.append("withdrawn")
    return f"{position.stance}{': ' + about if about else ''} ({', '.join(marks)})"


def quantity_text(value: Quantity) -> str:
    """Return a quantity in short: "about 5 percent", "3..5 percent", "at least 3 percent"."""
    if value.best is not None:
        text = str(value.best)
    elif value.low is not None and value.high is not None:
        text = f"{value.low}..{value.high}"
    else:
        text = f"at least {value.low}" if value.low is not None else f"at most {value.high}"
    return f"{'about ' if value.approximate else ''}{text} {value.unit}".strip()


def _note(cell: PositionCell, titles: dict[str, str]) -> str:
    parts = []
    for position in cell.standing:
        for each in position.evidence or ():
            words = " ".join(each.words.split())
            if len(words) > QUOTED_AT_MOST:
                words = words[: QUOTED_AT_MOST - 1] + "…"
            where = f", {each.where}" if each.where else ""
            parts.append(f"“{words}” ({titles.get(each.document, each.document)}{where})")
    note = visible("\n\n".join(dict.fromkeys(parts)))
    return note if len(note) <= NOTE_AT_MOST else note[: NOTE_AT_MOST - 1] + "…"
