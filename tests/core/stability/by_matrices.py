"""Stability by Boolean matrices [Xu 2009a]: an oracle of another kind."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .random_models import Plain

Matrix = NDArray[np.bool_]


def joint(moves: list[Matrix]) -> Matrix:
    """Return where joint moves lead: of length 1, then one longer, with another's move in front."""
    states = len(moves[0]) if moves else 0
    first = [each.copy() for each in moves]
    while True:
        longer = []
        for mover, own in enumerate(moves):
            others = np.zeros((states, states), dtype=bool)
            for other, found in enumerate(first):
                if other != mover:
                    others |= found
            longer.append(first[mover] | (own.astype(int) @ others.astype(int) > 0))
        if all(np.array_equal(a, b) for a, b in zip(first, longer, strict=True)):
            return np.asarray(np.logical_or.reduce(first))
        first = longer


def stable(model: Plain, concept: str, party: int) -> list[bool]:
    """Return for each state whether it holds: a zero on the diagonal of the concept's matrix."""
    states = range(model.states)
    moves = [
        np.array([[to in model.moves[mover][s] for to in states] for s in states], dtype=bool)
        for mover in model.parties
    ]
    better = [
        np.array([[payoff[to] > payoff[s] for to in states] for s in states], dtype=bool)
        for payoff in model.payoffs
    ]
    improving = moves[party] & better[party]
    if concept == "nash":
        return [not improving[state].any() for state in states]
    others = [other for other in model.parties if other != party]
    used = [moves[o] & better[o] if "sequential" in concept else moves[o] for o in others]
    reach = joint(used) if others else np.zeros_like(improving)
    deters = ~better[party].T  # [answer, state]: no better than the state
    if "symmetric" in concept:
        escape = moves[party].astype(int) @ better[party].T.astype(int) > 0
        deters = deters & ~escape
    undeterred = ~(reach.astype(int) @ deters.astype(int) > 0)
    return [not (improving[s] & undeterred[:, s]).any() for s in states]
