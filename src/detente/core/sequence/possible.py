"""Which steps can happen at all, and in which rounds."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from .graph import Requirement, SequenceGraph

Edges = tuple[Requirement, ...]


@dataclass(frozen=True, slots=True)
class Possible:
    """The steps that can happen, each with its earliest round, and the groups that happen at once.

    Round 0 holds what is done; round 1 what waits for nothing, and so on. ``groups``
    has the steps that can happen only together, where requirements may be met at the
    same time.
    """

    rounds: Mapping[str, int]
    groups: tuple[tuple[str, ...], ...] = ()


@dataclass(slots=True)
class Demands:
    """What the open steps of a graph wait for: requirements in force, by step and by what they name."""

    open_steps: tuple[str, ...]
    done: frozenset[str]
    ruled_out: frozenset[str]
    into: dict[str, list[Requirement]] = field(default_factory=dict)
    out_of: dict[str, list[Requirement]] = field(default_factory=dict)

    @classmethod
    def of(cls, graph: SequenceGraph) -> Demands:
        """Return the demands of a graph; cost linear in its requirements."""
        by_state: dict[str, list[str]] = {"open": [], "done": [], "ruled out": []}
        for step in graph.steps:
            by_state[step.state].append(step.key)
        found = cls(
            tuple(by_state["open"]), frozenset(by_state["done"]), frozenset(by_state["ruled out"])
        )
        for requirement in graph.in_force():
            found.into.setdefault(requirement.then, []).append(requirement)
            for key in requirement.before:
                found.out_of.setdefault(key, []).append(requirement)
        return found

    def behind(self, goals: Collection[str], rounds: Mapping[str, int]) -> Demands:
        """Return what is left of the demands for these goals once all that can happen has.

        ``rounds`` are those of :func:`possible`. Only the steps that the goals wait for,
        and those that these wait for, are open; what can happen counts as done. With
        requirements waived or met at the same time, the goals can happen there exactly if
        they can in the whole. Cost: linear in the requirements.
        """
        open_steps = set(goals)
        waiting = list(goals)
        while waiting:
            for requirement in self.into.get(waiting.pop(), ()):
                for key in requirement.before:
                    if key not in rounds and key not in self.ruled_out and key not in open_steps:
                        open_steps.add(key)
                        waiting.append(key)
        return Demands(
            tuple(key for key in self.open_steps if key in open_steps),
            frozenset(rounds),
            self.ruled_out,
            {key: into for key, into in self.into.items() if key in open_steps},
            {
                key: [each for each in self.out_of.get(key, ()) if each.then in open_steps]
                for key in open_steps
            },
        )

    def met(
        self, requirement: Requirement, has_happened: Collection[str] | Mapping[str, int]
    ) -> bool:
        """Return whether a requirement would be met once these steps have happened."""
        if requirement.state == "missed":
            return False
        return all(key in has_happened for key in requirement.first) and (
            not requirement.either or any(key in has_happened for key in requirement.either)
        )


def possible(
    demands: Demands,
    waived: Collection[str] = frozenset(),
    together: Collection[str] = frozenset(),
) -> Possible:
    """Return which steps can happen, one after the other or at the same time.

    ``waived`` are ids of requirements that are left aside; those in ``together`` may be
    met at the same time as the step they hold up, not only before. A step that was
    ruled out never happens. No steps give no rounds. Cost: linear in the requirements
    for each round in which steps happen only together, of which there are few.
    """
    rounds = dict.fromkeys(demands.done, 0)
    groups: list[tuple[str, ...]] = []
    waiting = _spread(demands, rounds, waived, list(demands.open_steps), 1)
    while waiting and together:
        group = _at_once(demands, rounds, waived, together, waiting)
        if not group:
            break
        number = 1 + max(rounds.values(), default=0)
        rounds.update(dict.fromkeys(group, number))
        if len(group) > 1:
            groups.append(tuple(group))
        waiting = _spread(demands, rounds, waived, waiting, number + 1)
    return Possible(rounds, tuple(groups))


def _spread(
    demands: Demands,
    rounds: dict[str, int],
    waived: Collection[str],
    candidates: list[str],
    number: int,
) -> list[str]:
    """Let everything happen that can, a round at a time; return what cannot, in order."""
    waiting = [key for key in candidates if key not in rounds]
    fresh = waiting
    while fresh:
        happening = [
            key
            for key in fresh
            if all(
                each.id in waived or demands.met(each, rounds) for each in demands.into.get(key, ())
            )
        ]
        rounds.update(dict.fromkeys(happening, number))
        number += 1
        fresh = list(
            dict.fromkeys(
                each.then
                for key in happening
                for each in demands.out_of.get(key, ())
                if each.then not in rounds and each.then not in demands.ruled_out
            )
        )
    return [key for key in waiting if key not in rounds]


def _at_once(
    demands: Demands,
    rounds: Mapping[str, int],
    waived: Collection[str],
    together: Collection[str],
    waiting: list[str],
) -> list[str]:
    """Return the largest set of waiting steps that can happen at the same time now."""
    group = dict.fromkeys(waiting, 0)
    suspects = list(waiting)
    while suspects:
        both = {**rounds, **group}
        leaving = [
            key
            for key in suspects
            if key in group
            and not all(
                each.id in waived or demands.met(each, both if each.id in together else rounds)
                for each in demands.into.get(key, ())
            )
        ]
        for key in leaving:
            del group[key]
        suspects = list(
            dict.fromkeys(each.then for key in leaving for each in demands.out_of.get(key, ()))
        )
    return list(group)
