"""The zone of agreement: how many packages suit all parties, and whom the others do not suit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate
from math import sqrt
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from ..outcomes.combining import BLOCK_SHARE, Limits
from ..outcomes.counting import RulesTooEntangled, feasible_count
from ..outcomes.listing import BLOCK_BYTES, blocks, row_bytes
from ..outcomes.progress import Progress
from ..outcomes.scaled import scaled
from ..outcomes.space import BargainingProblem, whole_at_least
from ..outcomes.vectors import Layout
from ..record.entry import about

LISTED_AT_MOST = 20_000_000
"""Spaces of more packages than this are sampled."""

SAMPLE = 20_000
"""How many packages are drawn."""

TRIES_AT_MOST = 50
"""How many times as many are drawn to find enough that the rules allow."""

BLOCK_AT_LEAST = 10_000
"""Where there is no room to look at so many packages at once, counting would take too long."""

REFUSAL_BYTES = 1_200
"""How much memory is reckoned for each set of parties that refuses a package."""

BLOCKING_AT_MOST = 20_000
"""More blocking sets than this, on the way or at the end, are not looked for."""

COMPARED_AT_MOST = 100_000_000
"""After so many comparisons of sets the search for blocking sets ends without them."""

NINETY_FIVE_PERCENT = 1.959964

ZoneMethod = Literal["listed", "sampled", "not counted"]

Tally = Mapping[int, int]
"""For each set of parties that refuses a package, as bits, how many it refuses."""


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
        "the smallest sets of parties for whom nothing is acceptable to all of them at once; "
        "none are listed where they are too many to find"
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
    limits: Limits | None = None,
) -> Zone:
    """Return how many packages suit all parties, and who refuses the rest.

    A package suits a party if it is worth at least as much as no agreement. Exact
    for up to twenty million packages, counted in blocks, if that stays within the memory that
    ``limits`` allow; else a sample is drawn with ``chance`` (with None nothing is counted) and
    shares are given with the interval of [Wilson 1927]. Blocking sets are those of the packages
    counted, found as in [Berge 1989]; a sample leaves them empty. Cost: linear in the packages,
    or in the sample, and in the sets of parties that refuse a package.
    """
    lowest = whole_at_least(problem, disagreement)
    try:
        feasible: int | None = feasible_count(problem.space)
    except RulesTooEntangled:
        feasible = None
    tally = _listed(problem, lowest, (limits or Limits()).memory_bytes, progress)
    if tally is not None:
        return _told(problem, "listed", sum(tally.values()), tally)
    drawn = None if chance is None else _drawn(problem, chance)
    if drawn is None:
        return _told(problem, "not counted", feasible, {})
    return _told(problem, "sampled", feasible, _sampled(problem, lowest, drawn))


def _listed(
    problem: BargainingProblem,
    lowest: tuple[int, ...],
    memory_bytes: int,
    progress: Progress | None,
) -> Tally | None:
    """Return how many packages each set of parties refuses; None where that takes too much."""
    numbers = scaled(problem)
    size = problem.space.size
    block_bytes = min(memory_bytes // BLOCK_SHARE, BLOCK_BYTES)
    rows = min(size, max(block_bytes // row_bytes(numbers.layout), BLOCK_AT_LEAST))
    left = memory_bytes - rows * _bytes_for_each(numbers.layout)
    if size > LISTED_AT_MOST or left < 0:
        return None
    wanted = numbers.above_base(lowest)
    tally: Counter[int] = Counter()
    for block in blocks(problem.space, numbers, progress, block_bytes):
        tally.update(_tallied(~numbers.layout.at_least(block.vectors, wanted)))
        if len(tally) * REFUSAL_BYTES > left:
            return None
    return tally


def _bytes_for_each(layout: Layout) -> int:
    """Return how much memory counting takes for each package of a block, at most."""
    return 8 * (3 * layout.words + layout.parties // 64 + 8) + 3 * layout.parties


def _tallied(refused: NDArray[np.bool_]) -> dict[int, int]:
    """Return how many rows there are of each kind; their columns as bits, the first the lowest."""
    packed = np.packbits(refused, axis=1, bitorder="little")
    if packed.shape[1] == 1:
        counts = np.bincount(packed[:, 0])
        return {int(each): int(counts[each]) for each in np.flatnonzero(counts)}
    words = np.zeros((len(packed), -(-packed.shape[1] // 8)), dtype="<u8")
    words.view(np.uint8)[:, : packed.shape[1]] = packed
    rows = words[np.lexsort(words.T)]
    starts = np.flatnonzero(np.r_[True, (rows[1:] != rows[:-1]).any(axis=1)][: len(rows)])
    kinds = [int.from_bytes(each.tobytes(), "little") for each in rows[starts]]
    return dict(zip(kinds, np.diff(starts, append=len(rows)).tolist(), strict=True))


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
) -> Tally:
    tally: Counter[int] = Counter()
    for outcome in drawn:
        refused = 0
        for bit, (each, least) in enumerate(zip(problem.utilities, lowest, strict=True)):
            refused |= (each.whole(outcome) < least) << bit
        tally[refused] += 1
    return tally


def _told(
    problem: BargainingProblem, method: ZoneMethod, packages: int | None, tally: Tally
) -> Zone:
    names = [each.party for each in problem.utilities]
    parties = range(len(names))
    counted = sum(tally.values())
    sets = sorted(tally, key=lambda each: (each.bit_count(), each))
    by_size = [0] * (len(names) + 1)
    refuses = [0] * len(names)
    for each, count in tally.items():
        by_size[each.bit_count()] += count
        for party in parties:
            refuses[party] += count * (each >> party & 1)
    refusals = tuple(
        Refusal(
            tuple(names[p] for p in parties if each >> p & 1),
            tally[each],
            Fraction(tally[each], counted),
            *_interval(tally[each], counted, exact=method == "listed"),
        )
        for each in sets
    )
    return Zone(
        method,
        packages,
        counted,
        refusals,
        tuple(accumulate(by_size)),
        tuple(refuses),
        tuple(tally.get(1 << party, 0) for party in parties),
        _blocking(names, sets) if method == "listed" else (),
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
    """Return the smallest sets of parties that no package suits all at once.

    ``refused`` are the sets of parties that refuse a package, the smallest first. What blocks
    has a party of each of them: they are taken in one after the other.
    """
    if not refused or not refused[0]:
        return ()
    blocking = [0]
    work = 0
    for each in refused:
        missed = [mask for mask in blocking if not mask & each]
        kept = [mask for mask in blocking if mask & each]
        work += len(blocking) + len(missed) * len(kept)
        if work > COMPARED_AT_MOST:
            return ()
        blocking = kept + _with_one_of(each, missed, kept)
        if len(blocking) > BLOCKING_AT_MOST:
            return ()
    return tuple(
        tuple(name for p, name in enumerate(names) if mask >> p & 1) for mask in sorted(blocking)
    )


def _with_one_of(parties: int, missed: list[int], kept: list[int]) -> list[int]:
    """Return each set missed with one of the parties, where none that is kept is part of it."""
    found: list[int] = []
    while parties:
        party = parties & -parties
        parties ^= party
        smaller = [mask for mask in kept if mask & party]
        for mask in missed:
            more = mask | party
            if not any(more & each == each for each in smaller):
                found.append(more)
    return found
