"""The conflicts that ``stability.py`` times: the same ones each time for the same size.

The trade conflict is that of the negotiations on trade of the Uruguay Round in the files of GMCR+,
an "extremely large conflict" by its developers (``save_files/trade.gmcr`` in the repository
gmcr-py, commit d729ed4, 2014): 20 courses of action of six parties, what excludes what, and what
three of them want in order of importance. Its description is written down here anew.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from detente.core.preferences.rankings import Ranks, ranks_by_priority
from detente.core.preferences.truths import Truth
from detente.core.stability.model import GraphModel, option_form
from detente.core.stability.moves import Arcs, States
from detente.core.stability.options import Codes, Course, feasible_codes

TRADE = {
    "US": (
        5,
        "+1; +4; +7; +10; +13; -15; +18; +12; +5; -9; -11; -14; -16; -20;"
        "-2 -9 | +2 -9 | +2 -11 | -2 -11 | +2 +14 | -2 -14 | +2 +16 | -2 -16 | +2 +20 | +2 -20"
        "| -2 -20; +3 +9 | +3 -9 | -3 -9 | +3 +11 | +3 -11 | -3 -11 | +3 +14 | +3 -14 | -3 -14"
        "| +3 +16 | +3 -16 | -3 -16 | +3 +20 | +3 -20 | -3 -20",
    ),
    "European Community": (
        4,
        "+6; -2; -5; -3; -4; +4 +18 | -4 +18 | -4 -18;"
        "-4 +7 | +4 +7 | +4 -7; +5 +8 | -5 +8 | -5 -8; +4 +9 | -4 +9 | -4 -9; -20",
    ),
    "Japan": (3, "+12; -2; -5; +4; -3; +10 +12 | +10 -12 | -10 -12"),
    "newly industrialised countries of Asia": (2, ""),
    "India, Brazil and least developed countries": (3, ""),
    "middle countries": (3, ""),
}
"""Parties, how many courses of action each has, and what it wants, most important first.

Courses of action are numbered through from 1; ``+1 -2 | +3``: the first without the second, or the
third.
"""
EXCLUDED = "-1 +4 | +7 +8 | +7 +9 | +10 +11 | +10 +12 | -10 +12 | +13 +14"


def trade() -> GraphModel:
    """Return the trade conflict: 138,240 states."""
    owners = [party for party, (own, _) in enumerate(TRADE.values()) for _ in range(own)]
    courses = tuple(Course(str(place), owner) for place, owner in enumerate(owners, 1))
    patterns = []
    for each in EXCLUDED.split("|"):
        letters = ["-"] * len(courses)
        for word in each.split():
            letters[int(word[1:]) - 1] = "Y" if word[0] == "+" else "N"
        patterns.append("".join(letters))
    codes = feasible_codes(len(courses), patterns, 10**6)
    ranks = tuple(_wanted(wants, codes) for _, wants in TRADE.values())
    return option_form(tuple(TRADE), courses, codes, ranks)


def _wanted(wants: str, codes: Codes) -> Ranks:
    statements = [_so(each, codes) for each in wants.split(";") if each.strip()]
    return ranks_by_priority(statements, len(codes))


def _so(statement: str, codes: Codes) -> Truth:
    found = np.zeros(len(codes), dtype=bool)
    for alternative in statement.split("|"):
        so = np.ones(len(codes), dtype=bool)
        for word in alternative.split():
            so &= (codes >> (int(word[1:]) - 1) & 1) == (word[0] == "+")
        found |= so
    return found


def at_random(bits: int, parties: int = 5) -> GraphModel:
    """Return a conflict of ``bits`` courses of action, 2^bits states, ranks drawn with ties."""
    chance = np.random.default_rng(bits)
    states = 1 << bits
    courses = tuple(Course(f"course {place}", place % parties) for place in range(bits))
    ranks = tuple(chance.integers(0, states, states).astype(np.int32) for _ in range(parties))
    names = tuple(f"party {party}" for party in range(parties))
    return option_form(names, courses, np.arange(states, dtype=np.int64), ranks)


WATCHING = 3
"""How many parties of the staircase have one course of action each and watch the two climb."""


def staircase(bits: int) -> GraphModel:
    """Return a conflict in which two parties climb by turns through all their states.

    The states are a square, in which Ann changes the column and Ben the row, times one course of
    action for each of three others. One way leads through every place of the square, Ann and Ben
    by turns. Of a row's pairs of places that Ann joins, a later one is worse for her, so
    that no move saves any of the way; so it is with Ben and the columns. The three prefer
    taking their course of action, unless the way comes to its end, which is worse than all else.
    ``bits`` is odd.
    """
    side_bits = (bits - WATCHING) // 2
    side = 1 << side_bits
    way = _way(side)
    steps = np.arange(len(way))
    ann, ben = np.empty((2, side * side), dtype=np.int32)
    ann[way] = -2 * (steps // 2) + steps % 2
    ben[way] = -2 * ((steps + 1) // 2) + (steps + 1) % 2
    codes = np.arange(1 << bits, dtype=np.int64)
    square = codes & (side * side - 1)
    ends = square == way[-1]
    ranks = [_up(ann)[square], _up(ben)[square]]
    for watching in range(WATCHING):
        taken = codes >> (2 * side_bits + watching) & 1
        ranks.append((2 * ~ends + taken).astype(np.int32))
    owners = [0] * side_bits + [1] * side_bits + [2 + each for each in range(WATCHING)]
    courses = tuple(Course(f"course {place}", owner) for place, owner in enumerate(owners))
    return option_form(("Ann", "Ben", "Cem", "Dua", "Eli"), courses, codes, tuple(ranks))


def _way(side: int) -> NDArray[np.int64]:
    """Return the places of a square, ``column + side * row``, in the order of the way.

    Stairs that go round the square: each begins two rows below the one before.
    """
    stairs = np.repeat(np.arange(side // 2), side)
    down = np.tile(np.arange(side), side // 2)
    row = (down - 2 * stairs) % side
    column = (row + 2 * stairs) % side
    way = np.empty(side * side, dtype=np.int64)
    way[0::2] = column + side * row
    way[1::2] = (column + 1) % side + side * row
    return way


def _up(ranks: Ranks) -> Ranks:
    lifted: Ranks = ranks - ranks.min()
    return lifted


def line(bits: int, parties: int = 5) -> GraphModel:
    """Return 2^bits states in a line: each party but the first, in turn, moves one on.

    A round over the parties, in their order, learns of the end one step further from it only. The
    first party can move from the first state to the second, and would not
    if it knew the end of the line, the only state that is worse for it than the first.
    """
    states = 1 << bits
    places: States = np.arange(states, dtype=np.int32)
    mover = 1 + places[1:-1] % (parties - 1)
    arcs = [Arcs.of(states, [(0, 1)])]
    for party in range(1, parties):
        sources = places[1:-1][mover == party].astype(np.int64)
        arcs.append(Arcs.between(states, sources, sources + 1))
    first = np.full(states, 2, dtype=np.int32)
    first[0], first[-1] = 1, 0
    ranks = (first, *(places for _ in range(1, parties)))
    names = tuple(f"party {party}" for party in range(parties))
    return GraphModel(names, tuple(arcs), ranks, tuple(map(str, range(states))))
