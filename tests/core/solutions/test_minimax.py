"""Minimax and minisum: by hand, against every package, and by programme as by enumeration."""

from __future__ import annotations

from itertools import product
from typing import Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.core.solutions import minimax as minimax_module
from detente.core.solutions import minimax_programme
from detente.core.solutions.minimax import Minisum, NotBallots, minimax, minisum


def wish(written: str) -> tuple[bool, ...]:
    return tuple(sign == "1" for sign in written)


def test_a_lone_voter_counts_as_much_as_a_crowd_in_minimax_and_not_in_minisum() -> None:
    # 100 voters wish 110000, one wishes 001111. Halfway between is 3 from both.
    wishes, counts = [wish("110000"), wish("001111")], [100, 1]
    found = minimax(wishes, counts)
    assert (found.distance, found.exact, found.all_found) == (3, True, True)
    assert len(found.packages) == 20  # 6 over 3
    assert minisum(wishes, counts).provisions == ("in", "in", *["out"] * 4)
    # Weighted, 100 times 0 and 1 times 6; 100 times 1 would be more.
    weighted = minimax(wishes, counts, weighted="counts")
    assert (weighted.distance, weighted.packages) == (6, (wish("110000"),))


def test_minisum_leaves_open_what_is_tied() -> None:
    found = minisum([wish("110"), wish("011"), wish("010"), wish("111")])
    assert found == Minisum(4, ("either", "in", "either"), 4)


def test_no_provisions_are_settled() -> None:
    assert minimax([()]).packages == ((),)
    assert minisum([()]) == Minisum(0, (), 1)


@pytest.mark.parametrize(
    ("wishes", "counts"),
    [
        ([], []),
        ([(True,), (True, False)], []),
        ([(True,)], [1, 2]),
        ([(True,)], [-1]),
        ([(True,)], [0]),
        ([(True,)], [10**9 + 1]),
    ],
)
def test_other_ballots_are_refused(wishes: list[tuple[bool, ...]], counts: list[int]) -> None:
    with pytest.raises(NotBallots):
        minimax(wishes, counts)
    with pytest.raises(NotBallots):
        minisum(wishes, counts)


ballots = st.integers(1, 5).flatmap(
    lambda size: st.lists(
        st.tuples(st.tuples(*[st.booleans()] * size), st.integers(1, 4)), min_size=1, max_size=6
    )
)
weightings = st.sampled_from([None, "counts"])


@given(ballots, weightings, st.booleans())
@settings(max_examples=60)
def test_nothing_is_nearer(
    voters: list[tuple[tuple[bool, ...], int]],
    weighted: Literal["counts"] | None,
    by_programme: bool,
) -> None:
    wishes, counts = [each for each, _ in voters], [count for _, count in voters]
    with pytest.MonkeyPatch.context() as patch:
        if by_programme:
            patch.setattr(minimax_module, "ENUMERATED_AT_MOST", 0)
        found = minimax(wishes, counts, weighted=weighted)
    together = {each: sum(c for w, c in voters if w == each) for each in wishes}

    def differ(package: tuple[bool, ...], other: tuple[bool, ...]) -> int:
        return sum(a != b for a, b in zip(package, other, strict=True))

    packages = list(product((False, True), repeat=len(wishes[0])))
    far = {
        each: max(
            differ(each, other) * (count if weighted else 1) for other, count in together.items()
        )
        for each in packages
    }
    least = min(far.values())
    assert (found.distance, found.at_least, found.exact, found.all_found) == (
        least,
        least,
        True,
        True,
    )
    assert found.packages == tuple(each for each in packages if far[each] == least)
    sums = {
        each: sum(differ(each, other) * count for other, count in together.items())
        for each in packages
    }
    summed = minisum(wishes, counts)
    best = [each for each in packages if sums[each] == min(sums.values())]
    assert (summed.distance, summed.count) == (min(sums.values()), len(best))
    for place, decided in enumerate(summed.provisions):
        assert {each[place] for each in best} == {
            "in": {True},
            "out": {False},
            "either": {True, False},
        }[decided]


def test_more_than_sixteen_provisions_are_programmed() -> None:
    # All and nothing of 20: ten of twenty, of which there are many more than are listed.
    found = minimax([(True,) * 20, (False,) * 20], packages_at_most=5)
    assert (found.distance, found.exact, found.all_found, len(found.packages)) == (
        10,
        True,
        False,
        5,
    )
    assert all(sum(each) == 10 for each in found.packages)
    assert len(set(found.packages)) == 5


def test_only_so_many_are_listed() -> None:
    found = minimax([(True,) * 6, (False,) * 6], packages_at_most=3)
    assert (len(found.packages), found.all_found, found.exact) == (3, False, True)


def test_where_the_solver_gives_up_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(minimax_programme, "NODES_AT_MOST", 0)
    wishes = [wish(f"{(number * 2654435761) % 2**18:018b}") for number in range(1, 40)]
    found = minimax(wishes)
    assert not found.all_found
    assert found.distance is None or found.distance >= found.at_least
    if found.packages and found.distance is not None:
        weights = [1] * len(wishes)
        assert minimax_programme.farthest(found.packages[0], wishes, weights) == found.distance
