"""Two parties and a frontier given as a curve: the solutions between two proven bounds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from ..record.entry import about
from .bargain import Exact
from .bargaining import Nothing, SolutionName


class NotAConcaveFrontier(ValueError):
    """A curve that rises, bends inward, or gives numbers that are not exact, where it was tried."""


@dataclass(frozen=True, slots=True)
class Frontier:
    """The best for the second party for each value of the first, from ``low`` to ``high``.

    ``best`` must fall strictly and bend outward (be concave), and must take and return exact
    numbers. Where it was tried this is checked.
    """

    best: Callable[[Fraction], Exact] = about("the second party's best, given the first's value")
    low: Exact = about("the least value of the first party")
    high: Exact = about("its largest value")


@dataclass(frozen=True, slots=True)
class Between:
    """A solution on a curve, known to lie between two bounds."""

    name: SolutionName = about("which solution it is")
    first_low: Fraction | None = about("the first party gets at least this")
    first_high: Fraction | None = about("and at most this")
    second_low: Fraction | None = about("the second party gets at least this")
    second_high: Fraction | None = about("and at most this")
    exact: bool = about("whether both bounds are the same")
    nothing: Nothing | None = about("why there is none", default=None)


def solutions_on(
    frontier: Frontier, disagreement: tuple[Exact, Exact], *, within: Fraction = Fraction(1, 10**9)
) -> tuple[Between, Between, Between]:
    """Return Nash's, Kalai and Smorodinsky's and the egalitarian solution on a curve.

    Each between bounds for the first party no more than ``within`` apart, proven by the curve's
    shape: Nash's product rises and then falls, the other two lie where a rising and a falling
    line cross (or at the end of the curve where they do not). Points worse for a party than no
    agreement do not count; where all are, there is none. Raises :class:`NotAConcaveFrontier`
    where the curve is seen to rise or to bend inward, and ValueError for bounds that cross or
    ``within`` not above zero. Cost: two calls of the curve for each halving of its length.
    Source: [Nash 1950], [Kalai 1975], [Kalai 1977].

    >>> line = Frontier(lambda x: 1 - x / 2, 0, 2)
    >>> found = solutions_on(line, (0, 0))
    >>> [(each.name, round(float(each.first_low), 6)) for each in found]
    [('nash', 1.0), ('kalai-smorodinsky', 1.0), ('egalitarian', 0.666667)]
    """
    if within <= 0 or frontier.low > frontier.high:
        raise ValueError("bounds must be in order and their distance above zero")
    curve = _Curve(frontier)
    own, other = Fraction(disagreement[0]), Fraction(disagreement[1])
    low, high, close = max(Fraction(frontier.low), own), Fraction(frontier.high), within / 4
    nothing: Nothing | None = None
    if low > high or curve.at(low) < other:
        nothing = "no point suits all"
    elif low == own and curve.at(low) == other:
        nothing = "nobody gains"
    if nothing:
        nash, middle, equal = (_none(name, nothing) for name in NAMES)
        return nash, middle, equal
    bounds = (
        _peak(lambda x: (x - own) * (curve.at(x) - other), low, high, close),
        _equal_shares(curve, (own, other), (low, high), close),
        _crossing(lambda x: (x - own) - (curve.at(x) - other), low, high, close),
    )
    nash, middle, equal = (
        Between(name, first, last, curve.at(last), curve.at(first), first == last)
        for name, (first, last) in zip(NAMES, bounds, strict=True)
    )
    curve.check()
    return nash, middle, equal


NAMES: tuple[SolutionName, ...] = ("nash", "kalai-smorodinsky", "egalitarian")
Bounds = tuple[Fraction, Fraction]


class _Curve:
    """A frontier that remembers where it was tried."""

    def __init__(self, frontier: Frontier) -> None:
        self.best = frontier.best
        self.tried: dict[Fraction, Fraction] = {}
        low, high = Fraction(frontier.low), Fraction(frontier.high)
        for each in (low, (low + high) / 2, high):
            self.at(each)
        self.check()

    def at(self, value: Fraction) -> Fraction:
        """Return the second party's best."""
        if value not in self.tried:
            best = self.best(value)
            if not isinstance(best, int | Fraction):
                raise NotAConcaveFrontier("the curve must give whole numbers or fractions")
            self.tried[value] = Fraction(best)
        return self.tried[value]

    def check(self) -> None:
        """Refuse a curve that rises, stays level or bends inward between points that were tried."""
        points = sorted(self.tried.items())
        slopes = [(last[1] - first[1]) / (last[0] - first[0]) for first, last in pairwise(points)]
        if any(slope >= 0 for slope in slopes):
            raise NotAConcaveFrontier("the curve must fall")
        if any(later > earlier for earlier, later in pairwise(slopes)):
            raise NotAConcaveFrontier("the curve must bend outward")


def _none(name: SolutionName, nothing: Nothing) -> Between:
    return Between(name, None, None, None, None, exact=True, nothing=nothing)


def _equal_shares(curve: _Curve, least: Bounds, ends: Bounds, close: Fraction) -> Bounds:
    """Return bounds for equal shares of the ideal gains.

    The first party's ideal is itself known between two bounds only. The larger it is, the more
    the first party gets, but by no more than the ideal grows.
    """
    (own, other), (low, high) = least, ends
    ideal = curve.at(low) - other
    last = _crossing(lambda x: other - curve.at(x), low, high, close)

    def crossing(most: Fraction) -> Bounds:
        return _crossing(
            lambda x: (x - own) * ideal - (curve.at(x) - other) * (most - own), low, high, close
        )

    return crossing(last[0])[0], crossing(last[1])[1]


def _crossing(
    rising: Callable[[Fraction], Fraction], low: Fraction, high: Fraction, close: Fraction
) -> Bounds:
    """Return bounds for where a function that rises is zero; an end where it is not."""
    if rising(low) >= 0:
        return low, low
    if rising(high) <= 0:
        return high, high
    while high - low > close:
        middle = (low + high) / 2
        value = rising(middle)
        if value == 0:
            return middle, middle
        low, high = (middle, high) if value < 0 else (low, middle)
    return low, high


def _peak(
    value: Callable[[Fraction], Fraction], low: Fraction, high: Fraction, close: Fraction
) -> Bounds:
    """Return bounds for the peak of a function that rises to it and falls from it."""
    while high - low > close:
        middle = (low + high) / 2
        left, right = (low + middle) / 2, (middle + high) / 2
        at_left, at_middle, at_right = value(left), value(middle), value(right)
        if at_left > at_middle:
            high = middle
        elif at_right > at_middle:
            low = middle
        else:
            low, high = left, right
    return low, high
