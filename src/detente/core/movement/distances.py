"""How far apart each two principals stand on each issue, at every date at which something changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import combinations
from typing import Literal

from ..record.dates import Date
from ..record.entry import about
from ..record.issues import Issue
from .gaps import Measure, Overlap, gap, measure_of, overlap
from .histories import Turn
from .order import order_is_known, time_key
from .stands import Stand, stand
from .steps import Positions

NotKnown = Literal["", "nobody speaks", "one is silent", "nothing to measure", "no order"]


@dataclass(frozen=True, slots=True)
class IssueDistance:
    """How far apart two principals stand on an issue from a date on."""

    issue: str = about("the issue's id")
    parties: tuple[str, ...] = about("the two principals, in the order of the record")
    date: Date | None = about("from when; none for what was taken back without saying when")
    measure: Measure = about("what is counted: steps on the scale, units, or overlap alone")
    low: Decimal | None = about("the distance is at least this; none where there is none")
    high: Decimal | None = about("the distance is at most this")
    unit: str = about("the unit of a number; empty for steps")
    overlap: Overlap = about("whether both would settle for the same: same, some, none, unknown")
    not_known: NotKnown = about("why there is no number; empty where there is one")
    order_known: bool = about("whether the order of what changed about this date is known")
    entries: tuple[str, ...] = about("the ids of the positions that stand then")


def distances(known: Positions, since: date | None = None) -> tuple[IssueDistance, ...]:
    """Return the distance of each two principals on each issue, over time.

    One value for every date at which one of the two came to another position, the earliest
    first; issues and pairs in the order of the record. With ``since``, those after that day, and
    the last one before. Pairs of which neither has said anything on an issue are left out.
    Cost: linear in the turns times the principals.

    >>> from ..record.case import Case
    >>> from .steps import positions_in_time
    >>> distances(positions_in_time(Case(title="t")))
    ()
    """
    found: list[IssueDistance] = []
    for issue in known.issues.values():
        for first, second in combinations(known.principals, 2):
            mine = known.turns.get((first, issue.id), ())
            theirs = known.turns.get((second, issue.id), ())
            series = _series(issue, (first, second), mine, theirs)
            if since is not None:
                after = [each for each in series if not each.date or each.date.latest > since]
                series = series[max(0, len(series) - len(after) - 1) :]
            found.extend(series)
    return tuple(found)


def _series(
    issue: Issue, parties: tuple[str, str], mine: tuple[Turn, ...], theirs: tuple[Turn, ...]
) -> list[IssueDistance]:
    tagged = [(turn, 0) for turn in mine] + [(turn, 1) for turn in theirs]
    tagged.sort(key=lambda each: (each[0].date is None, each[0].date.order if each[0].date else ()))
    stands: list[Stand] = [stand((), issue), stand((), issue)]
    found: list[IssueDistance] = []
    for index, (turn, who) in enumerate(tagged):
        stands[who] = turn.after
        following = tagged[index + 1][0] if index + 1 < len(tagged) else None
        if following is not None and _same_time(turn, following):
            continue
        sure = not turn.unordered and all(
            turn.date is None
            or other.date is None
            or _same_time(turn, other)
            or order_is_known(turn.date, other.date)
            for other, _ in tagged
        )
        found.append(_distance(issue, parties, turn.date, stands[0], stands[1], sure))
    return found


def _same_time(first: Turn, second: Turn) -> bool:
    if first.date is None or second.date is None:
        return first.date is second.date
    return time_key(first.date) == time_key(second.date)


def _distance(
    issue: Issue,
    parties: tuple[str, str],
    when: Date | None,
    first: Stand,
    second: Stand,
    sure: bool,
) -> IssueDistance:
    between = gap(first, second, issue)
    measure = measure_of(issue)
    why: NotKnown = ""
    if between is None:
        if first.silent and second.silent:
            why = "nobody speaks"
        elif first.silent or second.silent:
            why = "one is silent"
        else:
            why = "no order" if measure == "overlap" else "nothing to measure"
    return IssueDistance(
        issue.id,
        parties,
        when,
        measure,
        between.low if between else None,
        between.high if between else None,
        issue.range.unit if issue.range else "",
        overlap(first, second, issue),
        why,
        sure,
        tuple(each.id for each in (*first.positions, *second.positions)),
    )
