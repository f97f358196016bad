"""Which states should come below a goal, fewest changes first, as an integer programme."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import highspy
import numpy as np

from ..preferences.rankings import Ranks

Below = tuple[int, ...]

NODES_AT_MOST = 5_000
"""How many nodes of one programme the solver looks at, before the search is ended."""


class Choice:
    """The choice of states that come below the goal, of those that may.

    A column says of each state whether it does; ``clauses`` lists demands, each a list of sets of
    states of which one set must come below as a whole. The cost is the number of pairs of
    states that change their order, and among equals the fewer states.
    """

    def __init__(
        self, ranks: Ranks, goal: int, movable: Sequence[int], above: Collection[int]
    ) -> None:
        self.movable = tuple(sorted(movable, key=lambda state: (-int(ranks[state]), state)))
        self.solver = highspy.Highs()  # type: ignore[no-untyped-call]
        for option, value in _OPTIONS.items():
            self.solver.setOptionValue(option, value)
        self.amount = 0
        self.ended = False
        kept = np.sort(ranks[sorted(set(above) - set(movable))])
        weight = len(above) + 1
        self.column_of: dict[int, int] = {}
        for state in self.movable:
            passing = int(np.searchsorted(kept, ranks[state], side="right"))
            self.column_of[state] = self._column(weight * (1.0 + passing) + 1.0, 1.0, whole=True)
        self._count_passed(ranks, float(weight))
        self.sets: dict[frozenset[int], int] = {}

    def _count_passed(self, ranks: Ranks, weight: float) -> None:
        """Count for each state that stays above those of its rank or higher that come below."""
        so_far: int | None = None
        place = 0
        while place < len(self.movable):
            rank = ranks[self.movable[place]]
            level = [s for s in self.movable[place:] if ranks[s] == rank]
            place += len(level)
            total = self._column(0.0, highspy.kHighsInf)
            before = [] if so_far is None else [so_far]
            columns = [total, *before, *(self.column_of[s] for s in level)]
            self._row(columns, [1.0, *([-1.0] * (len(columns) - 1))], 0.0, 0.0)
            for state in level:
                passed = self._column(weight, highspy.kHighsInf)
                self._row(
                    [passed, total, self.column_of[state]],
                    [1.0, -1.0, float(place)],
                    0.0,
                    highspy.kHighsInf,
                )
            so_far = total

    def demand(self, answers: Collection[frozenset[int]]) -> None:
        """Demand that one of these sets of states comes below as a whole."""
        columns = [self._set(each) for each in answers]
        self._row(columns, [1.0] * len(columns), 1.0, highspy.kHighsInf)

    def _set(self, states: frozenset[int]) -> int:
        """Return a column that is more than 0 only if all of a set come below."""
        if len(states) == 1:
            return self.column_of[next(iter(states))]
        if states not in self.sets:
            self.sets[states] = self._column(0.0, 1.0)
            for each in sorted(states):
                columns = [self.sets[states], self.column_of[each]]
                self._row(columns, [1.0, -1.0], -highspy.kHighsInf, 0.0)
        return self.sets[states]

    def best(self) -> Below | None:
        """Return a best choice; None: there is none, or the search had to be ended (``ended``)."""
        self.solver.run()
        status = self.solver.getModelStatus()
        if status == highspy.HighsModelStatus.kInfeasible:
            return None
        if status != highspy.HighsModelStatus.kOptimal:
            self.ended = True
            return None
        values = self.solver.getSolution().col_value
        return tuple(sorted(s for s, column in self.column_of.items() if values[column] > 0.5))

    def never_again(self, below: Below) -> None:
        """Exclude a choice and all that contain it."""
        columns = [self.column_of[state] for state in below]
        self._row(columns, [1.0] * len(columns), -highspy.kHighsInf, len(columns) - 1.0)

    def _column(self, cost: float, high: float, *, whole: bool = False) -> int:
        self.solver.addCol(cost, 0.0, high, 0, np.array([], dtype=np.int32), np.array([]))
        if whole:
            self.solver.changeColIntegrality(self.amount, highspy.HighsVarType.kInteger)
        self.amount += 1
        return self.amount - 1

    def _row(
        self, columns: Sequence[int], factors: Sequence[float], low: float, high: float
    ) -> None:
        indexes = np.array(columns, dtype=np.int32)
        self.solver.addRow(low, high, len(columns), indexes, np.array(factors))


_OPTIONS = {
    "output_flag": False,
    "threads": 1,
    "mip_rel_gap": 0.0,
    "mip_abs_gap": 0.5,
    "mip_max_nodes": NODES_AT_MOST,
    "mip_feasibility_tolerance": 1e-7,
    "presolve_rule_off": 1 << 12,
}
"""Costs are whole, so that half a unit is gap enough; the aggregator of presolve stays off, as
with it solutions that exist were not found (see ``core/outcomes/programme.py``)."""
