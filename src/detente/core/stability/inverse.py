"""Which changes of one party's preferences would make a state hold for it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from fractions import Fraction

from ..preferences.rankings import Ranks
from ..record.entry import about
from .conditions import Condition, condition
from .counting import share_of_rankings
from .five import ConceptName
from .inverse_programme import Choice
from .model import GraphModel
from .reasons import Sanction, answering_moves, shortest_answer
from .rises import Rise, least_rise, pairs_changed, with_below
from .verdicts import Deterrence

MOVABLE_AT_MOST = 200
"""If more states than this stand above the goal, other ways than the least are not looked for."""

ANSWERS_AT_MOST = 20_000
"""The same, if the answers name more states than this."""


@dataclass(frozen=True, slots=True)
class Settled:
    """An improvement that nothing deterred, and what became of it."""

    improvement: int = about("the state the improvement leads to")
    sanction: Sanction | None = about(
        "the answer that deters it after the change; none: it is no improvement any more"
    )


@dataclass(frozen=True, slots=True)
class Change:
    """A change of one party's ranking after which the goal holds for it."""

    below: tuple[int, ...] = about("the states that come to be no better than the goal")
    pairs: int = about("how many pairs of states change their order, a tie made or undone too")
    ranks: tuple[int, ...] = about("the nearest such ranking: a rank for each state, 0 the worst")
    settled: tuple[Settled, ...] = about("each improvement there was to settle, and why it is")


@dataclass(frozen=True, slots=True)
class Inverse:
    """What would have to change in one party's preferences for the goal to hold for it."""

    party: int = about("the party")
    goal: int = about("the state that is to hold")
    concept: ConceptName = about("the concept of stability")
    holds: bool = about("whether it holds already")
    possible: bool = about("whether it can hold while what is kept stays better than it")
    changes: tuple[Change, ...] = about(
        "ways to make it hold, the fewest pairs first, none that contains one listed before it"
    )
    all_found: bool = about("whether there are no other ways than those listed")


def inverse(
    model: GraphModel,
    concept: ConceptName,
    party: int,
    goal: int,
    *,
    kept: Collection[int] = (),
    at_most: int = 5,
) -> Inverse | None:
    """Return which changes of a party's ranking make a state hold for it; None: none is known.

    The others' preferences stay as they are, and so do their improvements by which they answer. A
    change is a set of states that come to be no better than the goal, each set with the nearest
    ranking to the one given; ``pairs`` counts the pairs of states whose relation
    (better, tied, worse) is another one then, each once [Kinsara 2015] [Kendall 1938]. ``kept`` are
    states that must stay better than the goal; without them it is always possible, and no
    change has fewer pairs than a rise of the goal, found in closed form however large the model is.
    The other ways, and the first where states are kept, are found by integer programming, and not
    looked for beyond the limits of this module (``all_found`` tells). Ways of equally many
    pairs: fewer states first. Raises ``IndexError`` for a state that is none, ``ValueError`` if a
    kept one is not better. Cost: linear in the moves, for each improvement; one programme for
    each further way.

    >>> from .moves import Arcs
    >>> from ..preferences.rankings import ranks_in_order
    >>> ranks = ranks_in_order([[1], [2], [0]], 3)
    >>> model = GraphModel(("Ann",), (Arcs.of(3, [(0, 1)]),), (ranks,), ("a", "b", "c"))
    >>> found = inverse(model, "nash", 0, 0)
    >>> [(each.below, each.pairs, each.ranks) for each in found.changes]
    [((1,), 2, (1, 0, 2))]
    """
    ranks = model.ranks[party]
    if not 0 <= goal < model.states:
        raise IndexError(goal)
    if ranks is None:
        return None
    if any(ranks[each] <= ranks[goal] for each in kept):
        raise ValueError("a state that is to stay better than the goal is not better now")
    rise = least_rise(
        model, concept, party, goal, answering_moves(Deterrence(model), concept, party)
    )
    if not rise.open:
        return Inverse(party, goal, concept, True, True, (), True)
    better = {state for state in range(model.states) if ranks[state] > ranks[goal]}
    if not kept and len(better) > MOVABLE_AT_MOST:
        first = _raised(model, concept, party, goal, rise, _up_to(ranks, better, rise))
        return Inverse(party, goal, concept, False, True, (first,) if at_most else (), False)
    asked = condition(model, concept, party, goal)
    if not asked.fulfilled(frozenset(kept)):
        return Inverse(party, goal, concept, False, False, (), True)
    if kept:
        ways, all_found = _by_programme(asked, ranks, better, frozenset(kept), at_most)
    else:
        ways, all_found = _from_least(asked, ranks, better, rise, at_most)
    changes = tuple(_raised(model, concept, party, goal, rise, each) for each in ways)
    return Inverse(party, goal, concept, False, True, changes, all_found)


