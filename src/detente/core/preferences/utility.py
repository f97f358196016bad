"""Preferences in numbers: what each option adds, alone and with others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, Protocol

from ..numbers import Number, at_scale, common_scale
from .axes import Outcome

When = tuple[tuple[int, frozenset[int]], ...]
"""Axes, each with the places of options: holds in a package that has one of them on each."""

Order = Literal["better", "worse", "equal", "unknown"]


class Preferences(Protocol):
    """What analysis asks of preferences, whether they are numbers, ranges or orders.

    ``compare`` may answer "unknown" and ``acceptable`` None: what was not given is not made up.
    """

    @property
    def party(self) -> str:
        """The party whose preferences they are."""
        ...

    def compare(self, first: Outcome, second: Outcome) -> Order:
        """Return whether the first package is better than the second for the party."""
        ...

    def acceptable(self, outcome: Outcome) -> bool | None:
        """Return whether the package is at least as good as no agreement; None: not known."""
        ...


@dataclass(frozen=True, slots=True)
class Bonus:
    """What options on several issues add together."""

    when: When
    value: int


@dataclass(frozen=True, slots=True)
class Utility:
    """A party's utility in exact numbers: whole numbers over one common ``scale``.

    The utility of a package is the sum of ``values[axis][option]`` over the axes and of each
    bonus whose ``when`` holds in it, at most ``ceiling``; all divided by ``scale``.
    ``discount`` is what is left of it after one round more, ``time_cost`` what is then taken.

    >>> pay = utility("union", [[Fraction(1, 3), 0], [0, 2]], no_agreement=Fraction(1, 2))
    >>> pay.scale, pay.value((0, 1)), pay.acceptable((0, 0))
    (6, Fraction(7, 3), False)
    """

    party: str
    scale: int
    values: tuple[tuple[int, ...], ...]
    bonuses: tuple[Bonus, ...] = ()
    ceiling: int | None = None
    no_agreement: int | None = None
    discount: Fraction = Fraction(1)
    time_cost: Fraction = Fraction(0)

    def whole(self, outcome: Outcome) -> int:
        """Return the utility of a package times the scale."""
        total = sum(values[place] for values, place in zip(self.values, outcome, strict=True))
        for bonus in self.bonuses:
            if holds(bonus.when, outcome):
                total += bonus.value
        return total if self.ceiling is None else min(total, self.ceiling)

    def value(self, outcome: Outcome, rounds: int = 0) -> Fraction:
        """Return the utility of a package, agreed now or after a number of rounds more."""
        now = Fraction(self.whole(outcome), self.scale)
        return now * self.discount**rounds - self.time_cost * rounds

    def compare(self, first: Outcome, second: Outcome) -> Order:
        """Return whether the first package is worth more; never unknown."""
        one, two = self.whole(first), self.whole(second)
        return "equal" if one == two else "better" if one > two else "worse"

    def acceptable(self, outcome: Outcome) -> bool | None:
        """Return whether a package is worth at least as much as no agreement, if that is known."""
        return None if self.no_agreement is None else self.whole(outcome) >= self.no_agreement


def holds(when: When, outcome: Outcome | Mapping[int, int]) -> bool:
    """Return whether a package has one of the options on each axis (no axes: True).

    Of a package begun, or of some axes only, those that are asked about must be there.
    """
    return all(outcome[axis] in places for axis, places in when)


def utility(
    party: str,
    values: list[list[Number]],
    *,
    bonuses: tuple[tuple[When, Number], ...] = (),
    ceiling: Number | None = None,
    no_agreement: Number | None = None,
    discount: Number = 1,
    time_cost: Number = 0,
) -> Utility:
    """Return the utility with these numbers; ``values`` holds for each axis what options add.

    Cost: linear in the numbers.
    """
    special = [number for number in (ceiling, no_agreement) if number is not None]
    scale = common_scale(
        [*(n for row in values for n in row), *(value for _, value in bonuses), *special]
    )
    return Utility(
        party,
        scale,
        tuple(tuple(at_scale(number, scale) for number in row) for row in values),
        tuple(Bonus(when, at_scale(value, scale)) for when, value in bonuses),
        None if ceiling is None else at_scale(ceiling, scale),
        None if no_agreement is None else at_scale(no_agreement, scale),
        Fraction(discount),
        Fraction(time_cost),
    )
