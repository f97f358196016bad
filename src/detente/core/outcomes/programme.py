"""A bargaining problem as an integer programme, for spaces that cannot be taken apart."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import highspy
import numpy as np

from ..preferences.axes import Outcome
from .scaled import Scaled, Term, Vector
from .space import Space

EXACT_UP_TO = 10**7
"""Up to this total, utilities are whole numbers that the solver tells apart."""

INFINITE = highspy.kHighsInf


class SearchEnded(Exception):
    """The solver gave up before it had an answer."""


@dataclass(frozen=True, slots=True)
class Best:
    """A best package found, and what was proved: no package has more than ``bound``."""

    outcome: Outcome
    bound: float


class Programme:
    """Packages as the whole-number points of linear constraints.

    Options of an issue that nothing tells apart are one. Each party's utility is a column,
    in units of ``unit[party]`` whole numbers of its scale (1 where ``exact``).
    """

    def __init__(self, space: Space, numbers: Scaled) -> None:
        self.space, self.numbers = space, numbers
        self.unit = tuple(max(1.0, highest / EXACT_UP_TO) for highest in numbers.highest)
        self.exact = all(unit == 1.0 for unit in self.unit)
        self.alike = [self._alike(axis) for axis in range(len(space.axes))]
        self.solver = highspy.Highs()  # type: ignore[no-untyped-call]
        for option, value in _OPTIONS.items():
            self.solver.setOptionValue(option, value)
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
        unit = self.unit[party]
        ceiling = self.numbers.ceilings[party]
        most = INFINITE if ceiling is None else (ceiling - self.numbers.base[party]) / unit
        found = self.column(-INFINITE, most)
        columns, factors = [found], [-1.0]
        for axis, alike in enumerate(self.alike):
            for column, group in zip(self.columns[axis], alike, strict=True):
                columns.append(column)
                factors.append(self.numbers.rows[axis][group[0]][party] / unit)
        for column, term in zip(self.terms, self.numbers.terms, strict=True):
            columns.append(column)
            factors.append(term.vector[party] / unit)
        kept = [(c, f) for c, f in zip(columns, factors, strict=True) if f]
        self.row([c for c, _ in kept], [f for _, f in kept], 0.0, INFINITE)
        return found

    def at_least(self, party: int, whole: int) -> None:
        """Demand a utility (times the scale) of at least so much from now on.

        Whole numbers are asked for less a half, which leaves the solver room to round.
        """
        low = (whole - self.numbers.base[party]) / self.unit[party]
        low -= 0.5 if self.unit[party] == 1.0 else 0.0
        ceiling = self.numbers.ceilings[party]
        most = INFINITE if ceiling is None else ceiling - self.numbers.base[party]
        self.solver.changeColBounds(self.utilities[party], low, most / self.unit[party])

    def best(self, factors: dict[int, float]) -> Best | None:
        """Return a package for which the sum of factors times columns is largest; None: none.

        Raises :class:`SearchEnded` if the solver ends without an answer.
        """
        cost = np.zeros(self.amount)
        for column, factor in factors.items():
            cost[column] = factor
        self.solver.changeColsCost(self.amount, np.arange(self.amount, dtype=np.int32), cost)
        self.solver.changeObjectiveSense(highspy.ObjSense.kMaximize)
        self.solver.run()
        status = self.solver.getModelStatus()
        if status == highspy.HighsModelStatus.kInfeasible:
            return None
        if status != highspy.HighsModelStatus.kOptimal:
            raise SearchEnded(str(status))
        values = self.solver.getSolution().col_value
        outcome = tuple(
            group[max(range(len(columns)), key=lambda i: values[columns[i]])][0]
            for columns, group in zip(self.columns, self.alike, strict=True)
        )
        return Best(outcome, float(self.solver.getInfo().mip_dual_bound))

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
