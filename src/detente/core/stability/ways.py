"""Why a state holds for a group of parties under relations, with the moves that show it."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

from .five import ConceptName
from .model import Step
from .reasons import CREDIBLE, WITHOUT_ESCAPE, Sanction
from .relations import Deterring, Group
from .sets import Rows, StateSet, members, union


def first_way(
    moves: Sequence[Rows], group: Group, start: int, wanted: StateSet
) -> tuple[Step, ...] | None:
    """Return the fewest joint moves of a group to one of some states; None: they lead to none.

    One move at least, nobody twice in a row; of several ways the first by the order of parties
    and states. Cost: the moves, once for each who moved last.

    >>> first_way([(0b010, 0, 0), (0, 0b100, 0)], (0, 1), 0, 0b100)
    (Step(party=0, state=1), Step(party=1, state=2))
    """
    before: dict[tuple[int, int], tuple[int, int] | None] = {(start, -1): None}
    waiting = deque(before)
    while waiting:
        state, last = waiting.popleft()
        for mover in group:
            for to in members(moves[mover][state]) if mover != last else ():
                if (to, mover) in before:
                    continue
                before[to, mover] = state, last
                if wanted >> to & 1:
                    return _steps(before, (to, mover))
                waiting.append((to, mover))
    return None


def _steps(
    before: dict[tuple[int, int], tuple[int, int] | None], last: tuple[int, int]
) -> tuple[Step, ...]:
    """Return the way from the first state to the last one."""
    steps: list[Step] = []
    while (earlier := before[last]) is not None:
        steps.append(Step(last[1], last[0]))
        last = earlier
    return tuple(reversed(steps))


@dataclass(frozen=True, slots=True)
class GroupImprovement:
    """Moves of a group to a state that is worth it to all, and what deters them; None: nothing."""

    steps: tuple[Step, ...]
    sanction: Sanction | None


@dataclass(frozen=True, slots=True)
class GroupReason:
    """Whether a state holds for a group under a concept, and what makes it so."""

    group: Group
    state: int
    concept: ConceptName
    improvements: tuple[GroupImprovement, ...]

    @property
    def holds(self) -> bool:
        """Whether the state holds for the group."""
        return all(each.sanction is not None for each in self.improvements)


def group_reason(
    conflict: Deterring, concept: ConceptName, group: Group, state: int
) -> GroupReason:
    """Return why a state holds for a group, or a party, under the relations of a conflict.

    For each improvement, ascending, the fewest moves to it, and of the answers that deter and
    cannot be undone the one with the fewest moves. ``escapes`` of an answer are the states that
    the group could still reach from there, where the concept asks for that. Under Nash stability
    nothing deters. Cost: for each improvement two searches over the moves.

    >>> from .relations import relations_of
    >>> chain = Deterring(((0b010, 0, 0), (0, 0b100, 0)),
    ...     (relations_of((0b010, 0, 0b011)), relations_of((0b110, 0b100, 0))))
    >>> found = group_reason(chain, "sequential", (0,), 0)
    >>> found.holds, found.improvements[0].sanction.steps
    (True, (Step(party=1, state=2),))
    """
    improved = tuple(members(conflict.improvements(group)[state]))
    return GroupReason(
        group,
        state,
        concept,
        tuple(
            GroupImprovement(
                first_way(conflict.moves, group, state, 1 << to) or (),
                _sanction(conflict, concept, group, state, to),
            )
            for to in improved
        ),
    )


def _sanction(
    conflict: Deterring, concept: ConceptName, group: Group, state: int, improved: int
) -> Sanction | None:
    """Return the shortest answer that deters from an improvement and cannot be undone."""
    if concept == "nash":
        return None
    others = tuple(party for party in range(len(conflict.moves)) if party not in group)
    deters, replying = conflict.sanctions(group)[state], concept in CREDIBLE
    further = conflict.reached(group) if concept in WITHOUT_ESCAPE else None
    answers = conflict.reached(others, replying=replying)[improved] & deters
    if further is not None:
        answers = union(1 << to for to in members(answers) if not further[to] & ~deters)
    steps = first_way(conflict.moves_made(replying=replying), others, improved, answers)
    if steps is None:
        return None
    escapes = () if further is None else tuple(members(further[steps[-1].state]))
    return Sanction(steps, escapes)
