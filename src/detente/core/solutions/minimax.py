"""The minimax procedure over provisions to be taken or left, and minisum beside it.

Each of many voters wishes a set of provisions. A package is as far from a voter as the number of
provisions in which it differs from the voter's wish.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from ..record.entry import about
from .minimax_programme import Nearest, nearest_by_programme

Wish = tuple[bool, ...]
"""Per provision, whether a voter wishes it."""
ENUMERATED_AT_MOST = 16
"""Up to how many provisions every package is looked at."""

VOTERS_AT_MOST = 10**9


class NotBallots(ValueError):
    """Ballots of different lengths, none at all, or counts that do not fit them."""


@dataclass(frozen=True, slots=True)
class Minimax:
    """The packages whose distance from the voter they are farthest from is smallest."""

    distance: int | None = about(
        "that distance (times the voters' number, if weighted); none: not known"
    )
    packages: tuple[Wish, ...] = about("such packages: per provision, whether it is in")
    all_found: bool = about("whether these are all of them")
    at_least: int = about("the proven least distance")
    exact: bool = about("whether the distance is proven to be the least")
    weighted: Literal["counts"] | None = about("by what distances are multiplied, if at all")


@dataclass(frozen=True, slots=True)
class Minisum:
    """The packages whose distances from all voters together are smallest: by majority."""

    distance: int = about("the sum of the distances")
    provisions: tuple[Literal["in", "out", "either"], ...] = about(
        "per provision, whether more voters wish it than not; either with as many"
    )
    count: int = about("how many packages that makes")


def minimax(
    wishes: Sequence[Wish],
    counts: Sequence[int] = (),
    *,
    weighted: Literal["counts"] | None = None,
    packages_at_most: int = 1000,
) -> Minimax:
    """Return the packages that minimise the largest distance from any voter's wish.

    ``counts`` says how many voters cast each ballot (1 without it; a ballot of 0 does not count).
    With ``weighted="counts"`` the distance from a ballot is multiplied by how many cast it,
    else a single voter counts as much as a crowd. At most ``packages_at_most`` packages are listed, in
    rising order, provisions taken as the digits 0 and 1. Up to 16 provisions every package is
    looked at; beyond, integer programmes are solved and their answers counted again,
    and ``exact`` and ``all_found`` say what was proved. Raises :class:`NotBallots`. Cost: 2^provisions times ballots,
    then one programme for each package listed. Source: [Brams 2007].

    >>> wishes = [(True, True, False), (False, False, False)]
    >>> found = minimax(wishes, [9, 1])
    >>> found.distance, found.packages
    (1, ((False, True, False), (True, False, False)))
    """
    ballots = _ballots(wishes, counts)
    weights = [count if weighted else 1 for count in ballots.values()]
    found = (
        _nearest_of_all(list(ballots), weights, packages_at_most)
        if len(wishes[0]) <= ENUMERATED_AT_MOST
        else nearest_by_programme(list(ballots), weights, packages_at_most)
    )
    exact = found.distance == found.at_least
    return Minimax(
        found.distance, found.packages, found.all_found and exact, found.at_least, exact, weighted
    )


def minisum(wishes: Sequence[Wish], counts: Sequence[int] = ()) -> Minisum:
    """Return the packages that minimise the sum of the distances from all voters' wishes.

    Each provision is decided by itself: in where more voters wish it than not. Raises
    :class:`NotBallots`. Cost: linear.

    >>> minisum([(True, True), (False, True)]).provisions
    ('either', 'in')
    """
    ballots = _ballots(wishes, counts)
    voters = sum(ballots.values())
    wished = [
        sum(count for wish, count in ballots.items() if wish[each])
        for each in range(len(wishes[0]))
    ]
    provisions: list[Literal["in", "out", "either"]] = [
        "either" if 2 * count == voters else "in" if 2 * count > voters else "out"
        for count in wished
    ]
    distance = sum(min(count, voters - count) for count in wished)
    return Minisum(distance, tuple(provisions), 2 ** provisions.count("either"))


def _ballots(wishes: Sequence[Wish], counts: Sequence[int]) -> Counter[Wish]:
    if not wishes or len({len(each) for each in wishes}) != 1:
        raise NotBallots("ballots are of one length, and there is one at least")
    if counts and (len(counts) != len(wishes) or min(counts) < 0 or not any(counts)):
        raise NotBallots(
            "counts are not below zero, not all zero, and there is one for each ballot"
        )
    if counts and sum(counts) > VOTERS_AT_MOST:
        raise NotBallots("there are at most a billion voters")
    ballots: Counter[Wish] = Counter()
    for wish, count in zip(wishes, counts or (1,) * len(wishes), strict=True):
        if count:
            ballots[wish] += count
    return ballots


def _nearest_of_all(ballots: list[Wish], weights: list[int], at_most: int) -> Nearest:
    """Look at every package."""
    size = len(ballots[0])
    packages: NDArray[np.uint32] = np.arange(1 << size, dtype=np.uint32)
    farthest: NDArray[np.int64] = np.zeros(1 << size, dtype=np.int64)
    for wish, weight in zip(ballots, weights, strict=True):
        number = sum(1 << (size - 1 - place) for place, wished in enumerate(wish) if wished)
        differ: NDArray[np.int64] = np.bitwise_count(packages ^ np.uint32(number)).astype(np.int64)
        np.maximum(farthest, weight * differ, out=farthest)
    least = int(farthest.min())
    best = np.flatnonzero(farthest == least)
    listed = tuple(
        tuple(bool(int(each) >> (size - 1 - place) & 1) for place in range(size))
        for each in best[:at_most]
    )
    return Nearest(least, listed, len(listed) == len(best), least)
