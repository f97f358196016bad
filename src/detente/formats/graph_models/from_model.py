"""A graph model made elsewhere, as what a file would say of it."""

from __future__ import annotations

import numpy as np

from detente.core.preferences.rankings import Ranks
from detente.core.stability.model import GraphModel
from detente.core.stability.moves import Cliques, Moves
from detente.core.stability.options import Codes, Pattern, moves_by_option

from .limits import PATTERNS_AT_MOST
from .model_file import GraphModelFile, Pair, Preference


def file_of(model: GraphModel, title: str, status_quo: int | None = None) -> GraphModelFile:
    """Return what a file says of a model: preferences as orders, states counted from 1.

    A model in option form keeps that form if its moves are those of its options, or some of
    them; another one is told move by move. Cost: linear in the moves.
    """
    told = tuple(
        () if ranks is None else (Preference("ranking", groups=groups_of(ranks)),)
        for ranks in model.ranks
    )
    codes = model.codes
    removed = None if codes is None else _removed(model, codes)
    if codes is None or removed is None:
        patterns = () if codes is None else tuple(map(model.pattern, range(model.states)))
        return GraphModelFile(
            title=title,
            parties=model.parties,
            model=model,
            options=model.courses,
            names=model.labels,
            patterns=patterns,
            moves=tuple(_arcs(each) for each in model.moves),
            preferences=told,
            status_quo=status_quo,
        )
    infeasible = infeasible_patterns(codes, len(model.courses))
    return GraphModelFile(
        title=title,
        parties=model.parties,
        model=model,
        options=model.courses,
        infeasible=infeasible if len(infeasible) <= PATTERNS_AT_MOST else None,
        removed=removed if any(removed) else (),
        names=model.labels,
        preferences=told,
        status_quo=status_quo,
    )


def groups_of(ranks: Ranks) -> tuple[tuple[int, ...], ...]:
    """Return the states from best to worst, each group a tie.

    >>> groups_of(np.array([0, 1, 0], dtype=np.int32))
    ((1,), (0, 2))
    """
    groups: dict[int, list[int]] = {}
    for state, rank in enumerate(ranks.tolist()):
        groups.setdefault(rank, []).append(state)
    return tuple(tuple(states) for _, states in sorted(groups.items(), reverse=True))


def _arcs(moves: Moves) -> tuple[Pair, ...]:
    return tuple((state, to) for state in range(moves.states) for to in moves.targets(state))


def _removed(model: GraphModel, codes: Codes) -> tuple[tuple[Pair, ...], ...] | None:
    """Return for each party the moves that its options allow and the model lacks.

    None: it has moves that they do not allow.
    """
    found: list[tuple[Pair, ...]] = []
    for party, moves in enumerate(model.moves):
        by_option = moves_by_option(codes, model.courses, party)
        if (
            isinstance(moves, Cliques)
            and isinstance(by_option, Cliques)
            and _same(moves, by_option)
        ):
            found.append(())
            continue
        allowed, there = set(_arcs(by_option)), set(_arcs(moves))
        if there - allowed:
            return None
        found.append(tuple(sorted(allowed - there)))
    return tuple(found)


def _same(one: Cliques, other: Cliques) -> bool:
    return np.array_equal(one.order, other.order) and np.array_equal(one.begin, other.begin)


def infeasible_patterns(codes: Codes, options: int) -> tuple[Pattern, ...]:
    """Return patterns that fit exactly the states that are not there; no two fit the same one.

    Each option in turn is decided, until no state is left. Cost: options times states.

    >>> infeasible_patterns(np.array([0, 1, 2]), 2)
    ('YY',)
    >>> infeasible_patterns(np.array([0]), 2)
    ('Y-', 'NY')
    """
    found: list[Pattern] = []
    waiting: list[tuple[Pattern, Codes]] = [("", codes)]
    while waiting:
        prefix, left = waiting.pop()
        if not len(left):
            found.append(prefix.ljust(options, "-"))
        elif len(prefix) < options:
            taken = (left >> np.int64(len(prefix)) & 1).astype(bool)
            waiting += [(prefix + "N", left[~taken]), (prefix + "Y", left[taken])]
    return tuple(found)
