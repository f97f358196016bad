"""The step types of Hindriks, Jonker and Tykhonov: what an offer gives both sides, next to the last.

Values that are estimates give the set of types that a step may be of.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise, product
from typing import Literal

from ..record.entry import about
from ..record.judgements import Estimate

StepType = Literal["concession", "nice", "fortunate", "silent", "selfish", "unfortunate"]
STEP_TYPES: tuple[StepType, ...] = (
    "concession",
    "nice",
    "fortunate",
    "silent",
    "selfish",
    "unfortunate",
)
SENSITIVE = frozenset({"concession", "nice", "fortunate"})
"""The types that count for sensitivity to what the other wants."""


@dataclass(frozen=True, slots=True)
class SteppedTrace:
    """The types of the steps of a trace, and its sensitivity as a range.

    Sensitivity is the number of steps that are a concession, nice or fortunate, divided by
    that of the others. A bound is None where there is no other step to divide by.
    Where a step may be of several types, the bounds take each step by itself.
    """

    types: tuple[tuple[StepType, ...], ...] = about("per step, the types that it may be of")
    sensitive_at_least: int = about("steps that are surely a concession, nice or fortunate")
    sensitive_at_most: int = about("steps that may be")
    sensitivity_low: Decimal | None = about("the sensitivity is at least this")
    sensitivity_high: Decimal | None = about("the sensitivity is at most this")


def step_types(trace: Sequence[tuple[Estimate, Estimate]]) -> SteppedTrace:
    """Return the step types of a trace of (own value, other's value), offer by offer.

    Own change down with the other's up or equal: concession. Own equal, other's up: nice. Both up:
    fortunate. Both equal: silent. Own up, other's equal or down: selfish. Own equal or down,
    other's down: unfortunate. Of estimates, every type is named that some values within
    the bounds give; values of different offers are taken as independent. A trace of one
    offer, or none, has no steps and no sensitivity. Exact. Cost: linear.
    Source: [Hindriks 2007].

    >>> one, half = Estimate(low=Decimal(1), high=Decimal(1)), Estimate(low=Decimal("0.5"), high=Decimal("0.5"))
    >>> step_types([(one, half), (half, one), (half, one)]).types
    (('concession',), ('silent',))
    """
    return types_of_changes(
        (_change(was[0], now[0]), _change(was[1], now[1])) for was, now in pairwise(trace)
    )


def _change(was: Estimate, now: Estimate) -> Estimate:
    low, high = Fraction(now.low) - Fraction(was.high), Fraction(now.high) - Fraction(was.low)
    return Estimate(low=low, high=high)


def types_of_changes(changes: Iterable[tuple[Estimate, Estimate]]) -> SteppedTrace:
    """Return the step types of changes of (own value, other's value), each within its bounds.

    See :func:`step_types`. Every value within the bounds of a change is taken to be possible.
    """
    types = tuple(_possible(own, other) for own, other in changes)
    least = sum(SENSITIVE.issuperset(each) for each in types)
    most = sum(not SENSITIVE.isdisjoint(each) for each in types)
    return SteppedTrace(types, least, most, _ratio(least, len(types)), _ratio(most, len(types)))


def _possible(own: Estimate, other: Estimate) -> tuple[StepType, ...]:
    found = {type_of_signs(*signs) for signs in product(_signs(own), _signs(other))}
    return tuple(each for each in STEP_TYPES if each in found)


def _signs(change: Estimate) -> tuple[int, ...]:
    signs = ((-1, change.low < 0), (0, change.low <= 0 <= change.high), (1, change.high > 0))
    return tuple(sign for sign, possible in signs if possible)


def type_of_signs(own: int, other: int) -> StepType:
    """Return the type of a step by the signs of both changes: -1, 0 or 1.

    >>> type_of_signs(-1, 0), type_of_signs(0, -1)
    ('concession', 'unfortunate')
    """
    if other < 0:
        return "selfish" if own > 0 else "unfortunate"
    if other == 0:
        return {-1: "concession", 0: "silent", 1: "selfish"}[own]  # type: ignore[return-value]
    return {-1: "concession", 0: "nice", 1: "fortunate"}[own]  # type: ignore[return-value]


def _ratio(sensitive: int, steps: int) -> Decimal | None:
    others = steps - sensitive
    return Decimal(sensitive) / Decimal(others) if others else None
