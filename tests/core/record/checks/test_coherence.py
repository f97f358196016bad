"""Entries that contradict themselves or one another."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.core.record.checks.coherence import breaks
from detente.core.record.issues import NumericRange
from detente.core.record.quantities import Quantity

from ...builders import choice, commitment, issue, number_issue, position, proposal, rule
from ...strategies import quick
from .cases import found, problems

BOUNDS = NumericRange(low=Decimal(0), high=Decimal(1))


def priced(written: str, issue: str = "price") -> Any:
    return position(issue=issue, options=(), value=Quantity.parse(written))


@pytest.mark.parametrize(("low", "high"), [(10, 0), (5, 5)])
def test_a_range_does_not_end_before_it_begins(low: int, high: int) -> None:
    assert found(number_issue("x", low, high)) == [("case-060", "issues.3.range")]


def test_an_issue_has_options_or_a_range() -> None:
    assert found(issue("x", options=())) == [("case-070", "issues.3.options")]
    assert found(issue("x", range=BOUNDS)) == [("case-070", "issues.3.options")]
    assert problems(issue("x", options=("only",))) == ()


def test_options_of_one_issue_have_different_ids() -> None:
    assert found(issue("x", ("a", "b", "a"))) == [("case-071", "issues.3.options.2.id")]
    assert problems(issue("x", ("full",))) == ()


def test_a_rule_has_an_effect() -> None:
    assert found(rule(excludes=choice())) == [("case-072", "rules.0")]
    assert found(rule(when=choice())) == [("case-072", "rules.0")]


def test_a_rule_does_not_speak_of_an_issue_on_both_sides() -> None:
    assert found(rule(excludes=choice(truce=("partial",)))) == [
        ("case-073", "rules.0.excludes.truce")
    ]
    assert found(rule(excludes=choice(), requires=choice(truce=("full",)))) == [
        ("case-073", "rules.0.requires.truce")
    ]


def test_a_rule_does_not_exclude_all_that_it_requires() -> None:
    both = rule(excludes=choice(border=("open", "closed")), requires=choice(border=("open",)))
    assert found(both) == [("case-073", "rules.0.requires.border")]
    one_left = rule(excludes=choice(border=("closed",)), requires=choice(border=("open", "closed")))
    assert problems(one_left) == ()


def test_a_position_names_options_of_its_issue() -> None:
    assert found(position(options=("full", "open"))) == [("case-044", "positions.0.options.1")]
    assert problems(position(options=())) == ()


def test_a_position_on_a_range_has_a_value_and_no_options() -> None:
    assert problems(priced("5 percent")) == ()
    assert found(position(issue="price", options=("5",))) == [("case-047", "positions.0.options")]


def test_a_position_on_options_has_no_value() -> None:
    wrong = position(value=Quantity.parse("5 percent"))
    assert found(wrong) == [("case-047", "positions.0.value")]


@pytest.mark.parametrize("written", ["10.5 percent", "-1 percent", "11"])
def test_a_value_lies_within_the_range(written: str) -> None:
    assert found(priced(written)) == [("case-047", "positions.0.value")]


def test_each_bound_of_a_value_lies_within_the_range() -> None:
    outside = replace(priced("5"), value=Quantity(low=Decimal(5), high=Decimal(11)))
    assert found(outside) == [("case-047", "positions.0.value")]


@pytest.mark.parametrize("written", ["0 percent", "10 percent", "5"])
def test_the_bounds_belong_to_the_range_and_the_unit_may_be_left_out(written: str) -> None:
    assert problems(priced(written)) == ()


def test_a_value_is_given_in_the_unit_of_its_issue() -> None:
    assert found(priced("5 crowns")) == [("case-048", "positions.0.value")]
    assert found(priced("500 crowns")) == [("case-048", "positions.0.value")]


def test_a_range_that_holds_no_numbers_is_one_problem_not_two() -> None:
    entries = (number_issue("x", 10, 0), priced("5 percent", issue="x"))
    assert found(*entries) == [("case-060", "issues.3.range")]


def test_a_party_owes_nothing_to_itself() -> None:
    assert found(commitment(owed_to=("north",))) == [("case-074", "commitments.0.owed_to")]
    assert found(commitment(owed_to=("south", "north"))) == [("case-074", "commitments.0.owed_to")]
    assert problems(commitment(owed_to=())) == ()


def test_a_package_that_breaks_a_rule_is_a_warning() -> None:
    package = choice(truce=("full",), border=("closed",))
    (problem,) = problems(rule(), proposal(package=package))
    assert (problem.code, problem.severity) == ("case-075", "warning")
    assert problem.path == ("case.yaml", "proposals", 0, "package")
    assert '"rule"' in problem.message


def test_each_rule_that_a_package_breaks_is_told() -> None:
    package = choice(truce=("full",), border=("closed",))
    codes = [code for code, _ in found(rule("one"), rule("two"), proposal(package=package))]
    assert codes == ["case-075"] * 2


EXCLUDES = rule()
REQUIRES = rule(excludes=choice(), requires=choice(border=("open",)))


@pytest.mark.parametrize(
    ("package", "excluding", "requiring"),
    [
        ({}, False, False),
        ({"truce": ("full",)}, False, False),
        ({"border": ("closed",)}, False, False),
        ({"truce": ("partial",), "border": ("closed",)}, False, False),
        ({"truce": ("full",), "border": ("open",)}, False, False),
        ({"truce": ("full",), "border": ("closed",)}, True, True),
        ({"truce": ("full", "partial"), "border": ("closed",)}, False, False),
        ({"truce": ("full",), "border": ("open", "closed")}, False, False),
    ],
)
def test_a_package_breaks_a_rule_only_when_that_is_sure(
    package: dict[str, tuple[str, ...]], excluding: bool, requiring: bool
) -> None:
    assert breaks(package, EXCLUDES) is excluding
    assert breaks(package, REQUIRES) is requiring


TRUCE, BORDER = ("full", "partial"), ("open", "closed")


def subsets(options: tuple[str, ...]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(options), min_size=1, unique=True).map(tuple)


packages = st.fixed_dictionaries({}, optional={"truce": subsets(TRUCE), "border": subsets(BORDER)})


@quick
@given(packages, subsets(TRUCE), subsets(BORDER), st.booleans())
def test_a_package_surely_breaks_a_rule_when_every_completion_does(
    package: dict[str, tuple[str, ...]],
    when: tuple[str, ...],
    then: tuple[str, ...],
    excluding: bool,
) -> None:
    """Brute force over all pairs of options that the package leaves open."""
    effect, none = choice(border=then), choice()
    excludes, requires = (effect, none) if excluding else (none, effect)
    tried = rule(when=choice(truce=when), excludes=excludes, requires=requires)
    named = {"truce", "border"} <= set(package)
    broken = [
        truce in when and (border in then) == excluding
        for truce in package.get("truce", TRUCE)
        for border in package.get("border", BORDER)
    ]
    assert breaks(package, tried) == (named and all(broken))
