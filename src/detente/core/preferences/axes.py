"""The options of each issue in a fixed order: the axes along which packages differ."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import count, takewhile

from ..numbers import written
from ..record.issues import Issue, NumericRange

Outcome = tuple[int, ...]
"""A package as numbers: for each axis, the place of the option (from 0)."""

STEPS = 100
"""Into how many steps a range without a smallest change is divided."""

OPTIONS_AT_MOST = 1_000_000
"""More options on one issue than this are refused: a range with far too small a step."""


class TooManyOptions(Exception):
    """A range has more numbers than can be looked at one by one."""

    def __init__(self, issue: str, options: int) -> None:
        super().__init__(f'the range of "{issue}" has {options} numbers')
        self.issue = issue


@dataclass(frozen=True, slots=True)
class Axis:
    """The ways to settle one issue, in order.

    ``options`` are ids, or the numbers of a range as they are written. ``numbers`` are
    these numbers (of a range only). ``divided`` tells that the range has no
    smallest change and was divided into steps: what is found is then near, not exact.
    """

    issue: str
    options: tuple[str, ...]
    numbers: tuple[Fraction, ...] = ()
    divided: bool = False

    def place(self, option: str) -> int | None:
        """Return where an option, or a number however it is written, stands; None: nowhere.

        >>> Axis("wage", ("2", "2.5"), (Fraction(2), Fraction(5, 2))).place("2.50")
        1
        """
        if option in self.options:
            return self.options.index(option)
        if not self.numbers:
            return None
        try:
            number = Fraction(option)
        except (ValueError, ZeroDivisionError):
            return None
        return self.numbers.index(number) if number in self.numbers else None

    def places(self, written_options: tuple[str, ...]) -> frozenset[int]:
        """Return where options stand; of a range also all numbers of ``low..high``.

        What stands nowhere is left out.
        """
        found: set[int] = set()
        for each in written_options:
            low, dots, high = each.partition("..")
            if dots and self.numbers:
                lowest, highest = Fraction(low), Fraction(high)
                found.update(i for i, n in enumerate(self.numbers) if lowest <= n <= highest)
            else:
                place = self.place(each)
                if place is not None:
                    found.add(place)
        return frozenset(found)


def axis_of(issue: Issue, steps: int = STEPS) -> Axis:
    """Return an issue's options in the order of the record, or the numbers of its range.

    A range with a step has the numbers from its lower end upwards. One without is divided
    into ``steps`` equal steps. An issue without options has an axis without options.
    Raises :class:`TooManyOptions`. Cost: linear in the options.

    >>> from decimal import Decimal
    >>> from ..record.issues import NumericRange
    >>> pay = NumericRange(low=Decimal(2), high=Decimal(4), step=Decimal("0.5"))
    >>> axis_of(Issue(id="pay", question="How much?", range=pay)).options
    ('2', '2.5', '3', '3.5', '4')
    """
    if issue.range is None:
        return Axis(issue.id, tuple(option.id for option in issue.options))
    numbers, divided = _numbers(issue.id, issue.range, steps)
    return Axis(issue.id, tuple(written(number) for number in numbers), numbers, divided)


def _numbers(issue: str, scale: NumericRange, steps: int) -> tuple[tuple[Fraction, ...], bool]:
    low, high = Fraction(scale.low), Fraction(scale.high)
    if low == high:
        return (low,), False
    divided = scale.step is None or scale.step <= 0
    step = (high - low) / steps if divided else Fraction(scale.step or 0)
    amount = (high - low) // step + 1
    if amount > OPTIONS_AT_MOST:
        raise TooManyOptions(issue, int(amount))
    numbers = (low + step * index for index in count())
    return tuple(takewhile(lambda number: number <= high, numbers)), divided
