"""Long lists, a part at a time: so many items a page, those that hold the words looked for, and where more is."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from starlette.datastructures import QueryParams

from detente.core.record.case import Case
from detente.core.record.commitments import CommitmentState
from detente.core.record.positions import PositionCell, PositionMatrix
from detente.core.record.timeline import TimelineItem
from detente.web import words

from .told import Told

ITEMS_AT_MOST = 200
"""How many items of a list a page shows."""
CELLS_AT_MOST = 100
"""How many cells of the table of positions a page shows."""
IN_A_CELL = 2
"""How many standing positions a cell of a large table shows; its history has all."""
WORDS_AT_MOST = 200


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a list: from which item to which, of how many; the pages beside it; what is looked for."""

    first: int
    last: int
    found: int
    total: int
    wish: str
    earlier: str
    later: str

    @property
    def whole(self) -> bool:
        """Whether the page shows all there is."""
        return self.last - self.first + 1 >= self.total


def plain(text: str) -> str:
    """Return a text without case and accents, as the filter in the browser compares it.

    >>> plain("Église")
    'eglise'
    """
    if text.isascii():
        return text.lower()
    marks = unicodedata.normalize("NFKD", text)
    return "".join(each for each in marks if not unicodedata.category(each).startswith("M")).lower()


def holds_all(text: str, wish: str) -> bool:
    """Return whether a text holds all words of a wish, wherever they stand in it.

    >>> holds_all("Russia demands", "dem rus"), holds_all("Russia", "")
    (True, True)
    """
    plain_text = plain(text)
    return all(word in plain_text for word in plain(wish).split())


def part_of(
    items: Sequence[Any],
    text_of: Callable[[Any], str],
    asked: QueryParams,
    path: str,
    at_most: int = ITEMS_AT_MOST,
    *,
    from_end: bool = False,
) -> tuple[tuple[Any, ...], Part]:
    """Return the items that a page shows, and which part of the list they are.

    ``q`` in the address is what is looked for, ``from`` the number of the first item shown, from 1 on.
    Without it the page shows the first items, or ``from_end`` the last ones. Cost: linear.
    """
    wish = " ".join(asked.get("q", "").split())[:WORDS_AT_MOST]
    found = [each for each in items if holds_all(text_of(each), wish)] if wish else list(items)
    text = asked.get("from", "")
    if text.isascii() and text.isdecimal() and len(text) <= 9:
        start = max(min(int(text), len(found)) - 1, 0)
    else:
        start = max(len(found) - at_most, 0) if from_end else 0
    shown = tuple(found[start : start + at_most])
    end = start + len(shown)
    other = {key: asked[key] for key in ("on", "q") if asked.get(key)}

    def page(first: int) -> str:
        return f"{path}?{urlencode({**other, 'from': first + 1})}"

    earlier = page(max(start - at_most, 0)) if start > 0 else ""
    later = page(end) if end < len(found) else ""
    return shown, Part(start + 1, end, len(found), len(items), wish, earlier, later)


def bounded(told: Told, name: str, asked: QueryParams, path: str) -> tuple[Told, Part | None]:
    """Return a report whose list that a view shows is a part of the whole, and which part.

    Views without such a list are returned as they are.
    """
    case = told.case
    if name == "timeline":
        shown, part = part_of(
            told.timeline, lambda each: _item_text(case, each), asked, path, from_end=True
        )
        return told.with_parts(timeline=shown), part
    if name == "commitments":
        shown, part = part_of(
            told.commitments, lambda each: _commitment_text(case, each), asked, path
        )
        return told.with_parts(commitments=shown), part
    if name == "proposals":
        shown, part = part_of(told.papers, lambda each: each.proposal.title, asked, path)
        return told.with_parts(papers=shown), part
    if name == "positions":
        return _positions(told, asked, path)
    return told, None


def _item_text(case: Case, item: TimelineItem) -> str:
    acting = words.acting(case, item)
    return f"{words.when(item.date)} {item.kind} {item.detail} {acting} {words.item_text(item)}"


def _commitment_text(case: Case, state: CommitmentState) -> str:
    entry = state.commitment
    sides = words.names_of(case, (*entry.owed_by, *entry.owed_to))
    return f"{entry.what} {state.status} {sides}"


def _positions(told: Told, asked: QueryParams, path: str) -> tuple[Told, Part]:
    matrix = told.positions
    rows = matrix.rows()
    width = max(len(matrix.parties), 1)
    at_most = max(CELLS_AT_MOST // width, 1)
    shown, part = part_of(rows, lambda row: _row_text(told, row), asked, path, at_most)
    if part.whole and not part.wish:
        return told, part
    cells = tuple(cell for _, row in shown for cell in row)
    fewer = PositionMatrix(matrix.on, matrix.parties, tuple(issue for issue, _ in shown), cells)
    return told.with_parts(positions=fewer), part


def _row_text(told: Told, row: tuple[Any, tuple[PositionCell, ...]]) -> str:
    issue, cells = row
    parts = [issue.label, issue.question]
    for cell in cells:
        parts += [words.name_of(told.case, cell.party), cell.stance]
        for each in (*cell.standing, *cell.earlier):
            parts += [each.stance, each.text, words.options_of(told.case, each)]
    return " ".join(parts)


def few_in_cells(told: Told) -> tuple[Told, int]:
    """Return a report whose cells show a few positions, where there are many; and how many are not shown."""
    matrix = told.positions
    total = sum(len(cell.standing) + len(cell.earlier) for cell in matrix.cells)
    if total <= IN_A_CELL * CELLS_AT_MOST:
        return told, 0
    cells = tuple(
        replace(cell, standing=cell.standing[:IN_A_CELL], earlier=()) for cell in matrix.cells
    )
    kept = sum(len(cell.standing) for cell in cells)
    fewer = PositionMatrix(matrix.on, matrix.parties, matrix.issues, cells)
    return told.with_parts(positions=fewer), total - kept


def few_moves(told: Told) -> tuple[Told, int]:
    """Return a report with the latest steps and the first distances, and how many of both are not shown."""
    found = told.movement
    steps, distances = found.steps[-ITEMS_AT_MOST:], found.distances[:ITEMS_AT_MOST]
    hidden = len(found.steps) + len(found.distances) - len(steps) - len(distances)
    if not hidden:
        return told, 0
    return told.with_parts(movement=replace(found, steps=steps, distances=distances)), hidden
