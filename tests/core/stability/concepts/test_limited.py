"""Tests of limited moves: the 78 games, the definition word for word, circles, ties."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.core.stability.concepts.limited import (
    Anticipation,
    anticipations,
    limited,
    non_myopic,
    stackelberg,
)
from detente.core.stability.five import stability
from detente.core.stability.model import GraphModel
from detente.core.stability.moves import Arcs
from detente.core.stability.two_parties import NotTwoParties, PreferencesNotKnown
from tests.core.stability.graph_models import graph_forms, option_forms, ranks_from, stored
from tests.core.strategies import quick

ROW = [(0, 2), (2, 0), (1, 3), (3, 1)]
COLUMN = [(0, 1), (1, 0), (2, 3), (3, 2)]


def _game(row: list[int], column: list[int]) -> GraphModel:
    moves = (Arcs.of(4, ROW), Arcs.of(4, COLUMN))
    return GraphModel(("row", "col"), moves, (ranks_from(row), ranks_from(column)), tuple("1234"))


def _games() -> list[tuple[GraphModel, Any]]:
    games = stored("atlas_2x2_78games")["games"]
    return [(_game(each["row_payoffs"], each["col_payoffs"]), each) for each in games]


def _counted_from_1(truth: Any) -> list[int]:
    return (np.flatnonzero(truth) + 1).tolist()


def test_the_78_games_come_out_at_every_horizon() -> None:
    for model, game in _games():
        for horizon, expected in game["limited_move"].items():
            for party, name in enumerate(model.parties):
                assert _counted_from_1(limited(model, party, int(horizon))) == expected[name]


def test_61_of_the_78_games_have_a_limit() -> None:
    found = 0
    for model, game in _games():
        ends = non_myopic(model)
        assert ends.has_limit == game["nonmyopic"]["converged"]
        assert ends.holds is not None
        for party, name in enumerate(model.parties):
            assert _counted_from_1(ends.holds[party]) == game["nonmyopic"][name]
        found += ends.has_limit
    assert found == 61


def _ends_by_definition(model: GraphModel, horizon: int) -> list[list[frozenset[int]]]:
    """Return ``G_h(i, s)`` by recursion, the worst of several ends counting."""

    @cache
    def ends(h: int, i: int, s: int) -> frozenset[int]:
        ranks = model.ranks[i]
        assert ranks is not None
        moves = model.moves[i].targets(s)
        if h == 0 or not moves:
            return frozenset({s})
        worth = {q: min(int(ranks[end]) for end in ends(h - 1, 1 - i, q)) for q in moves}
        best = max(worth.values())
        if ranks[s] >= best:
            return frozenset({s})
        return frozenset(end for q in moves if worth[q] == best for end in ends(h - 1, 1 - i, q))

    return [[ends(horizon, party, state) for state in range(model.states)] for party in (0, 1)]


two_parties = st.one_of(graph_forms(parties=(2, 2)), option_forms(parties=(2, 2)))


@quick
@given(two_parties, st.integers(0, 7))
def test_ends_are_those_of_the_definition(model: GraphModel, horizon: int) -> None:
    found = anticipations(model, horizon)
    assert found.horizon == horizon
    assert [list(each) for each in found.ends] == _ends_by_definition(model, horizon)


@quick
@given(graph_forms(parties=(2, 2), ties=False), st.integers(0, 7))
def test_without_ties_one_end_is_expected(model: GraphModel, horizon: int) -> None:
    assert all(len(end) == 1 for each in anticipations(model, horizon).ends for end in each)


@quick
@given(two_parties)
def test_one_move_ahead_is_nash_stability(model: GraphModel) -> None:
    found = stability(model)
    for party in (0, 1):
        nash = found.verdict("nash", party).holds
        assert limited(model, party, 1).tolist() == nash.tolist()


@quick
@given(two_parties)
def test_the_circle_is_the_first_and_what_holds_holds_all_round(model: GraphModel) -> None:
    found = non_myopic(model)
    assert found.begins is not None
    assert found.period is not None
    assert found.holds is not None
    anticipation = Anticipation(model)
    tables = [anticipation.step() for _ in range(found.begins + 2 * found.period)]
    ends = [each.ends for each in tables]
    first, again = found.begins - 1, found.begins - 1 + found.period
    assert ends.index(ends[again]) == first
    assert len(set(ends)) == again
    for party in (0, 1):
        rounds = [each.stays(party) for each in tables[first:again]]
        assert found.holds[party].tolist() == np.logical_and.reduce(rounds).tolist()


def test_the_prisoners_dilemma_holds_where_both_keep_silent() -> None:
    """State 1: both silent; 2: the column talks; 3: the row talks; 4: both talk."""
    found = non_myopic(_game([3, 1, 4, 2], [3, 4, 1, 2]))
    assert found.holds is not None
    assert _counted_from_1(found.holds[0] & found.holds[1]) == [1, 4]


def test_a_move_is_worth_what_the_worst_of_equal_answers_makes_of_it() -> None:
    """A goes 0 to 1; B, from there, to 2 or 3, both as good to B, but A fears 3."""
    moves = (Arcs.of(4, [(0, 1)]), Arcs.of(4, [(1, 2), (1, 3)]))
    ranks = (ranks_from([1, 1, 2, 0]), ranks_from([0, 0, 1, 1]))
    model = GraphModel(("A", "B"), moves, ranks, tuple("abcd"))
    assert anticipations(model, 1).ends[1][1] == {2, 3}
    assert limited(model, 0, 2).tolist() == [True, True, True, True]
    glad = GraphModel(("A", "B"), moves, (ranks_from([0, 0, 2, 1]), ranks[1]), tuple("abcd"))
    assert anticipations(glad, 2).ends[0][0] == {2, 3}


@quick
@given(two_parties)
def test_a_leader_looks_two_moves_ahead_and_a_follower_one(model: GraphModel) -> None:
    for leader in (0, 1):
        expected = limited(model, leader, 2) & limited(model, 1 - leader, 1)
        assert stackelberg(model, leader).tolist() == expected.tolist()


def test_the_leader_of_a_game_of_chicken_does_not_yield() -> None:
    """State 3, in which the row alone advances, holds if the row leads; state 2 if it follows."""
    chicken = _game([3, 2, 4, 1], [3, 4, 2, 1])
    assert _counted_from_1(stackelberg(chicken, 0)) == [3]
    assert _counted_from_1(stackelberg(chicken, 1)) == [2]


def test_what_was_not_found_is_not_claimed() -> None:
    found = non_myopic(_game([3, 1, 4, 2], [3, 4, 1, 2]), horizon_at_most=1)
    assert (found.begins, found.period, found.holds, found.has_limit) == (None, None, None, False)


def test_other_than_two_parties_are_refused() -> None:
    ranks, moves = ranks_from([0]), Arcs.of(1, [])
    alone = GraphModel(("A",), (moves,), (ranks,), ("here",))
    three = GraphModel(("A", "B", "C"), (moves,) * 3, (ranks,) * 3, ("here",))
    for model in (alone, three):
        for ask in (non_myopic, lambda m: limited(m, 0, 1), lambda m: stackelberg(m, 0)):
            with pytest.raises(NotTwoParties):
                ask(model)
    with pytest.raises(PreferencesNotKnown) as refused:
        anticipations(GraphModel(("A", "B"), (moves,) * 2, (ranks, None), ("here",)), 1)
    assert refused.value.party == 1


def test_horizons_that_are_none_are_refused() -> None:
    game = _game([3, 1, 4, 2], [3, 4, 1, 2])
    with pytest.raises(ValueError, match="at least 0"):
        anticipations(game, -1)
    with pytest.raises(ValueError, match="at least one"):
        limited(game, 0, 0)
