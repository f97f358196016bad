"""Attitudes: parties that want good or ill for others, or do not care."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from ..model import GraphModel
from ..relations import Relations
from ..sets import Rows, better_rows, everything, require_small
from ..two_parties import known_ranks

Attitude = Literal["positive", "neutral", "negative"]
"""What a party wants for another, or for itself."""


def selfish(parties: int) -> tuple[tuple[Attitude, ...], ...]:
    """Return the attitudes of parties that want good for themselves and care for nobody else.

    >>> selfish(2)
    (('positive', 'neutral'), ('neutral', 'positive'))
    """
    each = range(parties)
    return tuple(tuple("positive" if i == j else "neutral" for j in each) for i in each)


def attitude_relations(
    model: GraphModel, attitudes: Sequence[Sequence[Attitude]]
) -> tuple[Relations, ...]:
    """Return the relations of each party by its attitudes to all of them, itself included.

    ``attitudes[i][j]`` is what ``i`` wants for ``j``. A state ``t`` is taken to be as good as ``s``
    by ``i`` if for every ``j`` that it wants good for ``t >=_j s``, and for every ``j`` that it
    wants ill for not ``t >_j s``; whom it is neutral to does not matter. ``i`` moves to what it
    takes to be as good, answers others by such moves, and is deterred by all other states and by
    ``s`` itself [Inohara 2007]. With these relations the five concepts are the relational ones,
    total relational replies in the place of improvements.

    Note the ties: to go where nothing is lost is worth it here, and only what is less good
    deters. Parties that only want good for themselves have the concepts by ranks if no two
    states are tied, and others where some are. A party neutral to all, itself included, moves
    wherever it can; if all are neutral, Nash and symmetric stability are the same, and general
    and sequential stability are [Inohara 2009].

    Use with :meth:`~detente.core.stability.relations.Deterring.of`. Raises ``ValueError`` unless
    there is one attitude for each pair of parties,
    :class:`~detente.core.stability.two_parties.PreferencesNotKnown` where the ranks of one that
    somebody is not neutral to are not known, and
    :class:`~detente.core.stability.sets.TooLargeForSets`. Cost: the ranks times the states for each
    pair of parties. The source's text was not at hand. That a state
    is taken to be as good as itself under ill will too, and deters from leaving it, is what the
    two results of the later paper, whose abstract was, ask for.

    >>> from ...preferences.rankings import ranks_in_order
    >>> from ..moves import Arcs
    >>> from ..relations import Deterring
    >>> ranks = ranks_in_order([[1], [0]], 2), ranks_in_order([[0], [1]], 2)
    >>> gift = GraphModel(("Ann", "Ben"), (Arcs.of(2, [(1, 0)]), Arcs.of(2, [])), ranks,
    ...     ("given", "kept"))
    >>> for toward in ("negative", "positive"):
    ...     relations = attitude_relations(gift, [["neutral", toward], ["neutral", "positive"]])
    ...     print(Deterring.of(gift, relations).holds("nash", (0,)).tolist())
    [True, True]
    [True, False]
    """
    require_small(model)
    parties = len(model.parties)
    if len(attitudes) != parties or any(len(row) != parties for row in attitudes):
        raise ValueError("not one attitude for each pair of parties")
    return tuple(_relations(_as_good(model, row)) for row in attitudes)


def _relations(as_good: Rows) -> Relations:
    """Return the relations of a party that moves to what is as good and fears what is not."""
    every = everything(len(as_good))
    deters = tuple(every & ~row | 1 << state for state, row in enumerate(as_good))
    return Relations(as_good, deters, as_good)


def _as_good(model: GraphModel, attitudes: Sequence[Attitude]) -> Rows:
    """Return for each state the states that a party with these attitudes takes to be as good."""
    every = everything(model.states)
    found = [every] * model.states
    for party, attitude in enumerate(attitudes):
        if attitude == "neutral":
            continue
        ranks = known_ranks(model, party)
        unwanted = better_rows(-ranks if attitude == "positive" else ranks)
        found = [here & ~rows for here, rows in zip(found, unwanted, strict=True)]
    return tuple(found)
