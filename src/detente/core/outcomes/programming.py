"""The exact frontier of two parties by integer programming, one point after the other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import prod

from ..preferences.axes import Outcome
from .frontier import Frontier
from .programme import Programme
from .progress import Progress
from .scaled import Scaled, Vector, scaled
from .space import BargainingProblem


class NeedsTwoParties(Exception):
    """Only the frontier of one or two parties is found by integer programming."""


def by_programming(problem: BargainingProblem, progress: Progress | None = None) -> Frontier:
    """Return the frontier of one or two parties, point by point.

    The best for the first party is found, then the best for the second with as much for the
    first; then the same again with more than that for the second [Haimes 1971]. Two
    integer programmes a point; each is solved to proof. Exact where the utilities, times their
    scale, stay below ten million; else ``lost`` tells what two points may differ by.
    Raises :class:`NeedsTwoParties` for three parties and more, and
    :class:`~detente.core.outcomes.programme.SearchEnded`.
    """
    numbers = scaled(problem)
    if len(problem.utilities) > 2:
        raise NeedsTwoParties
    programme = Programme(problem.space, numbers)
    step = tuple(max(1, round(2 * unit)) if unit > 1 else 1 for unit in programme.unit)
    found: dict[Vector, Outcome] = {}
    while True:
        best = programme.best({programme.utilities[0]: 1.0})
        if best is None:
            break
        outcome = best.outcome
        vector = problem.whole(outcome)
        if len(vector) == 2:
            programme.at_least(0, vector[0])
            second = programme.best({programme.utilities[1]: 1.0})
            if second is not None and problem.whole(second.outcome) > vector:
                outcome = second.outcome
                vector = problem.whole(outcome)
            programme.at_least(0, numbers.base[0])
            programme.at_least(1, vector[1] + step[1])
        found[vector] = outcome
        if progress is not None:
            progress(len(found), 0)
        if len(vector) == 1:
            break
    lost = tuple(0 if programme.exact else each for each in step)
    scales = tuple(each.scale for each in problem.utilities)
    vectors = tuple(sorted(found))
    ways = _SolvedWays(problem, numbers, vectors, tuple(found[vector] for vector in vectors))
    return Frontier(scales, vectors, lost, "integer programming", ways)


@dataclass(frozen=True, slots=True)
class _SolvedWays:
    """Back to the packages: each is looked for, with all that differ in nothing that counts."""

    problem: BargainingProblem
    numbers: Scaled
    vectors: tuple[Vector, ...]
    found: tuple[Outcome, ...]

    def counts(self) -> tuple[int, ...]:
        """Return how many packages reach each point."""
        return tuple(
            sum(prod(len(places) for places in region) for region in self._regions(point))
            for point in range(len(self.vectors))
        )

    def firsts(self) -> tuple[Outcome, ...]:
        """Return one package for each point: those that the solver found."""
        return self.found

    def packages(self, point: int) -> Iterator[Outcome]:
        """Yield every package that reaches a point."""
        for region in self._regions(point):
            yield from _all_of(region, ())

    def _regions(self, point: int) -> Iterator[tuple[tuple[int, ...], ...]]:
        """Yield sets of options on each axis, of which every choice reaches the point."""
        programme = Programme(self.problem.space, self.numbers)
        for party, whole in enumerate(self.vectors[point]):
            programme.at_least(party, whole)
        while True:
            best = programme.best({})
            if best is None:
                return
            region = tuple(
                tuple(self._same(axis, best.outcome)) for axis in range(len(best.outcome))
            )
            yield region
            if not region:
                return
            programme.never_again([frozenset(places) for places in region])

    def _same(self, axis: int, outcome: Outcome) -> Iterator[int]:
        """Yield the options of an axis that can stand in a package without changing a value.

        A term that holds must hold; one that does not could only add, and the package is
        efficient. Under a ceiling more could be added without being seen: there all must be alike.
        """
        row = self.numbers.rows[axis]
        here = outcome[axis]
        strict = self.numbers.capped
        must: list[frozenset[int]] = []
        alike: list[frozenset[int]] = []
        for when in self.problem.space.forbidden:
            alike += [places for on, places in when if on == axis]
        for term in self.numbers.terms:
            own = [places for on, places in term.when if on == axis]
            if strict or term.inverted:
                alike += own
            elif all(outcome[on] in places for on, places in term.when):
                must += own
        for place in range(len(row)):
            if (
                row[place] == row[here]
                and all(place in places for places in must)
                and all((place in places) == (here in places) for places in alike)
            ):
                yield place


def _all_of(region: tuple[tuple[int, ...], ...], begun: Outcome) -> Iterator[Outcome]:
    if len(begun) == len(region):
        yield begun
        return
    for place in region[len(begun)]:
        yield from _all_of(region, (*begun, place))
