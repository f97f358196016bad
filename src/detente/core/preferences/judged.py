"""A judgement as a utility, where it holds enough numbers; else what it lacks."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Literal

from ..numbers import Number
from ..record.entry import about
from ..record.judgements import Estimate, Judgement
from .axes import Axis
from .utility import Utility, When, utility

LackKind = Literal[
    "no numbers",
    "no values for the issue",
    "no value for an option",
    "no weight for the issue",
    "a range, not a number",
    "a package without a value",
]


@dataclass(frozen=True, slots=True)
class Lack:
    """Something a judgement would need to hold so that packages can be valued."""

    party: str = about("the party judged", refers="parties")
    kind: LackKind = about("what is missing")
    issue: str = about("the issue it is missing for; empty: for none in particular")
    packages: tuple[Mapping[str, str], ...] = about(
        "some of the packages that a list of packages lacks, the first in order", default=()
    )


class _Lacking(Exception):
    def __init__(self, kind: LackKind, issue: str = "") -> None:
        super().__init__(kind)
        self.kind: LackKind = kind
        self.issue = issue


def utility_of(judgement: Judgement, axes: tuple[Axis, ...]) -> Utility | tuple[Lack, ...]:
    """Return the utility that a judgement states, or all that it lacks for one.

    The utility of a package is the sum over the issues of weight times value, plus the
    interactions that hold in it, at most the ceiling. A judgement without any weight counts
    each value as it is (points of a score sheet). On a range the values are joined by straight
    lines. An issue of which the judgement says nothing at all, neither weight nor value, is a lack,
    unless interactions speak of it, or are all there is. An interaction that needs an issue which is not
    there (withdrawn, or replaced by another) never holds. Estimates must be single numbers. A list of
    packages stands instead, if it names all of them. Cost: linear in the options and interactions.

    >>> from decimal import Decimal
    >>> from ..record.dates import Date
    >>> one, two = (Estimate(low=Decimal(n), high=Decimal(n)) for n in (1, 2))
    >>> judged = Judgement(
    ...     party="union", author="a", date=Date.parse("2026-01-02"), weights={"wage": two},
    ...     values={"wage": {"low": one, "high": two}},
    ... )
    >>> utility_of(judged, (Axis("wage", ("low", "high")),)).values
    ((2, 4),)
    """
    if judgement.packages:
        return _table(judgement, axes)
    if not (judgement.values or judgement.interactions):
        return (Lack(judgement.party, "no numbers", ""),)
    lacks: list[Lack] = []
    rows: list[list[Number]] = []
    for axis in axes:
        try:
            rows.append(_row(judgement, axis))
        except _Lacking as lacking:
            lacks.append(Lack(judgement.party, lacking.kind, lacking.issue))
    bonuses: list[tuple[When, Number]] = []
    for each in judgement.interactions:
        when = _when(each.when, axes)
        if when is None:
            continue
        try:
            bonuses.append((when, _exactly(each.value)))
        except _Lacking as lacking:
            lacks.append(Lack(judgement.party, lacking.kind, ""))
    return _made(judgement, rows, tuple(bonuses), lacks)


def step_bound(judgement: Judgement, axes: tuple[Axis, ...]) -> Fraction:
    """Return how much less than in between a package at the steps of divided ranges is worth at most.

    The axes are those of a case that holds the judgement, so that every number its rules and
    interactions go by is on them. Any other number then lies within ``reach`` of one of the axis
    at which the same holds; on straight lines the value changes by no more than the steepest
    slope times that, weighted. No range divided: 0. Cost: linear.
    """
    total = Fraction(0)
    for axis in (each for each in axes if each.divided):
        values = judgement.values.get(axis.issue, {})
        points = sorted((Fraction(at), Fraction(each.low)) for at, each in values.items())
        slope = max(
            (abs(b - a) / (high - low) for (low, a), (high, b) in pairwise(points) if high > low),
            default=Fraction(0),
        )
        weight = judgement.weights.get(axis.issue)
        factor = Fraction(1) if weight is None else Fraction(weight.low)
        total += slope * factor * axis.reach
    return total


def _made(
    judgement: Judgement,
    rows: list[list[Number]],
    bonuses: tuple[tuple[When, Number], ...],
    lacks: list[Lack],
) -> Utility | tuple[Lack, ...]:
    without = judgement.no_agreement
    if without is not None and without.low != without.high:
        lacks.append(Lack(judgement.party, "a range, not a number", ""))
    if lacks:
        return tuple(dict.fromkeys(lacks))
    return utility(
        judgement.party,
        rows,
        bonuses=bonuses,
        ceiling=judgement.ceiling,
        no_agreement=None if without is None else without.low,
        discount=1 if judgement.discount is None else judgement.discount,
        time_cost=judgement.time_cost or 0,
    )


def _row(judgement: Judgement, axis: Axis) -> list[Number]:
    """Return what each option of one issue adds."""
    values = judgement.values.get(axis.issue)
    weight = judgement.weights.get(axis.issue)
    if values is None:
        weightless = weight is not None and weight.low == weight.high == 0
        spoken_of = any(axis.issue in each.when for each in judgement.interactions)
        alone = not (judgement.values or judgement.weights)
        if weightless or alone or (spoken_of and weight is None):
            return [0] * len(axis.options)
        raise _Lacking("no values for the issue", axis.issue)
    if judgement.weights and weight is None:
        raise _Lacking("no weight for the issue", axis.issue)
    numbers = _along(values, axis) if axis.numbers else _listed(values, axis)
    if weight is None:
        return numbers
    factor = _exactly(weight, axis.issue)
    top, bottom = factor.as_integer_ratio()
    return [_times(number, top, bottom) for number in numbers]


def _times(number: Number, top: int, bottom: int) -> Number:
    above, below = number.as_integer_ratio()
    return Fraction(above * top, below * bottom)


def _listed(values: Mapping[str, Estimate], axis: Axis) -> list[Number]:
    try:
        return [_exactly(values[option], axis.issue) for option in axis.options]
    except KeyError:
        raise _Lacking("no value for an option", axis.issue) from None


def _along(values: Mapping[str, Estimate], axis: Axis) -> list[Number]:
    """Return the values of a range's numbers, on straight lines between those given."""
    points = sorted(
        (Fraction(at), Fraction(_exactly(each, axis.issue))) for at, each in values.items()
    )
    places = [at for at, _ in points]
    if places[0] > axis.numbers[0] or places[-1] < axis.numbers[-1]:
        raise _Lacking("no value for an option", axis.issue)
    found: list[Number] = []
    for number in axis.numbers:
        after = min(max(bisect_right(places, number), 1), len(points) - 1)
        (low, first), (high, second) = points[after - 1], points[after]
        if len(points) == 1:
            found.append(first)
            continue
        found.append(first + (second - first) * (number - low) / (high - low))
    return found


