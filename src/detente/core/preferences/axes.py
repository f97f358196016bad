"""The options of each issue in a fixed order: the axes along which packages differ."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection
from dataclasses import dataclass
from fractions import Fraction
from itertools import count, pairwise, takewhile

from ..numbers import written
from ..record.issues import Issue, NumericRange
from ..record.quantities import NumberUnreadable, parse_exact

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
    ``named`` are the places of the numbers of a divided range by which rules or interactions
    go: what holds there need not hold beside it.
    """

    issue: str
    options: tuple[str, ...]
    numbers: tuple[Fraction, ...] = ()
    divided: bool = False
    named: frozenset[int] = frozenset()

    def place(self, option: str) -> int | None:
        """Return where an option, or a number however it is written, stands; None: nowhere.

        >>> Axis("wage", ("2", "2.5"), (Fraction(2), Fraction(5, 2))).place("2.50")
        1
        """
        if not self.numbers:
            return self.options.index(option) if option in self.options else None
        try:
            number = Fraction(parse_exact(option))
        except NumberUnreadable:
            return None
        place = bisect_left(self.numbers, number)
        found = place < len(self.numbers) and self.numbers[place] == number
        return place if found else None

    @property
    def reach(self) -> Fraction:
        """How far a number in between lies at most from one of the axis that holds as it does.

        For a number beside a named one that is the other neighbour, as named ones hold only
        for themselves. 0 where the range was not divided.
        """
        if not self.divided:
            return Fraction(0)
        return max(
            (high - low) / (1 if self.named & {place, place + 1} else 2)
            for place, (low, high) in enumerate(pairwise(self.numbers))
        )

    def places(self, written_options: tuple[str, ...]) -> frozenset[int]:
        """Return where options stand; of a range also all numbers of ``low..high``.

        What stands nowhere is left out.
        """
        found: set[int] = set()
        for each in written_options:
            low, dots, high = each.partition("..")
            if dots and self.numbers:
                first = bisect_left(self.numbers, Fraction(low))
                found.update(range(first, bisect_right(self.numbers, Fraction(high))))
            else:
                place = self.place(each)
                if place is not None:
                    found.add(place)
        return frozenset(found)


def axis_of(
    issue: Issue,
    steps: int = STEPS,
    named: Collection[Fraction] = (),
    corners: Collection[Fraction] = (),
) -> Axis:
    """Return an issue's options in the order of the record, or the numbers of its range.

    A range with a step has the numbers from its lower end upwards. One without is divided
    into ``steps`` equal steps; what is ``named`` by rules and interactions joins them, with a
    number halfway to each neighbour, so that beside and between named numbers there is one of
    which only holds what holds all around it; so do the ``corners`` of lines. An issue without
    options has an axis without options. Raises :class:`TooManyOptions`. Cost: linear in the
    options, and sorting what joins them.

    >>> from decimal import Decimal
    >>> from ..record.issues import NumericRange
    >>> pay = NumericRange(low=Decimal(2), high=Decimal(4), step=Decimal("0.5"))
    >>> axis_of(Issue(id="pay", question="How much?", range=pay)).options
    ('2', '2.5', '3', '3.5', '4')
    >>> free = Issue(id="pay", question="How much?", range=NumericRange(low=pay.low, high=pay.high))
    >>> axis_of(free, 2, named={Fraction("3.5")}).options
    ('2', '3', '3.25', '3.5', '3.75', '4')
    """
    if issue.range is None:
        return Axis(issue.id, tuple(option.id for option in issue.options))
    numbers, divided = _numbers(issue.id, issue.range, steps)
    places: frozenset[int] = frozenset()
    if divided:
        known = {each for each in named if numbers[0] <= each <= numbers[-1]}
        inner = {each for each in corners if numbers[0] <= each <= numbers[-1]}
        numbers = _joined(numbers, known, inner)
        if len(numbers) > OPTIONS_AT_MOST:
            raise TooManyOptions(issue.id, len(numbers))
        places = frozenset(place for place, number in enumerate(numbers) if number in known)
    return Axis(issue.id, tuple(written(number) for number in numbers), numbers, divided, places)


def _joined(
    steps: tuple[Fraction, ...], named: Collection[Fraction], corners: Collection[Fraction]
) -> tuple[Fraction, ...]:
    """Return the steps and what joins them, ascending, with numbers halfway beside named ones."""
    found = sorted({*steps, *named, *corners})
    halves = [(a + b) / 2 for a, b in pairwise(found) if a in named or b in named]
    return tuple(sorted((*found, *halves)))


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
