"""What would make a state hold for all, if the preferences of several parties may change."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal

from ..record.entry import about
from .equilibria import for_each_party
from .five import ConceptName
from .inverse import Change, change_told, inverse, with_ranks
from .model import GraphModel
from .moves import Moves
from .reasons import CREDIBLE
from .rises import least_rise, with_below
from .verdicts import Deterrence

Possibility = Literal["possible", "impossible", "not settled"]

Standing = Literal["holds", "does not hold", "depends"]


@dataclass(frozen=True, slots=True)
class PartyChange:
    """The change of one party's ranking, of several that together make a state hold."""

    party: int = about("the party")
    change: Change = about("what changes in its ranking, given what changes in the others'")


@dataclass(frozen=True, slots=True)
class Together:
    """What would make a state hold for every party."""

    goal: int = about("the state that is to hold")
    possible: Possibility = about(
        "whether the parties that may change can make it hold; not settled: no change was found, "
        "and it was not proved that there is none"
    )
    changes: tuple[PartyChange, ...] = about("the changes that were found; none: it holds already")
    pairs: int = about("how many pairs of states these change, over all parties")
    at_least: int = about("how many pairs must change in any case")
    blocked: tuple[int, ...] = about("parties for which it does not hold and whose ranking stays")

    @property
    def proved(self) -> bool:
        """Whether no fewer pairs will do."""
        return self.possible == "possible" and self.pairs == self.at_least


def together(
    model: GraphModel,
    concepts: Sequence[ConceptName],
    goal: int,
    may_change: Collection[int] | None = None,
) -> Together | None:
    """Return the changes of the rankings of some parties that make a state hold for all.

    One concept for all or one for each; None in ``may_change``: all may. Parties are taken one at
    a time, each with the fewest pairs (:func:`~.inverse.inverse`), and again while the state
    does not hold for one: a change alters which answers are improvements for who makes them, and
    so, under the sequential concepts only, what holds for others. Each time the state rises
    for somebody, so that an end comes. Under the other concepts the parties do not touch
    each other, and the sum is the least. Under the sequential ones ``at_least`` is what each party
    would have to change if those who may change could be brought to any answer: where the
    sum is no more, it is the least too (``proved``). Parties with unknown preferences: None, if
    the state holds for such a party only by its preferences. Cost: a closed form for
    each party and round.

    >>> from .moves import Arcs
    >>> from ..preferences.rankings import ranks_in_order
    >>> ranks = ranks_in_order([[1], [0]], 2)
    >>> model = GraphModel(("Ann",), (Arcs.of(2, [(0, 1)]),), (ranks,), ("before", "after"))
    >>> found = together(model, ["nash"], 0)
    >>> found.possible, found.pairs, found.proved
    ('possible', 1, True)
    >>> together(model, ["nash"], 0, may_change=[]).possible
    'impossible'
    """
    chosen = for_each_party(model, concepts)
    if not 0 <= goal < model.states:
        raise IndexError(goal)
    parties = range(len(model.parties))
    if any(model.ranks[p] is None and model.moves[p].targets(goal) for p in parties):
        return None
    asked = parties if may_change is None else may_change
    free = frozenset(party for party in asked if model.ranks[party] is not None)
    bound = [_least(model, chosen[party], party, goal, free) for party in parties]
    stuck = tuple(party for party in parties if bound[party] and party not in free)
    least = sum(bound[party] for party in free)
    if stuck:
        return Together(goal, "impossible", (), 0, least, stuck)
    found, blocked = _one_at_a_time(model, chosen, goal, free)
    if blocked:
        return Together(goal, "not settled", (), 0, least, blocked)
    pairs = sum(each.change.pairs for each in found)
    return Together(goal, "possible", found, pairs, least, ())


def others_regardless(
    model: GraphModel, concepts: Sequence[ConceptName], goal: int, changing: Collection[int]
) -> tuple[Standing | None, ...]:
    """Return for each party whether a state holds for it whatever the changing ones prefer.

    "depends" where the sequential concepts let it hold for some preferences of the changing
    parties, or could: it holds if they make every move as an answer, and not if they make
    none. None: for a changing party itself, and where preferences are not known. Where all others
    hold regardless, a ranking of the one that changes makes the state hold for all just if
    it makes it hold for that one. Cost: a closed form for each party.

    >>> from .moves import Arcs
    >>> from ..preferences.rankings import ranks_in_order
    >>> moves = (Arcs.of(3, [(0, 1)]), Arcs.of(3, [(1, 2)]))
    >>> ranks = ranks_in_order([[1], [0], [2]], 3)
    >>> model = GraphModel(("Ann", "Ben"), moves, (ranks, ranks), ("a", "b", "c"))
    >>> others_regardless(model, ["sequential"], 0, [1])
    ('depends', None)
    """
    found: list[Standing | None] = []
    for party, concept in enumerate(for_each_party(model, concepts)):
        if party in changing or (model.ranks[party] is None and model.moves[party].targets(goal)):
            found.append(None)
        elif not _least(model, concept, party, goal, frozenset(), frozenset(changing)):
            found.append("holds")
        else:
            any_answer = _least(model, concept, party, goal, frozenset(changing))
            found.append("does not hold" if any_answer else "depends")
    return tuple(found)


def _least(
    model: GraphModel,
    concept: ConceptName,
    party: int,
    goal: int,
    any_move: frozenset[int],
    no_move: frozenset[int] = frozenset(),
) -> int:
    """Return the fewest pairs a party must change, if some make any move as an answer, or none.

    That is said of credible answers only: under the other concepts any move is one.
    """
    if model.ranks[party] is None:
        return 0
    answering: list[Moves | None] | None = None
    if concept != "nash":
        surely = Deterrence(model)
        answering = [
            None
            if other == party or (concept in CREDIBLE and other in no_move)
            else moves
            if concept not in CREDIBLE or other in any_move
            else surely.improving(other)
            for other, moves in enumerate(model.moves)
        ]
    rise = least_rise(model, concept, party, goal, answering)
    return rise.pairs


def _one_at_a_time(
    model: GraphModel, concepts: tuple[ConceptName, ...], goal: int, free: frozenset[int]
) -> tuple[tuple[PartyChange, ...], tuple[int, ...]]:
    """Return the changes found, and the parties for which the goal does not hold in spite of them."""
    changed = model
    below: dict[int, frozenset[int]] = {}
    while True:
        failing = [
            (party, found)
            for party, concept in enumerate(concepts)
            if (found := inverse(changed, concept, party, goal, at_most=1)) and not found.holds
        ]
        movable = [each for each in failing if each[0] in free]
        if not movable:
            break
        party, found = movable[0]
        below[party] = below.get(party, frozenset()).union(found.changes[0].below)
        ranks = model.ranks[party]
        assert ranks is not None
        changed = with_ranks(changed, party, with_below(ranks, goal, below[party]))
    told = tuple(
        PartyChange(party, _told(model, changed, concepts[party], party, goal, below[party]))
        for party in sorted(below)
    )
    return told, tuple(party for party, _ in failing)


def _told(
    model: GraphModel,
    changed: GraphModel,
    concept: ConceptName,
    party: int,
    goal: int,
    below: frozenset[int],
) -> Change:
    """Return all that changes in a party's ranking, with what becomes of each improvement."""
    ranks = model.ranks[party]
    assert ranks is not None
    better = tuple(s for s in model.moves[party].targets(goal) if ranks[s] > ranks[goal])
    return change_told(ranks, changed, concept, party, goal, tuple(sorted(below)), better)
