"""The words for conditions, deadlocks and changes."""

from __future__ import annotations

from datetime import date
from typing import Any

from detente.core.changes import changes_since
from detente.core.record.case import BLOCKS, Case
from detente.core.record.obligations import Step
from detente.core.sequence.analysis import Sequence, sequence
from detente.web import changes_words, sequence_words

from ..core.builders import (
    case_of,
    choice,
    commitment,
    condition,
    course,
    meeting,
    party,
    proposal,
    rule,
)

DAY = date(2025, 5, 29)


def seen(*entries: Any) -> tuple[Sequence, Case]:
    case = case_of(party(), *entries)
    return sequence(case, DAY), case


def test_parts_of_one_thing_can_be_told_apart() -> None:
    some, rest, named = (
        Step(what="They go home.", entry="owed", part="500"),
        Step(what="They go home.", entry="owed", part="the rest"),
        Step(what="The first 500 go home", entry="owed", part="First 500"),
    )
    asked = condition(first=(some, named), then=rest)
    found, case = seen(commitment(), asked)
    assert sequence_words.requirement(found, case, found.graph.requirements[0]) == (
        "North: first They go home (500) and The first 500 go home, then They go home (the rest)"
    )
    assert sequence_words.short_step(found.graph.step("owed / 500"), case) == "They go home (500)"
    text = changes_words.entry_text(case, asked)
    assert text.endswith("then They go home. (the rest)")


def test_courses_of_action_and_rules_of_states_are_told_in_changes() -> None:
    case = case_of(course("strike", label="the dockers strike"), party())
    assert changes_words.entry_text(case, case.conflict[0]) == "the dockers strike"
    sides = rule(when=choice(), excludes=choice(), together=("strike",), without=("talk",))
    assert changes_words.entry_text(case, sides) == "a rule on strike, talk"
    assert changes_words.entry_text(case, rule()) == "a rule on truce"


def test_every_block_has_a_title_in_changes() -> None:
    assert set(changes_words.BLOCK_TITLES) == set(BLOCKS)


def test_a_last_day_that_has_passed_is_told_once() -> None:
    found, _ = seen(condition(by="2025-05-20"), condition("b", by="2025-06-20", until="2025-07-01"))
    missed, still = found.graph.requirements
    assert sequence_words.state(missed) == "its last day has passed, 20 May 2025"
    assert sequence_words.state(still) == (
        "open, to be met by 20 June 2025, required until 1 July 2025"
    )


def test_who_hinders_is_told_once() -> None:
    a, b, c = (Step(what=each) for each in "abc")
    found, case = seen(
        condition("1", first=(a,), then=b, lead_time="4 days"),
        condition("2", first=(b,), then=c, lead_time="4 days"),
        condition("3", first=(c,), then=a, lead_time="1 week"),
    )
    (freed,) = found.deadlocks
    told = sequence_words.hindered(case, found, freed.exchange.hindered_by)
    assert told.count("4 days") == 1
    assert told.count("7 days") == 1


def test_a_deadlock_is_told_in_titles_and_in_the_words_of_the_record() -> None:
    talks, paper = Step(what="x", entry="talks"), Step(what="y", entry="paper")
    part, plain = (
        Step(what="Half of it", entry="paper", part="I"),
        Step(what="The Guns fall silent"),
    )
    steps = (talks, paper, part, plain)
    ring = [
        condition(str(n), first=(one,), then=steps[n - 1], date="2025-05-20")
        for n, one in enumerate(steps)
    ]
    case = case_of(party(), meeting(), proposal(), *ring)
    (new,) = changes_since(case, date(2025, 5, 10), DAY).new_deadlocks
    assert set(changes_words.deadlock(case, new).split("; ")) == {
        "Talks",
        "Paper",
        "Half of it (I)",
        "The Guns fall silent",
    }


def test_of_a_huge_deadlock_a_dozen_steps_are_named() -> None:
    steps = [Step(what=f"step {n}") for n in range(30)]
    ring = [
        condition(str(n), first=(one,), then=steps[n - 1], date="2025-05-20")
        for n, one in enumerate(steps)
    ]
    case = case_of(party(), *ring)
    (new,) = changes_since(case, date(2025, 5, 10), DAY).new_deadlocks
    told = changes_words.deadlock(case, new)
    assert told.count("step ") == 12
    assert told.endswith("; and 18 more")
