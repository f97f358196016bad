"""The bargaining solutions: counted by hand, against plain definitions, and at the corners."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import prod
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.core.solutions import bargain as bargain_module
from detente.core.solutions.bargain import Bargain, gains_at, ideal_point, rational_points
from detente.core.solutions.bargaining import (
    DEFINITIONS,
    Solution,
    SolutionName,
    egalitarian,
    equal_loss,
    kalai_smorodinsky,
    leximin,
    nash,
    raiffa_discrete,
    solutions,
    utilitarian,
)

from .exact import bargains, fractions

# Gains from (1, 2): (8, 1), (6, 3), (4, 4), (1, 5), and one below for the second party.
BARGAIN = Bargain(((9, 3), (7, 5), (5, 6), (2, 7), (20, 1)), (1, 2))
BY_HAND: dict[SolutionName, tuple[tuple[int, ...], int | str | None]] = {
    "nash": ((1,), 18),  # 8, 18, 16, 5
    "kalai-smorodinsky": ((1,), "3/5"),  # ideal gains 8, 5: 1/5, 3/5, 1/2, 1/8
    "egalitarian": ((2,), 4),  # 1, 3, 4, 1
    "utilitarian": ((0, 1), 9),  # 9, 9, 8, 6
    "leximin": ((2,), 4),
    "equal loss": ((1,), 2),  # losses (0, 4), (2, 2), (4, 1), (7, 0)
    "raiffa": ((1, 2), None),  # the reference (4, 2.5); then (5, 3.25) would leave none
}


@pytest.mark.parametrize("found", solutions(BARGAIN), ids=lambda each: each.name)
def test_two_parties_by_hand(found: Solution) -> None:
    picks, value = BY_HAND[found.name]
    assert found.picks == picks
    assert found.value == (None if value is None else Fraction(value))
    assert found.disagreement == fractions(1, 2)
    assert found.ideal == fractions(9, 7)
    assert (found.definition, found.source) == DEFINITIONS[found.name]
    assert found.nothing is None


def test_raiffas_steps() -> None:
    # No agreement (0, 0), ideal (8, 5): the reference is (4, 2.5), left (6, 3) and (4, 4) and the
    # ideal (6, 4): the next would be (5, 3.25), with nothing left.
    found = raiffa_discrete(BARGAIN)
    assert (found.picks, found.steps) == ((1, 2), 1)
    assert found.raised == fractions(5, "9/2")


def test_raiffa_ends_at_a_point_that_is_best_for_all() -> None:
    found = raiffa_discrete(Bargain(((3, 3), (2, 3), (3, 3)), (0, 0)))
    assert (found.picks, found.steps, found.raised) == ((0, 2), 0, fractions(0, 0))


def test_which_compare_the_parties_units() -> None:
    comparing = {each.name for each in solutions(BARGAIN) if each.compares_units}
    assert comparing == {"egalitarian", "utilitarian", "leximin", "equal loss"}


def test_ties_are_broken_only_in_refined() -> None:
    bargain = Bargain(((3, 3), (3, 5), (5, 3), (3, 5)), (0, 0))
    assert egalitarian(bargain).picks == kalai_smorodinsky(bargain).picks == (0, 1, 2, 3)
    assert egalitarian(bargain).refined == kalai_smorodinsky(bargain).refined == (1, 2, 3)
    assert leximin(bargain).picks == (1, 2, 3)
    assert equal_loss(bargain).picks == (0, 1, 2, 3)
    assert equal_loss(bargain).refined == (1, 2, 3)
    assert nash(bargain).refined == nash(bargain).picks == (1, 2, 3)


def test_nash_leaves_out_who_can_gain_nothing() -> None:
    # The third party is at its value of no agreement in all that suit all.
    bargain = Bargain(((4, 1, 0), (2, 3, 0), (9, 9, -1)), (0, 0, 0))
    assert (nash(bargain).picks, nash(bargain).value) == ((1,), Fraction(6))
    assert kalai_smorodinsky(bargain).picks == (1,)  # 1/4 and 1/3: 1/2 and 1
    assert egalitarian(bargain).picks == (0, 1)
    assert leximin(bargain).picks == (1,)


def test_where_not_all_can_gain_at_once_nash_and_kalai_smorodinsky_pick_nothing() -> None:
    bargain = Bargain(((2, 0), (1, 0), (0, 1)), (0, 0))
    for solve in (nash, kalai_smorodinsky):
        found = solve(bargain)
        assert (found.picks, found.value, found.nothing) == ((), Fraction(0), "no shared gain")
    assert egalitarian(bargain).picks == (0, 1, 2)
    assert leximin(bargain).picks == utilitarian(bargain).picks == (0,)


@pytest.mark.parametrize(
    ("bargain", "reason"),
    [
        (Bargain((), (0, 0)), "no points"),
        (Bargain(((3, 0), (0, 3)), (1, 1)), "no point suits all"),
    ],
    ids=["empty", "unsuited"],
)
def test_nothing_has_a_reason(bargain: Bargain, reason: str) -> None:
    for found in solutions(bargain):
        assert (found.picks, found.refined, found.value, found.nothing) == ((), (), None, reason)
        assert found.disagreement == tuple(map(Fraction, bargain.disagreement))


def test_where_nobody_gains_all_points_as_good_as_no_agreement_are_picked() -> None:
    for found in solutions(Bargain(((1, 1), (5, 0), (1, 1)), (1, 1))):
        assert (found.picks, found.value, found.nothing) == ((0, 2), Fraction(0), "nobody gains")


def test_one_party_gets_its_best() -> None:
    for found in solutions(Bargain(((3,), (7,), (-1,), (7,)), (2,))):
        assert found.picks == (1, 3)


def test_one_point_that_suits_all_is_picked_by_all() -> None:
    for found in solutions(Bargain(((1, 9), (5, 2)), (3, 2))):
        assert found.picks == (1,), found.name


def plainly(bargain: Bargain) -> dict[str, tuple[int, ...]]:
    """The definitions written down once more, without scales."""
    suited = rational_points(bargain)
    gains = {index: gains_at(bargain, index) for index in suited}
    most = [max(each[i] for each in gains.values()) for i in range(len(bargain.disagreement))]
    who = [i for i, each in enumerate(most) if each > 0]
    keys: dict[str, Callable[[int], object]] = {
        "nash": lambda index: prod((gains[index][i] for i in who), start=Fraction(1)),
        "kalai-smorodinsky": lambda index: min(gains[index][i] / most[i] for i in who),
        "egalitarian": lambda index: min(gains[index]),
        "utilitarian": lambda index: sum(gains[index]),
        "leximin": lambda index: tuple(sorted(gains[index])),
        "equal loss": lambda index: -max(m - g for m, g in zip(most, gains[index], strict=True)),
    }
    found = {}
    for name, key in keys.items():
        best = max(key(index) for index in suited)  # type: ignore[type-var]
        found[name] = tuple(index for index in suited if key(index) == best)
        if name in ("nash", "kalai-smorodinsky") and best == 0:
            found[name] = ()
    return found


@pytest.mark.parametrize("digits", [4096, 0], ids=["scaled", "fractions"])
@given(bargain=bargains())
def test_all_solutions_follow_their_definitions(digits: int, bargain: Bargain) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bargain_module, "DIGITS_AT_MOST", digits)
        found = solutions(bargain)
    if found[0].nothing in ("no points", "no point suits all", "nobody gains"):
        assert not rational_points(bargain) or ideal_point(bargain) == bargain.disagreement
        return
    expected = plainly(bargain)
    for each in found:
        assert set(each.refined) <= set(each.picks) <= set(rational_points(bargain))
        assert bool(each.picks) == bool(each.refined) == (each.nothing is None)
        if each.name != "raiffa":
            assert each.picks == expected[each.name], each.name


@given(bargains())
def test_raiffa_follows_its_definition(bargain: Bargain) -> None:
    found = raiffa_discrete(bargain)
    if found.nothing:
        return
    left = [tuple(map(Fraction, bargain.points[index])) for index in rational_points(bargain)]
    reference = tuple(map(Fraction, bargain.disagreement))
    for _ in range(400):
        ideal = [max(column) for column in zip(*left, strict=True)]
        reference = tuple(
            own + (best - own) / len(reference) for own, best in zip(reference, ideal, strict=True)
        )
        after = [each for each in left if all(a >= b for a, b in zip(each, reference, strict=True))]
        if not after:
            break
        left = after
    picked = {bargain.points[index] for index in found.picks}
    assert picked == set(left)


@given(bargains(fewest_parties=2), st.randoms(use_true_random=False))
def test_neither_the_order_of_points_nor_duplicates_nor_units_matter(
    bargain: Bargain, chance: object
) -> None:
    order = [*range(len(bargain.points))] * 2
    chance.shuffle(order)  # type: ignore[attr-defined]
    twice = Bargain(tuple(bargain.points[each] for each in order), bargain.disagreement)
    for found, then in zip(solutions(bargain), solutions(twice), strict=True):
        assert sorted(order[each] for each in then.picks) == sorted([*found.picks] * 2)
        assert (found.value, found.ideal, found.nothing) == (then.value, then.ideal, then.nothing)


@pytest.mark.parametrize("solve", [nash, kalai_smorodinsky, raiffa_discrete])
@given(bargain=bargains(), factors=st.lists(st.integers(1, 50), min_size=4, max_size=4))
def test_units_and_zeros_of_each_party_do_not_matter(
    solve: Callable[[Bargain], Solution], bargain: Bargain, factors: list[int]
) -> None:
    def other(point: tuple[int | Fraction, ...]) -> tuple[int | Fraction, ...]:
        pairs = zip(point, factors, strict=False)
        return tuple(value * Fraction(factor, 7) - factor for value, factor in pairs)

    after = Bargain(tuple(map(other, bargain.points)), other(bargain.disagreement))
    assert solve(after).picks == solve(bargain).picks


@given(
    bargain=bargains(),
    factor=st.integers(1, 50),
    shifts=st.lists(st.integers(-9, 9), min_size=4, max_size=4),
)
def test_one_unit_for_all_and_separate_zeros_never_matter(
    bargain: Bargain, factor: int, shifts: list[int]
) -> None:
    def other(point: tuple[int | Fraction, ...]) -> tuple[int | Fraction, ...]:
        return tuple(value * factor + shift for value, shift in zip(point, shifts, strict=False))

    after = Bargain(tuple(map(other, bargain.points)), other(bargain.disagreement))
    for found, then in zip(solutions(bargain), solutions(after), strict=True):
        assert found.picks == then.picks


def test_ties_are_decided_exactly() -> None:
    # In floating point 0.1 + 0.2 is more than 0.3.
    tenth = Fraction(1, 10)
    bargain = Bargain(((tenth + 2 * tenth, 1), (3 * tenth, 1)), (0, 0))
    assert all(found.picks == (0, 1) for found in solutions(bargain))
    near = Bargain(((Fraction(10**30 + 1, 10**30), 1), (1, 1)), (0, 0))
    assert nash(near).picks == (0,)


def test_every_source_is_in_the_bibliography() -> None:
    text = (Path(__file__).parents[3] / "docs" / "references.bib").read_text(encoding="utf-8")
    for _, source in DEFINITIONS.values():
        assert f"{{{source},\n" in text
