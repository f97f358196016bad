"""Where no point suits all: whom each point misses, and by how much."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from ..record.entry import about
from .bargain import Bargain, gains_at, rational_points


@dataclass(frozen=True, slots=True)
class Miss:
    """A point that somebody would refuse, and who."""

    point: int = about("the point's index")
    parties: tuple[int, ...] = about("the parties who are worse off than without agreement")
    shortfalls: tuple[Fraction, ...] = about("per such party, by how much, in its own unit")


@dataclass(frozen=True, slots=True)
class NearMisses:
    """All points of a bargain in which no point suits all, and those that miss fewest."""

    misses: tuple[Miss, ...] = about("per point, whom it misses; empty where some point suits all")
    fewest: tuple[int, ...] = about("the points that miss the fewest parties")
    nearest: tuple[int, ...] = about(
        "of these, the points whose largest shortfall is smallest; where there are several "
        "parties this sets one party's unit against another's"
    )


def near_misses(bargain: Bargain) -> NearMisses:
    """Return whom each point misses, where no point suits all.

    Empty in all parts where a point suits all, or where there is no point. All ties, ascending.
    Cost: linear in the points times the parties.

    >>> found = near_misses(Bargain(((3, 0), (2, 1), (1, 3)), (3, 3)))
    >>> [(each.parties, [str(by) for by in each.shortfalls]) for each in found.misses]
    [((1,), ['3']), ((0, 1), ['1', '2']), ((0,), ['2'])]
    >>> found.fewest, found.nearest
    ((0, 2), (2,))
    """
    if rational_points(bargain) or not bargain.points:
        return NearMisses((), (), ())
    misses = tuple(_miss(bargain, index) for index in range(len(bargain.points)))
    count = min(len(each.parties) for each in misses)
    fewest = [each for each in misses if len(each.parties) == count]
    least = min(max(each.shortfalls) for each in fewest)
    nearest = tuple(each.point for each in fewest if max(each.shortfalls) == least)
    return NearMisses(misses, tuple(each.point for each in fewest), nearest)


def _miss(bargain: Bargain, index: int) -> Miss:
    losses = [(party, -gain) for party, gain in enumerate(gains_at(bargain, index)) if gain < 0]
    return Miss(index, tuple(party for party, _ in losses), tuple(loss for _, loss in losses))
