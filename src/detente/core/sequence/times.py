"""When steps can happen at the earliest, and when they must at the latest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import networkx as nx

from ..record.entry import about
from .graph import Requirement, SequenceGraph, SequenceStep
from .possible import Demands


@dataclass(frozen=True, slots=True, kw_only=True)
class StepTimes:
    """When an open step can happen and must; None where nothing says."""

    key: str = about("the step")
    round: int | None = about("in which round it can happen at the earliest; None if it cannot")
    earliest: date | None = about("the earliest day, None if it cannot happen")
    earliest_from: str = about("the requirement or step that sets the earliest day")
    latest: date | None = about("the last day on which it has to happen")
    latest_from: tuple[str, ...] = about("the entries and requirements that set the last day")
    uncertain: bool = about("whether the last day rests on a date with about before it")
    waits_for: tuple[str, ...] = about("the requirements in force on it")
    holds_up: tuple[str, ...] = about("the steps that wait for it")

    @property
    def slack_days(self) -> int | None:
        """Days between the earliest and the last day; negative if it cannot be in time."""
        if self.earliest is None or self.latest is None:
            return None
        return (self.latest - self.earliest).days


@dataclass(frozen=True, slots=True)
class _Bound:
    """A last day and what sets it."""

    day: date
    uncertain: bool
    because: tuple[str, ...]


def step_times(
    graph: SequenceGraph, demands: Demands, rounds: Mapping[str, int]
) -> tuple[StepTimes, ...]:
    """Return the times of every open step, in the order of the record.

    A step can happen on the day asked about at the earliest, on the day planned for it
    if that lies ahead, and not before what it waits for has happened and the days asked
    for in between have passed; of alternatives the earliest counts. It must happen by
    its deadlines and due dates, by the day planned for it, and in time for whatever waits
    for it; an alternative only if it is the last one that can still happen. Days that
    would lie before or after all dates there are count as the first or last of them.
    Steps in a circle share the last day of the circle. Cost: linear in the requirements.
    """
    steps = {step.key: step for step in graph.steps}
    earliest = _earliest(graph, demands, rounds, steps)
    latest = _latest(graph, demands, rounds, steps)
    return tuple(
        StepTimes(
            key=key,
            round=rounds.get(key),
            earliest=earliest[key][0] if key in earliest else None,
            earliest_from=earliest[key][1] if key in earliest else "",
            latest=latest[key].day if key in latest else None,
            latest_from=latest[key].because if key in latest else (),
            uncertain=key in latest and latest[key].uncertain,
            waits_for=tuple(each.id for each in demands.into.get(key, ())),
            holds_up=tuple(
                dict.fromkeys(
                    each.then
                    for each in demands.out_of.get(key, ())
                    if steps[each.then].state == "open"
                )
            ),
        )
        for key in demands.open_steps
    )


def _earliest(
    graph: SequenceGraph,
    demands: Demands,
    rounds: Mapping[str, int],
    steps: Mapping[str, SequenceStep],
) -> dict[str, tuple[date, str]]:
    """Return the earliest day of each step that can happen, and what sets it."""
    found: dict[str, tuple[date, str]] = {}
    for key in sorted(rounds, key=lambda each: rounds[each]):
        step = steps[key]
        if step.state == "done":
            found[key] = (step.done.latest if step.done else graph.on, key)
            continue
        day, because = graph.on, ""
        if step.planned is not None and step.planned.earliest > day:
            day, because = step.planned.earliest, key
        for requirement in demands.into.get(key, ()):
            free = _free_from(requirement, found)
            if free is not None and free > day:
                day, because = free, requirement.id
        found[key] = (day, because)
    return found


def _free_from(requirement: Requirement, found: Mapping[str, tuple[date, str]]) -> date | None:
    """Return the day from which on a requirement can be met, if it can."""
    days = [found[key][0] for key in requirement.first if key in found]
    some = [found[key][0] for key in requirement.either if key in found]
    if some:
        days.append(min(some))
    return moved(max(days), requirement.lead_days) if days else None


def _latest(
    graph: SequenceGraph,
    demands: Demands,
    rounds: Mapping[str, int],
    steps: Mapping[str, SequenceStep],
) -> dict[str, _Bound]:
    """Return the last day of each open step that has one."""
    waiting: nx.DiGraph[str] = nx.DiGraph()
    waiting.add_nodes_from(demands.open_steps)
    binding: dict[tuple[str, str], list[Requirement]] = {}
    for key in demands.open_steps:
        for requirement in demands.into.get(key, ()):
            for first in _bound_by(requirement, rounds, steps):
                waiting.add_edge(first, key)
                binding.setdefault((first, key), []).append(requirement)
    found: dict[str, _Bound] = {}
    circles = nx.condensation(waiting)
    order = {key: index for index, key in enumerate(demands.open_steps)}
    for number in reversed(list(nx.topological_sort(circles))):
        members = sorted(circles.nodes[number]["members"], key=order.__getitem__)
        bounds = {}
        for key in members:
            own = _own_bounds(steps[key])
            for after in waiting.successors(key):
                for requirement in binding[key, after]:
                    own.extend(_through(requirement, found.get(after)))
            if own:
                bounds[key] = min(own, key=lambda each: each.day)
        if len(members) > 1 and bounds:
            shared = min(bounds.values(), key=lambda each: each.day)
            bounds = dict.fromkeys(members, shared)
        found.update(bounds)
    return found


def _bound_by(
    requirement: Requirement, rounds: Mapping[str, int], steps: Mapping[str, SequenceStep]
) -> list[str]:
    """Return the open steps that have to happen for a requirement to be met."""
    found = [key for key in requirement.first if steps[key].state == "open"]
    if any(steps[key].state == "done" for key in requirement.either):
        return found
    left = [key for key in requirement.either if key in rounds]
    if len(left) == 1:
        found.extend(left)
    return found


def _own_bounds(step: SequenceStep) -> list[_Bound]:
    found = []
    if step.latest is not None:
        found.append(_Bound(step.latest.latest, step.latest.about, (step.latest_from,)))
    if step.planned is not None:
        found.append(_Bound(step.planned.latest, step.planned.about, (step.entry,)))
    return found


def _through(requirement: Requirement, after: _Bound | None) -> list[_Bound]:
    """Return the last days that a requirement passes on to what it names."""
    found = []
    if after is not None:
        day = moved(after.day, -requirement.lead_days)
        found.append(_Bound(day, after.uncertain, (requirement.id, *after.because)))
    if requirement.by is not None:
        found.append(_Bound(requirement.by.latest, requirement.by.about, (requirement.id,)))
    return found


def critical_path(demands: Demands, times: Mapping[str, StepTimes], goal: str) -> tuple[str, ...]:
    """Return the steps that decide when a step can happen, in time order, the step itself last.

    From the goal back, each time what it waits for that can happen last: the latest
    earliest day, days in between counted; of equal ones the latest round, then the first
    in the record. A step that cannot happen has no such path: the result is empty.
    """
    if times[goal].round is None:
        return ()
    path = [goal]
    while True:
        waited = [
            (moved(day, requirement.lead_days), number, key)
            for requirement in demands.into.get(path[-1], ())
            for day, number, key in _deciding(requirement, times)
        ]
        if not waited:
            return tuple(reversed(path))
        path.append(max(waited, key=lambda each: each[:2])[2])


def _deciding(
    requirement: Requirement, times: Mapping[str, StepTimes]
) -> list[tuple[date, int, str]]:
    """Return the open steps by which a requirement is met: all of the first, the quickest of either."""

    def of(keys: tuple[str, ...]) -> list[tuple[date, int, str]]:
        return [
            (each.earliest, each.round, key)
            for key in keys
            if (each := times.get(key)) and each.earliest is not None and each.round is not None
        ]

    found = of(requirement.first)
    some = of(requirement.either)
    if some and len(some) == len(requirement.either):  # none of them has happened
        found.append(min(some))
    return found


def moved(day: date, days: int) -> date:
    """Return a day so many days later, or the first or last day there is.

    >>> moved(date(2025, 5, 31), 2)
    datetime.date(2025, 6, 2)
    """
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return date.max if days > 0 else date.min
