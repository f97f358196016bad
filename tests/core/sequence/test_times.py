"""Earliest and last days and the critical path, worked by hand; and against a slow answer."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from random import Random

import pytest

from detente.core.record.dates import Date
from detente.core.record.obligations import Step
from detente.core.sequence.analysis import sequence
from detente.core.sequence.graph import LastDay, Requirement, SequenceGraph
from detente.core.sequence.possible import Demands, possible
from detente.core.sequence.times import StepTimes, critical_path, moved, step_times
from tests.core.builders import (
    case_of,
    commitment,
    condition,
    deadline,
    meeting,
    on,
    paper_due,
    proposal,
)

from .graphs import ON, graph, is_met, needs, random_graph, step


def times_of(made: SequenceGraph) -> dict[str, StepTimes]:
    demands = Demands.of(made)
    return {each.key: each for each in step_times(made, demands, possible(demands).rounds)}


def day(text: str) -> Date:
    return Date.parse(text)


def june(number: int) -> date:
    return date(2025, 6, number)


def test_a_chain_with_days_in_between() -> None:
    made = graph(
        step("paper"),
        step("review"),
        step("talks", entry="talks", planned=day("2025-06-10")),
        needs("review", "paper", lead_days=2),
        needs("talks", "review", lead_days=4),
    )
    found = times_of(made)
    assert [found[key].earliest for key in found] == [ON, date(2025, 5, 31), june(10)]
    assert [found[key].latest for key in found] == [june(4), june(6), june(10)]
    assert [found[key].slack_days for key in found] == [6, 6, 0]
    assert [found[key].round for key in found] == [1, 2, 3]
    assert found["paper"].latest_from == ("review-after-paper", "talks-after-review", "talks")
    assert found["talks"].earliest_from == "talks"
    assert found["review"].earliest_from == "review-after-paper"
    assert found["paper"].earliest_from == ""
    assert found["paper"].holds_up == ("review",)
    assert found["review"].waits_for == ("review-after-paper",)
    assert critical_path(found, "talks") == ("paper", "review", "talks")


def test_what_comes_too_late_has_negative_slack() -> None:
    made = graph(
        step("paper"),
        step("talks", planned=day("2025-06-02")),
        needs("talks", "paper", lead_days=7),
    )
    found = times_of(made)
    assert (found["talks"].earliest, found["talks"].latest) == (june(5), june(2))
    assert (found["paper"].latest, found["paper"].slack_days) == (date(2025, 5, 26), -3)
    assert found["talks"].slack_days == -3


def test_what_happened_counts_from_its_day() -> None:
    made = graph(
        step("paper", state="done", done=day("2025-05-27")),
        needs("talks", "paper", lead_days=7, id="r"),
    )
    made = replace(made, requirements=(replace(made.requirements[0], state="contested"),))
    found = times_of(made)
    assert list(found) == ["talks"]
    assert (found["talks"].earliest, found["talks"].earliest_from) == (june(3), "r")
    assert critical_path(found, "talks") == ("talks",)


def test_of_alternatives_the_earliest_counts_even_if_it_comes_in_a_later_round() -> None:
    made = graph(
        step("late", planned=day("2025-06-20")),
        step("a"),
        needs("b", "a", lead_days=3),
        needs("talks", either=("late", "b")),
    )
    found = times_of(made)
    assert (found["talks"].round, found["talks"].earliest) == (2, june(1))
    assert critical_path(found, "talks") == ("a", "b", "talks")


def test_the_path_ends_though_alternatives_lead_back() -> None:
    made = graph(
        step("late", planned=day("2025-06-20")),
        *(needs(f"m{n + 1}", f"m{n}") for n in range(4)),
        needs("x", either=("late", "k")),
        needs("k", either=("x", "m4")),
    )
    found = times_of(made)
    assert (found["x"].round, found["k"].round) == (2, 3)
    assert critical_path(found, "x") == ("m0", "m1", "m2", "m3", "m4", "k", "x")


def test_alternatives_that_were_ruled_out_do_not_hide_the_one_that_is_left() -> None:
    made = graph(
        step("gone", state="ruled out"),
        step("talks", planned=day("2025-06-02")),
        needs("talks", either=("gone", "b")),
    )
    found = times_of(made)
    assert critical_path(found, "talks") == ("b", "talks")
    assert found["b"].latest == june(2)  # the last way left
    open_ways = times_of(
        graph(step("talks", planned=day("2025-06-02")), needs("talks", either=("a", "b")))
    )
    assert open_ways["a"].latest is None  # neither has to happen
    done = times_of(
        graph(
            step("a", state="done"),
            step("talks", planned=day("2025-06-02")),
            needs("talks", either=("a", "b"), state="contested"),
        )
    )
    assert done["b"].latest is None
    assert critical_path(done, "talks") == ("talks",)


def test_the_path_goes_by_the_later_one_then_by_the_latest_round_then_by_the_record() -> None:
    later = graph(
        step("goal"),
        step("far", planned=day("2025-06-03")),
        needs("goal", "near", id="r1", lead_days=2),
        needs("goal", "far", id="r2"),
    )
    assert critical_path(times_of(later), "goal") == ("far", "goal")
    with_days = graph(needs("goal", "a", id="r1"), needs("goal", "b", id="r2", lead_days=2))
    assert critical_path(times_of(with_days), "goal") == ("b", "goal")
    rounds = graph(needs("goal", "a", id="r1"), needs("goal", "c", id="r2"), needs("c", "b"))
    assert critical_path(times_of(rounds), "goal") == ("b", "c", "goal")
    ties = graph(step("goal"), step("z"), step("a"), needs("goal", "z", "a"))
    assert critical_path(times_of(ties), "goal") == ("z", "goal")


def test_steps_of_a_circle_share_its_last_day_and_have_no_first() -> None:
    made = graph(
        step("talks", planned=day("2025-06-02")),
        step("paper", last_days=(LastDay(day("about 2025-05-31"), "due", "", "", False),)),
        needs("talks", "paper", lead_days=4),
        needs("paper", "talks"),
        needs("paper", "draft"),
    )
    found = times_of(made)
    assert {key: each.latest for key, each in found.items()} == dict.fromkeys(
        found, date(2025, 5, 31)
    )
    assert all(each.uncertain for each in found.values())
    assert (found["talks"].earliest, found["talks"].round, found["draft"].earliest) == (
        None,
        None,
        ON,
    )
    assert found["talks"].slack_days is None
    assert critical_path(found, "talks") == ()


def test_about_and_the_day_to_meet_it_by_are_passed_on() -> None:
    made = graph(
        step("talks", entry="talks", planned=day("about 2025-06-10")),
        needs("talks", "paper", id="r", lead_days=1),
        needs("paper", "draft", id="q", by=day("2025-06-20")),
        needs("other", "note", id="s", by=day("about 2025-06")),
    )
    found = times_of(made)
    assert (found["paper"].latest, found["paper"].uncertain) == (june(9), True)
    assert found["draft"].latest_from == ("q", "r", "talks")
    assert (found["note"].latest, found["note"].latest_from) == (june(30), ("s",))
    assert found["note"].uncertain
    assert found["other"].latest is None


def test_the_ends_of_time_are_the_ends() -> None:
    assert moved(date.max, 1) == date.max
    assert moved(date.min, -1) == date.min
    assert moved(date.max, 0) == date.max
    ends = graph(
        step("a", planned=day("9999-12-31")),
        step("d", planned=day("0001-01-01")),
        needs("b", "a", lead_days=9999),
        needs("d", "c", lead_days=9999),
    )
    found = times_of(ends)
    assert found["b"].earliest == date.max
    assert found["c"].latest == date.min
    assert found["d"].slack_days == -((ON - date.min).days + 9999)


def test_a_case_with_papers_deadlines_and_commitments() -> None:
    talks = Step(what="the talks", entry="talks")
    case = case_of(
        meeting(date="2025-06-10"),
        proposal(due=(paper_due("south", before="talks"),)),
        commitment(due="2025-06-20", after=(talks,)),
        condition(first=(Step(what="x"),), then=Step(what="p", entry="paper"), lead_time="1 week"),
        deadline(entry="paper", by="2025-06-04"),
    )
    found = sequence(case, on("2025-05-29"))
    assert found.next_meeting == "talks"
    assert found.critical_path == ("“x”", "paper", "talks")
    paper = found.time("paper")
    assert (paper.earliest, paper.latest, paper.latest_from) == (june(5), june(4), ("ultimatum",))
    assert found.time("“x”").latest == date(2025, 5, 28)
    assert (found.time("owed").earliest, found.time("owed").latest) == (june(10), june(20))
    assert found.order == (("“x”",), ("paper",), ("talks",), ("owed",))
    with pytest.raises(KeyError):
        found.time("nothing")


def _with_days(chance: Random, made: SequenceGraph) -> SequenceGraph:
    """The graph with days on which steps happened, last days, and days to meet things by."""

    def some(likely: float, first: int, last: int) -> Date | None:
        days = timedelta(days=chance.randint(first, last))
        return Date.of(made.on + days) if chance.random() < likely else None

    steps = tuple(
        replace(each, done=some(0.8, -20, 0))
        if each.state == "done"
        else replace(each, last_days=_last_days(some(0.2, -3, 40), some(0.1, -3, 20)))
        for each in made.steps
    )
    requirements = tuple(replace(each, by=some(0.1, 0, 30)) for each in made.requirements)
    return replace(made, steps=steps, requirements=requirements)


def _last_days(bound: Date | None, wish: Date | None) -> tuple[LastDay, ...]:
    days = ((bound, False), (wish, True))
    return tuple(LastDay(day, "due", "", "", wanted) for day, wanted in days if day)


def _slow_earliest(made: SequenceGraph) -> dict[str, date]:
    """From nothing on, every step by its definition, over and over until nothing changes."""
    found = {
        each.key: each.done.latest if each.done else made.on
        for each in made.steps
        if each.state == "done"
    }
    while True:
        after = dict(found)
        for each in made.steps:
            into = [one for one in made.in_force() if one.then == each.key]
            if each.state != "open" or not all(is_met(one, found) for one in into):
                continue
            days = [made.on, *([each.planned.earliest] if each.planned else ())]
            for one in into:
                waits = [found[key] for key in one.first]
                waits += (
                    [min(found[key] for key in one.either if key in found)] if one.either else []
                )
                days.append(max(waits) + timedelta(days=one.lead_days))
            after[each.key] = max(days)
        if after == found:
            return found
        found = after


def _slow_latest(made: SequenceGraph, can: set[str]) -> dict[str, date]:
    """Every last day passed on, over and over; in a circle, days in between do not count."""
    state = {each.key: each.state for each in made.steps}
    binds: list[tuple[str, Requirement]] = []
    for one in made.in_force():
        if state[one.then] != "open":
            continue
        left = [key for key in one.either if key in can]
        binding = list(one.first)
        if len(left) == 1 and not any(state[key] == "done" for key in one.either):
            binding += left
        binds += [(key, one) for key in binding if state[key] == "open"]
    reach = {key: {key} for key in state}
    for _ in state:
        for key, one in binds:
            reach[key] |= reach[one.then]
    found: dict[str, date] = {}

    def at_most(key: str, day: date) -> None:
        found[key] = min(found.get(key, day), day)

    for _ in range(len(state) + 1):
        for each in made.steps:
            binding_days = [last.day for last in each.last_days if not last.wish]
            for own in (*binding_days, each.planned):
                if own and each.state == "open":
                    at_most(each.key, own.latest)
        for key, one in binds:
            if one.by:
                at_most(key, one.by.latest)
            if one.then in found:
                together = key in reach[one.then]
                days = 0 if together else one.lead_days
                at_most(key, found[one.then] - timedelta(days=days))
    for each in made.steps:
        for last in each.last_days:
            if last.wish and each.state == "open":
                at_most(each.key, last.day.latest)
    return found


@pytest.mark.parametrize("batch", range(10))
def test_days_agree_with_the_slow_answers(batch: int) -> None:
    chance, earlier_by_a_later_round, locked = Random(500 + batch), 0, 0
    for _ in range(100):
        made = _with_days(chance, random_graph(chance, 12, leads=True))
        found = times_of(made)
        earliest = _slow_earliest(made)
        for key, each in found.items():
            assert each.earliest == earliest.get(key)
            assert (each.earliest is None) == (each.round is None)
        latest = _slow_latest(made, set(earliest))
        assert {key: each.latest for key, each in found.items() if each.latest} == {
            key: day for key, day in latest.items() if key in found
        }
        for key in found:
            path = critical_path(found, key)
            assert path[-1:] == ((key,) if found[key].round else ())
            assert len(set(path)) == len(path)
            days = [found[each].earliest or date.max for each in path]
            assert days == sorted(days)
        locked += any(each.round is None for each in found.values())
        earlier_by_a_later_round += any(
            (found[each.after].round or 0) >= (each.round or 0)
            for each in found.values()
            if each.after
        )
    assert locked
    if batch == 1:
        assert earlier_by_a_later_round
