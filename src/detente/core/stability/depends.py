"""What the states that hold hang on: each party's order, each course of action, and who acts alone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..preferences.truths import Truth
from ..record.entry import about
from .building import Conflict
from .concepts.coalitions import equilibrium_jumps, universal
from .effectiveness import Fixed, effectiveness
from .equilibria import equilibria
from .five import ConceptName
from .model import GraphModel
from .relations import Deterring
from .sensitivity import robustness, sensitivity
from .sets import TooLargeForSets
from .told import MoveTold, moves_told
from .verdicts import Progress

STATES_AT_MOST = 1_024
"""In larger models this is not looked into: each small change asks for all verdicts anew."""


@dataclass(frozen=True, slots=True)
class RestsTold:
    """How far one state that holds hangs on one party's order."""

    state: str = about("a state that holds for all")
    party: str = about("the party", refers="parties")
    altered: int = about("how many small changes of its order were tried")
    vanishes: int = about("after how many of them the state no longer holds")


@dataclass(frozen=True, slots=True)
class CourseTold:
    """What holds for all if a course of action is never taken, or always."""

    course: str = about("the course of action", refers="conflict")
    fixed: Fixed = about("removed: never taken; forced: taken in every state")
    appear: tuple[str, ...] = about("states that hold for all only then")
    vanish: tuple[str, ...] = about("states that are left and no longer hold for all then")


@dataclass(frozen=True, slots=True)
class JumpTold:
    """What several parties could do together and none of them alone."""

    parties: tuple[str, ...] = about("who acts together", refers="parties")
    start: str = about("a state that holds for all")
    moves: tuple[MoveTold, ...] = about(
        "the moves, to another such state that each of them prefers"
    )


@dataclass(frozen=True, slots=True)
class Depends:
    """What the states that hold for all under one concept hang on."""

    concept: ConceptName = about("the concept of stability")
    too_large: bool = about("whether the model is too large for this to be looked into")
    not_known: bool = about(
        "whether it is not told because preferences are not known", default=False
    )
    rests: tuple[RestsTold, ...] = about(
        "for each state that holds and each party: how many changes of neighbouring ranks undo it",
        default=(),
    )
    courses: tuple[CourseTold, ...] = about(
        "courses of action without which, or with which always taken, other states hold", default=()
    )
    jumps: tuple[JumpTold, ...] = about(
        "what groups could do together: from one state that holds to another they all prefer",
        default=(),
    )
    for_every_group: tuple[str, ...] | None = about(
        "states that hold even for every group of parties that acts together; none where that "
        "cannot be told",
        default=None,
    )


def depends(conflict: Conflict, concept: ConceptName, progress: Progress | None = None) -> Depends:
    """Return what the states hang on that hold for all under a concept.

    Small changes are those of :func:`~.sensitivity.sensitivity`; groups act as in
    :mod:`~.concepts.coalitions`. Nothing is told where a party that can move has preferences
    that are not known. Cost: the verdicts once for each small change.
    """
    model = conflict.model
    if model.states > STATES_AT_MOST:
        return Depends(concept, True)
    if any(ranks is None and m.amount() for ranks, m in zip(model.ranks, model.moves, strict=True)):
        return Depends(concept, False, True)
    concepts = [concept]
    rests = robustness(model, concepts, sensitivity(model, concepts, progress=progress))
    jumps, firm = _groups(conflict, concept, equilibria(model, concepts).holds)
    return Depends(
        concept,
        False,
        False,
        tuple(
            RestsTold(conflict.name(e.state), model.parties[e.party], e.altered, e.vanishes)
            for e in rests
        ),
        tuple(
            CourseTold(
                conflict.courses[each.course],
                each.fixed,
                _names(conflict, each.appear),
                _names(conflict, each.vanish),
            )
            for each in effectiveness(model, concepts)
            if each.matters
        ),
        jumps,
        firm,
    )


def _names(conflict: Conflict, states: tuple[int, ...]) -> tuple[str, ...]:
    return tuple(conflict.name(each) for each in states)


def _groups(
    conflict: Conflict, concept: ConceptName, holds: Truth
) -> tuple[tuple[JumpTold, ...], tuple[str, ...] | None]:
    """Return what groups could do together; nothing where preferences are not known."""
    model: GraphModel = conflict.model
    if any(ranks is None for ranks in model.ranks):
        return (), None
    try:
        deterring = Deterring.of(model)
        jumps = equilibrium_jumps(deterring, holds)
        firm = universal(deterring, concept)
    except TooLargeForSets:
        return (), None
    told = tuple(
        JumpTold(
            tuple(model.parties[party] for party in each.group),
            conflict.name(each.start),
            moves_told(conflict, each.steps),
        )
        for each in jumps
    )
    return told, _names(conflict, tuple(np.flatnonzero(firm).tolist()))
