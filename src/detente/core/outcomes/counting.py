"""How many packages the rules allow, exactly, without listing them."""

from __future__ import annotations

from collections.abc import Iterator
from math import prod

from ..preferences.utility import holds
from .elimination import Assignment, Bucket, eliminated, plan_of
from .space import Space

WORK_AT_MOST = 3_000_000
"""More combinations than this, in all steps together, are not looked at."""


class RulesTooEntangled(Exception):
    """The rules tie so many issues together that counting would take too long."""

    def __init__(self, work: int) -> None:
        super().__init__(f"the rules need {work} combinations to be looked at")
        self.work = work


def feasible_count(space: Space) -> int:
    """Return the number of packages that the rules allow.

    No issues: 1 (nothing to settle). An issue without options: 0. Exact, by taking out
    the issues one at a time [Dechter 1999]. Raises :class:`RulesTooEntangled`. Cost: exponential
    in the width of the rules' graph only, not in the number of issues.

    >>> from ..preferences.axes import Axis
    >>> two = Axis("a", ("x", "y"))
    >>> feasible_count(Space((two,) * 100, (((0, frozenset({0})), (1, frozenset({1}))),)))
    950737950171172051122527404032
    """
    lengths = [len(axis.options) for axis in space.axes]
    if not space.forbidden:
        return prod(lengths)
    plan = plan_of(lengths, [[axis for axis, _ in when] for when in space.forbidden])
    if plan.work > WORK_AT_MOST:
        raise RulesTooEntangled(plan.work)

    def count(
        bucket: Bucket, assignment: Assignment, options: Iterator[tuple[int, list[int]]]
    ) -> int:
        return sum(
            prod(values)
            for _, values in options
            if not any(holds(space.forbidden[term], assignment) for term in bucket.terms)
        )

    return prod(value or 0 for value in eliminated(plan, lengths, count))
