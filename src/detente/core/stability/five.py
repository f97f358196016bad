"""The five concepts for any number of parties, and the states that hold for all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, get_args

from .concepts.general import general
from .concepts.nash import nash
from .concepts.sequential import sequential
from .concepts.symmetric import symmetric
from .concepts.symmetric_sequential import symmetric_sequential
from .model import GraphModel
from .verdicts import Concept, Progress, Verdict, for_all, verdicts

ConceptName = Literal["nash", "general", "symmetric", "sequential", "symmetric sequential"]

FIVE: Mapping[str, Concept] = MappingProxyType(
    {
        "nash": nash,
        "general": general,
        "symmetric": symmetric,
        "sequential": sequential,
        "symmetric sequential": symmetric_sequential,
    }
)
"""Each concept by its name. What is Nash stable is stable in all of them."""

CONCEPTS: tuple[ConceptName, ...] = get_args(ConceptName)
"""The names of the five, in their order."""


@dataclass(frozen=True, slots=True, eq=False)
class Stability:
    """Which states of a model hold, for each party and concept."""

    model: GraphModel
    verdicts: Mapping[tuple[str, int], Verdict]

    def verdict(self, concept: ConceptName, party: int) -> Verdict:
        """Return which states hold for a party under a concept."""
        return self.verdicts[concept, party]

    def equilibria(self, *concepts: ConceptName) -> Verdict:
        """Return the states that hold for every party.

        Under one concept for all, or one for each party in the order of the model: parties need
        not look ahead in the same way.
        """
        parties = range(len(self.model.parties))
        chosen = concepts * len(parties) if len(concepts) == 1 else concepts
        return for_all([self.verdicts[c, p] for c, p in zip(chosen, parties, strict=True)])


def stability(model: GraphModel, progress: Progress | None = None) -> Stability:
    """Return which states hold, for each party under each of the five concepts.

    Exact. Ties are neither improvements nor reasons to fear an answer less: a state as good as
    the first one deters. One state: it holds for all. Cost: for each party and concept a few
    rounds over the moves of the others, however many moves a group of states has.

    >>> from .moves import Arcs
    >>> from ..preferences.rankings import ranks_in_order
    >>> one, other = Arcs.of(4, [(0, 1), (1, 0), (2, 3), (3, 2)]), Arcs.of(4, [(0, 2), (2, 0),
    ...     (1, 3), (3, 1)])
    >>> dilemma = GraphModel(("Ann", "Ben"), (one, other), (
    ...     ranks_in_order([[1], [0], [3], [2]], 4), ranks_in_order([[2], [0], [3], [1]], 4)),
    ...     ("both keep", "Ann breaks", "Ben breaks", "both break"))
    >>> found = stability(dilemma)
    >>> found.equilibria("nash").holds.tolist(), found.equilibria("sequential").holds.tolist()
    ([False, False, False, True], [True, False, False, True])
    """
    return Stability(model, MappingProxyType(verdicts(model, FIVE, progress=progress)))
