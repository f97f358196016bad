"""A package on the table: what it is worth, what is better for all, and the shortest way there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from ..numbers import written
from ..outcomes.listing import blocks
from ..outcomes.programme import INFINITE, Programme, SearchEnded
from ..outcomes.scaled import scaled
from ..outcomes.searching import TooManyBranches, at_least
from ..outcomes.sets import Index
from ..outcomes.space import BargainingProblem
from ..preferences.axes import Axis, Outcome
from ..preferences.utility import Utility
from ..problems import did_you_mean, listed
from ..record.entry import about
from .bargain import Bargain
from .bargaining import Solution
from .distances import Distances, distances
from .table import Table, Worth
from .trades import Trade, trades_from

COUNTED_AT_MOST = 2_000_000
"""Packages of larger spaces are not counted one by one."""

CHANGES_SHOWN = 10
BRANCHES_AT_MOST = 200_000
"""How many ways of changing a few issues are tried one by one, before integer programming."""


class NotAPackage(ValueError):
    """What was named is not one option for each issue."""

    def __init__(self, issue: str, message: str, hint: str) -> None:
        super().__init__(message)
        self.issue = issue
        self.hint = hint


@dataclass(frozen=True, slots=True)
class Change:
    """A package that is worse for nobody and better for somebody, and what changes on the way."""

    worth: Worth = about("the package, and what it is worth")
    changes: tuple[str, ...] = about("the issues that are settled otherwise", refers="issues")
    improvements: tuple[Fraction, ...] = about("per party, what it gains by the change")


@dataclass(frozen=True, slots=True)
class Assessment:
    """What a package on the table is worth, and what would be better for all."""

    worth: Worth = about("the package, and what it is worth to each party")
    allowed: bool = about("whether the rules allow it")
    refuses: tuple[str, ...] = about("parties to whom no agreement is worth more")
    better: int | None = about(
        "how many packages are worse for nobody and better for somebody; none: not known"
    )
    fewest_changes: int | None = about(
        "on how many issues the nearest of them differs; none: there is none, or it is not known"
    )
    efficient: bool | None = about("whether there is none of them; none: not known")
    nearest: tuple[Change, ...] = about("those that differ on the fewest issues, ties with them")
    dominating: tuple[int, ...] = about("the points of the frontier that are better, by number")
    distances: Distances | None = about("how far it is from the frontier and from each solution")
    trades: tuple[Trade, ...] = about("trades of two issues that two parties would gain by")
    not_tried: tuple[tuple[str, str], ...] = about(
        "pairs of issues with too many options to look for trades", refers="issues"
    )


def outcome_of(table: Table, package: Mapping[str, str]) -> Outcome:
    """Return a package in numbers; raise :class:`NotAPackage` with what is wrong and how to mend it.

    It must name one option of each issue; a number of a range may be written in any way.
    """
    axes = table.problem.space.axes
    known = {axis.issue for axis in axes}
    for issue in package:
        if issue not in known:
            near = did_you_mean(issue, sorted(known))
            hint = f'did you mean "{near}"?' if near else "one of: " + listed(sorted(known))
            raise NotAPackage(issue, f'there is no issue "{issue}"', hint)
    for axis in axes:
        if axis.issue not in package:
            hint = f"add {axis.issue}= and one of its options"
            raise NotAPackage(axis.issue, f'the package leaves "{axis.issue}" open', hint)
        option = package[axis.issue]
        if axis.place(option) is None:
            near = did_you_mean(option, axis.options)
            hint = f'did you mean "{near}"?' if near and not axis.numbers else _options(axis)
            raise NotAPackage(axis.issue, f'"{axis.issue}" has no option "{option}"', hint)
    places = [axis.place(package[axis.issue]) for axis in axes]
    return tuple(place for place in places if place is not None)


def _options(axis: Axis) -> str:
    """Return what can be named on an axis: its options, or its bounds and steps."""
    if len(axis.numbers) < 3:
        return "one of: " + listed(axis.options)
    between = f"from {axis.options[0]} to {axis.options[-1]}"
    if axis.divided:
        return f"any number {between}"
    return f"a number {between} in steps of {written(axis.numbers[1] - axis.numbers[0])}"


def assess(
    table: Table,
    outcome: Outcome,
    points: tuple[tuple[Fraction, ...], ...] = (),
    found: tuple[Solution, ...] = (),
) -> Assessment:
    """Return what a package is worth and what would be better for all [Raiffa 1982].

    ``points`` are the frontier and ``found`` what the solutions pick of it, for the distances.
    Better packages are counted where the space is small. The smallest change is found by trying, and
    proved by integer programming where that would take too long. Cost: the branches tried.
    """
    problem = table.problem
    worth = table.worth(outcome)
    better = _better_count(problem, outcome)
    fewest, nearest = (None, []) if better == 0 else _fewest_changes(problem, outcome)
    bargain = Bargain(points, table.disagreement) if points else None
    gaps = None if bargain is None else distances(bargain, worth.utilities, found)
    dominating = () if gaps is None else gaps.better
    found_trades = trades_from(table, outcome)
    efficient = True if better == 0 else False if better or nearest or dominating else None
    return Assessment(
        worth,
        problem.space.allows(outcome),
        tuple(name for name, gain in zip(table.parties, worth.gains, strict=True) if gain < 0),
        better,
        fewest,
        efficient,
        tuple(_change(table, outcome, each) for each in nearest[:CHANGES_SHOWN]),
        dominating,
        gaps,
        found_trades.trades,
        found_trades.not_tried,
    )


def _better_count(problem: BargainingProblem, outcome: Outcome) -> int | None:
    """Return how many packages are better for all; None where there are too many to look at."""
    numbers = scaled(problem)
    own = problem.whole(outcome)
    if problem.space.size <= COUNTED_AT_MOST and not numbers.capped:
        count = 0
        wanted = numbers.above_base(own)
        same = Index(numbers.layout.packed([wanted]))
        for block in blocks(problem.space, numbers):
            enough = block.vectors[numbers.layout.at_least(block.vectors, wanted).all(axis=1)]
            count += int((same.rows(enough) < 0).sum())
        return count
    found = at_least(problem.space, numbers, own, BRANCHES_AT_MOST)
    try:
        return sum(_improves(problem, outcome, each) for each in found)
    except TooManyBranches:
        return None


def _improves(problem: BargainingProblem, outcome: Outcome, other: Outcome) -> bool:
    """Return whether the other package, as good for all, is better for somebody."""
    return any(
        theirs > own
        for theirs, own in zip(problem.whole(other), problem.whole(outcome), strict=True)
    )


def _fewest_changes(
    problem: BargainingProblem, outcome: Outcome
) -> tuple[int | None, list[Outcome]]:
    """Return on how few issues a package that is better for all differs, and all those that do.

    Where trying would take too long, an integer programme proves the number and gives one.
    """
    kept = Utility(
        "",
        1,
        tuple(
            tuple(int(place == own) for place in range(len(axis.options)))
            for axis, own in zip(problem.space.axes, outcome, strict=True)
        ),
    )
    wider = replace(problem, utilities=(*problem.utilities, kept))
    numbers = scaled(wider)
    lowest = problem.whole(outcome)
    for changes in range(1, len(outcome) + 1):
        least = [*lowest, len(outcome) - changes]
        try:
            found = [
                each
                for each in at_least(problem.space, numbers, least, BRANCHES_AT_MOST)
                if _improves(problem, outcome, each)
            ]
        except TooManyBranches:
            return _proved(wider, outcome)
        if found:
            return changes, found
    return None, []


def _proved(wider: BargainingProblem, outcome: Outcome) -> tuple[int | None, list[Outcome]]:
    """Return the fewest changes by integer programming, with one package that needs no more."""
    numbers = scaled(wider)
    programme = Programme(wider.space, numbers)
    if not programme.exact:
        return None, []
    parties = range(len(wider.utilities) - 1)
    own = wider.whole(outcome)
    for party in parties:
        programme.at_least(party, own[party])
    more = 0.5 + sum(own[party] - numbers.base[party] for party in parties)
    columns = [programme.utilities[party] for party in parties]
    programme.row(columns, [1.0] * len(columns), more, INFINITE)
    try:
        best = programme.best({programme.utilities[-1]: 1.0})
    except SearchEnded:
        return None, []
    if best is None or not _improves(wider, outcome, best.outcome):
        return None, []
    same = sum(own == other for own, other in zip(outcome, best.outcome, strict=True))
    return len(outcome) - same, [best.outcome]


def _change(table: Table, outcome: Outcome, other: Outcome) -> Change:
    before, after = table.worth(outcome), table.worth(other)
    issues = [axis.issue for axis in table.problem.space.axes]
    return Change(
        after,
        tuple(issue for issue, own, now in zip(issues, outcome, other, strict=True) if own != now),
        tuple(b - a for a, b in zip(before.utilities, after.utilities, strict=True)),
    )
