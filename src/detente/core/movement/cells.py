"""What became of each party's position on each issue, from a day on or from its first one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from ..record.entry import about
from ..record.issues import Issue
from ..record.positions import PositionMatrix
from ..record.statements import Position
from .histories import Turn
from .relations import Reason, Relation, relation, relation_to_all
from .stands import Stand, stand
from .steps import Positions, kind_of

CellKind = Literal[
    "stated",
    "unchanged",
    "moved toward",
    "moved away",
    "moved both ways",
    "new demand",
    "withdrawn",
    "retracted",
    "cannot be told",
    "silent",
]


@dataclass(frozen=True, slots=True)
class MovementCell:
    """One party on one issue: where it stood, where it stands, and what that is.

    ``before`` is what stood at the end of the day asked about; without one, what
    the party first stated. A party that first spoke after the day is ``stated``.
    """

    party: str = about("the party's id")
    issue: str = about("the issue's id")
    kind: CellKind = about("what became of the position; silent where there is none")
    reason: Reason = about("why it cannot be told; empty where it can")
    relations: tuple[Relation, ...] = about("what it is in relation to each other principal")
    before: tuple[Position, ...] = about("the positions that stood first, latest first")
    after: tuple[Position, ...] = about("the positions that stand now, latest first")
    changes: int = about("at how many times positions came or went since")
    around: tuple[str, ...] = about("entries dated in a span that holds the day asked about")


def movement_cells(
    known: Positions, matrix: PositionMatrix, since: date | None
) -> tuple[MovementCell, ...]:
    """Return what became of every cell of a matrix of positions, row by row.

    A change is seen in relation to where each other principal stood first and where it
    stands now; where these give different answers, it cannot be told. Cost: linear in the
    cells times the principals.
    """
    return tuple(
        _cell(known, party.id, issue, since) for issue in matrix.issues for party in matrix.parties
    )


def _cell(known: Positions, party: str, issue: Issue, since: date | None) -> MovementCell:
    turns = known.turns.get((party, issue.id), ())
    nothing = stand((), issue)
    if not turns:
        return MovementCell(party, issue.id, "silent", "", (), (), (), 0, ())
    around = _around(turns, since)
    before, later = _first(turns, since, nothing)
    after = turns[-1].after
    readings = {
        other: _readings(known.turns.get((other, issue.id), ()), since, nothing)
        for other in known.others(party)
    }
    relations = tuple(
        relation_to_all(other, [relation(other, before, after, theirs, issue) for theirs in states])
        for other, states in readings.items()
        if later and not before.silent and not around
    )
    kind: CellKind
    reason: Reason
    if around or any(turn.unordered for turn in later):
        kind, reason = "cannot be told", "before or after" if around else "order not known"
    elif not later:
        kind, reason = ("stated" if since is None else "unchanged"), ""
        if after.silent:
            kind = "silent"
    elif before.silent and after.silent:
        kind, reason = "silent", ""
    else:
        spoken = any(turn.added for turn in turns if turn not in later)
        kind, reason = kind_of(before, after, relations, new_if_demand=spoken)
    return MovementCell(
        party,
        issue.id,
        kind,
        reason,
        relations,
        before.positions,
        after.positions,
        len(later),
        around,
    )


def _around(turns: tuple[Turn, ...], since: date | None) -> tuple[str, ...]:
    """Return the entries of which it is not known whether they came after the day."""
    if since is None:
        return ()
    return tuple(
        entry
        for turn in turns
        if turn.date is None or (turn.date.earliest <= since < turn.date.latest)
        for entry in turn.entries
    )


def _first(
    turns: tuple[Turn, ...], since: date | None, nothing: Stand
) -> tuple[Stand, tuple[Turn, ...]]:
    """Return what stood first, and the turns after it."""
    if since is None:
        return turns[0].after, turns[1:]
    by_then = [turn for turn in turns if turn.date and turn.date.latest <= since]
    later = tuple(turn for turn in turns if turn not in by_then)
    return (by_then[-1].after if by_then else nothing), later


def _readings(turns: tuple[Turn, ...], since: date | None, nothing: Stand) -> tuple[Stand, ...]:
    if not turns:
        return (nothing,)
    return (_first(turns, since, nothing)[0], turns[-1].after)
