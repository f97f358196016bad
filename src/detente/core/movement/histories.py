"""Each party's positions on each issue, turn by turn: what came, what went, what then stood."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from ..record.case import Case
from ..record.dates import Date
from ..record.entry import superseded_ids
from ..record.issues import Issue
from ..record.positions import standing_and_earlier
from ..record.statements import Position
from .order import TimeKey, order_is_known, surely_before, time_key
from .stands import Stand, stand

Cell = tuple[str, str]
"""A party's id and an issue's."""


@dataclass(frozen=True, slots=True)
class Turn:
    """What changed at one time in what a party has said on an issue.

    Positions of the same time count as said together. ``date`` is None for what was
    taken back without saying when; it comes last. ``unordered`` holds the entries of
    the same party and issue of which it is not known whether they came before or after.
    """

    date: Date | None
    added: tuple[Position, ...]
    dropped: tuple[Position, ...]
    before: Stand
    after: Stand
    unordered: tuple[str, ...]

    @property
    def entries(self) -> tuple[str, ...]:
        """The ids of the positions that came or went."""
        return tuple(dict.fromkeys(each.id for each in (*self.added, *self.dropped)))


def histories(case: Case) -> Mapping[Cell, tuple[Turn, ...]]:
    """Return the turns of every party that has taken a position, issue by issue, in order.

    ``case`` is taken as it is: narrow it to a day first. After the last turn, what stands is what
    :func:`detente.core.record.positions.positions` tells. Cells keep the order of the record's
    issues, then parties. Cost: quadratic in the positions of one cell, linear in the cells.

    >>> dict(histories(Case(title="t")))
    {}
    """
    issues = {issue.id: issue for issue in case.issues}
    by_cell: dict[Cell, list[Position]] = {}
    for position in case.positions:
        by_cell.setdefault((position.party, position.issue), []).append(position)
    moved = _superseded_elsewhere(case.positions)
    return MappingProxyType(
        {
            (party.id, issue.id): _turns(by_cell[party.id, issue.id], issues[issue.id], moved)
            for issue in case.issues
            for party in case.parties
            if (party.id, issue.id) in by_cell
        }
    )


def _superseded_elsewhere(positions: Iterable[Position]) -> dict[str, Date]:
    """Return when positions were superseded by one of another party or issue."""
    by_id = {each.id: each for each in positions}
    found: dict[str, Date] = {}
    for position in by_id.values():
        for other in position.supersedes:
            old = by_id.get(other)
            if old and (old.party, old.issue) != (position.party, position.issue):
                known = found.get(other)
                if known is None or position.date.order < known.order:
                    found[other] = position.date
    return found


_Event = tuple[Date | None, bool, Position]
"""When, whether the position came (or went), and which."""


def _turns(positions: list[Position], issue: Issue, moved: Mapping[str, Date]) -> tuple[Turn, ...]:
    events: list[_Event] = []
    for position in positions:
        events.append((position.date, True, position))
        if position.withdrawn is not None:
            events.append((position.withdrawn.date, False, position))
        elif position.id in moved:
            events.append((moved[position.id], False, position))
    grouped: dict[TimeKey | None, list[_Event]] = {}
    for event in events:
        grouped.setdefault(time_key(event[0]) if event[0] else None, []).append(event)
    ordered = sorted(grouped.values(), key=_place)
    turns: list[Turn] = []
    added: list[Position] = []
    taken_back: set[str] = set()
    elsewhere: set[str] = set()
    before = stand((), issue)
    for group in ordered:
        came = tuple(position for _, came, position in group if came)
        went = tuple(position for _, came, position in group if not came)
        added += came
        taken_back |= {each.id for each in went if each.withdrawn is not None}
        elsewhere |= {each.id for each in went if each.withdrawn is None}
        standing, _ = standing_and_earlier(added, superseded_ids(added) | elsewhere, taken_back)
        after = stand(standing, issue)
        unordered = _unordered(group, ordered)
        turns.append(Turn(_date_of(group), came, went, before, after, unordered))
        before = after
    return tuple(turns)


def _date_of(group: list[_Event]) -> Date | None:
    """Return the date of a group; of one written in several ways, the one not "about" it."""
    dates = [date for date, _, _ in group if date]
    return min(dates, key=lambda each: (each.about, each.text), default=None)


def _place(group: list[_Event]) -> tuple[bool, object]:
    date = group[0][0]
    return (date is None, date.order if date else ())


def _unordered(group: list[_Event], groups: list[list[_Event]]) -> tuple[str, ...]:
    """Return the entries of other times that may have come before or after this one.

    Where one names the other as superseded, the order is known.
    """
    date = group[0][0]
    found: dict[str, None] = {}
    for other in groups:
        when = other[0][0]
        if other is group or date is None or when is None or order_is_known(date, when):
            continue
        if not _linked(group, other):
            found.update(dict.fromkeys(position.id for _, _, position in other))
    return tuple(found)


def _linked(group: list[_Event], other: list[_Event]) -> bool:
    mine = [position for _, _, position in group]
    theirs = [position for _, _, position in other]
    return bool(
        superseded_ids(mine) & {each.id for each in theirs}
        or superseded_ids(theirs) & {each.id for each in mine}
        or {each.id for each in mine} & {each.id for each in theirs}
    )


def states_at(turns: tuple[Turn, ...], date: Date | None) -> tuple[Stand, ...]:
    """Return every state in which a history may have been at a date, the earliest first.

    What surely came before has been; what surely came after has not; in between, each state
    it passed through counts. No date: the last state. No turns: none.
    """
    if not turns:
        return ()
    if date is None:
        return (turns[-1].after,)
    earlier = [turn for turn in turns if turn.date and surely_before(turn.date, date)]
    between = [
        turn
        for turn in turns
        if turn.date and not surely_before(turn.date, date) and not surely_before(date, turn.date)
    ]
    first = earlier[-1].after if earlier else turns[0].before
    return (first, *(turn.after for turn in between))
