"""Which courses of action make a difference: what would hold without them, or with them taken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from ..record.entry import about
from .equilibria import equilibria
from .five import ConceptName
from .model import GraphModel
from .restricting import within

Fixed = Literal["removed", "forced"]
"""Never taken, as if it were not there; or taken in every state."""


@dataclass(frozen=True, slots=True)
class Effect:
    """What holds for all if one course of action is not there, or is always taken."""

    course: int = about("the course of action, from 0 in the order of the model")
    fixed: Fixed = about("removed: it is taken in no state; forced: in every state")
    states: int = about("how many states are left")
    appear: tuple[int, ...] = about("states that hold for all only then")
    vanish: tuple[int, ...] = about("states that are left and no longer hold for all then")
    gone: tuple[int, ...] = about("states that hold for all, and are not left")

    @property
    def matters(self) -> bool:
        """Whether other states hold among those that are left."""
        return bool(self.appear or self.vanish)


def effectiveness(model: GraphModel, concepts: Sequence[ConceptName]) -> tuple[Effect, ...]:
    """Return for each course of action what holds for all without it, and with it always taken.

    The states in which it is taken (or not) are left out, with the moves to and from them; the
    parties' rankings of the others stay as they are. What "holds" is what certainly does. State
    numbers are those of the model. A course taken in all states or in none: of the two, one leaves
    no state. Graph form has no courses of action: nothing. Cost: the concepts, twice for each
    course. Source: option form and what each option contributes [Fang 1993].

    >>> from ..preferences.rankings import ranks_in_order
    >>> from .model import option_form
    >>> from .options import Course
    >>> ranks = ranks_in_order([[1], [0]], 2)
    >>> model = option_form(("Ann",), (Course("go", 0),), np.array([0, 1]), (ranks,))
    >>> [(e.fixed, e.appear, e.gone) for e in effectiveness(model, ["nash"])]
    [('removed', (0,), (1,)), ('forced', (), ())]
    """
    if model.codes is None:
        return ()
    holds = equilibria(model, concepts).holds
    found: list[Effect] = []
    for course in range(len(model.courses)):
        taken = (model.codes >> course & 1).astype(bool)
        kinds: tuple[tuple[Fixed, bool], ...] = (("removed", False), ("forced", True))
        for fixed, wanted in kinds:
            left = taken == wanted
            after = np.zeros(model.states, dtype=bool)
            if left.any():
                after[left] = equilibria(within(model, left), concepts).holds
            each = (after & ~holds, holds & left & ~after, holds & ~left)
            appear, vanish, gone = (tuple(np.flatnonzero(part).tolist()) for part in each)
            found.append(Effect(course, fixed, int(left.sum()), appear, vanish, gone))
    return tuple(found)
