"""A bargaining problem in whole numbers that start at zero, ready to be added up."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from ..preferences.utility import When
from .space import BargainingProblem
from .vectors import Layout

Vector = tuple[int, ...]
"""For each party a whole number: its utility times its scale."""


@dataclass(frozen=True, slots=True)
class Term:
    """What options on several axes add where ``when`` holds; ``inverted``: where it does not."""

    when: When
    vector: Vector
    inverted: bool


@dataclass(frozen=True)
class Scaled:
    """The numbers of a bargaining problem, moved so that none is below zero.

    The utility of a package, times the party's scale, is ``base`` plus ``rows[axis][option]``
    over the axes plus what each term adds. Ceilings are not in it: see :meth:`told`.
    """

    base: Vector
    rows: tuple[tuple[Vector, ...], ...]
    terms: tuple[Term, ...]
    ceilings: tuple[int | None, ...]

    @cached_property
    def highest(self) -> Vector:
        """For each party a number that no package exceeds, above ``base``."""
        total = [0] * len(self.base)
        for row in self.rows:
            for party in range(len(total)):
                total[party] += max(vector[party] for vector in row)
        for term in self.terms:
            for party, number in enumerate(term.vector):
                total[party] += number
        return tuple(total)

    @cached_property
    def layout(self) -> Layout:
        """How the vectors are packed."""
        return Layout(self.highest)

    @property
    def capped(self) -> bool:
        """Whether a ceiling can be reached."""
        return any(
            ceiling is not None and base + high > ceiling
            for ceiling, base, high in zip(self.ceilings, self.base, self.highest, strict=True)
        )

    def above_base(self, lowest: Sequence[int]) -> Vector:
        """Return what sums must reach to be worth ``lowest`` (times the scale) to each party.

        What a ceiling forbids is more than any sum.
        """
        return tuple(
            least - base if ceiling is None or least <= ceiling else high + 1
            for least, base, ceiling, high in zip(
                lowest, self.base, self.ceilings, self.highest, strict=True
            )
        )

    def told(self, vectors: Iterable[Sequence[int]]) -> list[Vector]:
        """Return vectors of sums as utilities times the scales, under the ceilings."""
        columns = []
        for column, base, ceiling in zip(
            zip(*vectors, strict=True), self.base, self.ceilings, strict=False
        ):
            if ceiling is None:
                columns.append([base + number for number in column])
            else:
                columns.append([min(base + number, ceiling) for number in column])
        return list(zip(*columns, strict=True))


def scaled(problem: BargainingProblem) -> Scaled:
    """Return the numbers of a problem on their scales. Cost: linear in the options."""
    utilities = problem.utilities
    floors = [[min(row, default=0) for row in each.values] for each in utilities]
    rows = tuple(
        tuple(
            zip(
                *(
                    [number - floor[axis] for number in each.values[axis]]
                    for each, floor in zip(utilities, floors, strict=True)
                ),
                strict=True,
            )
        )
        for axis in range(len(problem.space.axes))
    )
    base = [sum(floor) for floor in floors]
    terms: list[Term] = []
    for party, each in enumerate(utilities):
        for bonus in each.bonuses:
            if not bonus.when:  # holds in every package
                base[party] += bonus.value
                continue
            base[party] += min(bonus.value, 0)
            vector = tuple(abs(bonus.value) if p == party else 0 for p in range(len(utilities)))
            if bonus.value:
                terms.append(Term(bonus.when, vector, bonus.value < 0))
    ceilings = tuple(each.ceiling for each in utilities)
    return Scaled(tuple(base), rows, tuple(terms), ceilings)
