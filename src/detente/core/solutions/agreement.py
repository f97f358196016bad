"""Is there a deal? What all would prefer to no agreement, what wastes nothing, what is fair."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

import numpy as np

from ..outcomes.combining import FrontierTooLarge, Limits, soon_compared
from ..outcomes.efficient import FrontierOutOfReach, frontier_of
from ..outcomes.frontier import Frontier, Method
from ..outcomes.programme import SearchEnded
from ..outcomes.progress import Progress
from ..outcomes.scaled import scaled
from ..outcomes.space import space_of
from ..preferences.axes import Outcome, TooManyOptions
from ..preferences.judged import Lack
from ..preferences.judging import Judged, judged_parties, unused_judgements
from ..record.case import Case
from ..record.entry import about
from .adjusted_winner import AdjustedWinner
from .bargain import Bargain
from .bargaining import Solution, SolutionName, solutions
from .direct import BestForOne, Direct, direct_solutions
from .near_misses import NearMisses, near_misses
from .ordinal import FallbackPick, division, fallback_pick
from .rubinstein import ProposalPair, stationary_proposals
from .settlement import Assessment, assess, outcome_of
from .table import Table, table_of
from .trades import Trade, trades_between_extremes
from .zone import Zone, zone_of

PACKAGES_SHOWN = 3
"""How many packages are shown of each point of the frontier; all are counted."""

POINTS_WITH_MORE_PACKAGES = 500
"""Of a frontier of more points, one package is shown for each."""

PAIRS_SHOWN = 10

NoAnswer = Literal[
    "",
    "no issues",
    "nobody is judged",
    "judgements lack numbers",
    "an issue has too many options",
    "no package is possible",
]

NoFrontier = Literal["", "too entangled", "too large", "too many points", "the search did not end"]


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


@dataclass(frozen=True, slots=True)
class OffersInTurn:
    """What each of two parties would propose when its turn comes, and the other accept at once.

    Of separate packages there can be many such pairs; the first ones are shown, in the order of
    what the first party gets from its own proposal.
    """

    discounts: tuple[Fraction, ...] = about("per party, what is left of a gain a round later")
    pairs: tuple[ProposalPair, ...] = about("some of the pairs; points of the frontier by number")
    count: int = about("how many pairs there are")


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """Whether there is a deal, for whom, and which ones.

    ``why_not`` is empty where there is an answer; then ``frontier`` is the number of packages
    on the frontier (of one found by integer programming or only near: of points; each has one).
    """

    why_not: NoAnswer = about("why there is no answer; empty where there is one", default="")
    parties: tuple[str, ...] = about("the parties judged, in the order of all numbers below")
    judged: tuple[Judged, ...] = about("per party, whose judgement is used")
    not_judged: tuple[str, ...] = about("principals for whom there is no judgement")
    unused: tuple[Judged, ...] = about(
        "other judgements of these parties: older ones, or other authors'", default=()
    )
    lacks: tuple[Lack, ...] = about("what judgements lack for an answer in numbers", default=())
    issues: tuple[str, ...] = about("the issues, in the order of the record", default=())
    divided: tuple[str, ...] = about(
        "ranges that were divided into steps: near, not exact", default=()
    )
    disagreement: tuple[Fraction, ...] = about("per party, what no agreement is worth", default=())
    assumed: tuple[bool, ...] = about(
        "per party, whether that is not judged and its worst package stands for it", default=()
    )
    zone: Zone | None = about(
        "how many packages suit all, and who refuses the others", default=None
    )
    no_frontier: NoFrontier = about("why the frontier is not there; empty where it is", default="")
    frontier: int | None = about("how many packages are on the frontier", default=None)
    counted: bool = about(
        "whether these are all packages of the frontier, ties with them", default=False
    )
    exact: bool = about("whether the frontier is exact", default=False)
    bound: tuple[Fraction, ...] = about(
        "per party, how much better a package left out can be at most; zeros where exact",
        default=(),
    )
    method: Method | None = about("how the frontier was found", default=None)
    points: tuple[FrontierPoint, ...] = about("the points of the frontier, ascending", default=())
    solutions: tuple[Picked, ...] = about("what each theory picks, and from where", default=())
    best: tuple[BestForOne, ...] = about(
        "where the frontier is not exact: the most each party can have if all are suited",
        default=(),
    )
    direct: tuple[Direct, ...] = about(
        "where the frontier is not exact: what theories pick, each with its proven bound",
        default=(),
    )
    direct_ended: tuple[SolutionName, ...] = about(
        "theories for which the search ended before a package that suits all was found",
        default=(),
    )
    near_misses: NearMisses | None = about(
        "where no package suits all: who misses least", default=None
    )
    fallback: FallbackPick | None = about(
        "what fallback bargaining picks; none where there are too many packages to rank",
        default=None,
    )
    division: AdjustedWinner | None = about(
        "how Adjusted Winner divides the issues; none where it does not apply", default=None
    )
    offers: OffersInTurn | None = about(
        "what two parties would propose in turn; none unless both have a discount", default=None
    )
    trades: tuple[Trade, ...] = about(
        "issues worth linking: trades that gain both sides, best first", default=()
    )
    assessment: Assessment | None = about("of the package asked for, if any", default=None)


def agreement(
    case: Case,
    *,
    author: str | None = None,
    package: Mapping[str, str] | None = None,
    limits: Limits | None = None,
    chance: np.random.Generator | None = None,
    progress: Progress | None = None,
) -> Agreement:
    """Return whether there is a deal by the judgements of a case, and which.

    Of each party the latest judgement counts, or the latest by ``author``. Numbers are
    taken as they are written; an answer needs weights and values that are single numbers.
    Where no agreement is not judged, the party's worst package stands for it, which is said. Spaces
    too large to count are sampled with ``chance``. A ``package``, an option for each
    issue (of a range without a step any number), is assessed too;
    :class:`~detente.core.solutions.settlement.NotAPackage` is raised if
    it is none. Cost: see :func:`~detente.core.outcomes.efficient.frontier_of` and
    :func:`~detente.core.solutions.zone.zone_of`.

    >>> agreement(Case(title="t")).why_not
    'no issues'
    """
    judged, missing = judged_parties(case, author)
    known: dict[str, Any] = {
        "parties": tuple(each.party for each in judged),
        "judged": judged,
        "not_judged": missing,
        "unused": unused_judgements(case, judged),
    }
    try:
        space = space_of(case, package=package or {})
    except TooManyOptions:
        return Agreement(why_not="an issue has too many options", **known)
    known["issues"] = tuple(axis.issue for axis in space.axes)
    if not space.axes:
        return Agreement(why_not="no issues", **known)
    if not judged:
        return Agreement(why_not="nobody is judged", **known)
    table = table_of(case, space, judged)
    if not isinstance(table, Table):
        return Agreement(why_not="judgements lack numbers", lacks=table, **known)
    outcome = None if package is None else outcome_of(table, package)
    known |= {
        "divided": tuple(axis.issue for axis in space.axes if axis.divided),
        "disagreement": table.disagreement,
        "assumed": table.assumed,
        "zone": zone_of(table.problem, table.disagreement, chance, progress, limits),
    }
    if known["zone"].packages == 0:
        return Agreement(why_not="no package is possible", **known)
    known |= _frontier(table, limits, progress)
    if outcome is not None:
        known["assessment"] = _assessed(table, outcome, known)
    return Agreement(
        fallback=fallback_pick(table, limits),
        division=division(table),
        trades=trades_between_extremes(table),
        **known,
    )


def _assessed(table: Table, outcome: Outcome, known: dict[str, Any]) -> Assessment:
    points = tuple(each.utilities for each in known.get("points", ()))
    found = tuple(each.solution for each in known.get("solutions", ()))
    return assess(table, outcome, points, found)


def _frontier(table: Table, limits: Limits | None, progress: Progress | None) -> dict[str, Any]:
    """Return what is known of the frontier and of the solutions on it."""
    allowed = soon_compared(limits or Limits(), len(table.parties))
    try:
        found = frontier_of(table.problem, allowed, progress)
    except FrontierOutOfReach:
        return _without_frontier(table, "too entangled", progress)
    except FrontierTooLarge:
        return _without_frontier(table, "too large", progress)
    except SearchEnded:
        return _without_frontier(table, "the search did not end", progress)
    if _too_coarse(table, found):
        many = found.thinned == "points"
        return _without_frontier(table, "too many points" if many else "too large", progress)
    points = _points(table, found)
    if any(found.lost):  # what theories pick is then found directly, with its bound
        near = {"points": points, "frontier": len(points), "bound": _bound(table, found)}
        return near | {"method": found.method} | _directly(table, progress)
    bargain = Bargain(found.points, table.disagreement, table.parties)
    picked = tuple(
        Picked(each, tuple(points[at] for at in each.picks)) for each in solutions(bargain)
    )
    nothing = not any(each.solution.picks for each in picked)
    known = {
        "frontier": sum(each.packages or 1 for each in points),
        "counted": found.exact and all(each.packages is not None for each in points),
        "exact": found.exact,
        "bound": _bound(table, found),
        "method": found.method,
        "points": points,
        "solutions": picked,
        "near_misses": near_misses(bargain) if nothing else None,
        "offers": _offers(table, bargain) if found.exact else None,
    }
    if any(axis.divided for axis in table.problem.space.axes):  # in between there are more
        known |= {"counted": False, "frontier": len(points)}
    if any(table.step_bound):
        known["exact"] = False
    return known if found.exact else known | _directly(table, progress)


def _bound(table: Table, found: Frontier) -> tuple[Fraction, ...]:
    """Return how much better a package left out can be: thinned out, or between two steps."""
    return tuple(a + b for a, b in zip(found.bound, table.step_bound, strict=True))


def _too_coarse(table: Table, found: Frontier) -> bool:
    """Return whether a package left out could be better by a tenth of all there is to get."""
    highest = scaled(table.problem).highest
    return any(10 * lost > high for lost, high in zip(found.lost, highest, strict=True))


def _offers(table: Table, bargain: Bargain) -> OffersInTurn | None:
    """Return what is proposed in turn by two parties to whom time matters, each in its own way."""
    utilities = table.problem.utilities
    discounts = tuple(each.discount for each in utilities)
    if len(utilities) != 2 or any(each == 1 for each in discounts):
        return None
    if any(each.time_cost for each in utilities):
        return None
    pairs = stationary_proposals(bargain, *discounts)
    return OffersInTurn(discounts, pairs[:PAIRS_SHOWN], len(pairs))


def _without_frontier(table: Table, why: NoFrontier, progress: Progress | None) -> dict[str, Any]:
    return {"no_frontier": why, "points": (), "solutions": (), **_directly(table, progress)}


def _directly(table: Table, progress: Progress | None) -> dict[str, Any]:
    found = direct_solutions(table, progress)
    return {"best": found.best, "direct": found.direct, "direct_ended": found.ended}


def _points(table: Table, found: Frontier) -> tuple[FrontierPoint, ...]:
    counts: tuple[int | None, ...] = (None,) * len(found)
    few = found.method != "integer programming" and len(found) <= POINTS_WITH_MORE_PACKAGES
    if found.method != "integer programming" and found.exact:
        counts = found.counts()
    shown: list[tuple[Outcome, ...]] = [(first,) for first in found.firsts()]
    if few:
        shown = [found.packages(at, PACKAGES_SHOWN) for at in range(len(found))]
    space = table.problem.space
    return tuple(
        FrontierPoint(values, table.gains(values), count, tuple(map(space.package, outcomes)))
        for values, count, outcomes in zip(found.points, counts, shown, strict=True)
    )
