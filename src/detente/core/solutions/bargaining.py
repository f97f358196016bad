"""The bargaining solutions over a finite set of points, for any number of parties.

Each is computed exactly and names the definition it follows: authors and programs use one
name for different points. Which of them compare the parties' units is said in the result.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, lcm, prod
from typing import Any, Literal

from ..record.entry import about
from .bargain import Bargain, Exact, Gains, Point, gains_of, largest

SolutionName = Literal[
    "nash",
    "kalai-smorodinsky",
    "egalitarian",
    "utilitarian",
    "leximin",
    "equal loss",
    "raiffa",
]
Nothing = Literal["no points", "no point suits all", "nobody gains", "no shared gain"]
"""Why nothing is picked: there is no point; none that nobody would refuse; none lets all gain at
once who could gain by themselves. Or, of points that are worth as much as no agreement to
everybody, that nobody gains: these are picked, all of them."""

DEFINITIONS: dict[SolutionName, tuple[str, str]] = {
    "nash": ("nash: largest product of the gains of those who can gain", "Nash1950"),
    "kalai-smorodinsky": (
        "kalai-smorodinsky: largest least share of the ideal gain",
        "Kalai1975",
    ),
    "egalitarian": ("egalitarian: largest least gain", "Kalai1977"),
    "utilitarian": ("utilitarian: largest sum of gains", "Harsanyi1955"),
    "leximin": ("leximin: largest least gain, then the next, and so on", "Moulin1988"),
    "equal loss": ("equal loss: smallest largest loss from the ideal", "Chun1988"),
    "raiffa": (
        "raiffa, discrete: each party's reference raised by one n-th of its way to the ideal",
        "Raiffa1953",
    ),
}
"""Per solution, the key of its definition and that of its source in the bibliography."""
COMPARING = frozenset({"egalitarian", "utilitarian", "leximin", "equal loss"})
"""The solutions that set one party's unit against another's."""


@dataclass(frozen=True, slots=True)
class Solution:
    """The points that one theory of fairness picks, among those that suit all.

    A point suits all if no party is worse off there than without agreement.
    """

    name: SolutionName = about("which solution it is")
    picks: tuple[int, ...] = about("the points picked, all ties, ascending")
    refined: tuple[int, ...] = about(
        "of these, those left when ties are broken by the next least share, gain or loss, and so "
        "on; where the definition knows no such order, all"
    )
    value: Fraction | None = about(
        "the product, least share, least gain, sum or largest loss that is reached there"
    )
    disagreement: tuple[Fraction, ...] = about("what no agreement was taken to be worth")
    ideal: tuple[Fraction, ...] = about("each party's best among the points that suit all")
    definition: str = about("the key of the definition used")
    compares_units: bool = about("whether it sets one party's unit against another's")
    source: str = about("the key of its source in the bibliography")
    nothing: Nothing | None = about(
        "why nothing is picked, or that nobody gains by what is; none where all is well",
        default=None,
    )
    steps: int | None = about("of raiffa, how many times the reference was raised", default=None)
    raised: tuple[Fraction, ...] = about("of raiffa, the reference it was raised to", default=())


def solutions(bargain: Bargain) -> tuple[Solution, ...]:
    """Return what all solutions pick, in the order of :data:`DEFINITIONS`.

    Cost: linear in the points, times the parties.

    >>> found = solutions(Bargain(((8, 2), (5, 4), (1, 5)), (0, 0)))
    >>> [(each.name, each.picks) for each in found][:3]
    [('nash', (1,)), ('kalai-smorodinsky', (1,)), ('egalitarian', (1,))]
    """
    gains = gains_of(bargain)
    return tuple(_solved(name, bargain, gains) for name in DEFINITIONS)


def nash(bargain: Bargain) -> Solution:
    """Return the points with the largest product of gains [Nash 1950].

    Only the parties who gain at some point that suits all are multiplied: a party who
    can gain nothing is as well off at all of them. Where no point lets all of those gain at
    once, every product is zero and nothing is picked ("no shared gain"). ``value`` is the product.

    >>> nash(Bargain(((8, 2, 0), (5, 4, 0), (1, 5, 0)), (0, 0, 0))).value
    Fraction(20, 1)
    >>> nash(Bargain(((1, 0), (0, 1)), (0, 0))).nothing
    'no shared gain'
    """
    return _solved("nash", bargain, gains_of(bargain))


def kalai_smorodinsky(bargain: Bargain) -> Solution:
    """Return the points at which the least share of its ideal gain that a party gets is largest.

    A party's ideal gain is the largest it has at any point that suits all. Parties who can gain
    nothing are left out; where the least share is zero everywhere nothing is picked ("no shared
    gain"). ``value`` is the share. Where no point lies on the line from disagreement to the
    ideal, this is the usual reading for separate points; ``refined`` goes on to the next least
    share. Source: [Kalai 1975]; for the refinement [Imai 1983].

    >>> found = kalai_smorodinsky(Bargain(((8, 2), (5, 4), (1, 5)), (0, 0)))
    >>> found.picks, found.value
    ((1,), Fraction(5, 8))
    """
    return _solved("kalai-smorodinsky", bargain, gains_of(bargain))


def egalitarian(bargain: Bargain) -> Solution:
    """Return the points that suit all at which the least gain is largest [Kalai 1977].

    All parties count, those who can gain nothing too: then the value is zero, and the points
    that suit all are all picked; ``refined`` goes on to the next least gain.

    >>> egalitarian(Bargain(((3, 3), (3, 5), (9, 1)), (0, 0))).picks
    (0, 1)
    >>> egalitarian(Bargain(((3, 3), (3, 5), (9, 1)), (0, 0))).refined
    (1,)
    """
    return _solved("egalitarian", bargain, gains_of(bargain))


def utilitarian(bargain: Bargain) -> Solution:
    """Return the points that suit all with the largest sum of gains [Harsanyi 1955].

    >>> utilitarian(Bargain(((3, 3), (1, 5), (9, -1)), (0, 0))).picks
    (0, 1)
    """
    return _solved("utilitarian", bargain, gains_of(bargain))


def leximin(bargain: Bargain) -> Solution:
    """Return the points that suit all with the largest least gain, then the next, and so on.

    ``value`` is the least gain. Source: [Moulin 1988].

    >>> leximin(Bargain(((3, 3), (3, 5), (4, 3), (9, 1)), (0, 0))).picks
    (1,)
    """
    return _solved("leximin", bargain, gains_of(bargain))


def equal_loss(bargain: Bargain) -> Solution:
    """Return the points that suit all at which the largest loss from the ideal is smallest.

    A party's loss is its ideal gain less its gain. ``value`` is the largest loss.
    Source: [Chun 1988].

    >>> found = equal_loss(Bargain(((8, 2), (5, 4), (1, 5)), (0, 0)))
    >>> found.picks, found.value, found.refined
    ((0, 1), Fraction(3, 1), (0,))
    """
    return _solved("equal loss", bargain, gains_of(bargain))


def raiffa_discrete(bargain: Bargain) -> Solution:
    """Return the points left when the reference is raised step by step from no agreement.

    Each step raises each of n parties' reference by one n-th of the way to its best at the points
    not below the reference. It stops before no point would be left. Where one point
    left is best for all, the steps would never end and lead to it: it is picked at once.
    ``steps`` and ``raised`` tell how far it went. Cost: linear in the points at each step;
    the steps are at most about n times the number of digits. Source: [Raiffa 1953].

    >>> found = raiffa_discrete(Bargain(((8, 2), (5, 4), (1, 5)), (0, 0)))
    >>> found.picks, found.steps, [float(each) for each in found.raised]
    ((1,), 1, [4.0, 2.5])
    """
    return _solved("raiffa", bargain, gains_of(bargain))


def _solved(name: SolutionName, bargain: Bargain, gains: Gains) -> Solution:
    definition, source = DEFINITIONS[name]
    fixed: dict[str, Any] = {
        "name": name,
        "disagreement": tuple(map(Fraction, bargain.disagreement)),
        "ideal": tuple(
            gains.back(most) + base
            for most, base in zip(gains.most, bargain.disagreement, strict=False)
        ),
        "definition": definition,
        "compares_units": name in COMPARING,
        "source": source,
    }
    nothing: Nothing | None = None
    if not bargain.points:
        nothing = "no points"
    elif not gains.rational:
        nothing = "no point suits all"
    elif not any(gains.most):
        suits = gains.rational
        return Solution(
            **fixed, picks=suits, refined=suits, value=Fraction(0), nothing="nobody gains"
        )
    if nothing:
        return Solution(**fixed, picks=(), refined=(), value=None, nothing=nothing)
    return Solution(**fixed, **_SOLVERS[name](gains, fixed["disagreement"]))


def _most(indexes: Iterable[int], key: Callable[[int], Any]) -> tuple[tuple[int, ...], Any]:
    """Return the indexes with the largest key, and the key."""
    keys = [(index, key(index)) for index in indexes]
    best = max(each for _, each in keys)
    return tuple(index for index, each in keys if each == best), best


def _nash(gains: Gains, _: Point) -> dict[str, Any]:
    who = [party for party, most in enumerate(gains.most) if most > 0]
    picks, best = _most(gains.rational, lambda index: prod(gains.rows[index][i] for i in who))
    if best == 0:
        return _no_shared_gain()
    return {"picks": picks, "refined": picks, "value": gains.back(best, len(who))}


def _no_shared_gain() -> dict[str, Any]:
    return {"picks": (), "refined": (), "value": Fraction(0), "nothing": "no shared gain"}


def _kalai_smorodinsky(gains: Gains, _: Point) -> dict[str, Any]:
    who = [(party, 1 / Fraction(most)) for party, most in enumerate(gains.most) if most > 0]
    scale = lcm(*(weight.denominator for _, weight in who))
    weights = [(party, weight.numerator * (scale // weight.denominator)) for party, weight in who]
    shares = {
        index: [gains.rows[index][party] * weight for party, weight in weights]
        for index in gains.rational
    }
    picks, best = _most(gains.rational, lambda index: min(shares[index]))
    if best == 0:
        return _no_shared_gain()
    refined, _best = _most(picks, lambda index: sorted(shares[index]))
    return {"picks": picks, "refined": refined, "value": Fraction(best) / scale}


def _egalitarian(gains: Gains, _: Point) -> dict[str, Any]:
    picks, best = _most(gains.rational, lambda index: min(gains.rows[index]))
    refined, _best = _most(picks, lambda index: sorted(gains.rows[index]))
    return {"picks": picks, "refined": refined, "value": gains.back(best)}


def _utilitarian(gains: Gains, _: Point) -> dict[str, Any]:
    picks, best = _most(gains.rational, lambda index: sum(gains.rows[index]))
    return {"picks": picks, "refined": picks, "value": gains.back(best)}


def _leximin(gains: Gains, _: Point) -> dict[str, Any]:
    picks, best = _most(gains.rational, lambda index: sorted(gains.rows[index]))
    return {"picks": picks, "refined": picks, "value": gains.back(best[0])}


def _equal_loss(gains: Gains, _: Point) -> dict[str, Any]:
    def losses(index: int) -> list[Exact]:
        """Return the losses with a minus, the largest first: more is better."""
        row = gains.rows[index]
        return sorted(own - most for own, most in zip(row, gains.most, strict=True))

    picks, best = _most(gains.rational, lambda index: losses(index)[0])
    refined, _best = _most(picks, losses)
    return {"picks": picks, "refined": refined, "value": gains.back(-best)}


def _raiffa(gains: Gains, disagreement: Point) -> dict[str, Any]:
    whole = all(isinstance(each, int) for each in gains.most)
    left, steps = list(gains.rational), 0
    reference = [Fraction(0)] * len(disagreement)
    while True:
        ideal = largest([gains.rows[index] for index in left])
        best = [index for index in left if gains.rows[index] == ideal]
        if best:
            left = best
            break
        raised = [
            own + (most - own) / len(reference) for own, most in zip(reference, ideal, strict=True)
        ]
        needed = [ceil(each) if whole else each for each in raised]
        after = [
            index
            for index in left
            if all(own >= least for own, least in zip(gains.rows[index], needed, strict=True))
        ]
        if not after:
            break
        left, reference, steps = after, raised, steps + 1
    return {
        "picks": tuple(left),
        "refined": tuple(left),
        "value": None,
        "steps": steps,
        "raised": tuple(
            base + gains.back(each) for base, each in zip(disagreement, reference, strict=True)
        ),
    }


_SOLVERS: dict[SolutionName, Callable[[Gains, Point], dict[str, Any]]] = {
    "nash": _nash,
    "kalai-smorodinsky": _kalai_smorodinsky,
    "egalitarian": _egalitarian,
    "utilitarian": _utilitarian,
    "leximin": _leximin,
    "equal loss": _equal_loss,
    "raiffa": _raiffa,
}
