"""Rubinstein 1982: the division of a pie by offers in turn.

Perfect Equilibrium in a Bargaining Model. Econometrica 50(1), pages 97 to 109: with discount factors
a and b the first mover gets (1 - b) / (1 - ab); with fixed costs the one who pays less gets all, the
one who pays more the other's cost.
"""

from __future__ import annotations

from fractions import Fraction

from detente.core.solutions.rubinstein import discounted_shares, shares_at_fixed_cost
from tests.core.solutions.exact import fractions


def test_the_first_mover_gets_five_sevenths() -> None:
    # (1 - .8) / (1 - .72) = .2 / .28; if the other begins, (1 - .9) / .28.
    first, second = discounted_shares(Fraction("0.9"), Fraction("0.8"))
    assert (first.mover, first.low, first.high) == (0, Fraction(5, 7), Fraction(5, 7))
    assert round(float(first.low), 6) == 0.714286
    assert (second.mover, second.low) == (1, Fraction(5, 14))


def test_the_share_offered_is_worth_as_much_as_the_own_offer_a_round_later() -> None:
    left = (Fraction("0.9"), Fraction("0.8"))
    first, second = discounted_shares(*left)
    assert 1 - first.low == left[1] * second.low
    assert 1 - second.low == left[0] * first.low


def test_fixed_costs() -> None:
    dear, cheap = Fraction(1, 5), Fraction(1, 10)
    found = shares_at_fixed_cost(cheap, dear)
    assert [(each.low, each.high) for each in found] == [fractions(1, 1), (cheap, cheap)]
    same = shares_at_fixed_cost(cheap, cheap)
    assert [(each.low, each.high) for each in same] == [(cheap, Fraction(1)), (cheap, Fraction(1))]
