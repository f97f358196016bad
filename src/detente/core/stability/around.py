"""The moves among the few states of a conflict that matter most: what a picture of it shows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ..record.entry import about
from .building import Conflict
from .model import Step
from .status_quo import reached

STATES_AT_MOST = 16
"""A picture of more states tells nobody anything."""


@dataclass(frozen=True, slots=True)
class MoveBetween:
    """That a party can move from one state to another, and whether it prefers to."""

    party: str = about("who can move", refers="parties")
    start: str = about("the state it moves from")
    end: str = about("the state it moves to")
    improves: bool | None = about(
        "whether the party prefers where it moves to; none where its preferences are not known"
    )


@dataclass(frozen=True, slots=True)
class Around:
    """The states that matter most, and every move among them."""

    states: tuple[str, ...] = about(
        "the states: as matters stand first, then those that hold for all, then others"
    )
    moves: tuple[MoveBetween, ...] = about("every move from one of them to another")
    left_out: int = about("how many states of the conflict are not among them")


def around(
    conflict: Conflict, holding: Iterable[int], states_at_most: int = STATES_AT_MOST
) -> Around | None:
    """Return the states that matter most with the moves among them; None where they are too many.

    These are all states of a small conflict; of a larger one the state as matters stand, those
    given as ``holding``, and, while there is room for a whole way, the states on the shortest
    ways from the one to the others, by improvements where there is such a way. Cost: two
    searches through the states that are reached, and the moves out of each state returned.
    """
    model = conflict.model
    now = () if conflict.now is None else (conflict.now,)
    holding = list(holding)
    chosen = dict.fromkeys((*now, *holding))
    if len(chosen) > states_at_most:
        return None
    if model.states <= states_at_most:
        chosen |= dict.fromkeys(range(model.states))
    else:
        for way in _ways(conflict, holding):
            longer = chosen | dict.fromkeys(each.state for each in way)
            if len(longer) <= states_at_most:
                chosen = longer
    return between(conflict, chosen)


def between(conflict: Conflict, states: Iterable[int]) -> Around:
    """Return just these states, each once, in the order given, with the moves among them.

    No state: no move. Cost: the moves out of each state.
    """
    chosen = tuple(dict.fromkeys(states))
    return Around(
        tuple(conflict.name(each) for each in chosen),
        tuple(_moves(conflict, chosen)),
        conflict.model.states - len(chosen),
    )


def _ways(conflict: Conflict, targets: Iterable[int]) -> Iterable[tuple[Step, ...]]:
    """Yield the shortest way from the state as matters stand to each target that has one."""
    if conflict.now is None:
        return
    better = reached(conflict.model, conflict.now, improving=True)
    legal = reached(conflict.model, conflict.now)
    for each in targets:
        way = better.path(each) or legal.path(each)
        if way:
            yield way


def _moves(conflict: Conflict, states: tuple[int, ...]) -> Iterable[MoveBetween]:
    model = conflict.model
    for party, moves, ranks in zip(model.parties, model.moves, model.ranks, strict=True):
        for start in states:
            found = set(moves.targets(start))
            for end in states:
                if end in found and end != start:
                    improves = None if ranks is None else bool(ranks[end] > ranks[start])
                    yield MoveBetween(party, conflict.name(start), conflict.name(end), improves)
