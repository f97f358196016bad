"""Exact numbers: whole numbers on a common scale, and how a fraction is written."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from math import lcm

Number = int | Decimal | Fraction
"""A number as it is written: never a float, so that equal is equal."""


def common_scale(numbers: Iterable[Number]) -> int:
    """Return the smallest whole number that makes each number whole when multiplied.

    No numbers: 1. Cost: linear.

    >>> common_scale([Fraction(1, 6), Decimal("0.25")])
    12
    """
    return lcm(*(number.as_integer_ratio()[1] for number in numbers))


def at_scale(number: Number, scale: int) -> int:
    """Return the number times the scale, which must make it whole; else ``ValueError``.

    >>> at_scale(Decimal("0.25"), 12)
    3
    """
    top, bottom = number.as_integer_ratio()
    whole, rest = divmod(top * scale, bottom)
    if rest:
        raise ValueError("the scale does not make the number whole")
    return whole


def written(number: Fraction) -> str:
    """Return a fraction as a decimal where it ends, else as ``numerator/denominator``.

    >>> written(Fraction(7, 2)), written(Fraction(2, 15)), written(Fraction(-3))
    ('3.5', '2/15', '-3')
    """
    bottom, places = number.denominator, 0
    while bottom % 10 == 0:
        bottom, places = bottom // 10, places + 1
    for factor in (2, 5):
        while bottom % factor == 0:
            bottom, places = bottom // factor, places + 1
    if bottom != 1:
        return f"{number.numerator}/{number.denominator}"
    digits = str(abs(number.numerator) * 10**places // number.denominator).rjust(places + 1, "0")
    text = (
        digits if not places else f"{digits[:-places]}.{digits[-places:]}".rstrip("0").rstrip(".")
    )
    return f"-{text}" if number < 0 else text
