"""A case as a bargaining problem, and what packages are worth in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import islice, product

from ..outcomes.counting import RulesTooEntangled, feasible_count
from ..outcomes.efficient import frontier_of
from ..outcomes.programme import SearchEnded
from ..outcomes.scaled import scaled
from ..outcomes.space import BargainingProblem, Space
from ..preferences.axes import Outcome
from ..preferences.judged import Lack, step_bound, utility_of
from ..preferences.judging import Judged
from ..preferences.utility import Bonus, Utility
from ..record.case import Case
from ..record.entry import about

NAMED_AT_MOST = 3
"""How many packages that a list lacks are named."""

TRIED_AT_MOST = 100_000
"""How many packages beyond those listed are looked at for them."""


@dataclass(frozen=True, slots=True)
class Worth:
    """One package, and what it is worth to each party."""

    package: Mapping[str, str] = about("an option for each issue")
    utilities: tuple[Fraction, ...] = about("per party, what it is worth")
    gains: tuple[Fraction, ...] = about("per party, how much more than no agreement")


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """A case as a bargaining problem, with what no agreement is worth to each party.

    ``step_bound`` says, for each party, how much the division of ranges into steps can matter:
    every package at numbers in between has one at the steps that is worth at most so much
    less; zeros where no range was divided.
    """

    problem: BargainingProblem
    disagreement: tuple[Fraction, ...]
    assumed: tuple[bool, ...]
    step_bound: tuple[Fraction, ...] = ()

    @property
    def parties(self) -> tuple[str, ...]:
        """The parties, in the order of all numbers."""
        return tuple(each.party for each in self.problem.utilities)

    def worth(self, outcome: Outcome) -> Worth:
        """Return what a package is worth to each party."""
        values = tuple(each.value(outcome) for each in self.problem.utilities)
        return Worth(self.problem.space.package(outcome), values, self.gains(values))

    def gains(self, values: tuple[Fraction, ...]) -> tuple[Fraction, ...]:
        """Return how much more than no agreement the parties get."""
        return tuple(a - b for a, b in zip(values, self.disagreement, strict=True))


def table_of(case: Case, space: Space, judged: tuple[Judged, ...]) -> Table | tuple[Lack, ...]:
    """Return the bargaining problem of these judgements, or what they lack for one."""
    judgements = dict(case.judgements)
    found = [utility_of(judgements[each.file], space.axes) for each in judged]
    lacks = [lack for each in found if isinstance(each, tuple) for lack in each]
    utilities = tuple(each for each in found if isinstance(each, Utility))
    for each in utilities:
        listed = next(one for one in judged if one.party == each.party)
        if judgements[listed.file].packages and not _covered(space, each):
            lacking = tuple(map(space.package, _not_listed(space, each)))
            lacks.append(Lack(each.party, "a package without a value", "", lacking))
    if lacks:
        return tuple(lacks)
    problem = BargainingProblem(space, utilities)
    values = tuple(
        _worst(space, each)
        if each.no_agreement is None
        else Fraction(each.no_agreement, each.scale)
        for each in utilities
    )
    assumed = tuple(each.no_agreement is None for each in utilities)
    bounds = tuple(step_bound(judgements[each.file], space.axes) for each in judged)
    return Table(problem, values, assumed, bounds)


def _worst(space: Space, utility: Utility) -> Fraction:
    """Return what the worst possible package is worth; without a package, 0.

    Where that is not known exactly, a number that no package is below.
    """
    turned = replace(
        utility,
        values=tuple(tuple(-number for number in row) for row in utility.values),
        bonuses=tuple(Bonus(each.when, -each.value) for each in utility.bonuses),
        ceiling=None,
    )
    problem = BargainingProblem(space, (turned,))
    try:
        best = frontier_of(problem)
        worst = -best.vectors[0][0] - best.lost[0] if best.vectors else 0
    except SearchEnded:
        numbers = scaled(problem)
        worst = -numbers.base[0] - numbers.highest[0]
    return Fraction(
        worst if utility.ceiling is None else min(worst, utility.ceiling), utility.scale
    )


def _covered(space: Space, utility: Utility) -> bool:
    """Return whether every package that the rules allow is in a list of whole packages."""
    listed = _listed(utility)
    try:
        return feasible_count(space) <= sum(space.allows(outcome) for outcome in listed)
    except RulesTooEntangled:
        return False


def _listed(utility: Utility) -> frozenset[Outcome]:
    """Return the packages of a list of whole packages."""
    return frozenset(
        tuple(next(iter(places)) for _, places in each.when) for each in utility.bonuses
    )


def _not_listed(space: Space, utility: Utility) -> Iterator[Outcome]:
    """Yield the first packages that the rules allow and a list lacks, if they are soon found."""
    listed = _listed(utility)
    every = product(*(range(len(axis.options)) for axis in space.axes))
    tried = islice(every, len(listed) + TRIED_AT_MOST)
    lacking = (each for each in tried if each not in listed and space.allows(each))
    return islice(lacking, NAMED_AT_MOST)
