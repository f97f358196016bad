"""Exact numbers in words: rounded for reading, with a mark where they are."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction

DIGITS = 4
"""To how many digits that count an amount is rounded; whole numbers keep all of theirs."""
LONGEST = 12
"""A whole number of more digits is told as a power of ten."""
ROUNDED = "≈"
"""Stands before an amount that is rounded."""

_FAR = Context(prec=60)
_SHORT = Context(prec=DIGITS, rounding=ROUND_HALF_EVEN)
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def amount(value: Fraction | int) -> str:
    """Return a number for reading, with a mark where it is rounded.

    >>> amount(Fraction(7, 20)), amount(Fraction(2, 15)), amount(12_500), amount(10**30)
    ('0.35', '≈0.1333', '12,500', '10³⁰')
    >>> amount(Fraction(-123_457, 10)), amount(Fraction(1, 3 * 10**6))
    ('≈-12,346', '≈3.333 × 10⁻⁷')
    """
    whole = Fraction(value)
    if whole.denominator == 1 and len(str(abs(whole.numerator))) <= LONGEST:
        return f"{whole.numerator:,}"
    exact = _FAR.divide(Decimal(whole.numerator), Decimal(whole.denominator))
    rounded = _SHORT.plus(exact)
    size = rounded.adjusted()
    if DIGITS <= size < LONGEST:
        rounded = exact.quantize(Decimal(1))
    mark = "" if Fraction(rounded) == whole else ROUNDED
    if -DIGITS <= size < LONGEST:
        text = f"{rounded:,f}"
        return mark + (text.rstrip("0").rstrip(".") if "." in text else text)
    digits = format(rounded.scaleb(-size).normalize(), "f")
    power = f"10{'⁻' if size < 0 else ''}{str(abs(size)).translate(_RAISED)}"
    return mark + (power if digits == "1" else f"{digits} × {power}")


def gain(value: Fraction) -> str:
    """Return what is gained, with its sign: "+0.15", "-0.2", "0".

    >>> gain(Fraction(3, 20)), gain(Fraction(0)), gain(Fraction(-1, 3))
    ('+0.15', '0', '≈-0.3333')
    """
    text = amount(value)
    if value <= 0:
        return text
    return f"{ROUNDED}+{text.removeprefix(ROUNDED)}" if text.startswith(ROUNDED) else f"+{text}"


def percent(share: float) -> str:
    """Return a share in percent: "51 %", "less than 0.1 %".

    >>> percent(0.5149), percent(0.00004), percent(1.0), percent(0.99996)
    ('51.5 %', 'less than 0.1 %', '100 %', 'more than 99.9 %')
    """
    if 0 < share < 0.001:
        return "less than 0.1 %"
    if 0.999 < share < 1:
        return "more than 99.9 %"
    return f"{share * 100:.1f}".removesuffix(".0") + " %"


def many(count: int, one: str, more: str = "") -> str:
    """Return how many there are of something: "1 package", "1,326 packages"."""
    return f"{amount(count)} {one if count == 1 else more or one + 's'}"
