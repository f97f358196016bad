"""The zone of agreement, against counting by hand and one by one."""

from __future__ import annotations

import tracemalloc
from fractions import Fraction
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings

from detente.core.outcomes.combining import Limits
from detente.core.outcomes.listing import BLOCK_BYTES, row_bytes
from detente.core.outcomes.scaled import scaled
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


def _blocking(parties: tuple[str, ...], refusing: list[frozenset[str]]) -> set[frozenset[str]]:
    """Return the smallest sets that have a party of each refusal, by trying all sets."""
    found: set[frozenset[str]] = set()
    for size in range(1, len(parties) + 1):
        for chosen in map(frozenset, combinations(parties, size)):
            if all(chosen & each for each in refusing) and not any(
                smaller <= chosen for smaller in found
            ):
                found.add(chosen)
    return found


@thorough
@given(tables())
def test_blocking_sets_are_the_smallest_that_nothing_suits(table: Table) -> None:
    found = zone_of(table.problem, table.disagreement).blocking
    refusing = _refusing(table)
    assert len(set(found)) == len(found)
    assert {frozenset(each) for each in found} == (
        _blocking(table.parties, refusing) if refusing else set()
    )


def _many(parties: int, seed: int, wanted: int = 4) -> tuple[BargainingProblem, list[Fraction]]:
    """Return six issues of two options with values drawn for many parties."""
    chance = np.random.default_rng(seed)
    axes = tuple(Axis(f"i{n}", ("yes", "no")) for n in range(6))
    drawn = chance.integers(0, 3, (parties, 6, 2)).tolist()
    utilities = tuple(utility(f"p{n}", each) for n, each in enumerate(drawn))
    return BargainingProblem(Space(axes), utilities), [Fraction(wanted)] * parties


@pytest.mark.parametrize("parties", [7, 8, 9, 24, 63, 64, 65])
def test_the_sets_of_many_parties_are_tallied_where_they_occur(parties: int) -> None:
    """The tally had a place for each of the two to the power of the parties."""
    problem, wanted = _many(parties, parties)
    table = Table(problem, tuple(wanted), (False,) * parties)
    refusing = _refusing(table)
    zone = zone_of(problem, wanted)
    assert zone.method == "listed"
    assert {frozenset(each.parties): each.packages for each in zone.refusals} == {
        each: refusing.count(each) for each in set(refusing)
    }
    assert list(zone.all_but) == [
        sum(len(each) <= most for each in refusing) for most in range(parties + 1)
    ]


@pytest.mark.parametrize("seed", range(6))
def test_blocking_sets_of_ten_parties_are_all_there(seed: int) -> None:
    problem, wanted = _many(10, seed, 6 + seed % 2)
    table = Table(problem, tuple(wanted), (False,) * 10)
    found = zone_of(problem, wanted).blocking
    assert {frozenset(each) for each in found} == _blocking(table.parties, _refusing(table))


def test_too_many_blocking_sets_are_not_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    problem, wanted = _many(10, 0, 6)
    assert len(zone_of(problem, wanted).blocking) > 1
    monkeypatch.setattr(module, "BLOCKING_AT_MOST", 1)
    zone = zone_of(problem, wanted)
    assert (zone.acceptable, zone.blocking) == (0, ())


def test_counting_stays_within_the_memory_reckoned() -> None:
    """Half a million packages of twelve parties; what is reckoned is more than what was taken."""
    axes = tuple(Axis(f"i{n}", ("yes", "no")) for n in range(19))
    utilities = tuple(utility(f"p{n}", [[n, 2**n]] * 19) for n in range(12))
    problem = BargainingProblem(Space(axes), utilities)
    tracemalloc.start()
    zone_of(problem, [Fraction(2**n) for n in range(12)])
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    layout = scaled(problem).layout
    rows = BLOCK_BYTES // row_bytes(layout)  # so many are looked at in one block
    reckoned = module._bytes_for_each(layout) * rows
    assert rows < 2**19
    assert reckoned / 6 < most < reckoned
    wanted = [Fraction(0)] * 12
    assert zone_of(problem, wanted, limits=Limits(memory_bytes=most // 3)).method == "listed"
    too_little = module._bytes_for_each(layout) * module.BLOCK_AT_LEAST // 2
    assert zone_of(problem, wanted, limits=Limits(memory_bytes=too_little)).method == "not counted"


def test_sets_beyond_the_memory_allowed_are_drawn() -> None:
    problem, wanted = _many(24, 1)
    some = zone_of(problem, wanted, np.random.default_rng(1), limits=Limits(memory_bytes=30_000))
    assert some.method == "sampled"
    assert zone_of(problem, wanted).method == "listed"


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
