"""A part of a model: some of its states, and the moves between them."""

from __future__ import annotations

import numpy as np

from ..preferences.truths import Truth
from .model import GraphModel
from .moves import Arcs, Cliques, Moves


def within(model: GraphModel, kept: Truth) -> GraphModel:
    """Return the model with only the states kept, in their order, and the moves between them.

    Nobody moves through a state that is left out. Ranks keep their numbers. No state kept: a model
    without states. Cost: linear in the moves, or in the states where moves come in groups.

    >>> model = GraphModel(("Ann",), (Arcs.of(3, [(0, 2), (2, 1)]),), (None,), ("a", "b", "c"))
    >>> part = within(model, np.array([True, False, True]))
    >>> part.labels, part.moves[0].targets(0)
    (('a', 'c'), (1,))
    """
    return GraphModel(
        model.parties,
        tuple(_moves_within(moves, kept) for moves in model.moves),
        tuple(None if ranks is None else ranks[kept] for ranks in model.ranks),
        tuple(label for label, stays in zip(model.labels, kept, strict=True) if stays)
        if model.labels
        else (),
        model.courses,
        None if model.codes is None else model.codes[kept],
    )


def _moves_within(moves: Moves, kept: Truth) -> Moves:
    if isinstance(moves, Cliques):
        return Cliques.of(moves.group[moves.place][kept].astype(np.int64))
    number = np.cumsum(kept) - 1
    if isinstance(moves, Arcs):
        sources = np.repeat(np.arange(moves.states), np.diff(moves.starts))
        stays = kept[sources] & kept[moves.to]
        return Arcs.between(int(kept.sum()), number[sources[stays]], number[moves.to[stays]])
    pairs = [(s, t) for s in np.flatnonzero(kept).tolist() for t in moves.targets(s) if kept[t]]
    return Arcs.of(int(kept.sum()), [(int(number[s]), int(number[t])) for s, t in pairs])
