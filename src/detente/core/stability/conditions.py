"""What must be so in a party's preferences for a state to hold for it."""

from __future__ import annotations

from dataclasses import dataclass

from ..record.entry import about
from .five import ConceptName
from .model import GraphModel
from .reasons import WITHOUT_ESCAPE, answering_moves
from .status_quo import spread
from .verdicts import Deterrence

States = frozenset[int]


@dataclass(frozen=True, slots=True)
class Departure:
    """A move away from a state: it must be no improvement, or one of the answers must deter it."""

    state: int = about("the state that the move leads to")
    answers: frozenset[States] = about(
        "for each answer of the others, the states that must all be no better than the one left"
    )


@dataclass(frozen=True, slots=True)
class Condition:
    """When a state holds for a party: whatever its preferences are, this says it exactly."""

    party: int = about("the party")
    goal: int = about("the state that is to hold")
    states: int = about("how many states there are")
    departures: tuple[Departure, ...] = about("the party's moves away from the state")

    def fulfilled(self, above: States) -> bool:
        """Return whether the state holds if the party prefers these states, and no others, to it."""
        return all(
            departure.state not in above
            or any(above.isdisjoint(answer) for answer in departure.answers)
            for departure in self.departures
        )


def condition(model: GraphModel, concept: ConceptName, party: int, goal: int) -> Condition:
    """Return the condition under which a state holds for a party.

    With ``x_s`` for "the party prefers ``s`` to the goal ``g``", ``R`` its moves and ``D(s1)`` the
    states that the others' answers lead to from ``s1``, ``g`` holds iff for every ``s1`` in
    ``R(g)``: not ``x_s1``, or for some ``s2`` in ``D(s1)``: not ``x_s2`` (and not ``x_s3`` for any
    ``s3`` in ``R(s2)``, where no escape may be left); ``x_g`` is never so. Only comparisons
    with the goal matter, and to prefer fewer states to it never does harm. The others'
    preferences are taken as they are; the party's own ranks are not looked at [Kinsara 2015].
    No move away: no departure. Cost: for each move away, the states the others reach from it, times
    the party's moves from them where no escape may be left.

    >>> from .moves import Arcs
    >>> moves = (Arcs.of(3, [(0, 1)]), Arcs.of(3, [(1, 2)]))
    >>> model = GraphModel(("Ann", "Ben"), moves, (None, None), ("a", "b", "c"))
    >>> condition(model, "general", 0, 0).departures
    (Departure(state=1, answers=frozenset({frozenset({2})})),)
    """
    answering = answering_moves(Deterrence(model), concept, party)
    own = model.moves[party]
    needed: dict[int, States] = {}
    departures: list[Departure] = []
    for state in own.targets(goal):
        ends = (
            []
            if answering is None
            else spread(answering, model.states, state).again().nonzero()[0].tolist()
        )
        for end in ends:
            if end not in needed:
                escapes = own.targets(end) if concept in WITHOUT_ESCAPE else ()
                needed[end] = frozenset({end, *escapes}) - {goal}
        departures.append(Departure(state, frozenset(needed[end] for end in ends)))
    return Condition(party, goal, model.states, tuple(departures))
