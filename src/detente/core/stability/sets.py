"""Sets of states as whole numbers, one bit a state, and what joint moves reach."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

import numpy as np

from ..preferences.rankings import Ranks
from .model import GraphModel

StateSet = int
"""A set of states: bit ``s`` is set where state ``s`` belongs to it."""

Rows = tuple[StateSet, ...]
"""For each state a set of states."""

STATES_AT_MOST = 4_096
"""Models with more states are refused: a relation takes a bit for each pair of them."""

MOVES_AT_MOST = 4_000_000
"""Models with more moves of all parties are refused, as listing them would take minutes."""


class TooLargeForSets(Exception):
    """A model with more states, or moves, than sets of states are made for."""

    def __init__(self, what: str, amount: int, allowed: int) -> None:
        super().__init__(f"{amount} {what} are more than the {allowed} that are allowed")
        self.what, self.amount, self.allowed = what, amount, allowed


def require_small(model: GraphModel) -> None:
    """Raise :class:`TooLargeForSets` for a model with too many states or moves, at once."""
    if model.states > STATES_AT_MOST:
        raise TooLargeForSets("states", model.states, STATES_AT_MOST)
    amount = sum(each.amount() for each in model.moves)
    if amount > MOVES_AT_MOST:
        raise TooLargeForSets("moves", amount, MOVES_AT_MOST)


def members(states: StateSet) -> Iterator[int]:
    """Yield the states of a set, ascending.

    >>> list(members(0b1101))
    [0, 2, 3]
    """
    while states:
        lowest = states & -states
        yield lowest.bit_length() - 1
        states ^= lowest


def union(sets: Iterable[StateSet]) -> StateSet:
    """Return what belongs to any of the sets; no set: nothing.

    >>> union([0b01, 0b10])
    3
    """
    found = 0
    for each in sets:
        found |= each
    return found


def set_where(truth: Sequence[bool] | np.ndarray[tuple[int], np.dtype[np.bool_]]) -> StateSet:
    """Return the set of the states for which something is so.

    >>> set_where([True, False, True])
    5
    """
    bits = np.packbits(np.asarray(truth, dtype=bool), bitorder="little")
    return int.from_bytes(bits.tobytes(), "little")


def move_rows(model: GraphModel) -> tuple[Rows, ...]:
    """Return for each party and state the states that one move reaches.

    Raises :class:`TooLargeForSets`. Cost: linear in the moves.
    """
    require_small(model)
    states = range(model.states)
    return tuple(
        tuple(union(1 << to for to in moves.targets(state)) for state in states)
        for moves in model.moves
    )


def better_rows(ranks: Ranks) -> Rows:
    """Return for each state the states of a higher rank. Cost: the ranks times the states.

    >>> import numpy as np
    >>> better_rows(np.array([1, 0, 1], dtype=np.int32))
    (0, 5, 0)
    """
    by_rank = {rank: set_where(ranks > rank) for rank in set(ranks.tolist())}
    return tuple(by_rank[rank] for rank in ranks.tolist())


def turned(rows: Rows) -> Rows:
    """Return the relation the other way round: for each state, the states whose set it is in.

    Cost: the states squared, in bytes as well while it runs.

    >>> turned((0b110, 0b100, 0))
    (0, 1, 3)
    """
    states = len(rows)
    width = (states + 7) // 8
    packed = b"".join(row.to_bytes(width, "little") for row in rows)
    bytes_by_state = np.frombuffer(packed, dtype=np.uint8).reshape(states, width)
    matrix = np.unpackbits(bytes_by_state, axis=1, count=states, bitorder="little")
    back = np.packbits(matrix.T, axis=1, bitorder="little")
    return tuple(int.from_bytes(row.tobytes(), "little") for row in back)


def everything(states: int) -> StateSet:
    """Return the set of all states."""
    return (1 << states) - 1


def meet(rows: Sequence[Rows], others: Sequence[Rows]) -> tuple[Rows, ...]:
    """Return for each party and state what belongs to both sets.

    >>> meet([(3, 1)], [(2, 1)])
    ((2, 1),)
    """
    pairs = zip(rows, others, strict=True)
    return tuple(tuple(a & b for a, b in zip(one, two, strict=True)) for one, two in pairs)


def reached_together(moves: Sequence[Rows], states: int) -> Rows:
    """Return for each state the states that joint moves of the movers reach from it.

    Joint moves are one move or more, no mover twice in a row; the state itself belongs to it
    where they lead back to it. Nobody can move: nothing is reached. This is neither that each moves
    once nor that all may move at will. Cost: the moves, each once, and for each the union of
    two sets: states that lead to each other share one set [Tarjan 1972].

    >>> reached_together([(0b010, 0, 0), (0, 0b100, 0)], 3)
    (6, 4, 0)
    >>> reached_together([(0b010, 0b100, 0)], 3)
    (2, 4, 0)
    """
    movers = len(moves)
    turns = states * movers

    def follow(node: int) -> list[int]:
        """Return what comes next: a mover goes to a state, then another mover has its turn."""
        arrived = node >= turns
        state, mover = divmod(node - turns if arrived else node, movers)
        if arrived:
            return [state * movers + other for other in range(movers) if other != mover]
        return [turns + to * movers + mover for to in members(moves[mover][state])]

    reached: list[StateSet] = [0] * (2 * turns)
    for circle in _circles(turns, 2 * turns, follow):
        found = union(1 << (node - turns) // movers for node in circle if node >= turns)
        found |= union(reached[to] for node in circle for to in follow(node))
        for node in circle:
            reached[node] = found
    return tuple(union(reached[s * movers : (s + 1) * movers]) for s in range(states))


def _circles(begin: int, nodes: int, follow: Callable[[int], list[int]]) -> Iterator[list[int]]:
    """Yield the nodes in groups that lead to each other, each group after those it leads to.

    ``begin``: the walks start from the nodes below it.
    """
    number, low, on_path = [0] * nodes, [0] * nodes, bytearray(nodes)
    path: list[int] = []
    walk: list[tuple[int, Iterator[int]]] = []
    count = 0
    for root in range(begin):
        entered: int | None = None if number[root] else root
        while entered is not None or walk:
            if entered is not None:
                count += 1
                number[entered] = low[entered] = count
                path.append(entered)
                on_path[entered] = 1
                walk.append((entered, iter(follow(entered))))
            node, rest = walk[-1]
            entered = next((to for to in rest if not _known(to, node, number, low, on_path)), None)
            if entered is None:
                walk.pop()
                if walk:
                    low[walk[-1][0]] = min(low[walk[-1][0]], low[node])
                if low[node] == number[node]:
                    yield _taken_off(path, on_path, node)


def _known(to: int, node: int, number: list[int], low: list[int], on_path: bytearray) -> bool:
    """Return whether a node was entered before; if it lies on the path, note how far back."""
    if on_path[to]:
        low[node] = min(low[node], number[to])
    return number[to] > 0


def _taken_off(path: list[int], on_path: bytearray, last: int) -> list[int]:
    """Take the nodes off the path down to the last one and return them."""
    taken: list[int] = []
    while not taken or taken[-1] != last:
        taken.append(path.pop())
        on_path[taken[-1]] = 0
    return taken
