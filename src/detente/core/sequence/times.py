"""When steps can happen at the earliest, and when they must at the latest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from heapq import heapify, heappop, heappush

import networkx as nx

from ..record.entry import about
from .graph import LastDay, Requirement, SequenceGraph, SequenceStep
from .possible import Demands, possible


@dataclass(frozen=True, slots=True, kw_only=True)
class StepTimes:
    """When an open step can happen and must; None where nothing says."""

    key: str = about("the step")
    round: int | None = about("in which round it can happen at the earliest; None if it cannot")
    earliest: date | None = about("the earliest day, None if it cannot happen")
    earliest_from: str = about("the requirement or step that sets the earliest day")
    after: str = about("of the open steps it waits for, the one that can happen last")
    latest: date | None = about("the last day on which it has to happen")
    latest_from: tuple[str, ...] = about("the entries and requirements that set the last day")
    latest_says: str = about("who sets or asks for this last day; nobody where it was agreed")
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
    says: str = ""


def step_times(
    graph: SequenceGraph, demands: Demands, rounds: Mapping[str, int]
) -> tuple[StepTimes, ...]:
    """Return the times of every open step, in the order of the record.

    A step can happen on the day asked about at the earliest, on the day planned for it
    if that lies ahead, and not before what it waits for has happened and the days asked
    for in between have passed, also where it is met already; of alternatives the earliest
    counts; a requirement with an end holds nothing up after it. It must happen by
    its deadlines and due dates, by the day planned for it, and in time for whatever waits
    for it; an alternative only if it is the last one that can still happen. The day by
    which one side wants a paper is told of the paper alone. Days that
    would lie before or after all dates there are count as the first or last of them.
    Steps in a circle share the last day of the circle. Cost: linear in the requirements.
    """
    steps = {step.key: step for step in graph.steps}
    ends = [each.id for each in graph.in_force() if each.until]
    ever = possible(demands, waived=ends).rounds if ends else rounds
    earliest = _earliest(graph, demands, ever, steps)
    latest = _latest(graph, demands, ever, steps)
    return tuple(
        StepTimes(
            key=key,
            round=rounds.get(key),
            earliest=earliest[key].day if key in earliest else None,
            earliest_from=earliest[key].because if key in earliest else "",
            after=earliest[key].after if key in earliest else "",
            latest=latest[key].day if key in latest else None,
            latest_from=latest[key].because if key in latest else (),
            latest_says=latest[key].says if key in latest else "",
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


@dataclass(frozen=True, slots=True)
class _Start:
    """An earliest day, what sets it, the step it comes after, and which in turn it was found."""

    day: date
    because: str = ""
    after: str = ""
    turn: int = 0


def _earliest(
    graph: SequenceGraph,
    demands: Demands,
    rounds: Mapping[str, int],
    steps: Mapping[str, SequenceStep],
) -> dict[str, _Start]:
    """Return the earliest day of each step that can happen, in the order of these days.

    The steps are taken day by day, not round by round: of alternatives, one of a later
    round may be the earlier one. Nothing takes a negative number of days, so the day of
    a step is known once what it waits for has its own [Knuth 1977].
    """
    place = {key: index for index, key in enumerate(steps)}
    found: dict[str, _Start] = {}
    ready = {key: _Start(_day_done(steps[key], graph.on)) for key in demands.done}
    bound = _met_bounds(graph)
    ready |= {
        key: _start(steps[key], graph.on, demands, rounds, found, bound)
        for key in demands.open_steps
        if key in rounds and not demands.into.get(key)
    }
    ends = {_end(each): each for each in graph.in_force() if each.until}
    for key, each in ends.items():
        assert each.until is not None  # only these have an end
        ready[key] = _Start(moved(each.until.latest, 1), each.id)
    heap = [(start.day, rounds.get(key, 0), place.get(key, 0), key) for key, start in ready.items()]
    heapify(heap)
    while heap:
        key = heappop(heap)[-1]
        found[key] = replace(ready[key], turn=len(found))
        for requirement in (ends[key],) if key in ends else demands.out_of.get(key, ()):
            then = requirement.then
            if then in ready or then not in rounds:
                continue
            if all(_is_free(demands, each, found) for each in demands.into[then]):
                ready[then] = _start(steps[then], graph.on, demands, rounds, found, bound)
                heappush(heap, (ready[then].day, rounds[then], place[then], then))
    return {key: start for key, start in found.items() if key not in ends}


def _end(requirement: Requirement) -> str:
    """Return the key under which the end of a requirement is found, as if it were a step."""
    return f"the end of {requirement.id}\0"


def _is_free(demands: Demands, requirement: Requirement, found: Mapping[str, _Start]) -> bool:
    return _end(requirement) in found or demands.met(requirement, found)


def _met_bounds(graph: SequenceGraph) -> dict[str, list[tuple[date, str]]]:
    """Return, for steps, the days that requirements met already ask to be left in between."""
    bounds: dict[str, list[tuple[date, str]]] = {}
    for each in graph.requirements:
        if each.state == "met" and each.lead_days and each.met_since:
            day = moved(min(each.met_since.latest, graph.on), each.lead_days)
            bounds.setdefault(each.then, []).append((day, each.id))
    return bounds


def _day_done(step: SequenceStep, on: date) -> date:
    return min(step.done.latest, on) if step.done else on


def _start(
    step: SequenceStep,
    on: date,
    demands: Demands,
    rounds: Mapping[str, int],
    found: Mapping[str, _Start],
    bound: Mapping[str, list[tuple[date, str]]],
) -> _Start:
    """Return the earliest day of a step all of whose requirements are met by those found."""
    day, because = on, ""
    if step.planned is not None and step.planned.earliest > day:
        day, because = step.planned.earliest, step.key
    for free, requirement_id in bound.get(step.key, ()):
        if free > day:
            day, because = free, requirement_id
    last: tuple[date, int] | None = None
    after = ""
    for requirement in demands.into.get(step.key, ()):
        for first in _met_by(requirement, found):
            ended = first == _end(requirement)
            free = moved(found[first].day, 0 if ended else requirement.lead_days)
            if free > day:
                day, because = free, requirement.id
            if (
                not ended
                and first not in demands.done
                and (last is None or (free, rounds[first]) > last)
            ):
                last, after = (free, rounds[first]), first
    return _Start(day, because, after)


def _met_by(requirement: Requirement, found: Mapping[str, _Start]) -> tuple[str, ...]:
    """Return the steps that meet a requirement: all of the first, the quickest of either.

    Where its end comes before that, the end alone.
    """
    end = found.get(_end(requirement))
    turns = [found[key].turn if key in found else len(found) + 1 for key in requirement.first]
    turns.append(
        min((found[key].turn for key in requirement.either if key in found), default=len(found) + 1)
        if requirement.either
        else 0
    )
    if end is not None and (end.turn < max(turns) or requirement.state == "missed"):
        return (_end(requirement),)
    some = [key for key in requirement.either if key in found]
    return (*requirement.first, *sorted(some, key=lambda key: found[key].turn)[:1])


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
    for key in demands.open_steps:
        wishes = [_of_last_day(each) for each in steps[key].last_days if each.wish]
        told = [*([found[key]] if key in found else []), *wishes]
        if told:
            found[key] = min(told, key=lambda each: each.day)
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


def _of_last_day(last: LastDay) -> _Bound:
    return _Bound(last.day.latest, last.day.about, (last.entry,), last.says)


def _own_bounds(step: SequenceStep) -> list[_Bound]:
    """Return the last days that bind a step and what it waits for: no wishes."""
    found = [_of_last_day(each) for each in step.last_days if not each.wish]
    if step.planned is not None:
        found.append(_Bound(step.planned.latest, step.planned.about, (step.entry,)))
    return found


def _through(requirement: Requirement, after: _Bound | None) -> list[_Bound]:
    """Return the last days that a requirement passes on to what it names."""
    found = []
    ended = after is not None and requirement.until and after.day > requirement.until.latest
    if after is not None and not ended:
        day = moved(after.day, -requirement.lead_days)
        because = (requirement.id, *after.because)
        found.append(_Bound(day, after.uncertain, because, after.says))
    if requirement.by is not None:
        found.append(_Bound(requirement.by.latest, requirement.by.about, (requirement.id,)))
    return found


def critical_path(times: Mapping[str, StepTimes], goal: str) -> tuple[str, ...]:
    """Return the steps that decide when a step can happen, in time order, the step itself last.

    From the goal back, each time what it waits for that can happen last: the latest
    earliest day, days in between counted; of equal ones the latest round, then the first
    in the record. A step that cannot happen has no such path: the result is empty.
    """
    if times[goal].round is None:
        return ()
    path = [goal]
    while times[path[-1]].after:
        path.append(times[path[-1]].after)
    return tuple(reversed(path))


def moved(day: date, days: int) -> date:
    """Return a day so many days later, or the first or last day there is.

    >>> moved(date(2025, 5, 31), 2)
    datetime.date(2025, 6, 2)
    """
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return date.max if days > 0 else date.min
