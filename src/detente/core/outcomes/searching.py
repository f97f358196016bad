"""Every package that gives each party at least so much: by branch and bound, or by partial sums."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from ..preferences.axes import Outcome
from ..preferences.utility import When, holds
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
    levels = _Levels(space, numbers, numbers.above_base(lowest))
    looked_at = 0
    left: list[tuple[Outcome, Vector]] = [((), levels.wanted)]
    while left:
        begun, short = left.pop()
        looked_at += 1
        if branches_at_most is not None and looked_at > branches_at_most:
            raise TooManyBranches
        level = len(begun)
        if not levels.in_reach(level, short):
            continue
        if level == len(space.axes):
            yield begun
            continue
        for place in reversed(range(len(numbers.rows[level]))):
            outcome = (*begun, place)
            gained = levels.gained(level, outcome)
            if gained is not None:
                left.append((outcome, tuple(a - b for a, b in zip(short, gained, strict=True))))


_State = tuple[Vector, tuple[int, ...]]
"""How much each party is short of, and the options chosen on the axes that matter further on."""


@dataclass
class Suffice:
    """The packages with at least so much for each, by what the options so far leave to be had.

    Packages begun in different ways are looked at together from where they leave each party
    short of the same, and where the same rules and interactions are still open. A step is an
    option looked at from one such state; ``steps_left`` bounds them. Source: dynamic programming
    over the sums, as for knapsacks [Kellerer 2004], chapter 2.
    """

    space: Space
    numbers: Scaled
    lowest: Sequence[int]
    steps_left: int

    def count(self) -> int | None:
        """Return how many there are, in whole numbers; None where there are not enough steps."""
        levels = _Levels(self.space, self.numbers, self.numbers.above_base(self.lowest))
        states: dict[_State, int] = {(levels.none_below_zero, ()): 1}
        for level in range(len(self.space.axes)):
            reached: dict[_State, int] = {}
            for state, _, before in self._steps(levels, level, states):
                reached[state] = reached.get(state, 0) + states[before]
            if self.steps_left < 0:
                return None
            states = reached
        return sum(n for (short, _), n in states.items() if not any(short))

    def packages(self) -> Iterator[Outcome] | None:
        """Return all of them, one after another; None where there are not enough steps."""
        levels = _Levels(self.space, self.numbers, self.numbers.above_base(self.lowest))
        ways: list[dict[_State, list[tuple[int, _State]]]] = []
        states: Mapping[_State, object] = {(levels.none_below_zero, ()): None}
        for level in range(len(self.space.axes)):
            reached: dict[_State, list[tuple[int, _State]]] = {}
            for state, place, before in self._steps(levels, level, states):
                reached.setdefault(state, []).append((place, before))
            if self.steps_left < 0:
                return None
            ways.append(reached)
            states = reached
        return _backwards(ways, [state for state in states if not any(state[0])])

    def _steps(
        self, levels: _Levels, level: int, states: Mapping[_State, object]
    ) -> Iterator[tuple[_State, int, _State]]:
        """Yield each state that an option of an axis leads to, the option, and where from."""
        open_before, open_after = levels.open[level], levels.open[level + 1]
        for state in states:
            short, places = state
            begun = dict(zip(open_before, places, strict=True))
            for place in range(len(self.numbers.rows[level])):
                self.steps_left -= 1
                if self.steps_left < 0:
                    return
                begun[level] = place
                gained = levels.gained(level, begun)
                if gained is None:
                    continue
                rest = tuple(max(a - b, 0) for a, b in zip(short, gained, strict=True))
                if levels.in_reach(level + 1, rest):
                    yield (rest, tuple(begun[axis] for axis in open_after)), place, state


def _backwards(
    ways: list[dict[_State, list[tuple[int, _State]]]], ends: list[_State]
) -> Iterator[Outcome]:
    left: list[tuple[_State, Outcome]] = [(state, ()) for state in reversed(ends)]
    while left:
        state, chosen = left.pop()
        level = len(ways) - len(chosen) - 1
        if level < 0:
            yield chosen
            continue
        for place, before in reversed(ways[level][state]):
            left.append((before, (place, *chosen)))


@dataclass
class _Levels:
    """What is settled on each axis, and what can still be had from it on.

    ``open`` names the axes before each that rules and interactions settled later ask about.
    """

    space: Space
    numbers: Scaled
    wanted: Vector
    rest: list[Vector] = field(init=False)
    ends: list[list[int]] = field(init=False)
    rules: list[list[int]] = field(init=False)
    open: list[tuple[int, ...]] = field(init=False)

    def __post_init__(self) -> None:
        axes = len(self.space.axes)
        parties = range(len(self.wanted))
        best = [
            tuple(max((vector[p] for vector in row), default=0) for p in parties)
            for row in self.numbers.rows
        ]
        asked: list[set[int]] = [set() for _ in range(axes + 1)]
        self.ends = [[] for _ in range(axes)]
        ending = [[0] * len(self.wanted) for _ in range(axes)]
        for number, term in enumerate(self.numbers.terms):
            last = self._settled(term.when, asked)
            self.ends[last].append(number)
            ending[last] = [a + b for a, b in zip(ending[last], term.vector, strict=True)]
        self.rules = [[] for _ in range(axes)]
        for number, when in enumerate(self.space.forbidden):
            self.rules[self._settled(when, asked)].append(number)
        self.rest = [(0,) * len(self.wanted)]
        for level in reversed(range(axes)):
            more = zip(self.rest[-1], best[level], ending[level], strict=True)
            self.rest.append(tuple(map(sum, more)))
        self.rest.reverse()
        self.open = [tuple(sorted(each)) for each in asked]

    @property
    def none_below_zero(self) -> Vector:
        """What is wanted of each party, where it is wanted at all."""
        return tuple(max(each, 0) for each in self.wanted)

    @staticmethod
    def _settled(when: When, asked: list[set[int]]) -> int:
        """Return the last axis asked about, and note on the way there which are asked about."""
        last = max(axis for axis, _ in when)
        for axis, _ in when:
            for level in range(axis + 1, last + 1):
                asked[level].add(axis)
        return last

    def gained(self, level: int, begun: Outcome | Mapping[int, int]) -> Vector | None:
        """Return what the option of an axis adds to what was begun; None if a rule forbids it."""
        if any(holds(self.space.forbidden[rule], begun) for rule in self.rules[level]):
            return None
        total = self.numbers.rows[level][begun[level]]
        for number in self.ends[level]:
            term = self.numbers.terms[number]
            if holds(term.when, begun) != term.inverted:
                total = tuple(a + b for a, b in zip(total, term.vector, strict=True))
        return total

    def in_reach(self, level: int, short: Vector) -> bool:
        """Return whether what each is short of can still be had from an axis on."""
        return all(less <= more for less, more in zip(short, self.rest[level], strict=True))
