"""Where each party stands on each issue, and who is silent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from .actors import Party
from .case import Case
from .entry import about, superseded_ids
from .issues import Issue
from .known import known_on
from .statements import SILENT, Position


@dataclass(frozen=True, slots=True)
class PositionCell:
    """One party on one issue.

    ``standing`` holds the positions that stand, the latest first; ``earlier``
    those that were superseded, replaced or withdrawn, the latest first. A party
    with none standing is silent.
    """

    party: str = about("the party's id")
    issue: str = about("the issue's id")
    stance: str = about("the stance of the latest standing position, or silent")
    standing: tuple[Position, ...] = about("the positions that stand, latest first")
    earlier: tuple[Position, ...] = about("positions that no longer stand, latest first")

    @property
    def silent(self) -> bool:
        """Whether no position stands."""
        return not self.standing


@dataclass(frozen=True, slots=True)
class PositionMatrix:
    """Issues by parties; ``cells`` holds a row for each issue, parties in the order given."""

    on: date | None = about("the day as known on which; none for all that is recorded")
    parties: tuple[Party, ...] = about("the columns")
    issues: tuple[Issue, ...] = about("the rows")
    cells: tuple[PositionCell, ...] = about("row by row")

    def cell(self, party: str, issue: str) -> PositionCell:
        """Return a party's cell on an issue; raise ``KeyError`` if there is none."""
        for each in self.cells:
            if each.party == party and each.issue == issue:
                return each
        raise KeyError((party, issue))

    def rows(self) -> tuple[tuple[Issue, tuple[PositionCell, ...]], ...]:
        """Return each issue with its cells, in the order of the parties."""
        width = len(self.parties)
        return tuple(
            (issue, self.cells[index * width : (index + 1) * width])
            for index, issue in enumerate(self.issues)
        )


def positions(case: Case, on: date | None = None) -> PositionMatrix:
    """Return where every party stands on every issue, as known on a day.

    A position stands until an entry supersedes it by id, it is withdrawn, or a
    later position of the same party on the same issue speaks of the same
    options. Where an issue is settled at a number, a later number takes the place
    of an earlier one, but what a party refuses and its red lines give way only to
    later refusals and red lines. Where dates leave open which is later, both stand.
    Columns are the principals and every other party that has taken a
    position. Ties in date keep the order of the record. A case without issues
    gives no cells. Cost: linear in the positions and cells.

    >>> positions(Case(title="t")).cells
    ()
    """
    seen = known_on(case, on) if on else case
    by_cell: dict[tuple[str, str], list[Position]] = {}
    for position in seen.positions:
        by_cell.setdefault((position.party, position.issue), []).append(position)
    speaking = {party for party, _ in by_cell}
    parties = tuple(
        party for party in seen.parties if party.role == "principal" or party.id in speaking
    )
    replaced = superseded_ids(seen.positions)
    cells = tuple(
        _cell(party.id, issue.id, by_cell.get((party.id, issue.id), ()), replaced)
        for issue in seen.issues
        for party in parties
    )
    return PositionMatrix(on, parties, seen.issues, cells)


def _cell(party: str, issue: str, found: Sequence[Position], replaced: set[str]) -> PositionCell:
    taken_back = {each.id for each in found if each.withdrawn is not None}
    standing, earlier = standing_and_earlier(found, replaced, taken_back)
    stance = standing[0].stance if standing else SILENT
    return PositionCell(party, issue, stance, standing, earlier)


def standing_and_earlier(
    found: Sequence[Position], replaced: set[str], taken_back: set[str]
) -> tuple[tuple[Position, ...], tuple[Position, ...]]:
    """Return which of a party's positions on one issue stand, and which do not; latest first.

    ``replaced`` and ``taken_back`` hold the ids of positions that were superseded and
    withdrawn; what the positions say of that themselves is not looked at. Ties in date keep
    their order. Cost: that of sorting.

    >>> standing_and_earlier((), set(), set())
    ((), ())
    """
    latest_first = sorted(found, key=lambda each: each.date.order, reverse=True)
    standing: list[Position] = []
    earlier: list[Position] = []
    spoken_of: dict[tuple[frozenset[str], bool], Position] = {}
    for position in latest_first:
        bound = position.value is not None and position.stance in ("refuses", "red line")
        subject = (frozenset(position.options), bound)
        later = spoken_of.get(subject)
        outdone = later is not None and later.date.surely_after(position.date.latest)
        if position.id in replaced or position.id in taken_back or outdone:
            earlier.append(position)
        else:
            standing.append(position)
        if position.id not in taken_back:
            spoken_of.setdefault(subject, position)
    return tuple(standing), tuple(earlier)
