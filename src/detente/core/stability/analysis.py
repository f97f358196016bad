"""What holds in a case's conflict, and why: the answer as values that carry their evidence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from ..preferences.judging import Judged
from ..record.case import Case
from ..record.entry import about
from .building import STATES_AT_MOST, Conflict, NoConflict, NotRanked, conflict_of
from .five import CONCEPTS, ConceptName, Stability, stability
from .options import Pattern, TooManyStates
from .reasons import reason
from .verdicts import Progress

ROWS_AT_MOST = 64
"""So many states are listed; of more, those that hold for all come first."""

EXPLAINED_AT_MOST = 8
"""Of so many states it is told why they hold or not, besides those asked for."""

WhyNot = Literal[
    "",
    "no courses of action",
    "too many courses of action",
    "no state is possible",
    "too many states",
]


class UnknownState(ValueError):
    """A state asked for that is none: it names no known courses of action, or rules exclude it."""


@dataclass(frozen=True, slots=True)
class StateVerdict:
    """Under one concept, for whom a state holds, for whom not, and for whom that is not known."""

    concept: ConceptName = about("the concept of stability")
    holds_for: tuple[str, ...] = about("for whom the state holds", refers="parties")
    not_for: tuple[str, ...] = about("for whom it does not", refers="parties")
    not_known_for: tuple[str, ...] = about("for whom it is not determined", refers="parties")

    @property
    def equilibrium(self) -> bool:
        """Whether the state certainly holds for every party."""
        return not self.not_for and not self.not_known_for


@dataclass(frozen=True, slots=True)
class StateRow:
    """A state, and under which concepts it holds for whom."""

    state: str = about("the courses of action taken, joined by +; nothing where none is")
    pattern: Pattern = about("yes or no to each course of action in the order of the record")
    verdicts: tuple[StateVerdict, ...] = about("one for each concept")


@dataclass(frozen=True, slots=True)
class MoveTold:
    """A move: by whom, and to which state."""

    party: str = about("who moves", refers="parties")
    state: str = about("the state that it leads to")


@dataclass(frozen=True, slots=True)
class ImprovementTold:
    """A move to a state that a party prefers, and what deters it."""

    state: str = about("the state that the party could move to, and prefers")
    deterred: bool = about("whether the others have an answer that deters")
    answer: tuple[MoveTold, ...] = about("the shortest answer, move by move", default=())
    escapes: tuple[str, ...] = about(
        "where the concept asks: the states the party could move on to; none is better", default=()
    )


@dataclass(frozen=True, slots=True)
class WhyHolds:
    """Why a state holds for a party under a concept, or why it does not."""

    state: str = about("the state")
    concept: ConceptName = about("the concept of stability")
    party: str = about("the party", refers="parties")
    holds: bool | None = about("whether it holds; none where that is not determined")
    improvements: tuple[ImprovementTold, ...] = about(
        "the states that the party could move to and prefers, each with the answer to it",
        default=(),
    )


@dataclass(frozen=True, slots=True)
class EquilibriaCounted:
    """How many states hold for all under a concept."""

    concept: ConceptName = about("the concept of stability")
    equilibria: int = about("how many states certainly hold for every party")
    possible: int = about("how many more might, by preferences that are not known", default=0)


@dataclass(frozen=True, slots=True)
class ConflictAnalysis:
    """Which states of a conflict hold, for whom, and why.

    Exact for the model as it is recorded: who can do what, and how each party ranks the states.
    """

    why_not: WhyNot = about("why there is no answer; empty where there is one", default="")
    parties: tuple[str, ...] = about(
        "who decides on a course of action", refers="parties", default=()
    )
    courses: tuple[str, ...] = about(
        "the courses of action, in the order of the record", refers="conflict", default=()
    )
    judged: tuple[Judged, ...] = about("whose judgement counts for which party", default=())
    not_ranked: tuple[NotRanked, ...] = about(
        "parties whose preferences among the states are not known", default=()
    )
    not_moving: tuple[str, ...] = about(
        "parties that cannot move in any state", refers="parties", default=()
    )
    states: int = about("how many states are possible", default=0)
    now: str = about("the state as matters stand; empty if the rules exclude it", default="")
    counts: tuple[EquilibriaCounted, ...] = about("for each concept", default=())
    rows: tuple[StateRow, ...] = about(
        "the states, those that hold for all under most concepts first", default=()
    )
    reasons: tuple[WhyHolds, ...] = about(
        "why states hold or not: the one as matters stand, those asked for, and those "
        "that hold for all",
        default=(),
    )


def conflict_analysis(
    case: Case,
    *,
    author: str | None = None,
    concepts: Sequence[ConceptName] = CONCEPTS,
    asked: Iterable[str] = (),
    states_at_most: int = STATES_AT_MOST,
    progress: Progress | None = None,
) -> ConflictAnalysis:
    """Return which states of a case's conflict hold under these concepts, and why.

    Reasons are given by each concept, for the state as matters stand, the states ``asked`` for,
    and the first few that hold for all. A party whose preferences are not known is not guessed
    at: what hangs on them is not determined. Raises :class:`UnknownState` for a state that is
    none. Cost: see :func:`~detente.core.stability.five.stability`.

    >>> conflict_analysis(Case(title="t")).why_not
    'no courses of action'
    """
    try:
        conflict = conflict_of(case, author, states_at_most)
    except NoConflict as error:
        return ConflictAnalysis(why_not=error.why)
    except TooManyStates:
        return ConflictAnalysis(why_not="too many states")
    wanted = [_asked(conflict, name) for name in asked]
    model = conflict.model
    found = stability(model, progress)
    rows = _ranked(found, concepts)
    explained = [conflict.now, *wanted, *rows[:EXPLAINED_AT_MOST]]
    known: dict[str, Any] = {
        "parties": model.parties,
        "courses": conflict.courses,
        "judged": conflict.judged,
        "not_ranked": conflict.not_ranked,
        "not_moving": tuple(
            party
            for party, moves in zip(model.parties, model.moves, strict=True)
            if not moves.amount()
        ),
        "states": model.states,
        "now": "" if conflict.now is None else conflict.name(conflict.now),
        "counts": tuple(_counted(found, concept) for concept in concepts),
    }
    listed = list(dict.fromkeys(each for each in explained if each is not None))
    return ConflictAnalysis(
        rows=tuple(_row(conflict, found, concepts, state) for state in _listed(rows, model.states)),
        reasons=tuple(
            _why(conflict, found, concept, party, state)
            for state in listed
            for concept in concepts
            for party in range(len(model.parties))
        ),
        **known,
    )


def _asked(conflict: Conflict, name: str) -> int:
    found = conflict.find(name)
    if found is None:
        raise UnknownState(name)
    return found


def _counted(found: Stability, concept: ConceptName) -> EquilibriaCounted:
    both = found.equilibria(concept)
    holds = int(both.holds.sum())
    return EquilibriaCounted(concept, holds, int(both.may_hold.sum()) - holds)


def _ranked(found: Stability, concepts: Sequence[ConceptName]) -> list[int]:
    """Return the states that hold for all under some concept, those under most concepts first."""
    times = np.zeros(found.model.states, dtype=np.int64)
    for concept in concepts:
        times += found.equilibria(concept).holds
    some = np.flatnonzero(times)
    return some[np.argsort(-times[some], kind="stable")].tolist()  # type: ignore[no-any-return]


def _listed(first: list[int], states: int) -> list[int]:
    """Return the states listed: these first, then the others, as far as there is room."""
    listed = first[:ROWS_AT_MOST]
    if states <= ROWS_AT_MOST:
        listed += [state for state in range(states) if state not in set(first)]
    return listed


def _row(
    conflict: Conflict, found: Stability, concepts: Sequence[ConceptName], state: int
) -> StateRow:
    verdicts: list[StateVerdict] = []
    for concept in concepts:
        told: dict[bool | None, list[str]] = {True: [], False: [], None: []}
        for party, name in enumerate(found.model.parties):
            told[_holds(found, concept, party, state)].append(name)
        verdicts.append(StateVerdict(concept, *(tuple(told[each]) for each in (True, False, None))))
    return StateRow(conflict.name(state), conflict.model.name(state), tuple(verdicts))


def _holds(found: Stability, concept: ConceptName, party: int, state: int) -> bool | None:
    """Return whether a state holds for a party; None if that is not determined."""
    verdict = found.verdict(concept, party)
    if verdict.holds[state]:
        return True
    return None if verdict.may_hold[state] else False


def _why(
    conflict: Conflict, found: Stability, concept: ConceptName, party: int, state: int
) -> WhyHolds:
    model = conflict.model
    name, who = conflict.name(state), model.parties[party]
    holds = _holds(found, concept, party, state)
    because = reason(model, concept, party, state)
    if because is None:
        return WhyHolds(name, concept, who, holds)
    told = tuple(
        ImprovementTold(
            conflict.name(each.state),
            each.sanction is not None,
            tuple(
                MoveTold(model.parties[step.party], conflict.name(step.state))
                for step in (each.sanction.steps if each.sanction else ())
            ),
            tuple(conflict.name(e) for e in (each.sanction.escapes if each.sanction else ())),
        )
        for each in because.improvements
    )
    return WhyHolds(name, concept, who, holds, told)
