"""What somebody believes a party wants: dated, authored, private by nature."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from .dates import Date
from .entry import about
from .issues import Choice
from .quantities import Number, NumberUnreadable, parse_exact


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A number as it is known: exactly, or between two bounds (inclusive)."""

    low: Number = about("the lowest value it may have")
    high: Number = about("the highest value it may have")

    @classmethod
    def parse(cls, text: str) -> Estimate:
        """Return the estimate written as one number, or as two with ``..`` between.

        Raises :class:`~detente.core.record.quantities.NumberUnreadable`. Which of the two is lower is not looked at.

        >>> str(Estimate.parse("0.3 .. 1/2")), str(Estimate.parse("0.40"))
        ('0.3..1/2', '0.40')
        """
        low, dots, high = text.partition("..")
        return cls(low=parse_exact(low.strip()), high=parse_exact((high if dots else low).strip()))

    def __str__(self) -> str:
        low, high = (
            format(each, "f") if isinstance(each, Decimal) else str(each)  # never with an exponent
            for each in (self.low, self.high)
        )
        return low if self.low == self.high else f"{low}..{high}"


def value_of(values: Mapping[str, Estimate], option: str) -> Estimate | None:
    """Return the value of an option, or of a number on the line through the points given.

    Between two points a number has the value on the straight line, of their lower bounds and of
    their higher ones. None where there is no such option, or the number lies beyond the points.
    Cost: for a number, sorting the points.

    >>> from decimal import Decimal
    >>> one, none = (Estimate(low=Decimal(x), high=Decimal(x)) for x in (1, 0))
    >>> points = {"0": one, "4": none}
    >>> value_of(points, "3").low
    Fraction(1, 4)
    """
    if option in values:
        return values[option]
    number = _number(option)
    points = [(at, each) for key, each in values.items() if (at := _number(key)) is not None]
    if number is None or len(points) < len(values):
        return None
    points.sort(key=lambda point: point[0])
    for (left, one), (right, other) in pairwise([*points[:1], *points]):
        if left <= number <= right:
            share = (number - left) / (right - left) if left < right else Fraction(0)
            return Estimate(
                low=_between(one.low, other.low, share), high=_between(one.high, other.high, share)
            )
    return None


def _between(left: Number, right: Number, share: Fraction) -> Fraction:
    return Fraction(left) + share * (Fraction(right) - Fraction(left))


def _number(text: str) -> Fraction | None:
    try:
        return Fraction(parse_exact(text))
    except NumberUnreadable:
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Priority:
    """A wish over options; earlier ones in the list count more than all later ones together."""

    statement: str = about('the wish, for instance "no ceasefire unless territory is settled"')
    issues: tuple[str, ...] = about("the issues it speaks of", refers="issues", default=())
    formula: str = about(
        "the same over courses of action of the conflict, with AND, OR, NOT, IF, IFF", default=""
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """One package against another."""

    better: Mapping[str, tuple[str, ...]] = about("the package preferred", refers="options")
    worse: Mapping[str, tuple[str, ...]] = about("the package it is preferred to", refers="options")
    equal: bool = about("whether the two are as good as each other", default=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Interaction:
    """What options on several issues are worth together, beyond their own values."""

    when: Choice = about(
        "options by issue that must all be in the package; for a range also low..high; none: always",
        refers="options",
    )
    value: Estimate = about("what they add together; below zero, what they take away")


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageValue:
    """What one whole package is worth."""

    package: Choice = about("an option for every issue", refers="options")
    value: Estimate = about("what the package is worth")


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """An estimate of what a party wants. Every part is optional: nothing need be made up."""

    party: str = about("the party judged", refers="parties")
    author: str = about("whose judgement it is")
    date: Date = about("when it was made")
    visible_to: tuple[str, ...] = about(
        "the parties (and mediator) who may see it; required, and never public",
        refers="parties",
        default=(),
    )
    issue_order: tuple[tuple[str, ...], ...] = about(
        "issues from the most to the least important; a list within the list is a tie",
        refers="issues",
        default=(),
    )
    option_orders: Mapping[str, tuple[tuple[str, ...], ...]] = about(
        "per issue, options from best to worst; a list within the list is a tie", default={}
    )
    priorities: tuple[Priority, ...] = about("wishes in order of importance", default=())
    weights: Mapping[str, Estimate] = about(
        "weight per issue, exact or a range", refers="issues", default={}
    )
    values: Mapping[str, Mapping[str, Estimate]] = about(
        "per issue, a value for every option, exact or a range; for numbers, points of a line",
        default={},
    )
    interactions: tuple[Interaction, ...] = about(
        "what options on several issues are worth together", default=()
    )
    packages: tuple[PackageValue, ...] = about(
        "values of whole packages, instead of weights and values: all of them", default=()
    )
    ceiling: Number | None = about(
        "the highest value a package can have; one that adds up to more has this", default=None
    )
    comparisons: tuple[Comparison, ...] = about("whole packages compared", default=())
    state_order: tuple[tuple[str, ...], ...] = about(
        "states of the conflict from best to worst, each as its courses of action joined by +, or "
        "nothing; a list within the list is a tie",
        default=(),
    )
    course_weights: Mapping[str, Estimate] = about(
        "what each course of action adds if it is taken, for an order of the states",
        refers="conflict",
        default={},
    )
    no_agreement: Estimate | None = about("the value of no agreement", default=None)
    discount: Number | None = about(
        "what is left of a value after one round more: above 0, at most 1", default=None
    )
    time_cost: Number | None = about("what each round more takes from a value", default=None)
    basis: str = about("what the judgement rests on", default="")

    @property
    def orders_states(self) -> bool:
        """Whether it says anything of the states of a conflict."""
        formulas = any(each.formula for each in self.priorities)
        return formulas or bool(self.state_order or self.course_weights)

    @property
    def speaks_of_packages(self) -> bool:
        """Whether it says anything of packages, or nothing that could be used at all."""
        parts = (self.issue_order, self.option_orders, self.weights, self.values)
        more = (self.interactions, self.packages, self.comparisons, self.no_agreement)
        return any(parts) or any(more) or not self.orders_states
