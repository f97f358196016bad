"""How far a state must rise in one party's ranking to hold for it, at the least."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

from ..preferences.rankings import Ranks, dense
from ..record.entry import about
from .five import ConceptName
from .model import GraphModel
from .moves import NOWHERE, Moves, greatest
from .reaching import least_reached
from .reasons import WITHOUT_ESCAPE


@dataclass(frozen=True, slots=True)
class Rise:
    """The least rise: up to the states of one rank, which then are no better than the state."""

    rank: int = about("the rank to which the state must rise; its own: it holds already")
    pairs: int = about("how many pairs of states change their order, ties among them")
    open: tuple[int, ...] = about("the improvements that nothing deters before the rise")


def least_rise(
    model: GraphModel,
    concept: ConceptName,
    party: int,
    goal: int,
    answering: Sequence[Moves | None] | None,
) -> Rise:
    """Return the least rise of a state that makes it hold for a party with known preferences.

    ``answering`` are the moves by which the others may answer (None: none count). With the party's
    ranks ``p`` and ``W(s1)`` the least that the others' answers to ``s1`` leave it, the goal
    ``g`` holds for the party just if it stands no lower than ``max(p(g), max over R(g) of
    min(p(s1), W(s1)))``. No other change is cheaper: where states of the higher ranks come
    below the goal and some between do not, at least as many pairs change. Cost: linear in the
    moves. Source of the question [Kinsara 2015]; the closed form is ours.
    """
    ranks = model.ranks[party]
    if ranks is None:
        raise ValueError("the preferences of this party are not known")
    away = np.array(model.moves[party].targets(goal), dtype=np.int64)
    lowered = ranks.copy()
    lowered[goal] = ranks.min() - 1
    worst = np.full(len(ranks), NOWHERE, dtype=np.int32)
    if answering is not None:
        values = lowered
        if concept in WITHOUT_ESCAPE:
            values = np.maximum(lowered, greatest(model.moves[party], lowered))
        worst = least_reached(values, [each for each in answering if each is not None])
    needed = np.minimum(ranks[away], worst[away])
    own = int(ranks[goal])
    rank = max(own, int(needed.max(initial=own)))
    passed = int(((ranks > own) & (ranks <= rank)).sum())
    pairs = passed + int((ranks == own).sum()) - 1 if passed else 0
    return Rise(rank, pairs, tuple(away[needed > own].tolist()))


def with_below(ranks: Ranks, goal: int, below: Collection[int]) -> Ranks:
    """Return the ranking nearest to one in which these better states come below the goal.

    The goal stands just above them, they above all that was no better than the goal, and what
    stayed better above it; all else keeps its order. None below: the ranking, without gaps.
    """
    place = np.zeros(len(ranks), dtype=np.int64)
    if below:
        place[ranks > ranks[goal]] = 3
        place[list(below)] = 1
        place[goal] = 2
    return dense(place * (int(ranks.max()) + 1) + ranks)


def pairs_changed(ranks: Ranks, goal: int, below: Collection[int]) -> int:
    """Return how many pairs :func:`with_below` changes, each counted once, ties among them.

    With ``M`` the states that come below, ``V`` those tied with the goal and ``U`` those that
    stay above, ``|M| + |V|`` and one for each ``s`` in ``M`` and ``u`` in ``U`` that ``s`` was no
    worse than. Cost: sorting.
    """
    if not below:
        return 0
    chosen = np.sort(ranks[list(below)])
    stays = ranks > ranks[goal]
    stays[list(below)] = False
    passing = len(chosen) - np.searchsorted(chosen, ranks[stays], side="left")
    return len(chosen) + int((ranks == ranks[goal]).sum()) - 1 + int(passing.sum())
