"""The smallest ways out of deadlocks: by hand, and what they promise on random graphs."""

from __future__ import annotations

from itertools import combinations
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from detente.core.sequence.deadlocks import deadlocks
from detente.core.sequence.graph import SequenceGraph
from detente.core.sequence.possible import Demands, possible
from detente.core.sequence.ways_out import (
    TIES_AT_MOST,
    AtOnce,
    Exchange,
    WaysOut,
    exchange,
    waivers,
)
from tests.core.strategies import broad

from .graphs import graph, needs, random_graph, slow_possible, step


def out_of(made: SequenceGraph) -> tuple[WaysOut, Exchange]:
    """The ways out of the first deadlock."""
    demands = Demands.of(made)
    first = deadlocks(demands)[0]
    return waivers(demands, first), exchange(demands, first)


def sets(ways: WaysOut) -> set[frozenset[str]]:
    return {frozenset(each) for each in ways.sets}


def one_of(*ids: str) -> set[frozenset[str]]:
    return {frozenset([each]) for each in ids}


def test_of_a_circle_any_one_requirement_will_do_or_all_at_once() -> None:
    two, three = "ab", "abc"
    for names in (two, three):
        links = zip(names, names[1:] + names[0], strict=True)
        waived, together = out_of(graph(*(needs(b, a, id=f"{b}-{a}") for a, b in links)))
        assert len(waived.sets) == len(names)
        assert all(len(each) == 1 for each in waived.sets)
        assert (waived.all_listed, waived.at_least) == (True, 1)
        (way,) = together.ways
        assert set(way.steps) == set(names)
        assert len(way.requirements) == len(names)
        assert together.hindered_by == ()


def test_two_circles_that_share_a_step_share_its_requirement_or_need_two() -> None:
    shared = graph(
        needs("a", "b", id="r1"),
        needs("b", "a", id="r2"),
        needs("c", "b"),
        needs("a", "c", id="r4"),
    )
    # a waits for b and for c; b for a; c for b: without r2, b is free
    waived, _ = out_of(shared)
    assert sets(waived) == one_of("r2")
    figure_of_eight = graph(
        needs("a", "b", id="r1"),
        needs("b", "a", id="r2"),
        needs("c", "b", id="r3"),
        needs("b", "c", id="r4"),
    )
    waived, together = out_of(figure_of_eight)
    assert sets(waived) == {
        frozenset(each) for each in (("r1", "r3"), ("r1", "r4"), ("r2", "r3"), ("r2", "r4"))
    }
    assert [set(way.requirements) for way in together.ways] == [{"r1", "r2", "r3", "r4"}]


def test_a_way_out_may_have_to_reach_beyond_the_deadlock() -> None:
    made = graph(
        step("gone", state="ruled out"),
        needs("a", "b", id="r1"),
        needs("b", "a", id="r2"),
        needs("a", "gone", id="r3"),
    )
    waived, together = out_of(made)
    assert sets(waived) == {frozenset(("r1", "r3")), frozenset(("r2", "r3"))}
    assert (together.ways, together.at_least) == ((), None)  # nothing at once brings it back


def test_a_step_ruled_out_can_be_gone_around_only_by_waiver() -> None:
    made = graph(
        step("gone", state="ruled out"),
        needs("a", "b", "gone", id="r1"),
        needs("b", "a", id="r2"),
    )
    waived, together = out_of(made)
    assert sets(waived) == one_of("r1")
    assert (together.ways, together.all_listed, together.hindered_by) == ((), True, ())


def test_alternatives_closed_from_outside_open_again_with_what_closes_them() -> None:
    made = graph(
        needs("a", either=("b", "x"), id="r1"),
        needs("b", "a", id="r2"),
        needs("x", "y", id="r3"),
        needs("y", "x", id="r4"),
    )
    waived, together = out_of(made)
    assert sets(waived) == one_of("r1", "r2", "r3", "r4")
    assert {frozenset(way.requirements) for way in together.ways} == {
        frozenset(("r1", "r2")),
        frozenset(("r3", "r4")),
    }


