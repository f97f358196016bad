"""Where a party stands on an issue at one time, as what it is willing to settle for and what not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType

from ..record.issues import Issue
from ..record.quantities import Quantity
from ..record.statements import Position
from .order import surely_before

WILLING = frozenset({"demands", "offers", "accepts", "could accept"})
"""Stances with which a party would settle for what they speak of."""
OFFERED = WILLING - {"demands"}
"""Stances that give something which can be taken back."""
SHUT = frozenset({"refuses", "red line"})
"""Stances that shut out what they speak of."""

Subject = str | Quantity
"""An option, a number, or "" for the issue as a whole."""


@dataclass(frozen=True, slots=True)
class Span:
    """Numbers from one to another, both included."""

    low: Decimal
    high: Decimal


@dataclass(frozen=True, slots=True)
class Stand:
    """The positions of one party that stand together on one issue, and what they amount to.

    An option of which positions that stand say contrary things is neither in
    ``willing`` nor in ``shut``, and has no stance.
    """

    positions: tuple[Position, ...]
    willing: frozenset[str]
    shut: frozenset[str]
    willing_spans: tuple[Span, ...]
    shut_spans: tuple[Span, ...]
    stances: Mapping[Subject, str]

    @property
    def silent(self) -> bool:
        """Whether nothing stands."""
        return not self.positions

    @property
    def said(self) -> frozenset[tuple[frozenset[str], Quantity | None, str]]:
        """What is said, apart from when and in which words."""
        return frozenset(
            (frozenset(each.options), each.value, each.stance) for each in self.positions
        )


def stand(positions: Iterable[Position], issue: Issue) -> Stand:
    """Return what the positions of one party that stand on an issue amount to.

    On an ordered scale, and on a range of numbers, the spans are places on the
    scale, counted from 0, or numbers. A number in another unit than the issue's is
    left out. Of positions on the same option the surely later one counts; where
    the order is not known, contrary ones count for nothing.
    Cost: quadratic in the positions that speak of one option.

    >>> stand((), Issue(id="truce", question="When?")).silent
    True
    """
    standing = tuple(positions)
    stances: dict[Subject, str] = {}
    willing, shut = set(), set()
    for subject, speaking in _by_subject(standing).items():
        latest = {
            each.stance
            for each in speaking
            if not any(surely_before(each.date, other.date) for other in speaking)
        }
        if len(latest) == 1:
            stances[subject] = next(iter(latest))
        if isinstance(subject, str) and subject:
            if latest <= WILLING:
                willing.add(subject)
            elif latest <= SHUT:
                shut.add(subject)
    if issue.range is not None:
        willing_spans = _numbers(standing, WILLING, issue)
        shut_spans = _numbers(standing, SHUT, issue)
    else:
        willing_spans, shut_spans = _places(willing, issue), _places(shut, issue)
    return Stand(
        standing,
        frozenset(willing),
        frozenset(shut),
        willing_spans,
        shut_spans,
        MappingProxyType(stances),
    )


def _by_subject(positions: tuple[Position, ...]) -> dict[Subject, list[Position]]:
    found: dict[Subject, list[Position]] = {}
    for each in positions:
        subjects: tuple[Subject, ...] = each.options or (each.value or "",)
        for subject in dict.fromkeys(subjects):
            found.setdefault(subject, []).append(each)
    return found


def _places(options: set[str], issue: Issue) -> tuple[Span, ...]:
    """Return the places of options on an ordered scale; none on one without order."""
    if not issue.ordered:
        return ()
    return tuple(
        Span(Decimal(place), Decimal(place))
        for place, option in enumerate(issue.options)
        if option.id in options
    )


def _numbers(
    positions: tuple[Position, ...], stances: frozenset[str], issue: Issue
) -> tuple[Span, ...]:
    found = {
        span_of(each.value, issue)
        for each in positions
        if each.value is not None and each.stance in stances
    }
    return tuple(sorted((each for each in found if each), key=lambda span: (span.low, span.high)))


def span_of(value: Quantity, issue: Issue) -> Span | None:
    """Return the numbers a value can mean; None in another unit, or where the issue has no range.

    A side that is not known is closed by the best value, else by the issue's range; a bound that
    lies beyond the range is itself all that is known, so "at least 12" of 0 to 8 reads as 12.

    >>> from ..record.issues import NumericRange
    >>> bounds = NumericRange(low=Decimal(0), high=Decimal(8), unit="percent")
    >>> wage = Issue(id="wage", question="How much?", range=bounds)
    >>> span_of(Quantity(low=Decimal(4), unit="percent"), wage)
    Span(low=Decimal('4'), high=Decimal('8'))
    >>> span_of(Quantity(low=Decimal(12), unit="percent"), wage)
    Span(low=Decimal('12'), high=Decimal('12'))
    """
    bounds = issue.range
    if bounds is None or (value.unit and bounds.unit and value.unit != bounds.unit):
        return None
    low = value.low if value.low is not None else value.best
    high = value.high if value.high is not None else value.best
    if low is None:
        assert high is not None  # a quantity has one of the three
        low = min(bounds.low, high)
    return Span(low, max(bounds.high, low) if high is None else high)
