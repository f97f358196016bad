"""What one party would have to prefer for a state to hold for it, and for whom it would hold then."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from ..record.entry import about
from .ahead import PreferenceChange, preference_change, share_told
from .building import Conflict
from .five import ConceptName, Stability
from .inverse import inverse
from .reasons import CREDIBLE
from .together import Standing, others_regardless

WAYS_AT_MOST = 5
"""So many ways are told, those that change the fewest pairs first."""


@dataclass(frozen=True, slots=True)
class OtherStands:
    """Whether a state holds for another party, whatever the one that changes prefers."""

    party: str = about("the other party", refers="parties")
    standing: Standing | None = about(
        "whether it holds for it; depends: on what the changing party comes to prefer; none: not known"
    )


@dataclass(frozen=True, slots=True)
class ForOne:
    """What one party would have to prefer for a state to hold for it under a concept."""

    state: str = about("the state that is to hold")
    concept: ConceptName = about("the concept of stability")
    party: str = about("the party whose order may change", refers="parties")
    holds: bool | None = about("whether it holds for it already; none where that is not determined")
    ways: tuple[PreferenceChange, ...] = about(
        "ways to make it hold for it, the fewest pairs first", default=()
    )
    all_found: bool = about("whether there are no other ways", default=True)
    share: Fraction | None = about(
        "in what share of all strict orders of this party's it holds for it, the others' as they are; "
        "none where that is not counted",
        default=None,
    )
    others: tuple[OtherStands, ...] = about("for whom else it holds then", default=())


def for_one(
    conflict: Conflict, found: Stability, concept: ConceptName, party: int, goal: int
) -> ForOne:
    """Return which changes of one party's order make a state hold for it, the fewest pairs first.

    Where its preferences are not known, or under the sequential concepts another moving party's,
    no way is told. Raises ``IndexError`` for a state that is none. Cost: see :func:`~.inverse.inverse`.
    """
    model = conflict.model
    verdict = found.verdict(concept, party)
    told = conflict.name(goal), concept, model.parties[party]
    sure = bool(verdict.holds[goal])
    needed = range(len(model.parties)) if concept in CREDIBLE else (party,)
    unknown = any(model.ranks[each] is None and model.moves[each].amount() for each in needed)
    share = None if unknown else share_told(conflict, concept, party, goal)
    others = _others(conflict, concept, party, goal)
    if sure:
        return ForOne(*told, True, share=share, others=others)
    asked = None if unknown else inverse(model, concept, party, goal, at_most=WAYS_AT_MOST)
    if asked is None:
        return ForOne(*told, None, share=share, others=others)
    ways = tuple(preference_change(conflict, party, each, share) for each in asked.changes)
    return ForOne(*told, False, ways, asked.all_found, share, others)


def _others(
    conflict: Conflict, concept: ConceptName, party: int, goal: int
) -> tuple[OtherStands, ...]:
    standing = others_regardless(conflict.model, [concept], goal, [party])
    parties = conflict.model.parties
    return tuple(
        OtherStands(name, standing[place]) for place, name in enumerate(parties) if place != party
    )
