"""Each kind of change of position, hand-counted; ties and dates of which the order is not known."""

from __future__ import annotations

from decimal import Decimal

import pytest

from detente.core.movement.gaps import Gap
from detente.core.record.statements import Position

from ..builders import dispute, party, position, withdrawal
from .scenes import WEST, answer, at, moved, priced, step_of

NORTH_ALL = at("all", "2025-05-01", "north", "demands", "all")
SOUTH_NONE = at("none", "2025-05-01", "south", "demands", "none")


def choose(id: str, date: str, who: str, stance: str, *options: str) -> Position:
    return at(id, date, who, stance, *options, issue="choice")


def test_steps_on_a_scale_are_counted() -> None:
    # South stands at none (0). North goes from all (3) to some (1): from 3 steps to 1.
    found = moved(
        NORTH_ALL,
        SOUTH_NONE,
        at("new", "2025-05-02", "north", "demands", "some", supersedes=("all",)),
    )
    step = step_of(found, "new")
    assert (step.kind, answer(step, "south")) == ("moved toward", ("moved toward", "distance", ""))
    (to_south,) = step.relations
    assert to_south.before is not None
    assert to_south.after is not None
    assert (int(to_south.before.low), int(to_south.after.high)) == (3, 1)
    assert ([p.id for p in step.before], [p.id for p in step.after]) == (["all"], ["new"])


def test_a_step_may_be_toward_one_and_away_from_another() -> None:
    # North from more (2) to all (3); south at none (0): 2 to 3 steps. West at all: 1 to 0.
    found = moved(
        WEST,
        SOUTH_NONE,
        at("west", "2025-05-01", "west", "demands", "all"),
        at("old", "2025-05-01", "north", "demands", "more"),
        at("new", "2025-05-02", "north", "demands", "all", supersedes=("old",)),
    )
    step = step_of(found, "new")
    assert step.kind == "moved both ways"
    assert answer(step, "south")[0] == "moved away"
    assert answer(step, "west")[0] == "moved toward"


@pytest.mark.parametrize(
    ("was", "now", "theirs", "kind"),
    [
        ("7", "5.5", "2", "moved toward"),  # 5 to 3.5
        ("5", "7", "2", "moved away"),  # 3 to 5
        ("1", "3", "2", "unchanged"),  # 1 to 1, from the other side
        ("6..8", "5..5.5", "2", "moved toward"),  # 4 to 6, then 3 to 3.5
        ("6..8", "5..7", "2", "moved toward"),  # 4 to 6, then 3 to 5: both bounds are nearer
        ("5..7", "6..8", "2", "moved away"),
        ("5..7", "4..8", "2", "cannot be told"),  # 3 to 5, then 2 to 6: one bound each way
        (">=4", ">=3", "2", "moved toward"),  # 2 to 8, then 1 to 8
        (">=3", ">=4", "2", "moved away"),
        ("<=4", "<=5", "8", "moved toward"),  # 4 to 8, then 3 to 8
        (">=12", ">=11", ">=2", "moved toward"),  # 2 to 10, then 1 to 9: nearer to both ends
        ("9", "7", ">=2", "cannot be told"),  # nearer to the 2 that is offered, farther from 10
        ("3", "2", ">=2", "cannot be told"),
        ("6..8", "5..6", "2", "moved toward"),  # 4 to 6, then 3 to 4: never farther, mostly nearer
    ],
)
def test_numbers_are_compared_as_ranges(was: str, now: str, theirs: str, kind: str) -> None:
    found = moved(
        priced("theirs", "2025-05-01", "south", "demands", theirs),
        priced("was", "2025-05-01", "north", "demands", was),
        priced("now", "2025-05-02", "north", "demands", now),
    )
    step = step_of(found, "now")
    assert step.kind == kind
    if kind == "cannot be told":
        assert step.reason == "ranges overlap"


def test_a_bound_beyond_the_range_of_the_issue_is_measured_as_itself() -> None:
    found = moved(
        priced("theirs", "2025-05-01", "south", "offers", "2"),
        priced("was", "2025-05-01", "north", "demands", ">=4"),
        priced("now", "2025-05-02", "north", "demands", ">=12"),
    )
    step = step_of(found, "now")
    assert answer(step, "south") == ("moved away", "distance", "")
    assert step.relations[0].after == Gap(Decimal(10), Decimal(10))


