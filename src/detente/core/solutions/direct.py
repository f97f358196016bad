"""Single solutions of spaces whose frontier is out of reach, each with the bound that was proved."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import exp, log, prod

from ..outcomes.programme import INFINITE, Best, Programme
from ..outcomes.scaled import scaled
from ..outcomes.space import whole_at_least
from ..preferences.axes import Outcome
from ..record.entry import about
from .bargaining import SolutionName
from .table import Table, Worth

CLOSE = 1e-6
"""The relative gap up to which the product of gains is proved."""

TANGENTS_AT_MOST = 60
"""How many times the product is bounded more closely."""


@dataclass(frozen=True, slots=True)
class Direct:
    """A package found without the frontier, and what was proved of it.

    No package reaches more than ``bound`` (for equal loss there would be less); the solver
    reckons in floating point, so that packages within a millionth of each other are not told apart.
    """

    name: SolutionName = about("the theory")
    worth: Worth = about("one package that it picks, and what it is worth; ties are not listed")
    value: float = about("the product, least share, least gain or sum that it reaches")
    bound: float = about("no package that suits all reaches more than this")


@dataclass(frozen=True, slots=True)
class BestForOne:
    """The most that one party can have if no other gets less than without agreement."""

    party: str = about("the party", refers="parties")
    worth: Worth = about("a package that gives it")


def direct_solutions(table: Table) -> tuple[tuple[BestForOne, ...], tuple[Direct, ...]]:
    """Return each party's best, and one package of each theory that needs no frontier.

    Nash, Kalai-Smorodinsky, egalitarian and utilitarian, over the packages that suit
    all; empty where there is none, or where nobody gains by any. By integer programmes; the
    product of gains is bounded from above by tangents until the gap is closed [Duran 1986]. Raises
    :class:`~detente.core.outcomes.programme.SearchEnded`.
    """
    search = _Search(table)
    ideal = search.ideal()
    if not ideal:
        return (), ()
    best = tuple(
        BestForOne(party, table.worth(each.outcome))
        for party, each in zip(table.parties, ideal, strict=True)
    )
    gains = [float(table.worth(each.outcome).gains[party]) for party, each in enumerate(ideal)]
    if max(gains) <= 0:
        return best, ()
    found = [
        search.fairest("kalai-smorodinsky", gains),
        search.fairest("egalitarian", [1.0] * len(gains)),
        search.utilitarian(),
    ]
    if min(gains) > 0:
        found.insert(0, search.nash(gains))
    return best, tuple(each for each in found if each is not None)


class _Search:
    """Integer programmes over the packages that suit all."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.numbers = scaled(table.problem)
        self.scales = [each.scale for each in table.problem.utilities]
        self.lowest = whole_at_least(table.problem, table.disagreement)

    def programme(self) -> Programme:
        """Return a new programme in which every party gets what no agreement is worth."""
        made = Programme(self.table.problem.space, self.numbers)
        for party, least in enumerate(self.lowest):
            made.at_least(party, least)
        return made

    def unit(self, made: Programme, party: int) -> float:
        """Return how much of a party's utility one unit of its column is."""
        return made.unit[party] / self.scales[party]

    def without(self, party: int) -> float:
        """Return what no agreement is worth to a party, above what its column starts from."""
        start = self.numbers.base[party] / self.scales[party]
        return float(self.table.disagreement[party]) - start

    def ideal(self) -> list[Best]:
        """Return for each party a package that is best for it; empty if none suits all."""
        made = self.programme()
        found = [made.best({column: 1.0}) for column in made.utilities]
        return [each for each in found if each is not None]

    def fairest(self, name: SolutionName, most: list[float]) -> Direct | None:
        """Return a package with the largest least gain, each as a share of ``most``."""
        made = self.programme()
        least = made.column(-1e9, 1e9)
        for party, column in enumerate(made.utilities):
            if most[party] <= 0:
                continue
            share = self.unit(made, party) / most[party]
            made.row([column, least], [share, -1.0], self.without(party) / most[party], INFINITE)
        best = made.best({least: 1.0})

        def reached(gains: list[float]) -> float:
            shares = [gain / m for gain, m in zip(gains, most, strict=True) if m > 0]
            return min(shares, default=0.0)

        return self._told(name, best, reached, lambda bound: bound)

    def utilitarian(self) -> Direct | None:
        """Return a package with the largest sum of gains."""
        made = self.programme()
        best = made.best(
            {column: self.unit(made, party) for party, column in enumerate(made.utilities)}
        )
        start = sum(self.without(party) for party in range(len(made.utilities)))
        return self._told("utilitarian", best, sum, lambda bound: bound - start)

    def nash(self, most: list[float]) -> Direct | None:
        """Return a package with the largest product of gains, the gap closed by tangents."""
        fair = self.fairest("kalai-smorodinsky", most)
        if fair is None or fair.value <= 0:
            return None
        lowest = fair.value ** len(most)
        made = self.programme()
        logs = [made.column(log(lowest) - 1.0, 0.0) for _ in most]

        def tangents(at: list[float]) -> None:
            for party, share in enumerate(at):
                factor = self.unit(made, party) / (most[party] * share)
                start = self.without(party) / (most[party] * share)
                made.row(
                    [made.utilities[party], logs[party]],
                    [factor, -1.0],
                    start + 1.0 - log(share),
                    INFINITE,
                )

        for step in range(9):
            tangents([lowest ** (step / 8)] * len(most))
        best: Outcome | None = None
        reached, bound = 0.0, 1.0
        for _ in range(TANGENTS_AT_MOST):
            tried = made.best(dict.fromkeys(logs, 1.0))
            if tried is None:
                return None
            bound = min(bound, exp(tried.bound))
            gains = [float(gain) for gain in self.table.worth(tried.outcome).gains]
            shares = [gain / m for gain, m in zip(gains, most, strict=True)]
            if prod(shares) > reached:
                best, reached = tried.outcome, prod(shares)
            if bound - reached <= CLOSE * reached:
                break
            tangents([max(share, lowest) for share in shares])
        if best is None:
            return None
        whole = prod(most)
        return Direct("nash", self.table.worth(best), reached * whole, max(bound, reached) * whole)

    def _told(
        self,
        name: SolutionName,
        best: Best | None,
        reached: Callable[[list[float]], float],
        bound: Callable[[float], float],
    ) -> Direct | None:
        if best is None:
            return None
        worth = self.table.worth(best.outcome)
        value = reached([float(gain) for gain in worth.gains])
        return Direct(name, worth, value, max(value, bound(best.bound)))
