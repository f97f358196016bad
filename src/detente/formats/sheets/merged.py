"""Merged cells of a sheet: the value of an area in all of its cells, and areas that cannot be."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from heapq import heappop, heappush

from .grid import Cell, Row, Sheet
from .limits import TooMuch

Area = tuple[int, int, int, int]
"""The first row, the first column (from 0), the last row and the last column of an area."""


def overlapping(areas: list[Area]) -> tuple[int, int] | None:
    """Return the first cell of an area that shares a cell with one that begins above it or left of
    it, or stands there twice; None if there is no such area.

    Of several, the one counts that begins highest, then the one furthest left. No area gives
    None. Cost: n log n, and n columns to be moved for each at worst.

    >>> overlapping([(1, 0, 2, 1), (2, 1, 3, 1)]), overlapping([(1, 0, 2, 1), (3, 1, 3, 1)])
    ((2, 1), None)
    """
    open_columns: list[tuple[int, int]] = []
    ends: list[tuple[int, tuple[int, int]]] = []
    for top, left, bottom, right in sorted(areas):
        while ends and ends[0][0] < top:
            del open_columns[bisect_left(open_columns, heappop(ends)[1])]
        at = bisect_left(open_columns, (left, left))
        before = at > 0 and open_columns[at - 1][1] >= left
        if before or (at < len(open_columns) and open_columns[at][0] <= right):
            return top, left
        insort(open_columns, (left, right))
        heappush(ends, (bottom, (left, right)))
    return None


def filled(rows: list[Row], areas: list[Area], sheet: Sheet, room: int) -> tuple[list[Row], int]:
    """Return the rows with the value of each area in all of its cells, and how many cells that adds.

    The areas share no cell. A cell that holds something keeps it; rows that hold nothing, and
    columns beyond the widest row, get nothing. Raises :class:`TooMuch` where more than ``room`` cells would be
    added. Cost: linear in the cells that the areas have in these rows.

    >>> filled([Row(1, ("a", "b")), Row(2, ("", "c"))], [(1, 0, 2, 0)], Sheet("f", "s", ()), 9)[0][1].cells
    ('a', 'c')
    """
    ordered = sorted(rows, key=lambda row: row.number)
    numbers = [row.number for row in ordered]
    cells_of: list[list[Cell]] = [list(row.cells) for row in ordered]
    widest = max(map(len, cells_of), default=0)
    added = 0
    for top, left, bottom, right in areas:
        start = bisect_left(numbers, top)
        first = cells_of[start] if start < len(numbers) and numbers[start] == top else []
        value: Cell = first[left] if left < len(first) else ""
        if value == "":
            continue
        end = min(right + 1, widest)
        for at in range(start, bisect_right(numbers, bottom)):
            cells = cells_of[at]
            if len(cells) < end:
                added += end - len(cells)
                if added > room:
                    raise TooMuch(sheet, numbers[at], end - 1)
                cells.extend([""] * (end - len(cells)))
            for column in range(left, end):
                if cells[column] == "":
                    cells[column] = value
    return [
        Row(number, tuple(cells)) for number, cells in zip(numbers, cells_of, strict=True)
    ], added
