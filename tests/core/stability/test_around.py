"""The states that matter most, and the moves among them."""

from __future__ import annotations

from random import Random

import pytest

from detente.core.record.judgements import Judgement, Priority
from detente.core.stability.around import Around, MoveBetween, around
from detente.core.stability.building import Conflict, conflict_of

from ..builders import case_of, course, judgement, party


def conflict(amount: int = 2, **wishes: str) -> Conflict:
    """Courses of action in turn of two parties, with one wish of each that has any."""
    courses = [course(f"c{n}", party=("north", "south")[n % 2]) for n in range(amount)]
    made: list[tuple[str, Judgement]] = [
        (who, judgement(party=who, priorities=(Priority(statement=each, formula=each),)))
        for who, each in wishes.items()
    ]
    return conflict_of(case_of(party("north"), party("south"), *courses, judgements=tuple(made)))


def found(made: Conflict, *holding: str, at_most: int = 16) -> Around:
    states = [made.find(each) for each in holding]
    told = around(made, [each for each in states if each is not None], at_most)
    assert told is not None
    return told


def test_a_small_conflict_is_there_whole_with_every_move() -> None:
    told = found(conflict(north="c0"), "c0")
    assert told.states == ("nothing", "c0", "c1", "c0 + c1")
    assert told.left_out == 0
    assert set(told.moves) == {
        MoveBetween("north", "nothing", "c0", True),
        MoveBetween("north", "c0", "nothing", False),
        MoveBetween("north", "c1", "c0 + c1", True),
        MoveBetween("north", "c0 + c1", "c1", False),
        MoveBetween("south", "nothing", "c1", None),
        MoveBetween("south", "c1", "nothing", None),
        MoveBetween("south", "c0", "c0 + c1", None),
        MoveBetween("south", "c0 + c1", "c0", None),
    }


def test_of_a_larger_one_there_are_those_that_hold_and_those_on_the_way() -> None:
    told = found(conflict(6, north="c0", south="c1"), "c0 + c1 + c2")
    assert told.states == ("nothing", "c0 + c1 + c2", "c1")  # south, then north at one move
    assert told.left_out == 61
    assert {(each.party, each.start, each.end, each.improves) for each in told.moves} == {
        ("south", "nothing", "c1", True),
        ("south", "c1", "nothing", False),
        ("north", "c1", "c0 + c1 + c2", True),
        ("north", "c0 + c1 + c2", "c1", False),
    }


def test_a_way_by_improvements_goes_before_a_shorter_one_that_is_not() -> None:
    steps = found(conflict(6, south="c1", north="c0 AND c1"), "c0").states
    assert steps == ("nothing", "c0")
    assert found(conflict(6, south="c1", north="c0 AND c1"), "c0 + c1").states == (
        "nothing", "c0 + c1", "c1",
    )  # fmt: skip


def test_a_way_for_which_there_is_no_room_is_left_out_whole() -> None:
    assert found(conflict(6), "c0 + c1", at_most=2).states == ("nothing", "c0 + c1")


def test_too_many_states_that_hold_give_nothing() -> None:
    assert around(conflict(6), range(1, 17)) is None
    assert around(conflict(6), range(1, 16)) is not None


@pytest.mark.parametrize("seed", range(20))
def test_the_moves_are_those_of_the_model(seed: int) -> None:
    chance = Random(seed)
    made = conflict(chance.randint(1, 6), north="c0")
    model = made.model
    told = around(made, chance.sample(range(model.states), min(5, model.states)))
    assert told is not None
    states = [made.find(each) for each in told.states]
    assert len(set(states)) == len(states) == model.states - told.left_out
    ranks = model.ranks[0]
    assert ranks is not None
    slowly = {
        MoveBetween(who, made.name(a), made.name(b), improves)
        for number, who in enumerate(model.parties)
        for a in range(model.states)
        for b in model.moves[number].targets(a)
        if a in states and b in states
        for improves in [bool(ranks[b] > ranks[a]) if who == "north" else None]
    }
    assert set(told.moves) == slowly
    assert len(told.moves) == len(slowly)
