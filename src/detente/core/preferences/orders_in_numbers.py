"""Orders turned into numbers by a stated method: for exercises, where nobody has given any."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from types import MappingProxyType

from ..record.judgements import Estimate, Judgement

METHOD = "numbers from orders: centroid weights, equal steps between options"
"""What the basis of a judgement says after its numbers were made from its orders."""

Ties = tuple[tuple[str, ...], ...]
"""An order, the first first; what stands together is a tie."""


class AnotherScale(Exception):
    """An issue has values that do not run from 0 to 1, so that made ones cannot stand beside them."""

    def __init__(self, issue: str) -> None:
        super().__init__(f'the values for "{issue}" do not run from 0 to 1')
        self.issue = issue


def centroid_weights(order: Ties) -> dict[str, Fraction]:
    """Return the weight of each issue of an order: the centroid of all weights that agree with it.

    Of n issues the k-th has (1/k + 1/(k+1) + ... + 1/n) / n, the mean of all weights that add up to
    1 and fall in this order (rank order centroid) [Barron 1996]. Issues of a tie share the
    mean of the places they take together, which is the mean over all ways to break the tie. The
    weights add up to 1; no issues: no weights. Cost: linear.

    >>> weights = centroid_weights((("wage",), ("shift", "bonus")))
    >>> [str(each) for each in weights.values()]
    ['11/18', '7/36', '7/36']
    """
    number = sum(len(tie) for tie in order)
    tails = [Fraction(0)]
    for place in range(number, 0, -1):
        tails.append(tails[-1] + Fraction(1, place))
    by_place = [tail / number for tail in reversed(tails[1:])]
    found: dict[str, Fraction] = {}
    for tie in order:
        taken = by_place[len(found) : len(found) + len(tie)]
        found.update(dict.fromkeys(tie, sum(taken, Fraction(0)) / max(len(tie), 1)))
    return found


def equal_steps(order: Ties) -> dict[str, Fraction]:
    """Return a value for each option of an order: the best 1, the worst 0, equal steps between.

    Options of a tie have the same value; where all are tied, each is as good as the best: 1.
    Cost: linear.

    >>> values = equal_steps((("until-2029",), ("until-2027", "until-2028"), ("none",)))
    >>> [str(each) for each in values.values()]
    ['1', '1/2', '1/2', '0']
    """
    ties = [tie for tie in order if tie]
    steps = max(len(ties) - 1, 1)
    return {
        option: Fraction(steps - place, steps) for place, tie in enumerate(ties) for option in tie
    }


def numbers_from_orders(judgement: Judgement) -> Judgement:
    """Return a judgement with weights and values made from its orders where it has none.

    Weights come from ``issue_order`` by :func:`centroid_weights` if the judgement has no weight
    at all; values from ``option_orders`` by :func:`equal_steps` for each issue without values. What
    was given stays as it is, and what has neither number nor order stays without.
    :data:`METHOD` is added to ``basis`` if a number was made. Nothing else changes:
    ``no_agreement`` in particular is not made up. Such numbers are for exercises: an order does not
    say by how much one thing is better than another.

    Raises :class:`AnotherScale` if a number is made and an issue has values that do not run from 0
    to 1, since the two could not be weighed against each other. A judgement of whole packages has
    all its numbers, and is returned as it is. Cost: linear in the orders.

    >>> from ..record.dates import Date
    >>> judged = Judgement(
    ...     party="union", author="a", date=Date.parse("2026-01-02"), basis="two rounds",
    ...     issue_order=(("wage",), ("shift",)), option_orders={"shift": (("day",), ("night",))},
    ... )
    >>> numbers = numbers_from_orders(judged)
    >>> str(numbers.weights["wage"].low), str(numbers.values["shift"]["night"].high)
    ('3/4', '0')
    >>> numbers.basis
    'two rounds; numbers from orders: centroid weights, equal steps between options'
    """
    if judgement.packages:
        return judgement
    weights = judgement.weights or _exactly(centroid_weights(judgement.issue_order))
    made = {
        issue: _exactly(equal_steps(order))
        for issue, order in judgement.option_orders.items()
        if issue not in judgement.values
    }
    if not made and weights == judgement.weights:
        return judgement
    for issue, values in judgement.values.items():
        _check_scale(issue, values)
    rests_on = (
        judgement.basis
        if METHOD in judgement.basis
        else "; ".join(filter(None, (judgement.basis, METHOD)))
    )
    return replace(
        judgement,
        weights=weights,
        values=MappingProxyType({**judgement.values, **made}),
        basis=rests_on,
    )


def _exactly(numbers: Mapping[str, Fraction]) -> Mapping[str, Estimate]:
    return MappingProxyType({key: Estimate(low=each, high=each) for key, each in numbers.items()})


def _check_scale(issue: str, values: Mapping[str, Estimate]) -> None:
    """Raise :class:`AnotherScale` unless the least a value can be is 0 and the most 1."""
    lowest = min((each.low for each in values.values()), default=0)
    highest = max((each.high for each in values.values()), default=1)
    if (lowest, highest) != (0, 1):
        raise AnotherScale(issue)
