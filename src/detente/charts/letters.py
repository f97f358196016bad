"""Letters beside points that lie close together: one label for all of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

LETTER = 0.03
"""How wide a letter with a comma is, as a share of a chart's width."""

LINE = 0.05
"""How high a line of text is, as a share of a chart's height."""


def joined(labels: Sequence[str], places: Sequence[tuple[float, float]]) -> tuple[str, ...]:
    """Return the labels, with those that would overlap in one and the others of them empty.

    ``places`` are shares of the chart's width and height, upwards; a label begins at its place
    and goes on to the right. Of those that overlap the first from the left carries all, in
    their order. No labels: none. Cost: labels times labels.

    >>> joined(["N", "K", "U"], [(0.5, 0.5), (0.5, 0.5), (0.9, 0.1)])
    ('N, K', '', 'U')
    """
    together: list[list[int]] = []
    for index in sorted(range(len(labels)), key=lambda each: (places[each], each)):
        across, up = places[index]
        for group in together:
            left, level = places[group[0]]
            wide = LETTER * sum(1 + len(labels[each]) for each in group) / 2
            if across - left <= wide and abs(up - level) <= LINE:
                group.append(index)
                break
        else:
            together.append([index])
    found = [""] * len(labels)
    for group in together:
        found[group[0]] = ", ".join(labels[each] for each in sorted(group))
    return tuple(found)


def with_joined(
    rows: Sequence[dict[str, Any]], chosen: Sequence[dict[str, Any]], across: str, up: str
) -> list[dict[str, Any]]:
    """Return a chart's rows, with the labels of some of them joined where they would overlap.

    ``across`` and ``up`` are the fields by which rows are placed; without ``across`` they all stand
    in one column. ``chosen`` are some of the rows, those with letters.
    """
    places = list(zip(_shares(rows, chosen, across), _shares(rows, chosen, up), strict=True))
    found = joined([row["label"] for row in chosen], places)
    new = {id(row): label for row, label in zip(chosen, found, strict=True)}
    return [row | {"label": new.get(id(row), row["label"])} for row in rows]


def _shares(
    rows: Sequence[dict[str, Any]], chosen: Sequence[dict[str, Any]], field: str
) -> list[float]:
    """Return where rows lie between the least and the largest of all, as shares."""
    values = [row[field] for row in rows] if field else []
    low, high = min(values, default=0), max(values, default=0)
    return [(row[field] - low) / (high - low) if high > low else 0.5 for row in chosen]
