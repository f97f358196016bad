"""The parts of Genius files: attributes, numbers, bounds, each wrong one listed with its place."""

from __future__ import annotations

from decimal import Decimal

from detente.core.problems import shown
from detente.core.record.quantities import NumberUnreadable

from .numbers import number_in
from .scenario import Problems
from .xml_tree import Element


def attribute(element: Element, name: str, problems: Problems) -> str | None:
    """Return an attribute without blanks around it, or None after listing that it is missing."""
    text = element.attributes.get(name, "").strip()
    if text:
        return text
    problems.add(
        "scenario-007",
        element.place,
        f'"{shown(element.tag)}" has no "{name}"',
        f'add {name}="..." to it',
    )
    return None


def number(element: Element, name: str, problems: Problems) -> Decimal | None:
    """Return the number in an attribute, or None after listing what is wrong with it."""
    text = attribute(element, name, problems)
    if text is None:
        return None
    try:
        return number_in(text)
    except NumberUnreadable:
        problems.add(
            "scenario-008",
            element.place,
            f'"{name}" is not a number that can be kept exactly',
            "write digits, with a point for decimals: 0.25",
        )
        return None


def kind_of(element: Element) -> str:
    """Return whether an issue is discrete, integer or real; discrete where nothing says so."""
    for name in ("vtype", "type", "etype"):
        kind = element.attributes.get(name, "").strip().lower()
        if kind and kind != "issue":
            return kind
    return "discrete"


def bounds_of(element: Element, problems: Problems) -> tuple[Decimal, Decimal] | None:
    """Return the bounds of an issue of numbers, from its attributes or the range inside it."""
    holder = element if "lowerbound" in element.attributes else element.first("range") or element
    low, high = number(holder, "lowerbound", problems), number(holder, "upperbound", problems)
    return None if low is None or high is None else (low, high)
