"""The packages nearest to the voter they are farthest from, by integer programmes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

import highspy
import numpy as np

from ..record.entry import about

NODES_AT_MOST = 100_000
"""How many nodes of one programme the solver looks at."""


@dataclass(frozen=True, slots=True)
class Nearest:
    """Packages with the smallest largest distance, and what was proved of it."""

    distance: int | None = about("the largest distance of these packages")
    packages: tuple[tuple[bool, ...], ...] = about("the packages")
    all_found: bool = about("whether there are no others as near")
    at_least: int = about("the proven least of the largest distance")


def nearest_by_programme(
    ballots: Sequence[tuple[bool, ...]], weights: Sequence[int], at_most: int
) -> Nearest:
    """Return the packages nearest to the ballot they are farthest from, at most so many.

    The largest weighted distance is minimised by an integer programme, then that distance is
    demanded and each package found is forbidden in turn. Every package's distance is counted again in
    whole numbers. Where the solver gives up, a package need not be the nearest: ``at_least`` is
    what was proved. In rising order. Cost: a programme for each package listed, and one more.

    >>> nearest_by_programme([(True, True), (False, False)], [1, 1], 9).packages
    ((False, True), (True, False))
    """
    solver = _Programme(ballots, weights)
    first = solver.solved()
    at_least = max(0, ceil(solver.bound - 1e-6))
    if first is None:
        return Nearest(None, (), False, at_least)
    distance = farthest(first, ballots, weights)
    if distance != at_least:
        return Nearest(distance, (first,), False, at_least)
    solver.demand(distance)
    found = [first]
    while len(found) < at_most:
        solver.forbid(found[-1])
        other = solver.solved()
        if other is None:
            return Nearest(distance, tuple(sorted(found)), solver.infeasible, at_least)
        if farthest(other, ballots, weights) != distance or other in found:
            break
        found.append(other)
    return Nearest(distance, tuple(sorted(found)), False, at_least)


def farthest(
    package: Sequence[bool], ballots: Sequence[Sequence[bool]], weights: Sequence[int]
) -> int:
    """Return the largest weighted distance of a package from a ballot.

    >>> farthest((True, True), [(False, True), (False, False)], [3, 1])
    3
    """
    return max(
        weight * sum(own != wished for own, wished in zip(package, wish, strict=True))
        for wish, weight in zip(ballots, weights, strict=True)
    )


class _Programme:
    """One column for each provision, and one for the largest distance, which is minimised."""

    def __init__(self, ballots: Sequence[tuple[bool, ...]], weights: Sequence[int]) -> None:
        self.size = len(ballots[0])
        self.solver = highspy.Highs()  # type: ignore[no-untyped-call]
        self.bound = 0.0
        self.infeasible = False
        for name, value in (
            ("output_flag", False),
            ("threads", 1),
            ("mip_max_nodes", NODES_AT_MOST),
            ("mip_rel_gap", 0.0),
            ("mip_abs_gap", 0.0),
        ):
            self.solver.setOptionValue(name, value)
        nothing = np.array([], dtype=np.int32), np.array([])
        for column in range(self.size + 1):
            last = column == self.size
            most = float(max(weights) * self.size) if last else 1.0
            self.solver.addCol(float(last), 0.0, most, 0, *nothing)
            self.solver.changeColIntegrality(column, highspy.HighsVarType.kInteger)
        for wish, weight in zip(ballots, weights, strict=True):
            signs = [float(-weight if wished else weight) for wished in wish]
            self._row([*signs, -1.0], -highspy.kHighsInf, -float(weight * sum(wish)))

    def demand(self, distance: int) -> None:
        """Demand this distance; nothing is minimised any more."""
        self.solver.changeColBounds(self.size, 0.0, float(distance))
        self.solver.changeColCost(self.size, 0.0)

    def forbid(self, package: tuple[bool, ...]) -> None:
        """Forbid one package."""
        signs = [-1.0 if own else 1.0 for own in package]
        self._row([*signs, 0.0], 1.0 - sum(package), highspy.kHighsInf)

    def solved(self) -> tuple[bool, ...] | None:
        """Return the best package found; None where there is none (``infeasible``) or not known."""
        self.solver.run()
        status = self.solver.getModelStatus()
        self.infeasible = status == highspy.HighsModelStatus.kInfeasible
        told = self.solver.getInfo()
        if self.infeasible or told.primal_solution_status != highspy.kSolutionStatusFeasible:
            return None
        self.bound = told.mip_dual_bound
        values = self.solver.getSolution().col_value[: self.size]
        return tuple(value > 0.5 for value in values)

    def _row(self, factors: list[float], low: float, high: float) -> None:
        columns = np.arange(self.size + 1, dtype=np.int32)
        self.solver.addRow(low, high, self.size + 1, columns, np.array(factors))
