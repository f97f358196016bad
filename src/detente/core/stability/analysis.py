"""What holds in a case's conflict, and why: the answer as values that carry their evidence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from ..preferences.judging import Judged
from ..record.case import Case
from ..record.entry import about
from .ahead import Ahead, GoalTold, ahead, goal_told
from .building import STATES_AT_MOST, Conflict, NoConflict, NotRanked, conflict_of
from .depends import Depends, depends
from .five import CONCEPTS, ConceptName, Stability, stability
from .options import TooManyStates
from .reasons import reason
from .told import StateRow, StateVerdict, WhyHolds, improvement_told
from .verdicts import Deterrence, Progress

ROWS_AT_MOST = 64
"""So many states are listed; of more, those that hold for all come first."""

EXPLAINED_AT_MOST = 8
"""Of so many states it is told why they hold or not, besides those asked for."""

EXPLAINED_UP_TO = 2**14
"""Of more states than this only those asked for are explained."""

IMPROVEMENTS_AT_MOST = 12
"""Of so many improvements it is told what deters them, one that nothing deters among them."""

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
    ahead: Ahead | None = about(
        "what can come of the state as matters stand, or of the one asked for", default=None
    )
    goal: tuple[GoalTold, ...] = about(
        "for each concept: what would have to change for the goal to hold", default=()
    )
    depends: Depends | None = about(
        "what the states that hold hang on; none unless asked for", default=None
    )


def conflict_analysis(
    case: Case,
    *,
    author: str | None = None,
    concepts: Sequence[ConceptName] = CONCEPTS,
    start: str | None = None,
    goal: str | None = None,
    depends_on: ConceptName | None = None,
    states_at_most: int = STATES_AT_MOST,
    progress: Progress | None = None,
) -> ConflictAnalysis:
    """Return which states of a case's conflict hold under these concepts, and why.

    Reasons are given by each concept, for the state as matters stand, for ``start`` and
    ``goal``, and for the first few that hold for all; ways from the start, and what would have
    to change for the goal to hold; what the states that hold under the concept ``depends_on`` hang
    on. A party whose preferences are not known is not guessed
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
    return analysed(
        conflict,
        concepts=concepts,
        start=start,
        goal=goal,
        depends_on=depends_on,
        progress=progress,
    )


def analysed(
    conflict: Conflict,
    *,
    concepts: Sequence[ConceptName] = CONCEPTS,
    start: str | None = None,
    goal: str | None = None,
    depends_on: ConceptName | None = None,
    found: Stability | None = None,
    progress: Progress | None = None,
) -> ConflictAnalysis:
    """Return the same of a conflict that is at hand; see :func:`conflict_analysis`.

    ``found``: its verdicts, where they are at hand too.
    """
    begin = conflict.now if start is None else _asked(conflict, start)
    end = None if goal is None else _asked(conflict, goal)
    model = conflict.model
    if found is None:
        found = stability(model, progress)
    rows = equilibria_ranked(found, concepts)
    few = EXPLAINED_AT_MOST if model.states <= EXPLAINED_UP_TO else 0
    explained = [conflict.now, begin, end, *rows[:few]]
    reckoned = Deterrence(model), Deterrence(model, possible=True)
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
        rows=tuple(
            state_row(conflict, found, concepts, state) for state in _listed(rows, model.states)
        ),
        reasons=tuple(
            why_holds(conflict, found, reckoned, concept, party, state)
            for state in listed
            for concept in concepts
            for party in range(len(model.parties))
        ),
        ahead=None
        if begin is None
        else ahead(conflict, begin, [*([] if end is None else [end]), *rows]),
        goal=()
        if end is None
        else tuple(goal_told(conflict, concept, end) for concept in concepts),
        depends=None if depends_on is None else depends(conflict, depends_on, progress),
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


def equilibria_ranked(found: Stability, concepts: Sequence[ConceptName]) -> list[int]:
    """Return the states that surely hold for all under some concept, those under most first.

    Ties are in the order of the states; none holds: none. Cost: linear in the states.
    """
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


def state_row(
    conflict: Conflict, found: Stability, concepts: Sequence[ConceptName], state: int
) -> StateRow:
    """Return under which of the concepts a state holds for whom, with names."""
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


def why_holds(
    conflict: Conflict,
    found: Stability,
    reckoned: tuple[Deterrence, Deterrence],
    concept: ConceptName,
    party: int,
    state: int,
) -> WhyHolds:
    """Return why a state holds for a party under a concept or does not, with names.

    ``reckoned``: what is sure and what is possible in this model. Of many improvements some are
    told, one that nothing deters among them. Cost: see :func:`~.reasons.reason`.
    """
    model = conflict.model
    name, who = conflict.name(state), model.parties[party]
    holds = _holds(found, concept, party, state)
    because = reason(model, concept, party, state, IMPROVEMENTS_AT_MOST, reckoned)
    if because is None:
        return WhyHolds(name, concept, who, holds)
    told = tuple(
        improvement_told(conflict, each.state, each.sanction, determined=each.determined)
        for each in because.improvements
    )
    return WhyHolds(name, concept, who, holds, told, because.left)
