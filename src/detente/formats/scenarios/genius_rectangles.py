"""Hyper-rectangles of Genius: what several issues of numbers are worth together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction

from detente.core.problems import shown
from detente.core.record.quantities import NumberUnreadable

from .genius_parts import attribute, number
from .numbers import exact, quotient
from .scenario import Problems, ScenarioIssue, Together
from .xml_tree import Element

_ONE = Decimal(1)


def rectangles_of(
    utility: Element, by_index: Mapping[str, ScenarioIssue], problems: Problems
) -> tuple[Together, ...]:
    """Return what each hyper-rectangle is worth, over the largest utility stated.

    Bounds count on both sides; a rectangle without bounds holds every package. Weights of
    rectangles and of the functions around them are multiplied in.
    """
    largest = number(utility, "maxutility", problems)
    if largest is not None and largest <= 0:
        problems.add(
            "scenario-014",
            utility.place,
            "the largest utility is not above 0",
            "write the utility that counts as 1",
        )
        largest = None
    found = []
    for function in utility.all("ufun"):
        for rectangle, weight in _in_function(function, Fraction(1), problems):
            worth = number(rectangle, "utility", problems)
            when = _when(rectangle, by_index, problems)
            if worth is None or largest is None or when is None:
                continue
            try:
                value = exact(Fraction(worth) * weight) if weight != 1 else worth
                found.append(Together(when, quotient(value, largest)))
            except NumberUnreadable:
                _too_long(rectangle, problems)
    return tuple(found)


def _too_long(element: Element, problems: Problems) -> None:
    problems.add(
        "scenario-008",
        element.place,
        "its value has more digits than can be kept",
        "round its numbers to twelve decimals or so",
    )


def _in_function(
    function: Element, weight: Fraction, problems: Problems
) -> Iterator[tuple[Element, Fraction]]:
    """Yield each rectangle of a function and of the functions in it, with its weight."""
    how = function.attributes.get("aggregation", "sum").strip().lower()
    if how != "sum":
        problems.add(
            "scenario-006",
            function.place,
            f'utilities are put together by "{shown(how)}"',
            "only sums are read",
        )
        return
    weight *= _weight(function, problems)
    for each in function.all("hyperRectangle"):
        yield each, weight * _weight(each, problems)
    for inner in function.all("ufun"):
        yield from _in_function(inner, weight, problems)


def _weight(element: Element, problems: Problems) -> Fraction:
    if "weight" not in element.attributes:
        return Fraction(1)
    return Fraction(number(element, "weight", problems) or 0)


def _when(
    rectangle: Element, by_index: Mapping[str, ScenarioIssue], problems: Problems
) -> Mapping[str, tuple[str, ...]] | None:
    """Return the bounds of a rectangle by the issue's name, or None after listing a mistake."""
    for each in rectangle.all("EXCLUDES"):
        problems.add(
            "scenario-006",
            each.place,
            "a hyper-rectangle that excludes",
            "only INCLUDES is read: say what holds, not what does not",
        )
        return None
    when: dict[str, tuple[str, ...]] = {}
    for each in rectangle.all("INCLUDES"):
        index = attribute(each, "index", problems)
        low, high = number(each, "min", problems), number(each, "max", problems)
        if index is None or low is None or high is None:
            return None
        issue = by_index.get(index)
        if issue is None or issue.name in when:
            twice = "twice, the issue" if issue else "an issue that is not there, with"
            problems.add(
                "scenario-010",
                each.place,
                f"a hyper-rectangle names {twice} index {shown(index)}",
                "name each issue of the profile once, by its index",
            )
            return None
        written = _held(issue, low, high, each, problems)
        if written is None:
            return None
        when[issue.name] = written
    return when


def _held(
    issue: ScenarioIssue, low: Decimal, high: Decimal, element: Element, problems: Problems
) -> tuple[str, ...] | None:
    """Return the values that lie within bounds, or None after listing that these do not fit."""
    bounds = issue.range
    if bounds is None:
        held = tuple(each for each in issue.values if _between(each, low, high))
        if held:
            return held
    elif bounds.low <= low <= high <= bounds.high:
        return (f"{low}..{high}" if low != high else str(low),)
    problems.add(
        "scenario-017",
        element.place,
        f'the bounds lie outside those of "{shown(issue.name)}"',
        "min is at most max, and both are numbers the issue can be settled at",
    )
    return None


def _between(value: str, low: Decimal, high: Decimal) -> bool:
    try:
        return low <= Decimal(value) <= high
    except ArithmeticError:
        return False
