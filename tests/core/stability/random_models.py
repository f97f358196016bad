"""Small conflicts drawn at random, in both forms, as plain values that every oracle can read."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

import numpy as np

from detente.core.stability.model import GraphModel, option_form
from detente.core.stability.moves import Arcs
from detente.core.stability.options import Course, Direction, feasible_codes

Reached = dict[int, set[int]]
"""For each state the states that one move leads to."""


@dataclass(frozen=True)
class Plain:
    """A conflict as sets and lists."""

    states: int
    moves: tuple[Reached, ...]
    payoffs: tuple[tuple[int, ...], ...]

    @property
    def parties(self) -> range:
        return range(len(self.moves))


def in_graph_form(chance: Random) -> tuple[Plain, GraphModel]:
    """Return a conflict of arcs drawn one by one."""
    states, parties = chance.randint(1, 7), chance.randint(1, 4)
    arcs = [
        [
            (one, other)
            for one in range(states)
            for other in range(states)
            if one != other and chance.random() < 0.35
        ]
        for _ in range(parties)
    ]
    payoffs = _payoffs(chance, parties, states)
    plain = Plain(states, tuple(_reached(states, each) for each in arcs), payoffs)
    model = GraphModel(
        tuple(f"party {party}" for party in range(parties)),
        tuple(Arcs.of(states, each) for each in arcs),
        tuple(np.array(each, dtype=np.int32) for each in payoffs),
        tuple(f"state {state}" for state in range(states)),
    )
    return plain, model


def in_option_form(chance: Random) -> tuple[Plain, GraphModel]:
    """Return a conflict of courses of action, with directions and excluded states."""
    amount, parties = chance.randint(1, 5), chance.randint(1, 4)
    directions: list[Direction] = ["both", "both", "both", "forward", "back"]
    courses = tuple(
        Course(f"c{place}", chance.randrange(parties), chance.choice(directions))
        for place in range(amount)
    )
    patterns = [
        "".join(chance.choice("YN---") for _ in range(amount)) for _ in range(chance.randint(0, 2))
    ]
    codes = feasible_codes(amount, [each for each in patterns if each.strip("-")], 1000)
    if not len(codes):
        codes = feasible_codes(amount, [], 1000)
    listed = codes.tolist()
    arcs = [
        [
            (one, other)
            for one, before in enumerate(listed)
            for other, after in enumerate(listed)
            if one != other and _allowed(courses, party, before, after)
        ]
        for party in range(parties)
    ]
    payoffs = _payoffs(chance, parties, len(listed))
    plain = Plain(len(listed), tuple(_reached(len(listed), each) for each in arcs), payoffs)
    names = tuple(f"party {party}" for party in range(parties))
    ranks = tuple(np.array(each, dtype=np.int32) for each in payoffs)
    return plain, option_form(names, courses, codes, ranks)


def _allowed(courses: tuple[Course, ...], party: int, before: int, after: int) -> bool:
    for place, each in enumerate(courses):
        was, will_be = before >> place & 1, after >> place & 1
        if was == will_be:
            continue
        if each.party != party or each.direction == ("back" if will_be else "forward"):
            return False
    return True


def _payoffs(chance: Random, parties: int, states: int) -> tuple[tuple[int, ...], ...]:
    levels = chance.randint(0, states)
    return tuple(tuple(chance.randint(0, levels) for _ in range(states)) for _ in range(parties))


def _reached(states: int, arcs: list[tuple[int, int]]) -> Reached:
    found: Reached = {state: set() for state in range(states)}
    for one, other in arcs:
        found[one].add(other)
    return found