@pytest.mark.parametrize(
    ("was", "now", "kind", "ground"),
    [
        # South demands red and refuses blue.
        (("demands", "blue"), ("demands", "green"), "moved toward", "shutting out"),
        (("demands", "green"), ("demands", "blue"), "moved away", "shutting out"),
        (("demands", "green"), ("offers", "green", "red"), "moved toward", "overlap"),
        (("refuses", "red"), ("reserves", "red"), "moved toward", "shutting out"),
        (("reserves", "red"), ("could accept", "red"), "moved toward", "stance"),
        (("demands", "green"), ("could accept", "green"), "moved toward", "stance"),
        (("could accept", "green"), ("demands", "green"), "moved away", "stance"),
    ],
)
def test_options_without_order_are_told_by_overlap_and_stance(
    was: tuple[str, ...], now: tuple[str, ...], kind: str, ground: str
) -> None:
    found = moved(
        choose("theirs", "2025-05-01", "south", "demands", "red"),
        choose("not", "2025-05-01", "south", "refuses", "blue"),
        choose("was", "2025-05-01", "north", *was),
        position(
            "now",
            party="north",
            issue="choice",
            stance=now[0],
            options=now[1:],
            date="2025-05-02",
            supersedes=("was",),
        ),
    )
    step = step_of(found, "now")
    assert (step.kind, answer(step, "south")[1]) == (kind, ground)


def test_between_options_without_order_nothing_can_be_told() -> None:
    found = moved(
        choose("theirs", "2025-05-01", "south", "demands", "red"),
        choose("was", "2025-05-01", "north", "demands", "blue"),
        choose("beside", "2025-05-02", "north", "demands", "green"),
        at("gone", "2025-05-02", "north", "demands", "blue", issue="choice", supersedes=("was",)),
    )
    step = step_of(found, "beside", "gone")
    assert (step.kind, step.reason) == ("new demand", "")
    replaced = moved(
        choose("theirs", "2025-05-01", "south", "demands", "red"),
        choose("was", "2025-05-01", "north", "demands", "blue"),
        at("now", "2025-05-02", "north", "demands", "green", issue="choice", supersedes=("was",)),
    )
    step = step_of(replaced, "now")
    assert (step.kind, step.reason) == ("cannot be told", "options have no order")


def test_a_red_line_that_lets_more_through_is_a_move() -> None:
    # Shut out: 0 to 3.5, then 0 to 3. South offers 2: nearest left is 1.5, then 1 away.
    found = moved(
        priced("offer", "2025-05-01", "south", "offers", "2"),
        priced("line", "2025-05-01", "north", "red line", "0..3.5"),
        priced("lower", "2025-05-02", "north", "red line", "0..3"),
    )
    assert step_of(found, "lower").kind == "moved toward"


def test_the_same_said_again_is_unchanged_even_if_the_other_is_silent() -> None:
    found = moved(NORTH_ALL, at("again", "2025-05-02", "north", "demands", "all"))
    step = step_of(found, "again")
    assert (step.kind, answer(step, "south")) == ("unchanged", ("unchanged", "", ""))


def test_toward_somebody_silent_nothing_can_be_told() -> None:
    found = moved(
        NORTH_ALL, at("new", "2025-05-02", "north", "offers", "some", supersedes=("all",))
    )
    step = step_of(found, "new")
    assert (step.kind, step.reason) == ("cannot be told", "other is silent")


def test_with_nobody_else_nothing_can_be_told() -> None:
    found = moved(
        NORTH_ALL,
        at("new", "2025-05-02", "north", "demands", "some", supersedes=("all",)),
        parties=(party("north"),),
    )
    step = step_of(found, "new")
    assert (step.kind, step.reason) == ("cannot be told", "no other principal")


def test_a_demand_taken_back_is_withdrawn_an_offer_retracted() -> None:
    gone = {"withdrawn": withdrawal(date="2025-05-09")}
    found = moved(
        at("demand", "2025-05-01", "north", "demands", "all", **gone),
        at("offer", "2025-05-01", "south", "offers", "none", **gone),
    )
    kinds = {each.party: each.kind for each in found.steps if not each.after}
    assert kinds == {"north": "withdrawn", "south": "retracted"}
    assert [str(each.date) for each in found.steps] == ["2025-05-01"] * 2 + ["2025-05-09"] * 2


def test_what_was_taken_back_without_a_date_comes_last() -> None:
    found = moved(
        at("demand", "2025-05-01", "north", "demands", "all", withdrawn=withdrawal()),
        at("late", "2025-05-20", "south", "offers", "none"),
    )
    assert [(each.party, each.date is None) for each in found.steps][-1] == ("north", True)


@pytest.mark.parametrize(
    ("now", "kind"),
    [
        (("refuses", "more"), "retracted"),  # shut out now
        (("offers", "all"), "retracted"),  # 2 steps, then 3: less than before
        (("offers", "some"), "moved toward"),  # 2 steps, then 1: better than before
    ],
)
def test_an_offer_that_is_worsened_is_retracted(now: tuple[str, str], kind: str) -> None:
    found = moved(
        SOUTH_NONE,
        at("was", "2025-05-01", "north", "offers", "more"),
        at("now", "2025-05-02", "north", *now, supersedes=("was",)),
    )
    assert step_of(found, "now").kind == kind


