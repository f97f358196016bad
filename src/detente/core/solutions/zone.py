"""The zone of agreement: how many packages suit all parties, and whom the others do not suit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from math import sqrt
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from ..outcomes.counting import RulesTooEntangled, feasible_count
from ..outcomes.listing import blocks
from ..outcomes.progress import Progress
from ..outcomes.scaled import scaled
from ..outcomes.space import BargainingProblem, whole_at_least
from ..record.entry import about

LISTED_AT_MOST = 20_000_000
"""Spaces of more packages than this are sampled."""

SAMPLE = 20_000
"""How many packages are drawn."""

TRIES_AT_MOST = 50
"""How many times as many are drawn to find enough that the rules allow."""

NINETY_FIVE_PERCENT = 1.959964

ZoneMethod = Literal["listed", "sampled", "not counted"]


@dataclass(frozen=True, slots=True)
class Refusal:
    """The packages that exactly these parties would not prefer to no agreement."""

    parties: tuple[str, ...] = about("those who would rather have none; none: it suits all")
    packages: int = about("how many packages of those counted")
    share: Fraction = about("their share of those counted")
    share_low: float = about("the share is at least this (exact, or 95 percent sure)")
    share_high: float = about("the share is at most this (exact, or 95 percent sure)")


@dataclass(frozen=True, slots=True)
class Zone:
    """How many packages are worth at least as much as no agreement, to whom.

    ``method`` "listed" counts all; "sampled" counts packages drawn at random and gives ranges;
    "not counted" where the rules are too entangled to draw from.
    """

    method: ZoneMethod = about("whether all packages were counted, or a sample of them")
    packages: int | None = about("how many packages the rules allow; none: not known")
    counted: int = about("how many packages were looked at")
    refusals: tuple[Refusal, ...] = about(
        "the packages by who would rather have no agreement, the fewest refusing first"
    )
    all_but: tuple[int, ...] = about(
        "packages that suit all parties but at most none, one, two and so on"
    )
    refuses: tuple[int, ...] = about("per party, how many packages it would refuse")
    alone: tuple[int, ...] = about("per party, how many packages it alone would refuse")
    blocking: tuple[tuple[str, ...], ...] = about(
        "the smallest sets of parties for whom nothing is acceptable to all of them at once"
    )

    @property
    def acceptable(self) -> int:
        """How many of the packages counted suit all."""
        return self.all_but[0] if self.all_but else 0


def zone_of(
    problem: BargainingProblem,
    disagreement: Sequence[Fraction],
    chance: np.random.Generator | None = None,
    progress: Progress | None = None,
) -> Zone:
    """Return how many packages suit all parties, and who refuses the rest.

    A package suits a party if it is worth at least as much as no agreement. Exact
    for up to twenty million packages, counted in blocks; of larger spaces a sample is drawn
    with ``chance`` (with None nothing is counted) and shares are given with the interval of
    [Wilson 1927]. Blocking sets are those of the packages counted; a sample leaves them empty.
    Cost: linear in the packages, or in the sample.
    """
    lowest = whole_at_least(problem, disagreement)
    try:
        feasible: int | None = feasible_count(problem.space)
    except RulesTooEntangled:
        feasible = None
    if problem.space.size <= LISTED_AT_MOST:
        tally = _listed(problem, lowest, progress)
        return _told(problem, "listed", int(tally.sum()), tally)
    drawn = None if chance is None else _drawn(problem, chance)
    if drawn is None:
        nobody = np.zeros(1 << len(problem.utilities), dtype=np.int64)
        return _told(problem, "not counted", feasible, nobody)
    return _told(problem, "sampled", feasible, _sampled(problem, lowest, drawn))


def _listed(
    problem: BargainingProblem, lowest: tuple[int, ...], progress: Progress | None
) -> NDArray[np.int64]:
    """Return how many packages each set of parties refuses; sets as bits."""
    numbers = scaled(problem)
    parties = len(problem.utilities)
    wanted = numbers.above_base(lowest)
    bits = 1 << np.arange(parties, dtype=np.int64)
    tally = np.zeros(1 << parties, dtype=np.int64)
    for block in blocks(problem.space, numbers, progress):
        refused = ~numbers.layout.at_least(block.vectors, wanted)
        tally += np.bincount(refused @ bits, minlength=1 << parties)
    return tally


def _drawn(problem: BargainingProblem, chance: np.random.Generator) -> list[tuple[int, ...]] | None:
    """Return packages drawn at random, each that the rules allow as likely as any other."""
    lengths = [len(axis.options) for axis in problem.space.axes]
    found: list[tuple[int, ...]] = []
    for _ in range(TRIES_AT_MOST):
        rows = np.column_stack([chance.integers(0, length, SAMPLE) for length in lengths])
        found += [outcome for outcome in map(tuple, rows.tolist()) if problem.space.allows(outcome)]
        if len(found) >= SAMPLE:
            return found[:SAMPLE]
    return None


def _sampled(
    problem: BargainingProblem, lowest: tuple[int, ...], drawn: list[tuple[int, ...]]
) -> NDArray[np.int64]:
    tally = np.zeros(1 << len(problem.utilities), dtype=np.int64)
    for outcome in drawn:
        refused = 0
        for bit, (each, least) in enumerate(zip(problem.utilities, lowest, strict=True)):
            refused |= (each.whole(outcome) < least) << bit
        tally[refused] += 1
    return tally


def _told(
    problem: BargainingProblem,
    method: ZoneMethod,
    packages: int | None,
    tally: NDArray[np.int64],
) -> Zone:
    names = [each.party for each in problem.utilities]
    parties = range(len(names))
    counted = int(tally.sum())
    sets = sorted(np.flatnonzero(tally).tolist(), key=lambda each: (each.bit_count(), each))
    refusals = tuple(
        Refusal(
            tuple(names[p] for p in parties if each >> p & 1),
            int(tally[each]),
            Fraction(int(tally[each]), counted),
            *_interval(int(tally[each]), counted, exact=method == "listed"),
        )
        for each in sets
    )
    sizes = [each.bit_count() for each in range(len(tally))]
    return Zone(
        method,
        packages,
        counted,
        refusals,
        tuple(
            sum(int(n) for n, size in zip(tally, sizes, strict=True) if size <= most)
            for most in range(len(names) + 1)
        ),
        tuple(sum(int(tally[each]) for each in sets if each >> p & 1) for p in parties),
        tuple(int(tally[1 << p]) for p in parties),
        _blocking(names, sets) if method == "listed" and sets else (),
    )


def _interval(found: int, of: int, *, exact: bool) -> tuple[float, float]:
    """Return between which shares the share lies: itself where exact, else 95 percent sure."""
    share = found / of
    if exact:
        return share, share
    z = NINETY_FIVE_PERCENT
    middle = (share + z * z / (2 * of)) / (1 + z * z / of)
    half = z / (1 + z * z / of) * sqrt(share * (1 - share) / of + z * z / (4 * of * of))
    return max(0.0, middle - half), min(1.0, middle + half)


def _blocking(names: list[str], refused: list[int]) -> tuple[tuple[str, ...], ...]:
    """Return the smallest sets of parties that no package suits all at once."""
    found: list[int] = []
    for size in range(1, len(names) + 1):
        for chosen in combinations(range(len(names)), size):
            mask = sum(1 << party for party in chosen)
            if all(mask & each for each in refused) and not any(
                mask & smaller == smaller for smaller in found
            ):
                found.append(mask)
    return tuple(
        tuple(name for p, name in enumerate(names) if mask >> p & 1) for mask in sorted(found)
    )