def test_days_in_between_hinder_doing_it_at_the_same_time() -> None:
    made = graph(needs("a", "b", id="r1", lead_days=4), needs("b", "a", id="r2"))
    waived, together = out_of(made)
    assert sets(waived) == one_of("r1", "r2")
    assert (together.ways, together.hindered_by) == ((), ("r1",))
    passed = graph(needs("a", "b", id="r1", state="missed"), needs("b", "a", id="r2"))
    waived, together = out_of(passed)
    assert sets(waived) == one_of("r1")  # without r2 it could still not be met
    assert together.hindered_by == ("r1",)


def test_the_sets_are_in_the_order_of_the_record() -> None:
    made = graph(step("z"), step("a"), needs("a", "z", id="1"), needs("z", "a", id="2"))
    waived, together = out_of(made)
    assert waived.sets == (("2",), ("1",))
    assert together.ways == (AtOnce(("2", "1"), ("z", "a")),)


def test_of_more_than_a_hundred_sets_a_hundred_are_listed_and_that_is_said() -> None:
    for steps, all_listed in ((100, True), (101, False)):
        names = [f"s{n:03}" for n in range(steps)]
        links = zip(names, [*names[1:], names[0]], strict=True)
        waived, together = out_of(graph(*(needs(b, a) for a, b in links)))
        assert (len(waived.sets), waived.all_listed) == (TIES_AT_MOST, all_listed)
        assert len(set(waived.sets)) == TIES_AT_MOST
        assert len(together.ways) == 1
    pairs = [
        link
        for n in range(7)
        for link in (
            needs(f"a{n}", f"b{n}"),
            needs(f"b{n}", f"a{n}"),
            needs(f"a{n}", f"a{(n + 1) % 7}"),
        )
    ]
    waived, _ = out_of(graph(*pairs))
    assert not waived.all_listed  # 2 to the power of 7 pairs, and one of the ring
    assert {len(each) for each in waived.sets} == {8}


@given(st.integers(0, 10_000))
@broad
def test_waiving_a_smallest_set_frees_the_deadlock_and_no_smaller_does(seed: int) -> None:
    made = random_graph(Random(seed), 9)
    demands = Demands.of(made)
    ids = [each.id for each in made.in_force()]
    for lock in deadlocks(demands):
        ways = waivers(demands, lock)
        assert ways.sets
        for chosen in ways.sets:
            assert set(lock.steps) <= slow_possible(made, waived=chosen)
            assert set(lock.steps) <= set(possible(demands, waived=chosen).rounds)
        fewer = combinations(ids, len(ways.sets[0]) - 1)
        assert not any(set(lock.steps) <= slow_possible(made, waived=each) for each in fewer)
        for way in exchange(demands, lock).ways:
            assert set(lock.steps) <= slow_possible(made, together=way.requirements)


def test_a_search_that_takes_too_long_ends_with_what_is_proved_and_a_set_that_would_do() -> None:
    chance = Random(2)
    names = [f"s{number}" for number in range(30)]
    links = [chance.sample(names, 2) for _ in range(200)]
    made = graph(*(needs(then, first, id=f"r{n}") for n, (first, then) in enumerate(links)))
    demands = Demands.of(made)
    (locked,) = deadlocks(demands)
    found = waivers(demands, locked)
    assert found.sets == ()
    assert not found.all_listed
    assert found.at_least is not None
    assert 0 < found.at_least <= len(found.enough)
    assert set(locked.steps) <= set(possible(demands, waived=found.enough).rounds)
    for each in found.enough:  # none of them can be left out
        fewer = [other for other in found.enough if other != each]
        assert not set(locked.steps) <= set(possible(demands, waived=fewer).rounds)