def test_a_demand_that_is_worsened_is_no_retraction() -> None:
    found = moved(
        SOUTH_NONE,
        at("was", "2025-05-01", "north", "demands", "more"),
        at("now", "2025-05-02", "north", "demands", "all", supersedes=("was",)),
    )
    assert step_of(found, "now").kind == "moved away"


def test_a_demand_beside_what_stands_is_new() -> None:
    found = moved(
        SOUTH_NONE, NORTH_ALL, at("more", "2025-05-02", "north", "demands", "more", "all")
    )
    # Beside "all", the demand for "more or all" asks for nothing less: 3 steps, then 2.
    assert step_of(found, "more").kind == "moved toward"
    found = moved(
        SOUTH_NONE,
        at("more", "2025-05-01", "north", "demands", "more"),
        at("also", "2025-05-02", "north", "demands", "all"),
    )
    assert step_of(found, "also").kind == "new demand"  # 2 steps before and after


@pytest.mark.parametrize(
    ("date", "kind"),
    [
        ("2025-05-09", "new demand"),
        ("about 2025-05-09", "stated"),  # the record does not know the day
        ("2025-05", "stated"),  # may be as old as the first
        ("2025-05-01", "stated"),  # of the first day
    ],
)
def test_a_demand_on_another_issue_is_new_if_it_surely_came_later(date: str, kind: str) -> None:
    found = moved(NORTH_ALL, priced("late", date, "north", "demands", "5"))
    assert step_of(found, "late").kind == kind


def test_positions_of_one_time_are_said_together() -> None:
    found = moved(
        choose("offer", "2025-05-01", "north", "offers", "green"),
        choose("line", "2025-05-01", "north", "red line", "red"),
    )
    (step,) = found.steps
    assert (step.kind, set(step.entries)) == ("stated", {"offer", "line"})


def test_a_correction_of_the_same_day_is_no_step() -> None:
    found = moved(
        NORTH_ALL, at("right", "2025-05-01", "north", "demands", "more", supersedes=("all",))
    )
    (step,) = found.steps
    assert ([each.id for each in step.after], step.kind) == (["right"], "stated")


def test_where_the_own_order_is_not_known_it_cannot_be_told() -> None:
    found = moved(
        SOUTH_NONE,
        NORTH_ALL,
        at("may", "2025-05-02..2025-05-09", "north", "demands", "some"),
        at("exact", "2025-05-05", "north", "demands", "more"),
    )
    kinds = {each.entries: (each.kind, each.unordered) for each in found.steps}
    assert kinds["may",] == ("cannot be told", ("exact",))
    assert kinds["exact",] == ("cannot be told", ("may",))
    assert kinds["all",] == ("stated", ())


def test_the_other_moving_about_the_same_time_counts_in_both_readings() -> None:
    both = (
        SOUTH_NONE,
        NORTH_ALL,
        at("north-2", "2025-05-05", "north", "demands", "more", supersedes=("all",)),
    )
    # South at none or some: north from 3 or 2 steps to 2 or 1. Toward it either way.
    near = moved(
        *both, at("south-2", "2025-05-05", "south", "demands", "some", supersedes=("none",))
    )
    step = step_of(near, "north-2")
    (to_south,) = step.relations
    assert step.kind == "moved toward"
    assert to_south.before is not None
    assert (int(to_south.before.low), int(to_south.before.high)) == (2, 3)
    # South at none or all: north from 3 or 0 steps to 2 or 1. It depends.
    far = moved(*both, at("south-2", "2025-05-05", "south", "demands", "all", supersedes=("none",)))
    step = step_of(far, "north-2")
    assert (step.kind, step.reason) == ("cannot be told", "depends on the other's order")


def test_a_member_moves_toward_the_others_not_toward_its_own() -> None:
    crew = party("crew", role="delegation", member_of=("north",))
    found = moved(
        crew,
        NORTH_ALL,
        SOUTH_NONE,
        at("was", "2025-05-01", "crew", "demands", "all"),
        at("now", "2025-05-02", "crew", "demands", "more", supersedes=("was",)),
    )
    assert [each.other for each in step_of(found, "now").relations] == ["south"]


def test_a_disputed_position_says_so() -> None:
    found = moved(at("all", "2025-05-01", "north", "demands", "all", disputed=(dispute(),)))
    assert found.steps[0].disputed


def test_a_position_superseded_under_another_issue_no_longer_stands() -> None:
    found = moved(
        NORTH_ALL, priced("moved", "2025-05-05", "north", "demands", "5", supersedes=("all",))
    )
    step = step_of(found, "all") if len(found.steps) == 2 else found.steps[-1]
    assert {each.kind for each in found.steps if not each.after} == {"withdrawn"}
    assert step.party == "north"
