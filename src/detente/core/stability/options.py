"""States as yes or no to each course of action: which are feasible, and who can move where."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from .moves import Arcs, Cliques, Moves

Codes = NDArray[np.int64]
"""States as numbers: the bit of each course of action that is taken, the first one lowest."""

Direction = Literal["both", "forward", "back"]
"""Whether a course of action can be taken and taken back, only taken, or only taken back."""

COURSES_AT_MOST = 62
"""More courses of action than this do not fit into one number."""

Pattern = str
"""``Y`` taken, ``N`` not taken, ``-`` either: one letter for each course of action."""


@dataclass(frozen=True, slots=True)
class Course:
    """A course of action: something that one party can do or leave.

    While none of the ``kept_unless`` (bits of courses of action) is taken, it cannot be given up;
    0: no such bar.
    """

    name: str
    party: int
    direction: Direction = "both"
    kept_unless: int = 0


def bits(pattern: Pattern) -> tuple[int, int]:
    """Return a pattern as two numbers: the bits that matter, and those of them that are taken.

    >>> bits("Y-N")
    (5, 1)
    """
    matters = sum(1 << place for place, letter in enumerate(pattern) if letter != "-")
    return matters, sum(1 << place for place, letter in enumerate(pattern) if letter == "Y")


def written(code: int, courses: int) -> Pattern:
    """Return a state as a pattern, which says the same in every order of counting.

    >>> written(5, 4)
    'YNYN'
    """
    return "".join("Y" if code >> place & 1 else "N" for place in range(courses))


class TooManyStates(Exception):
    """There are more feasible states than were allowed for."""

    def __init__(self, allowed: int) -> None:
        super().__init__(f"more than {allowed} states are feasible")
        self.allowed = allowed


def feasible_codes(courses: int, infeasible: Iterable[Pattern], at_most: int) -> Codes:
    """Return the states that no infeasible pattern fits, ascending.

    One course of action after the other is decided, those of the tightest patterns first, and what
    fits a pattern falls at once: the 2^n combinations are not walked through. No course: one
    state. A pattern of dashes only: none. Raises :class:`TooManyStates` before more than
    ``at_most`` are held, and ``ValueError`` beyond :data:`COURSES_AT_MOST`. Cost: the courses of
    action times the patterns times the largest number of half-decided states.

    >>> feasible_codes(3, ["YY-", "--Y"], 100).tolist()
    [0, 1, 2]
    """
    if courses > COURSES_AT_MOST:
        raise ValueError(f"more than {COURSES_AT_MOST} courses of action")
    patterns = {bits(pattern) for pattern in infeasible}
    codes = np.zeros(1, dtype=np.int64)
    if (0, 0) in patterns:
        return codes[:0]
    decided = 0
    for place in _order(courses, patterns):
        decided |= 1 << place
        codes = np.concatenate([codes, codes | np.int64(1 << place)])
        for matters, taken in patterns:
            if matters >> place & 1 and matters & ~decided == 0:
                codes = codes[codes & np.int64(matters) != taken]
        if len(codes) > at_most:
            raise TooManyStates(at_most)
    return np.sort(codes)


def _order(courses: int, patterns: set[tuple[int, int]]) -> list[int]:
    """Return the courses of action in an order in which patterns are decided early."""
    order: list[int] = []
    left = [{p for p in range(courses) if matters >> p & 1} for matters, _ in patterns]
    while left:
        tightest = min(left, key=lambda places: (len(places), min(places, default=0)))
        order.extend(sorted(tightest))
        left = [rest for places in left if (rest := places - tightest)]
    return [*order, *sorted(set(range(courses)) - set(order))]


def moves_by_option(codes: Codes, courses: Sequence[Course], party: int) -> Moves:
    """Return a party's moves: it changes any of its own courses of action at once.

    ``codes`` ascend. What cannot be taken back, or only be taken back, limits the moves;
    where nothing does, they are the groups of states in which the others do the same. Cost:
    sorting the states; with limits, the moves are listed.

    >>> both = [Course("stay", 0), Course("leave", 1)]
    >>> moves_by_option(np.arange(4), both, 0).targets(2)
    (3,)
    """
    own = sum(1 << place for place, each in enumerate(courses) if each.party == party)
    groups = Cliques.of(codes & ~np.int64(own))
    forward = _of_direction(courses, party, "forward")
    back = _of_direction(courses, party, "back")
    kept = [
        (1 << place, each.kept_unless)
        for place, each in enumerate(courses)
        if each.party == party and each.kept_unless
    ]
    if not forward and not back and not kept:
        return groups
    source, target = groups.listed()
    given_up = codes[source] & ~codes[target]
    taken = codes[target] & ~codes[source]
    allowed = (given_up & np.int64(forward) == 0) & (taken & np.int64(back) == 0)
    for bit, unless in kept:
        allowed &= (given_up & np.int64(bit) == 0) | (codes[source] & np.int64(unless) != 0)
    return Arcs.between(len(codes), source[allowed], target[allowed])


def _of_direction(courses: Sequence[Course], party: int, direction: Direction) -> int:
    return sum(
        1 << place
        for place, each in enumerate(courses)
        if each.party == party and each.direction == direction
    )
