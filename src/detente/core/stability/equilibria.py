"""The states that hold for every party, each looking ahead in its own way."""

from __future__ import annotations

from collections.abc import Sequence

from .five import FIVE, ConceptName
from .model import GraphModel
from .verdicts import Verdict, for_all, verdicts


def for_each_party(model: GraphModel, concepts: Sequence[ConceptName]) -> tuple[ConceptName, ...]:
    """Return the concept of each party: one given is that of all.

    Raises ``ValueError`` unless one is given, or one for each party.
    """
    chosen = tuple(concepts) * (len(model.parties) if len(concepts) == 1 else 1)
    if len(chosen) != len(model.parties):
        raise ValueError("not one concept for all, nor one for each party")
    return chosen


def equilibria(model: GraphModel, concepts: Sequence[ConceptName]) -> Verdict:
    """Return the states that hold for every party, under one concept for all or one for each.

    Only what is asked is reckoned. No state: none holds. Cost: that of the concepts.

    >>> from .moves import Arcs
    >>> from ..preferences.rankings import ranks_in_order
    >>> ranks = ranks_in_order([[1], [0]], 2)
    >>> model = GraphModel(("Ann",), (Arcs.of(2, [(0, 1)]),), (ranks,), ("before", "after"))
    >>> equilibria(model, ["nash"]).holds.tolist()
    [False, True]
    """
    chosen = for_each_party(model, concepts)
    each = [
        verdicts(model, {name: FIVE[name]}, [party])[name, party]
        for party, name in enumerate(chosen)
    ]
    return for_all(each)
