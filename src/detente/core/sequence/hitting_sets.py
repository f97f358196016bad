"""The smallest sets that hit all of many sets, found exactly, all ties with them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from math import ceil

import highspy
import numpy as np


@dataclass(frozen=True, slots=True)
class HittingSets:
    """The smallest sets, each in the order of the elements.

    Without sets, ``at_least`` says how many elements each set must have that will do, and
    ``enough`` is a set that will do and of which no element can be left out, but smaller
    ones may be there; None: no set will do.
    """

    sets: tuple[tuple[str, ...], ...]
    all_found: bool
    at_least: int | None
    enough: tuple[str, ...] = ()


Missing = Callable[[Collection[str]], Collection[str] | None]


def smallest_hitting_sets(
    missing: Missing,
    elements: Sequence[str],
    needed: Sequence[str] = (),
    *,
    ties_at_most: int,
    tries_at_most: int,
) -> HittingSets:
    """Return the smallest sets of elements for which ``missing`` finds nothing missing.

    ``missing`` gets a set and returns None where it will do, else elements outside it of
    which one more is needed. A set that will do must stay one when elements are added; where
    all of them together will not do, nothing will. What is missing is made as small as can be,
    and the smallest set that hits all that was missing so far is found exactly, until one
    will do [Reiter 1987]. At most ``ties_at_most`` sets are listed. After ``tries_at_most``
    sets that would not do, or more work than the limits of this module, the search ends
    with what is proved: how many elements are needed at least, and a set that will do.
    Cost: one integer programme for each set tried, and as many calls of ``missing`` as it
    returns elements.

    >>> def missing(chosen):
    ...     return None if "a" in chosen or "b" in chosen else ["a", "b"]
    >>> smallest_hitting_sets(missing, ["a", "b", "c"], ties_at_most=10, tries_at_most=10).sets
    (('a',), ('b',))
    """
    looking = _Counted(missing)
    if looking(frozenset(elements)) is not None:
        return HittingSets((), True, None)
    programme = _Programme(elements)
    for each in needed:
        programme.hit((each,))
    found, enough = _searched(programme, looking, ties_at_most, tries_at_most)
    if programme.ended and not found:
        kept = programme.in_order(_reduced(looking, programme.in_order(enough)))
        return HittingSets((), False, programme.proved, kept)
    listed = found[:ties_at_most]
    size = len(found[0]) if found else None
    complete = len(found) == len(listed) and not programme.ended
    return HittingSets(_sorted(listed, elements), complete, size)


def _searched(
    programme: _Programme, looking: _Counted, ties_at_most: int, tries_at_most: int
) -> tuple[list[tuple[str, ...]], frozenset[str]]:
    """Return the smallest sets found, and the smallest set that was seen to do."""
    elements = programme.elements
    found: list[tuple[str, ...]] = []
    enough = frozenset(elements)
    for _ in range(tries_at_most + ties_at_most):
        chosen = programme.smallest()
        programme.ended |= looking.count * len(elements) > WORK_AT_MOST
        if programme.ended or chosen is None or (found and len(chosen) > len(found[0])):
            return found, enough
        more = looking(frozenset(chosen))
        if more is not None:
            will_do = _demand_all(programme, looking, elements, frozenset(chosen), more)
            enough = min(enough, will_do, key=len)
            continue
        found.append(chosen)
        if not chosen or len(found) > ties_at_most:
            return found, enough
        if len(found) == 1 and len(chosen) > 1:
            ties = _all_of_size(programme, looking, len(chosen), ties_at_most + 1)
            if ties is not None:
                return ties, enough
        programme.forbid(chosen)
    programme.ended = True
    return found, enough


def _demand_all(
    programme: _Programme,
    missing: Missing,
    elements: Sequence[str],
    chosen: frozenset[str],
    more: Collection[str],
) -> frozenset[str]:
    """Demand what is missing from a set, made small, and what is still missing besides.

    Return the set with all of it: it will do.
    """
    besides = set(chosen)
    still: Collection[str] | None = more
    while still is not None:
        core = _smallest_part(missing, elements, still)
        programme.hit(core)
        besides.update(core)
        still = missing(frozenset(besides))
    return frozenset(besides)


def _reduced(missing: Missing, enough: Sequence[str]) -> frozenset[str]:
    """Return a set that will do without those of its elements that can be left out."""
    kept = frozenset(enough)
    for element in reversed(enough):
        if missing(kept - {element}) is None:
            kept -= {element}
    return kept


def _smallest_part(
    missing: Missing, elements: Sequence[str], core: Collection[str]
) -> Collection[str]:
    """Return a part of a collection of which one is needed still, and none can be left out."""
    core = list(core)
    kept: list[str] = []
    while core:
        element = core.pop()
        others = frozenset(elements).difference(core, kept)
        fewer = missing(others)
        if fewer is None:
            kept.append(element)
        else:
            core = [each for each in core if each in fewer]
            kept = [each for each in kept if each in fewer]
    return kept


BRANCHES_AT_MOST = 3_000
"""After how many branches the other smallest sets are looked for by programmes instead."""


def _all_of_size(
    programme: _Programme, missing: Missing, size: int, at_most: int
) -> list[tuple[str, ...]] | None:
    """Return all sets that will do of the smallest size there is, or as many as asked for.

    A set that will do has an element of every collection. So one collection that is not hit
    yet is taken, and each of its elements tried in turn, leaving out those tried before;
    where more collections that share nothing are left than elements may still be added,
    the branch ends. None where there are too many branches.
    """
    found: list[tuple[str, ...]] = []
    branches: list[tuple[frozenset[str], frozenset[str]]] = [(frozenset(), frozenset())]
    for _ in range(BRANCHES_AT_MOST):
        if not branches or len(found) == at_most:
            return found
        chosen, without = branches.pop()
        left = [each - without for each in programme.collections if chosen.isdisjoint(each)]
        if left:
            if len(chosen) + _apart(left) <= size:
                tried = programme.in_order(min(left, key=len))
                branches.extend(
                    (chosen | {each}, without.union(tried[:index]))
                    for index, each in enumerate(tried)
                )
            continue
        more = missing(chosen)
        if more is None:
            found.append(programme.in_order(chosen))
        else:
            programme.hit(_smallest_part(missing, programme.elements, more))
            branches.append((chosen, without))
    return None


def _apart(collections: list[frozenset[str]]) -> int:
    """Return how many collections, taken from the smallest on, share nothing."""
    seen: set[str] = set()
    count = 0
    for each in sorted(collections, key=len):
        if seen.isdisjoint(each):
            seen |= each
            count += 1
    return count


def _sorted(found: list[tuple[str, ...]], elements: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    order = {each: index for index, each in enumerate(elements)}
    return tuple(sorted(found, key=lambda each: [order[one] for one in each]))


ITERATIONS_AT_MOST = 1_000_000
"""How many simplex iterations, times the elements, the solver makes before a search is ended."""
NODES_AT_MOST = 300
"""How many nodes of one programme the solver looks at, before the search is ended."""
WORK_AT_MOST = 1_500_000
"""How many elements are looked at in one search, all looks together, before it is ended."""


class _Counted:
    """A function that tells what is missing, and how often it was asked."""

    def __init__(self, missing: Missing) -> None:
        self.missing = missing
        self.count = 0

    def __call__(self, chosen: Collection[str]) -> Collection[str] | None:
        self.count += 1
        return self.missing(chosen)


class _Programme:
    """The fewest elements such that every collection given is hit.

    Where one element hits them all, it is seen at once; else an integer programme is solved.
    """

    def __init__(self, elements: Sequence[str]) -> None:
        self.elements = elements
        self.columns: dict[str, int] = {}
        self.names: list[str] = []
        self.order = {each: index for index, each in enumerate(elements)}
        self.in_all: set[str] | None = None
        self.collections: list[frozenset[str]] = []
        self.proved = 0
        self.ended = False
        self.iterations_left = ITERATIONS_AT_MOST
        self.solver = highspy.Highs()  # type: ignore[no-untyped-call]
        self.solver.setOptionValue("output_flag", False)
        self.solver.setOptionValue("threads", 1)
        self.solver.setOptionValue("mip_max_nodes", NODES_AT_MOST)
        self.solver.setOptionValue("mip_rel_gap", 0.0)
        self.solver.setOptionValue("mip_abs_gap", 0.0)

    def hit(self, collection: Collection[str]) -> None:
        """Demand one element of a collection at least."""
        columns = [self._column(each) for each in dict.fromkeys(collection)]
        self.collections.append(frozenset(collection))
        self.in_all = set(collection) if self.in_all is None else self.in_all & set(collection)
        self._row(columns, 1.0, highspy.kHighsInf)

    def forbid(self, chosen: tuple[str, ...]) -> None:
        """Forbid a set and all that contain it."""
        self._row([self.columns[each] for each in chosen], 0.0, len(chosen) - 1.0)
        if len(chosen) == 1 and self.in_all is not None:
            self.in_all.discard(chosen[0])

    def smallest(self) -> tuple[str, ...] | None:
        """Return a smallest set that hits everything so far.

        None if there is none, or if the search had to be ended: ``ended`` tells.
        """
        if not self.columns:
            return ()
        if self.in_all:
            return (min(self.in_all, key=self.order.__getitem__),)
        self.solver.run()
        status, told = self.solver.getModelStatus(), self.solver.getInfo()
        if status == highspy.HighsModelStatus.kInfeasible:
            return None
        self.iterations_left -= max(0, told.simplex_iteration_count) * len(self.names)
        self.proved = max(self.proved, ceil(told.mip_dual_bound - 1e-6))
        if status != highspy.HighsModelStatus.kOptimal or self.iterations_left <= 0:
            self.ended = True
            return None
        values = self.solver.getSolution().col_value
        chosen = [name for name, value in zip(self.names, values, strict=True) if value > 0.5]
        return self.in_order(chosen)

    def in_order(self, chosen: Collection[str]) -> tuple[str, ...]:
        """Return elements in their order."""
        return tuple(sorted(chosen, key=self.order.__getitem__))

    def _column(self, element: str) -> int:
        if element not in self.columns:
            column = len(self.names)
            self.columns[element] = column
            self.names.append(element)
            self.solver.addCol(1.0, 0.0, 1.0, 0, np.array([], dtype=np.int32), np.array([]))
            self.solver.changeColIntegrality(column, highspy.HighsVarType.kInteger)
        return self.columns[element]

    def _row(self, columns: list[int], low: float, high: float) -> None:
        indexes = np.array(columns, dtype=np.int32)
        self.solver.addRow(low, high, len(columns), indexes, np.ones(len(columns)))
