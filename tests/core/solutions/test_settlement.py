"""A package on the table: what is better for all, and the shortest way there."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings

from detente.core.outcomes.efficient import frontier_of
from detente.core.outcomes.space import BargainingProblem, Space
from detente.core.preferences.axes import Axis, Outcome, axis_of
from detente.core.preferences.utility import utility
from detente.core.record.issues import Issue, NumericRange
from detente.core.solutions import settlement
from detente.core.solutions.settlement import NotAPackage, assess, outcome_of
from detente.core.solutions.table import Table

from ..bargaining_problems import every_package
from .tables import tables

thorough = settings(max_examples=50, deadline=None)
quick = settings(max_examples=25, deadline=None)


def _better(table: Table, outcome: Outcome) -> list[Outcome]:
    own = table.worth(outcome).utilities
    found = []
    for other in every_package(table.problem):
        theirs = table.worth(other).utilities
        if theirs != own and all(a >= b for a, b in zip(theirs, own, strict=True)):
            found.append(other)
    return found


def _differ(one: Outcome, two: Outcome) -> int:
    return sum(a != b for a, b in zip(one, two, strict=True))


@thorough
@given(tables(ceilings=True))
def test_better_packages_and_the_fewest_changes_are_found(table: Table) -> None:
    for outcome in every_package(table.problem)[:3]:
        told = assess(table, outcome, frontier_of(table.problem).points)
        better = _better(table, outcome)
        assert told.better == len(better)
        assert told.efficient == (not better)
        assert bool(told.dominating) == bool(better)
        fewest = min((_differ(outcome, each) for each in better), default=None)
        assert told.fewest_changes == fewest
        nearest = [each for each in better if _differ(outcome, each) == fewest]
        assert len(told.nearest) == min(len(nearest), settlement.CHANGES_SHOWN)
        for change in told.nearest:
            assert len(change.changes) == fewest
            assert min(change.improvements) >= 0 < max(change.improvements)


@quick
@given(tables())
def test_integer_programming_proves_the_same_number_of_changes(table: Table) -> None:
    before, settlement.BRANCHES_AT_MOST = settlement.BRANCHES_AT_MOST, 0
    try:
        for outcome in every_package(table.problem)[:2]:
            better = _better(table, outcome)
            told = assess(table, outcome)
            assert told.fewest_changes == min(
                (_differ(outcome, each) for each in better), default=None
            )
    finally:
        settlement.BRANCHES_AT_MOST = before


def _table() -> Table:
    axes = (Axis("wage", ("low", "high")), Axis("hours", ("long", "short")))
    union, firm = utility("union", [[0, 2], [0, 6]]), utility("firm", [[4, 0], [2, 0]])
    return Table(
        BargainingProblem(Space(axes), (union, firm)), (Fraction(3), Fraction(1)), (False,) * 2
    )


def test_who_would_rather_have_no_agreement_is_named() -> None:
    assert assess(_table(), (1, 0)).refuses == ("union",)
    assert assess(_table(), (1, 1)).refuses == ("firm",)


@pytest.mark.parametrize(
    ("package", "issue", "hint"),
    [
        ({"wage": "low"}, "hours", "add hours="),
        ({"wage": "low", "hour": "long"}, "hour", 'did you mean "hours"?'),
        ({"wage": "lo", "hours": "long"}, "wage", 'did you mean "low"?'),
        ({"wage": "zzz", "hours": "long"}, "wage", "one of: low, high"),
    ],
)
def test_what_is_no_package_is_refused_with_a_hint(
    package: dict[str, str], issue: str, hint: str
) -> None:
    with pytest.raises(NotAPackage) as refused:
        outcome_of(_table(), package)
    assert refused.value.issue == issue
    assert hint in refused.value.hint


@pytest.mark.parametrize(
    ("step", "hint"),
    [
        ("0.25", "a number from 2 to 40 in steps of 0.25"),
        (None, "any number from 2 to 40"),
        ("19", "a number from 2 to 40 in steps of 19"),
        ("30", "one of: 2, 32"),
    ],
)
def test_of_a_range_the_bounds_and_the_step_are_named_not_its_first_numbers(
    step: str | None, hint: str
) -> None:
    bounds = NumericRange(
        low=Decimal(2), high=Decimal(40), step=None if step is None else Decimal(step)
    )
    axis = axis_of(Issue(id="pay", question="How much?", range=bounds))
    nobody = utility("a", [[0] * len(axis.options)])
    table = Table(BargainingProblem(Space((axis,)), (nobody,)), (Fraction(0),), (False,))
    with pytest.raises(NotAPackage) as refused:
        outcome_of(table, {"pay": "41"})
    assert refused.value.hint == hint
