"""Trades between issues: what is kept pays, and nothing that pays is left out."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import combinations, permutations, product

import pytest
from hypothesis import given, settings

from detente.core.outcomes.space import BargainingProblem, Space
from detente.core.preferences.axes import Axis, Outcome
from detente.core.preferences.utility import utility
from detente.core.solutions import trades
from detente.core.solutions.table import Table
from detente.core.solutions.trades import Trade, TradesFound, trades_between_extremes, trades_from

from ..bargaining_problems import every_package
from .tables import tables

thorough = settings(max_examples=50, deadline=None)


def _wage_and_hours() -> Table:
    """The union minds hours three times as much as the firm does, wages half as much."""
    axes = (Axis("wage", ("low", "high")), Axis("hours", ("long", "short")))
    union, firm = utility("union", [[0, 2], [0, 6]]), utility("firm", [[4, 0], [2, 0]])
    return Table(BargainingProblem(Space(axes), (union, firm)), (Fraction(0),) * 2, (False,) * 2)


def test_each_gives_on_what_it_minds_less() -> None:
    (trade,) = trades_from(_wage_and_hours(), (1, 0)).trades
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
    (trade,) = trades_from(Table(wider, (Fraction(0),) * 3, (False,) * 3), (1, 0)).trades
    assert trade.others_lose == ("state",)


@thorough
@given(tables(ceilings=True))
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
        told = trades_from(table, outcome)
        assert told.not_tried == ()
        found = told.trades
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


def _steps(table: Table, outcome: Outcome, trade: Trade) -> list[list[Fraction]]:
    """Return what the first step, the second and both change for each party, from whole packages."""
    package = table.problem.space.package(outcome)
    first, second = ({each.issue: each.after} for each in (trade.first, trade.second))
    before = table.worth(outcome).utilities
    found = []
    for changes in (first, second, first | second):
        after = table.problem.space.outcome(package | changes)
        assert after is not None
        found.append([b - a for a, b in zip(before, table.worth(after).utilities, strict=True)])
    return found


@thorough
@given(tables(ceilings=True))
def test_rates_are_told_where_steps_add_up_and_only_there(table: Table) -> None:
    names = list(table.parties)
    for outcome in every_package(table.problem)[:4]:
        for each in trades_from(table, outcome).trades:
            first, second, both = _steps(table, outcome, each)
            giver, taker = (names.index(step.party) for step in (each.first, each.second))
            assert each.gains == tuple(both)
            if any(first[who] + second[who] != both[who] for who in (giver, taker)):
                assert (each.rate_low, each.rate_high) == (None, None)
                continue
            assert each.rate_low is not None
            assert each.rate_high is not None
            assert each.rate_low < 1 < each.rate_high
            assert first[giver] + each.rate_low * second[giver] == 0
            assert first[taker] + each.rate_high * second[taker] == 0


@thorough
@given(tables(ceilings=True))
def test_issues_worth_linking_gain_as_told_in_every_package(table: Table) -> None:
    for trade in trades_between_extremes(table):
        swaps = (trade.first, trade.second)
        for outcome in every_package(table.problem):
            package = table.problem.space.package(outcome)
            if all(package[each.issue] == each.before for each in swaps):
                assert trade.gains == tuple(_steps(table, outcome, trade)[2])


def _with_bonus() -> Table:
    """Both steps together are worth 10 more to the one than one by one."""
    axes = (Axis("wage", ("a", "b")), Axis("hours", ("a", "b")))
    both = ((0, frozenset({1})), (1, frozenset({1})))
    union = utility("union", [[3, 0], [0, 1]], bonuses=((both, 10),))
    firm = utility("firm", [[0, 9], [4, 0]])
    problem = BargainingProblem(Space(axes), (union, firm))
    return Table(problem, (Fraction(0),) * 2, (False,) * 2)


def test_steps_that_interact_have_no_rate() -> None:
    """By the steps alone the union would need three times the hours; with the bonus, far less."""
    (trade,) = trades_from(_with_bonus(), (0, 0)).trades
    assert trade.gains == (Fraction(8), Fraction(5))
    assert (trade.rate_low, trade.rate_high) == (None, None)


def test_steps_that_reach_a_ceiling_have_no_rate_and_no_issues_are_linked_without_a_package() -> (
    None
):
    table = _wage_and_hours()
    union, firm = table.problem.utilities
    capped = BargainingProblem(table.problem.space, (replace(union, ceiling=5), firm))
    made = Table(capped, table.disagreement, table.assumed)
    (trade,) = trades_from(made, (1, 0)).trades
    assert trade.gains == (Fraction(3), Fraction(2))
    assert (trade.rate_low, trade.rate_high) == (None, None)
    assert trades_between_extremes(made) == ()
    high = BargainingProblem(table.problem.space, (replace(union, ceiling=8), firm))
    assert len(trades_between_extremes(Table(high, table.disagreement, table.assumed))) == 1


def test_only_issues_with_too_many_options_are_not_tried_and_they_are_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Two long issues come before wage and hours; only the pair of them is left out."""
    table = _wage_and_hours()
    long = tuple(str(place) for place in range(30))
    axes = (Axis("days", long), Axis("years", long), *table.problem.space.axes)
    wider = tuple(
        replace(each, values=((0,) * 30, (0,) * 30, *each.values))
        for each in table.problem.utilities
    )
    made = replace(table, problem=BargainingProblem(Space(axes), wider))
    monkeypatch.setattr(trades, "LOOKED_AT_AT_MOST", 800)
    found = trades_from(made, (0, 0, 1, 0))
    assert found.not_tried == (("days", "years"),)
    assert found.trades == trades_from(table, (1, 0)).trades


def test_one_issue_or_one_party_has_nothing_to_trade() -> None:
    table = _wage_and_hours()
    alone = BargainingProblem(table.problem.space, table.problem.utilities[:1])
    assert trades_from(Table(alone, (Fraction(0),), (False,)), (0, 0)) == TradesFound((), ())
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
