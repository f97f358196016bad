"""Rules that leave no state, and orders of states that are not of these states."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

from ..preferences.judging import Judged, judged_parties
from ..problems import Path, Problem, listed, shown
from ..record.case import CASE_FILE, Case
from ..record.conflict import courses_of
from ..record.entry import standing_entries
from ..record.formulas import FormulaUnreadable, parse_formula
from ..record.judgements import Judgement
from .building import Conflict, NoConflict, code_of, conflict_of
from .options import TooManyStates

CHECKED_AT_MOST = 2**16
"""More states than this are not looked at by a check: it has to be quick."""


def check_states(case: Case) -> tuple[Problem, ...]:
    """Return what keeps the conflict of a case from having states, or judgements from ranking them.

    Judgements that do not count are passed over, and so are conflicts of more than
    :data:`CHECKED_AT_MOST` states. No courses of action: none. Cost: building the model.
    """
    gone = tuple(_gone(case))
    try:
        conflict = conflict_of(case, states_at_most=CHECKED_AT_MOST)
    except TooManyStates:
        return gone
    except NoConflict as error:
        if error.why == "no courses of action":
            return gone
        too_many = error.why == "too many courses of action"
        return (
            *gone,
            Problem(
                "case-103",
                (CASE_FILE, "conflict"),
                "there are too many courses of action" if too_many else "no state is possible",
                "62 at most can be reckoned with; withdraw some"
                if too_many
                else 'change a rule with "together" or "without": together they exclude every state',
            ),
        )
    return (*gone, *_orders(case, conflict))


def _gone(case: Case) -> Iterator[Problem]:
    """Yield a warning for each course of action that a judgement counts on and that no longer stands."""
    standing = {each.id for each in standing_entries(case.conflict)}
    gone = {each.id for each in case.conflict} - standing
    if not gone:
        return
    judgements = dict(case.judgements)
    for each in judged_parties(case, of="states")[0]:
        for names, path in _named(judgements[each.file]):
            for name in sorted(gone & names):
                yield Problem(
                    "case-108",
                    (each.file, *path),
                    f'the course of action "{shown(name)}" is withdrawn or replaced: '
                    "it counts as not taken, and a state that names it is passed over",
                    "name one that stands, or leave it out",
                    "warning",
                )


def _named(judgement: Judgement) -> Iterator[tuple[frozenset[str], Path]]:
    """Yield the names of courses of action in a judgement, each with its place."""
    for tier, tie in enumerate(judgement.state_order):
        for place, state in enumerate(tie):
            yield frozenset(courses_of(state)), ("state_order", tier, place)
    for index, priority in enumerate(judgement.priorities):
        if priority.formula:
            with suppress(FormulaUnreadable):
                names = parse_formula(priority.formula).names()
                yield frozenset(names), ("priorities", index, "formula")
    for name in judgement.course_weights:
        yield frozenset((name,)), ("course_weights", name)


def _orders(case: Case, conflict: Conflict) -> Iterator[Problem]:
    judged, _ = judged_parties(case, of="states")
    judgements = dict(case.judgements)
    for each in judged:
        judgement = judgements[each.file]
        first: dict[int, tuple[int, str]] = {}
        for tier, tie in enumerate(judgement.state_order):
            for place, name in enumerate(tie):
                path: Path = (each.file, "state_order", tier, place)
                state = conflict.find(name)
                if state is not None:
                    rank, other = first.setdefault(state, (tier, name))
                    if rank != tier:
                        yield _twice(name, other, path)
                elif code_of(name, conflict.courses) >= 0:
                    yield Problem(
                        "case-104",
                        path,
                        f'the rules exclude the state "{shown(name)}"',
                        "leave it out of the order, or change the rules",
                        "warning",
                    )
    yield from _left_out(conflict, judged)


def _twice(name: str, other: str, path: Path) -> Problem:
    return Problem(
        "case-109",
        path,
        f'"{shown(name)}" and "{shown(other)}" are one state, in two ranks of the order',
        "keep one of them: once a course of action that ends the conflict is taken, nothing else "
        "matters; until then nothing is said of this party",
        "warning",
    )


def _left_out(conflict: Conflict, judged: tuple[Judged, ...]) -> Iterator[Problem]:
    files = {each.party: each.file for each in judged}
    for unranked in conflict.not_ranked:
        if unranked.missing:
            yield Problem(
                "case-105",
                (files[unranked.party], "state_order"),
                f"the order leaves out {unranked.amount} of the states: "
                + listed(unranked.missing, "; "),
                "add them, with a list within the list for a tie; until then nothing is said of this party",
                "warning",
            )
