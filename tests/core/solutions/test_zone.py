"""The zone of agreement, against counting by hand and one by one."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings

from detente.core.outcomes.space import BargainingProblem, Space
from detente.core.preferences.axes import Axis
from detente.core.preferences.utility import utility
from detente.core.solutions import zone as module
from detente.core.solutions.table import Table
from detente.core.solutions.zone import zone_of

from ..bargaining_problems import every_package
from .tables import tables

thorough = settings(max_examples=60, deadline=None)


def _refusing(table: Table) -> list[frozenset[str]]:
    """Return for every package who would rather have no agreement."""
    return [
        frozenset(
            name
            for name, gain in zip(table.parties, table.worth(outcome).gains, strict=True)
            if gain < 0
        )
        for outcome in every_package(table.problem)
    ]


@thorough
@given(tables(ceilings=True))
def test_the_zone_is_what_counting_one_by_one_finds(table: Table) -> None:
    zone = zone_of(table.problem, table.disagreement)
    refusing = _refusing(table)
    assert zone.method == "listed"
    assert zone.packages == zone.counted == len(refusing)
    assert {frozenset(each.parties): each.packages for each in zone.refusals} == {
        each: refusing.count(each) for each in set(refusing)
    }
    for most, count in enumerate(zone.all_but):
        assert count == sum(len(each) <= most for each in refusing)
    for name, refuses, alone in zip(table.parties, zone.refuses, zone.alone, strict=True):
        assert refuses == sum(name in each for each in refusing)
        assert alone == refusing.count(frozenset({name}))


@thorough
@given(tables())
def test_blocking_sets_are_the_smallest_that_nothing_suits(table: Table) -> None:
    refusing = _refusing(table)
    for blocking in zone_of(table.problem, table.disagreement).blocking:
        chosen = frozenset(blocking)
        assert all(chosen & each for each in refusing)
        for name in chosen:
            assert any(not (chosen - {name}) & each for each in refusing)


def _issues(count: int) -> BargainingProblem:
    axes = tuple(Axis(f"i{n}", ("yes", "no")) for n in range(count))
    return BargainingProblem(
        Space(axes),
        (utility("a", [[1, 0]] * count), utility("b", [[0, 1]] * count)),
    )


def test_a_space_too_large_to_count_is_sampled_with_an_interval() -> None:
    """Half of all packages have at least half of forty issues for a, and a sixteenth more."""
    zone = zone_of(_issues(41), (Fraction(21), Fraction(0)), np.random.default_rng(1))
    assert zone.method == "sampled"
    assert zone.packages == 2**41
    suits = next(each for each in zone.refusals if not each.parties)
    assert suits.share_low < 0.5 < suits.share_high
    assert suits.share_high - suits.share_low < 0.02
    assert zone.blocking == ()


def test_the_same_chance_gives_the_same_sample() -> None:
    problem = _issues(41)
    one, two = (
        zone_of(problem, (Fraction(20), Fraction(20)), np.random.default_rng(7)) for _ in "12"
    )
    assert one == two


def test_without_chance_a_large_space_is_not_counted() -> None:
    zone = zone_of(_issues(41), (Fraction(1), Fraction(1)))
    assert (zone.method, zone.packages, zone.counted) == ("not counted", 2**41, 0)


def test_a_sample_holds_only_what_the_rules_allow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LISTED_AT_MOST", 1)
    problem = _issues(4)
    rules = (((0, frozenset({0})),),)
    ruled = BargainingProblem(Space(problem.space.axes, rules), problem.utilities)
    zone = zone_of(ruled, (Fraction(4), Fraction(0)), np.random.default_rng(1))
    assert zone.packages == 8
    assert zone.acceptable == 0


def test_no_package_has_no_zone() -> None:
    problem = _issues(1)
    nothing = (((0, frozenset({0, 1})),),)
    zone = zone_of(
        BargainingProblem(Space(problem.space.axes, nothing), problem.utilities), (Fraction(0),) * 2
    )
    assert (zone.packages, zone.refusals, zone.blocking) == (0, (), ())
