"""What holds of movement whatever the case: order and names change nothing, and nothing is invented."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.core.movement.movement import Movement, movement
from detente.core.movement.relations import relation
from detente.core.movement.stands import stand
from detente.core.movement.steps import positions_in_time
from detente.core.record.case import Case
from detente.core.record.known import known_on
from detente.core.record.positions import positions
from detente.core.record.statements import Position

from ..builders import case_of, ids, issue, number_issue, on, party
from ..strategies import broad, cases, days, quick
from .scenes import NORTH, PRICE, SCALE, SOUTH, at, moved, positions_taken, priced, three

DAY = date(2025, 5, 31)


def test_an_empty_case_has_no_movement() -> None:
    found = movement(Case(title="t"), DAY)
    assert (found.cells, found.steps, found.distances) == ((), (), ())


def test_without_issues_there_is_nothing_to_move_on() -> None:
    found = movement(case_of(NORTH, SOUTH), DAY)
    assert (found.cells, found.steps, found.distances) == ((), (), ())


def test_one_party_has_no_distance() -> None:
    found = movement(case_of(NORTH, SCALE, at("a", "2025-05-01", "north", "demands", "all")), DAY)
    assert found.distances == ()
    assert [each.kind for each in found.cells] == ["stated"]
    assert found.conduct.issue_shares == ()
    assert found.conduct.reciprocity == ()


def test_where_all_are_silent_nothing_moves() -> None:
    found = moved()
    assert {each.kind for each in found.cells} == {"silent"}
    assert (found.steps, found.distances) == ((), ())


# Cells


TWO_STEPS = (
    at("n1", "2025-05-01", "north", "demands", "all"),
    at("s1", "2025-05-01", "south", "demands", "none"),
    at("n2", "2025-05-05", "north", "demands", "more", supersedes=("n1",)),
    at("s2", "2025-05-07", "south", "demands", "some", supersedes=("s1",)),
    at("n3", "2025-05-09", "north", "demands", "all", supersedes=("n2",)),
)


def north(found: Movement) -> tuple[str, str, list[str], list[str], int]:
    (cell,) = (each for each in found.cells if (each.party, each.issue) == ("north", "scale"))
    return cell.kind, cell.reason, ids(cell.before), ids(cell.after), cell.changes


@pytest.mark.parametrize(
    ("since", "day", "expected"),
    [
        # all, more, all: in the end where it began
        ("", "2025-05-31", ("unchanged", "", ["n1"], ["n3"], 2)),
        ("", "2025-05-08", ("moved toward", "", ["n1"], ["n2"], 1)),
        ("", "2025-05-01", ("stated", "", ["n1"], ["n1"], 0)),
        ("2025-05-05", "2025-05-31", ("moved away", "", ["n2"], ["n3"], 1)),
        ("2025-05-04", "2025-05-08", ("moved toward", "", ["n1"], ["n2"], 1)),
        ("2025-05-09", "2025-05-31", ("unchanged", "", ["n3"], ["n3"], 0)),
        ("2025-04-30", "2025-05-31", ("stated", "", [], ["n3"], 3)),
    ],
)
def test_where_a_party_stood_is_compared_with_where_it_stands(
    since: str, day: str, expected: tuple[str, str, list[str], list[str], int]
) -> None:
    assert north(moved(*TWO_STEPS, since=since, day=day)) == expected


def test_dates_around_the_day_are_not_guessed() -> None:
    found = moved(at("n", "2025-05", "north", "demands", "all"), since="2025-05-16")
    assert north(found) == ("cannot be told", "before or after", [], ["n"], 1)
    assert found.cells[0].around == ("n",)
    assert ids(found.steps[0].after) == ["n"]  # it may have come after the day, and is told


def test_steps_before_the_day_are_left_out() -> None:
    found = moved(*TWO_STEPS, since="2025-05-05")
    assert [each.entries for each in found.steps] == [("s2",), ("n3",)]


# Distances


def test_distances_at_every_date_at_which_something_changed() -> None:
    # all 3, more 2, some 1, none 0: 3 on 1 May, 2 on 5 May, 1 on 7 May, 2 on 9 May.
    found = moved(*TWO_STEPS)
    assert [(str(each.date), str(each.low), str(each.high)) for each in found.distances] == [
        ("2025-05-01", "3", "3"),
        ("2025-05-05", "2", "2"),
        ("2025-05-07", "1", "1"),
        ("2025-05-09", "2", "2"),
    ]
    assert {each.parties for each in found.distances} == {("north", "south")}
    since = moved(*TWO_STEPS, since="2025-05-06").distances
    assert [str(each.date) for each in since] == ["2025-05-05", "2025-05-07", "2025-05-09"]


def test_a_distance_says_why_it_is_not_known() -> None:
    found = moved(
        priced("n", "2025-05-01", "north", "demands", "5"),
        at("n-scale", "2025-05-01", "north", "reserves", "all"),
        at("s-scale", "2025-05-02", "south", "demands", "all"),
    )
    told = {(each.issue, str(each.date)): each.not_known for each in found.distances}
    assert told == {
        ("price", "2025-05-01"): "one is silent",
        ("scale", "2025-05-01"): "one is silent",
        ("scale", "2025-05-02"): "nothing to measure",
    }


def test_where_the_order_of_changes_is_not_known_a_distance_says_so() -> None:
    found = moved(
        at("n", "2025-05", "north", "demands", "all"),
        at("s", "2025-05-09", "south", "demands", "none"),
    )
    assert [each.order_known for each in found.distances] == [False, False]


# Whatever the case


@quick
@given(positions_taken())
def test_after_the_last_turn_stands_what_the_matrix_tells(taken: tuple[Position, ...]) -> None:
    case = known_on(three(*taken), DAY)
    turns = positions_in_time(case).turns
    for cell in positions(case).cells:
        last = turns.get((cell.party, cell.issue), ())
        standing = last[-1].after.positions if last else ()
        assert sorted(ids(standing)) == sorted(ids(cell.standing))


def canonical(found: Any, names: dict[str, str]) -> Any:
    """Return a result with ids as they were, and without the order of ties."""
    if isinstance(found, str):
        return names.get(found, found)
    if isinstance(found, tuple):
        return sorted((canonical(each, names) for each in found), key=repr)
    if is_dataclass(found) and not isinstance(found, type):
        return {
            each.name: canonical(getattr(found, each.name), names)
            for each in fields(found)
            if each.metadata.get("about")
        }
    return found


@quick
@given(positions_taken(), st.randoms(use_true_random=False))
def test_the_order_of_entries_changes_nothing(taken: tuple[Position, ...], chance: Any) -> None:
    shuffled = list(taken)
    chance.shuffle(shuffled)
    first, second = movement(three(*taken), DAY), movement(three(*shuffled), DAY)
    assert canonical(first, {}) == canonical(second, {})


@quick
@given(positions_taken(), st.integers(1, 6))
def test_the_names_of_entries_change_nothing(taken: tuple[Position, ...], turn: int) -> None:
    names = {f"p{n}": f"q{(n * 5 + turn) % 7}-{n}" for n in range(len(taken))}
    renamed = [
        replace(each, id=names[each.id], supersedes=tuple(names[old] for old in each.supersedes))
        for each in taken
    ]
    back = {new: old for old, new in names.items()}
    first, second = movement(three(*taken), DAY), movement(three(*renamed), DAY)
    assert canonical(first, {}) == canonical(second, back)


@quick
@given(positions_taken(), days)
def test_since_tells_no_step_that_was_not_there(taken: tuple[Position, ...], day: date) -> None:
    case = three(*taken)
    whole, after = movement(case, DAY), movement(case, DAY, day)
    assert set(map(id_of, after.steps)) <= set(map(id_of, whole.steps))
    left_out = [each for each in whole.steps if id_of(each) not in map(id_of, after.steps)]
    assert all(each.date is not None and each.date.latest <= day for each in left_out)
    assert whole.conduct == after.conduct


def id_of(step: Any) -> tuple[str, str, tuple[str, ...], str]:
    return step.party, step.issue, step.entries, str(step.date)


@quick
@given(positions_taken())
def test_what_is_told_is_so(taken: tuple[Position, ...]) -> None:
    found = movement(three(*taken), DAY)
    known = {each.id for each in taken}
    for step in found.steps:
        assert set(step.entries) <= known
        assert {each.party for each in (*step.before, *step.after)} == {step.party}
        assert (step.kind == "cannot be told") == bool(step.reason)
        for each in step.relations:
            assert (each.answer == "cannot be told") == bool(each.reason)
            assert each.other != step.party
    for distance in found.distances:
        assert (distance.low is None) == (distance.high is None) == bool(distance.not_known)
        assert distance.low is None or 0 <= distance.low <= (distance.high or 0)


@broad
@given(cases())
def test_any_case_can_be_asked_about(case: Case) -> None:
    for since in (None, date(2025, 5, 3)):
        movement(case, DAY, since)


NUMBERS = number_issue("price", 0, 9, "percent")
values = st.integers(0, 9)


@quick
@given(values, values, values)
def test_single_numbers_are_compared_as_numbers_are(was: int, now: int, theirs: int) -> None:
    def told(number: int) -> Any:
        return stand((priced("p", "2025-05-01", "north", "demands", str(number)),), NUMBERS)

    found = relation("south", told(was), told(now), told(theirs), NUMBERS)
    nearer = abs(was - theirs) - abs(now - theirs)
    expected = "moved toward" if nearer > 0 else "moved away" if nearer < 0 else "unchanged"
    assert found.answer == expected


@quick
@given(positions_taken())
def test_a_step_and_its_reverse_are_toward_and_away(taken: tuple[Position, ...]) -> None:
    by_issue = {each.id: each for each in (SCALE, PRICE)}
    for name, where in by_issue.items():
        here = [each for each in taken if each.issue == name]
        for one, two, other in zip(here, here[1:], here[2:], strict=False):
            before, after, theirs = (stand((each,), where) for each in (one, two, other))
            forth = relation("x", before, after, theirs, where).answer
            back = relation("x", after, before, theirs, where).answer
            opposite = {"moved toward": "moved away", "moved away": "moved toward"}
            assert back == opposite.get(forth, forth)


def test_what_a_step_is_does_not_hang_on_a_party_added_last() -> None:
    first = moved(*TWO_STEPS)
    second = moved(*TWO_STEPS, parties=(NORTH, SOUTH, party("west")))
    assert [each.kind for each in first.steps] == [each.kind for each in second.steps]


def test_as_known_on_a_day_later_steps_are_not_there() -> None:
    found = movement(case_of(NORTH, SOUTH, SCALE, issue("x"), *TWO_STEPS), on("2025-05-06"))
    assert [each.entries for each in found.steps] == [("n1",), ("s1",), ("n2",)]
