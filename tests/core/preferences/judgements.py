"""Small judgements with numbers, and a slow twin that values a package straight from what is written."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import Any

from hypothesis import strategies as st

from detente.core.preferences.axes import Axis, axis_of
from detente.core.record.issues import Issue, NumericRange
from detente.core.record.judgements import Estimate, Interaction, Judgement
from tests.core.builders import estimate, issue, judgement

ISSUES = (
    issue("truce", options=("full", "partial", "none")),
    issue("border", options=("open", "closed")),
    issue(
        "price",
        options=(),
        range=NumericRange(low=Decimal(0), high=Decimal(3), step=Decimal("0.75")),
    ),
)
AXES = tuple(axis_of(each) for each in ISSUES)


def estimates(**written: str) -> Mapping[str, Estimate]:
    """Return numbers by name; ``a="0.2..0.4"`` is a range."""
    return MappingProxyType({name: estimate(*text.split("..")) for name, text in written.items()})


def line(**points: str) -> Mapping[str, Estimate]:
    """Return the points of a line; ``at_1_5="2"`` is 2 at 1.5."""
    return MappingProxyType(
        {
            name.removeprefix("at_").replace("_", "."): estimate(text)
            for name, text in points.items()
        }
    )


def judged(**changes: Any) -> Judgement:
    """Return a judgement of the north."""
    return judgement(**changes)


def together(worth: str, **when: tuple[str, ...]) -> Interaction:
    """Return what options on issues are worth together."""
    return Interaction(when=MappingProxyType(when), value=estimate(worth))


def slow_value(made: Judgement, package: Mapping[str, str]) -> Fraction:
    """Return the worth of one package by what docs/reference/judgement-files.md says, step by step."""
    if made.packages:
        return next(
            Fraction(each.value.low)
            for each in made.packages
            if all(among(option, each.package[name]) for name, option in package.items())
        )
    total = sum((slow_part(made, *each) for each in package.items()), start=Fraction(0))
    for each in made.interactions:
        if all(among(package[name], options) for name, options in each.when.items()):
            total += Fraction(each.value.low)
    return total if made.ceiling is None else min(total, Fraction(made.ceiling))


def slow_part(made: Judgement, issue: str, option: str) -> Fraction:
    """Return what the option of one issue adds to the sum; of an issue without values, nothing."""
    if issue not in made.values:
        return Fraction(0)
    weight = Fraction(made.weights[issue].low) if made.weights else Fraction(1)
    return weight * _worth(made.values[issue], option)


def _worth(values: Mapping[str, Estimate], option: str) -> Fraction:
    if option in values:
        return Fraction(values[option].low)
    at = Fraction(option)
    points = {Fraction(key): Fraction(each.low) for key, each in values.items()}
    left = max(key for key in points if key <= at)
    right = min(key for key in points if key >= at)
    if left == right:
        return points[left]
    slope = (points[right] - points[left]) / (right - left)
    return points[left] + slope * (at - left)


def among(option: str, options: tuple[str, ...]) -> bool:
    """Return whether an option is one of those, or a number in one of their ranges."""
    for each in options:
        low, dots, high = each.partition("..")
        if dots and Fraction(low) <= Fraction(option) <= Fraction(high):
            return True
        if not dots and (option == each or _same_number(option, each)):
            return True
    return False


def _same_number(one: str, other: str) -> bool:
    try:
        return Fraction(one) == Fraction(other)
    except ValueError:
        return False


_written = st.one_of(
    st.decimals(-4, 4, places=2).map(str),
    st.builds("{}/{}".format, st.integers(-9, 9), st.integers(1, 9)),
)
_never_negative = st.one_of(
    st.decimals(0, 4, places=2).map(str),
    st.builds("{}/{}".format, st.integers(0, 9), st.integers(1, 9)),
)
_numbers = _written.map(estimate)


@st.composite
def judgements(draw: st.DrawFn) -> tuple[tuple[Axis, ...], Judgement]:
    """Judgements with enough numbers for one to three issues, and their axes."""
    issues = draw(st.lists(st.sampled_from(ISSUES), min_size=1, max_size=3, unique=True))
    axes = tuple(axis_of(each) for each in issues)
    values = {each.id: draw(_values(each)) for each in issues}
    weights = {each.id: estimate(draw(_never_negative)) for each in issues}
    interactions = draw(st.lists(_interactions(axes), max_size=3))
    return axes, judged(
        weights=weights if draw(st.booleans()) else {},
        values=values,
        interactions=tuple(interactions),
        ceiling=draw(st.none() | _numbers.map(lambda each: each.low)),
    )


@st.composite
def _values(draw: st.DrawFn, one: Issue) -> dict[str, Estimate]:
    if one.range is None:
        return {option.id: draw(_numbers) for option in one.options}
    between = draw(st.sets(st.sampled_from(["0.75", "1", "1.5", "5/2"])))
    return {point: draw(_numbers) for point in ["0", "3.0", *sorted(between)]}


@st.composite
def _interactions(draw: st.DrawFn, axes: tuple[Axis, ...]) -> Interaction:
    chosen = draw(st.lists(st.sampled_from(axes), max_size=len(axes), unique=True))
    when = {}
    for axis in chosen:
        written = [*axis.options, "0.5..2.25", "1.50"] if axis.numbers else list(axis.options)
        when[axis.issue] = tuple(draw(st.lists(st.sampled_from(written), min_size=1, max_size=2)))
    return Interaction(when=when, value=draw(_numbers))
