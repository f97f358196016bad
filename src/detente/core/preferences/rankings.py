"""States in order of preference, without numbers that mean more than the order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from ..numbers import Number, at_scale, common_scale
from .truths import Truth

Ranks = NDArray[np.int32]
"""A rank for each state, 0 for the worst; states of one rank are as good as each other."""


class StatesNotRanked(Exception):
    """An order that leaves states out or names them twice."""

    def __init__(self, missing: Sequence[int], twice: Sequence[int]) -> None:
        super().__init__(f"{len(missing)} states are missing and {len(twice)} stand twice")
        self.missing, self.twice = tuple(missing), tuple(twice)


def ranks_in_order(groups: Iterable[Iterable[int]], states: int) -> Ranks:
    """Return the ranks of states listed from best to worst, each group a tie.

    No state: no rank. Raises :class:`StatesNotRanked` unless each state stands once, and
    ``IndexError`` for a state that is none. Cost: linear.

    >>> ranks_in_order([[2], [0, 1]], 3).tolist()
    [0, 0, 1]
    """
    listed = [tuple(group) for group in groups]
    amounts = [0] * states
    for group in listed:
        for state in group:
            if state < 0:
                raise IndexError(state)
            amounts[state] += 1
    missing = [state for state, amount in enumerate(amounts) if not amount]
    twice = [state for state, amount in enumerate(amounts) if amount > 1]
    if missing or twice:
        raise StatesNotRanked(missing, twice)
    ranks = np.zeros(states, dtype=np.int32)
    for rank, group in enumerate(reversed([group for group in listed if group])):
        ranks[list(group)] = rank
    return ranks


def ranks_by_priority(truths: Iterable[Truth], states: int) -> Ranks:
    """Return the ranks by statements in order of importance: option prioritisation.

    Of two states the one is better that fulfils the first statement on which they differ. No
    statement: all states are as good as each other. Any number of statements: ranks stay
    below the number of states. Cost: sorting the states for each statement [Peng 1999].

    >>> first, second = np.array([True, False, False]), np.array([False, True, False])
    >>> ranks_by_priority([first, second], 3).tolist()
    [2, 1, 0]
    """
    ranks = np.zeros(states, dtype=np.int32)
    for truth in truths:
        ranks = dense(2 * ranks.astype(np.int64) + truth)
    return ranks


def ranks_by_weight(weights: Sequence[Number], truths: Sequence[Truth], states: int) -> Ranks:
    """Return the ranks by the sum of the weights of what is so: option weighting.

    Weights may be negative. Sums are exact, so that equal sums are ties. Cost: linear in the
    weights times the states, and one sort.

    >>> ranks_by_weight([2, -1], [np.array([True, False]), np.array([True, True])], 2).tolist()
    [1, 0]
    """
    scale = common_scale(weights)
    whole = [at_scale(Fraction(weight), scale) for weight in weights]
    fits = sum(abs(weight) for weight in whole) < 2**62
    sums = np.zeros(states, dtype=np.int64 if fits else object)
    for weight, truth in zip(whole, truths, strict=True):
        sums[truth] += weight
    return dense(sums)


def dense(numbers: NDArray[np.int64] | NDArray[np.object_]) -> Ranks:
    """Return ranks in the order of the numbers, equal for equal ones, without gaps from 0."""
    return np.unique(numbers, return_inverse=True)[1].reshape(-1).astype(np.int32)
