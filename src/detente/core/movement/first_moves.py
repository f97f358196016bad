"""Who moved first, what was taken back, and which demands were added when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ..record.case import Case
from ..record.dates import Date
from ..record.entry import Entry, Evidence, Supported, about, standing_entries
from .acts import parties_of
from .order import surely_before
from .stands import Stand
from .steps import Positions, PositionStep

TOWARD = ("moved toward", "moved both ways")


@dataclass(frozen=True, slots=True)
class FirstMove:
    """Who first moved toward another principal on an issue; several where the order is open."""

    issue: str = about("the issue's id; empty for the negotiation as a whole")
    parties: tuple[str, ...] = about("who moved first; none where nobody has moved")
    date: Date | None = about("when, where the date is known")
    order_known: bool = about("whether it is known that nobody else was as early")
    cases: int = about("how many moves toward another are recorded on the issue")
    entries: tuple[str, ...] = about("the ids of the positions that came or went")
    evidence: tuple[Evidence, ...] = about("the words behind it")


@dataclass(frozen=True, slots=True)
class Retraction:
    """Something offered or accepted that no longer stands, or a paper taken back."""

    party: str = about("who took it back")
    issue: str = about("the issue's id; empty for a paper")
    paper: str = about("the paper's id; empty for a position")
    date: Date | None = about("when, where that is known")
    entries: tuple[str, ...] = about(
        "the ids of what was taken back, and of what came in its place"
    )
    evidence: tuple[Evidence, ...] = about("the words behind it")


@dataclass(frozen=True, slots=True)
class AddedDemand:
    """A demand that was added or raised later than the first, and what came before it."""

    party: str = about("who demands")
    issue: str = about("the issue's id")
    date: Date | None = about("since when")
    kind: Literal["new", "raised"] = about("a new demand, or one that asks for more")
    deadlines: tuple[str, ...] = about("deadlines set by or for the party that had passed by then")
    met_by: tuple[str, ...] = about(
        "positions that gave what the party had demanded on the issue before"
    )
    entries: tuple[str, ...] = about("the ids of the demand")
    evidence: tuple[Evidence, ...] = about("the words behind it, and behind what came before")


def first_moves(known: Positions, steps: tuple[PositionStep, ...]) -> tuple[FirstMove, ...]:
    """Return who moved first on the whole, then on each issue, in the order of the record.

    A move is a step toward some other principal. Of moves of which none is
    surely the earliest, all are named. Issues on which nobody moved are there, with
    nobody. Cost: quadratic in the moves that share a date.

    >>> from .steps import positions_in_time
    >>> first_moves(positions_in_time(Case(title="t")), ())[0].parties
    ()
    """
    moves = [each for each in steps if each.kind in TOWARD and each.date]
    found = [_first("", moves)]
    for issue in known.issues:
        found.append(_first(issue, [each for each in moves if each.issue == issue]))
    return tuple(found)


def _first(issue: str, moves: list[PositionStep]) -> FirstMove:
    dates = [each.date for each in moves if each.date]
    ends_first = min(dates, key=lambda each: each.latest, default=None)
    timed = [each for each in dates if each.moment]
    first_hour = min(timed, key=lambda each: each.order, default=None)
    leaders = [each for each in (ends_first, first_hour) if each]
    first = [
        each
        for each in moves
        if each.date and not any(surely_before(leader, each.date) for leader in leaders)
    ]
    return FirstMove(
        issue,
        tuple(dict.fromkeys(each.party for each in first)),
        first[0].date if first else None,
        len({each.party for each in first}) == 1,
        len(moves),
        tuple(dict.fromkeys(entry for each in first for entry in each.entries)),
        evidence_of_steps(first),
    )


def evidence_of_steps(steps: list[PositionStep]) -> tuple[Evidence, ...]:
    """Return the evidence of the positions that came or went in steps, each once.

    >>> evidence_of_steps([])
    ()
    """
    return tuple(
        dict.fromkeys(
            proof
            for step in steps
            for each in (*step.before, *step.after)
            if each.id in step.entries
            for proof in each.evidence or ()
        )
    )


def retractions(case: Case, steps: tuple[PositionStep, ...]) -> tuple[Retraction, ...]:
    """Return what was taken back: positions in the order of the steps, then papers.

    >>> retractions(Case(title="t"), ())
    ()
    """
    found = []
    for step in steps:
        if step.kind == "retracted":
            gone = [each for each in step.before if each not in step.after]
            back = [
                proof for each in gone if each.withdrawn for proof in each.withdrawn.evidence or ()
            ]
            given = [proof for each in gone for proof in each.evidence or ()]
            proofs = (*given, *back, *evidence_of_steps([step]))
            entries = (*(each.id for each in gone), *step.entries)
            found.append(
                Retraction(
                    step.party,
                    step.issue,
                    "",
                    step.date,
                    tuple(dict.fromkeys(entries)),
                    tuple(dict.fromkeys(proofs)),
                )
            )
    for paper in case.proposals:
        taken: list[Supported] = [each for each in paper.history if each.status == "withdrawn"]
        if paper.withdrawn is not None:
            taken.append(paper.withdrawn)
        if taken:
            proof = taken[0].evidence or paper.evidence or ()
            found.extend(
                Retraction(party, "", paper.id, taken[0].date, (paper.id,), proof)
                for party in paper.by
            )
    return tuple(found)


def added_demands(known: Positions, steps: tuple[PositionStep, ...]) -> tuple[AddedDemand, ...]:
    """Return the demands that were added or raised after the first ones, in the order of the steps.

    A deadline counts where the party set it or was to act by it, and its last day surely
    lies before the demand. A demand was met where another principal offered or accepted, surely
    before, an option or number that the party had demanded on the issue.
    Cost: linear in the demands times the deadlines and the turns of the issue.

    >>> from .steps import positions_in_time
    >>> added_demands(positions_in_time(Case(title="t")), ())
    ()
    """
    acting = parties_of(known.case)
    deadlines = [
        (each, {acting.get(who, who) for who in (each.set_by, *each.for_)})
        for each in standing_entries(known.case.deadlines)
    ]
    found = []
    for step in steps:
        demands = [each for each in step.after if each.id in step.entries]
        asks = any(each.stance == "demands" for each in demands)
        if not asks or step.date is None or step.kind not in ("new demand", "moved away"):
            continue
        passed = [
            each
            for each, who in deadlines
            if step.party in who and surely_before(each.by, step.date)
        ]
        met = _met(known, step)
        behind: list[Entry] = [*demands, *passed, *met]
        found.append(
            AddedDemand(
                step.party,
                step.issue,
                step.date,
                "new" if step.kind == "new demand" else "raised",
                tuple(each.id for each in passed),
                tuple(each.id for each in met),
                step.entries,
                tuple(dict.fromkeys(proof for each in behind for proof in each.evidence or ())),
            )
        )
    return tuple(found)


def _met(known: Positions, step: PositionStep) -> list[Entry]:
    """Return what others gave, before a step, of what its party had demanded on the issue."""
    own = known.turns[step.party, step.issue]
    assert step.date is not None  # only dated steps are asked about
    asked = [turn.after for turn in own if turn.date and surely_before(turn.date, step.date)]
    found: dict[str, Entry] = {}
    for other in known.others(step.party):
        for turn in known.turns.get((other, step.issue), ()):
            if turn.date is None or not surely_before(turn.date, step.date):
                continue
            for each in turn.added:
                if each.stance in ("offers", "accepts") and any(
                    _demanded(each.options, each.value, stand_) for stand_ in asked
                ):
                    found[each.id] = each
    return list(found.values())


def _demanded(options: tuple[str, ...], value: object, asked: Stand) -> bool:
    subjects = {*options, value} - {None}
    return any(asked.stances.get(each) == "demands" for each in subjects)  # type: ignore[call-overload]
