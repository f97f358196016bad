"""Axioms: the textbook's counterexamples are found, and none where an axiom holds."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings

from detente.core.solutions.axioms import (
    AXIOMS,
    Axiom,
    Solve,
    anonymity,
    efficiency,
    independence,
    individual_monotonicity,
    individual_rationality,
    neutrality,
    scale_invariance,
    strong_monotonicity,
    symmetry,
    weak_efficiency,
)
from detente.core.solutions.bargain import Bargain, NotABargain, dominates
from detente.core.solutions.bargaining import (
    Solution,
    SolutionName,
    egalitarian,
    equal_loss,
    kalai_smorodinsky,
    leximin,
    nash,
    raiffa_discrete,
    utilitarian,
)

from .exact import bargains, grid, staircases

SOLVERS: dict[SolutionName, Solve] = {
    "nash": nash,
    "kalai-smorodinsky": kalai_smorodinsky,
    "egalitarian": egalitarian,
    "utilitarian": utilitarian,
    "leximin": leximin,
    "equal loss": equal_loss,
    "raiffa": raiffa_discrete,
}
KEPT: dict[Axiom, tuple[SolutionName, ...]] = {
    "efficiency": ("nash", "utilitarian", "leximin"),
    "weak efficiency": (
        "nash",
        "kalai-smorodinsky",
        "egalitarian",
        "utilitarian",
        "leximin",
        "equal loss",
    ),
    "individual rationality": tuple(SOLVERS),
    "symmetry": tuple(SOLVERS),
    "anonymity": tuple(SOLVERS),
    "neutrality": tuple(SOLVERS),
    "scale invariance": ("nash", "kalai-smorodinsky", "raiffa"),
    "independence of irrelevant alternatives": ("nash", "egalitarian", "utilitarian", "leximin"),
}
"""The axioms that these solutions keep on any points."""


@pytest.mark.parametrize(
    ("axiom", "name"), [(axiom, name) for axiom, names in KEPT.items() for name in names]
)
@settings(max_examples=60)
@given(bargain=bargains(parties=3, points=6))
def test_no_counterexample_where_an_axiom_holds(
    axiom: Axiom, name: SolutionName, bargain: Bargain
) -> None:
    assert AXIOMS[axiom](SOLVERS[name], bargain) is None


@settings(max_examples=60)
@given(staircases())
def test_monotonicity_holds_where_all_that_is_worse_is_there(bargain: Bargain) -> None:
    assert strong_monotonicity(egalitarian, bargain) is None
    assert individual_monotonicity(kalai_smorodinsky, bargain) is None
    assert individual_monotonicity(egalitarian, bargain) is None


def below(*corners: tuple[int, int]) -> Bargain:
    """All whole points that are no better than some corner."""
    return Bargain(
        tuple(
            point
            for point in grid(20, 20)
            if any(point == corner or dominates(corner, point) for corner in corners)
        ),
        (0, 0),
    )


def test_nash_is_not_monotone() -> None:
    # Kalai and Smorodinsky's point: from (15, 15) Nash moves to (20, 14) when the first party's
    # high values leave more to the second, who gets less for it.
    larger = below((0, 20), (15, 15), (20, 14), (20, 0))
    smaller = below((0, 20), (15, 15), (20, 0))
    assert [smaller.points[each] for each in nash(smaller).picks] == [(15, 15)]
    assert [larger.points[each] for each in nash(larger).picks] == [(20, 14)]
    found = individual_monotonicity(nash, larger)
    assert found is not None
    assert found.parties == (1,)
    assert found.after == larger
    assert set(found.before.points) < set(larger.points)
    assert found.answer_after == nash(larger)
    assert individual_monotonicity(kalai_smorodinsky, larger) is None


def test_kalai_smorodinsky_is_not_strongly_monotone() -> None:
    # More for one raises its ideal, which counts against the other: somebody gets less of more.
    found = strong_monotonicity(kalai_smorodinsky, below((2, 10), (6, 6), (10, 5), (20, 1)))
    assert found is not None
    assert found.after is not None
    assert found.answer_after is not None
    assert set(found.before.points) < set(found.after.points)
    (party,) = found.parties
    was = min(found.before.points[each][party] for each in found.answer.picks)
    now = min(found.after.points[each][party] for each in found.answer_after.picks)
    assert now < was


def test_kalai_smorodinsky_depends_on_points_that_it_does_not_pick() -> None:
    bargain = Bargain(((10, 1), (5, 8), (8, 5), (1, 11)), (0, 0))
    found = independence(kalai_smorodinsky, bargain)
    assert found is not None
    assert found.after is not None
    assert found.answer_after is not None
    # Shares of (10, 11): 1/2 at (5, 8), 5/11 at (8, 5). Without (1, 11), of (10, 8): 1/2 and 5/8.
    assert found.answer.picks == (1,)
    assert found.after.points == ((10, 1), (5, 8), (8, 5))
    assert found.answer_after.picks == (2,)


@pytest.mark.parametrize(
    ("solve", "points", "picks", "left", "then"),
    [
        # Losses from (10, 11): (5, 3), (2, 6). Without (1, 11), from (10, 8): (5, 0), (2, 3).
        (equal_loss, ((10, 1), (5, 8), (8, 5), (1, 11)), (1,), 3, (2,)),
        # The reference (5, 5.5) leaves (5, 8); without (1, 11) it is (5, 4), and both are left.
        (raiffa_discrete, ((10, 1), (5, 8), (8, 5), (1, 11)), (1,), 3, (1, 2)),
    ],
    ids=["equal loss", "raiffa"],
)
def test_others_that_look_at_the_ideal_depend_on_it_too(
    solve: Solve,
    points: tuple[tuple[int, int], ...],
    picks: tuple[int, ...],
    left: int,
    then: tuple[int, ...],
) -> None:
    found = independence(solve, Bargain(points, (0, 0)))
    assert found is not None
    assert found.after is not None
    assert found.answer_after is not None
    assert (found.answer.picks, len(found.after.points)) == (picks, left)
    assert found.answer_after.picks == then


@pytest.mark.parametrize("name", ["egalitarian", "utilitarian", "leximin", "equal loss"])
def test_who_compares_units_depends_on_them(name: SolutionName) -> None:
    bargain = Bargain(((4, 1), (2, 2), (1, 4), (3, 1)), (0, 0))
    found = scale_invariance(SOLVERS[name], bargain)
    assert found is not None
    assert found.answer.picks != (found.answer_after and found.answer_after.picks)
    assert SOLVERS[name](bargain).compares_units


def test_equal_gains_can_waste_what_is_left_of_one() -> None:
    found = efficiency(egalitarian, Bargain(((3, 3), (3, 5)), (0, 0)))
    assert found is not None
    assert found.points == (0, 1)
    assert efficiency(egalitarian, Bargain(((3, 3),), (0, 0))) is None


def first_point(bargain: Bargain) -> Solution:
    """A bad rule: the first point, whatever it is."""
    answer = nash(bargain)
    return Solution(
        **{
            field: getattr(answer, field)
            for field in ("name", "disagreement", "ideal", "definition")
        },
        picks=(0,),
        refined=(0,),
        value=Fraction(0),
        compares_units=False,
        source="",
    )


def best_of_the_first(bargain: Bargain) -> Solution:
    """Another: all for the first party."""
    answer = first_point(bargain)
    best = max(range(len(bargain.points)), key=lambda index: bargain.points[index])
    return Solution(
        **{
            field: getattr(answer, field)
            for field in ("name", "disagreement", "ideal", "definition", "value", "source")
        },
        compares_units=False,
        picks=(best,),
        refined=(best,),
    )


def test_bad_rules_are_found_out() -> None:
    bargain = Bargain(((0, -1), (5, 0), (0, 5), (2, 2)), (0, 0))
    rational = individual_rationality(first_point, bargain)
    assert rational is not None
    assert rational.points == (0,)
    assert neutrality(first_point, bargain) is not None
    assert efficiency(first_point, bargain) is not None
    weak = weak_efficiency(first_point, bargain)
    assert weak is not None
    assert weak.points == (0, 1)
    named = anonymity(best_of_the_first, bargain)
    assert named is not None
    assert named.parties == (0, 1)
    unequal = symmetry(best_of_the_first, bargain)
    assert unequal is not None
    assert set(unequal.before.points) >= {(5, 0), (0, 5)}
    assert independence(first_point, bargain) is None


def test_symmetric_sets_are_made_for_few_parties() -> None:
    with pytest.raises(NotABargain):
        symmetry(nash, Bargain((), (0,) * 6))
