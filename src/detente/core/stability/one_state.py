"""All that can be told of one state: for whom it holds and why, and the moves out of it and into it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ..record.entry import about
from .analysis import state_row, why_holds
from .around import MoveBetween
from .building import Conflict
from .five import CONCEPTS, Stability
from .told import StateRow, WhyHolds
from .verdicts import Deterrence

MOVES_AT_MOST = 24
"""So many moves out of a state are told, and as many into it: improvements first."""


@dataclass(frozen=True, slots=True)
class OneState:
    """One state of a conflict, and all that is told of it."""

    row: StateRow = about("the state, and under which concepts it holds for whom")
    reasons: tuple[WhyHolds, ...] = about("why it holds or not, for each concept and party")
    out: tuple[MoveBetween, ...] = about("the moves out of it, those that improve first")
    out_left: int = about("how many more moves lead out of it")
    into: tuple[MoveBetween, ...] = about("the moves into it, those that improve first")
    into_left: int = about("how many more moves lead into it")


def one_state(conflict: Conflict, found: Stability, state: int) -> OneState:
    """Return all that is told of a state, by the verdicts of its conflict.

    Of improvements with equal say those of the first party come first, then those of the first
    state. No move: none. Cost: for each party and concept see :func:`~.reasons.reason`; then the moves
    of the model, once.
    """
    model = conflict.model
    reckoned = Deterrence(model), Deterrence(model, possible=True)
    reasons = tuple(
        why_holds(conflict, found, reckoned, concept, party, state)
        for concept in CONCEPTS
        for party in range(len(model.parties))
    )
    out = [(party, state, to) for party, own in enumerate(model.moves) for to in own.targets(state)]
    into = [
        (party, start, state)
        for party, own in enumerate(model.moves)
        for start in sorted(own.reverse().found([state]))
        if start != state
    ]
    return OneState(
        state_row(conflict, found, CONCEPTS, state),
        reasons,
        *_told(conflict, out),
        *_told(conflict, into),
    )


def _told(
    conflict: Conflict, moves: Iterable[tuple[int, int, int]]
) -> tuple[tuple[MoveBetween, ...], int]:
    """Return the first moves with names, and how many there are more."""
    model = conflict.model

    def improves(party: int, start: int, end: int) -> bool | None:
        ranks = model.ranks[party]
        return None if ranks is None else bool(ranks[end] > ranks[start])

    listed = [(each, improves(*each)) for each in moves]
    listed.sort(key=lambda each: each[1] is not True)
    told = tuple(
        MoveBetween(model.parties[party], conflict.name(start), conflict.name(end), better)
        for (party, start, end), better in listed[:MOVES_AT_MOST]
    )
    return told, len(listed) - len(told)
