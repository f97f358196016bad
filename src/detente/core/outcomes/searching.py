"""Every package that gives each party at least so much, by branch and bound."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ..preferences.axes import Outcome
from ..preferences.utility import holds
from .scaled import Scaled, Vector
from .space import Space


class TooManyBranches(Exception):
    """The search was longer than it may be."""


def at_least(
    space: Space,
    numbers: Scaled,
    lowest: Sequence[int],
    branches_at_most: int | None = None,
) -> Iterator[Outcome]:
    """Yield every package the rules allow with at least ``lowest`` (times the scale) for each.

    In the order of the options. A branch is left as soon as even the best of what is left does
    not suffice for a party; interactions count as if they held while they still can.
    Raises :class:`TooManyBranches` on the way when more are looked at than allowed.
    Cost: the packages found, times those that nearly suffice.
    """
    wanted = numbers.above_base(lowest)
    search = _Search(space, numbers, wanted, branches_at_most)
    yield from search.below((), (0,) * len(wanted))


@dataclass
class _Search:
    space: Space
    numbers: Scaled
    wanted: Vector
    branches_left: int | None
    rest: list[Vector] = field(init=False)
    ends: list[list[int]] = field(init=False)
    rules: list[list[int]] = field(init=False)

    def __post_init__(self) -> None:
        axes = len(self.space.axes)
        parties = range(len(self.wanted))
        best = [
            tuple(max((vector[p] for vector in row), default=0) for p in parties)
            for row in self.numbers.rows
        ]
        last = [max((axis for axis, _ in term.when), default=-1) for term in self.numbers.terms]
        self.ends = [[] for _ in range(axes)]
        open_after = [[0] * len(self.wanted) for _ in range(axes + 1)]
        for number, (axis, term) in enumerate(zip(last, self.numbers.terms, strict=True)):
            self.ends[axis].append(number)
            for level in range(axis + 1):
                for p in parties:
                    open_after[level][p] += term.vector[p]
        self.rest = [
            tuple(open_after[level][p] + sum(each[p] for each in best[level:]) for p in parties)
            for level in range(axes + 1)
        ]
        self.rules = [[] for _ in range(axes)]
        for number, when in enumerate(self.space.forbidden):
            self.rules[max(axis for axis, _ in when)].append(number)

    def below(self, begun: Outcome, sums: Vector) -> Iterator[Outcome]:
        """Yield the packages that begin so."""
        if self.branches_left is not None:
            self.branches_left -= 1
            if self.branches_left < 0:
                raise TooManyBranches
        level = len(begun)
        if any(
            total + more < want
            for total, more, want in zip(sums, self.rest[level], self.wanted, strict=True)
        ):
            return
        if level == len(self.space.axes):
            yield begun
            return
        for place, vector in enumerate(self.numbers.rows[level]):
            outcome = (*begun, place)
            if any(holds(self.space.forbidden[rule], outcome) for rule in self.rules[level]):
                continue
            total = [a + b for a, b in zip(sums, vector, strict=True)]
            for number in self.ends[level]:
                term = self.numbers.terms[number]
                if holds(term.when, outcome) != term.inverted:
                    total = [a + b for a, b in zip(total, term.vector, strict=True)]
            yield from self.below(outcome, tuple(total))
