"""Stability by two slow methods: by logic, to check answers, and by Boolean matrices, the peer.

Nothing of Détente's way of reckoning is used: a model is read move by move. The matrix method is
that of published programs [Xu 2009a], here with NumPy's products of matrices of single precision.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from detente.core.stability.model import GraphModel

Matrix = NDArray[np.float32]
Targets = list[list[int]]
"""For each state the states that one move reaches."""

NAMES = ("nash", "general", "symmetric", "sequential", "symmetric sequential")


def by_logic(model: GraphModel) -> dict[tuple[str, int], list[bool]]:
    """Return for each concept and party which states hold, word for word by the definitions."""
    states, parties = range(model.states), range(len(model.parties))
    payoffs = [ranks.tolist() for ranks in model.ranks if ranks is not None]
    moves = [[list(each.targets(s)) for s in states] for each in model.moves]
    better = [
        [[t for t in moves[p][s] if payoffs[p][t] > payoffs[p][s]] for s in states] for p in parties
    ]
    found = {}
    for party in parties:
        own = better[party]
        for name in NAMES:
            used = better if "sequential" in name else moves
            others = [used[other] for other in parties if other != party]
            reach = {b: _reached(others, b) for b in {b for each in own for b in each}}

            def deters(answer: int, state: int, name: str = name, party: int = party) -> bool:
                escapes = moves[party][answer] if "symmetric" in name else []
                worth = payoffs[party]
                return all(worth[each] <= worth[state] for each in [answer, *escapes])

            found[name, party] = [
                all(name != "nash" and any(deters(a, s) for a in reach[b]) for b in own[s])
                for s in states
            ]
    return found


def _reached(moves: list[Targets], start: int) -> set[int]:
    """Return where joint moves lead, nobody moving twice in a row."""
    seen: set[tuple[int, int]] = set()
    waiting = [(start, -1)]
    while waiting:
        state, last = waiting.pop()
        for mover, targets in enumerate(moves):
            for target in targets[state] if mover != last else ():
                if (target, mover) not in seen:
                    seen.add((target, mover))
                    waiting.append((target, mover))
    return {state for state, _ in seen}


def by_matrices(model: GraphModel) -> dict[tuple[str, int], list[bool]]:
    """Return the same by products of matrices of states by states."""
    moves, better = [], []
    for each, ranks in zip(model.moves, model.ranks, strict=True):
        assert ranks is not None
        arcs = np.zeros((model.states, model.states), dtype=np.float32)
        sources, targets = each.listed()
        arcs[sources, targets] = 1
        moves.append(arcs)
        better.append((ranks[None, :] > ranks[:, None]).astype(np.float32))
    improving = [arcs * prefers for arcs, prefers in zip(moves, better, strict=True)]
    found = {}
    for party in range(len(moves)):
        own = improving[party]
        found["nash", party] = (own.sum(axis=1) == 0).tolist()
        others = [other for other in range(len(moves)) if other != party]
        no_better = 1 - better[party].T  # [answer, state]
        escape = moves[party] @ better[party].T > 0
        no_escape = no_better * ~escape
        for names, used in (
            (("general", "symmetric"), moves),
            (("sequential", "symmetric sequential"), improving),
        ):
            reach = _joint([used[other] for other in others])
            for name, deters in zip(names, (no_better, no_escape), strict=True):
                undeterred = reach @ deters == 0
                found[name, party] = ((own * undeterred.T).sum(axis=1) == 0).tolist()
    return found


def _joint(moves: list[Matrix]) -> Matrix:
    """Return where joint moves lead: of one move, then of one more, another's in front."""
    first = [each.copy() for each in moves]
    while True:
        before = sum(int(each.sum(dtype=np.int64)) for each in first)
        every = np.add.reduce(first)
        longer = [
            np.minimum(1, first[mover] + own @ np.minimum(1, every - first[mover]))
            for mover, own in enumerate(moves)
        ]
        first = longer
        if sum(int(each.sum(dtype=np.int64)) for each in first) == before:
            reached: Matrix = np.minimum(1, np.add.reduce(first))
            return reached
