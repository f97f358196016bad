"""In how many rankings of the states a condition holds, without going through the rankings."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from math import comb, factorial

from .conditions import Condition

Part = tuple[int, ...]
"""How many ways there are with 0, 1, 2, ... states above the goal."""

Demand = frozenset[int]
"""Answers as bits of variables: of one of them all variables must be so (none of them above)."""

STEPS_AT_MOST = 50_000
"""After so many cases looked at the count is given up."""

CASES_DEEP = 300
"""If more variables than this hang together one after the other, the count is given up."""

STATES_AT_MOST = 2_000
"""If more states matter than this, the count is given up."""


class _GivenUp(Exception):
    pass


def share_of_rankings(condition: Condition, steps_at_most: int = STEPS_AT_MOST) -> Fraction | None:
    """Return in what share of all strict rankings of the states the condition is fulfilled.

    Times ``n!``, it is the number of such rankings of ``n`` states. With ``N_k`` the number of sets
    of ``k`` of the ``R`` states that matter which fulfil the condition when they alone stand above
    the goal, it is the sum of ``N_k k! (R-k)! / (R+1)!``. States that play the same
    part are counted as one with a weight, parts that share no state by themselves, and what is left
    by cases, each seen once [Kinsara 2015]. None: more states matter than ``STATES_AT_MOST``, or
    more cases than ``steps_at_most`` were needed. No departure: 1.

    >>> from .conditions import Departure
    >>> answers = frozenset({frozenset({2})})
    >>> share_of_rankings(Condition(0, 0, 3, (Departure(1, answers),)))
    Fraction(2, 3)
    """
    mattering = sorted({s for d in condition.departures for s in {d.state}.union(*d.answers)})
    if len(mattering) > STATES_AT_MOST:
        return None
    bit = {state: 1 << place for place, state in enumerate(mattering)}
    demands = [
        frozenset({bit[d.state]} | {sum(bit[s] for s in answer) for answer in d.answers})
        for d in condition.departures
    ]
    counter = _Counter(steps_at_most)
    try:
        ways = counter.of(_without_needless(demands), len(mattering))
    except _GivenUp:
        return None
    size = len(mattering)
    total = sum(n * factorial(k) * factorial(size - k) for k, n in enumerate(ways))
    return Fraction(total, factorial(size + 1))


def _bits(number: int) -> list[int]:
    found = []
    while number:
        lowest = number & -number
        found.append(lowest)
        number ^= lowest
    return found


def _times(one: Part, other: Part) -> Part:
    found = [0] * (len(one) + len(other) - 1)
    for i, a in enumerate(one):
        if a:
            for j, b in enumerate(other):
                found[i + j] += a * b
    return tuple(found)


def _plus(one: Part, other: Part) -> Part:
    if len(one) < len(other):
        one, other = other, one
    return tuple(a + (other[i] if i < len(other) else 0) for i, a in enumerate(one))


def _either(states: int) -> Part:
    """Return the ways of states that stand above or not as they like."""
    return tuple(comb(states, k) for k in range(states + 1))


def _smallest(answers: Iterable[int]) -> Demand:
    """Return the answers that contain no other one."""
    kept: list[int] = []
    for each in sorted(set(answers), key=int.bit_count):
        if not any(other & each == other for other in kept):
            kept.append(each)
    return frozenset(kept)


def _without_needless(demands: Iterable[Demand]) -> frozenset[Demand]:
    """Return the demands that no other one implies, each with its smallest answers only."""
    kept: list[Demand] = []
    for demand in sorted({_smallest(each) for each in demands}, key=lambda d: (len(d), sorted(d))):
        if 0 in demand or any(_implies(other, demand) for other in kept):
            continue
        kept = [other for other in kept if not _implies(demand, other)] + [demand]
    return frozenset(kept)


def _implies(one: Demand, other: Demand) -> bool:
    return all(any(small & answer == small for small in other) for answer in one)


class _Counter:
    """Counts the ways to fulfil demands; a variable is so if its states stand not above."""

    def __init__(self, steps_at_most: int) -> None:
        self.left = steps_at_most
        self.so: dict[int, Part] = {}
        self.otherwise: dict[int, Part] = {}
        self.known: dict[frozenset[Demand], Part] = {}

    def of(self, demands: frozenset[Demand], variables: int) -> Part:
        """Return the ways over all variables, those that no demand speaks of among them."""
        used = _used(demands)
        for each in _bits(used):
            self.so[each], self.otherwise[each] = (1,), (0, 1)
        joined = self.alternatives_joined(self.answers_joined(demands))
        free = _either(variables - used.bit_count())
        return _times(free, self.ways(joined, _used(joined), CASES_DEEP))

    def answers_joined(self, demands: frozenset[Demand]) -> frozenset[Demand]:
        """Make one variable of those that stand in the same answers: so if all of them are."""
        answers = sorted(frozenset[int]().union(*demands))
        groups: dict[int, list[int]] = {}
        seen: dict[int, int] = {}
        for number, answer in enumerate(answers):
            for each in _bits(answer):
                seen[each] = seen.get(each, 0) | 1 << number
        for each, signature in seen.items():
            groups.setdefault(signature, []).append(each)
        dropped = 0
        for first, *more in groups.values():
            if more:
                every = _either(1 + len(more))
                self.otherwise[first] = (every[0] - 1, *every[1:])
                dropped |= sum(more)
        return frozenset(frozenset(a & ~dropped for a in demand) for demand in demands)

    def alternatives_joined(self, demands: frozenset[Demand]) -> frozenset[Demand]:
        """Make one variable of those that are answers alone, of the same demands: so if one is."""
        among: set[int] = set()
        for answer in frozenset[int]().union(*demands):
            if answer.bit_count() > 1:
                among.update(_bits(answer))
        where: dict[int, int] = {}
        for number, demand in enumerate(demands):
            for answer in demand:
                if answer.bit_count() == 1 and answer not in among:
                    where[answer] = where.get(answer, 0) | 1 << number
        groups: dict[int, list[int]] = {}
        for each, signature in where.items():
            groups.setdefault(signature, []).append(each)
        dropped: set[int] = set()
        for first, *more in groups.values():
            every: Part = (1,)
            none: Part = (1,)
            for each in (first, *more):
                every = _times(every, _plus(self.so[each], self.otherwise[each]))
                none = _times(none, self.otherwise[each])
            self.otherwise[first] = none
            self.so[first] = _plus(every, tuple(-n for n in none))
            dropped.update(more)
        return frozenset(demand - dropped for demand in demands)

    def ways(self, demands: frozenset[Demand], variables: int, depth: int) -> Part:
        """Return the ways over the variables given, with their weights."""
        found: Part = (1,)
        for each in _bits(variables & ~_used(demands)):
            found = _times(found, _plus(self.so[each], self.otherwise[each]))
        for part in _apart(demands):
            found = _times(found, self.by_cases(part, depth))
        return found

    def by_cases(self, demands: frozenset[Demand], depth: int) -> Part:
        """Return the ways for demands that hang together, by the two cases of one variable."""
        if demands in self.known:
            return self.known[demands]
        self.left -= 1
        if self.left < 0 or not depth:
            raise _GivenUp
        if frozenset() in demands:
            return (0,)
        variables = _used(demands)
        amounts: dict[int, int] = {}
        for demand in demands:
            for answer in demand:
                for each in _bits(answer):
                    amounts[each] = amounts.get(each, 0) + 1
        chosen = max(amounts, key=lambda each: (amounts[each], each))
        so = [frozenset(answer & ~chosen for answer in demand) for demand in demands]
        otherwise = [frozenset(a for a in demand if not a & chosen) for demand in demands]
        rest = variables & ~chosen
        found = _times(self.so[chosen], self.ways(_without_needless(so), rest, depth - 1))
        if frozenset() not in otherwise:
            second = self.ways(_without_needless(otherwise), rest, depth - 1)
            found = _plus(found, _times(self.otherwise[chosen], second))
        self.known[demands] = found
        return found


def _used(demands: Iterable[Demand]) -> int:
    found = 0
    for demand in demands:
        for answer in demand:
            found |= answer
    return found


def _apart(demands: frozenset[Demand]) -> list[frozenset[Demand]]:
    """Return the demands in parts that share no variable."""
    parts: list[tuple[int, list[Demand]]] = []
    for demand in demands:
        used, joined = _used([demand]), [demand]
        others = []
        for mask, part in parts:
            if mask & used:
                used, joined = used | mask, joined + part
            else:
                others.append((mask, part))
        parts = [*others, (used, joined)]
    return [frozenset(part) for _, part in parts]
