"""States that nothing tells apart any more, made one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..preferences.truths import Truth
from .moves import Arcs, Moves
from .options import Codes, written


@dataclass(frozen=True, slots=True, eq=False)
class Merged:
    """States in option form, some of them standing for many.

    ``codes`` has one number for each state: for one that stands for many, only the bit of the
    course of action (one of ``ends``, as bits) that ended the conflict. ``combinations`` are all
    that are feasible, ascending, and ``place`` says which state each is; None without ends.
    """

    codes: Codes
    moves: tuple[Moves, ...]
    ends: tuple[int, ...] = ()
    combinations: Codes | None = None
    place: Codes | None = None

    def find(self, code: int) -> int | None:
        """Return the state of a combination; None if it is not feasible."""
        if self.combinations is not None and self.place is not None:
            at = _at(self.combinations, code)
            if at is not None:
                return int(self.place[at])
            if code not in self.ends:  # an end state goes by what ended the conflict alone
                return None
        return _at(self.codes, code)

    def taken(self, course: int) -> Truth:
        """Return for each state whether a course of action is taken."""
        return np.asarray(self.codes >> np.int64(course) & 1 == 1)

    def labels(self, courses: int) -> tuple[str, ...]:
        """Return the states as patterns, with dashes for what no longer matters; empty: none is."""
        if not self.ends:
            return ()
        return tuple(
            "".join("Y" if end >> place & 1 else "-" for place in range(courses))
            if (end := self._end(code))
            else written(code, courses)
            for code in self.codes.tolist()
        )

    def _end(self, code: int) -> int:
        return next((end for end in self.ends if code & end), 0)


def merged(codes: Codes, moves: Sequence[Moves], ends: Sequence[int]) -> Merged:
    """Return the states with those in which a course of action ends the conflict made one.

    Where two such are taken, the first one given counts. No move leads on from there. Cost: linear
    in the states and moves, which are listed one by one.

    >>> from .moves import Cliques
    >>> both = Cliques.of(np.zeros(4, dtype=np.int64))
    >>> found = merged(np.arange(4), [both], [2])
    >>> found.codes.tolist(), found.moves[0].targets(0), found.moves[0].targets(2)
    ([0, 1, 2], (1, 2), ())
    """
    kept = codes.copy()
    for end in reversed(ends):
        kept[codes & np.int64(end) != 0] = end
    found, place = np.unique(kept, return_inverse=True)
    place = place.reshape(-1).astype(np.int64)
    ended = np.isin(found, list(ends))
    arcs = []
    for each in moves:
        sources, targets = (place[side] for side in each.listed())
        leads = ~ended[sources] & (sources != targets)
        pairs = np.unique(sources[leads] * len(found) + targets[leads])
        arcs.append(Arcs.between(len(found), pairs // len(found), pairs % len(found)))
    return Merged(found, tuple(arcs), tuple(ends), codes, place)


def _at(codes: Codes, code: int) -> int | None:
    at = int(np.searchsorted(codes, code))
    return at if at < len(codes) and codes[at] == code else None
