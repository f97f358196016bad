"""Why steps cannot happen: requirements of which one at least has to give way."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from .graph import Requirement
from .possible import Demands


class _Reason(NamedTuple):
    """An unmet requirement of a step, and the steps whose not happening keeps it unmet."""

    requirement: str
    steps: tuple[str, ...]


def reasons(
    demands: Demands, happening: Collection[str], goals: Sequence[str], waived: Collection[str]
) -> list[str] | None:
    """Return requirements of which one more has to be waived if all goals are to happen.

    ``happening`` are the steps that can happen with those waived already. None if all
    goals are among them. An empty list: no waiver helps. Every step on the way has one
    unmet requirement in it, which is unmet because other steps on the way do not happen;
    as long as all of them hold, none of these steps can come first.
    """
    goal = next((key for key in goals if key not in happening), None)
    if goal is None:
        return None
    chosen: dict[str, _Reason] = {}
    waiting = [goal]
    while waiting:
        key = waiting.pop()
        if key not in chosen:
            chosen[key] = _reason(demands, key, happening, waived, chosen)
            waiting.extend(chosen[key].steps)
    return [chosen[key].requirement for key in _smallest_closed(chosen, goals)]


def _reason(
    demands: Demands,
    key: str,
    happening: Collection[str],
    waived: Collection[str],
    chosen: Mapping[str, _Reason],
) -> _Reason:
    """Return the reason why a step cannot happen that brings in the fewest steps more."""
    found = [
        _Reason(each.id, _kept_unmet_by(demands, each, happening, chosen))
        for each in demands.into.get(key, ())
        if each.id not in waived and not demands.met(each, happening)
    ]
    return min(found, key=lambda each: sum(step not in chosen for step in each.steps))


def _kept_unmet_by(
    demands: Demands, requirement: Requirement, happening: Collection[str], chosen: Collection[str]
) -> tuple[str, ...]:
    missing = [key for key in requirement.first if key not in happening]
    if requirement.state == "missed" or any(key in demands.ruled_out for key in missing):
        return ()
    if missing:
        return (next((key for key in missing if key in chosen), missing[0]),)
    return tuple(key for key in requirement.either if key not in demands.ruled_out)


def _smallest_closed(chosen: Mapping[str, _Reason], goals: Sequence[str]) -> list[str]:
    """Return the fewest steps with a goal among them whose reasons need no other steps."""
    smallest: list[str] = []
    for goal in goals:
        if goal not in chosen or goal in smallest:
            continue
        closed, waiting = {goal: 0}, [goal]
        while waiting:
            for key in chosen[waiting.pop()].steps:
                if key not in closed:
                    closed[key] = 0
                    waiting.append(key)
        if not smallest or len(closed) < len(smallest):
            smallest = list(closed)
    return smallest


def reasons_at_once(
    demands: Demands, happening: Collection[str], goals: Sequence[str], together: Collection[str]
) -> list[str] | None:
    """Return requirements of which one more has to be met at once if all goals are to happen.

    As :func:`reasons`, but those in ``together`` may be met at the same time: they keep a
    step back only if what they name was ruled out of every group that could happen at once.
    """
    if all(key in happening for key in goals):
        return None
    chosen: dict[str, _Reason] = {}
    strict: set[str] = set()
    group = {key: 0 for key in demands.open_steps if key not in happening}
    suspects = list(group)
    while suspects:
        key = suspects.pop()
        reason = _reason_at_once(demands, key, happening, group, together) if key in group else None
        if reason is not None:
            requirement, steps = reason
            chosen[key] = _Reason(requirement.id, steps)
            if requirement.id not in together:
                strict.add(key)
            del group[key]
            suspects.extend(each.then for each in demands.out_of.get(key, ()))
    closed = _smallest_closed(chosen, goals)
    return [chosen[key].requirement for key in closed if key in strict]


def _reason_at_once(
    demands: Demands,
    key: str,
    happening: Collection[str],
    group: Collection[str],
    together: Collection[str],
) -> tuple[Requirement, tuple[str, ...]] | None:
    for each in demands.into.get(key, ()):
        weak = each.id in together
        could = [step for step in each.before if step in happening or (weak and step in group)]
        if demands.met(each, could):
            continue
        return each, _kept_unmet_by(demands, each, could, ())
    return None
