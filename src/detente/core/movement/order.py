"""What is known of the order of two dates, and of the days between them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from ..record.dates import Date
from ..record.entry import about

TimeKey = tuple[date, date, datetime | None]


@dataclass(frozen=True, slots=True)
class Days:
    """A number of days as it is known: at least, and at most."""

    low: int = about("at least so many days")
    high: int | None = about("at most so many days; none where no last day is known")


def time_key(written: Date) -> TimeKey:
    """Return what makes two dates the same time: the days they can mean, and the hour.

    >>> time_key(Date.parse("about 2025-05-29")) == time_key(Date.parse("2025-05-29"))
    True
    """
    return (written.earliest, written.latest, written.moment)


def surely_before(first: Date, second: Date) -> bool:
    """Return whether one date lies before another whatever days they mean.

    Hours decide where both have one; a day and an hour of that day have no known order.

    >>> surely_before(Date.parse("2025-05"), Date.parse("2025-05-29"))
    False
    """
    if first.moment is not None and second.moment is not None:
        return first.moment < second.moment
    return first.latest < second.earliest


def order_is_known(first: Date, second: Date) -> bool:
    """Return whether one date surely lies before the other.

    >>> order_is_known(Date.parse("2025-05-01"), Date.parse("2025-05-29"))
    True
    """
    return surely_before(first, second) or surely_before(second, first)


def days_from(first: Date, second: Date) -> Days:
    """Return how many days lie between a date and one that does not lie before it.

    Never negative: the second is taken not to come first.

    >>> days_from(Date.parse("2025-05-16..2025-05-20"), Date.parse("2025-05-22"))
    Days(low=2, high=6)
    """
    low = max(0, (second.earliest - first.latest).days)
    return Days(low, max(low, (second.latest - first.earliest).days))
