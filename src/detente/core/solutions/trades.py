"""Trades between issues: each side gives on what it minds less and gets what it minds more."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, product
from math import prod

from ..outcomes.scaled import scaled
from ..preferences.axes import Outcome
from ..preferences.utility import Utility
from ..record.entry import about
from .table import Table

LOOKED_AT_AT_MOST = 400_000
"""How many pairs of changes are tried for one package."""

Swap = tuple[int, int]
"""Places of options on an axis: before and after."""

Found = dict[tuple[int, int, int, int], tuple[Fraction, "Trade"]]
"""The best trade of a pair of parties and a pair of issues, with what it is ranked by."""


@dataclass(frozen=True, slots=True)
class TradedStep:
    """What one side gives: an issue, settled otherwise."""

    party: str = about("who gives", refers="parties")
    issue: str = about("on which issue", refers="issues")
    before: str = about("the option before")
    after: str = about("the option after")


@dataclass(frozen=True, slots=True)
class Trade:
    """Two parties each give on one issue, and both gain by it.

    The rate is how much of the second step is given for the whole of the first. The trade pays
    for both at every rate between the two bounds, 1 (both steps whole) among them. Where the two
    steps together are worth more or less to one of the two than the steps one by one (they
    interact, or a ceiling is reached), a part of a step has no worth of its own, and no rate is
    given; the gains, of both steps whole, stand.
    """

    first: TradedStep = about("what the one side gives")
    second: TradedStep = about("what the other side gives")
    gains: tuple[Fraction, ...] = about("per party, what it gains by the trade as a whole")
    rate_low: Fraction | None = about(
        "the least of the second step that repays the first giver; none: the steps do not add up"
    )
    rate_high: Fraction | None = about(
        "the most of it that the second giver can give without loss; none: the steps do not add up"
    )
    others_lose: tuple[str, ...] = about("parties to neither step that lose by it")


@dataclass(frozen=True, slots=True)
class TradesFound:
    """The trades from a package, best first, and the pairs of issues that were not tried."""

    trades: tuple[Trade, ...]
    not_tried: tuple[tuple[str, str], ...]


def trades_from(table: Table, outcome: Outcome) -> TradesFound:
    """Return the trades that two parties could make from a package, best first.

    Every pair of issues and every pair of other options on them is tried, but for those that the
    rules forbid. Of one pair of parties and issues only the best is kept; ranked by the
    product of the two givers' gains, each over its range of utilities, so that no unit is set
    against another; ties in the order of the record. Trades that cost nobody else anything come first.
    Cost: the pairs of issues times the pairs of their options, 400,000 at most: pairs of issues with
    the fewest come first, and those that are then left are named. Source: [Froman 1970] (logrolling).
    """
    axes = table.problem.space.axes
    found: Found = {}
    tried = 0
    left = []
    for one, two in sorted(combinations(range(len(axes)), 2), key=lambda pair: _pairs(table, pair)):
        more = _pairs(table, (one, two))
        if tried + more > LOOKED_AT_AT_MOST:
            left.append((one, two))
            continue
        tried += more
        _trades_on(found, table, outcome, one, two)
    names = tuple((axes[one].issue, axes[two].issue) for one, two in sorted(left))
    return TradesFound(_ranked(found), names)


def _pairs(table: Table, pair: tuple[int, int]) -> int:
    """Return how many pairs of options two issues have."""
    return prod(len(table.problem.space.axes[axis].options) for axis in pair)


def _trades_on(found: Found, table: Table, outcome: Outcome, one: int, two: int) -> None:
    """Keep the trades that two issues allow from a package."""
    space = table.problem.space
    before = table.problem.whole(outcome)
    for first, second in product(*(range(len(space.axes[axis].options)) for axis in (one, two))):
        if first == outcome[one] or second == outcome[two]:
            continue
        parts = [
            _changed(outcome, {one: first}),
            _changed(outcome, {two: second}),
            _changed(outcome, {one: first, two: second}),
        ]
        if space.allows(parts[2]):
            deltas = [_delta(table, before, part) for part in parts]
            swaps = ((one, (outcome[one], first)), (two, (outcome[two], second)))
            _keep(found, table, swaps, deltas)


def trades_between_extremes(table: Table) -> tuple[Trade, ...]:
    """Return the trades by which each side gets its way where it matters more to it.

    For each pair of parties and of issues: at first each has its own best option on the one
    issue, afterwards on the other. This shows which issues are worth linking, without any
    package to start from. Issues that interact with others are passed over, since what they are
    worth depends on the rest, and so is what a rule forbids on the two issues. Where a party's
    ceiling can be reached, what any issue is worth depends on the rest: then there are none.
    Ranked as by :func:`trades_from`. Cost: pairs of parties times pairs of issues.
    """
    if scaled(table.problem).capped:
        return ()
    utilities = table.problem.utilities
    tied = {axis for each in utilities for bonus in each.bonuses for axis, _ in bonus.when}
    found: Found = {}
    for a, b in combinations(range(len(utilities)), 2):
        swings = []
        for axis in range(len(table.problem.space.axes)):
            own, other = (_best(utilities[party], axis) for party in (a, b))
            swings.append((axis, (own, other)))
        for (one, (a1, b1)), (two, (a2, b2)) in combinations(swings, 2):
            if one in tied or two in tied:
                continue
            for first, second in (((a1, b1), (b2, a2)), ((b1, a1), (a2, b2))):
                if _forbidden(table, {one: first[1], two: second[1]}):
                    continue
                deltas = _swing_deltas(table, ((one, first), (two, second)))
                _keep(found, table, ((one, first), (two, second)), deltas, only={a, b})
    return _ranked(found)


def _forbidden(table: Table, chosen: dict[int, int]) -> bool:
    """Return whether a rule forbids these options on these axes, whatever the others are."""
    return any(
        all(axis in chosen and chosen[axis] in places for axis, places in when)
        for when in table.problem.space.forbidden
    )


def _best(utility: Utility, axis: int) -> int:
    row = utility.values[axis]
    return max(range(len(row)), key=row.__getitem__) if row else 0


def _swing_deltas(
    table: Table, swaps: tuple[tuple[int, Swap], tuple[int, Swap]]
) -> list[list[int]]:
    parts = [
        [each.values[axis][after] - each.values[axis][before] for each in table.problem.utilities]
        for axis, (before, after) in swaps
    ]
    return [*parts, [x + y for x, y in zip(*parts, strict=True)]]


def _changed(outcome: Outcome, changes: dict[int, int]) -> Outcome:
    return tuple(changes.get(axis, place) for axis, place in enumerate(outcome))


def _delta(table: Table, before: Sequence[int], outcome: Outcome) -> list[int]:
    return [
        each.whole(outcome) - was for each, was in zip(table.problem.utilities, before, strict=True)
    ]


def _keep(
    found: Found,
    table: Table,
    swaps: tuple[tuple[int, Swap], tuple[int, Swap]],
    deltas: list[list[int]],
    only: set[int] | None = None,
) -> None:
    """Keep the trade for each pair of parties for whom it pays, if it is their best."""
    for giver, taker in _payers(deltas, only):
        trade = _trade(table, swaps, deltas, giver, taker)
        key = (min(giver, taker), max(giver, taker), swaps[0][0], swaps[1][0])
        ranges = [_range(table.problem.utilities[party]) for party in (giver, taker)]
        worth = prod(
            (Fraction(deltas[2][p], r) for p, r in zip((giver, taker), ranges, strict=True)),
            start=Fraction(1),
        )
        if key not in found or found[key][0] < worth:
            found[key] = (worth, trade)


def _payers(deltas: list[list[int]], only: set[int] | None) -> Iterator[tuple[int, int]]:
    """Yield who gives on the first and who on the second issue, where both gain in all."""
    first, second, both = deltas
    parties = range(len(both)) if only is None else sorted(only)
    for giver in parties:
        if first[giver] < 0 < both[giver] and second[giver] > 0:
            for taker in parties:
                if first[taker] > 0 < both[taker] and second[taker] < 0:
                    yield giver, taker


def _trade(
    table: Table,
    swaps: tuple[tuple[int, Swap], tuple[int, Swap]],
    deltas: list[list[int]],
    giver: int,
    taker: int,
) -> Trade:
    first, second, both = deltas
    names = table.parties
    (one, swap_one), (two, swap_two) = swaps
    additive = all(both[each] == first[each] + second[each] for each in (giver, taker))
    return Trade(
        _step(table, names[giver], one, swap_one),
        _step(table, names[taker], two, swap_two),
        tuple(
            Fraction(number, each.scale)
            for number, each in zip(both, table.problem.utilities, strict=True)
        ),
        Fraction(-first[giver], second[giver]) if additive else None,
        Fraction(first[taker], -second[taker]) if additive else None,
        tuple(
            name
            for party, name in enumerate(names)
            if party not in (giver, taker) and both[party] < 0
        ),
    )


def _step(table: Table, party: str, axis: int, swap: Swap) -> TradedStep:
    options = table.problem.space.axes[axis]
    return TradedStep(party, options.issue, options.options[swap[0]], options.options[swap[1]])


def _range(utility: Utility) -> int:
    spread = sum(max(row) - min(row) for row in utility.values if row)
    return max(1, spread + sum(abs(each.value) for each in utility.bonuses))


def _ranked(
    found: Found,
) -> tuple[Trade, ...]:
    order = sorted(
        found.items(), key=lambda each: (bool(each[1][1].others_lose), -each[1][0], each[0])
    )
    return tuple(trade for _, (_, trade) in order)
