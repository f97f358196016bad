"""Bargaining problems as tables, for the tests of what is found on them."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import strategies as st

from detente.core.outcomes.space import BargainingProblem
from detente.core.solutions.table import Table

from ..bargaining_problems import problems, small


@st.composite
def tables(
    draw: st.DrawFn,
    *,
    ceilings: bool = False,
    rules: bool = True,
    parties_at_most: int = 3,
    numbers: st.SearchStrategy[Fraction] = small,
) -> Table:
    """A small problem with a value of no agreement for each party."""
    problem: BargainingProblem = draw(
        problems(parties_at_most=parties_at_most, ceilings=ceilings, rules=rules, numbers=numbers)
    )
    values = tuple(Fraction(draw(st.integers(-4, 8)), 2) for _ in problem.utilities)
    return Table(problem, values, (False,) * len(values))
