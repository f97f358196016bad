"""Preferences that are not known for some pairs of states: four ways to take the unknown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

from ..model import GraphModel
from ..relations import Relations
from ..sets import Rows, better_rows, everything, require_small

Extent = Literal["a", "b", "c", "d"]
"""How the unknown counts: as a reason to leave (a, c) or none (b, d); as one to stay (c, d)."""

Pairs = Iterable[tuple[int, int]]
"""Pairs of different states that a party cannot compare, in either order."""

UNKNOWN_TEMPTS = frozenset({"a", "c"})
UNKNOWN_DETERS = frozenset({"c", "d"})


def unknown_relations(
    model: GraphModel, unknown: Sequence[Pairs], extent: Extent
) -> tuple[Relations, ...]:
    """Return the relations of each party where some pairs of states are not compared.

    ``unknown`` has the pairs of each party; of all other pairs its ranks speak, and a party
    without ranks compares no states at all. With ``U`` for unknown, ``+`` better, ``-`` worse and
    ``=`` as good, what is worth leaving a state for and what deters from it are

    =======  ==========  ============
    extent   worth it    deters
    =======  ==========  ============
    a        ``+, U``    ``-, =``
    b        ``+``       ``-, =``
    c        ``+, U``    ``-, =, U``
    d        ``+``       ``-, =, U``
    =======  ==========  ============

    A party escapes an answer to what does not deter it, and answers others by moves to ``+`` and
    ``U`` in all four [Li 2004]: a is the boldest of the four that still fears what it knows, d
    the most cautious. Without unknown pairs all four are the concepts by ranks.

    Use with :meth:`~detente.core.stability.relations.Deterring.of`. Raises ``ValueError`` for a
    pair of one state with itself, ``IndexError`` for a state that is none, and
    :class:`~detente.core.stability.sets.TooLargeForSets`. Cost: the ranks times the states.

    >>> from ...preferences.rankings import ranks_in_order
    >>> from ..moves import Arcs
    >>> from ..relations import Deterring
    >>> model = GraphModel(("Ann",), (Arcs.of(2, [(0, 1)]),), (ranks_in_order([[1], [0]], 2),),
    ...     ("before", "after"))
    >>> for extent in ("a", "b"):
    ...     relations = unknown_relations(model, [[(0, 1)]], extent)
    ...     print(Deterring.of(model, relations).holds("nash", (0,)).tolist())
    [False, True]
    [True, True]
    """
    require_small(model)
    each = zip(model.ranks, unknown, strict=True)
    return tuple(
        _relations(model.states, None if ranks is None else better_rows(ranks), pairs, extent)
        for ranks, pairs in each
    )


def _relations(states: int, known: Rows | None, pairs: Pairs, extent: Extent) -> Relations:
    every = everything(states)
    if known is None:
        better, open_ = [0] * states, [every & ~(1 << state) for state in range(states)]
    else:
        better, open_ = list(known), _not_compared(states, pairs)
    better = [here & ~unknown for here, unknown in zip(better, open_, strict=True)]
    either = tuple(here | unknown for here, unknown in zip(better, open_, strict=True))
    surely = tuple(better)
    undeterring = surely if extent in UNKNOWN_DETERS else either
    return Relations(
        incentive=either if extent in UNKNOWN_TEMPTS else surely,
        sanction=tuple(every & ~each for each in undeterring),
        reply=either,
    )


def _not_compared(states: int, pairs: Pairs) -> list[int]:
    """Return for each state the states that it is not compared with."""
    found = [0] * states
    for one, other in pairs:
        if one == other:
            raise ValueError("a state is always as good as itself")
        if min(one, other) < 0:
            raise IndexError(min(one, other))
        found[one] |= 1 << other
        found[other] |= 1 << one
    return found
