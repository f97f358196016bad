"""Single solutions of spaces whose frontier is out of reach, each with the bound that was proved."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import exp, floor, inf, lcm, log, nextafter, prod
from operator import itemgetter
from sys import float_info

from ..outcomes.programme import INFINITE, WORK_AT_MOST, Programme, Tried
from ..outcomes.progress import Progress
from ..outcomes.scaled import scaled
from ..outcomes.searching import TooManyBranches, at_least
from ..outcomes.space import whole_at_least
from ..preferences.axes import Outcome
from ..record.entry import about
from .bargaining import SolutionName
from .table import Table, Worth

CLOSE = 1e-6
"""The relative gap up to which the product of gains is searched."""

MARGIN = Fraction(1, 10**6)
"""What is added to each bound of the solver, whose largest factors are 1: ten times its tolerance."""

TANGENTS_AT_MOST = 60
"""How many times the product is bounded more closely."""

TANGENTS_FROM = 1e-9
"""The least share at which the product is bounded."""

REFUSED_AT_MOST = 100
"""How many packages that a party refuses by less than the solver tells apart are excluded."""

BRANCHES_AT_MOST = 10_000
"""How long it is tried to prove in whole numbers that nothing is better than a package found."""

BETTER_AT_MOST = 20
"""How often such a proof may instead find a better package."""

Gains = tuple[Fraction, ...]
Measure = Callable[[Gains], Fraction | int]
Bounds = Mapping[SolutionName, Fraction]

_THEORIES: tuple[SolutionName, ...] = ("nash", "kalai-smorodinsky", "egalitarian", "utilitarian")


@dataclass(frozen=True, slots=True)
class Direct:
    """A package found without the frontier, and what was proved of it.

    ``value`` is what the package reaches, rounded to a number in floating point; ``bound`` is
    proved in whole numbers, or is what the solver proved and a millionth of the range more.
    """

    name: SolutionName = about("the theory")
    worth: Worth = about("the best package found for it, and what it is worth; no ties")
    value: float = about("the product, least share, least gain or sum that it reaches")
    bound: float = about("no package that suits all reaches more than this")


@dataclass(frozen=True, slots=True)
class BestForOne:
    """The most that one party was found to have if no other gets less than without agreement."""

    party: str = about("the party", refers="parties")
    worth: Worth = about("the package found that gives it most")
    bound: Fraction = about("no package that suits all is worth more to it")


@dataclass(frozen=True, slots=True)
class Directly:
    """What was found without the frontier."""

    best: tuple[BestForOne, ...]
    direct: tuple[Direct, ...]
    ended: tuple[SolutionName, ...]
    """Theories for which the search ended before it had a package, or a proof that there is none."""


def direct_solutions(
    table: Table, progress: Progress | None = None, work: int = WORK_AT_MOST
) -> Directly:
    """Return each party's best, and one package of each theory that needs no frontier.

    Nash, Kalai-Smorodinsky, egalitarian and utilitarian, over the packages that suit
    all; empty where there is none, or where nobody gains by any. By integer programmes in
    floating point, the product of gains bounded from above by tangents [Duran 1986]; each
    package is then reckoned in whole numbers, and of all that were found each theory gets the
    best. Each search ends after so much ``work``, which loosens the bounds and may miss better ones.
    Shares are of the most that each party can have: of the bound where that is not proved.
    """
    search = _Search(table, progress, work)
    most = search.ideal()
    if most is None:
        return Directly((), (), ())
    if max(search.gained, default=Fraction(0)) <= 0:
        return Directly(search.best(most), (), _THEORIES if max(most) > 0 else ())
    fair = search.kalai_smorodinsky(most)
    least = search.egalitarian(most)
    total = search.utilitarian(most)
    bounds: Bounds = {"kalai-smorodinsky": fair, "egalitarian": least, "utilitarian": total}
    ended: tuple[SolutionName, ...] = ()
    if least > 0 and min(most) > 0:
        if search.largest(prod)[1] > 0:
            bounds = {"nash": search.nash(most), **bounds}
        else:
            ended = ("nash",)
    return Directly(search.best(most), tuple(search.told(bounds, most)), ended)


class _Search:
    """Integer programmes over the packages that suit all, and the packages they found.

    All numbers that leave it are gains, in fractions: reached by a package known, or bounds.
    """

    def __init__(self, table: Table, progress: Progress | None, work: int) -> None:
        self.table, self.progress, self.work = table, progress, work
        self.numbers = scaled(table.problem)
        self.scales = [each.scale for each in table.problem.utilities]
        self.lowest = whole_at_least(table.problem, table.disagreement)
        self.known: dict[Outcome, Gains] = {}
        self.steps_done = 0
        self.made: Programme | None = None

    def programme(self) -> Programme:
        """Return a new programme, of which it is told how far it is."""
        space, numbers = self.table.problem.space, self.numbers
        self.made = Programme(space, numbers, whole=False, work=self.work, tick=self.tick)
        return self.made

    def tick(self) -> None:
        """Tell how much of the work that is allowed is done."""
        if self.progress is not None and self.made is not None:
            done = (self.steps_done + 1) * self.work - max(0, self.made.work_left)
            self.progress(done, (len(self.scales) + len(_THEORIES)) * self.work)

    def know(self, outcome: Outcome) -> bool:
        """Return whether a package is possible and suits all; then it is kept."""
        problem = self.table.problem
        suits = zip(problem.whole(outcome), self.lowest, strict=True)
        if not problem.space.allows(outcome) or any(whole < least for whole, least in suits):
            return False
        self.known.setdefault(outcome, self.table.worth(outcome).gains)
        return True

    @property
    def gained(self) -> list[Fraction]:
        """The most that each party has in a package known; nothing where none is."""
        return [max(each) for each in zip(*self.known.values(), strict=True)]

    def largest(self, measure: Measure) -> tuple[Outcome, Fraction]:
        """Return the package known that reaches most, the first of them, and what it reaches."""
        reached = {outcome: Fraction(measure(gains)) for outcome, gains in self.known.items()}
        first = max(reached, key=reached.__getitem__)
        return first, reached[first]

    def solved(self, made: Programme, factors: dict[int, float], most: float) -> Tried | None:
        """Return a package that suits all, and a bound of at most ``most``; None: there is none.

        Packages that the solver lets through and a party refuses are excluded one by one.
        """
        for _ in range(REFUSED_AT_MOST):
            found = made.tried(factors)
            if found is None:
                return Tried(None, most, False) if self.known else None
            most = min(most, found.bound)
            if found.outcome is None or self.know(found.outcome):
                return Tried(found.outcome, most, found.finished)
            made.never_again([frozenset({place}) for place in found.outcome])
        return Tried(None, most, False)

    def unbeaten(self, wanted: Callable[[], Sequence[int]]) -> bool:
        """Return whether it is certain, in whole numbers, that no package gives as much as wanted.

        Packages that do are kept, and may make more be wanted.
        """
        for _ in range(BETTER_AT_MOST):
            found = at_least(self.table.problem.space, self.numbers, wanted(), BRANCHES_AT_MOST)
            try:
                better = next(found, None)
            except (TooManyBranches, RecursionError):
                return False
            if better is None:
                return True
            self.know(better)
        return False

    def above(self, gains: Sequence[Fraction | None]) -> list[int]:
        """Return the whole numbers that are more than these gains; of None, what suits."""
        return [
            least if gain is None else floor((without + gain) * scale) + 1
            for least, gain, without, scale in zip(
                self.lowest, gains, self.table.disagreement, self.scales, strict=True
            )
        ]

    def weighed(self, weights: Sequence[Fraction]) -> Fraction:
        """Return a sum of gains times weights that no package exceeds, the best of each issue."""
        each = [weight / scale for weight, scale in zip(weights, self.scales, strict=True)]

        def worth(vector: Sequence[int]) -> Fraction:
            return sum((a * b for a, b in zip(each, vector, strict=True)), Fraction(0))

        total = worth(self.numbers.base) - sum(
            weight * without
            for weight, without in zip(weights, self.table.disagreement, strict=True)
        )
        for row in self.numbers.rows:
            total += max(map(worth, row))
        return total + sum(worth(term.vector) for term in self.numbers.terms)

    def in_steps(self, bound: Fraction) -> Fraction:
        """Return the largest sum of gains, or gain, that is at most so much and not in between."""
        step = lcm(*self.scales, *(each.denominator for each in self.table.disagreement))
        return Fraction(floor(bound * step), step)

    def base(self, party: int) -> Fraction:
        """Return what no agreement is worth to a party above its base, in its whole numbers."""
        return self.table.disagreement[party] * self.scales[party] - self.numbers.base[party]

    def ideal(self) -> list[Fraction] | None:
        """Return for each party what it can gain at most; None if no package suits all."""
        made = self.programme()
        for party, least in enumerate(self.lowest):
            made.share(party, Fraction(least - self.numbers.base[party]))
        most = []
        for party, column in enumerate(made.utilities):
            made.work_left = self.work
            found = self.solved(made, {column: 1.0}, 1.0)
            self.steps_done += 1
            if found is None:
                return None
            most.append(self.most_for(party, made.unit[party] * _with_margin(found.bound)))
            if most[-1] < 0:
                return None
        return most

    def most_for(self, party: int, bound: Fraction) -> Fraction:
        """Return what a party can gain at most, given a bound on its column; below 0: none suits."""
        scale, without = self.scales[party], self.table.disagreement[party]
        alone = [Fraction(int(party == other)) for other in range(len(self.scales))]
        most = floor(min(bound + self.numbers.base[party], (self.weighed(alone) + without) * scale))
        ceiling = self.numbers.ceilings[party]
        most = most if ceiling is None else min(most, ceiling)

        def more() -> list[int]:
            known = self.gained
            return self.above([known[party] if p == party and known else None for p in others])

        others = range(len(self.scales))
        if more()[party] <= most and self.unbeaten(more):
            return self.gained[party] if self.known else Fraction(-1)
        return max([Fraction(most, scale) - without, *self.gained[party : party + 1]])

    def fairest(self, counted: Sequence[Fraction]) -> Fraction:
        """Return what share (up to 1) of these gains all can have at most at once."""
        made = self.programme()
        share = made.column(0.0, 1.0)
        for party, gain in enumerate(counted):
            made.share(party, self.base(party), gain * self.scales[party], share)
        found = self.solved(made, {share: 1.0}, 1.0)
        self.steps_done += 1
        return Fraction(1) if found is None else min(Fraction(1), _with_margin(found.bound))

    def kalai_smorodinsky(self, most: list[Fraction]) -> Fraction:
        """Return a bound on the least share, of what each gains in the packages known."""
        known = self.gained
        widest = min(b / gain for b, gain in zip(most, known, strict=True) if gain > 0)
        bound = widest * self.fairest([widest * gain for gain in known])
        gainers = sum(gain > 0 for gain in known)
        even = [1 / (gain * gainers) if gain > 0 else Fraction(0) for gain in known]
        bound = min(bound, self.weighed(even))

        def more() -> list[int]:
            least = self.largest(_least_share(most))[1]
            return self.above([least * gain if gain > 0 else None for gain in most])

        if self.gained == most and self.unbeaten(more):
            return self.largest(_least_share(most))[1]
        return bound

    def egalitarian(self, most: list[Fraction]) -> Fraction:
        """Return a bound on the least gain."""
        top = min(most)
        if top <= 0:
            return Fraction(0)
        bound = top * self.fairest([top] * len(most))
        if self.unbeaten(lambda: self.above([self.largest(min)[1]] * len(most))):
            return self.largest(min)[1]
        return self.in_steps(min(bound, self.weighed([Fraction(1, len(most))] * len(most))))

    def utilitarian(self, most: list[Fraction]) -> Fraction:
        """Return a bound on the sum of gains."""
        made = self.programme()
        for party, least in enumerate(self.lowest):
            made.share(party, Fraction(least - self.numbers.base[party]))
        units = [Fraction(a, b) for a, b in zip(made.unit, self.scales, strict=True)]
        largest = max(units)
        factors = {c: float(a / largest) for c, a in zip(made.utilities, units, strict=True)}
        found = self.solved(made, factors, sum(factors.values()))
        self.steps_done += 1
        bound = min(sum(most, Fraction(0)), self.weighed([Fraction(1)] * len(units)))
        if found is not None:
            without = sum(self.base(p) / scale for p, scale in enumerate(self.scales))
            bound = min(bound, largest * _with_margin(found.bound) - without)
        return self.in_steps(bound)

    def nash(self, most: list[Fraction]) -> Fraction:
        """Return a bound on the product of gains, brought closer to what is reached by tangents."""
        whole = prod(most)
        lowest = _log(self.largest(prod)[1] / whole)
        made = self.programme()
        shares = [made.column(0.0, 1.0) for _ in most]
        logs = [made.column(lowest - 1.0, 0.0) for _ in most]
        for party, gain in enumerate(most):
            made.share(party, self.base(party), gain * self.scales[party], shares[party])

        def tangents(at: Iterable[float]) -> None:
            for share, column, touched in zip(shares, logs, at, strict=True):
                touching = max(touched, TANGENTS_FROM)
                row = [1.0 / touching, -1.0]
                made.row([share, column], row, 1.0 - log(touching), INFINITE)

        for step in range(9):
            tangents([exp(lowest * step / 8)] * len(most))
        top, seen = 0.0, set[Outcome]()
        for _ in range(TANGENTS_AT_MOST):
            found = self.solved(made, dict.fromkeys(logs, 1.0), top)
            if found is None or found.outcome is None:
                break
            top = found.bound
            reached = _log(self.largest(prod)[1] / whole)
            if not found.finished or found.outcome in seen or top - reached <= CLOSE:
                break
            seen.add(found.outcome)
            gains = zip(self.known[found.outcome], most, strict=True)
            tangents([float(gain / all_of_it) for gain, all_of_it in gains])
        self.steps_done += 1
        best, product = self.largest(prod)
        even = [1 / (gain * len(most)) for gain in self.known[best]]
        bound = whole * Fraction(exp(top + float(MARGIN) * len(most)))
        return min(bound, product * self.weighed(even) ** len(most), Fraction(whole))

    def best(self, most: list[Fraction]) -> tuple[BestForOne, ...]:
        """Return for each party the package known that gives it most, with the bound."""
        if not self.known:
            return ()
        return tuple(
            BestForOne(
                party,
                self.table.worth(self.largest(itemgetter(place))[0]),
                most[place] + self.table.disagreement[place],
            )
            for place, party in enumerate(self.table.parties)
        )

    def told(self, bounds: Bounds, most: list[Fraction]) -> Iterator[Direct]:
        """Yield of each theory the best package known; not if what it reaches is no float."""
        measures: dict[SolutionName, Measure] = {
            "nash": prod,
            "kalai-smorodinsky": _least_share(most),
            "egalitarian": min,
            "utilitarian": sum,
        }
        for name, bound in bounds.items():
            outcome, value = self.largest(measures[name])
            top = max(value, bound)
            if top < float_info.max:
                yield Direct(name, self.table.worth(outcome), float(value), _not_below(top))


def _least_share(most: Sequence[Fraction]) -> Measure:
    """Return the least share of what each can gain at most, as a function of gains."""
    return lambda gains: min(
        gain / all_of_it for gain, all_of_it in zip(gains, most, strict=True) if all_of_it > 0
    )


def _with_margin(bound: float) -> Fraction:
    return Fraction(bound) + MARGIN


def _log(number: Fraction) -> float:
    return log(number.numerator) - log(number.denominator)


def _not_below(number: Fraction) -> float:
    """Return the least floating-point number that is not below a number."""
    near = float(number)
    return near if Fraction(near) >= number else nextafter(near, inf)
