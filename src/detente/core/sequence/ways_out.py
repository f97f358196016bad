"""The smallest ways out of a deadlock: what to waive, or what to do at the same time."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import networkx as nx

from ..record.entry import about
from .deadlocks import Deadlock
from .hitting_sets import smallest_hitting_sets
from .possible import Demands, possible
from .reasons import reasons, reasons_at_once

TIES_AT_MOST = 100
"""How many smallest sets are listed; where there are more, the result says so."""


@dataclass(frozen=True, slots=True)
class WaysOut:
    """The smallest sets of requirements that free a deadlock. Exact; ties are all listed.

    ``sets`` are in the order of the record. Where there are none, nothing of this kind
    frees the deadlock; unless ``at_least`` is set: then the search was ended, every set
    that would do has at least so many, and ``enough`` is one that would do.
    """

    sets: tuple[tuple[str, ...], ...] = about("each a smallest set of requirements")
    all_listed: bool = about("whether every smallest set is listed; else there are more")
    at_least: int | None = about("how many requirements such a set has at least")
    enough: tuple[str, ...] = about(
        "where the search was ended: a set that would do, not shown to be a smallest one"
    )
    method: str = about("how it was computed")


@dataclass(frozen=True, slots=True)
class AtOnce:
    """Requirements met at the same time, instead of one before the other, and the steps it joins."""

    requirements: tuple[str, ...] = about("the requirements that are then met at the same time")
    steps: tuple[str, ...] = about("the steps that then happen at the same time")


@dataclass(frozen=True, slots=True)
class Exchange:
    """Whether doing things at the same time frees a deadlock, and which."""

    ways: tuple[AtOnce, ...] = about("each a smallest set")
    all_listed: bool = about("whether every smallest set is listed; else there are more")
    at_least: int | None = about("how many requirements such a set has at least")
    hindered_by: tuple[str, ...] = about(
        "requirements that ask for days in between, or whose last day has passed, where they "
        "stand in the way"
    )
    method: str = about("how it was computed")


TRIES_AT_MOST = 500
"""How many sets that turn out too small are tried before the search ends with what is proved."""

METHOD = "implicit hitting sets, exact (HiGHS)"


def waivers(demands: Demands, deadlock: Deadlock) -> WaysOut:
    """Return the smallest sets of requirements whose waiver lets every step of a deadlock happen.

    A set may have to reach beyond the deadlock, where a step of it also waits for
    another one. Cost: that of the smallest hitting sets of its circles; exponential in
    the worst case, small where circles are few. Exact, all ties; a search that takes too long is
    ended, and says so.
    """

    demands = demands.behind(deadlock.steps, possible(demands).rounds)

    def missing(waived: Collection[str]) -> Collection[str] | None:
        rounds = possible(demands, waived=waived).rounds
        return reasons(demands, rounds, deadlock.steps, waived)

    found = smallest_hitting_sets(
        missing, _in_order(demands), ties_at_most=TIES_AT_MOST, tries_at_most=TRIES_AT_MOST
    )
    return WaysOut(found.sets, found.all_found, found.at_least, found.enough, METHOD)


def exchange(demands: Demands, deadlock: Deadlock) -> Exchange:
    """Return the smallest sets of requirements that free a deadlock if met at the same time.

    A requirement that asks for days in between cannot be met at the same time; where
    that leaves no way, those in the deadlock that do are named. Cost: as for
    :func:`waivers`.
    """
    demands = demands.behind(deadlock.steps, possible(demands).rounds)
    by_id = {each.id: each for some in demands.into.values() for each in some}
    fixed = {each.id for each in by_id.values() if each.lead_days or each.state == "missed"}

    def missing(together: Collection[str]) -> Collection[str] | None:
        rounds = possible(demands, together=together).rounds
        found = reasons_at_once(demands, rounds, deadlock.steps, together)
        return None if found is None else [each for each in found if each not in fixed]

    needed = _on_circles(demands, deadlock)
    hindering = tuple(each for each in _in_order(demands) if each in fixed)
    if not fixed.isdisjoint(needed):
        return Exchange((), True, None, hindering, METHOD)
    found = smallest_hitting_sets(
        missing,
        tuple(each for each in _in_order(demands) if each not in fixed),
        needed,
        ties_at_most=TIES_AT_MOST,
        tries_at_most=TRIES_AT_MOST,
    )
    ways = tuple(AtOnce(each, _joined(demands, deadlock, each)) for each in found.sets)
    hindered = () if ways else hindering
    return Exchange(ways, found.all_found, found.at_least, hindered, METHOD)


def _on_circles(demands: Demands, deadlock: Deadlock) -> list[str]:
    """Return the requirements of a deadlock that lie on a circle without alternatives.

    Such a circle comes free only if all its links are met at the same time.
    """
    links: nx.DiGraph[str] = nx.DiGraph()
    for key in deadlock.steps:
        for requirement in demands.into[key]:
            links.add_edges_from((first, key) for first in requirement.first)
    circle_of = {
        key: number
        for number, keys in enumerate(nx.strongly_connected_components(links))
        for key in keys
    }
    return [
        requirement.id
        for key in deadlock.steps
        for requirement in demands.into[key]
        if any(circle_of[first] == circle_of[key] for first in requirement.first)
    ]


def _joined(demands: Demands, deadlock: Deadlock, together: Collection[str]) -> tuple[str, ...]:
    groups = possible(demands, together=together).groups
    return tuple(key for key in deadlock.steps if any(key in group for group in groups))


def _in_order(demands: Demands) -> tuple[str, ...]:
    """Return the requirements on steps that cannot happen, in the order of the record's steps."""
    rounds = possible(demands).rounds
    return tuple(
        each.id
        for key in demands.open_steps
        if key not in rounds
        for each in demands.into.get(key, ())
    )
