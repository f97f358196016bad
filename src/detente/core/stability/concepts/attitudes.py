"""Attitudes: parties that want good or ill for others, or do not care."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from ..model import GraphModel
from ..relations import Relations, relations_of
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
    wants ill for not ``t >_j s``; whom it is neutral to does not matter. ``i`` moves to what it takes
    to be as good, other states deter it, and it answers others by moves to what it takes to be as
    good [Inohara 2007]: with these relations the five concepts are the relational ones (total
    relational reply for improvement).

    Note the ties: to go where nothing is lost is worth it here, and only what is less good deters,
    the state itself not. For parties that only want good for themselves the concepts are
    therefore those by ranks if no two states are tied, and differ where some are. A party
    neutral to all, itself included, moves wherever it can and fears nothing.

    Use with :meth:`~detente.core.stability.relations.Deterring.of`. Raises ``ValueError`` unless
    there is one attitude for each pair of parties,
    :class:`~detente.core.stability.two_parties.PreferencesNotKnown` where the ranks of one that
    somebody is not neutral to are not known, and
    :class:`~detente.core.stability.sets.TooLargeForSets`. Cost: the ranks times the states for each
    pair of parties. The source's text was not at hand for the case of ties: for ill will the
    definition is the one by which no state is left out of what is as good as itself.

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
    return tuple(relations_of(_as_good(model, row)) for row in attitudes)


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
