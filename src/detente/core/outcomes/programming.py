"""The exact frontier of two parties by integer programming, one point after the other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import floor, isfinite, prod

from ..preferences.axes import Outcome
from .frontier import Frontier
from .programme import WORK_AT_MOST, Programme, SearchEnded
from .progress import Progress
from .scaled import Scaled, Vector, scaled
from .space import BargainingProblem


class NeedsTwoParties(Exception):
    """Only the frontier of one or two parties is found by integer programming."""


FRONTIER_WORK = 60 * WORK_AT_MOST
"""How much the solver may do for all points together."""

REFUSED_AT_MOST = 100
"""How many packages that are nearly worth what a point is are excluded, one after the other."""


def by_programming(
    problem: BargainingProblem, progress: Progress | None = None, work: int = FRONTIER_WORK
) -> Frontier:
    """Return the frontier of one or two parties, point by point.

    The best for the first party is found, then the best for the second with as much for the
    first; then the same again with more than that for the second [Haimes 1971]. Two
    integer programmes a point; each is solved to proof. Exact where the utilities, times their
    scale, stay below ten million and what the solver proved leaves no whole number between; else
    ``lost`` tells what a package left out may be better by.
    Raises :class:`NeedsTwoParties` for three parties and more, and
    :class:`~detente.core.outcomes.programme.SearchEnded`.
    """
    numbers = scaled(problem)
    if len(problem.utilities) > 2:
        raise NeedsTwoParties

    def tick() -> None:
        if progress is not None:
            progress(len(found), 0)

    programme = Programme(problem.space, numbers, work=work, tick=tick)
    step = tuple(1 if unit == 1 else 2 * unit for unit in programme.unit)
    found: dict[Vector, Outcome] = {}
    least = [
        base if ceiling is None else min(base, ceiling)
        for base, ceiling in zip(numbers.base, numbers.ceilings, strict=True)
    ]
    top = _highest(numbers)
    lost, next_least = [0] * len(step), least[-1]
    while (best := _best_for(problem, programme, 0)) is not None:
        vector, outcome, most = best
        if len(vector) == 2:
            programme.at_least(0, vector[0])
            second = _best_for(problem, programme, 1)
            if second is not None and second[0] > vector:
                vector, outcome, _ = second
            programme.at_least(0, least[0])
            next_least = max(vector[1], next_least) + step[1]
            programme.at_least(1, next_least)
            lost[1] = max(lost[1], min(next_least - 1, top[1]) - vector[1])
        lost[0] = max(lost[0], most - vector[0])
        found[vector] = outcome
        tick()
        if len(vector) == 1:
            break
    vectors = _efficient(found)
    ways = _SolvedWays(problem, numbers, vectors, tuple(map(found.__getitem__, vectors)), any(lost))
    scales = tuple(each.scale for each in problem.utilities)
    return Frontier(scales, vectors, tuple(lost), "integer programming", ways)


def _best_for(
    problem: BargainingProblem, programme: Programme, party: int
) -> tuple[Vector, Outcome, int] | None:
    """Return a package that is best for a party, its worth, and what no package exceeds.

    Raises :class:`SearchEnded` where what the solver says cannot be.
    """
    best = programme.best({programme.utilities[party]: 1.0})
    if best is None:
        return None
    vector = problem.whole(best.outcome)
    if not problem.space.allows(best.outcome) or not isfinite(best.bound):
        raise SearchEnded
    unit, base = programme.unit[party], programme.numbers.base[party]
    margin = Fraction(1, 4) if unit == 1 else Fraction(1)
    most = floor((Fraction(best.bound) + margin) * unit) + base
    most = min(most, _highest(programme.numbers)[party])
    return vector, best.outcome, max(most, vector[party])


def _highest(numbers: Scaled) -> Vector:
    """Return what no package exceeds for each party: its ceiling, or all that could add up."""
    return tuple(
        base + high if ceiling is None else min(base + high, ceiling)
        for base, high, ceiling in zip(numbers.base, numbers.highest, numbers.ceilings, strict=True)
    )


def _efficient(found: Iterable[Vector]) -> tuple[Vector, ...]:
    """Return in order those that none of the others is better than."""
    kept: list[Vector] = []
    for vector in sorted(found, reverse=True):
        if len(vector) == 1 or not kept or vector[1] > kept[-1][1]:
            kept.append(vector)
    return tuple(reversed(kept))


@dataclass(frozen=True, slots=True)
class _SolvedWays:
    """Back to the packages: each is looked for, with all that differ in nothing that counts."""

    problem: BargainingProblem
    numbers: Scaled
    vectors: tuple[Vector, ...]
    found: tuple[Outcome, ...]
    near: bool

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
        """Yield sets of options on each axis, of which every choice reaches the point.

        Raises :class:`SearchEnded` where too many others are nearly worth as much.
        """
        programme = Programme(self.problem.space, self.numbers, work=FRONTIER_WORK)
        for party, whole in enumerate(self.vectors[point]):
            programme.at_least(party, whole)
        refused = 0
        while (best := programme.best({})) is not None:
            region = tuple(
                tuple(self._same(axis, best.outcome)) for axis in range(len(best.outcome))
            )
            if self.problem.whole(best.outcome) == self.vectors[point]:
                yield region
            else:
                refused += 1
            if refused > REFUSED_AT_MOST:
                raise SearchEnded
            if not region:
                return
            programme.never_again([frozenset(places) for places in region])

    def _same(self, axis: int, outcome: Outcome) -> Iterator[int]:
        """Yield the options of an axis that can stand in a package without changing a value.

        A term that holds must hold; one that does not could only add, and the package is
        efficient. Under a ceiling more could be added without being seen, and near an exact
        frontier more can be: there all must be alike.
        """
        row = self.numbers.rows[axis]
        here = outcome[axis]
        strict = self.numbers.capped or self.near
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
