"""Each party's own view of a conflict: what holds in each, and what in all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..preferences.rankings import Ranks
from ..preferences.truths import Truth
from ..record.entry import about
from .equilibria import equilibria, for_each_party
from .five import FIVE, ConceptName
from .model import GraphModel
from .restricting import within
from .verdicts import verdicts


@dataclass(frozen=True, slots=True, eq=False)
class View:
    """A conflict as one party sees it.

    ``seen`` says of each state of the model whether the party sees it; ``ranks`` are everyone's
    rankings of all states as the party believes them, its own among them (None: not known).
    """

    seen: Truth
    ranks: tuple[Ranks | None, ...]


@dataclass(frozen=True, slots=True)
class OwnView:
    """What one party sees and believes to hold."""

    party: int = about("the party whose view it is")
    not_seen: tuple[int, ...] = about("states of the model that it does not see")
    believed: tuple[int, ...] = about("states that hold for all, as it sees the conflict")
    own: tuple[int, ...] = about("states in which the party itself stays, as it sees the conflict")


@dataclass(frozen=True, slots=True)
class Misperception:
    """What holds in each party's view and in all of them."""

    views: tuple[OwnView, ...] = about("each party's view, in the order of the parties")
    in_all: tuple[int, ...] = about("states that every party believes to hold for all")
    stays: tuple[int, ...] = about("states in which each party stays by its own view")
    unexpected: tuple[int, ...] = about(
        "states in which each party stays by its own view, though not every party believes that "
        "they hold for all"
    )


def misperception(
    model: GraphModel, views: Sequence[View], concepts: Sequence[ConceptName]
) -> Misperception:
    """Return what holds in each party's own view of a model, and what in all views.

    A view leaves out the states that a party does not see, with the moves to and from them, and
    has its own rankings of the others: a hypergame [Bennett 1980] [Wang 1988]. Each party stays in a
    state if it holds for it in its own view: where all do, the conflict rests, whether or not
    anybody expects it. A state that a party does not see is none it stays in. What "holds" is
    what certainly does. The same view for all: ``in_all`` and ``stays`` are what holds. Raises
    ``ValueError`` unless there is one view for each party. Cost: the concepts for each view.

    >>> from .moves import Arcs
    >>> from ..preferences.rankings import ranks_in_order
    >>> moves = (Arcs.of(3, [(0, 1)]), Arcs.of(3, [(1, 2)]))
    >>> ranks = (ranks_in_order([[1], [0], [2]], 3),) * 2
    >>> model = GraphModel(("Ann", "Ben"), moves, ranks, ("a", "b", "c"))
    >>> blind = View(np.array([True, False, True]), ranks)
    >>> found = misperception(model, [blind, View(np.ones(3, dtype=bool), ranks)], ["nash"])
    >>> found.views[0].believed, found.stays
    ((0, 2), (0, 2))
    """
    chosen = for_each_party(model, concepts)
    if len(views) != len(model.parties):
        raise ValueError("not one view for each party")
    told: list[OwnView] = []
    everywhere = np.ones((2, model.states), dtype=bool)
    for party, view in enumerate(views):
        believed, own = np.zeros((2, model.states), dtype=bool)
        if view.seen.any():
            part = within(_with_all_ranks(model, view.ranks), view.seen)
            believed[view.seen] = equilibria(part, chosen).holds
            name = chosen[party]
            own[view.seen] = verdicts(part, {name: FIVE[name]}, [party])[name, party].holds
        told.append(OwnView(party, _listed(~view.seen), _listed(believed), _listed(own)))
        everywhere &= np.array([believed, own])
    in_all, stays = everywhere
    return Misperception(tuple(told), _listed(in_all), _listed(stays), _listed(stays & ~in_all))


def _with_all_ranks(model: GraphModel, ranks: tuple[Ranks | None, ...]) -> GraphModel:
    return GraphModel(model.parties, model.moves, ranks, model.labels, model.courses, model.codes)


def _listed(which: Truth) -> tuple[int, ...]:
    return tuple(np.flatnonzero(which).tolist())
