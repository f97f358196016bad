"""Ranges without a step: what is named is on the axis, and what is claimed of the rest holds."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from detente.core.outcomes.checks import check_packages
from detente.core.outcomes.space import space_of
from detente.core.preferences.judging import judged_parties
from detente.core.preferences.named import Named, numbers_named
from detente.core.record.case import Case
from detente.core.record.judgements import PackageValue
from detente.core.solutions.table import Table, table_of
from tests.core.builders import (
    case_of,
    estimate,
    issue,
    judgement,
    number_issue,
    party,
    proposal,
    rule,
    withdrawal,
)
from tests.core.preferences.judgements import estimates, judged, slow_value, together
from tests.core.preferences.ranged_cases import PARTIES, finer_packages, ranged_cases, slow_allows

BORDER = issue("border", options=("open", "shut"))
thorough = settings(max_examples=100, deadline=None)


def test_what_is_named_anywhere_in_a_case_is_known_by_how_it_is_named() -> None:
    made = judged(
        values={"price": estimates(**{"0": "0", "1.25": "1", "10": "0"})},
        interactions=(together("1", price=("3.3..4.4", "10/3")),),
    )
    listed = proposal(package={"price": ("7.7",)})
    case = case_of(
        number_issue(),
        BORDER,
        rule("a", when={"border": ("open",)}, excludes={}, requires={"price": ("33/10",)}),
        rule("b", when={"price": ("5.01",)}, withdrawn=withdrawal()),
        made,
        listed,
    )
    holding = {Fraction("3.3"), Fraction("4.4"), Fraction(10, 3)}
    points = {Fraction(0), Fraction(10), Fraction("1.25"), Fraction("7.7")}
    assert numbers_named(case) == {"price": Named(frozenset(holding), frozenset(points))}


def test_whole_packages_of_a_judgement_name_their_numbers() -> None:
    whole = PackageValue(package={"price": ("6.06",)}, value=estimate("1"))
    case = case_of(number_issue(), judgement(packages=(whole,)))
    assert numbers_named(case)["price"].holding == {Fraction("6.06")}


def test_what_is_no_number_is_passed_over() -> None:
    case = case_of(number_issue(), rule(when={"price": ("much", "1e9")}))
    assert numbers_named(case) == {"price": Named()}


def test_a_rule_may_require_a_number_that_is_no_step() -> None:
    case = case_of(
        number_issue(),
        BORDER,
        rule(when={"border": ("open", "shut")}, excludes={}, requires={"price": ("3.35",)}),
    )
    assert check_packages(case) == ()
    space = space_of(case)
    allowed = [
        space.package(each)
        for each in product(*(range(len(axis.options)) for axis in space.axes))
        if space.allows(each)
    ]
    assert [each["price"] for each in allowed] == ["3.35", "3.35"]


def _both_shun_the_ends() -> Case:
    lines = (estimates(**{"0": "0", "10": "10"}), estimates(**{"0": "10", "10": "0"}))
    shunned = (together("-99", price=("0", "10")),)
    return case_of(
        *(party(each) for each in PARTIES),
        number_issue(),
        judgements=tuple(
            (each, judged(party=each, values={"price": line}, interactions=shunned))
            for each, line in zip(PARTIES, lines, strict=True)
        ),
    )


def test_beside_a_named_number_its_other_neighbour_stands_for_what_is_between() -> None:
    """Just above 0 the second party has nearly 10: of 0, 5 and 10 only 5 is as good for both."""
    case = _both_shun_the_ends()
    table = table_of(case, space_of(case, 1), judged_parties(case)[0])
    assert isinstance(table, Table)
    assert table.problem.space.axes[0].options == ("0", "5", "10")
    worth = [tuple(map(int, table.worth((each,)).utilities)) for each in range(3)]
    assert worth == [(-99, -89), (5, 5), (-89, -99)]
    assert table.step_bound == (Fraction(5), Fraction(5))


@thorough
@given(ranged_cases(), st.integers(1, 3))
def test_every_package_in_between_has_one_within_the_bound_that_the_rules_allow(
    case: Case, steps: int
) -> None:
    space = space_of(case, steps)
    table = table_of(case, space, judged_parties(case)[0])
    assert isinstance(table, Table)
    made = {each.party: each for _, each in case.judgements}
    packages = []
    for outcome in product(*(range(len(axis.options)) for axis in space.axes)):
        package = space.package(outcome)
        assert space.allows(outcome) == slow_allows(case.rules, package)
        worth = table.worth(outcome).utilities
        assert worth == tuple(slow_value(made[who], package) for who in table.parties)
        if space.allows(outcome):
            packages.append(worth)
    for package in finer_packages():
        if slow_allows(case.rules, package):
            wanted = [slow_value(made[who], package) for who in table.parties]
            assert any(
                all(
                    mine >= theirs - bound
                    for mine, theirs, bound in zip(worth, wanted, table.step_bound, strict=True)
                )
                for worth in packages
            )


@thorough
@given(ranged_cases())
def test_rules_leave_no_package_only_if_no_number_at_all_is_left(case: Case) -> None:
    left = any(slow_allows(case.rules, each) for each in finer_packages())
    assert (check_packages(case) == ()) == left
