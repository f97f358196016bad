"""Fuzzy preferences: how surely one state is better than another, and how sure is sure enough."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from ...numbers import Number, at_scale, common_scale
from ...preferences.rankings import Ranks
from ..relations import Relations, relations_of
from ..sets import STATES_AT_MOST, TooLargeForSets, set_where

Degrees = Sequence[Sequence[Number]]
"""For each state and other state how far the first is preferred, from 0 to 1."""


class DegreesNotReciprocal(Exception):
    """The degrees of two states are not from 0 to 1, or do not make 1 together."""

    def __init__(self, state: int, other: int) -> None:
        super().__init__("the degrees of two states do not make 1 together")
        self.state, self.other = state, other


def degrees_by_ranks(ranks: Ranks) -> tuple[tuple[Fraction, ...], ...]:
    """Return the degrees of a party that is sure: 1 for better, a half for as good, 0 for worse.

    >>> import numpy as np
    >>> degrees_by_ranks(np.array([1, 0], dtype=np.int32))[0]
    (Fraction(1, 2), Fraction(1, 1))
    """
    numbers = ranks.tolist()
    return tuple(
        tuple(Fraction((one > other) - (one < other) + 1, 2) for other in numbers)
        for one in numbers
    )


def fuzzy_relations(degrees: Degrees, threshold: Number) -> Relations:
    """Return the relations of a party that moves only to what is surely enough better.

    ``degrees[s][q]`` is how far ``s`` is preferred to ``q``; it and ``degrees[q][s]`` make 1, so
    that a state against itself is a half. The relative certainty of ``s`` over ``q`` is
    ``degrees[s][q] - degrees[q][s]``. A state is worth leaving another for if its certainty over
    that is at least the threshold, every other state deters, and the party answers others by
    moves whose certainty reaches its own threshold [Bashar 2012].

    Sure preferences give the concepts by ranks at every threshold. The higher the threshold, the
    fewer states are worth a move: what holds in the sense of Nash at one, holds at a higher one.

    Use one for each party with :meth:`~detente.core.stability.relations.Deterring.of`. All numbers
    are exact. Raises :class:`DegreesNotReciprocal`, ``ValueError`` for a threshold not above 0 and
    up to 1, or a matrix that is not square, and
    :class:`~detente.core.stability.sets.TooLargeForSets`. Cost: the states squared.

    >>> from decimal import Decimal
    >>> half, more, less = Decimal("0.5"), Decimal("0.7"), Decimal("0.3")
    >>> fuzzy_relations([[half, less], [more, half]], Decimal("0.4")).incentive
    (2, 0)
    >>> fuzzy_relations([[half, less], [more, half]], Decimal("0.5")).incentive
    (0, 0)
    """
    states = len(degrees)
    if states > STATES_AT_MOST:
        raise TooLargeForSets("states", states, STATES_AT_MOST)
    if not 0 < threshold <= 1:
        raise ValueError("a threshold lies above 0 and is at most 1")
    if any(len(row) != states for row in degrees):
        raise ValueError("not one degree for each pair of states")
    scale = common_scale(number for row in degrees for number in (*row, threshold))
    whole = [[at_scale(number, scale) for number in row] for row in degrees]
    enough = at_scale(threshold, scale)
    for state, row in enumerate(whole):
        for other, degree in enumerate(row):
            if not 0 <= degree <= scale or degree + whole[other][state] != scale:
                raise DegreesNotReciprocal(state, other)
    return relations_of(
        tuple(
            set_where([2 * whole[other][state] - scale >= enough for other in range(states)])
            for state in range(states)
        )
    )
