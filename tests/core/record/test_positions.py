"""Where each party stands: what stands, what no longer does, and who is silent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.core.record.case import Case
from detente.core.record.known import known_on
from detente.core.record.positions import PositionCell, positions
from detente.core.record.quantities import Quantity
from detente.core.record.statements import Position

from ..builders import case_of, ids, issue, number_issue, on, party, position, withdrawal
from ..strategies import FIRST_DAY, broad, cases, days, quick

NORTH, TRUCE = party("north"), issue("truce")


def cell(*taken: Position, day: str = "") -> PositionCell:
    """Return the cell of the north on a truce."""
    matrix = positions(case_of(NORTH, TRUCE, *taken), on(day) if day else None)
    return matrix.cell("north", "truce")


def standing(*taken: Position, day: str = "") -> list[str]:
    return ids(cell(*taken, day=day).standing)


def price(id: str, stance: str, written: str, date: str) -> Position:
    value = Quantity.parse(written)
    return position(id, issue="price", options=(), stance=stance, value=value, date=date)


def price_standing(*taken: Position) -> list[str]:
    """Return what stands of the north on an issue that is settled at a number."""
    matrix = positions(case_of(NORTH, number_issue("price"), *taken))
    return ids(matrix.cell("north", "price").standing)


def test_without_issues_or_parties_there_are_no_cells() -> None:
    assert positions(case_of(NORTH)).cells == ()
    assert positions(case_of(TRUCE)).cells == ()
    assert positions(case_of(TRUCE)).rows() == ((TRUCE, ()),)


def test_a_party_without_a_position_is_silent() -> None:
    empty = cell()
    assert (empty.stance, empty.standing, empty.earlier, empty.silent) == ("silent", (), (), True)


def test_a_position_stands_until_something_happens() -> None:
    found = cell(position(stance="red line"))
    assert (found.stance, ids(found.standing), found.silent) == ("red line", ["stands"], False)


def test_a_superseded_position_is_earlier() -> None:
    found = cell(position("old"), position("new", options=("partial",), supersedes=("old",)))
    assert (ids(found.standing), ids(found.earlier)) == (["new"], ["old"])


def test_a_correction_of_the_same_day_replaces_what_it_supersedes() -> None:
    assert standing(position("old"), position("new", supersedes=("old",))) == ["new"]


def test_a_withdrawn_position_leaves_the_party_silent() -> None:
    found = cell(position(withdrawn=withdrawal(date="2025-05-10")))
    assert (found.stance, ids(found.earlier)) == ("silent", ["stands"])


def test_a_position_withdrawn_later_stands_as_known_before() -> None:
    taken_back = position(withdrawn=withdrawal(date="2025-05-10"))
    assert standing(taken_back, day="2025-05-09") == ["stands"]
    assert standing(taken_back, day="2025-05-10") == []


def test_a_withdrawn_position_replaces_nothing_by_its_options() -> None:
    old, new = position("old"), position("new", date="2025-05-02", withdrawn=withdrawal())
    assert standing(old, new) == ["old"]


def test_a_later_position_on_the_same_options_replaces_the_earlier_one() -> None:
    old = position("old", options=("full", "partial"))
    new = position("new", options=("partial", "full"), stance="refuses", date="2025-05-02")
    found = cell(old, new)
    assert (found.stance, ids(found.standing), ids(found.earlier)) == ("refuses", ["new"], ["old"])


def test_positions_on_other_options_stand_side_by_side_the_latest_first() -> None:
    first = position("first", options=("full",))
    then = position("then", options=("full", "partial"), date="2025-05-02")
    last = position("last", options=("partial",), stance="offers", date="2025-05-03")
    found = cell(first, then, last)
    assert (found.stance, ids(found.standing)) == ("offers", ["last", "then", "first"])


def test_positions_on_the_issue_as_a_whole_replace_one_another() -> None:
    assert standing(position("a", options=()), position("b", options=(), date="2025-05-02")) == [
        "b"
    ]


def test_two_positions_of_one_day_on_the_same_options_both_stand_in_order() -> None:
    assert standing(position("b"), position("a", stance="reserves")) == ["b", "a"]


def test_both_of_one_day_replace_an_earlier_one() -> None:
    old = position("old", date="2025-04-01")
    found = cell(position("b"), old, position("a"))
    assert (ids(found.standing), ids(found.earlier)) == (["b", "a"], ["old"])


def test_a_later_number_takes_the_place_of_an_earlier_one() -> None:
    first = price("first", "demands", "7 percent", "2025-05-01")
    then = price("then", "could accept", "5 percent", "2025-05-02")
    assert price_standing(first, then) == ["then"]


def test_a_red_line_on_a_number_gives_way_only_to_a_later_one() -> None:
    line = price("line", "red line", "3.5 percent", "2025-05-01")
    demand = price("demand", "demands", "5.5 percent", "2025-05-02")
    moved = price("moved", "refuses", "3 percent", "2025-05-03")
    assert price_standing(line, demand) == ["demand", "line"]
    assert price_standing(line, demand, moved) == ["moved", "demand"]


def test_positions_of_another_party_or_issue_replace_nothing() -> None:
    case = case_of(
        NORTH,
        party("south"),
        TRUCE,
        issue("border"),
        position("n", date="2025-05-01"),
        position("s", party="south", date="2025-05-02"),
        position("b", issue="border", date="2025-05-03"),
    )
    matrix = positions(case)
    assert [ids(each.standing) for each in matrix.cells] == [["n"], ["s"], ["b"], []]


def test_if_what_supersedes_is_not_known_yet_the_earlier_one_stands_again() -> None:
    old, new = position("old"), position("new", date="2025-05-10", supersedes=("old",))
    assert standing(old, new, day="2025-05-09") == ["old"]
    assert standing(old, new, day="2025-05-10") == ["new"]


def test_columns_are_the_principals_and_all_who_took_a_position() -> None:
    case = case_of(
        party("host", role="host"),
        party("south"),
        party("helper", role="mediator"),
        TRUCE,
        position(party="helper"),
    )
    assert ids(positions(case).parties) == ["south", "helper"]


def test_rows_follow_the_issues_and_columns_the_parties() -> None:
    case = case_of(party("b"), party("a"), issue("z"), issue("y"))
    rows = positions(case).rows()
    assert [(row.id, [each.party for each in cells]) for row, cells in rows] == [
        ("z", ["b", "a"]),
        ("y", ["b", "a"]),
    ]


def test_there_is_no_cell_for_an_unknown_party() -> None:
    with pytest.raises(KeyError):
        positions(case_of(NORTH, TRUCE)).cell("nobody", "truce")


def is_bound(each: Position) -> bool:
    """Return whether a position shuts a number out."""
    return each.value is not None and each.stance in ("refuses", "red line")


def slow_standing(taken: Sequence[Position]) -> list[Position]:
    """The rule read aloud: nothing supersedes it, withdraws it, or comes later on its options."""
    superseded = {old for each in taken for old in each.supersedes}
    found = []
    for each in taken:
        rivals = (
            other
            for other in taken
            if (other.party, other.issue) == (each.party, each.issue)
            and set(other.options) == set(each.options)
            and is_bound(other) == is_bound(each)
            and other.withdrawn is None
            and other.date.order > each.date.order
        )
        if each.id not in superseded and each.withdrawn is None and not any(rivals):
            found.append(each)
    return sorted(found, key=lambda each: each.date.order, reverse=True)


@broad
@given(cases("parties", "issues", "positions", at_most=6))
def test_the_cells_are_those_of_the_slow_rule(case: Case) -> None:
    for each in positions(case).cells:
        here = [p for p in case.positions if (p.party, p.issue) == (each.party, each.issue)]
        assert list(each.standing) == [p for p in slow_standing(case.positions) if p in here]
        assert sorted(ids((*each.standing, *each.earlier))) == sorted(ids(here))
        orders = [p.date.order for p in each.earlier]
        assert orders == sorted(orders, reverse=True)
        assert each.stance == (each.standing[0].stance if each.standing else "silent")


optional: Any = st.none() | st.just(withdrawal())
choices = st.sampled_from(((), ("full",), ("partial",), ("full", "partial")))


@st.composite
def of_different_days(draw: st.DrawFn) -> list[Position]:
    """Positions of one party on one issue, each of another day."""
    count = draw(st.integers(0, 4))
    taken = []
    for number in range(count):
        day = date.fromordinal(FIRST_DAY.toordinal() + number).isoformat()
        earlier = draw(st.lists(st.integers(0, max(number - 1, 0)), max_size=1 if number else 0))
        taken.append(
            position(
                f"p{number}",
                options=draw(choices),
                date=day,
                withdrawn=draw(optional),
                supersedes=tuple(f"p{each}" for each in earlier),
            )
        )
    return taken


@quick
@given(of_different_days())
def test_the_order_of_entries_of_different_days_changes_nothing(taken: list[Position]) -> None:
    first = cell(*taken)
    assert list(first.standing) == slow_standing(taken)
    for other in permutations(taken):
        assert cell(*other) == first


@broad
@given(cases("parties", "issues", "positions", at_most=4), days)
def test_the_matrix_of_a_day_is_the_matrix_of_what_was_known_that_day(
    case: Case, day: date
) -> None:
    assert positions(case, day) == replace(positions(known_on(case, day)), on=day)
