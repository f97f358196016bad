"""Every method finds the same frontier as looking at every package, ties and all."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.core.outcomes import efficient, listing
from detente.core.outcomes.combining import FrontierTooLarge, Limits, soon_compared
from detente.core.outcomes.counting import feasible_count
from detente.core.outcomes.efficient import FrontierOutOfReach, frontier_of
from detente.core.outcomes.frontier import Frontier, by_elimination, combined, plan_for
from detente.core.outcomes.listing import by_listing
from detente.core.outcomes.programming import NeedsTwoParties, by_programming
from detente.core.outcomes.scaled import scaled
from detente.core.outcomes.searching import at_least
from detente.core.outcomes.space import BargainingProblem, Space
from detente.core.preferences.axes import Axis
from detente.core.preferences.utility import Utility, utility

from ..bargaining_problems import every_package, problems, slow_frontier, small

thorough = settings(max_examples=80, deadline=None)
slow = settings(max_examples=25, deadline=None)


def _is_the_frontier(found: Frontier, problem: BargainingProblem) -> None:
    expected = slow_frontier(problem)
    assert found.exact
    assert list(found.vectors) == list(expected)
    assert found.counts() == tuple(len(each) for each in expected.values())
    for point, outcomes in enumerate(expected.values()):
        assert sorted(found.packages(point)) == outcomes
    for first, outcomes in zip(found.firsts(), expected.values(), strict=True):
        assert first in outcomes


@thorough
@given(problems(rules=False))
def test_issues_combined_are_the_frontier(problem: BargainingProblem) -> None:
    _is_the_frontier(combined(problem, Limits()), problem)


@thorough
@given(problems())
def test_issues_eliminated_are_the_frontier(problem: BargainingProblem) -> None:
    plan = plan_for(problem, scaled(problem))
    _is_the_frontier(by_elimination(problem, plan, Limits()), problem)


@thorough
@given(problems())
def test_packages_listed_are_the_frontier(problem: BargainingProblem) -> None:
    _is_the_frontier(by_listing(problem, Limits()), problem)


@thorough
@given(problems())
def test_packages_listed_in_small_blocks_are_the_frontier(problem: BargainingProblem) -> None:
    before, listing.BLOCK_BYTES = listing.BLOCK_BYTES, 600
    try:
        _is_the_frontier(by_listing(problem, Limits()), problem)
    finally:
        listing.BLOCK_BYTES = before


@slow
@given(problems(parties_at_most=2, ceilings=True, numbers=small))
def test_integer_programming_finds_the_frontier(problem: BargainingProblem) -> None:
    _is_the_frontier(by_programming(problem), problem)


@thorough
@given(problems(ceilings=True))
def test_the_method_chosen_finds_the_frontier_under_ceilings_too(
    problem: BargainingProblem,
) -> None:
    _is_the_frontier(frontier_of(problem), problem)


@thorough
@given(problems())
def test_feasible_packages_are_counted_without_listing(problem: BargainingProblem) -> None:
    assert feasible_count(problem.space) == len(every_package(problem))


@thorough
@given(problems(ceilings=True))
def test_at_least_lists_what_suffices_for_all(problem: BargainingProblem) -> None:
    packages = every_package(problem)
    values = [tuple(each.whole(p) for each in problem.utilities) for p in packages]
    lowest = values[len(values) // 2] if values else (0,) * len(problem.utilities)
    expected = [
        package
        for package, vector in zip(packages, values, strict=True)
        if all(a >= b for a, b in zip(vector, lowest, strict=True))
    ]
    assert list(at_least(problem.space, scaled(problem), lowest)) == expected


@thorough
@given(problems(rules=False))
def test_a_thinned_frontier_is_near_within_its_bound(problem: BargainingProblem) -> None:
    found = combined(problem, Limits(points_at_most=2))
    for vector in slow_frontier(problem):
        assert any(
            all(
                has + lost >= wants
                for has, lost, wants in zip(near, found.lost, vector, strict=True)
            )
            for near in found.vectors
        )


def _rows(party: str, issues: int, factor: int) -> Utility:
    return utility(
        party,
        [
            [(place * factor) % 11 * 101**issue % 997 for place in range(5)]
            for issue in range(issues)
        ],
    )


def _large(parties: int, issues: int) -> BargainingProblem:
    axes = tuple(Axis(f"i{n}", tuple("abcde")) for n in range(issues))
    utilities = tuple(_rows(f"p{n}", issues, 3 + 2 * n) for n in range(parties))
    return BargainingProblem(Space(axes), utilities)


def test_a_frontier_is_refused_before_the_memory_is_exceeded() -> None:
    with pytest.raises(FrontierTooLarge) as refused:
        frontier_of(_large(4, 30), Limits(memory_bytes=2**20))
    assert refused.value.memory_bytes == 2**20


def test_a_thinned_frontier_of_a_large_space_ends_with_a_bound() -> None:
    found = frontier_of(_large(4, 30), Limits(points_at_most=300))
    assert not found.exact
    assert len(found) <= 300
    assert all(bound > 0 for bound in found.bound)
    for point in (0, len(found) - 1):
        package = found.packages(point, 1)[0]
        assert tuple(each.whole(package) for each in _parties_of(4, 30)) == found.vectors[point]


def _parties_of(parties: int, issues: int) -> tuple[Utility, ...]:
    return _large(parties, issues).utilities


def test_sums_that_tie_are_one_point() -> None:
    """0.1 + 0.2 and 0.3 differ in floating point."""
    axes = (Axis("a", ("x", "y")), Axis("b", ("x", "y")))
    one = utility("one", [[Fraction(1, 10), Fraction(3, 10)], [Fraction(2, 10), 0]])
    two = utility("two", [[0, 0], [0, 0]])
    found = frontier_of(BargainingProblem(Space(axes), (one, two)))
    assert found.points == ((Fraction(1, 2), Fraction(0)),)
    tied = utility("one", [[Fraction(1, 10), Fraction(3, 10)], [Fraction(2, 10), 0]])
    forbidden = (((0, frozenset({1})), (1, frozenset({0}))),)
    found = frontier_of(BargainingProblem(Space(axes, forbidden), (tied, two)))
    assert found.points == ((Fraction(3, 10), Fraction(0)),)
    assert found.counts() == (2,)


def test_hundred_issues_of_which_neighbours_exclude_each_other() -> None:
    """8e69 packages; the width of the rules' graph is one."""
    large = _large(2, 100)
    rules = tuple(((issue, frozenset({0})), (issue + 1, frozenset({0, 1}))) for issue in range(99))
    problem = BargainingProblem(Space(large.space.axes, rules), large.utilities)
    found = frontier_of(problem)
    assert found.method == "issues eliminated"
    package = found.packages(len(found) // 2, 1)[0]
    assert problem.space.allows(package)
    assert (
        tuple(each.whole(package) for each in problem.utilities) == found.vectors[len(found) // 2]
    )


def test_three_parties_whose_interactions_are_entangled_are_refused() -> None:
    axes = tuple(Axis(f"i{n}", tuple("abcdefghij")) for n in range(12))
    whole = tuple((axis, frozenset({0, 1})) for axis in range(12))
    parties = tuple(utility(f"p{n}", [[0] * 10] * 12, bonuses=((whole, n + 1),)) for n in range(3))
    problem = BargainingProblem(Space(axes), parties)
    with pytest.raises(FrontierOutOfReach):
        frontier_of(problem)
    with pytest.raises(NeedsTwoParties):
        by_programming(problem)


@pytest.mark.parametrize("quicker", [0, 10**9])
def test_no_package_under_the_rules_is_an_empty_frontier(
    quicker: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(efficient, "LISTING_IS_QUICKER", quicker)
    axes = (Axis("a", ("x",)), Axis("b", ("y",)))
    nothing = (((0, frozenset({0})),),)
    found = frontier_of(BargainingProblem(Space(axes, nothing), (utility("p", [[1], [2]]),)))
    assert len(found) == 0
    assert found.points == ()
    assert found.counts() == ()


def test_progress_is_told_for_every_issue() -> None:
    told: list[tuple[int, int]] = []
    frontier_of(_large(2, 5), progress=lambda done, of: told.append((done, of)))
    assert told == [(n, 5) for n in range(1, 6)]


very_long = st.builds(lambda whole, rest: whole + Fraction(rest, 2**70), small, st.integers(0, 9))
"""Numbers of which some make more than a word of bits, and some differ at the very end only."""


def _is_near(found: Frontier, problem: BargainingProblem) -> None:
    packages = every_package(problem)
    for package in packages:
        assert any(
            all(
                has + lost >= wants
                for has, lost, wants in zip(near, found.lost, problem.whole(package), strict=True)
            )
            for near in found.vectors
        )
    for point, vector in enumerate(found.vectors):
        shown = found.packages(point)
        assert shown
        assert {problem.whole(package) for package in (*shown, found.firsts()[point])} == {vector}
        assert set(shown) <= set(packages)


@thorough
@given(problems(ceilings=True, numbers=st.one_of(small, very_long)), st.integers(1, 6))
def test_each_point_of_a_thinned_frontier_under_ceilings_is_worth_what_its_packages_are(
    problem: BargainingProblem, most: int
) -> None:
    before, efficient.LISTING_IS_QUICKER = efficient.LISTING_IS_QUICKER, 0
    try:
        _is_near(frontier_of(problem, Limits(points_at_most=most)), problem)
    finally:
        efficient.LISTING_IS_QUICKER = before


def test_numbers_longer_than_a_word_are_thinned_out_by_their_own_highest_bits() -> None:
    """Cells by the highest bits of whole words would all but the first be one."""
    large = _large(2, 30)
    rest = Fraction(1, 2**60)
    longer = BargainingProblem(
        large.space,
        tuple(
            utility(each.party, [[number + rest for number in row] for row in each.values])
            for each in large.utilities
        ),
    )
    assert scaled(longer).layout.wide
    near = frontier_of(large, Limits(points_at_most=200))
    long_near = frontier_of(longer, Limits(points_at_most=200))
    assert not near.exact
    assert not long_near.exact
    for short, long in zip(near.bound, long_near.bound, strict=True):
        assert long <= 2 * short


def _peak(done: Callable[[], object]) -> int:
    tracemalloc.start()
    try:
        done()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("megabytes", [4, 16])
def test_the_way_back_from_many_issues_stays_within_the_memory_allowed(megabytes: int) -> None:
    """400 issues took two hundred times the memory allowed, for one package of each point."""
    problem = _large(2, 400)
    allowed = Limits(memory_bytes=megabytes * 2**20, points_at_most=50_000)

    def tell() -> None:
        found = frontier_of(problem, allowed)
        assert len(found) > 10
        assert len(found.firsts()) == len(found)
        found.counts()
        found.packages(0, 1)

    tell()  # what is imported and made once is not counted
    assert _peak(tell) <= 1.5 * allowed.memory_bytes


def test_a_frontier_that_is_too_large_to_be_told_is_refused_or_thinned_out() -> None:
    problem = _large(2, 200)
    few = Limits(memory_bytes=2**22)
    with pytest.raises(FrontierTooLarge):
        frontier_of(problem, few)
    found = frontier_of(problem, replace(few, points_at_most=10**6))
    assert found.thinned == "memory"
    assert frontier_of(problem, replace(few, memory_bytes=2**30, points_at_most=50)).thinned == (
        "points"
    )


def test_packages_that_tie_all_over_are_refused_before_they_fill_the_memory() -> None:
    axes = tuple(Axis(f"i{n}", tuple("abcdefgh")) for n in range(6))
    everywhere = tuple((axis, frozenset({0})) for axis in range(6))
    parties = tuple(
        utility(f"p{n}", [[0] * 8] * 6, bonuses=((everywhere, 0), (everywhere, -1)))
        for n in range(3)
    )
    problem = BargainingProblem(Space(axes), parties)
    allowed = Limits(memory_bytes=2**22)

    def refused() -> None:
        with pytest.raises(FrontierTooLarge):
            by_listing(problem, allowed)

    assert _peak(refused) <= 1.5 * allowed.memory_bytes
    assert by_listing(problem, Limits(memory_bytes=2**26)).counts() == (8**6 - 1,)


def _ceilings(issues: int, options: int = 3) -> BargainingProblem:
    axes = tuple(Axis(f"i{n}", tuple("abcdefghij"[:options])) for n in range(issues))
    up, down = list(range(options)), list(reversed(range(options)))
    return BargainingProblem(
        Space(axes),
        (
            utility("x", [list(up)] * issues, ceiling=issues // 2),
            utility("y", [list(down)] * issues, ceiling=issues // 2),
        ),
    )


def test_packages_under_ceilings_are_counted_without_listing_them() -> None:
    """3 to the power of 60 packages, nearly all at the one point there is."""
    few = frontier_of(_ceilings(8))
    assert few.counts() == (len(next(iter(slow_frontier(_ceilings(8)).values()))),)
    many = frontier_of(_ceilings(60))
    assert many.points == ((Fraction(30), Fraction(30)),)
    (count,) = many.counts()
    assert count is not None
    assert 3**59 < count < 3**60
    assert len(many.packages(0, 3)) == 3


def test_too_many_partial_sums_under_ceilings_are_not_counted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(efficient, "STEPS_TO_COUNT", 50_000)  # 40 times less; there are 3**39
    issues = 40
    axes = tuple(Axis(f"i{n}", tuple("abc")) for n in range(issues))
    values = [[0, 3**n, 2 * 3**n] for n in range(issues)]
    parties = (utility("x", values, ceiling=3**39), utility("y", values[::-1], ceiling=3**39))
    problem = BargainingProblem(Space(axes), parties)
    found = frontier_of(problem)
    assert found.points == ((Fraction(3**39), Fraction(3**39)),)
    assert found.counts() == (None,)
    (package,) = found.packages(0, 1)
    assert problem.whole(package) == (3**39, 3**39)


def test_thousands_of_issues_are_turned_back_without_going_deep() -> None:
    problem = _ceilings(1_500, 2)
    found = combined(problem, Limits(points_at_most=50))
    assert len(found.firsts()) == len(found)
    assert found.packages(0, 1) == found.firsts()[:1]
    assert found.counts()[0] == 1


def test_comparing_is_bounded_by_the_vectors_compared_and_not_by_the_points() -> None:
    problem = _large(5, 8)
    limits = soon_compared(Limits(points_at_most=50_000), 5)
    found = frontier_of(problem, limits)
    assert found.exact
    least = frontier_of(problem, replace(limits, compared_at_most=50_000))
    assert not least.exact
    assert least.thinned == "points"
    assert len(least) < len(found)
    _within(least, found)


def _within(near: Frontier, exact: Frontier) -> None:
    for vector in exact.vectors:
        assert any(
            all(a + lost >= b for a, lost, b in zip(one, near.lost, vector, strict=True))
            for one in near.vectors
        )
