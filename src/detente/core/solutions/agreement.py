"""Is there a deal? What all would prefer to no agreement, what wastes nothing, what is fair."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

import numpy as np

from ..outcomes.combining import FrontierTooLarge, Limits
from ..outcomes.counting import RulesTooEntangled, feasible_count
from ..outcomes.efficient import FrontierOutOfReach, frontier_of
from ..outcomes.frontier import Frontier, Method
from ..outcomes.programme import SearchEnded
from ..outcomes.progress import Progress
from ..outcomes.space import BargainingProblem, Space, space_of
from ..preferences.axes import Outcome, TooManyOptions
from ..preferences.judged import Lack, utility_of
from ..preferences.utility import Bonus, Utility
from ..record.case import Case
from ..record.entry import about
from .bargain import Bargain
from .bargaining import Solution, solutions
from .judging import Judged, judged_parties
from .near_misses import NearMisses, near_misses
from .zone import Zone, zone_of

PACKAGES_SHOWN = 3
"""How many packages are shown of each point of the frontier; all are counted."""

NoAnswer = Literal[
    "",
    "no issues",
    "nobody is judged",
    "judgements lack numbers",
    "an issue has too many options",
    "no package is possible",
]

NoFrontier = Literal["", "too entangled", "too large", "the search did not end"]


@dataclass(frozen=True, slots=True)
class Worth:
    """One package, and what it is worth to each party."""

    package: Mapping[str, str] = about("an option for each issue")
    utilities: tuple[Fraction, ...] = about("per party, what it is worth")
    gains: tuple[Fraction, ...] = about("per party, how much more than no agreement")


@dataclass(frozen=True, slots=True)
class FrontierPoint:
    """A point of the frontier: what it is worth, and packages that reach it."""

    utilities: tuple[Fraction, ...] = about("per party, what it is worth")
    gains: tuple[Fraction, ...] = about("per party, how much more than no agreement")
    packages: int | None = about("how many packages reach it; none: not counted")
    examples: tuple[Mapping[str, str], ...] = about("some of these packages, the first in order")


@dataclass(frozen=True, slots=True)
class Picked:
    """What one theory of fairness picks."""

    solution: Solution = about("the theory, its definition, what it reached; points by number")
    points: tuple[FrontierPoint, ...] = about("the points it picks, all ties")


@dataclass(frozen=True, slots=True, eq=False)
class Agreement:
    """Whether there is a deal, for whom, and which ones.

    ``why_not`` is empty where there is an answer; then ``frontier`` is the number of packages
    on the frontier (of one found by integer programming or only near: of points; each has one).
    """

    why_not: NoAnswer = about("why there is no answer; empty where there is one")
    parties: tuple[str, ...] = about("the parties judged, in the order of all numbers below")
    judged: tuple[Judged, ...] = about("per party, whose judgement is used")
    not_judged: tuple[str, ...] = about("principals for whom there is no judgement")
    lacks: tuple[Lack, ...] = about("what judgements lack for an answer in numbers")
    issues: tuple[str, ...] = about("the issues, in the order of the record")
    divided: tuple[str, ...] = about("ranges that were divided into steps: near, not exact")
    disagreement: tuple[Fraction, ...] = about("per party, what no agreement is worth")
    assumed: tuple[bool, ...] = about(
        "per party, whether that is not judged and its worst package stands for it"
    )
    zone: Zone | None = about("how many packages suit all, and who refuses the others")
    no_frontier: NoFrontier = about("why the frontier is not there; empty where it is")
    frontier: int | None = about("how many packages are on the frontier")
    counted: bool = about("whether these are all packages of the frontier, ties with them")
    exact: bool = about("whether the frontier is exact")
    bound: tuple[Fraction, ...] = about(
        "per party, how much better a package left out can be at most; zeros where exact"
    )
    method: Method | None = about("how the frontier was found")
    points: tuple[FrontierPoint, ...] = about("the points of the frontier, ascending")
    solutions: tuple[Picked, ...] = about("what each theory picks, and from where")
    near_misses: NearMisses | None = about("where no package suits all: who misses least")


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """A case as a bargaining problem, with what no agreement is worth to each party."""

    problem: BargainingProblem
    disagreement: tuple[Fraction, ...]
    assumed: tuple[bool, ...]

    def worth(self, outcome: Outcome) -> Worth:
        """Return what a package is worth to each party."""
        values = tuple(each.value(outcome) for each in self.problem.utilities)
        return Worth(self.problem.space.package(outcome), values, self.gains(values))

    def gains(self, values: tuple[Fraction, ...]) -> tuple[Fraction, ...]:
        """Return how much more than no agreement the parties get."""
        return tuple(a - b for a, b in zip(values, self.disagreement, strict=True))


def agreement(
    case: Case,
    *,
    author: str | None = None,
    limits: Limits | None = None,
    chance: np.random.Generator | None = None,
    progress: Progress | None = None,
) -> Agreement:
    """Return whether there is a deal by the judgements of a case, and which.

    Of each party the latest judgement counts, or the latest by ``author``. Numbers are
    taken as they are written; an answer needs weights and values that are single numbers.
    Where no agreement is not judged, the party's worst package stands for it, which is said. Spaces
    too large to count are sampled with ``chance``. Cost: see
    :func:`~detente.core.outcomes.efficient.frontier_of` and
    :func:`~detente.core.solutions.zone.zone_of`.

    >>> agreement(Case(title="t")).why_not
    'no issues'
    """
    judged, missing = judged_parties(case, author)
    try:
        space = space_of(case)
    except TooManyOptions:
        return _nothing("an issue has too many options", judged, missing)
    if not space.axes:
        return _nothing("no issues", judged, missing)
    if not judged:
        return _nothing("nobody is judged", judged, missing, space)
    table = table_of(case, space, judged)
    if not isinstance(table, Table):
        return _nothing("judgements lack numbers", judged, missing, space, table)
    zone = zone_of(table.problem, table.disagreement, chance, progress)
    if zone.packages == 0:
        return _nothing("no package is possible", judged, missing, space)
    return _answer(table, judged, missing, zone, limits, progress)


def table_of(case: Case, space: Space, judged: tuple[Judged, ...]) -> Table | tuple[Lack, ...]:
    """Return the bargaining problem of these judgements, or what they lack for one."""
    judgements = dict(case.judgements)
    found = [utility_of(judgements[each.file], space.axes) for each in judged]
    lacks = [lack for each in found if isinstance(each, tuple) for lack in each]
    utilities = tuple(each for each in found if isinstance(each, Utility))
    for each in utilities:
        listed = next(one for one in judged if one.party == each.party)
        if judgements[listed.file].packages and not _covered(space, each):
            lacks.append(Lack(each.party, "a package without a value", ""))
    if lacks:
        return tuple(lacks)
    problem = BargainingProblem(space, utilities)
    values = tuple(
        _worst(space, each)
        if each.no_agreement is None
        else Fraction(each.no_agreement, each.scale)
        for each in utilities
    )
    return Table(problem, values, tuple(each.no_agreement is None for each in utilities))


def _worst(space: Space, utility: Utility) -> Fraction:
    """Return what the worst possible package is worth; without a package, 0."""
    turned = replace(
        utility,
        values=tuple(tuple(-number for number in row) for row in utility.values),
        bonuses=tuple(Bonus(each.when, -each.value) for each in utility.bonuses),
        ceiling=None,
    )
    best = frontier_of(BargainingProblem(space, (turned,))).vectors
    worst = -best[0][0] if best else 0
    return Fraction(
        worst if utility.ceiling is None else min(worst, utility.ceiling), utility.scale
    )


def _covered(space: Space, utility: Utility) -> bool:
    """Return whether every package that the rules allow is in a list of whole packages."""
    listed = {tuple(next(iter(places)) for _, places in each.when) for each in utility.bonuses}
    try:
        return feasible_count(space) <= sum(space.allows(outcome) for outcome in listed)
    except RulesTooEntangled:
        return False


def _answer(
    table: Table,
    judged: tuple[Judged, ...],
    missing: tuple[str, ...],
    zone: Zone,
    limits: Limits | None,
    progress: Progress | None,
) -> Agreement:
    why: NoFrontier = ""
    found: Frontier | None = None
    try:
        found = frontier_of(table.problem, limits, progress)
    except FrontierOutOfReach:
        why = "too entangled"
    except FrontierTooLarge:
        why = "too large"
    except SearchEnded:
        why = "the search did not end"
    points: tuple[FrontierPoint, ...] = ()
    picked: tuple[Picked, ...] = ()
    misses: NearMisses | None = None
    if found is not None:
        points = _points(table, found)
        bargain = Bargain(found.points, table.disagreement, tuple(e.party for e in judged))
        picked = tuple(
            Picked(each, tuple(points[at] for at in each.picks)) for each in solutions(bargain)
        )
        misses = None if any(each.solution.picks for each in picked) else near_misses(bargain)
    counted = all(each.packages is not None for each in points)
    return Agreement(
        "",
        tuple(each.party for each in judged),
        judged,
        missing,
        (),
        tuple(axis.issue for axis in table.problem.space.axes),
        tuple(axis.issue for axis in table.problem.space.axes if axis.divided),
        table.disagreement,
        table.assumed,
        zone,
        why,
        None if found is None else sum(each.packages or 1 for each in points),
        found is not None and counted and found.exact,
        found is not None and found.exact,
        () if found is None else found.bound,
        None if found is None else found.method,
        points,
        picked,
        misses,
    )


def _points(table: Table, found: Frontier) -> tuple[FrontierPoint, ...]:
    counts: tuple[int | None, ...] = (None,) * len(found)
    if found.method != "integer programming" and found.exact:
        counts = found.counts()
    return tuple(
        FrontierPoint(
            values,
            table.gains(values),
            count,
            tuple(
                table.problem.space.package(outcome)
                for outcome in found.packages(at, PACKAGES_SHOWN)
            ),
        )
        for at, (values, count) in enumerate(zip(found.points, counts, strict=True))
    )


def _nothing(
    why: NoAnswer,
    judged: tuple[Judged, ...],
    missing: tuple[str, ...],
    space: Space | None = None,
    lacks: tuple[Lack, ...] = (),
) -> Agreement:
    return Agreement(
        why,
        tuple(each.party for each in judged),
        judged,
        missing,
        lacks,
        () if space is None else tuple(axis.issue for axis in space.axes),
        (),
        (),
        (),
        None,
        "",
        None,
        False,
        False,
        (),
        None,
        (),
        (),
        None,
    )
