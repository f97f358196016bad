"""Evaluators of Genius for issues that are settled at a number, as points of a line."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from detente.core.problems import shown
from detente.core.record.issues import NumericRange
from detente.core.record.quantities import Number, NumberUnreadable

from .genius_parts import number
from .numbers import points
from .scenario import Problems
from .xml_tree import Element

Line = tuple[list[Fraction], Callable[[Fraction], Fraction]]
"""The corners of a line, and its value at a number."""


def line_of(issue: Element, bounds: NumericRange, problems: Problems) -> dict[str, Number] | None:
    """Return the points of an issue's evaluator, or None after listing what is wrong.

    An integer issue with ``slope`` and ``offset`` counts from its lower bound; parameters 0 and 1
    are the offset and slope at 0. Values are held between 0 and 1, as Genius does.
    """
    evaluator = issue.first("evaluator")
    if evaluator is None:
        problems.add(
            "scenario-011",
            issue.place,
            "the issue has no evaluator",
            'add one: <evaluator ftype="linear" offset="0" slope="0.1"/>',
        )
        return None
    kind = evaluator.attributes.get("ftype", "linear").strip().lower()
    makers = {"linear": _linear, "constant": _constant, "triangular": _triangular}
    if kind not in makers:
        problems.add(
            "scenario-006",
            evaluator.place,
            f'an evaluator of the type "{shown(kind)}"',
            "linear, constant and triangular evaluators are read",
        )
        return None
    made = makers[kind](evaluator, bounds, problems)
    if made is None:
        return None
    try:
        return points(bounds, *made)
    except NumberUnreadable:
        problems.add(
            "scenario-008",
            evaluator.place,
            "a value of this evaluator has more digits than can be kept",
            "round its numbers to twelve decimals or so",
        )
        return None


def _linear(evaluator: Element, bounds: NumericRange, problems: Problems) -> Line | None:
    by_slope = "slope" in evaluator.attributes
    names = ("slope", "offset") if by_slope else ("parameter1", "parameter0")
    slope, offset = (number(evaluator, name, problems) for name in names)
    if slope is None or offset is None:
        return None
    rise, begin = Fraction(slope), Fraction(offset)
    start = Fraction(bounds.low) if by_slope and bounds.step is not None else Fraction(0)
    corners = [start + (edge - begin) / rise for edge in (0, 1)] if rise else []
    return corners, lambda at: min(Fraction(1), max(Fraction(0), begin + rise * (at - start)))


def _constant(evaluator: Element, _: NumericRange, problems: Problems) -> Line | None:
    value = number(evaluator, "parameter0", problems)
    return None if value is None else ([], lambda _: Fraction(value))


def _triangular(evaluator: Element, bounds: NumericRange, problems: Problems) -> Line | None:
    names = ("parameter0", "parameter1", "parameter2")
    left, right, top = (number(evaluator, name, problems) for name in names)
    if left is None or right is None or top is None:
        return None
    first, last, peak = Fraction(left), Fraction(right), Fraction(top)
    inside = first < peak < last or (first == peak == bounds.low and peak < last)
    if not inside:
        problems.add(
            "scenario-013",
            evaluator.place,
            "the top of a triangle does not lie between its ends",
            "parameter2 lies between parameter0 and parameter1",
        )
        return None

    def value(at: Fraction) -> Fraction:
        if not first <= at <= last:
            return Fraction(0)
        return (at - first) / (peak - first) if at < peak else (last - at) / (last - peak)

    return [first, peak, last], value
