"""What holds for every case: order and names change nothing, and nothing fails."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.core.record.case import Case
from detente.core.record.obligations import Step
from detente.core.sequence.analysis import Sequence, analysed, sequence
from detente.core.sequence.graph import SequenceGraph
from detente.core.sequence.what_if import UnknownInWhatIf, what_if
from tests.core.builders import case_of, condition, meeting, on, paper_due, party, proposal
from tests.core.strategies import broad, cases, days

from .graphs import random_graph

NOTHING = Case(title="t")


def names_of(found: Sequence, back: dict[str, str]) -> dict[str, Any]:
    """What was found as sets and sizes, with each name as it was."""

    def named(each: Any) -> Any:
        return frozenset(back.get(one, one) for one in each)

    return {
        "deadlocks": {
            (
                named(freed.deadlock.steps),
                named(freed.deadlock.requirements),
                len(freed.deadlock.circle),
                freed.deadlock.shortest,
                named(freed.deadlock.closed),
                frozenset(named(each) for each in freed.waivers.sets),
                frozenset((named(w.requirements), named(w.steps)) for w in freed.exchange.ways),
                named(freed.exchange.hindered_by),
            )
            for freed in found.deadlocks
        },
        "ends": {(named([each.requirement]), named(each.steps)) for each in found.dead_ends},
        "blocked": named(found.blocked),
        "order": [named(each) for each in found.order],
        "times": {
            (
                named([each.key]),
                each.round,
                each.earliest,
                each.latest,
                named(each.waits_for),
                named(each.holds_up),
            )
            for each in found.times
        },
    }


def shuffled(made: SequenceGraph, chance: Random) -> SequenceGraph:
    """The graph with steps, requirements, and what these name in another order."""
    steps, requirements = list(made.steps), list(made.requirements)
    chance.shuffle(steps)
    chance.shuffle(requirements)
    turned = [
        replace(
            each,
            first=tuple(chance.sample(each.first, len(each.first))),
            either=tuple(chance.sample(each.either, len(each.either))),
        )
        for each in requirements
    ]
    return SequenceGraph(made.on, tuple(steps), tuple(turned))


def renamed(made: SequenceGraph, chance: Random) -> tuple[SequenceGraph, dict[str, str]]:
    """The graph with other names, and the old name of each."""
    old = [each.key for each in made.steps] + [each.id for each in made.requirements]
    new = [f"n{number}" for number in chance.sample(range(1000), len(old))]
    name = dict(zip(old, new, strict=True))

    def all_of(keys: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(name[key] for key in keys)

    steps = tuple(replace(each, key=name[each.key]) for each in made.steps)
    requirements = tuple(
        replace(
            each,
            id=name[each.id],
            first=all_of(each.first),
            either=all_of(each.either),
            then=name[each.then],
        )
        for each in made.requirements
    )
    return SequenceGraph(made.on, steps, requirements), dict(zip(new, old, strict=True))


@pytest.mark.parametrize("batch", range(5))
def test_order_and_names_change_nothing(batch: int) -> None:
    chance, seen = Random(900 + batch), Counter[str]()
    for _ in range(60):
        made = random_graph(chance, 9, leads=True)
        found = analysed(made, NOTHING)
        expected = names_of(found, {})
        assert names_of(analysed(shuffled(made, chance), NOTHING), {}) == expected
        other, back = renamed(made, chance)
        again = analysed(other, NOTHING)
        assert names_of(again, back) == expected
        assert [[back[key] for key in keys] for keys in again.order] == [
            list(k) for k in found.order
        ]
        seen.update(deadlocks=len(found.deadlocks), blocked=len(found.blocked))
    assert all(seen[name] for name in ("deadlocks", "blocked"))


BLOCKS = ("parties", "meetings", "proposals", "conditions", "deadlines", "commitments", "events")


@given(cases(*BLOCKS), days, st.randoms())
@broad
def test_the_order_of_entries_changes_nothing(case: Case, day: Any, chance: Random) -> None:
    # of two entries with one id, or which take the place of one, the order decides
    each_once: dict[str, Any] = {
        block: tuple({each.id: replace(each, supersedes=()) for each in case.block(block)}.values())
        for block in BLOCKS
    }
    turned: dict[str, Any] = {
        block: tuple(chance.sample(found, len(found))) for block, found in each_once.items()
    }
    one, other = replace(case, **each_once), replace(case, **turned)
    assert names_of(sequence(other, day), {}) == names_of(sequence(one, day), {})


@given(cases(), days)
@broad
def test_no_case_is_too_odd(case: Case, day: Any) -> None:
    found = sequence(case, day)
    keys = [step.key for step in found.graph.steps]
    assert len(set(keys)) == len(keys)
    assert {each.key for each in found.times} == {
        s.key for s in found.graph.steps if s.state == "open"
    }
    told = [key for keys in found.order for key in keys]
    assert sorted([*told, *found.blocked]) == sorted(each.key for each in found.times)
    for each in found.graph.requirements:
        assert {*each.before, each.then} <= set(keys)
        assert what_if(case, day, waived=[each.id]).graph.requirement(each.id).state == "waived"
    for key in keys:
        try:
            assert what_if(case, day, met=[key]).graph.step(key).state == "done"
        except UnknownInWhatIf:
            raise AssertionError(key) from None


def test_nothing_and_one_party_and_duplicates() -> None:
    assert sequence(NOTHING, on("2025-05-29")).order == ()
    alone = sequence(case_of(party(), condition()), on("2025-05-29"))
    assert alone.order == (("“the paper is handed over”",), ("“the talks begin”",))
    twice = case_of(condition("a"), condition("b"), condition("b"))
    found = sequence(twice, on("2025-05-29"))
    assert [each.id for each in found.graph.requirements] == ["a", "b"]
    assert found.order == alone.order
    assert found.time("“the talks begin”").waits_for == ("a", "b")


def test_a_case_told_whole() -> None:
    talks, summit = Step(what="talks", entry="talks"), Step(what="a summit")
    case = case_of(
        party(),
        party("south"),
        meeting(),
        proposal(due=(paper_due("south", before="talks"), paper_due("north", at="talks"))),
        condition("after-talks", first=(talks,), then=summit),
        condition("free", first=(Step(what="a call"),), then=Step(what="a letter")),
    )
    found = sequence(case, on("2025-05-29"))
    (freed,) = found.deadlocks
    assert set(freed.deadlock.steps) == {"talks", "paper"}
    assert set(freed.waivers.sets) == {("paper:due-1",), ("paper:due-2",)}
    assert set(freed.exchange.ways[0].requirements) == {"paper:due-1", "paper:due-2"}
    assert set(found.blocked) == {"talks", "paper", "“a summit”"}
    assert found.order == (("“a call”",), ("“a letter”",))
    assert (found.next_meeting, found.critical_path, found.dead_ends) == ("talks", (), ())


def test_a_step_whose_entry_is_no_step_goes_by_its_words_before_and_after_narrowing() -> None:
    case = case_of(
        party(), condition("a", first=(Step(what="The vote", entry="nowhere", part="first half"),))
    )
    keys = [step.key for step in sequence(case, on("2025-05-29")).graph.steps]
    assert "“the vote” / first half" in keys
    for key in keys:
        assert what_if(case, on("2025-05-29"), met=[key]).graph.step(key).state == "done"
