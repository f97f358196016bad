"""One party's moves between states, and the least value within one move."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol, Self

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.int32]
"""A whole number for each state: a rank, or what may become of one."""

States = NDArray[np.int32]
"""Numbers of states, from 0."""

NOWHERE = int(np.iinfo(np.int32).max)
"""The least value over no state."""


class Reverse(Protocol):
    """Finds from where a move leads to given states; each state is found once."""

    def found(self, states: Sequence[int]) -> Sequence[int]:
        """Return the states not found before from which one move leads to one of ``states``."""
        ...


def _numbers(values: NDArray[np.int32] | NDArray[np.int64]) -> array[int]:
    """Return numbers as the interpreter reads them fastest where they are read in no order."""
    return array("i", values.astype(np.int32).tobytes())


class Moves(Protocol):
    """The moves of one party. No move leads from a state to itself."""

    @property
    def states(self) -> int:
        """How many states the model has."""
        ...

    def targets(self, state: int) -> tuple[int, ...]:
        """Return the states that one move reaches, ascending."""
        ...

    def least(self, values: Values) -> Values:
        """Return for each state the least value within one move; ``NOWHERE`` without moves."""
        ...

    def improving(self, ranks: Values) -> Moves:
        """Return the moves that lead to a state of a higher rank."""
        ...

    def reverse(self) -> Reverse:
        """Return a finder of the states from which moves lead to a state."""
        ...

    def amount(self) -> int:
        """Return how many moves there are."""
        ...

    def listed(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return each move, from where and to where, in no order.

        Raises :class:`TooManyMoves` beyond :data:`LISTED_AT_MOST`.
        """
        ...


LISTED_AT_MOST = 2**26
"""More moves than this are not listed one by one: they take some gigabytes."""


class TooManyMoves(Exception):
    """The moves would have to be listed one by one, and are too many."""

    def __init__(self, moves: int) -> None:
        super().__init__(f"{moves} moves are too many to list")
        self.moves = moves


def greatest(moves: Moves, values: Values) -> Values:
    """Return for each state the greatest value within one move; ``-NOWHERE`` without moves."""
    return -moves.least(-values)


