"""Moves in groups, in chains and one by one: each does what its list of moves does."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.core.stability import moves as all_moves
from detente.core.stability.moves import NOWHERE, Arcs, Cliques, Moves, TooManyMoves, greatest

KEYS = st.lists(st.integers(0, 4), min_size=1, max_size=9)


def by_list(moves: Moves, values: list[int]) -> list[int]:
    return [
        min((values[target] for target in moves.targets(state)), default=NOWHERE)
        for state in range(moves.states)
    ]


def all_three(keys: list[int], ranks: list[int]) -> list[Moves]:
    groups = Cliques.of(np.array(keys, dtype=np.int64))
    chains = groups.improving(np.array(ranks, dtype=np.int32))
    return [groups, chains, Arcs.between(groups.states, *groups.listed())]


@given(
    KEYS.flatmap(
        lambda keys: st.tuples(
            st.just(keys),
            *[st.lists(st.integers(0, 5), min_size=len(keys), max_size=len(keys))] * 2,
        )
    )
)
def test_each_kind_of_moves_is_what_its_targets_are(
    drawn: tuple[list[int], list[int], list[int]],
) -> None:
    keys, ranks, values = drawn
    groups, chains, arcs = all_three(keys, ranks)
    states = range(len(keys))
    for state in states:
        group = tuple(other for other in states if keys[other] == keys[state] and other != state)
        assert groups.targets(state) == arcs.targets(state) == group
        better = tuple(other for other in group if ranks[other] > ranks[state])
        assert chains.targets(state) == better
    for each in (groups, chains, arcs):
        numbers = np.array(values, dtype=np.int32)
        assert each.least(numbers).tolist() == by_list(each, values)
        assert each.amount() == sum(len(each.targets(state)) for state in states)
        assert greatest(each, numbers).tolist() == [
            max((values[target] for target in each.targets(state)), default=-NOWHERE)
            for state in states
        ]
        pairs = sorted(zip(*(side.tolist() for side in each.listed()), strict=True))
        assert pairs == [(state, target) for state in states for target in each.targets(state)]
        again = each.improving(np.array(values, dtype=np.int32))
        for state in states:
            wanted = tuple(t for t in each.targets(state) if values[t] > values[state])
            assert again.targets(state) == wanted


@given(KEYS, st.lists(st.integers(0, 8), max_size=12))
def test_going_back_finds_each_state_once(keys: list[int], asked: list[int]) -> None:
    for each in all_three(keys, [7 * key % 5 + at % 3 for at, key in enumerate(keys)]):
        back, seen = each.reverse(), set[int]()
        # A chain is gone back from the lowest ranks upwards, as the search does.
        order = sorted((a % len(keys) for a in asked), key=lambda s: len(each.targets(s)))[::-1]
        for state in order if not isinstance(each, all_moves.Chains) else range(len(keys)):
            found = list(back.found([state]))
            into = {s for s in range(each.states) if state in each.targets(s)}
            assert set(found) == into - seen
            assert len(found) == len(set(found))
            seen |= set(found)


def test_a_pair_given_twice_is_one_move() -> None:
    assert Arcs.of(2, [(0, 1), (0, 1)]).amount() == 1


def test_moves_too_many_to_list_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(all_moves, "LISTED_AT_MOST", 5)
    with pytest.raises(TooManyMoves) as refused:
        Cliques.of(np.zeros(3, dtype=np.int64)).listed()
    assert refused.value.moves == 6
