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
from .searching import Suffice
from .space import BargainingProblem, Space
from .vectors import Layout

ELIMINATION_WORK_AT_MOST = 200_000
"""More combinations of options than this are not taken out issue by issue."""

LISTED_AT_MOST = 20_000_000
"""Spaces of more packages than this are not listed."""

LISTING_IS_QUICKER = 200
"""About how many packages are listed in the time that one combination takes."""

STEPS_TO_COUNT, STEPS_TO_LIST = 2_000_000, 20_000
"""After so many steps the packages of a point under ceilings are not counted, or not all listed."""


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
class _CappedWays:
    """Back to the packages of points that stand for all that are worth the same under ceilings.

    ``rows`` tells for each point those of the frontier without ceilings that are worth as much.
    Other packages may be worth as much, too: where the frontier is exact all of them are there,
    unless a point has too many partial sums; then it is not counted.
    """

    space: Space
    numbers: Scaled
    vectors: tuple[Vector, ...]
    found: Frontier
    rows: tuple[tuple[int, ...], ...]

    def counts(self) -> tuple[int | None, ...]:
        """Return how many packages reach each point; None where that takes too many steps."""
        if not self.found.exact:
            return (None,) * len(self.vectors)
        counted: list[int | None] = []
        left = STEPS_TO_COUNT
        for vector in self.vectors:
            step = Suffice(self.space, self.numbers, vector, left)
            counted.append(step.count())
            left = step.steps_left
        return tuple(counted)

    def firsts(self) -> tuple[Outcome, ...]:
        """Return one package for each point."""
        first = self.found.firsts()
        return tuple(first[rows[0]] for rows in self.rows)

    def packages(self, point: int) -> Iterator[Outcome]:
        """Yield every package that reaches a point: none gives more, so each that gives as much.

        Of too many partial sums, or of a frontier that is not exact, only those known without
        the ceilings.
        """
        if self.found.exact:
            every = Suffice(self.space, self.numbers, self.vectors[point], STEPS_TO_LIST).packages()
            if every is not None:
                yield from every
                return
        for row in self.rows[point]:
            yield from self.found.ways.packages(row)


def _under_ceilings(problem: BargainingProblem, numbers: Scaled, found: Frontier) -> Frontier:
    """Return the frontier with ceilings applied: points that are now dominated go."""
    if found.method == "integer programming":
        return found
    columns = list(zip(*found.vectors, strict=True)) or [() for _ in problem.utilities]
    low = [min(column, default=0) for column in columns]
    layout = Layout(
        [max(column, default=0) - least for column, least in zip(columns, low, strict=True)]
    )
    rows: dict[Vector, list[int]] = {}
    for row, vector in enumerate(found.vectors):
        moved = tuple(n - least for n, least in zip(vector, low, strict=True))
        rows.setdefault(moved, []).append(row)
    kept = sorted(layout.unpacked(layout.efficient(layout.packed(list(rows)))))
    reached = tuple(tuple(rows[vector]) for vector in kept)
    vectors = tuple(found.vectors[each[0]] for each in reached)
    ways = _CappedWays(problem.space, numbers, vectors, found, reached)
    return replace(found, vectors=vectors, ways=ways)
