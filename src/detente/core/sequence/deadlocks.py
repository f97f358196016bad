"""Deadlocks: steps that wait for one another, and the shortest circle among them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import networkx as nx

from ..record.entry import about
from .graph import Requirement
from .possible import Demands, possible


@dataclass(frozen=True, slots=True)
class CircleLink:
    """One link of a circle: this step waits for that one, by this requirement."""

    waits: str = about("the step that waits")
    for_: str = about("the step it waits for")
    requirement: str = about("the requirement that makes it wait")


@dataclass(frozen=True, slots=True)
class Deadlock:
    """Steps none of which can happen, because each waits for others among them.

    Steps are in the order of the record. Where a step has alternatives, each of them
    is closed: inside the deadlock, or outside for another reason.
    """

    steps: tuple[str, ...] = about("the steps that wait for one another")
    requirements: tuple[str, ...] = about("the requirements between them")
    circle: tuple[CircleLink, ...] = about("the shortest circle")
    shortest: int = about("how many circles are as short as that one")
    closed: tuple[str, ...] = about("alternatives outside that cannot happen either")


@dataclass(frozen=True, slots=True)
class DeadEnd:
    """A requirement that nobody can meet any more, without any circle."""

    requirement: str = about("the requirement")
    steps: tuple[str, ...] = about(
        "steps it names that were ruled out; none if its time has passed"
    )


def deadlocks(demands: Demands) -> tuple[Deadlock, ...]:
    """Return every deadlock, in the order of its first step in the record.

    The steps that can never happen are found by letting everything happen that can.
    Among the others, those that wait for one another (a strongly connected component
    with a circle) are a deadlock; the rest only wait behind one. No deadlock gives an
    empty tuple. Cost: linear for finding them; for the shortest circle of each, its
    steps times its requirements.

    >>> from detente.core.sequence.possible import Demands
    >>> deadlocks(Demands((), frozenset(), frozenset()))
    ()
    """
    rounds = possible(demands).rounds
    blocked = [key for key in demands.open_steps if key not in rounds]
    order = {key: index for index, key in enumerate(blocked)}
    graph = waiting_graph(demands, order)
    components = [
        sorted(component, key=order.__getitem__)
        for component in nx.strongly_connected_components(graph)
        if len(component) > 1 or graph.has_edge(*(min(component),) * 2)
    ]
    return tuple(
        _deadlock(demands, graph, component)
        for component in sorted(components, key=lambda each: order[each[0]])
    )


def dead_ends(demands: Demands) -> tuple[DeadEnd, ...]:
    """Return the requirements on open steps that nobody can meet any more, each once.

    All of ``first`` has to happen, so one step ruled out is enough; of alternatives,
    all have to be ruled out.
    """
    found = {}
    for then in demands.open_steps:
        for each in demands.into.get(then, ()):
            gone = [key for key in each.first if key in demands.ruled_out]
            if each.either and all(key in demands.ruled_out for key in each.either):
                gone.extend(each.either)
            if gone or each.state == "missed":
                found[each.id] = DeadEnd(each.id, tuple(gone))
    return tuple(found.values())


def waiting_graph(demands: Demands, blocked: Mapping[str, int]) -> nx.DiGraph[str]:
    """Return which blocked step waits for which: an edge from the one that has to come first."""
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(blocked)
    for key in blocked:
        for requirement, first in _waits(demands, key, blocked):
            if not graph.has_edge(first, key):
                graph.add_edge(first, key, requirement=requirement.id)
    return graph


def _waits(
    demands: Demands, key: str, blocked: Mapping[str, int]
) -> Iterator[tuple[Requirement, str]]:
    for requirement in demands.into.get(key, ()):
        for first in requirement.first:
            if first in blocked:
                yield requirement, first
        if all(each in blocked or each in demands.ruled_out for each in requirement.either):
            for first in requirement.either:
                if first in blocked:
                    yield requirement, first


def _deadlock(demands: Demands, graph: nx.DiGraph[str], steps: list[str]) -> Deadlock:
    inside = dict.fromkeys(steps, 0)
    circle, shortest = _shortest_circle(graph, steps)
    requirements: dict[str, None] = {}
    closed: dict[str, None] = {}
    for key in steps:
        for requirement, first in _waits(demands, key, dict.fromkeys(graph, 0)):
            if first in inside:
                requirements[requirement.id] = None
    for key in steps:
        for requirement in demands.into.get(key, ()):
            if requirement.id in requirements:
                closed.update(
                    dict.fromkeys(each for each in requirement.either if each not in inside)
                )
    links = tuple(
        CircleLink(waits, first, graph.edges[first, waits]["requirement"])
        for first, waits in zip(circle, (*circle[1:], circle[0]), strict=True)
    )
    return Deadlock(tuple(steps), tuple(requirements), links, shortest, tuple(closed))


def _shortest_circle(graph: nx.DiGraph[str], steps: list[str]) -> tuple[list[str], int]:
    """Return a shortest circle, from its first step in the record on, and how many there are.

    Of several, the one that begins earliest in the record.
    """
    order = {key: index for index, key in enumerate(steps)}
    best: list[str] = []
    count = 0
    for start in steps:
        found, ways = _circle_from(graph, order, start, len(best) or len(steps))
        if found and (not best or len(found) < len(best)):
            best, count = found, ways
        elif found and len(found) == len(best):
            count += ways
    return best, count


def _circle_from(
    graph: nx.DiGraph[str], order: Mapping[str, int], start: str, at_most: int
) -> tuple[list[str], int]:
    """Return a shortest circle through a step and later ones only, and how many there are."""
    ways, parent, layer = {start: 1}, {start: start}, [start]
    for _ in range(at_most):
        closing = sum(ways[key] for key in layer if graph.has_edge(key, start))
        if closing:
            last = next(key for key in layer if graph.has_edge(key, start))
            return _path(parent, start, last), closing
        following: dict[str, int] = {}
        for key in layer:
            for after in graph.successors(key):
                if after in ways or order.get(after, -1) < order[start]:
                    continue
                following[after] = following.get(after, 0) + ways[key]
                parent.setdefault(after, key)
        ways.update(following)
        layer = sorted(following, key=order.__getitem__)
        if not layer:
            break
    return [], 0


def _path(parent: Mapping[str, str], start: str, last: str) -> list[str]:
    path = [last]
    while path[-1] != start:
        path.append(parent[path[-1]])
    return path[::-1]
