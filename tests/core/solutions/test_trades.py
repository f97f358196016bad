"""Trades between issues: what is kept pays, and nothing that pays is left out."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations, permutations, product

from hypothesis import given, settings

from detente.core.outcomes.space import BargainingProblem, Space
from detente.core.preferences.axes import Axis
from detente.core.preferences.utility import utility
from detente.core.solutions.table import Table
from detente.core.solutions.trades import trades_between_extremes, trades_from

from ..bargaining_problems import every_package
from .tables import tables

thorough = settings(max_examples=50, deadline=None)


def _wage_and_hours() -> Table:
    """The union minds hours three times as much as the firm does, wages half as much."""
    axes = (Axis("wage", ("low", "high")), Axis("hours", ("long", "short")))
    union, firm = utility("union", [[0, 2], [0, 6]]), utility("firm", [[4, 0], [2, 0]])
    return Table(BargainingProblem(Space(axes), (union, firm)), (Fraction(0),) * 2, (False,) * 2)


def test_each_gives_on_what_it_minds_less() -> None:
    (trade,) = trades_from(_wage_and_hours(), (1, 0))
    assert (trade.first.party, trade.first.issue, trade.first.after) == ("union", "wage", "low")
    assert (trade.second.party, trade.second.issue, trade.second.after) == (
        "firm",
        "hours",
        "short",
    )
    assert trade.gains == (Fraction(4), Fraction(2))
    assert (trade.rate_low, trade.rate_high) == (Fraction(1, 3), Fraction(2))


def test_issues_worth_linking_need_no_package_to_start_from() -> None:
    (trade,) = trades_between_extremes(_wage_and_hours())
    assert trade.gains == (Fraction(4), Fraction(2))
    assert trade.others_lose == ()


def test_a_third_party_that_loses_is_named() -> None:
    table = _wage_and_hours()
    state = utility("state", [[0, 0], [1, 0]])
    wider = BargainingProblem(table.problem.space, (*table.problem.utilities, state))
    (trade,) = trades_from(Table(wider, (Fraction(0),) * 3, (False,) * 3), (1, 0))
    assert trade.others_lose == ("state",)


@thorough
@given(tables())
def test_every_pair_that_pays_is_found_from_every_package(table: Table) -> None:
    problem = table.problem
    names = list(table.parties)
    for outcome in every_package(problem)[:4]:
        paying = set()
        for one, two in combinations(range(len(outcome)), 2):
            for first, second in product(
                *(range(len(problem.space.axes[a].options)) for a in (one, two))
            ):
                both = list(outcome)
                both[one], both[two] = first, second
                if (
                    first == outcome[one]
                    or second == outcome[two]
                    or not problem.space.allows(tuple(both))
                ):
                    continue
                alone = [list(outcome), list(outcome)]
                alone[0][one], alone[1][two] = first, second
                before = table.worth(outcome).utilities
                steps = [table.worth(tuple(each)).utilities for each in alone]
                after = table.worth(tuple(both)).utilities
                for a, b in permutations(range(len(names)), 2):
                    if (
                        steps[0][a] < before[a] < steps[1][a]
                        and steps[1][b] < before[b] < steps[0][b]
                        and after[a] > before[a]
                        and after[b] > before[b]
                    ):
                        paying.add((frozenset({names[a], names[b]}), one, two))
        issues = [axis.issue for axis in problem.space.axes]
        found = trades_from(table, outcome)
        assert {
            (
                frozenset({each.first.party, each.second.party}),
                issues.index(each.first.issue),
                issues.index(each.second.issue),
            )
            for each in found
        } == paying
        assert len(found) == len(paying)
        for each in found:
            for step in (each.first, each.second):
                assert each.gains[names.index(step.party)] > 0


def test_one_issue_or_one_party_has_nothing_to_trade() -> None:
    table = _wage_and_hours()
    alone = BargainingProblem(table.problem.space, table.problem.utilities[:1])
    assert trades_from(Table(alone, (Fraction(0),), (False,)), (0, 0)) == ()
    assert trades_between_extremes(Table(alone, (Fraction(0),), (False,))) == ()


def test_what_a_rule_forbids_is_not_worth_linking() -> None:
    table = _wage_and_hours()
    rule = (((0, frozenset({0})), (1, frozenset({1}))),)
    ruled = BargainingProblem(Space(table.problem.space.axes, rule), table.problem.utilities)
    assert trades_between_extremes(Table(ruled, (Fraction(0),) * 2, (False,) * 2)) == ()


def test_issues_that_interact_are_not_taken_for_worth_linking() -> None:
    """Low wages and short hours together cost the union more than the hours are worth."""
    axes = (Axis("wage", ("low", "high")), Axis("hours", ("long", "short")))
    both = ((0, frozenset({0})), (1, frozenset({1})))
    union = utility("union", [[0, 2], [0, 6]], bonuses=((both, -20),))
    firm = utility("firm", [[4, 0], [2, 0]])
    problem = BargainingProblem(Space(axes), (union, firm))
    assert trades_between_extremes(Table(problem, (Fraction(0),) * 2, (False,) * 2)) == ()
