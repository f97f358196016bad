"""Hyper-rectangles of NegMAS: the bounds themselves do not count."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from detente.core.problems import shown
from detente.core.record.quantities import NumberUnreadable
from detente.formats.yaml_text import Node

from .node_parts import Parts
from .numbers import exact, number_in
from .scenario import ScenarioIssue, Together

_ONE = Decimal(1)
NOTHING: tuple[str, ...] = ()
"""Holds no value: the rectangle never counts."""


def rectangles_of(
    node: Node, issues: tuple[ScenarioIssue, ...], parts: Parts
) -> tuple[Together, ...]:
    """Return what each rectangle is worth; one that holds no package is told and left out."""
    ranges = list(parts.items(parts.field(node, "outcome_ranges"), "outcome_ranges"))
    utilities = list(parts.items(parts.field(node, "utilities"), "utilities"))
    written = node.get("weights")
    given = written is not None and not written.empty
    weights = list(parts.items(written, "weights")) if given else [None] * len(ranges)
    if len(ranges) != len(utilities) or len(weights) != len(ranges):
        hint = "there are as many ranges as utilities and weights"
        parts.add("scenario-011", node, "ranges, utilities and weights do not match", hint)
        return ()
    found = []
    for held, utility, weight in zip(ranges, utilities, weights, strict=True):
        worth = parts.number(utility)
        factor = _ONE if weight is None else parts.number(weight)
        when = _when(held, issues, parts)
        if worth is None or factor is None or when is None:
            continue
        if NOTHING in when.values():
            parts.problems.add(
                "scenario-019",
                parts.place(held),
                "a hyper-rectangle that holds no package",
                "in NegMAS the bounds themselves do not count: -1 and 3 hold 0, 1 and 2",
                "warning",
            )
            continue
        try:
            found.append(Together(when, exact(Fraction(worth) * Fraction(factor))))
        except NumberUnreadable:
            hint = "round the numbers to twelve decimals or so"
            parts.add("scenario-008", utility, "more digits than can be kept", hint)
    return tuple(found)


def _when(
    node: Node, issues: tuple[ScenarioIssue, ...], parts: Parts
) -> Mapping[str, tuple[str, ...]] | None:
    if node.empty:
        return {}
    by_key = {str(index): issue for index, issue in enumerate(issues)}
    by_key |= {issue.name: issue for issue in issues}
    when: dict[str, tuple[str, ...]] = {}
    for key, each in parts.pairs(node, "outcome_ranges"):
        issue = by_key.get(key.text.strip())
        if issue is None or issue.name in when:
            hint = "name each issue of the domain once, by its place from 0"
            message = f'"{shown(key.text)}" is no issue, or one that stands there already'
            parts.add("scenario-010", key, message, hint)
            return None
        values = _between(issue, each, parts) if _is_range(each) else _listed(issue, each, parts)
        if values is None:
            return None
        when[issue.name] = values
    return when


def _is_range(node: Node) -> bool:
    return node.kind == "list" and len(node.items) == 2 and all(map(_numeric, node.items))


def _numeric(node: Node) -> bool:
    return node.kind == "scalar" and node.plain and _number(node.text) is not None


def _number(text: str) -> Fraction | None:
    try:
        return Fraction(number_in(text.strip()))
    except NumberUnreadable:
        return None


def _between(issue: ScenarioIssue, node: Node, parts: Parts) -> tuple[str, ...] | None:
    """Return what of an issue lies between two numbers that do not count themselves."""
    low, high = (Fraction(number_in(each.text.strip())) for each in node.items)
    bounds = issue.range
    if bounds is None:
        return tuple(
            each for each in issue.values if (at := _number(each)) is not None and low < at < high
        )
    if bounds.step is None:
        hint = "make the issue one of whole numbers"
        message = (
            f'bounds that do not count themselves, for the real numbers of "{issue.name[:40]}"'
        )
        parts.add("scenario-006", node, message, hint)
        return None
    start, step = Fraction(bounds.low), Fraction(bounds.step)
    first = max(0, (low - start) // step + 1)
    last = min((Fraction(bounds.high) - start) // step, -((start - high) // step) - 1)
    if first > last:
        return NOTHING
    numbers = [exact(start + step * each) for each in (first, last)]
    return (str(numbers[0]) if first == last else f"{numbers[0]}..{numbers[1]}",)


def _listed(issue: ScenarioIssue, node: Node, parts: Parts) -> tuple[str, ...] | None:
    """Return the values of an issue that a range lists, or the one it names."""
    found: list[str] = []
    for each in [node] if node.kind == "scalar" else list(parts.items(node, "values")):
        text = parts.text(each)
        if text is None:
            return None
        number = _number(text)
        if issue.range is not None:
            inside = number is not None and issue.range.low <= number <= issue.range.high
            name = str(exact(number)) if inside and number is not None else None
        else:
            same = (value for value in issue.values if value == text or _number(value) == number)
            name = (
                text if text in issue.values else next(same, None) if number is not None else None
            )
        if name is None:
            hint = "use the values of the domain"
            message = f'the issue "{shown(issue.name)}" has no value "{shown(text)}"'
            parts.add("scenario-010", each, message, hint)
            return None
        found.append(name)
    return tuple(dict.fromkeys(found))
