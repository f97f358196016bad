"""Functions of NegMAS from the value of an issue to a number."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction

from detente.core.problems import shown
from detente.core.record.quantities import Number, NumberUnreadable
from detente.formats.yaml_text import Node

from .node_parts import Parts
from .numbers import exact, number_in, points
from .scenario import ScenarioIssue

_WHOLE_AT_MOST = 10_000
"""Up to how many numbers a table for an issue of numbers is read."""

Line = tuple[list[Fraction], Callable[[Fraction], Fraction]]


def values_of(issue: ScenarioIssue, node: Node, kind: str, parts: Parts) -> Mapping[str, Number]:
    """Return a value for each value of an issue, or the points of a line; list what is wrong."""
    if kind in ("TableFun", ""):
        table = node.get("mapping") if kind else node
        return _table(issue, table, node, parts)
    makers = {"TriangularFun": _triangular}
    line = (
        makers[kind](node, parts)
        if kind in makers
        else _straight(node, _STRAIGHT[kind], parts)
        if kind in _STRAIGHT
        else None
    )
    if line is None:
        if kind not in (*makers, *_STRAIGHT):
            hint = "tables, affine, linear, constant and triangular functions are read"
            parts.add("scenario-006", node, f'a function of the type "{shown(kind)}"', hint)
        return {}
    try:
        if issue.range is not None:
            return points(issue.range, *line)
        return {each: exact(line[1](Fraction(number_in(each)))) for each in issue.values}
    except NumberUnreadable:
        hint = "a function of numbers needs an issue of numbers, of forty digits at most"
        parts.add("scenario-008", node, f'no exact value for "{shown(issue.name)}"', hint)
        return {}


_STRAIGHT: Mapping[str, tuple[str, str]] = {
    "AffineFun": ("slope", "bias"),
    "LinearFun": ("slope", ""),
    "IdentityFun": ("", ""),
    "ConstFun": ("-", "bias"),
}
"""For each straight function, its fields for slope (nothing: 1, "-": 0) and for the value at 0."""


def _straight(node: Node, names: tuple[str, str], parts: Parts) -> Line | None:
    slope, bias = names
    rise: Decimal | None = Decimal(0 if slope == "-" else 1)
    if slope.isalpha():
        rise = parts.number(parts.field(node, slope))
    begin = _optional(node, bias, "0", parts) if bias else Decimal(0)
    if rise is None or begin is None:
        return None
    up, first = Fraction(rise), Fraction(begin)
    return [], lambda at: first + up * at


def _optional(node: Node, name: str, default: str, parts: Parts) -> Decimal | None:
    found = node.get(name)
    return Decimal(default) if found is None or found.empty else parts.number(found)


def _triangular(node: Node, parts: Parts) -> Line | None:
    given = [parts.number(parts.field(node, name)) for name in ("start", "middle", "end")]
    scale, bias = _optional(node, "scale", "1", parts), _optional(node, "bias", "0", parts)
    start, middle, end = given
    if start is None or middle is None or end is None or scale is None or bias is None:
        return None
    if not start < middle < end:
        hint = "start is below middle, and middle below end"
        parts.add("scenario-013", node, "the top of a triangle is not between its ends", hint)
        return None
    first, top, last = Fraction(start), Fraction(middle), Fraction(end)
    height, floor = Fraction(scale), Fraction(bias)

    def value(at: Fraction) -> Fraction:
        if not first < at < last:
            return floor
        share = (at - first) / (top - first) if at <= top else (last - at) / (last - top)
        return floor + height * share

    return [first, top, last], value


def _table(
    issue: ScenarioIssue, table: Node | None, node: Node, parts: Parts
) -> Mapping[str, Number]:
    if table is None:
        parts.field(node, "mapping")
        return {}
    wanted = _wanted(issue)
    if wanted is None:
        hint = "give a function of numbers for it"
        parts.add("scenario-006", node, f'a table for the numbers of "{shown(issue.name)}"', hint)
        return {}
    found: dict[str, Number] = {}
    for key, each in parts.pairs(table, "mapping"):
        name = key.text if key.text in wanted.values() else wanted.get(_key(key.text))
        if name is None:
            hint = "use the values of the domain"
            message = f'the issue "{shown(issue.name)}" has no value "{shown(key.text)}"'
            parts.add("scenario-010", key, message, hint)
            continue
        number = parts.number(each)
        if number is not None:
            found[name] = number
    missing = [name for name in wanted.values() if name not in found]
    if missing:
        hint = "a table has a number for every value"
        message = f'the issue "{shown(issue.name)}" has no number for "{shown(missing[0])}"'
        parts.add("scenario-011", table, message, hint)
    return {name: found[name] for name in wanted.values() if name in found}


def _wanted(issue: ScenarioIssue) -> dict[Fraction | str, str] | None:
    """Return the values of an issue by what is the same for two ways to write them."""
    if issue.range is None:
        keys = Counter(map(_key, issue.values))
        return {(_key(each) if keys[_key(each)] == 1 else each): each for each in issue.values}
    bounds = issue.range
    if bounds.step is None or (bounds.high - bounds.low) / bounds.step >= _WHOLE_AT_MOST:
        return None
    count = int((bounds.high - bounds.low) / bounds.step)
    return {
        _key(str(at)): str(at) for n in range(count + 1) for at in [bounds.low + n * bounds.step]
    }


def _key(text: str) -> Fraction | str:
    try:
        return Fraction(number_in(text.strip()))
    except NumberUnreadable:
        return text.strip()
