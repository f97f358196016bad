"""Solutions on two curves, counted by hand.

On y = 1 - x^2, Nash maximises x (1 - x^2): 1 - 3 x^2 = 0. Kalai and Smorodinsky's ideal is (1, 1), so
both they and equal gains have x = 1 - x^2: x = (sqrt 5 - 1) / 2. On x + 2 y = 2, Nash maximises
x (1 - x/2): x = 1; the ideal is (2, 1): x/2 = 1 - x/2; equal gains: x = 1 - x/2.
"""

from __future__ import annotations

from fractions import Fraction
from math import sqrt

from detente.core.solutions.continuous import Between, Frontier, solutions_on

PARABOLA = Frontier(lambda x: 1 - x * x, 0, 1)
LINE = Frontier(lambda x: 1 - x / 2, 0, 2)


def holds(found: Between, first: float, second: float) -> None:
    """The bounds are close, and what was counted by hand lies between them."""
    assert found.first_low is not None
    assert found.first_high is not None
    assert found.second_low is not None
    assert found.second_high is not None
    assert found.first_high - found.first_low <= Fraction(1, 10**9)
    assert float(found.first_low) - 1e-15 <= first <= float(found.first_high) + 1e-15
    assert float(found.second_low) - 1e-15 <= second <= float(found.second_high) + 1e-15


def test_the_parabola() -> None:
    nash, middle, equal = solutions_on(PARABOLA, (0, 0))
    holds(nash, 1 / sqrt(3), 2 / 3)
    assert round(1 / sqrt(3) * 2 / 3, 6) == 0.384900
    golden = (sqrt(5) - 1) / 2
    assert round(golden, 6) == 0.618034
    holds(middle, golden, golden)
    holds(equal, golden, golden)


def test_the_line() -> None:
    nash, middle, equal = solutions_on(LINE, (0, 0))
    holds(nash, 1, 0.5)
    holds(middle, 1, 0.5)
    holds(equal, 2 / 3, 2 / 3)
    assert middle.exact