def share_that_holds(
    model: GraphModel, concept: ConceptName, party: int, goal: int
) -> Fraction | None:
    """Return in what share of all strict rankings of a party a state holds for it.

    Times ``n!``, the number of such rankings. None: too much hangs together to be counted. The
    others' preferences stay as they are. Cost: see :func:`~.counting.share_of_rankings`.

    >>> from .moves import Arcs
    >>> model = GraphModel(("Ann",), (Arcs.of(3, [(0, 1)]),), (None,), ("a", "b", "c"))
    >>> share_that_holds(model, "nash", 0, 0)
    Fraction(1, 2)
    """
    return share_of_rankings(condition(model, concept, party, goal))


def _up_to(ranks: Ranks, better: set[int], rise: Rise) -> tuple[int, ...]:
    return tuple(sorted(state for state in better if ranks[state] <= rise.rank))


def _from_least(
    asked: Condition, ranks: Ranks, better: set[int], rise: Rise, at_most: int
) -> tuple[list[tuple[int, ...]], bool]:
    """Return the ways by programme; the rise alone if that ends before it has one."""
    ways, all_found = _by_programme(asked, ranks, better, frozenset(), at_most)
    return (ways, all_found) if ways or not at_most else ([_up_to(ranks, better, rise)], False)


def _by_programme(
    asked: Condition, ranks: Ranks, better: set[int], kept: frozenset[int], at_most: int
) -> tuple[list[tuple[int, ...]], bool]:
    """Return the best choices of states that come below, and whether there are no others."""
    movable = better - kept
    demands = [_demand(asked, number, better, kept) for number in range(len(asked.departures))]
    size = sum(len(states) for demand in demands for states in demand)
    if len(movable) > MOVABLE_AT_MOST or size > ANSWERS_AT_MOST:
        return [], False
    choice = Choice(ranks, asked.goal, sorted(movable), better)
    for demand in demands:
        if frozenset() not in demand:
            choice.demand(demand)
    ways: list[tuple[int, ...]] = []
    while True:
        below = choice.best()
        if below is None or len(ways) == at_most:
            return ways, below is None and not choice.ended
        ways.append(below)
        choice.never_again(below)


def _demand(
    asked: Condition, number: int, better: set[int], kept: frozenset[int]
) -> list[frozenset[int]]:
    """Return the sets of states of which one must come below for a move away to be settled."""
    departure = asked.departures[number]
    sets = {frozenset({departure.state}) & better}
    sets |= {answer & better for answer in departure.answers}
    return sorted((each for each in sets if not each & kept), key=sorted)


def _raised(
    model: GraphModel,
    concept: ConceptName,
    party: int,
    goal: int,
    rise: Rise,
    below: tuple[int, ...],
) -> Change:
    """Return the change in which these states come below, with what settles the improvements."""
    ranks = model.ranks[party]
    assert ranks is not None
    changed = with_ranks(model, party, with_below(ranks, goal, below))
    return change_told(ranks, changed, concept, party, goal, below, rise.open)


def change_told(
    before: Ranks,
    changed: GraphModel,
    concept: ConceptName,
    party: int,
    goal: int,
    below: tuple[int, ...],
    improvements: tuple[int, ...],
) -> Change:
    """Return a change with what settles these improvements in the model as changed."""
    after = changed.ranks[party]
    assert after is not None
    settled = tuple(
        Settled(state, _answer(changed, concept, party, goal, state)) for state in improvements
    )
    return Change(below, pairs_changed(before, goal, below), tuple(after.tolist()), settled)


def _answer(
    model: GraphModel, concept: ConceptName, party: int, goal: int, improved: int
) -> Sanction | None:
    """Return an answer with the fewest moves that deters a move; None: there is none.

    None too where the move is no improvement.
    """
    ranks = model.ranks[party]
    assert ranks is not None
    answering = answering_moves(Deterrence(model), concept, party)
    if answering is None or ranks[improved] <= ranks[goal]:
        return None
    return shortest_answer(model, concept, party, goal, improved, answering)


def with_ranks(model: GraphModel, party: int, ranks: Ranks) -> GraphModel:
    """Return the model in which one party has other ranks."""
    others = list(model.ranks)
    others[party] = ranks
    return replace(model, ranks=tuple(others))
