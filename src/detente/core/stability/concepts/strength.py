"""Strength of preference: what is much better or much worse, and what is only better or worse."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ...preferences.truths import Truth
from ..five import ConceptName
from ..model import GraphModel
from ..relations import Deterring, Relations, relations_by_ranks
from ..sets import Rows, turned


class MuchBetterNotBetter(Exception):
    """A state is called much better than another that the ranks do not put below it."""

    def __init__(self, party: int, state: int) -> None:
        super().__init__("a state is much better than one that is not worse")
        self.party, self.state = party, state


@dataclass(frozen=True, slots=True, eq=False)
class Strength:
    """Which states hold, and how strongly: with answers that are much worse, or only worse."""

    general: Truth
    strong: Truth

    @property
    def weak(self) -> Truth:
        """The states that hold, but not strongly."""
        return self.general & ~self.strong


class Strengths:
    """A conflict in which some states are much better than others.

    ``much_better`` has for each party and state the states that are much better, ``>>``, which
    must be better by the ranks as well. Where the ranks fall into levels, all of a higher level
    much better than all of a lower one, that is
    :func:`~detente.core.stability.sets.better_rows` of the levels.

    Raises :class:`MuchBetterNotBetter`, :class:`~detente.core.stability.sets.TooLargeForSets` and
    :class:`~detente.core.stability.two_parties.PreferencesNotKnown`.

    The prisoner's dilemma where to be betrayed is much worse than all else:

    >>> import numpy as np
    >>> from ...preferences.rankings import ranks_in_order
    >>> from ..model import option_form
    >>> from ..options import Course
    >>> from ..sets import better_rows
    >>> dilemma = option_form(("Ann", "Ben"), (Course("silent", 0), Course("silent", 1)),
    ...     np.arange(4), (ranks_in_order([[2], [3], [0], [1]], 4),
    ...     ranks_in_order([[1], [3], [0], [2]], 4)))
    >>> levels = (np.array([1, 0, 1, 1], dtype=np.int32), np.array([1, 1, 0, 1], dtype=np.int32))
    >>> found = Strengths(dilemma, tuple(map(better_rows, levels))).holds("sequential", (0,))
    >>> found.strong.tolist(), found.weak.tolist()
    ([True, False, True, False], [False, False, False, True])
    """

    def __init__(self, model: GraphModel, much_better: Sequence[Rows]) -> None:
        general = Deterring.of(model)
        for party, rows in enumerate(much_better):
            for state, row in enumerate(rows):
                if row & ~general.relations[party].incentive[state]:
                    raise MuchBetterNotBetter(party, state)
        each = zip(relations_by_ranks(model), much_better, strict=True)
        relations = tuple(
            Relations(known.incentive, turned(rows), known.reply) for known, rows in each
        )
        self.general, self.strong = general, Deterring(general.moves, relations)

    def holds(self, concept: ConceptName, group: tuple[int, ...]) -> Strength:
        """Return for each state whether it holds for a party, or a group, and whether strongly.

        In general a state holds as by ranks alone: improvements are the better and the much
        better states, and answers deter that lead to nothing better. It holds strongly if every
        improvement has an answer ``s2`` with ``s >> s2``, from which, under the symmetric
        concepts, every move of the party leads to states ``s3`` with ``s >> s3`` only; what the
        others answer with is the same in both. A state without improvements holds strongly.
        It holds weakly if it holds but not strongly [Hamouda 2004; Xu 2009].

        The sources give this for general, symmetric and sequential stability. For symmetric
        sequential stability, and for groups, it is carried over in the same words. Nash
        stability knows no answers: what holds, holds strongly. Their texts were not at hand:
        the definition is given from what is commonly reported of them.
        """
        return Strength(self.general.holds(concept, group), self.strong.holds(concept, group))
