"""Fallback bargaining: all parties go down their rankings together until enough accept one option."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from ..record.entry import about
from .bargain import Bargain, Exact


class NotARanking(ValueError):
    """Rankings of different lengths, ranks below 1, or a number of parties that cannot be needed."""


@dataclass(frozen=True, slots=True)
class Fallback:
    """The options that enough parties accept at the least depth."""

    depth: int | None = about("how many ranks everybody went down; none where nothing is accepted")
    accepted: tuple[int, ...] = about("the options that enough parties accept there, ascending")
    support: tuple[int, ...] = about("per such option, how many parties accept it")
    most_accepted: tuple[int, ...] = about("of these, the options that most parties accept")
    needed: int = about("how many parties have to accept an option")
    impasse: tuple[int, ...] = about(
        "options that too few would ever accept, because the others prefer no agreement"
    )


def ranks_from(values: Sequence[Exact]) -> tuple[int, ...]:
    """Return the rank of each option by its value: 1 and the number of options valued more.

    Equal values have equal ranks, and the next rank is left out for each.

    >>> ranks_from((5, 9, 5, 1))
    (2, 1, 2, 4)
    """
    below = {value: rank for rank, value in reversed(list(enumerate(sorted(values, reverse=True))))}
    return tuple(below[value] + 1 for value in values)


def fallback(
    rankings: Sequence[Sequence[int]],
    *,
    needed: int | None = None,
    impasse: Sequence[int | None] = (),
) -> Fallback:
    """Return the options that ``needed`` parties accept at the least depth; all parties without it.

    ``rankings`` has a row for each party with the rank of each option, 1 for the best; ties are
    allowed. At depth d a party accepts its options of rank d and better. ``impasse`` has for
    each party the rank of no agreement, or None: an option of a larger rank it never accepts, one of
    the same rank it does. With strict rankings and all parties, nothing that is picked is worse for all than
    another option. Raises :class:`NotARanking`. No options, or none that enough accept: no
    depth. Cost: sorting each option's ranks. Source: [Brams 2001].

    >>> found = fallback([(1, 2, 3), (3, 2, 1), (2, 1, 3)])
    >>> found.depth, found.accepted
    (2, (1,))
    >>> fallback([(1, 2, 3), (3, 2, 1), (2, 1, 3)], needed=2).accepted
    (0, 1)
    """
    parties = len(rankings)
    needed = parties if needed is None else needed
    _check(rankings, needed, impasse)
    stops = impasse or (None,) * parties
    depths: list[int | None] = []
    for column in zip(*rankings, strict=True):
        willing = sorted(
            rank for rank, stop in zip(column, stops, strict=True) if stop is None or rank <= stop
        )
        depths.append(willing[needed - 1] if len(willing) >= needed else None)
    never = tuple(index for index, each in enumerate(depths) if each is None)
    depth = min((each for each in depths if each is not None), default=None)
    if depth is None:
        return Fallback(None, (), (), (), needed, never)
    accepted = tuple(index for index, each in enumerate(depths) if each == depth)
    support = tuple(
        sum(
            row[index] <= depth and (stop is None or row[index] <= stop)
            for row, stop in zip(rankings, stops, strict=True)
        )
        for index in accepted
    )
    most = max(support)
    best = tuple(each for each, count in zip(accepted, support, strict=True) if count == most)
    return Fallback(depth, accepted, support, best, needed, never)


def fallback_on(bargain: Bargain, *, needed: int | None = None) -> Fallback:
    """Return the points that enough parties accept at the least depth, by their values.

    Ranks are those of :func:`ranks_from`; no agreement stands where its value puts it, so
    that a point worse than it is never accepted. Only each party's order counts, not its
    unit.

    >>> fallback_on(Bargain(((8, 2), (5, 4), (1, 5)), (0, 3))).accepted
    (1,)
    """
    rankings, stops = [], []
    for party, base in enumerate(bargain.disagreement):
        values = [Fraction(point[party]) for point in bargain.points]
        rankings.append(ranks_from(values))
        # A point of this rank has fewer points above it than are better than no agreement.
        stops.append(sum(value >= base for value in values))
    return fallback(rankings, needed=needed, impasse=stops)


def _check(rankings: Sequence[Sequence[int]], needed: int, impasse: Sequence[int | None]) -> None:
    if not rankings or len({len(row) for row in rankings}) != 1:
        raise NotARanking("each party ranks the same options, and there is a party")
    if any(rank < 1 for row in rankings for rank in row):
        raise NotARanking("ranks count from 1")
    if not 1 <= needed <= len(rankings):
        raise NotARanking("at least one party and at most all have to accept")
    if impasse and len(impasse) != len(rankings):
        raise NotARanking("no agreement needs a rank, or none, of each party")
