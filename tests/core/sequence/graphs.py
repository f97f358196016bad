"""Graphs for tests: small ones written by hand, random ones, and slow answers to compare with."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date, timedelta
from itertools import combinations
from random import Random
from typing import Any

from detente.core.record.dates import Date
from detente.core.sequence.graph import Requirement, SequenceGraph, SequenceStep

ON = date(2025, 5, 29)


def step(key: str, **changes: Any) -> SequenceStep:
    """Return an open step."""
    return SequenceStep(key=key, what=key, **changes)


def needs(
    then: str, *first: str, id: str = "", either: tuple[str, ...] = (), **changes: Any
) -> Requirement:
    """Return a condition: what comes first, before ``then``."""
    name = id or f"{then}-after-{'-'.join((*first, *either))}"
    return Requirement(id=name, kind="condition", first=first, either=either, then=then, **changes)


def graph(*parts: SequenceStep | Requirement) -> SequenceGraph:
    """Return a graph; steps that only requirements name are open."""
    steps = {each.key: each for each in parts if isinstance(each, SequenceStep)}
    requirements = tuple(each for each in parts if isinstance(each, Requirement))
    for requirement in requirements:
        for key in (*requirement.before, requirement.then):
            steps.setdefault(key, step(key))
    return SequenceGraph(ON, tuple(steps.values()), requirements)


def random_graph(chance: Random, steps_at_most: int, *, leads: bool = False) -> SequenceGraph:
    """Return a graph with some steps done or ruled out, alternatives, and circles."""
    names = [f"s{number}" for number in range(chance.randint(1, steps_at_most))]
    steps = []
    for name in names:
        state = chance.choices(("open", "done", "ruled out"), (12, 1, 1))[0]
        planned = None
        if state == "open" and chance.random() < 0.3:
            planned = Date.of(ON + timedelta(days=chance.randint(0, 30)))
        steps.append(step(name, state=state, planned=planned))
    requirements = []
    for number in range(chance.randint(0, len(names) + 2)):
        then = chance.choice(names)
        others = [name for name in names if name != then]
        if not others:
            break
        first = tuple(chance.sample(others, min(len(others), chance.choice((0, 1, 1, 1, 2)))))
        either: tuple[str, ...] = ()
        if (not first or chance.random() < 0.25) and len(others) > 1:
            either = tuple(chance.sample(others, min(len(others), chance.choice((2, 2, 3)))))
        if not first and not either:
            first = (others[0],)
        requirements.append(
            needs(
                then,
                *first,
                id=f"r{number}",
                either=either,
                lead_days=chance.choice((0, 0, 0, 3)) if leads else 0,
                state=chance.choices(("open", "contested", "missed", "met"), (14, 2, 1, 1))[0],
            )
        )
    return SequenceGraph(ON, tuple(steps), tuple(requirements))


def is_met(requirement: Requirement, happened: Collection[str]) -> bool:
    """Whether a requirement is met, by its definition."""
    if not requirement.in_force:
        return True
    if requirement.state == "missed":
        return False
    all_first = set(requirement.first) <= set(happened)
    return all_first and (not requirement.either or bool(set(requirement.either) & set(happened)))


def slow_possible(
    graph: SequenceGraph, waived: Collection[str] = (), together: Collection[str] = ()
) -> set[str]:
    """Every step that occurs in some course of events; each event is any group of open steps."""
    done = frozenset(each.key for each in graph.steps if each.state == "done")
    open_steps = [each.key for each in graph.steps if each.state == "open"]
    sizes = range(1, (len(open_steps) if together else 1) + 1)
    seen, waiting = {done}, [done]
    while waiting:
        state = waiting.pop()
        left = [key for key in open_steps if key not in state]
        for size in sizes:
            for group in combinations(left, size):
                if _may_happen(graph, state, group, waived, together):
                    after = state | frozenset(group)
                    if after not in seen:
                        seen.add(after)
                        waiting.append(after)
    return set().union(*seen)


def _may_happen(
    graph: SequenceGraph,
    state: frozenset[str],
    group: tuple[str, ...],
    waived: Collection[str],
    together: Collection[str],
) -> bool:
    for requirement in graph.requirements:
        if requirement.then in group and requirement.id not in waived:
            by_then = state | frozenset(group) if requirement.id in together else state
            if not is_met(requirement, by_then):
                return False
    return True


def slow_rounds(graph: SequenceGraph) -> dict[str, int]:
    """The earliest round of each step, by letting all that can happen happen at once."""
    rounds = {each.key: 0 for each in graph.steps if each.state == "done"}
    for number in range(1, len(graph.steps) + 1):
        before = set(rounds)
        for each in graph.steps:
            if each.key in rounds or each.state != "open":
                continue
            into = [one for one in graph.requirements if one.then == each.key]
            if all(is_met(one, before) for one in into):
                rounds[each.key] = number
    return rounds


def slow_smallest(
    graph: SequenceGraph, goals: Collection[str], how: str, allowed: Collection[str]
) -> set[frozenset[str]] | None:
    """The smallest sets of requirements, waived or met at once, with which all goals can happen."""
    ids = [each.id for each in graph.requirements if each.in_force and each.id in allowed]
    for size in range(len(ids) + 1):
        found = {
            frozenset(chosen)
            for chosen in combinations(ids, size)
            if set(goals) <= slow_possible(graph, **{how: chosen})
        }
        if found:
            return found
    return None


def waiting_edges(graph: SequenceGraph) -> set[tuple[str, str]]:
    """Which blocked step waits for which (the one that comes first, the one that waits)."""
    can = slow_possible(graph)
    blocked = {each.key for each in graph.steps if each.state == "open"} - can
    edges = set()
    for requirement in graph.requirements:
        if not requirement.in_force or requirement.then not in blocked:
            continue
        edges |= {(key, requirement.then) for key in requirement.first if key in blocked}
        if not set(requirement.either) & can:
            edges |= {(key, requirement.then) for key in requirement.either if key in blocked}
    return edges


def slow_circles(edges: set[tuple[str, str]]) -> Iterator[tuple[str, ...]]:
    """Every circle without a step twice, from its smallest step on."""
    names = sorted({name for edge in edges for name in edge})

    def walk(path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
        for _, after in sorted(edge for edge in edges if edge[0] == path[-1]):
            if after == path[0]:
                yield path
            elif after > path[0] and after not in path:
                yield from walk((*path, after))

    for name in names:
        yield from walk((name,))
