"""Numbers as people know them: a value or a range, with its unit, as written."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from .entry import about

NUMBER_PATTERN = r"-?\d+(?:\.\d+)?"
FRACTION_PATTERN = r"-?\d+/\d+"
_WRITTEN = re.compile(r"^(about )?(-?\d+(?:\.\d+)?)(?:\s+(\S.*))?$", re.ASCII)
SIGNS_AT_MOST = 40
"""Longer numbers are not read; of a fraction, neither part may be longer."""


class NumberUnreadable(ValueError):
    """The text is no number; ``hint`` says what would be one, where that is not plain."""

    hint = ""


class NumberTooLong(NumberUnreadable):
    """The number has more than :data:`SIGNS_AT_MOST` signs."""

    hint = (
        f"a number has at most {SIGNS_AT_MOST} signs, and so has each part of a fraction; "
        "write fewer digits"
    )


class BoundsReversed(ValueError):
    """Low, best and high are not in this order."""


def parse_number(text: str) -> Decimal:
    """Return the number exactly as written; raise :class:`NumberUnreadable`.

    >>> parse_number("12.50")
    Decimal('12.50')
    """
    if not re.fullmatch(NUMBER_PATTERN, text, re.ASCII):
        raise NumberUnreadable("not a number")
    if len(text) > SIGNS_AT_MOST:
        raise NumberTooLong(f"longer than {SIGNS_AT_MOST} signs")
    return Decimal(text)


class Ratio(Fraction):
    """A fraction that is shown as it was written: ``10/30``, though it equals ``1/3``.

    Arithmetic gives plain fractions. A denominator of 0 raises ``ZeroDivisionError``.

    >>> tenth = Ratio(10, 30)
    >>> str(tenth), tenth == Fraction(1, 3), tenth + tenth
    ('10/30', True, Fraction(2, 3))
    """

    __slots__ = ("written",)
    written: tuple[int, int]

    def __new__(cls, numerator: int, denominator: int) -> Ratio:
        self = super().__new__(cls, numerator, denominator)
        self.written = (numerator, denominator)
        return self

    def __str__(self) -> str:
        return f"{self.written[0]}/{self.written[1]}"

    def __repr__(self) -> str:
        return f"Ratio{self.written}"

    def __reduce__(self) -> tuple[Any, ...]:
        return Ratio, self.written

    def __copy__(self) -> Ratio:
        return self

    def __deepcopy__(self, memo: Any) -> Ratio:
        return self


Number = Decimal | Fraction
"""An exact number; ``Fraction(x)`` takes both kinds. One that was read shows itself as written."""


def parse_exact(text: str) -> Number:
    """Return a decimal or a fraction exactly as written; raise :class:`NumberUnreadable`.

    >>> parse_exact("0.50"), parse_exact("10/30")
    (Decimal('0.50'), Ratio(10, 30))
    """
    if "/" not in text:
        return parse_number(text)
    if not re.fullmatch(FRACTION_PATTERN, text, re.ASCII):
        raise NumberUnreadable("not a fraction of two whole numbers")
    above, _, below = text.partition("/")
    if max(len(above), len(below)) > SIGNS_AT_MOST:
        raise NumberTooLong(f"longer than {SIGNS_AT_MOST} signs above or below")
    if not int(below):
        raise NumberUnreadable("not a fraction of two whole numbers, the lower one above 0")
    return Ratio(int(above), int(below))


@dataclass(frozen=True, slots=True)
class Quantity:
    """How much: a best value, a lowest and a highest, any of them unknown (None).

    At least one of the three is known and low <= best <= high, or
    :class:`NumberUnreadable` or :class:`BoundsReversed` is raised.

    >>> Quantity.parse("1000 people").unit
    'people'
    >>> Quantity(low=Decimal(50000), unit="troops").best is None
    True
    """

    low: Decimal | None = about("the lowest value it may have", default=None)
    best: Decimal | None = about("the value thought most likely", default=None)
    high: Decimal | None = about("the highest value it may have", default=None)
    unit: str = about("what is counted", default="")
    approximate: bool = about("whether the values are rounded or rough", default=False)

    def __post_init__(self) -> None:
        known = [value for value in (self.low, self.best, self.high) if value is not None]
        if not known:
            raise NumberUnreadable("none of low, best and high is given")
        if known != sorted(known):
            raise BoundsReversed("low, best and high are not in this order")

    @classmethod
    def parse(cls, text: str) -> Quantity:
        """Read the short form: a number, then its unit, "about" before it if need be.

        >>> Quantity.parse("about 20 percent").best
        Decimal('20')
        """
        match = _WRITTEN.match(text.strip())
        if not match or re.search(r"(?:^|\s)-?\d+(?:[.,]\d+)*(?:\s|$)", match[3] or ""):
            raise NumberUnreadable("not one number with a unit")
        return cls(
            best=parse_number(match[2]),
            unit=(match[3] or "").strip(),
            approximate=match[1] is not None,
        )
