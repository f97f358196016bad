"""Taking the issues one at a time: an order whose cost follows how they hang together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod
from typing import TypeVar

Assignment = dict[int, int]
"""The options chosen so far: place by axis."""

Scope = frozenset[int]
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Bucket:
    """One step: an axis is taken out, for every choice on the axes of ``scope``.

    ``terms`` are the numbers of the given scopes that are settled here, and ``children`` the
    earlier steps whose results are used here.
    """

    axis: int
    scope: tuple[int, ...]
    terms: tuple[int, ...]
    children: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """An order of steps. ``work`` is the number of combinations looked at in all."""

    buckets: tuple[Bucket, ...]
    roots: tuple[int, ...]
    work: int


def plan_of(lengths: Sequence[int], scopes: Sequence[Iterable[int]]) -> Plan:
    """Return an order in which to take out the axes, each time the cheapest that is left.

    ``lengths`` counts the options of each axis, ``scopes`` says which axes hang together by
    a rule or an interaction. The cost of an order is exponential in the width of the graph only
    [Dechter 1999]; the order is found by the greedy rule of the smallest product of
    options, ties by the order of the axes. Cost: quadratic in the axes that hang together.

    >>> plan = plan_of([2, 3, 4], [(0, 1)])
    >>> [(bucket.axis, bucket.scope) for bucket in plan.buckets], plan.work
    ([(2, ()), (1, (0,)), (0, ())], 12)
    """
    open_terms = {number: frozenset(scope) for number, scope in enumerate(scopes)}
    open_messages: dict[int, Scope] = {}
    left = set(range(len(lengths)))
    neighbours: dict[int, set[int]] = {axis: set() for axis in left}
    for scope in open_terms.values():
        for axis in scope:
            neighbours[axis] |= scope - {axis}
    buckets: list[Bucket] = []
    work = 0

    def cheapest(axis: int) -> tuple[int, int, int]:
        return _cost(axis, neighbours[axis], lengths), -lengths[axis], axis

    alone = [axis for axis in left if not neighbours[axis]]
    while left:
        axis = alone.pop(0) if alone else min(left, key=cheapest)
        work += _cost(axis, neighbours[axis], lengths)
        scope = frozenset(neighbours.pop(axis))
        for other in scope:
            neighbours[other] |= scope - {other}
            neighbours[other].discard(axis)
        terms = [number for number, each in open_terms.items() if axis in each]
        children = [number for number, each in open_messages.items() if axis in each]
        for number in terms:
            del open_terms[number]
        for number in children:
            del open_messages[number]
        if scope:
            open_messages[len(buckets)] = scope
        buckets.append(Bucket(axis, tuple(sorted(scope)), tuple(terms), tuple(children)))
        left.discard(axis)
    roots = tuple(number for number, bucket in enumerate(buckets) if not bucket.scope)
    return Plan(tuple(buckets), roots, work)


def _cost(axis: int, neighbours: set[int], lengths: Sequence[int]) -> int:
    return lengths[axis] * prod(lengths[other] for other in neighbours)


def eliminated(
    plan: Plan,
    lengths: Sequence[int],
    combine: Callable[[Bucket, Assignment, Iterator[tuple[int, list[Value]]]], Value | None],
    done: Callable[[int, int], None] | None = None,
) -> list[Value | None]:
    """Return the value at each root, step by step.

    For every bucket and every choice on its scope, ``combine`` gets the options of the axis
    that are possible, each with the values of the children for it, and returns a value, or None
    if nothing is possible; then no choice that needs it is. ``done`` is told the steps.
    """
    messages: list[dict[tuple[int, ...], Value]] = []
    for number, bucket in enumerate(plan.buckets):
        found: dict[tuple[int, ...], Value] = {}
        for key in product(*(range(lengths[axis]) for axis in bucket.scope)):
            assignment = dict(zip(bucket.scope, key, strict=True))
            options = _options(bucket, assignment, lengths, plan, messages)
            value = combine(bucket, assignment, options)
            if value is not None:
                found[key] = value
        for child in bucket.children:
            messages[child] = {}
        messages.append(found)
        if done is not None:
            done(number + 1, len(plan.buckets))
    return [messages[root].get(()) for root in plan.roots]


def _options(
    bucket: Bucket,
    assignment: Assignment,
    lengths: Sequence[int],
    plan: Plan,
    messages: list[dict[tuple[int, ...], Value]],
) -> Iterator[tuple[int, list[Value]]]:
    """Yield the options of the bucket's axis with the values of its children.

    While an option is looked at, it stands in the assignment.
    """
    for place in range(lengths[bucket.axis]):
        assignment[bucket.axis] = place
        values: list[Value] = []
        for child in bucket.children:
            key = tuple(assignment[axis] for axis in plan.buckets[child].scope)
            if key not in messages[child]:
                break
            values.append(messages[child][key])
        else:
            yield place, values
