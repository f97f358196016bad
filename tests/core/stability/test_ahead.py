"""What can come of a state, and what would have to change for another one to hold."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from detente.core.preferences.rankings import ranks_in_order
from detente.core.stability import ahead as module
from detente.core.stability.ahead import GoalTold, ahead, goal_told
from detente.core.stability.building import Conflict
from detente.core.stability.five import CONCEPTS
from detente.core.stability.model import GraphModel
from detente.core.stability.moves import Arcs
from detente.core.stability.told import MoveTold
from detente.formats.graph_models.as_conflict import conflict_in
from detente.formats.graph_models.reading import read_model

CASES = Path(__file__).parents[3] / "cases"


@pytest.fixture(scope="module")
def elmira() -> Conflict:
    file = read_model(CASES / "literature" / "kilgour-2001" / "model.json").file
    assert file is not None
    return conflict_in(file)


def walk(*orders: list[list[int]], arcs: tuple[list[tuple[int, int]], ...]) -> Conflict:
    """Return a conflict of states a, b, c and so on, with each party's moves and order, the best first."""
    states = 1 + max(max(pair) for each in arcs for pair in each)
    ranks = tuple(ranks_in_order(each, states) for each in orders)
    parties = tuple(f"p{number}" for number in range(len(orders)))
    names = tuple("abcdefgh"[:states])
    model = GraphModel(parties, tuple(Arcs.of(states, each) for each in arcs), ranks, names)
    return Conflict(model, (), 0, names=names)


def moves(*steps: str) -> tuple[MoveTold, ...]:
    """Return moves written "0c": the first party to c."""
    return tuple(MoveTold(f"p{each[0]}", each[1]) for each in steps)


def test_ways_in_elmira_are_the_published_ones(elmira: Conflict) -> None:
    """From 1 the government moves to 5; the jump from there to 8 takes two [Kilgour 2001]."""
    found = ahead(elmira, 0, [4, 7, 8])
    assert (found.start, found.by_moves, found.by_improvements) == ("1", 8, 1)
    to_5, to_8, to_9 = found.ways
    assert (to_5.to, to_5.improving) == ("5", True)
    assert to_5.moves == (MoveTold("Local Government", "5"),)
    assert (to_8.to, to_8.improving, len(to_8.moves)) == ("8", False, 3)
    assert to_9.moves == (MoveTold("Uniroyal", "9"),)
    assert found.out_of_reach == ()
    closed = ahead(elmira, 8, [0, 4])
    assert (closed.by_moves, closed.ways, closed.out_of_reach) == (0, (), ("1", "5"))


def test_a_way_by_improvements_comes_before_a_shorter_one_by_any_moves() -> None:
    """From a to c: the second party could at once, against its wish; by gains it takes two moves."""
    found = ahead(walk([[1], [2], [0]], [[2], [0], [1]], arcs=([(0, 1)], [(0, 2), (1, 2)])), 0, [2])
    assert found.ways[0].moves == moves("1c")
    against = ahead(
        walk([[1], [2], [0]], [[0], [2], [1]], arcs=([(0, 1)], [(0, 2), (1, 2)])), 0, [2]
    )
    assert (against.ways[0].improving, against.ways[0].moves) == (True, moves("0b", "1c"))
    assert (against.by_moves, against.by_improvements) == (2, 2)


