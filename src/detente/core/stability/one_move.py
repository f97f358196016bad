"""The states that one move leads to, from many states at once."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .moves import Arcs, Chains, Cliques, Moves, States

Numbers = NDArray[np.int64]
"""Numbers of states, each once."""


def one_move(moves: Moves, sources: Numbers) -> tuple[Numbers, Numbers]:
    """Return the states that one move leads to, ascending, and for each a source it is reached from.

    ``sources`` ascend. No source: no state. Cost: linear in the moves of the sources, or in
    the members of their groups where moves come in groups.

    >>> one_move(Cliques.of(np.array([0, 1, 0, 0])), np.array([0, 1]))[0].tolist()
    [2, 3]
    """
    if not len(sources):
        return sources, sources
    match moves:
        case Arcs():
            targets, befores = _by_arcs(moves, sources)
        case Cliques():
            targets, befores = _by_groups(moves, sources)
        case Chains():
            targets, befores = _by_rank(moves, sources)
        case _:
            pairs = [(t, s) for s in sources.tolist() for t in moves.targets(s)]
            listed = np.array(pairs, dtype=np.int64).reshape(-1, 2)
            targets, befores = listed[:, 0], listed[:, 1]
    if len(targets) * 16 < moves.states:
        found, first = np.unique(targets, return_index=True)
        return found.astype(np.int64), befores[first].astype(np.int64)
    before = np.full(moves.states, -1, dtype=np.int64)
    before[targets[::-1]] = befores[::-1]
    found = np.flatnonzero(before >= 0)
    return found, before[found]


def _by_arcs(moves: Arcs, sources: Numbers) -> tuple[Numbers, Numbers]:
    begin = moves.starts[sources]
    sizes = moves.starts[sources + 1] - begin
    return moves.to[_slices(begin, sizes)].astype(np.int64), np.repeat(sources, sizes)


def _by_groups(moves: Cliques, sources: Numbers) -> tuple[Numbers, Numbers]:
    """Return all of each group of a source; the source itself only where the group has two."""
    places = np.sort(moves.place[sources])
    sources = moves.order[places].astype(np.int64)
    first = _first_of_each(moves.group[places])
    groups = moves.group[places[first]]
    amounts = np.diff(first, append=len(places))
    one = sources[first]
    two = np.where(amounts > 1, sources[np.minimum(first + 1, len(sources) - 1)], -1)
    ends = np.append(moves.begin, moves.states)
    sizes = ends[groups + 1] - ends[groups]
    targets = moves.order[_slices(ends[groups], sizes)].astype(np.int64)
    ones = np.repeat(one, sizes)
    befores = np.where(targets == ones, np.repeat(two, sizes), ones)
    return targets[befores >= 0], befores[befores >= 0]


def _by_rank(moves: Chains, sources: Numbers) -> tuple[Numbers, Numbers]:
    """Return what is better than the worst source of each group."""
    places = np.sort(moves.place[sources])
    lowest = places[_first_of_each(moves.group[places])]
    begin = moves.higher[lowest].astype(np.int64)
    end = np.searchsorted(moves.group, moves.group[lowest], side="right")
    sizes = np.maximum(end - begin, 0)
    targets = moves.order[_slices(begin, sizes)].astype(np.int64)
    return targets, np.repeat(moves.order[lowest].astype(np.int64), sizes)


def _first_of_each(groups: States) -> Numbers:
    """Return the places at which another group begins, of groups in a row."""
    begins = np.ones(len(groups), dtype=bool)
    begins[1:] = groups[1:] != groups[:-1]
    return np.flatnonzero(begins)


def _slices(begin: Numbers, sizes: Numbers) -> Numbers:
    """Return the places of several slices, one after the other."""
    ends = np.cumsum(sizes)
    return np.asarray(np.arange(int(ends[-1])) + np.repeat(begin - (ends - sizes), sizes))
