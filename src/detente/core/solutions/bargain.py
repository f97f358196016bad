"""A bargain: what each point is worth to each party, and what no agreement is worth."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

from ..record.entry import about

Exact = int | Fraction
"""A number without rounding."""
Point = tuple[Exact, ...]
"""What one package is worth, a number for each party, in the order of the parties."""


class NotABargain(ValueError):
    """Points, disagreement and parties do not fit together, or a number is not exact."""


@dataclass(frozen=True, slots=True)
class Bargain:
    """What a set of packages is worth to each party, and what no agreement is worth.

    Points are told apart by their index; equal points are kept. There may be none. Each party
    counts in its own unit; no number is rounded. Raises :class:`NotABargain` for no party, a
    point of another length, a name given twice, or a number that is neither whole nor a fraction.

    >>> Bargain(((3, 1), (1, 2)), (0, 1)).disagreement
    (0, 1)
    """

    points: tuple[Point, ...] = about("per point, what it is worth to each party")
    disagreement: Point = about("what no agreement is worth to each party")
    parties: tuple[str, ...] = about("the parties' names, in the same order", default=())

    def __post_init__(self) -> None:
        """Refuse what can never be right."""
        size = len(self.disagreement)
        if not size:
            raise NotABargain("a bargain needs a party")
        if self.parties and (len(self.parties) != size or len(set(self.parties)) != size):
            raise NotABargain(f"{size} values of no agreement need as many different parties")
        for index, point in enumerate(self.points):
            if len(point) != size:
                raise NotABargain(f"point {index} has {len(point)} values for {size} parties")
        if not _all_exact(self.disagreement) or not all(map(_all_exact, self.points)):
            raise NotABargain("values are whole numbers or fractions")


def _all_exact(point: Point) -> bool:
    return all(isinstance(each, int | Fraction) for each in point)


DIGITS_AT_MOST = 4096
"""Up to how many binary digits one scale of whole numbers may have; beyond it fractions are kept."""


@dataclass(frozen=True, slots=True)
class Gains:
    """What each point gives each party above no agreement, all on one scale of whole numbers.

    Where the scale would be too long to reckon with, it is 1 and the numbers are fractions.
    """

    rows: tuple[Point, ...] = about("per point, the gain of each party, times the scale")
    scale: int = about("by what the gains are multiplied")
    rational: tuple[int, ...] = about("the points at which nobody is worse off than without one")
    most: Point = about("per party, its largest gain at these points; none without such a point")

    def back(self, number: Exact, power: int = 1) -> Fraction:
        """Return a number of this scale (or a product of several) in the parties' units."""
        return Fraction(number) / int(self.scale**power)


def gains_of(bargain: Bargain) -> Gains:
    """Return the gains of a bargain on one scale.

    Cost: linear in the points times the parties.

    >>> gains = gains_of(Bargain(((Fraction(1, 2), 1), (0, Fraction(1, 3))), (0, 0)))
    >>> gains.rows, gains.scale, gains.most
    (((3, 6), (0, 2)), 6, (3, 6))
    """
    scale = _scale(number for point in (bargain.disagreement, *bargain.points) for number in point)
    least = _scaled(bargain.disagreement, scale)
    rows = tuple(
        tuple([value - base for value, base in zip(_scaled(point, scale), least, strict=True)])
        for point in bargain.points
    )
    rational = tuple(index for index, row in enumerate(rows) if min(row) >= 0)
    return Gains(rows, scale or 1, rational, largest([rows[index] for index in rational]))


def _scale(numbers: Iterable[Exact]) -> int | None:
    scale = 1
    for each in sorted({number.denominator for number in numbers}):
        scale = lcm(scale, each)
        if scale.bit_length() > DIGITS_AT_MOST:
            return None
    return scale


def _scaled(point: Point, scale: int | None) -> Point:
    if scale is None:
        return point
    return tuple([each.numerator * (scale // each.denominator) for each in point])


def largest(rows: Iterable[Point]) -> Point:
    """Return the largest number of each party; without rows nothing.

    >>> largest([(1, 5), (2, 3)]), largest([])
    ((2, 5), ())
    """
    return tuple(max(column) for column in zip(*rows, strict=True))


def rational_points(bargain: Bargain) -> tuple[int, ...]:
    """Return the indexes of the points at which no party is worse off than without agreement.

    Ascending; none where no point suits all.

    >>> rational_points(Bargain(((3, 1), (1, 2), (4, 0)), (0, 1)))
    (0, 1)
    """
    least = bargain.disagreement
    return tuple(
        index
        for index, point in enumerate(bargain.points)
        if all(value >= base for value, base in zip(point, least, strict=True))
    )


def ideal_point(bargain: Bargain) -> tuple[Fraction, ...]:
    """Return each party's best among the points that suit all; without such a point nothing.

    What a party could have at points that another would refuse does not count.

    >>> ideal_point(Bargain(((3, 1), (1, 2), (9, 0)), (0, 1)))
    (Fraction(3, 1), Fraction(2, 1))
    """
    best = largest([bargain.points[index] for index in rational_points(bargain)])
    return tuple(map(Fraction, best))


def gains_at(bargain: Bargain, index: int) -> tuple[Fraction, ...]:
    """Return what each party gains at a point over no agreement; below zero, what it loses.

    >>> gains_at(Bargain(((3, 1),), (1, 2)), 0)
    (Fraction(2, 1), Fraction(-1, 1))
    """
    pairs = zip(bargain.points[index], bargain.disagreement, strict=True)
    return tuple(Fraction(value) - base for value, base in pairs)


def dominates(better: Point, worse: Point) -> bool:
    """Return whether nobody is worse off at the first point and somebody is better off.

    >>> dominates((2, 1), (1, 1)), dominates((1, 1), (1, 1)), dominates((2, 0), (1, 1))
    (True, False, False)
    """
    return better != worse and all(more >= less for more, less in zip(better, worse, strict=True))
