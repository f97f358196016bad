"""The packages that are possible under the rules of a case, without listing them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, prod
from types import MappingProxyType

from ..preferences.axes import STEPS, Axis, Outcome, axis_of
from ..preferences.named import Named, numbers_named
from ..preferences.utility import Utility, When, holds
from ..record.case import Case
from ..record.entry import standing_entries
from ..record.issues import Rule


@dataclass(frozen=True, slots=True)
class Space:
    """One option for each issue, but for what is forbidden.

    ``size`` counts the packages as if nothing were forbidden; no issues: one package.

    >>> two = Axis("a", ("x", "y"))
    >>> Space((two, two), (((0, frozenset({0})), (1, frozenset({1}))),)).allows((0, 1))
    False
    """

    axes: tuple[Axis, ...]
    forbidden: tuple[When, ...] = ()

    @property
    def size(self) -> int:
        """How many packages there are before the rules."""
        return prod(len(axis.options) for axis in self.axes)

    def allows(self, outcome: Outcome) -> bool:
        """Return whether the rules allow a package."""
        return not any(holds(when, outcome) for when in self.forbidden)

    def package(self, outcome: Outcome) -> dict[str, str]:
        """Return a package in words of the record: an option for each issue."""
        return {
            axis.issue: axis.options[place] for axis, place in zip(self.axes, outcome, strict=True)
        }

    def outcome(self, package: Mapping[str, str]) -> Outcome | None:
        """Return a package as places on the axes, or None if it is not one option for each."""
        if package.keys() - {axis.issue for axis in self.axes}:
            return None
        places = [axis.place(package.get(axis.issue, "")) for axis in self.axes]
        return None if None in places else tuple(place for place in places if place is not None)


@dataclass(frozen=True, slots=True)
class BargainingProblem:
    """A space of packages and what each party gets in each of them.

    The parties stand in one order throughout; there is at least one.
    """

    space: Space
    utilities: tuple[Utility, ...]

    def __post_init__(self) -> None:
        lengths = tuple(len(axis.options) for axis in self.space.axes)
        if not self.utilities:
            raise ValueError("no party")
        for each in self.utilities:
            if tuple(len(row) for row in each.values) != lengths:
                raise ValueError("the utilities are not of this space")

    def whole(self, outcome: Outcome) -> tuple[int, ...]:
        """Return what a package is worth to each party, times its scale."""
        return tuple(each.whole(outcome) for each in self.utilities)


def whole_at_least(problem: BargainingProblem, values: Sequence[Fraction]) -> tuple[int, ...]:
    """Return the least whole numbers, on the parties' scales, that are worth these values."""
    return tuple(
        ceil(value * each.scale) for value, each in zip(values, problem.utilities, strict=True)
    )


def space_of(
    case: Case, steps: int = STEPS, package: Mapping[str, str] = MappingProxyType({})
) -> Space:
    """Return the space of packages of a case: its issues, in order, under its rules.

    Entries that are withdrawn or replaced do not count. A range without a smallest change is
    divided into ``steps`` steps, which the numbers named in the case, or by ``package``, join (see
    :func:`~detente.core.preferences.named.numbers_named`), so that no rule or interaction falls
    between two of them. Cost: linear in the options, the rules, and what is named.

    >>> space_of(Case(title="t")).size
    1
    """
    named, none = numbers_named(case, package), Named()
    axes = tuple(
        axis_of(issue, steps, at.holding, at.points)
        for issue in standing_entries(case.issues)
        for at in [named.get(issue.id, none)]
    )
    forbidden = [when for rule in standing_entries(case.rules) for when in forbidden_by(rule, axes)]
    return Space(axes, tuple(forbidden))


def forbidden_by(rule: Rule, axes: tuple[Axis, ...]) -> list[When]:
    """Return the combinations that a rule forbids; one that speaks of an issue not there: none.

    Cost: linear in the options.
    """
    index = {axis.issue: number for number, axis in enumerate(axes)}
    if any(issue not in index for issue in (*rule.when, *rule.excludes, *rule.requires)):
        return []
    when = tuple((index[i], axes[index[i]].places(options)) for i, options in rule.when.items())
    found: list[When] = []
    for issue, options in rule.excludes.items():
        found.append((*when, (index[issue], axes[index[issue]].places(options))))
    for issue, options in rule.requires.items():
        axis = axes[index[issue]]
        others = frozenset(range(len(axis.options))) - axis.places(options)
        found.append((*when, (index[issue], others)))
    return [each for each in found if all(places for _, places in each)]
