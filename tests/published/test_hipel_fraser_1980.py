"""Hipel and Fraser 1980: the Garrison Diversion Unit.

Metagame Analysis of the Garrison Conflict, Water Resources Research 16, pages 629 to 637.
"""

from __future__ import annotations

from detente.core.stability.model import GraphModel
from detente.core.stability.reasons import reason

from .graph_models import equilibria, facts, file_outside, from_catalogue

FOLDER = "hipel-fraser-1980"
CANADA, SIX = 2, 5


def test_equilibria() -> None:
    found = equilibria(from_catalogue(FOLDER))
    assert found["nash"] == found["seq"] == found["sseq"] == [2, 3, 11, 17, 18, 21, 22]
    wide = [2, 3, 4, 6, 8, 10, 11, 13, 14, 15, 17, 18, 19, 21, 22]
    assert found["gmr"] == found["smr"] == wide


def reached(model: GraphModel, party: int, state: int, *, once: bool) -> set[int]:
    """Return where the others get to from a state, nobody twice in a row; ``once``: or at all."""
    found: set[int] = set()
    seen: set[tuple[int, int, frozenset[int]]] = set()
    waiting = [(state, party, frozenset[int]())]
    while waiting:
        at, last, used = waiting.pop()
        for mover in range(len(model.parties)):
            if mover in (party, last) or mover in used:
                continue
            for to in model.moves[mover].targets(at):
                key = (to, mover, used | {mover} if once else used)
                if key not in seen:
                    seen.add(key)
                    found.add(to)
                    waiting.append(key)
    return found


def generally_stable(model: GraphModel, party: int, *, once: bool) -> list[int]:
    """Return by the definition which states hold, numbered from 1."""
    ranks = model.ranks[party]
    assert ranks is not None
    return [
        state + 1
        for state in range(model.states)
        if all(
            any(ranks[end] <= ranks[state] for end in reached(model, party, to, once=once))
            for to in model.moves[party].targets(state)
            if ranks[to] > ranks[state]
        )
    ]


def test_with_each_opponent_once_only_state_6_is_lost() -> None:
    """What a published program prints: it lets each opponent move once in an answer."""
    model = from_catalogue(FOLDER).model
    for party in range(len(model.parties)):
        freely = generally_stable(model, party, once=False)
        lost = set(freely) - set(generally_stable(model, party, once=True))
        assert lost == ({6} if party == CANADA else set())


def test_the_answer_that_deters_at_6_moves_one_party_twice() -> None:
    model = from_catalogue(FOLDER).model
    found = reason(model, "general", CANADA, SIX)
    assert found is not None
    (improvement,) = found.improvements
    assert improvement.sanction is not None
    steps = [(model.parties[each.party], each.state + 1) for each in improvement.sanction.steps]
    assert (improvement.state + 1, steps) == (
        2,
        [("US Support", 1), ("US Opposition", 4), ("US Support", 3)],
    )


def test_the_catalogue_says_what_the_file_outside_says() -> None:
    outside = file_outside("gmcrplus_garrison.json")
    assert facts(from_catalogue(FOLDER)) == facts(outside)
