"""What holds in a case's conflict, with the model it was reckoned from, to be asked more of."""

from __future__ import annotations

from dataclasses import dataclass

from ..record.case import Case
from ..record.entry import standing_entries
from .analysis import ConflictAnalysis, analysed, conflict_analysis
from .around import Around, around
from .building import STATES_AT_MOST, Conflict, NoConflict, conflict_of
from .five import Stability, stability
from .options import TooManyStates
from .verdicts import Progress


@dataclass(frozen=True, slots=True, eq=False)
class Held:
    """What holds, the moves to draw, and the conflict with its verdicts; None: there is none."""

    analysis: ConflictAnalysis | None
    moves: Around | None = None
    conflict: Conflict | None = None
    found: Stability | None = None


def held(
    case: Case, states_at_most: int = STATES_AT_MOST, progress: Progress | None = None
) -> Held:
    """Return which states hold of the conflict that a case records, and what else can be asked of it.

    No course of action: no analysis either. Where no model can be made, or it has more states than
    ``states_at_most``, the analysis says why. Cost: see
    :func:`~detente.core.stability.five.stability`.

    >>> held(Case(title="t")).analysis is None
    True
    """
    if not standing_entries(case.conflict):
        return Held(None)
    try:
        conflict = conflict_of(case, states_at_most=states_at_most)
    except (NoConflict, TooManyStates):
        return Held(conflict_analysis(case, states_at_most=states_at_most))
    found = stability(conflict.model, progress)
    analysis = analysed(conflict, found=found)
    holding = (
        conflict.find(row.state)
        for row in analysis.rows
        if any(each.equilibrium for each in row.verdicts)
    )
    moves = around(conflict, [each for each in holding if each is not None])
    return Held(analysis, moves, conflict, found)