@dataclass(frozen=True, slots=True, eq=False)
class Arcs:
    """Moves one by one: from state ``s`` to ``to[starts[s]:starts[s + 1]]``, ascending.

    >>> moves = Arcs.of(3, [(0, 2), (0, 1), (2, 0)])
    >>> moves.targets(0), moves.least(np.array([5, 7, 6], dtype=np.int32)).tolist()[0]
    ((1, 2), 6)
    """

    starts: NDArray[np.int64]
    to: States

    @classmethod
    def of(cls, states: int, arcs: Iterable[tuple[int, int]]) -> Self:
        """Return the moves given as pairs of states; a pair given twice counts once."""
        pairs = np.array(sorted(set(arcs)), dtype=np.int64).reshape(-1, 2)
        return cls.between(states, pairs[:, 0], pairs[:, 1])

    @classmethod
    def between(cls, states: int, sources: NDArray[np.int64], to: NDArray[np.int64]) -> Self:
        """Return the moves from ``sources`` to ``to``, each pair given once."""
        order = np.lexsort((to, sources))
        sources, to = sources[order], to[order]
        starts = np.zeros(states + 1, dtype=np.int64)
        np.cumsum(np.bincount(sources, minlength=states), out=starts[1:])
        return cls(starts, to.astype(np.int32))

    @property
    def states(self) -> int:
        """How many states the model has."""
        return len(self.starts) - 1

    def amount(self) -> int:
        """Return how many moves there are."""
        return len(self.to)

    def targets(self, state: int) -> tuple[int, ...]:
        """Return the states that one move reaches, ascending."""
        return tuple(self.to[self.starts[state] : self.starts[state + 1]].tolist())

    def listed(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return each move, from where and to where, ascending."""
        sources = np.repeat(np.arange(self.states), np.diff(self.starts))
        return sources, self.to.astype(np.int64)

    def least(self, values: Values) -> Values:
        """Return for each state the least value within one move. Cost: linear in the moves."""
        found = np.full(self.states, NOWHERE, dtype=np.int32)
        some = np.flatnonzero(np.diff(self.starts))
        if len(some):
            found[some] = np.minimum.reduceat(values.take(self.to), self.starts[some])
        return found

    def improving(self, ranks: Values) -> Arcs:
        """Return the moves that lead to a state of a higher rank."""
        sources, to = self.listed()
        better = ranks[to] > ranks[sources]
        return Arcs.between(self.states, sources[better], to[better])

    def reverse(self) -> Reverse:
        """Return a finder of the states from which moves lead to a state."""
        sources, to = self.listed()
        back = Arcs.between(self.states, to, sources)
        return _FoundByArcs(_numbers(back.starts), _numbers(back.to), bytearray(self.states))


@dataclass(slots=True, eq=False)
class _FoundByArcs:
    starts: array[int]
    sources: array[int]
    seen: bytearray

    def found(self, states: Sequence[int]) -> list[int]:
        starts, sources, seen = self.starts, self.sources, self.seen
        new = []
        for state in states:
            for source in sources[starts[state] : starts[state + 1]]:
                if not seen[source]:
                    seen[source] = 1
                    new.append(source)
        return new


@dataclass(frozen=True, slots=True, eq=False)
class Cliques:
    """Moves within groups: from each state to every other of its group.

    ``order`` lists the states group by group, ascending within one, and ``place`` says where in
    it a state stands; ``begin`` says where each group begins, and ``group`` in which one a place of
    ``order`` lies. Such are the moves of a party whose courses of action can all be taken and
    taken back: the groups are the states in which the others do the same. Nothing then costs more
    for the many moves there are.

    >>> moves = Cliques.of(np.array([0, 1, 0, 0]))
    >>> moves.targets(2), moves.targets(1), moves.amount()
    ((0, 3), (), 6)
    """

    order: States
    place: States
    begin: NDArray[np.int64]
    group: States

    @classmethod
    def of(cls, keys: NDArray[np.int64]) -> Self:
        """Return the moves among the states that have the same key."""
        order = np.argsort(keys, kind="stable").astype(np.int32)
        first = np.ones(len(keys), dtype=bool)
        first[1:] = keys[order[1:]] != keys[order[:-1]]
        group = (np.cumsum(first) - 1).astype(np.int32)
        return cls(order, _places(order), np.flatnonzero(first), group)

    @property
    def states(self) -> int:
        """How many states the model has."""
        return len(self.order)

    def amount(self) -> int:
        """Return how many moves there are."""
        sizes = np.diff(self.begin, append=self.states)
        return int((sizes * (sizes - 1)).sum())

    def targets(self, state: int) -> tuple[int, ...]:
        """Return the states that one move reaches, ascending."""
        group = int(self.group[self.place[state]])
        begin, end = np.searchsorted(self.group, [group, group + 1])
        return tuple(each for each in self.order[begin:end].tolist() if each != state)

    def listed(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return each move, from where and to where, in no order."""
        if self.amount() > LISTED_AT_MOST:
            raise TooManyMoves(self.amount())
        sizes = np.diff(self.begin, append=self.states)
        return _pairs(self.order, self.begin[self.group], sizes[self.group])

    def least(self, values: Values) -> Values:
        """Return for each state the least value within one move. Cost: linear in the states."""
        if not self.states:
            return values
        ordered = values.take(self.order)
        lowest = np.minimum.reduceat(ordered, self.begin).take(self.group)
        is_lowest = ordered == lowest
        ordered[is_lowest] = NOWHERE
        second = np.minimum.reduceat(ordered, self.begin)
        alone = np.add.reduceat(is_lowest, self.begin, dtype=np.int32) == 1
        places = np.flatnonzero(is_lowest)
        places = places[alone[self.group[places]]]
        lowest[places] = second[self.group[places]]
        return lowest.take(self.place)

    def improving(self, ranks: Values) -> Chains:
        """Return the moves that lead to a state of a higher rank."""
        width = int(ranks.max(initial=0)) - int(ranks.min(initial=0)) + 1
        keys = self.group.astype(np.int64) * width + ranks[self.order]
        order = self.order[np.argsort(keys, kind="stable")]
        change = np.ones(self.states, dtype=bool)
        change[1:] = (ranks[order[1:]] != ranks[order[:-1]]) | (self.group[1:] != self.group[:-1])
        level = np.cumsum(change) - 1
        begin = np.append(np.flatnonzero(change), self.states)
        higher = begin[level + 1]
        groups = np.append(self.group, -1)
        higher[groups[higher] != self.group] = self.states
        return Chains(order, _places(order), higher.astype(np.int32), self.group)

    def reverse(self) -> Reverse:
        """Return a finder of the states from which moves lead to a state."""
        members: list[list[int]] = [part.tolist() for part in np.split(self.order, self.begin[1:])]
        return _FoundByGroups(_numbers(self.group[self.place]), members)


def _pairs(
    order: States, begin: NDArray[np.int64], amounts: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return each state of an order with each of ``amounts`` others from ``begin`` on."""
    place = np.repeat(np.arange(len(order)), amounts)
    offset = np.arange(len(place)) - np.repeat(np.cumsum(amounts) - amounts, amounts)
    sources = order[place].astype(np.int64)
    targets = order[np.repeat(begin, amounts) + offset].astype(np.int64)
    others = sources != targets
    return sources[others], targets[others]


def _places(order: States) -> States:
    """Return where in an order each state stands."""
    place = np.empty(len(order), dtype=np.int32)
    place[order] = np.arange(len(order), dtype=np.int32)
    return place


@dataclass(slots=True, eq=False)
class _FoundByGroups:
    group: array[int]
    left: list[list[int]]

    def found(self, states: Sequence[int]) -> list[int]:
        new = []
        for state in states:
            members = self.left[self.group[state]]
            itself = state in members
            self.left[self.group[state]] = [state] if itself else []
            new += [each for each in members if each != state] if itself else members
        return new


@dataclass(frozen=True, slots=True, eq=False)
class Chains:
    """Moves within groups, to the states of a higher rank only.

    ``order`` lists the states group by group, and by rank within one, and ``place`` says where in
    it a state stands; ``higher`` says at which place of ``order`` the states of a higher rank
    than a place's begin (the number of states: there are none).
    """

    order: States
    place: States
    higher: States
    group: States

    @property
    def states(self) -> int:
        """How many states the model has."""
        return len(self.order)

    def amount(self) -> int:
        """Return how many moves there are."""
        end = np.searchsorted(self.group, self.group, side="right")
        return int((end - np.minimum(self.higher, end)).sum())

    def targets(self, state: int) -> tuple[int, ...]:
        """Return the states that one move reaches, ascending."""
        place = int(self.place[state])
        end = int(np.searchsorted(self.group, self.group[place], side="right"))
        return tuple(sorted(self.order[self.higher[place] : end].tolist()))

    def listed(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return each move, from where and to where, in no order."""
        if self.amount() > LISTED_AT_MOST:
            raise TooManyMoves(self.amount())
        end = np.searchsorted(self.group, self.group, side="right")
        begin = np.minimum(self.higher, end)
        return _pairs(self.order, begin, end - begin)

    def least(self, values: Values) -> Values:
        """Return for each state the least value within one move. Cost: linear in the states.

        One running minimum from the last state to the first, in which each group lies wholly
        below the one before it.
        """
        running = self.group.astype(np.int64) << 33
        running += values.take(self.order)
        np.minimum.accumulate(running[::-1], out=running[::-1])
        ended = np.full(self.states + 1, NOWHERE, dtype=np.int32)
        ended[:-1] = running.astype(np.int32)  # the lower half: the value without its group
        return ended.take(self.higher).take(self.place)

    def improving(self, ranks: Values) -> Arcs:
        """Return the moves that lead to a state of a higher rank of ``ranks`` as well."""
        return Arcs.between(self.states, *self.listed()).improving(ranks)

    def reverse(self) -> Reverse:
        """Return a finder of the states from which moves lead to a state."""
        begin = np.searchsorted(self.group, np.arange(int(self.group.max(initial=-1)) + 1))
        return _FoundByRank(
            _numbers(self.order),
            _numbers(self.group[self.place]),
            _numbers(self.lower()[self.place]),
            _numbers(begin),
        )

    def lower(self) -> NDArray[np.int64]:
        """Return for each place of ``order`` where the states of its own rank begin."""
        same = np.ones(self.states, dtype=bool)
        same[1:] = (self.higher[1:] != self.higher[:-1]) | (self.group[1:] != self.group[:-1])
        begins: NDArray[np.int64] = np.flatnonzero(same)[np.cumsum(same) - 1]
        return begins


@dataclass(slots=True, eq=False)
class _FoundByRank:
    order: array[int]
    group: array[int]
    end: array[int]
    next: array[int]

    def found(self, states: Sequence[int]) -> list[int]:
        order, groups, ends, begins = self.order, self.group, self.end, self.next
        new: list[int] = []
        for state in states:
            group, end = groups[state], ends[state]
            begin = begins[group]
            if begin < end:
                begins[group] = end
                new += order[begin:end]
        return new
