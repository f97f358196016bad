"""Small bargaining problems for properties, and the slow twin that lists every package."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

from hypothesis import strategies as st

from detente.core.numbers import Number
from detente.core.outcomes.space import BargainingProblem, Space
from detente.core.preferences.axes import Axis, Outcome
from detente.core.preferences.utility import Utility, When, utility

small = st.fractions(-3, 5, max_denominator=3)
long = st.builds(lambda whole, rest: whole + Fraction(rest, 10**19 + 51), small, st.integers(0, 3))
"""Numbers that differ in the nineteenth digit, so that sums in floating point tie them."""


@st.composite
def problems(
    draw: st.DrawFn,
    *,
    parties_at_most: int = 4,
    rules: bool = True,
    ceilings: bool = False,
    numbers: st.SearchStrategy[Fraction] | None = None,
) -> BargainingProblem:
    """Spaces of no to four issues, of one to four options, with rules and interactions."""
    lengths = draw(st.lists(st.integers(1, 4), max_size=4))
    number = draw(st.sampled_from([small, small, long])) if numbers is None else numbers
    axes = tuple(
        Axis(f"issue-{index}", tuple(f"option-{place}" for place in range(length)))
        for index, length in enumerate(lengths)
    )
    forbidden = draw(st.lists(whens(lengths), max_size=2)) if rules and lengths else []
    parties = draw(st.integers(1, parties_at_most))
    utilities = tuple(
        draw(_utility(f"party-{index}", lengths, number, rules, ceilings))
        for index in range(parties)
    )
    return BargainingProblem(Space(axes, tuple(forbidden)), utilities)


def whens(lengths: list[int], fewest: int = 1) -> st.SearchStrategy[When]:
    """Some axes, at least so many, each with some options."""

    @st.composite
    def one(draw: st.DrawFn) -> When:
        axes = draw(
            st.lists(st.integers(0, len(lengths) - 1), min_size=fewest, max_size=3, unique=True)
        )
        return tuple(
            (axis, frozenset(draw(st.sets(st.integers(0, lengths[axis] - 1), min_size=1))))
            for axis in axes
        )

    return one()


@st.composite
def _utility(
    draw: st.DrawFn,
    party: str,
    lengths: list[int],
    number: st.SearchStrategy[Fraction],
    rules: bool,
    ceilings: bool,
) -> Utility:
    values: list[list[Number]] = [[draw(number) for _ in range(length)] for length in lengths]
    bonuses = (
        draw(st.lists(st.tuples(whens(lengths, 0), number), max_size=3))
        if rules and lengths
        else []
    )
    ceiling = draw(st.none() | small) if ceilings else None
    return utility(party, values, bonuses=tuple(bonuses), ceiling=ceiling)


def every_package(problem: BargainingProblem) -> list[Outcome]:
    """Return every package that the rules allow, one after the other."""
    lengths = [range(len(axis.options)) for axis in problem.space.axes]
    return [outcome for outcome in product(*lengths) if problem.space.allows(outcome)]


def slow_frontier(problem: BargainingProblem) -> dict[tuple[int, ...], list[Outcome]]:
    """Return each efficient vector with its packages, by comparing all with all."""
    found: dict[tuple[int, ...], list[Outcome]] = {}
    for outcome in every_package(problem):
        vector = tuple(each.whole(outcome) for each in problem.utilities)
        found.setdefault(vector, []).append(outcome)
    return {
        vector: outcomes
        for vector, outcomes in sorted(found.items())
        if not any(
            other != vector and all(a >= b for a, b in zip(other, vector, strict=True))
            for other in found
        )
    }
