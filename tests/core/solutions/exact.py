"""Exact numbers for tests, and arbitrary bargains for Hypothesis."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

from hypothesis import strategies as st

from detente.core.solutions.bargain import Bargain, Point


def fractions(*written: str | int) -> tuple[Fraction, ...]:
    """Return numbers as they are written: 1, "2/3", "0.5"."""
    return tuple(map(Fraction, written))


numbers = st.one_of(
    st.integers(-3, 9),
    st.fractions(min_value=-2, max_value=5, max_denominator=4),
)
"""Few, so that ties and duplicates are common."""


@st.composite
def bargains(
    draw: st.DrawFn, *, parties: int = 4, points: int = 8, fewest_parties: int = 1
) -> Bargain:
    """A bargain of few parties and points; some have no point, or none that suits all."""
    size = draw(st.integers(fewest_parties, parties))
    point = st.tuples(*[numbers] * size)
    return Bargain(tuple(draw(st.lists(point, max_size=points))), draw(point))


@st.composite
def staircases(draw: st.DrawFn) -> Bargain:
    """All whole points of two parties under a falling staircase: with each, all that is worse."""
    heights = sorted(draw(st.lists(st.integers(0, 7), min_size=1, max_size=8)), reverse=True)
    points: list[Point] = [
        (first, second) for first, top in enumerate(heights) for second in range(top + 1)
    ]
    return Bargain(tuple(points), (0, 0))


def grid(*sizes: int) -> tuple[Point, ...]:
    """Return all whole points of a box."""
    return tuple(product(*(range(size + 1) for size in sizes)))