def _exactly(estimate: Estimate, issue: str = "") -> Number:
    if estimate.low != estimate.high:
        raise _Lacking("a range, not a number", issue)
    return estimate.low


def _when(choice: Mapping[str, tuple[str, ...]], axes: tuple[Axis, ...]) -> When | None:
    """Return what a choice of options by issue says of places on axes.

    None: it never holds, as it needs an issue that is not there, or no option that is.
    """
    index = {axis.issue: number for number, axis in enumerate(axes)}
    if any(issue not in index for issue in choice):
        return None
    when = tuple(
        (index[issue], axes[index[issue]].places(options)) for issue, options in choice.items()
    )
    return when if all(places for _, places in when) else None


def _table(judgement: Judgement, axes: tuple[Axis, ...]) -> Utility | tuple[Lack, ...]:
    """Return the utility of a list of whole packages, one bonus for each of them.

    A package that settles an issue which is not there is none of these packages.
    """
    lacks: list[Lack] = []
    bonuses: dict[When, Number] = {}
    known = {axis.issue for axis in axes}
    for each in judgement.packages:
        if each.package.keys() - known:
            continue
        when = tuple(sorted(_when(each.package, axes) or (), key=lambda pair: pair[0]))
        if len(when) != len(axes) or any(len(places) != 1 for _, places in when):
            lacks.append(Lack(judgement.party, "a package without a value", ""))
            continue
        try:
            bonuses[when] = _exactly(each.value)
        except _Lacking as lacking:
            lacks.append(Lack(judgement.party, lacking.kind, ""))
    rows: list[list[Number]] = [[0] * len(axis.options) for axis in axes]
    return _made(judgement, rows, tuple(bonuses.items()), lacks)
