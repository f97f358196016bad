"""The frontier of any bargaining problem, by the method that suits its space."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from ..preferences.axes import Outcome
from .combining import Limits
from .frontier import Frontier, by_elimination, combined, plan_for
from .listing import by_listing
from .programming import by_programming
from .progress import Progress
from .scaled import Scaled, Vector, scaled
from .searching import at_least
from .space import BargainingProblem, Space
from .vectors import Layout

ELIMINATION_WORK_AT_MOST = 200_000
"""More combinations of options than this are not taken out issue by issue."""

LISTED_AT_MOST = 20_000_000
"""Spaces of more packages than this are not listed."""

LISTING_IS_QUICKER = 200
"""About how many packages are listed in the time that one combination takes."""


class FrontierOutOfReach(Exception):
    """Rules and interactions tie too many issues together, for too many parties."""

    def __init__(self, size: int, work: int) -> None:
        super().__init__(f"{size} packages, and {work} combinations of options tied together")
        self.size = size
        self.work = work


def frontier_of(
    problem: BargainingProblem, limits: Limits | None = None, progress: Progress | None = None
) -> Frontier:
    """Return the packages of which none is as good for all parties and better for one.

    Ties are kept: a point that several packages reach is there once, with all of them. Where
    nothing ties issues together they are combined one by one; rules and interactions are taken
    out along a tree decomposition; small spaces that are tied together all over are listed; large
    ones of one or two parties are solved point by point. All of it in whole numbers.
    ``limits`` bounds the memory, and may ask for a frontier that is near within a proven bound.

    Raises :class:`FrontierOutOfReach` where none of the methods would end, and
    :class:`~detente.core.outcomes.combining.FrontierTooLarge` before the memory is exceeded.
    Source: [Ehrgott 2005], chapter 2 (efficiency); [Dechter 1999] (elimination).

    >>> from ..preferences.axes import Axis
    >>> from ..preferences.utility import utility
    >>> axes = (Axis("pay", ("low", "high")), Axis("hours", ("short", "long")))
    >>> union, firm = utility("union", [[0, 2], [1, 0]]), utility("firm", [[3, 0], [0, 1]])
    >>> frontier = frontier_of(BargainingProblem(Space(axes), (union, firm)))
    >>> [tuple(map(int, point)) for point in frontier.points], frontier.packages(0)
    ([(0, 4), (1, 3), (2, 1), (3, 0)], ((0, 1),))
    """
    allowed = limits or Limits()
    found = _found(problem, allowed, progress)
    if all(each.ceiling is None for each in problem.utilities):
        return found
    numbers = scaled(problem)
    return _under_ceilings(problem, numbers, found) if numbers.capped else found


def _found(problem: BargainingProblem, limits: Limits, progress: Progress | None) -> Frontier:
    space = problem.space
    tied = bool(space.forbidden) or any(each.bonuses for each in problem.utilities)
    if not tied and space.size:
        return combined(problem, limits, progress)
    if not space.size:
        return by_listing(problem, limits)
    plan = plan_for(problem, scaled(problem))
    listed = space.size <= min(LISTED_AT_MOST, LISTING_IS_QUICKER * plan.work)
    if not listed and plan.work <= ELIMINATION_WORK_AT_MOST:
        return by_elimination(problem, plan, limits, progress)
    if listed or space.size <= LISTED_AT_MOST:
        return by_listing(problem, limits, progress)
    if len(problem.utilities) > 2:
        raise FrontierOutOfReach(space.size, plan.work)
    return by_programming(problem, progress)


@dataclass(frozen=True, slots=True)
class _SearchedWays:
    space: Space
    numbers: Scaled
    vectors: tuple[Vector, ...]

    def counts(self) -> tuple[int, ...]:
        """Return how many packages reach each point."""
        return tuple(sum(1 for _ in self.packages(at)) for at in range(len(self.vectors)))

    def firsts(self) -> tuple[Outcome, ...]:
        """Return one package for each point."""
        return tuple(next(self.packages(at)) for at in range(len(self.vectors)))

    def packages(self, point: int) -> Iterator[Outcome]:
        """Yield every package that reaches a point: none gives more, so each that gives as much."""
        return at_least(self.space, self.numbers, self.vectors[point])


def _under_ceilings(problem: BargainingProblem, numbers: Scaled, found: Frontier) -> Frontier:
    """Return the frontier with ceilings applied: points that are now dominated go."""
    if found.method == "integer programming":
        return found
    columns = list(zip(*found.vectors, strict=True)) or [() for _ in problem.utilities]
    low = [min(column, default=0) for column in columns]
    layout = Layout(
        [max(column, default=0) - least for column, least in zip(columns, low, strict=True)]
    )
    moved = {
        tuple(n - least for n, least in zip(vector, low, strict=True)): vector
        for vector in found.vectors
    }
    kept = layout.unpacked(layout.efficient(layout.packed(list(moved))))
    vectors = tuple(sorted(moved[vector] for vector in kept))
    return replace(found, vectors=vectors, ways=_SearchedWays(problem.space, numbers, vectors))
