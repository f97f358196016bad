"""The frontier as data for the picture that one walks along: each point's package, and what it costs whom."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from detente.core.record.case import Case
from detente.core.record.texts import visible
from detente.core.solutions.agreement import Agreement, FrontierPoint
from detente.web import words
from detente.web.amounts import amount
from detente.web.fairness_words import contents, lettered, pick_rows

POINTS_AT_MOST = 300


def frontier_data(case: Case, deal: Agreement | None) -> dict[str, Any] | None:
    """Return what the walk along a frontier is made from, or None where there is nothing to walk on.

    Of many points those at equal steps are kept, with the first and the last. Texts are fit to be shown.
    """
    if deal is None or deal.why_not or len(deal.points) < 2 or len(deal.parties) < 2:
        return None
    names = [visible(words.name_of(case, each)) for each in deal.parties]
    marks = _marks(deal)
    best = [max(each.utilities[at] for each in deal.points) for at in range(len(names))]
    points = [_point(case, each, names, best, marks) for each in _some(deal.points)]
    if len(names) > 2:
        return {"points": points, "parties": names}
    for each in points:
        each["x"], each["y"] = each.pop("values")
    return {"points": points, "x_label": f"worth to {names[0]}", "y_label": f"worth to {names[1]}"}


def _some(points: tuple[FrontierPoint, ...]) -> tuple[FrontierPoint, ...]:
    if len(points) <= POINTS_AT_MOST:
        return points
    last = len(points) - 1
    return tuple(points[n * last // (POINTS_AT_MOST - 1)] for n in range(POINTS_AT_MOST))


def _marks(deal: Agreement) -> dict[tuple[Fraction, ...], list[str]]:
    """The theories that pick a point, by its utilities."""
    letters = {each.letter: each.point.utilities for each in lettered(deal)}
    found: dict[tuple[Fraction, ...], list[str]] = {}
    theory = ""
    for row in pick_rows(deal):
        theory = row.theory or theory
        if row.letter in letters:
            found.setdefault(letters[row.letter], []).append(theory)
    return found


def _point(
    case: Case,
    point: FrontierPoint,
    names: list[str],
    best: list[Fraction],
    marks: Mapping[tuple[Fraction, ...], list[str]],
) -> dict[str, Any]:
    rows = contents(case, point.examples[:1])[0] if point.examples else ()
    given_up = [
        f"{name}: {amount(most - value)} less than the best for it on the frontier"
        for name, value, most in zip(names, point.utilities, best, strict=True)
        if most > value
    ]
    values = [f"{name} {amount(value)}" for name, value in zip(names, point.utilities, strict=True)]
    return {
        "values": [float(value) for value in point.utilities],
        "label": ", ".join(values),
        "package": [[visible(row.issue), visible(row.options[0])] for row in rows],
        "gives_up": given_up,
        "marks": marks.get(point.utilities, []),
    }
