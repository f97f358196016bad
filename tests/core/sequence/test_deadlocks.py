"""Deadlocks by hand: circles, what waits behind them, and what nobody can meet any more."""

from __future__ import annotations

from detente.core.sequence.deadlocks import CircleLink, DeadEnd, Deadlock, dead_ends, deadlocks
from detente.core.sequence.graph import SequenceGraph
from detente.core.sequence.possible import Demands, possible

from .graphs import graph, needs, step


def locked(made: SequenceGraph) -> tuple[Deadlock, ...]:
    return deadlocks(Demands.of(made))


def test_two_that_wait_for_one_another() -> None:
    (one,) = locked(graph(needs("talks", "paper", id="a"), needs("paper", "talks", id="b")))
    assert one.steps == ("paper", "talks")
    assert one.requirements == ("b", "a")
    assert one.circle == (CircleLink("talks", "paper", "a"), CircleLink("paper", "talks", "b"))
    assert (one.shortest, one.closed) == (1, ())


def test_three_in_a_circle_with_one_that_only_waits_behind() -> None:
    made = graph(needs("b", "a"), needs("c", "b"), needs("a", "c"), needs("behind", "b"))
    (one,) = locked(made)
    assert set(one.steps) == {"a", "b", "c"}
    assert len(one.circle) == 3
    assert "behind" not in possible(Demands.of(made)).rounds
    assert [(link.for_, link.waits) for link in one.circle] == [("a", "b"), ("b", "c"), ("c", "a")]


def test_two_circles_that_share_a_step_are_one_deadlock() -> None:
    made = graph(
        needs("a", "b"),
        needs("b", "a"),
        needs("c", "b"),
        needs("d", "c"),
        needs("b", "d", id="long"),
    )
    (one,) = locked(made)
    assert set(one.steps) == {"a", "b", "c", "d"}
    assert (len(one.circle), one.shortest) == (2, 1)
    equal = graph(needs("a", "b"), needs("b", "a"), needs("c", "b"), needs("b", "c", id="other"))
    (one,) = locked(equal)
    assert (len(one.circle), one.shortest) == (2, 2)


def test_two_circles_apart_are_two_deadlocks_in_the_order_of_the_record() -> None:
    made = graph(
        step("x"), step("a"), needs("a", "b"), needs("b", "a"), needs("x", "y"), needs("y", "x")
    )
    assert [each.steps for each in locked(made)] == [("x", "y"), ("a", "b")]
    joined = graph(
        needs("a", "b"), needs("b", "a"), needs("x", "y"), needs("y", "x"), needs("x", "a")
    )
    assert len(locked(joined)) == 2  # the second only waits behind the first as well


def test_an_alternative_that_is_free_frees_the_circle() -> None:
    assert locked(graph(needs("a", either=("b", "c")), needs("b", "a"))) == ()


def test_alternatives_are_closed_inside_and_outside() -> None:
    outside = graph(
        step("gone", state="ruled out"), needs("a", either=("b", "gone")), needs("b", "a")
    )
    (one,) = locked(outside)
    assert (one.steps, one.closed) == (("b", "a"), ("gone",))
    behind_another = graph(
        needs("a", either=("b", "x")), needs("b", "a"), needs("x", "y"), needs("y", "x")
    )
    first, second = locked(behind_another)
    assert (set(first.steps), first.closed) == ({"a", "b"}, ("x",))
    assert (set(second.steps), second.closed) == ({"x", "y"}, ())
    inside = graph(needs("a", either=("b", "c")), needs("b", "a"), needs("c", "a"))
    (one,) = locked(inside)
    assert (set(one.steps), one.closed, one.shortest) == ({"a", "b", "c"}, (), 2)


def test_what_is_met_or_done_locks_nothing() -> None:
    assert locked(graph(needs("a", "b", state="met"), needs("b", "a"))) == ()
    assert locked(graph(needs("a", "b", state="lapsed"), needs("b", "a"))) == ()
    assert (
        locked(graph(step("a", state="done"), needs("a", "b", state="overtaken"), needs("b", "a")))
        == ()
    )
    for state in ("contested", "missed", "partly met"):
        assert len(locked(graph(needs("a", "b", state=state), needs("b", "a")))) == 1


def test_a_step_that_waits_for_itself_is_a_circle_of_one() -> None:
    (one,) = locked(graph(needs("a", "a", id="r")))
    assert (one.steps, one.circle) == (("a",), (CircleLink("a", "a", "r"),))


def test_several_requirements_between_the_same_two_steps_are_one_circle() -> None:
    made = graph(needs("a", "b", id="one"), needs("a", "b", id="two"), needs("b", "a"))
    (one,) = locked(made)
    assert (one.shortest, len(one.requirements)) == (1, 3)


def test_dead_ends_name_what_was_ruled_out() -> None:
    made = graph(
        step("gone", state="ruled out"),
        step("lost", state="ruled out"),
        needs("a", "gone", "free", id="all"),
        needs("b", either=("gone", "free"), id="open"),
        needs("c", either=("gone", "lost"), id="both"),
        needs("d", "free", id="late", state="missed"),
        needs("gone", "lost", id="moot"),
    )
    assert dead_ends(Demands.of(made)) == (
        DeadEnd("all", ("gone",)),
        DeadEnd("both", ("gone", "lost")),
        DeadEnd("late", ()),
    )
    assert locked(made) == ()


def test_nothing_is_locked_in_an_empty_graph() -> None:
    assert locked(graph()) == ()
    assert locked(graph(step("a"))) == ()
    assert dead_ends(Demands.of(graph())) == ()
