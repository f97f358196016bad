"""How far a point is from the frontier, and from what each theory picks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from ..record.entry import about
from .bargain import Bargain, NotABargain, Point, dominates
from .bargaining import Solution, SolutionName


@dataclass(frozen=True, slots=True)
class Difference:
    """What changes for each party from a point to another."""

    point: int = about("the other point's index")
    changes: tuple[Fraction, ...] = about("per party, what it gains there; below zero, loses")
    squared: Fraction = about("the square of the straight distance, the parties' units as one")
    widest: Fraction = about("the largest change of any party, either way")


@dataclass(frozen=True, slots=True)
class FromSolution:
    """How far a point is from each point that a solution picks."""

    name: SolutionName = about("the solution")
    differences: tuple[Difference, ...] = about("to each point it picks")


@dataclass(frozen=True, slots=True)
class Distances:
    """How far a point is from the points of a bargain and from its solutions."""

    better: tuple[int, ...] = about("the points that are worse for nobody and better for somebody")
    shared_gain: Fraction | None = about(
        "the most that all could gain at once; zero or less: not all can; none: no points"
    )
    shared_at: tuple[int, ...] = about("the points that give it")
    straight_squared: Fraction | None = about("the square of the straight distance to the nearest")
    straight_to: tuple[int, ...] = about("the points nearest in a straight line")
    widest: Fraction | None = about("the smallest largest change that leads to one of the points")
    widest_to: tuple[int, ...] = about("the points to which no party changes by more")
    solutions: tuple[FromSolution, ...] = about("per solution, the points it picks")


def difference(bargain: Bargain, point: Point, index: int) -> Difference:
    """Return what changes for each party from a point to one of the bargain's.

    >>> found = difference(Bargain(((4, 6),), (0, 0)), (1, 10), 0)
    >>> [str(each) for each in (*found.changes, found.squared, found.widest)]
    ['3', '-4', '25', '4']
    """
    pairs = zip(bargain.points[index], point, strict=True)
    changes = tuple(Fraction(other) - own for other, own in pairs)
    squared = sum((each * each for each in changes), Fraction(0))
    return Difference(index, changes, squared, max(map(abs, changes)))


def distances(bargain: Bargain, point: Point, found: Sequence[Solution] = ()) -> Distances:
    """Return how far a point is from a bargain's points (its frontier) and from solutions of it.

    The straight distance and the largest change set one party's unit against another's, and so does
    the gain that all share; the changes by party do not. All ties, ascending. Without points
    there is nothing to measure. Raises :class:`NotABargain` for a point of another length.
    Cost: linear in the points times the parties.

    >>> told = distances(Bargain(((8, 2), (5, 4), (1, 5)), (0, 0)), (3, 3))
    >>> told.better, str(told.shared_gain), told.shared_at
    ((1,), '1', (1,))
    """
    if len(point) != len(bargain.disagreement):
        raise NotABargain("the point has as many values as there are parties")
    to_all = [difference(bargain, point, index) for index in range(len(bargain.points))]
    if not to_all:
        return Distances((), None, (), None, (), None, (), ())
    shared = max(min(each.changes) for each in to_all)
    straight = min(each.squared for each in to_all)
    widest = min(each.widest for each in to_all)
    return Distances(
        tuple(i for i, other in enumerate(bargain.points) if dominates(other, point)),
        shared,
        tuple(each.point for each in to_all if min(each.changes) == shared),
        straight,
        tuple(each.point for each in to_all if each.squared == straight),
        widest,
        tuple(each.point for each in to_all if each.widest == widest),
        tuple(
            FromSolution(each.name, tuple(to_all[index] for index in each.picks)) for each in found
        ),
    )
