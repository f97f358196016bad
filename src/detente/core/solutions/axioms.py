"""The axioms of bargaining as checkers: each returns a counterexample, or nothing.

A checker tries one bargain, changed in the ways that its axiom speaks of. That it finds nothing proves
nothing for other bargains. Where a solution picks several points, an axiom is read of all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import permutations
from typing import Literal

from ..record.entry import about
from .bargain import (
    Bargain,
    Exact,
    NotABargain,
    Point,
    dominates,
    gains_at,
    ideal_point,
    rational_points,
)
from .bargaining import Solution

Solve = Callable[[Bargain], Solution]
Axiom = Literal[
    "efficiency",
    "weak efficiency",
    "individual rationality",
    "symmetry",
    "anonymity",
    "neutrality",
    "scale invariance",
    "independence of irrelevant alternatives",
    "individual monotonicity",
    "strong monotonicity",
]
PERMUTED_AT_MOST = 5
"""Up to how many parties a symmetric set is made of every order of them."""
FACTORS = (Fraction(1000), Fraction(1, 1000))


@dataclass(frozen=True, slots=True)
class Counterexample:
    """A bargain, or two, in which a solution does not do what an axiom demands."""

    axiom: Axiom = about("which axiom is not kept")
    before: Bargain = about("the first bargain")
    answer: Solution = about("what was picked in it")
    after: Bargain | None = about("the second bargain, where the axiom compares two", default=None)
    answer_after: Solution | None = about("what was picked in that one", default=None)
    parties: tuple[int, ...] = about("the parties it shows at, if at some of them", default=())
    points: tuple[int, ...] = about("the points of the last bargain it shows at", default=())


Checker = Callable[[Solve, Bargain], Counterexample | None]


def efficiency(solve: Solve, bargain: Bargain) -> Counterexample | None:
    """Return a point picked although another is worse for nobody and better for somebody.

    ``points`` names the one picked and the better one. Cost: the picks times the points.
    """
    answer = solve(bargain)
    pair = _beaten(bargain, answer, dominates)
    return pair and Counterexample("efficiency", bargain, answer, points=pair)


def weak_efficiency(solve: Solve, bargain: Bargain) -> Counterexample | None:
    """Return a point picked although another is better for everybody. Cost: as efficiency."""
    answer = solve(bargain)
    pair = _beaten(bargain, answer, _better_for_all)
    return pair and Counterexample("weak efficiency", bargain, answer, points=pair)


def _better_for_all(better: Point, worse: Point) -> bool:
    return all(more > less for more, less in zip(better, worse, strict=True))


def _beaten(
    bargain: Bargain, answer: Solution, beats: Callable[[Point, Point], bool]
) -> tuple[int, int] | None:
    for pick in answer.picks:
        for index, point in enumerate(bargain.points):
            if beats(point, bargain.points[pick]):
                return pick, index
    return None


def individual_rationality(solve: Solve, bargain: Bargain) -> Counterexample | None:
    """Return a point picked at which somebody is worse off than without agreement.

    >>> from .bargaining import utilitarian
    >>> individual_rationality(utilitarian, Bargain(((9, -1), (2, 2)), (0, 0))) is None
    True
    """
    answer = solve(bargain)
    wrong = tuple(sorted(set(answer.picks) - set(rational_points(bargain))))
    return (
        Counterexample("individual rationality", bargain, answer, points=wrong) if wrong else None
    )


def symmetry(solve: Solve, bargain: Bargain) -> Counterexample | None:
    """Return a set that is the same in every order of the parties, whose picks are not.

    The set is made of the bargain's gains in every order. Raises NotABargain for more than
    five parties. Cost: the points times the number of orders.
    """
    size = len(bargain.disagreement)
    if size > PERMUTED_AT_MOST:
        raise NotABargain(f"a symmetric set is made for {PERMUTED_AT_MOST} parties at most")
    gains = {gains_at(bargain, index) for index in range(len(bargain.points))}
    points = sorted({tuple(order) for each in gains for order in permutations(each)})
    same = Bargain(tuple(points), (0,) * size)
    answer = solve(same)
    picked = {points[index] for index in answer.picks}
    for pick in sorted(picked):
        if any(tuple(order) not in picked for order in permutations(pick)):
            return Counterexample("symmetry", same, answer, points=(points.index(pick),))
    return None


def anonymity(solve: Solve, bargain: Bargain) -> Counterexample | None:
    """Return two parties whose places decide what is picked. Tries neighbours in the order."""
    answer = solve(bargain)
    for party in range(len(bargain.disagreement) - 1):
        order = [*range(party), party + 1, party, *range(party + 2, len(bargain.disagreement))]
        after = Bargain(
            tuple(_in_order(point, order) for point in bargain.points),
            _in_order(bargain.disagreement, order),
        )
        found = _other_picks("anonymity", (bargain, answer), after, solve, (party, party + 1))
        if found:
            return found
    return None


def _in_order(point: Point, order: Iterable[int]) -> Point:
    return tuple(point[each] for each in order)


def neutrality(solve: Solve, bargain: Bargain) -> Counterexample | None:
    """Return an order of the points (reversed) in which others are picked."""
    answer = solve(bargain)
    after = Bargain(bargain.points[::-1], bargain.disagreement)
    then = solve(after)
    last = len(bargain.points) - 1
    if sorted(last - index for index in then.picks) == list(answer.picks):
        return None
    return Counterexample("neutrality", bargain, answer, after, then)


def scale_invariance(solve: Solve, bargain: Bargain) -> Counterexample | None:
    """Return a bargain in which one party counts in another unit, from another zero, and others are picked.

    >>> from .bargaining import egalitarian, nash
    >>> bargain = Bargain(((4, 1), (2, 2), (1, 4)), (0, 0))
    >>> scale_invariance(nash, bargain) is None
    True
    >>> scale_invariance(egalitarian, bargain).parties
    (0,)
    """
    answer = solve(bargain)
    for party in range(len(bargain.disagreement)):
        for factor in FACTORS:
            after = Bargain(
                tuple(_changed(point, party, factor) for point in bargain.points),
                _changed(bargain.disagreement, party, factor),
            )
            found = _other_picks("scale invariance", (bargain, answer), after, solve, (party,))
            if found:
                return found
    return None


def _changed(point: Point, party: int, factor: Exact) -> Point:
    return (*point[:party], point[party] * factor + 7, *point[party + 1 :])


def _other_picks(
    axiom: Axiom,
    before: tuple[Bargain, Solution],
    after: Bargain,
    solve: Solve,
    parties: tuple[int, ...],
) -> Counterexample | None:
    then = solve(after)
    if then.picks == before[1].picks:
        return None
    return Counterexample(axiom, *before, after, then, parties)


def independence(solve: Solve, bargain: Bargain) -> Counterexample | None:
    """Return a smaller bargain that still has points picked, but others are picked in it.

    Independence of irrelevant alternatives [Nash 1950], read of sets: what was picked and is still there is
    what is picked. Each point is left out by itself, then points not picked one after another.
    Cost: two calls for each point.

    >>> from .bargaining import kalai_smorodinsky, nash
    >>> bargain = Bargain(((10, 1), (5, 8), (8, 5), (1, 11)), (0, 0))
    >>> independence(nash, bargain) is None
    True
    >>> found = independence(kalai_smorodinsky, bargain)
    >>> found.answer.picks, len(found.after.points), found.answer_after.picks
    ((1,), 3, (2,))
    """
    answer = solve(bargain)
    if not answer.picks:
        return None
    for kept in _fewer(len(bargain.points), answer.picks):
        expected = tuple(place for place, index in enumerate(kept) if index in answer.picks)
        if not expected:
            continue
        after = Bargain(tuple(bargain.points[index] for index in kept), bargain.disagreement)
        then = solve(after)
        if then.picks != expected:
            axiom: Axiom = "independence of irrelevant alternatives"
            return Counterexample(axiom, bargain, answer, after, then)
    return None


def _fewer(count: int, picks: tuple[int, ...]) -> Iterator[list[int]]:
    for left_out in range(count):
        yield [index for index in range(count) if index != left_out]
    kept = list(range(count))
    for left_out in range(count):
        if left_out not in picks:
            kept = [index for index in kept if index != left_out]
            yield kept


def individual_monotonicity(solve: Solve, bargain: Bargain) -> Counterexample | None:
    """Return a party who gets less when more is possible and nobody else's best has changed.

    The least that a party gets at any pick is compared [Kalai 1975]. See :func:`strong_monotonicity`
    for what is left out, and for the sets the axiom is meant for.
    """
    return _monotone("individual monotonicity", solve, bargain)


def strong_monotonicity(solve: Solve, bargain: Bargain) -> Counterexample | None:
    """Return a party who gets less when more is possible for some or all [Kalai 1977].

    Of each point in turn all that is at least as good for everybody is left out, and
    the least that each party gets at any pick before and after is compared; ``before`` is the smaller one.
    The axiom is meant for sets that hold, with each point, all that is worse (free disposal): among a few
    separate points a new compromise takes something from somebody under every rule.
    Cost: a call for each point.
    """
    return _monotone("strong monotonicity", solve, bargain)


def _monotone(
    axiom: Literal["individual monotonicity", "strong monotonicity"],
    solve: Solve,
    larger: Bargain,
) -> Counterexample | None:
    then, ideal = solve(larger), ideal_point(larger)
    for corner in sorted(set(larger.points)):
        smaller = Bargain(
            tuple(
                point for point in larger.points if point != corner and not dominates(point, corner)
            ),
            larger.disagreement,
        )
        answer = solve(smaller)
        if not answer.picks or not then.picks:
            continue
        changed = [
            party
            for party, pair in enumerate(zip(ideal_point(smaller), ideal, strict=True))
            if pair[0] != pair[1]
        ]
        for party in range(len(larger.disagreement)):
            if axiom == "individual monotonicity" and any(each != party for each in changed):
                continue
            if _least(larger, then, party) < _least(smaller, answer, party):
                return Counterexample(axiom, smaller, answer, larger, then, (party,), then.picks)
    return None


def _least(bargain: Bargain, answer: Solution, party: int) -> Exact:
    return min(bargain.points[index][party] for index in answer.picks)


AXIOMS: dict[Axiom, Checker] = {
    "efficiency": efficiency,
    "weak efficiency": weak_efficiency,
    "individual rationality": individual_rationality,
    "symmetry": symmetry,
    "anonymity": anonymity,
    "neutrality": neutrality,
    "scale invariance": scale_invariance,
    "independence of irrelevant alternatives": independence,
    "individual monotonicity": individual_monotonicity,
    "strong monotonicity": strong_monotonicity,
}
"""All checkers by the name of their axiom."""
