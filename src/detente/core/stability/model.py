"""A conflict as a graph: states, what each party can move, and how it ranks the states."""

from __future__ import annotations

from dataclasses import dataclass

from ..preferences.rankings import Ranks
from .moves import Moves
from .options import Codes, Course, Pattern, moves_by_option, written


@dataclass(frozen=True, slots=True)
class Step:
    """A move: by whom, and to which state."""

    party: int
    state: int


@dataclass(frozen=True, slots=True, eq=False)
class GraphModel:
    """States, numbered from 0, and for each party its moves and its ranks of the states.

    ``ranks`` has None for a party whose preferences are not known. ``names`` says what each state
    is called: in option form its pattern of yes and no, which says the same in every order of
    counting. ``courses`` and ``codes`` are there in option form only.

    >>> from ..preferences.rankings import ranks_in_order
    >>> from .moves import Arcs
    >>> ranks = ranks_in_order([[1], [0]], 2)
    >>> GraphModel(("Ann",), (Arcs.of(2, [(0, 1)]),), (ranks,), ("before", "after")).states
    2
    """

    parties: tuple[str, ...]
    moves: tuple[Moves, ...]
    ranks: tuple[Ranks | None, ...]
    labels: tuple[str, ...] = ()
    courses: tuple[Course, ...] = ()
    codes: Codes | None = None

    def __post_init__(self) -> None:
        if not len(self.parties) == len(self.moves) == len(self.ranks) > 0:
            raise ValueError("not one set of moves and of ranks for each party")
        sizes = {len(ranks) for ranks in self.ranks if ranks is not None}
        sizes |= {moves.states for moves in self.moves}
        sizes |= {len(self.labels)} if self.codes is None else {len(self.codes)}
        if len(sizes) > 1:
            raise ValueError("the states of moves, ranks and names are not the same")

    @property
    def states(self) -> int:
        """How many states there are."""
        return self.moves[0].states

    def name(self, state: int) -> str:
        """Return what a state is called."""
        if self.labels:
            return self.labels[state]
        return self.pattern(state)

    def pattern(self, state: int) -> Pattern:
        """Return a state as yes or no to each course of action; empty in graph form."""
        return "" if self.codes is None else written(int(self.codes[state]), len(self.courses))


def option_form(
    parties: tuple[str, ...],
    courses: tuple[Course, ...],
    codes: Codes,
    ranks: tuple[Ranks | None, ...],
) -> GraphModel:
    """Return the model in which each party changes its own courses of action at will."""
    moves = tuple(moves_by_option(codes, courses, party) for party in range(len(parties)))
    return GraphModel(parties, moves, ranks, courses=courses, codes=codes)
