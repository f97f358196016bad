"""Utilities the slow way: each package by itself, in fractions, straight from a judgement."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import product

from detente.core.record.case import Case
from detente.core.record.issues import Issue
from detente.core.record.judgements import Judgement

Package = Mapping[str, str]


def packages(case: Case) -> Iterator[Package]:
    """Yield every package of a case without rules, option by option."""
    names = [issue.id for issue in case.issues]
    for chosen in product(*(settled(issue) for issue in case.issues)):
        yield dict(zip(names, chosen, strict=True))


def settled(issue: Issue) -> list[str]:
    """Return all that an issue can be settled at."""
    bounds = issue.range
    if bounds is None:
        return [option.id for option in issue.options]
    assert bounds.step is not None
    count = int((bounds.high - bounds.low) / bounds.step)
    return [str(bounds.low + number * bounds.step) for number in range(count + 1)]


def utility(judgement: Judgement, package: Package) -> Fraction:
    """Return what a package is worth."""
    if judgement.packages:
        return next(
            Fraction(each.value.low)
            for each in judgement.packages
            if all(same(each.package[issue][0], option) for issue, option in package.items())
        )
    total = Fraction(0)
    for issue, values in judgement.values.items():
        weight = Fraction(judgement.weights[issue].low if judgement.weights else 1)
        total += weight * worth(
            {key: Fraction(each.low) for key, each in values.items()}, package[issue]
        )
    for each in judgement.interactions:
        if all(holds(options, package[issue]) for issue, options in each.when.items()):
            total += Fraction(each.value.low)
    return total if judgement.ceiling is None else min(total, Fraction(judgement.ceiling))


def worth(values: Mapping[str, Fraction], option: str) -> Fraction:
    """Return the value of an option, or of a number between two points."""
    if option in values:
        return values[option]
    at = Fraction(option)
    left = max((Fraction(key), value) for key, value in values.items() if Fraction(key) <= at)
    right = min((Fraction(key), value) for key, value in values.items() if Fraction(key) >= at)
    if left[0] == right[0]:
        return left[1]
    return left[1] + (right[1] - left[1]) * (at - left[0]) / (right[0] - left[0])


def holds(options: tuple[str, ...], option: str) -> bool:
    """Return whether an option is one of those, or a number in one of their ranges."""
    for each in options:
        low, dots, high = each.partition("..")
        if each == option or (
            (dots and Fraction(low) <= Fraction(option) <= Fraction(high))
            or (not dots and same(each, option))
        ):
            return True
    return False


def same(one: str, other: str) -> bool:
    """Return whether two options are the same, perhaps written in two ways."""
    try:
        return Fraction(one) == Fraction(other)
    except ValueError:
        return one == other


class Table:
    """What each option of each issue adds, worked out once: quick enough for ten thousands."""

    def __init__(self, case: Case, judgement: Judgement) -> None:
        self.parts = [
            [utility_of_one(judgement, issue.id, option) for option in settled(issue)]
            for issue in case.issues
        ]

    def utilities(self) -> list[Fraction]:
        """Return the utility of every package, in the order of :func:`packages`."""
        sums = [Fraction(0)]
        for parts in self.parts:
            sums = [total + part for total in sums for part in parts]
        return sums


def utility_of_one(judgement: Judgement, issue: str, option: str) -> Fraction:
    """Return what one option adds to a sum."""
    weight = Fraction(judgement.weights[issue].low if judgement.weights else 1)
    values = {key: Fraction(each.low) for key, each in judgement.values[issue].items()}
    return weight * worth(values, option)
