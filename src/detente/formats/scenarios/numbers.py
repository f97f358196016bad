"""Numbers in scenario files: read exactly, and written without rounding or not at all."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from decimal import Context, Decimal
from fractions import Fraction

from detente.core.record.issues import NumericRange
from detente.core.record.quantities import Number, NumberUnreadable, Ratio, parse_exact

_WRITTEN = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,2})?", re.ASCII)
_SIGNS_AT_MOST = 60
_WIDE = Context(prec=400)


def number_in(text: str) -> Decimal:
    """Return a number exactly as a program wrote it; raise ``NumberUnreadable``.

    Forms such as ``1.5E-4`` are read; what is not finite, or has more digits than a record
    holds, is not.

    >>> number_in("1.5E-4"), number_in("30"), number_in("2.")
    (Decimal('0.00015'), Decimal('30'), Decimal('2'))
    """
    if len(text) > _SIGNS_AT_MOST or not _WRITTEN.fullmatch(text):
        raise NumberUnreadable("not a number")
    plain = format(Decimal(text), "f")
    return Decimal(str(parse_exact(plain)))


def quotient(above: Number, below: Number) -> Number:
    """Return one number over another, with the numbers as they were written where they are whole.

    >>> str(quotient(Decimal(5), Decimal(30))), quotient(Decimal("0.8"), Decimal("1.0"))
    ('5/30', Decimal('0.8'))
    """
    if below == 1 and isinstance(above, Decimal):
        return above
    first, second = Fraction(above), Fraction(below)
    if second.denominator == first.denominator == 1:
        return Ratio(first.numerator, second.numerator)
    return exact(first / second)


def exact(value: Fraction) -> Number:
    """Return a fraction as a decimal where that has an end and is short enough, else as it is.

    Raises ``NumberUnreadable`` if it has more digits than a record holds.

    >>> exact(Fraction(1, 8)), exact(Fraction(1, 3))
    (Decimal('0.125'), Ratio(1, 3))
    """
    for text in (decimal_text(value), f"{value.numerator}/{value.denominator}"):
        try:
            if text is not None:
                return parse_exact(text)
        except NumberUnreadable:
            continue
    raise NumberUnreadable("too many digits")


def decimal_text(value: Number) -> str | None:
    """Return a number as a decimal without an exponent, or None if it has no end.

    A decimal is written as it was.

    >>> decimal_text(Decimal("0.50")), decimal_text(Fraction(1, 8)), decimal_text(Fraction(1, 3))
    ('0.50', '0.125', None)
    """
    if isinstance(value, Decimal):
        return format(value, "f")
    rest, twos, fives = value.denominator, 0, 0
    while rest % 2 == 0:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    if rest != 1:
        return None
    digits = max(twos, fives)
    return format(Decimal(int(value * 10**digits)).scaleb(-digits, _WIDE), "f")


def rounded(value: Number, digits: int) -> Decimal:
    """Return the nearest decimal of so many digits; of two as near, the even one.

    >>> rounded(Fraction(2, 3), 4)
    Decimal('0.6667')
    """
    return Decimal(round(Fraction(value) * 10**digits)).scaleb(-digits, _WIDE)


def points(
    bounds: NumericRange, corners: Iterable[Fraction], value_at: Callable[[Fraction], Fraction]
) -> dict[str, Number]:
    """Return the points of a line with corners, restricted to a range: both ends are there.

    In a range of whole numbers the whole numbers beside a corner stand for it, so that every
    number of the range has its exact value. Raises ``NumberUnreadable`` for too many digits.

    >>> points(NumericRange(low=Decimal(0), high=Decimal(3), step=Decimal(1)), [], lambda x: x / 2)
    {'0': Decimal('0'), '3': Decimal('1.5')}
    """
    low, high = Fraction(bounds.low), Fraction(bounds.high)
    at = {low, high}
    for corner in corners:
        whole = bounds.step == 1
        for each in (Fraction(corner // 1), Fraction(-(-corner // 1))) if whole else (corner,):
            if low < each < high:
                at.add(each)
    return {str(exact(each)): exact(value_at(each)) for each in sorted(at)}
