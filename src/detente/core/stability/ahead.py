"""What can come of a state, and what would have to change for another one to hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from ..record.entry import about
from .building import Conflict
from .equilibria import equilibria
from .five import ConceptName
from .inverse import Change, share_that_holds
from .reasons import CREDIBLE
from .status_quo import Reached, reached
from .together import Possibility, Together, together
from .told import ImprovementTold, MoveTold, improvement_told, moves_told

WAYS_AT_MOST = 12
"""To so many states the ways are told."""

BELOW_AT_MOST = 20
"""So many states are named that would have to come below the goal."""

SHARES_AT_MOST = 500
"""In models of more states the share of rankings is not counted."""


@dataclass(frozen=True, slots=True)
class WayTold:
    """A way from one state to another, with the fewest moves."""

    to: str = about("the state it leads to")
    improving: bool | None = about(
        "whether each move is an improvement for who makes it; none where preferences that are "
        "not known might make it so, or another way"
    )
    moves: tuple[MoveTold, ...] = about("the moves, in order; nobody moves twice in a row")


@dataclass(frozen=True, slots=True)
class Ahead:
    """What can come of a state."""

    start: str = about("the state it begins in")
    by_moves: int = about("how many other states joint moves lead to")
    by_improvements: int = about("to how many other states improvements alone surely lead")
    more_possible: int = about("to how many more they might, by preferences that are not known")
    ways: tuple[WayTold, ...] = about(
        "ways to states that hold for all, and to the goal: by improvements where there is such a "
        "way, else by any moves"
    )
    out_of_reach: tuple[str, ...] = about(
        "such states that nobody's moves lead to from here", default=()
    )


@dataclass(frozen=True, slots=True)
class PreferenceChange:
    """What would have to change in one party's order of the states for the goal to hold for it."""

    party: str = about("the party", refers="parties")
    pairs: int = about("how many pairs of states change their order")
    below: tuple[str, ...] = about("states that come to be no better for it than the goal")
    more: int = about("how many more of these there are")
    settled: tuple[ImprovementTold, ...] = about(
        "each move away that it would make now: what deters it then, or that it is no better then"
    )
    share: Fraction | None = about(
        "in what share of all strict orders of this party's the goal holds for it, the others' as they "
        "are; none where that is not counted",
        default=None,
    )


@dataclass(frozen=True, slots=True)
class GoalTold:
    """What would have to change for a state to hold for all under a concept, the fewest changes first."""

    state: str = about("the state that is to hold")
    concept: ConceptName = about("the concept of stability")
    possible: Possibility | None = about(
        "whether changes of preference can bring it about; none where preferences are not known"
    )
    pairs: int = about("how many pairs of states change their order, over all parties", default=0)
    at_least: int = about("how many have to change in any case", default=0)
    changes: tuple[PreferenceChange, ...] = about(
        "the changes, by party; none: it holds already", default=()
    )

    @property
    def holds(self) -> bool:
        """Whether it holds as it is."""
        return self.possible == "possible" and not self.changes


def ahead(conflict: Conflict, start: int, targets: Sequence[int]) -> Ahead:
    """Return what can come of a state, with ways to the ``targets``, each with the fewest moves.

    Exact; where preferences are not known, each move of that party may be an improvement or
    not. Cost: three searches through the states that are reached.
    """
    model = conflict.model
    legal = reached(model, start)
    improving = reached(model, start, improving=True)
    known = all(ranks is not None for ranks in model.ranks)
    possibly = improving if known else reached(model, start, improving=True, possible=True)
    ways: list[WayTold] = []
    out_of_reach: list[str] = []
    for state in list(dict.fromkeys(targets))[:WAYS_AT_MOST]:
        if state == start:
            continue
        better, way = improving.path(state), legal.path(state)
        if better is not None:
            ways.append(WayTold(conflict.name(state), True, moves_told(conflict, better)))
        elif way is not None:
            might = None if possibly.path(state) is not None else False
            ways.append(WayTold(conflict.name(state), might, moves_told(conflict, way)))
        else:
            out_of_reach.append(conflict.name(state))
    return Ahead(
        conflict.name(start),
        _others(legal),
        _others(improving),
        _others(possibly) - _others(improving),
        tuple(ways),
        tuple(out_of_reach),
    )


def _others(found: Reached) -> int:
    return int((found.fewest > 0).sum())


def goal_told(conflict: Conflict, concept: ConceptName, goal: int) -> GoalTold:
    """Return what would have to change in preferences for a state to hold for all.

    Under the sequential concepts nothing is told where preferences are not known, unless it surely
    holds: they decide which answers are credible. Else under these one party's change can bear on
    another's; then ``at_least`` may be below ``pairs``, and fewer might do. Cost: see :func:`~.together.together`.
    """
    name, model = conflict.name(goal), conflict.model
    if concept in CREDIBLE and any(
        ranks is None and moves.amount()
        for ranks, moves in zip(model.ranks, model.moves, strict=True)
    ):
        certain = equilibria(model, [concept]).holds[goal]
        return GoalTold(name, concept, "possible" if certain else None)
    found = together(conflict.model, [concept], goal)
    if found is None:
        return GoalTold(name, concept, None)
    return GoalTold(
        name,
        concept,
        found.possible,
        found.pairs,
        found.at_least,
        _changes(conflict, concept, found),
    )


def _changes(
    conflict: Conflict, concept: ConceptName, found: Together
) -> tuple[PreferenceChange, ...]:
    return tuple(
        preference_change(
            conflict, each.party, each.change, share_told(conflict, concept, each.party, found.goal)
        )
        for each in found.changes
    )


def share_told(conflict: Conflict, concept: ConceptName, party: int, goal: int) -> Fraction | None:
    """Return in what share of all strict orders of a party a state holds for it.

    None in models of more than :data:`SHARES_AT_MOST` states, and where it cannot be counted. Cost:
    see :func:`~.inverse.share_that_holds`.
    """
    model = conflict.model
    return share_that_holds(model, concept, party, goal) if model.states <= SHARES_AT_MOST else None


def preference_change(
    conflict: Conflict, party: int, change: Change, share: Fraction | None
) -> PreferenceChange:
    """Return a change of one party's order with names; of many states below the goal some."""
    return PreferenceChange(
        conflict.model.parties[party],
        change.pairs,
        tuple(conflict.name(each) for each in change.below[:BELOW_AT_MOST]),
        max(len(change.below) - BELOW_AT_MOST, 0),
        tuple(improvement_told(conflict, e.improvement, e.sanction) for e in change.settled),
        share,
    )
