"""Two parties who make offers in turn, and to whom time costs something."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from ..record.entry import about
from .bargain import Bargain, Exact, NotABargain, gains_at, rational_points


class NotACostOfTime(ValueError):
    """A discount factor or a cost of time outside its bounds, or both parties without haste."""


@dataclass(frozen=True, slots=True)
class FirstMover:
    """The first mover's share of a pie of 1 in perfect equilibrium; the other has the rest."""

    mover: int = about("who makes the first offer: party 0 or 1")
    low: Fraction = about("its share, or the least it may be")
    high: Fraction = about("its share, or the most it may be")


def discounted_shares(first: Exact, second: Exact) -> tuple[FirstMover, FirstMover]:
    """Return the first mover's share when party 0 begins, and when party 1 does.

    ``first`` and ``second`` are what is left to party 0 and 1 of a value after one round more,
    from 0 to 1: the mover with factor a against b gets (1 - b) / (1 - ab). Raises
    :class:`NotACostOfTime` outside these bounds, and where both are 1: without haste every
    division is an equilibrium. Source: [Rubinstein 1982].

    >>> shares = discounted_shares(Fraction(9, 10), Fraction(8, 10))
    >>> [str(each.low) for each in shares]
    ['5/7', '5/14']
    """
    if not (0 <= first <= 1 and 0 <= second <= 1):
        raise NotACostOfTime("a discount factor lies between 0 and 1")
    left = first * second
    if left == 1:
        raise NotACostOfTime("a party must lose something by waiting")
    shares = (Fraction(1 - second) / (1 - left), Fraction(1 - first) / (1 - left))
    return FirstMover(0, shares[0], shares[0]), FirstMover(1, shares[1], shares[1])


def shares_at_fixed_cost(first: Exact, second: Exact) -> tuple[FirstMover, FirstMover]:
    """Return the first mover's share where each round costs each party a fixed part of the pie.

    Costs are above 0 and at most 1. Who pays less gets all as first mover; who pays more gets
    only the other's cost; with equal costs c any share from c to 1 is an equilibrium. Raises
    :class:`NotACostOfTime` outside these bounds. Source: [Rubinstein 1982].

    >>> shares = shares_at_fixed_cost(Fraction(1, 10), Fraction(1, 5))
    >>> [(str(each.low), str(each.high)) for each in shares]
    [('1', '1'), ('1/10', '1/10')]
    """
    if not (0 < first <= 1 and 0 < second <= 1):
        raise NotACostOfTime("a cost of time lies above 0 and is at most 1")
    return _fixed(0, first, second), _fixed(1, second, first)


def _fixed(mover: int, own: Exact, other: Exact) -> FirstMover:
    if own < other:
        return FirstMover(mover, Fraction(1), Fraction(1))
    high = Fraction(1) if own == other else Fraction(other)
    return FirstMover(mover, Fraction(other), high)


@dataclass(frozen=True, slots=True)
class ProposalPair:
    """What each party proposes in every round that is its turn; the other accepts at once."""

    by_first: tuple[int, ...] = about("the points that party 0 proposes; equal ones are all named")
    by_second: tuple[int, ...] = about("the points that party 1 proposes")


def stationary_proposals(bargain: Bargain, first: Exact, second: Exact) -> tuple[ProposalPair, ...]:
    """Return all stationary subgame-perfect pairs of proposals on the efficient points.

    Two parties propose in turn a point that suits both and that no other dominates; ``first``
    and ``second`` are what is left to each of a gain after one round more. Who is asked
    accepts what gives at least its gain from its own proposal a round later, so each
    proposes what is best for itself among such points. In the order of what party 0 gets
    from its own proposal, best first. There is at least one pair where a point suits both, else
    none. On separate points there are often several, and with little haste very many
    [Damme 1990]. Raises :class:`NotABargain` unless there
    are two parties, :class:`NotACostOfTime` for factors outside 0 to 1.
    Cost: sorting the points. Source: after [Rubinstein 1982].

    >>> bargain = Bargain(tuple((each, 10 - each) for each in range(11)), (0, 0))
    >>> stationary_proposals(bargain, Fraction(1, 2), Fraction(1, 2))[0]
    ProposalPair(by_first=(7,), by_second=(4,))
    """
    if len(bargain.disagreement) != 2:
        raise NotABargain("offers in turn are for two parties")
    if not (0 <= first <= 1 and 0 <= second <= 1):
        raise NotACostOfTime("a discount factor lies between 0 and 1")
    indexes: dict[tuple[Fraction, ...], list[int]] = {}
    for index in rational_points(bargain):
        indexes.setdefault(gains_at(bargain, index), []).append(index)
    gains = _efficient(indexes)
    firsts, seconds = [-each[0] for each in gains], [each[1] for each in gains]
    found = []
    for own in gains:
        answer = gains[bisect_right(firsts, -first * own[0]) - 1]
        if gains[bisect_left(seconds, second * answer[1])] == own:
            found.append(ProposalPair(tuple(indexes[own]), tuple(indexes[answer])))
    return tuple(found)


def _efficient(gains: Iterable[tuple[Fraction, ...]]) -> list[tuple[Fraction, ...]]:
    """Return what no other dominates, from the most for party 0 to the most for party 1."""
    kept: list[tuple[Fraction, ...]] = []
    for each in sorted(gains, reverse=True):
        if not kept or each[1] > kept[-1][1]:
            kept.append(each)
    return kept
