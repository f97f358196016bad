"""Each change of a party's position, what kind of change it is, and toward whom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from ..record.case import Case
from ..record.dates import Date
from ..record.entry import about, standing_entries
from ..record.issues import Issue
from ..record.known import reads_as
from ..record.statements import Position
from .histories import Cell, Turn, histories, states_at
from .order import surely_before
from .relations import Answer, Reason, Relation, relation, relation_to_all
from .stands import OFFERED, SHUT, WILLING, Stand

StepKind = Literal[
    "stated",
    "unchanged",
    "moved toward",
    "moved away",
    "moved both ways",
    "new demand",
    "withdrawn",
    "retracted",
    "cannot be told",
]


@dataclass(frozen=True, slots=True)
class PositionStep:
    """A change of one party's positions on one issue, at one time, with both wordings."""

    party: str = about("the party's id")
    issue: str = about("the issue's id")
    date: Date | None = about("when; none where it was taken back without saying when")
    kind: StepKind = about("what kind of change it is")
    reason: Reason = about("why the kind cannot be told; empty where it can")
    relations: tuple[Relation, ...] = about("what it is in relation to each other principal")
    before: tuple[Position, ...] = about("the positions that stood before, latest first")
    after: tuple[Position, ...] = about("the positions that stand after, latest first")
    entries: tuple[str, ...] = about("the ids of the positions that came or went")
    unordered: tuple[str, ...] = about("entries of which the order to this one is not known")
    first: bool = about("whether nothing earlier of this party on this issue is recorded")
    disputed: bool = about("whether somebody disputes a position that came or went")

    def answers(self, *answers: Answer) -> tuple[str, ...]:
        """Return the other parties in relation to which the step has one of these answers."""
        return tuple(each.other for each in self.relations if each.answer in answers)


@dataclass(frozen=True, slots=True)
class Positions:
    """A case's positions, turn by turn, with what is needed to compare them."""

    case: Case
    issues: Mapping[str, Issue]
    turns: Mapping[Cell, tuple[Turn, ...]]
    principals: tuple[str, ...]
    opened: Mapping[str, Date]

    def others(self, party: str) -> tuple[str, ...]:
        """Return the principals that a party can move toward: none that it belongs to."""
        own = reads_as(self.case, party)
        return tuple(each for each in self.principals if each not in own)


def positions_in_time(case: Case) -> Positions:
    """Return a case's positions turn by turn; ``case`` is taken as it is known.

    >>> positions_in_time(Case(title="t")).principals
    ()
    """
    turns = histories(case)
    opened: dict[str, Date] = {}
    for (party, _), cell in turns.items():
        for turn in cell:
            if turn.date and (party not in opened or surely_before(turn.date, opened[party])):
                opened[party] = turn.date
    principals = tuple(
        party.id for party in standing_entries(case.parties) if party.role == "principal"
    )
    issues = {issue.id: issue for issue in case.issues}
    return Positions(case, MappingProxyType(issues), turns, principals, MappingProxyType(opened))


def steps(known: Positions) -> tuple[PositionStep, ...]:
    """Return every change of position, the earliest first.

    Ties keep the order of the record's issues, then parties; what was taken back without a
    date comes last. A step is seen in relation to where each other principal stood at its
    date: where that is not sure, in relation to each state it may have been in.
    Cost: linear in the steps times the other principals, for positions of which the
    order is known.

    >>> steps(positions_in_time(Case(title="t")))
    ()
    """
    others = {party.id: known.others(party.id) for party in known.case.parties}
    found = [
        _step(known, cell, turns, index, others[cell[0]])
        for cell, turns in known.turns.items()
        for index in range(len(turns))
    ]
    told = [each for each in found if each is not None]
    return tuple(
        sorted(told, key=lambda each: (each.date is None, each.date.order if each.date else ()))
    )


def _step(
    known: Positions, cell: Cell, turns: tuple[Turn, ...], index: int, others: tuple[str, ...]
) -> PositionStep | None:
    party, issue_id = cell
    turn = turns[index]
    if turn.before.silent and turn.after.silent:
        return None  # taken back in the moment it was stated, or before
    relations = tuple(
        relation_to_all(
            other,
            [
                relation(other, turn.before, turn.after, theirs, known.issues[issue_id])
                for theirs in states_at(known.turns.get((other, issue_id), ()), turn.date)
                or (turns[0].before,)
            ],
        )
        for other in others
        if not turn.before.silent and not turn.unordered
    )
    spoken = any(each.added for each in turns[:index])
    opening = known.opened.get(party)
    late = (
        turn.date is not None
        and not turn.date.about
        and turn.date.precision in ("day", "minute")
        and opening is not None
        and surely_before(opening, turn.date)
    )
    kind, reason = (
        ("cannot be told", "order not known")
        if turn.unordered
        else kind_of(turn.before, turn.after, relations, new_if_demand=spoken or late)
    )
    return PositionStep(
        party,
        issue_id,
        turn.date,
        kind,  # type: ignore[arg-type]
        reason,  # type: ignore[arg-type]
        relations,
        turn.before.positions,
        turn.after.positions,
        turn.entries,
        turn.unordered,
        not spoken,
        any(each.disputed for each in (*turn.added, *turn.dropped)),
    )


def kind_of(
    before: Stand, after: Stand, relations: tuple[Relation, ...], *, new_if_demand: bool
) -> tuple[StepKind, Reason]:
    """Return what kind a change of position is, and why it cannot be told where it cannot.

    ``new_if_demand`` says whether a demand where nothing stood is a new one: the party
    had stated other positions before.
    """
    came = [each for each in after.positions if each not in before.positions]
    if before.silent:
        demanded = any(each.stance == "demands" for each in came)
        return ("new demand" if demanded and new_if_demand else "stated"), ""
    if before.said == after.said:
        return "unchanged", ""
    if not came:
        went = [each for each in before.positions if each not in after.positions]
        given = any(each.stance in OFFERED for each in went)
        return ("retracted" if given else "withdrawn"), ""
    answers = {each.answer for each in relations}
    if _takes_back(before, after, answers):
        return "retracted", ""
    if _adds_a_demand(before, after) and "moved toward" not in answers:
        return "new demand", ""
    if {"moved toward", "moved away"} <= answers:
        return "moved both ways", ""
    for answer in ("moved toward", "moved away"):
        if answer in answers:
            return answer, ""
    if answers == {"unchanged"}:
        return "unchanged", ""
    return "cannot be told", next(
        (each.reason for each in relations if each.reason), "no other principal"
    )


def _takes_back(before: Stand, after: Stand, answers: set[Answer]) -> bool:
    """Whether an offer or acceptance no longer stands: shut out now, or less than before."""
    offered = [each for each in before.positions if each.stance in OFFERED]
    if any(
        before.stances.get(option) in OFFERED and after.stances.get(option) in SHUT
        for each in offered
        for option in each.options
    ):
        return True
    given_up = any(_given_up(each, after) for each in offered)
    return given_up and "moved away" in answers and "moved toward" not in answers


def _given_up(offered: Position, after: Stand) -> bool:
    """Whether a party would no longer settle for all that it offered."""
    if offered.value is None:
        return not after.willing.issuperset(offered.options)
    return not any(
        each.value == offered.value and each.stance in WILLING for each in after.positions
    )


def _adds_a_demand(before: Stand, after: Stand) -> bool:
    """Whether something is demanded that was not asked for, beside all that stood before."""
    if not before.said <= after.said:
        return False
    return any(
        each.stance == "demands"
        and each not in before.positions
        and not before.willing.intersection(each.options)
        for each in after.positions
    )
