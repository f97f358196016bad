"""The quick answers against slow ones, on two thousand random graphs."""

from __future__ import annotations

from random import Random

import pytest

from detente.core.sequence.deadlocks import Deadlock, deadlocks
from detente.core.sequence.graph import SequenceGraph
from detente.core.sequence.possible import Demands, possible
from detente.core.sequence.ways_out import exchange, waivers

from .graphs import (
    random_graph,
    slow_circles,
    slow_possible,
    slow_rounds,
    slow_smallest,
    waiting_edges,
)

BATCHES, GRAPHS_IN_BATCH = 20, 100


def _graphs(batch: int, steps_at_most: int, count: int = GRAPHS_IN_BATCH) -> list[SequenceGraph]:
    chance = Random(batch)
    return [random_graph(chance, steps_at_most) for _ in range(count)]


def _reach(edges: set[tuple[str, str]], start: str) -> set[str]:
    found: set[str] = set()
    waiting = [start]
    while waiting:
        here = waiting.pop()
        for first, then in edges:
            if first == here and then not in found:
                found.add(then)
                waiting.append(then)
    return found


def _slow_deadlocks(edges: set[tuple[str, str]]) -> set[frozenset[str]]:
    names = {name for edge in edges for name in edge}
    reach = {name: _reach(edges, name) for name in names}
    return {
        frozenset(other for other in names if other in reach[name] and name in reach[other])
        for name in names
        if name in reach[name]
    }


@pytest.mark.parametrize("batch", range(BATCHES))
def test_deadlocks_orders_and_smallest_waivers_agree_with_the_slow_answers(batch: int) -> None:
    locked = 0
    for graph in _graphs(batch, 12):
        demands = Demands.of(graph)
        rounds = possible(demands).rounds
        assert set(rounds) == slow_possible(graph)
        assert rounds == slow_rounds(graph)
        found = deadlocks(demands)
        edges = waiting_edges(graph)
        assert {frozenset(each.steps) for each in found} == _slow_deadlocks(edges)
        for each in found:
            _same_circle(each, edges)
            ids = [one.id for one in graph.requirements]
            expected = slow_smallest(graph, each.steps, "waived", ids)
            assert {frozenset(one) for one in waivers(demands, each).sets} == (expected or set())
        locked += len(found)
    assert locked > 10  # the comparison was not about nothing


def _same_circle(found: Deadlock, edges: set[tuple[str, str]]) -> None:
    inside = {edge for edge in edges if set(edge) <= set(found.steps)}
    lengths = [len(circle) for circle in slow_circles(inside)]
    assert len(found.circle) == min(lengths)
    assert found.shortest == lengths.count(min(lengths))
    assert {(link.for_, link.waits) for link in found.circle} <= inside


@pytest.mark.parametrize("batch", range(10))
def test_what_frees_a_deadlock_when_done_at_the_same_time_agrees(batch: int) -> None:
    chance, freed, hindered = Random(1000 + batch), 0, 0
    for _ in range(100):
        graph = random_graph(chance, 5, leads=True)
        demands = Demands.of(graph)
        for each in deadlocks(demands):
            allowed = {
                one.id for one in graph.requirements if not one.lead_days and one.state != "missed"
            }
            expected = slow_smallest(graph, each.steps, "together", allowed)
            found = exchange(demands, each)
            assert {frozenset(way.requirements) for way in found.ways} == (expected or set())
            freed += bool(found.ways)
            hindered += bool(found.hindered_by)
    assert freed
    assert hindered
