"""Solutions found without the frontier are those on the frontier, within their proven bounds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from math import prod

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from detente.core.outcomes.efficient import frontier_of
from detente.core.outcomes.space import BargainingProblem, Space
from detente.core.preferences.axes import Axis
from detente.core.preferences.utility import utility
from detente.core.solutions import direct
from detente.core.solutions.bargain import Bargain
from detente.core.solutions.bargaining import solutions
from detente.core.solutions.direct import direct_solutions
from detente.core.solutions.table import Table

from ..bargaining_problems import every_package, long, problems
from .tables import tables

some = settings(max_examples=20, deadline=None)
more = settings(max_examples=40, deadline=None)

decimals = st.integers(-(10**16), 10**17).map(lambda number: Fraction(number, 10**17))
money = st.integers(-(10**9), 10**10).map(Fraction)
cents = st.integers(0, 1000).map(lambda number: Fraction(number, 10**6))
NEARLY = Fraction(1, 10**6)


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


@st.composite
def wide_tables(draw: st.DrawFn) -> Table:
    """Numbers of many digits or many sizes; some parties have nothing to gain."""
    numbers = draw(st.sampled_from([decimals, money, cents, long, money | cents]))
    problem = draw(problems(parties_at_most=3, ceilings=True, numbers=numbers))
    values = [
        tuple(each.value(outcome) for each in problem.utilities)
        for outcome in every_package(problem)
    ]
    without = []
    for party in range(len(problem.utilities)):
        there = sorted({value[party] for value in values}) or [Fraction(0)]
        least = st.sampled_from([there[0], there[0], there[len(there) // 2], there[-1]])
        less = st.sampled_from([Fraction(0), Fraction(1, 3), Fraction(1, 10**17), Fraction(5)])
        without.append(draw(least) - Fraction(draw(less)))
    return Table(problem, tuple(without), (False,) * len(without))


def _true(name: str, ideal: Sequence[Fraction]) -> Callable[[Sequence[Fraction]], Fraction | int]:
    """Return what a theory makes most of, in fractions."""
    shares = [(place, most) for place, most in enumerate(ideal) if most > 0]
    measures: dict[str, Callable[[Sequence[Fraction]], Fraction | int]] = {
        "nash": prod,
        "kalai-smorodinsky": lambda gains: min(gains[place] / most for place, most in shares),
        "egalitarian": min,
        "utilitarian": sum,
    }
    return measures[name]


def _holds(table: Table) -> None:
    """Compare with every package, in fractions."""
    found = direct_solutions(table)
    gains = [
        table.gains(tuple(each.value(outcome) for each in table.problem.utilities))
        for outcome in every_package(table.problem)
    ]
    suiting = [each for each in gains if min(each) >= 0]
    assert not found.ended
    assert bool(found.best) == bool(suiting)
    if not suiting:
        assert not found.direct
        return
    ideal = [max(each[party] for each in suiting) for party in range(len(table.parties))]
    for party, each in enumerate(found.best):
        assert min(each.worth.gains) >= 0
        assert each.bound >= ideal[party] + table.disagreement[party]
        assert ideal[party] - each.worth.gains[party] <= NEARLY * ideal[party]
    expected = ["kalai-smorodinsky", "egalitarian", "utilitarian"] if max(ideal) > 0 else []
    if min(ideal) > 0 and max(map(prod, suiting)) > 0:
        expected = ["nash", *expected]
    assert [each.name for each in found.direct] == expected
    for picked in found.direct:
        reached = _true(picked.name, ideal)
        best = max(map(reached, suiting))
        assert min(picked.worth.gains) >= 0
        assert float(picked.value) <= float(best)
        assert Fraction(picked.bound) >= best
        assert best - reached(picked.worth.gains) <= 2 * NEARLY * best


@more
@given(wide_tables())
def test_bounds_hold_for_numbers_of_many_digits_and_sizes(table: Table) -> None:
    _holds(table)


@more
@given(wide_tables())
def test_bounds_of_the_solver_alone_hold_too(table: Table) -> None:
    """Without the proof in whole numbers that ends most small searches."""
    before, direct.BETTER_AT_MOST = direct.BETTER_AT_MOST, 0
    try:
        found = direct_solutions(table)
    finally:
        direct.BETTER_AT_MOST = before
    gains = [
        table.gains(tuple(each.value(outcome) for each in table.problem.utilities))
        for outcome in every_package(table.problem)
    ]
    suiting = [each for each in gains if min(each) >= 0]
    if not suiting:
        assert not found.best
        assert not found.direct
        return
    ideal = [max(each[party] for each in suiting) for party in range(len(table.parties))]
    for party, each in enumerate(found.best):
        assert min(each.worth.gains) >= 0
        assert each.bound >= ideal[party] + table.disagreement[party]
    for picked in found.direct:
        best = max(map(_true(picked.name, ideal), suiting))
        assert min(picked.worth.gains) >= 0
        assert picked.value <= float(best)
        assert Fraction(picked.bound) >= best


def _entangled(parties: int, issues: int, digits: int) -> Table:
    """Return a problem in which every two issues interact; values lie between 0 and 1."""
    axes = tuple(Axis(f"i{n}", tuple("abcd")) for n in range(issues))
    sides = tuple(
        utility(
            f"p{party}",
            [
                [
                    Fraction(pow(7 + party, 5 + 4 * n + place, 10**digits + 7), issues * 10**digits)
                    for place in range(4)
                ]
                for n in range(issues)
            ],
            bonuses=tuple(
                (((n, frozenset({0})), (m, frozenset({1}))), Fraction(1, 10**6))
                for n in range(issues)
                for m in range(n)
            ),
        )
        for party in range(parties)
    )
    return Table(
        BargainingProblem(Space(axes), sides), (Fraction(0),) * parties, (False,) * parties
    )


def test_no_package_found_for_one_theory_reaches_more_than_was_proved_for_another() -> None:
    """Of values with 17 digits, a sum was once "proved" that another package surpassed."""
    found = direct_solutions(_entangled(3, 15, 17)).direct
    bounds = {each.name: each.bound for each in found}
    for each in found:
        assert sum(each.worth.gains) <= bounds["utilitarian"]
        assert min(each.worth.gains) <= bounds["egalitarian"]
        assert prod(each.worth.gains) <= bounds["nash"]
        assert each.bound - each.value <= 1e-5 * each.value


def test_a_search_that_ends_early_says_what_it_proved() -> None:
    table = _entangled(4, 10, 6)
    told: list[tuple[int, int]] = []
    full = {each.name: each for each in direct_solutions(table).direct}
    found = direct_solutions(table, lambda done, of: told.append((done, of)), work=1)
    assert [each.name for each in found.direct] == list(full)
    for each in found.direct:
        assert each.value <= full[each.name].bound
        assert each.bound >= full[each.name].value
    assert told
    assert told == sorted(told)
    assert all(0 <= done <= of for done, of in told)


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
    known = direct_solutions(table)
    best, found = known.best, known.direct
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