def test_the_start_is_no_target_and_each_target_is_told_once(
    elmira: Conflict, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = ahead(elmira, 0, [0, 4, 4, 0])
    assert [each.to for each in found.ways] == ["5"]
    monkeypatch.setattr(module, "WAYS_AT_MOST", 2)
    assert len(ahead(elmira, 0, range(1, 9)).ways) == 2
    assert ahead(elmira, 0, []).ways == ()


def test_nobody_moves_twice_in_a_row() -> None:
    """One party alone cannot go on from b to c: two moves of its own are one, and it has no such arc."""
    found = ahead(walk([[2], [1], [0]], [[0, 1, 2]], arcs=([(0, 1), (1, 2)], [])), 0, [1, 2])
    assert [each.to for each in found.ways] == ["b"]
    assert found.out_of_reach == ("c",)


def test_one_change_of_one_party_makes_a_state_of_elmira_hold(elmira: Conflict) -> None:
    """State 1 does not hold for the government, which prefers 5: one pair, by hand."""
    found = goal_told(elmira, "nash", 0)
    assert (found.state, found.possible, found.pairs, found.at_least) == ("1", "possible", 1, 1)
    (change,) = found.changes
    assert (change.party, change.below, change.more) == ("Local Government", ("5",), 0)
    assert change.share == Fraction(1, 2)  # 1 before 5, or 5 before 1
    assert not found.holds


@pytest.mark.parametrize("concept", CONCEPTS)
def test_what_holds_needs_no_change(elmira: Conflict, concept: str) -> None:
    found = goal_told(elmira, concept, 7)  # type: ignore[arg-type]
    assert found == GoalTold("8", concept, "possible")  # type: ignore[arg-type]
    assert found.holds


def test_without_preferences_it_is_not_determined() -> None:
    known = walk([[1], [0]], [[0, 1]], arcs=([(0, 1)], []))
    model = GraphModel(
        known.model.parties, known.model.moves, (None, known.model.ranks[1]), ("a", "b")
    )
    unknown = Conflict(model, (), 0, names=("a", "b"))
    assert goal_told(known, "nash", 0).pairs == 1
    found = goal_told(unknown, "nash", 0)
    assert (found.possible, found.holds, found.changes) == (None, False, ())


def test_many_states_below_are_counted_not_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """From a one party can move to b, c and d, all of them better for it."""
    star = walk([[3], [2], [1], [0]], [[0, 1, 2, 3]], arcs=([(0, 1), (0, 2), (0, 3)], []))
    (change,) = goal_told(star, "nash", 0).changes
    assert (set(change.below), change.more, change.pairs) == ({"b", "c", "d"}, 0, 3)
    assert change.share == Fraction(1, 4)
    monkeypatch.setattr(module, "BELOW_AT_MOST", 1)
    monkeypatch.setattr(module, "SHARES_AT_MOST", 3)
    (change,) = goal_told(star, "nash", 0).changes
    assert (len(change.below), change.more, change.share) == (1, 2, None)


def test_what_is_not_known_is_no_improvement_surely_and_perhaps_one() -> None:
    """Ann's order is not known: whether she has a reason to make the first move is not told."""
    moves = (Arcs.of(3, [(0, 1)]), Arcs.of(3, [(1, 2), (2, 1)]))
    model = GraphModel(
        ("Ann", "Ben"), moves, (None, ranks_in_order([[2], [1], [0]], 3)), ("a", "b", "c")
    )
    conflict = Conflict(model, (), 0, names=("a", "b", "c"))
    found = ahead(conflict, 0, [2])
    assert (found.by_moves, found.by_improvements, found.more_possible) == (2, 0, 2)
    assert [(way.to, way.improving) for way in found.ways] == [("c", None)]
    back = ahead(conflict, 2, [1])
    assert [(way.to, way.improving) for way in back.ways] == [("b", False)]


def test_what_would_have_to_change_is_not_told_where_credible_answers_are_not_known() -> None:
    """Ben's move is deterred if Ann, of whom nothing is known, prefers to answer it."""
    moves = (Arcs.of(3, [(1, 2)]), Arcs.of(3, [(0, 1)]))
    model = GraphModel(
        ("Ann", "Ben"), moves, (None, ranks_in_order([[1], [0], [2]], 3)), ("a", "b", "c")
    )
    conflict = Conflict(model, (), 0, names=("a", "b", "c"))
    assert goal_told(conflict, "sequential", 0).possible is None
    assert goal_told(conflict, "general", 0).holds
    assert goal_told(conflict, "sequential", 2).holds
    nash = goal_told(conflict, "nash", 0)
    assert (nash.possible, nash.pairs) == ("possible", 1)
