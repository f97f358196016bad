"""How far apart two parties stand on an issue: in steps, in units, or as overlap."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Context, Decimal
from itertools import combinations
from typing import Literal

from ..record.entry import about
from ..record.issues import Issue
from .stands import Span, Stand

Overlap = Literal["same", "some", "none", "unknown"]
Measure = Literal["steps", "units", "overlap"]

_EXACT = Context(prec=100)
"""Adds without rounding: a number has 40 digits at most."""


@dataclass(frozen=True, slots=True)
class Gap:
    """A distance as it is known: at least and at most; the two are equal where it is exact."""

    low: Decimal = about("the distance is at least this")
    high: Decimal = about("the distance is at most this")


def measure_of(issue: Issue) -> Measure:
    """Return how distance is measured on an issue.

    >>> measure_of(Issue(id="truce", question="When?"))
    'overlap'
    """
    if issue.range is not None:
        return "units"
    return "steps" if issue.ordered and issue.options else "overlap"


def gap(first: Stand, second: Stand, issue: Issue) -> Gap | None:
    """Return the distance between what two parties would settle for, or None.

    It is the smallest one between any place or number that the one is willing to
    settle for and any that the other is. Of a party that has only said what it shuts out, all
    that it has not shut out comes into question, and the distance is a range. None
    without an order of the options, where a party has said neither, or has
    shut out everything. Cost: linear in the product of the positions that stand.
    """
    mine, mine_sure = _spans(first, issue)
    theirs, theirs_sure = _spans(second, issue)
    if not mine or not theirs:
        return None
    low = min(_nearest(each, other) for each in mine for other in theirs)
    if mine_sure and theirs_sure:
        return Gap(low, min(_farthest(each, other) for each in mine for other in theirs))
    if not mine_sure and not theirs_sure:
        return Gap(low, max(_farthest(each, other) for each in mine for other in theirs))
    open_, fixed = (theirs, mine) if mine_sure else (mine, theirs)
    points = _turning_points(open_, fixed, measure_of(issue) == "steps")
    return Gap(low, max(min(_farthest(Span(x, x), each) for each in fixed) for x in points))


def overlap(first: Stand, second: Stand, issue: Issue) -> Overlap:
    """Return whether two parties would settle for the same: same, some, none, or unknown.

    On numbers: same where both name one and the same, some where what they name meets.
    None also where one shuts out all that the other would settle for.
    """
    if issue.range is not None:
        if not first.willing_spans or not second.willing_spans:
            shut = shuts_out(first, second) or shuts_out(second, first)
            return "none" if shut else "unknown"
        between = gap(first, second, issue)
        assert between is not None  # both are willing to settle for something
        if between.low > 0:
            return "none"
        return "same" if between.high == 0 else "some"
    mine, theirs = first.willing, second.willing
    if not mine or not theirs:
        return "none" if shuts_out(first, second) or shuts_out(second, first) else "unknown"
    if mine == theirs:
        return "same"
    return "none" if mine.isdisjoint(theirs) else "some"


def shuts_out(first: Stand, second: Stand) -> bool:
    """Return whether one party shuts out all that another would settle for (nothing: False)."""
    if second.willing:
        return second.willing <= first.shut
    return bool(second.willing_spans) and all(
        any(shut.low <= span.low and span.high <= shut.high for shut in first.shut_spans)
        for span in second.willing_spans
    )


def _spans(found: Stand, issue: Issue) -> tuple[tuple[Span, ...], bool]:
    """Return what a party would settle for; else what it has not shut out, which is not sure."""
    if measure_of(issue) == "overlap":
        return (), True
    if found.willing_spans:
        return found.willing_spans, True
    return (_room(found, issue), False) if found.shut_spans else ((), True)


def _room(found: Stand, issue: Issue) -> tuple[Span, ...]:
    """Return what is left of the scale when what is shut out is taken away."""
    if issue.range is None:
        places = {span.low for span in found.shut_spans}
        left = (Decimal(place) for place in range(len(issue.options)))
        return tuple(Span(place, place) for place in left if place not in places)
    start, left_over = issue.range.low, []
    for span in found.shut_spans:
        end = min(span.low, issue.range.high)
        if end > start:
            left_over.append(Span(start, end))
        start = max(start, span.high)
    if start < issue.range.high:
        left_over.append(Span(start, issue.range.high))
    return tuple(left_over)


def _nearest(first: Span, second: Span) -> Decimal:
    return max(
        Decimal(0),
        _EXACT.subtract(second.low, first.high),
        _EXACT.subtract(first.low, second.high),
    )


def _farthest(first: Span, second: Span) -> Decimal:
    return max(_EXACT.subtract(first.high, second.low), _EXACT.subtract(second.high, first.low))


def _turning_points(
    open_: tuple[Span, ...], fixed: tuple[Span, ...], places: bool
) -> list[Decimal]:
    """Return the points among which the one farthest from all of ``fixed`` is found.

    The ends of what is open, and where two of the fixed are equally far away.
    """
    points = [end for span in open_ for end in (span.low, span.high)]
    if places:
        return points
    in_order = sorted(fixed, key=lambda span: _EXACT.add(span.low, span.high))
    for one, other in combinations(in_order, 2):
        # the farthest of the one is its low end, of the other its high end
        middle = _EXACT.divide(_EXACT.add(one.low, other.high), Decimal(2))
        if any(span.low <= middle <= span.high for span in open_):
            points.append(middle)
    return points
