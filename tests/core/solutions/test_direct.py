"""Solutions found without the frontier are those on the frontier, within their proven bounds."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import assume, given, settings

from detente.core.outcomes.efficient import frontier_of
from detente.core.outcomes.space import BargainingProblem, Space
from detente.core.preferences.axes import Axis
from detente.core.preferences.utility import utility
from detente.core.solutions.bargain import Bargain
from detente.core.solutions.bargaining import solutions
from detente.core.solutions.direct import direct_solutions
from detente.core.solutions.table import Table

from .tables import tables

some = settings(max_examples=20, deadline=None)


@some
@given(tables())
def test_direct_solutions_reach_what_the_frontier_reaches(table: Table) -> None:
    bargain = Bargain(frontier_of(table.problem).points, table.disagreement, table.parties)
    known = {each.name: each for each in solutions(bargain)}
    found = direct_solutions(table)
    best = found.best
    assert not found.ended
    assert bool(best) == bool(known["nash"].ideal)
    assume(best)
    for index, each in enumerate(best):
        assert each.worth.utilities[index] == known["nash"].ideal[index]
    gains = [a - b for a, b in zip(known["nash"].ideal, table.disagreement, strict=True)]
    if max(gains) == 0:
        assert found.direct == ()
    for picked in found.direct:
        assert min(picked.worth.gains) >= 0
        if picked.name == "kalai-smorodinsky" and min(gains) == 0:
            continue
        expected = known[picked.name].value
        assert expected is not None
        assert picked.value == pytest.approx(float(expected), abs=1e-5)
        assert picked.bound >= float(expected) - 1e-6


def test_six_parties_and_sixty_issues() -> None:
    """1.5e42 packages, and a frontier nobody can list."""
    issues, parties = 60, 6
    axes = tuple(Axis(f"i{n}", tuple("abcde")) for n in range(issues))
    problem = BargainingProblem(
        Space(axes),
        tuple(
            utility(
                f"p{party}",
                [
                    [(place * (party + 2) + issue * (party + 3)) ** 2 % 101 for place in range(5)]
                    for issue in range(issues)
                ],
            )
            for party in range(parties)
        ),
    )
    table = Table(problem, (Fraction(0),) * parties, (False,) * parties)
    found = direct_solutions(table)
    best, found = found.best, found.direct
    assert [each.name for each in found] == [
        "nash",
        "kalai-smorodinsky",
        "egalitarian",
        "utilitarian",
    ]
    total = sum(
        max(sum(each.values[axis][place] for each in problem.utilities) for place in range(5))
        for axis in range(issues)
    )
    assert found[3].value == pytest.approx(total)
    for each, rows in zip(best, problem.utilities, strict=True):
        assert max(each.worth.utilities) == sum(max(row) for row in rows.values)
    for picked in found:
        assert picked.bound - picked.value <= 1e-4 * abs(picked.value)
