"""A bargaining problem as an integer programme, for spaces that cannot be taken apart."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, isfinite

import highspy
import numpy as np

from ..preferences.axes import Outcome
from .scaled import Scaled, Term, Vector
from .space import Space

EXACT_UP_TO = 10**7
"""Up to this total, utilities are whole numbers that the solver tells apart."""

WORK_AT_MOST = 120_000_000
"""How much the solver may do for one answer: rows times columns, each time it looks further."""

SLACK = 1e-9
"""By how much rows are widened, so that no package falls out by rounding."""

_NONE = Fraction(0)

TINY = 2e-9
"""Smaller factors the solver takes for nothing."""

INFINITE = highspy.kHighsInf


class SearchEnded(Exception):
    """The solver gave up before it had an answer."""


@dataclass(frozen=True, slots=True)
class Best:
    """A best package found, and what was proved: no package has more than ``bound``."""

    outcome: Outcome
    bound: float


@dataclass(frozen=True, slots=True)
class Tried:
    """The best package found, if any was, and the bound; ``finished``: no better one is left."""

    outcome: Outcome | None
    bound: float
    finished: bool


class Programme:
    """Packages as the whole-number points of linear constraints.

    Options of an issue that nothing tells apart are one. Each party's utility is a column,
    in units of ``unit[party]`` whole numbers of its scale (1 where ``exact``); of the largest sum
    where numbers are not wanted ``whole``, so that all columns end at 1. ``tick`` is
    called with each piece of work; :meth:`tried` ends when ``work_left`` is used up.
    """

    def __init__(
        self,
        space: Space,
        numbers: Scaled,
        *,
        whole: bool = True,
        work: int = WORK_AT_MOST,
        tick: Callable[[], None] | None = None,
    ) -> None:
        self.space, self.numbers, self.tick = space, numbers, tick
        finest = EXACT_UP_TO if whole else 1
        self.unit = tuple(max(1, -(-highest // finest)) for highest in numbers.highest)
        self.exact = all(unit == 1 for unit in self.unit)
        self.alike = [self._alike(axis) for axis in range(len(space.axes))]
        self.work_left = work
        self.beyond: set[int] = set()
        """Parties of whom more is demanded than any package gives."""
        self.solver = highspy.Highs()  # type: ignore[no-untyped-call]
        for option, value in _OPTIONS.items():
            self.solver.setOptionValue(option, value)
        self.solver.cbMipInterrupt.subscribe(self._asked)
        self.columns: list[list[int]] = []
        self.amount = 0
        for alike in self.alike:
            self.columns.append([self.column(0.0, 1.0, whole=True) for _ in alike])
            self.row(self.columns[-1], [1.0] * len(alike), 1.0, 1.0)
        for when in space.forbidden:
            columns = [c for axis, places in when for c in self.within(axis, places)]
            self.row(columns, [1.0] * len(columns), -INFINITE, len(when) - 1.0)
        self.terms = [self._term(term) for term in numbers.terms]
        self.utilities = [self._utility(party) for party in range(len(numbers.base))]

    def _asked(self, event: highspy.HighsCallbackEvent) -> None:
        """Count the work of the solver, and end it where that is too much."""
        self.work_left -= self.solver.getNumRow() * self.amount
        if self.tick is not None:
            self.tick()
        event.interrupt(self.work_left < 0)  # said each time: the solver keeps it between runs

    def _alike(self, axis: int) -> list[list[int]]:
        """Return the options of an axis in groups that nothing tells apart."""
        whens = [*self.space.forbidden, *(term.when for term in self.numbers.terms)]
        sets = [places for when in whens for on, places in when if on == axis]
        groups: dict[tuple[Vector, tuple[bool, ...]], list[int]] = {}
        for place, vector in enumerate(self.numbers.rows[axis]):
            groups.setdefault((vector, tuple(place in each for each in sets)), []).append(place)
        return list(groups.values())

    def column(self, low: float, high: float, *, whole: bool = False) -> int:
        """Add a column with bounds and return its number."""
        none = np.array([], dtype=np.int32)
        self.solver.addCol(0.0, low, high, 0, none, np.array([]))
        if whole:
            self.solver.changeColIntegrality(self.amount, highspy.HighsVarType.kInteger)
        self.amount += 1
        return self.amount - 1

    def row(
        self, columns: Sequence[int], factors: Sequence[float], low: float, high: float
    ) -> None:
        """Demand that a sum of factors times columns lies between two bounds."""
        merged: dict[int, float] = {}
        for column, factor in zip(columns, factors, strict=True):
            merged[column] = merged.get(column, 0.0) + factor
        indexes = np.array(list(merged), dtype=np.int32)
        self.solver.addRow(low, high, len(merged), indexes, np.array(list(merged.values())))

    def within(self, axis: int, places: Iterable[int]) -> list[int]:
        """Return the columns of an axis whose options are among the places."""
        wanted = frozenset(places)
        pairs = zip(self.columns[axis], self.alike[axis], strict=True)
        return [column for column, group in pairs if group[0] in wanted]

    def _term(self, term: Term) -> int:
        """Add a column that is at most 1 where the term adds its vector, else at most 0."""
        found = self.column(0.0, 1.0)
        if term.inverted:
            columns = [c for axis, places in term.when for c in self.within(axis, places)]
            ones = [1.0] * len(columns)
            self.row([found, *columns], [1.0, *ones], -INFINITE, float(len(term.when)))
            return found
        for axis, places in term.when:
            columns = self.within(axis, places)
            self.row([found, *columns], [1.0, *([-1.0] * len(columns))], -INFINITE, 0.0)
        return found

    def _utility(self, party: int) -> int:
        """Add a column that is at most what the party gets, above its base."""
        found = self.column(-INFINITE, self._most(party))
        columns, numbers = self._adding(party)
        unit = self.unit[party]
        self.row([found, *columns], [-1.0, *(number / unit for number in numbers)], 0.0, INFINITE)
        return found

    def _adding(self, party: int) -> tuple[list[int], list[int]]:
        """Return the columns that add to a party's utility, and how much each adds."""
        found = [
            (column, self.numbers.rows[axis][group[0]][party])
            for axis, alike in enumerate(self.alike)
            for column, group in zip(self.columns[axis], alike, strict=True)
        ]
        pairs = zip(self.terms, self.numbers.terms, strict=True)
        found += [(column, term.vector[party]) for column, term in pairs]
        return [column for column, number in found if number], [n for _, n in found if n]

    def _most(self, party: int) -> float:
        """Return where the column of a party ends: at its ceiling, if it can be reached.

        Under a ceiling below the base all packages are worth the same; any end will do.
        """
        ceiling, high = self.numbers.ceilings[party], self.numbers.highest[party]
        above = high if ceiling is None else min(high, ceiling - self.numbers.base[party])
        return max(0, above) / self.unit[party]

    def _within_reach(self, party: int, whole: int) -> bool:
        """Note whether some package might give a party so much."""
        ceiling = self.numbers.ceilings[party]
        most = self.numbers.base[party] + self.numbers.highest[party]
        within = whole <= most and (ceiling is None or whole <= ceiling)
        (self.beyond.discard if within else self.beyond.add)(party)
        return within

    def at_least(self, party: int, whole: int) -> None:
        """Demand a utility (times the scale) of at least so much from now on.

        Whole numbers are asked for less a half, which leaves the solver room to round; others
        less a ten-millionth of the range.
        """
        low = -INFINITE
        above = whole - self.numbers.base[party]
        if self._within_reach(party, whole) and above > 0:
            low = above / self.unit[party] - (0.5 if self.unit[party] == 1 else 1.0)
        self.solver.changeColBounds(self.utilities[party], low, self._most(party))

    def share(
        self, party: int, least: Fraction, more: Fraction = _NONE, column: int | None = None
    ) -> None:
        """Demand of a party's utility above its base ``least`` and ``more`` times a column up to 1.

        All in whole numbers of its scale. What one option adds beyond the most that can be
        demanded counts as that much: a small demand is not lost among large numbers.
        """
        most = least + more
        if not self._within_reach(party, ceil(least) + self.numbers.base[party]) or most <= 0:
            return
        columns, numbers = self._adding(party)
        factors = [max(TINY, float(min(Fraction(1), number / most))) for number in numbers]
        if column is not None:
            columns, factors = [*columns, column], [*factors, -float(more / most)]
        self.row(columns, factors, float(least / most) - SLACK, INFINITE)

    def best(self, factors: dict[int, float]) -> Best | None:
        """Return a package for which the sum of factors times columns is largest; None: none.

        Raises :class:`SearchEnded` if the solver ends without an answer.
        """
        found = self.tried(factors)
        if found is None:
            return None
        if found.outcome is None or not found.finished:
            raise SearchEnded
        return Best(found.outcome, found.bound)

    def tried(self, factors: dict[int, float]) -> Tried | None:
        """Return the best package found in the work that is left, and what was proved; None: none.

        Where the solver ends early the bound is that of what it had left to do.
        """
        if self.beyond:
            return None
        cost = np.zeros(self.amount)
        for column, factor in factors.items():
            cost[column] = factor
        self.solver.changeColsCost(self.amount, np.arange(self.amount, dtype=np.int32), cost)
        self.solver.changeObjectiveSense(highspy.ObjSense.kMaximize)
        self.solver.run()
        status, info = self.solver.getModelStatus(), self.solver.getInfo()
        if status == highspy.HighsModelStatus.kInfeasible:
            return None
        bound = float(info.mip_dual_bound if self.columns else info.objective_function_value)
        outcome = None
        if info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible:
            values = self.solver.getSolution().col_value
            outcome = tuple(
                group[max(range(len(columns)), key=lambda i: values[columns[i]])][0]
                for columns, group in zip(self.columns, self.alike, strict=True)
            )
        told = status == highspy.HighsModelStatus.kOptimal or status in _ENDED_EARLY
        return Tried(
            outcome,
            bound if told and isfinite(bound) else INFINITE,
            status == highspy.HighsModelStatus.kOptimal,
        )

    def never_again(self, places: Sequence[frozenset[int]]) -> None:
        """Exclude every package that has one of these options on each axis."""
        columns = [c for axis, each in enumerate(places) for c in self.within(axis, each)]
        self.row(columns, [1.0] * len(columns), -INFINITE, len(places) - 1.0)


_OPTIONS = {
    "output_flag": False,
    "threads": 1,
    "mip_rel_gap": 0.0,
    "mip_abs_gap": 1e-6,
    "mip_feasibility_tolerance": 1e-7,
    "primal_feasibility_tolerance": 1e-8,
    "presolve_rule_off": 1 << 12,
}
"""The aggregator of HiGHS 1.15 presolve is off: with it, packages that exist were not found."""

_ENDED_EARLY = (
    highspy.HighsModelStatus.kInterrupt,
    highspy.HighsModelStatus.kSolutionLimit,
    highspy.HighsModelStatus.kIterationLimit,
)
