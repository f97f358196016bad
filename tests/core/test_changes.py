"""What changed: each kind by a small example, and what holds for every case."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given

from detente.core.changes import Changes, EntryChange, changes_between, changes_since
from detente.core.record.case import Case
from detente.core.record.entry import Dispute, Withdrawal
from detente.core.record.known import known_on, visible_to
from detente.core.record.obligations import Step
from tests.core.builders import (
    case_of,
    commitment,
    condition,
    deadline,
    delivery,
    dispute,
    document,
    event,
    evidence,
    found,
    issue,
    kept,
    meeting,
    meeting_step,
    met,
    on,
    paper_due,
    paper_step,
    party,
    position,
    proposal,
    statement,
    withdrawal,
)
from tests.core.strategies import broad, cases, days

BEFORE, AFTER = on("2025-05-10"), on("2025-05-30")
TALKS = Step(what="the talks", entry="talks")


def since(*entries: Any, reader: str | None = None) -> Changes:
    return changes_since(case_of(*entries), BEFORE, AFTER, reader)


def between(old: Any, new: Any) -> Changes:
    return changes_between(case_of(*old), case_of(*new), AFTER, AFTER)


def told(changes: Changes) -> list[tuple[str, str]]:
    return [(each.id, each.kind) for each in changes.entries]


def only(changes: Changes) -> EntryChange:
    (one,) = changes.entries
    return one


def test_what_became_known_since_is_added() -> None:
    changes = since(
        statement("old"), statement("new", date="2025-05-20"), event("x", date="2025-05-11")
    )
    assert told(changes) == [("new", "added"), ("x", "added")]
    assert changes.entries[0] == EntryChange("statements", "new", "added", (), (), ())
    assert (changes.before, changes.after) == (BEFORE, AFTER)
    assert changes


def test_the_end_of_the_day_counts() -> None:
    for day, expected in (("2025-05-10", []), ("2025-05-11", [("new", "added")])):
        assert told(since(statement("new", date=day))) == expected
    assert told(since(statement("new", date="2025-05-31"))) == []


def test_what_another_entry_took_the_place_of_is_superseded() -> None:
    old, new = statement("old"), statement("new", date="2025-05-20", supersedes=("old",))
    changes = since(old, new)
    assert changes.entries[0] == EntryChange("statements", "old", "superseded", ("new",), (), ())
    assert told(changes) == [("old", "superseded"), ("new", "added")]
    both = since(statement("old", date="2025-05-20"), new)
    assert told(both) == [("old", "added"), ("new", "added")]  # neither was known


def test_what_was_taken_back_is_withdrawn() -> None:
    taken = withdrawal(date="2025-05-20", by="north", why="an error")
    one = only(since(statement(withdrawn=taken)))
    assert (one.kind, one.by, one.parts) == ("withdrawn", ("north",), (taken,))
    nobody = only(since(statement(withdrawn=withdrawal(date="2025-05-20"))))
    assert nobody.by == ()
    assert told(since(statement(withdrawn=withdrawal(date="2025-05-05")))) == []


def test_what_somebody_says_is_not_so_is_disputed() -> None:
    said = dispute("south", date="2025-05-20"), dispute("east", date="2025-05-21")
    one = only(since(statement(disputed=(dispute("west", date="2025-05-02"), *said))))
    assert (one.kind, one.by, one.parts) == ("disputed", ("south", "east"), said)


@pytest.mark.parametrize(
    ("entry", "field"),
    [
        (
            meeting(
                history=(
                    meeting_step("proposed", "2025-05-01"),
                    meeting_step("planned", "2025-05-20"),
                )
            ),
            "history",
        ),
        (proposal(history=(paper_step("promised", "2025-05-01"), paper_step())), "history"),
        (proposal(due=(paper_due(date="2025-05-20"),)), "due"),
        (condition(met=(met("south", "not met", date="2025-05-20"),)), "met"),
        (deadline(met=(met("south", "met", date="2025-05-20"),)), "met"),
        (commitment(deliveries=(delivery(date="2025-05-20"),)), "deliveries"),
        (commitment(claims=(kept("south", "kept", date="2025-05-20"),)), "claims"),
        (commitment(findings=(found("kept", date="2025-05-20"),)), "findings"),
    ],
)
def test_a_new_part_continues_an_entry(entry: Any, field: str) -> None:
    one = only(since(entry))
    assert (one.id, one.kind, one.fields) == (entry.id, "continued", (field,))
    assert one.parts == getattr(entry, field)[-1:]


def test_new_evidence_continues_an_entry_or_a_part_of_it() -> None:
    known, later = document("first", date="2025-05-01"), document("second", date="2025-05-20")
    proof = (evidence("first"), evidence("second"))
    one = since(known, later, statement(evidence=proof)).entries[-1]
    assert (one.kind, one.fields, one.parts) == ("continued", ("evidence",), ())
    step = meeting_step("held", "2025-05-05", evidence=proof)
    one = since(known, later, meeting(date="2025-05-05", history=(step,))).entries[-1]
    assert (one.kind, one.fields, one.parts) == ("continued", ("history",), ())
    more = meeting(date="2025-05-05", history=(step, meeting_step("held", "2025-05-20")))
    one = since(known, later, more).entries[-1]
    assert one.parts == more.history[1:]


def test_an_entry_is_not_another_because_one_it_names_became_known() -> None:
    later = meeting(recorded="2025-05-20")
    naming = (
        condition(first=(TALKS,)),
        deadline(before="talks", after=(TALKS,)),
        commitment(meeting="talks"),
        proposal(
            due=(paper_due(before="talks"),), history=(paper_step(date="2025-05-02", at="talks"),)
        ),
    )
    assert told(since(later, *naming)) == [("talks", "added")]


def test_the_outcome_of_a_meeting_continues_it() -> None:
    one = only(since(meeting(date="2025-05-20", outcome="nothing", recorded="2025-05-01")))
    assert (one.kind, one.fields) == ("continued", ("outcome",))


def test_between_versions_what_says_something_else_is_edited() -> None:
    one = only(between([statement(text="Yes.")], [statement(text="No.")]))
    assert (one.kind, one.fields) == ("edited", ("text",))


def test_between_versions_edits_and_additions_are_told_apart() -> None:
    old = commitment(what="a", claims=(kept("north", "kept"),))
    new = commitment(what="b", claims=(kept("north", "kept"), kept("south", "not kept")))
    changes = between([old], [new])
    assert told(changes) == [("owed", "continued"), ("owed", "edited")]
    assert [each.fields for each in changes.entries] == [("claims",), ("what",)]
    changed = commitment(what="a", claims=(kept("north", "not kept"),))
    assert told(between([old], [changed])) == [("owed", "edited")]
    fewer = commitment(what="a")
    assert only(between([old], [fewer])).fields == ("claims",)


def test_between_versions_what_is_no_longer_there_is_gone() -> None:
    changes = between([statement("a"), event("b")], [event("b")])
    assert told(changes) == [("a", "gone")]


def test_positions_that_moved_are_told_with_both_wordings() -> None:
    first = position("first")
    second = position("second", stance="could accept", date="2025-05-20")
    (moved,) = since(party(), issue(), first, second).positions
    assert (moved.party, moved.issue) == ("north", "truce")
    assert (moved.before, moved.after) == ((first,), (second,))
    gone = position(withdrawn=withdrawal(date="2025-05-20"))
    (silent,) = since(party(), issue(), gone).positions
    assert silent.after == ()
    assert since(party(), issue(), first).positions == ()


def test_to_say_the_same_again_is_no_move() -> None:
    again = position("again", date="2025-05-20", text="Once more.")
    assert since(party(), issue(), position(), again).positions == ()
    other = position("again", date="2025-05-20", options=("partial",))
    assert len(since(party(), issue(), position(), other).positions) == 1


def test_between_versions_a_position_that_was_edited_moved() -> None:
    world = (party(), issue())
    assert between([*world, position()], [*world, position(stance="offers")]).positions
    (gone,) = between([*world, position()], [party()]).positions
    assert gone.after == ()


def test_what_is_newly_due_overdue_or_done() -> None:
    new = commitment("new", agreed="2025-05-20", due="2025-06-10")
    late = commitment("late", due="2025-05-20")
    done = commitment("done", due="2025-05-20", claims=(kept("south", "kept", date="2025-05-19"),))
    same = commitment("same", due="2025-06-20")
    changes = since(new, late, done, same).due
    assert {(each.item.entry, each.before, each.item.state) for each in changes} == {
        ("new", "new", "open"),
        ("late", "open", "overdue"),
        ("done", "open", "done"),
    }
    both = since(
        commitment(
            "both",
            agreed="2025-05-20",
            due="2025-06-01",
            claims=(kept("south", "kept", date="2025-05-25"),),
        )
    )
    assert both.due == ()  # done before anybody heard of it


def test_deadlocks_come_and_go() -> None:
    talks, paper = Step(what="talks"), Step(what="a paper")
    first = condition("a", first=(paper,), then=talks)
    second = condition("b", first=(talks,), then=paper, date="2025-05-20")
    changes = since(first, second)
    assert [set(each.requirements) for each in changes.new_deadlocks] == [{"a", "b"}]
    assert changes.freed_deadlocks == ()
    locked = condition("b", first=(talks,), then=paper, withdrawn=withdrawal(date="2025-05-20"))
    changes = since(first, locked)
    assert [set(each.requirements) for each in changes.freed_deadlocks] == [{"a", "b"}]
    assert changes.new_deadlocks == ()


def test_a_deadlock_is_the_same_when_its_steps_go_by_another_name() -> None:
    paper = Step(what="a paper")
    asked = condition("a", first=(paper,), then=TALKS), condition("b", first=(TALKS,), then=paper)
    for later in (
        (meeting(recorded="2025-05-20"),),
        (meeting(), meeting("moved", supersedes=("talks",), recorded="2025-05-20")),
    ):
        changes = since(*asked, *later)
        assert (changes.new_deadlocks, changes.freed_deadlocks) == ((), ())


def test_a_deadlock_that_grew_is_new_and_none_is_gone_while_a_part_of_it_is_left() -> None:
    a, b, c = (Step(what=each) for each in "abc")
    two = condition("1", first=(a,), then=b), condition("2", first=(b,), then=a)
    third = condition("3", first=(b,), then=c), condition("4", first=(c,), then=a)
    later = [
        condition(each.id, first=each.first, then=each.then, date="2025-05-20") for each in third
    ]
    grown = since(*two, *later)
    assert ([len(each.steps) for each in grown.new_deadlocks], grown.freed_deadlocks) == ([3], ())
    shrunk = between([*two, *third], two)
    assert (shrunk.new_deadlocks, shrunk.freed_deadlocks) == ((), ())


def test_a_reader_is_told_only_of_what_they_may_see() -> None:
    secret = statement("secret", date="2025-05-20", visible_to=("south",))
    claimed = event("seen", date="2025-05-20")
    assert told(since(secret, claimed, reader="north")) == [("seen", "added")]
    assert told(since(secret, claimed, reader="south")) == [("secret", "added"), ("seen", "added")]


def test_a_hidden_document_does_not_tell_a_reader_what_is_new() -> None:
    note = document("note", date="2025-05-20", visible_to=("mediator",))
    talks = meeting(evidence=(evidence("note"),))
    assert told(since(note, talks, reader="public")) == []
    assert told(since(note, talks, reader="mediator")) == [("note", "added"), ("talks", "added")]


def test_a_day_after_the_other_is_refused() -> None:
    with pytest.raises(ValueError, match="lies after"):
        changes_since(case_of(), AFTER, BEFORE)


@given(cases(), days)
@broad
def test_nothing_changed_since_the_same_day(case: Case, day: date) -> None:
    once = {block: {each.id: each for each in case.block(block)} for block in ("parties", "issues")}
    assert not changes_since(case, day, day).entries
    if len(once["parties"]) == len(case.parties) and len(once["issues"]) == len(case.issues):
        assert not changes_since(case, day, day)


@given(
    cases(
        "parties", "documents", "meetings", "proposals", "conditions", "commitments", "statements"
    ),
    days,
    days,
)
@broad
def test_since_a_day_nothing_is_edited_or_gone_and_what_is_new_was_not_known(
    case: Case, one: date, other: date
) -> None:
    first, last = sorted((one, other))
    old, new = known_on(case, first), known_on(case, last)
    changes = changes_since(case, first, last)
    assert {each.kind for each in changes.entries} <= {
        "added",
        "superseded",
        "withdrawn",
        "disputed",
        "continued",
    }
    ids = {block: {each.id for each in old.block(block)} for block in ("meetings", "statements")}
    for block, known in ids.items():
        expected = {each.id for each in new.block(block)} - known
        added = {e.id for e in changes.entries if e.block == block and e.kind == "added"}
        assert added == expected
    for change in changes.entries:
        if change.kind == "disputed":
            assert all(isinstance(part, Dispute) for part in change.parts)
        if change.kind == "withdrawn":
            assert all(isinstance(part, Withdrawal) for part in change.parts)


@given(cases("parties", "documents", "statements", "events"), days, days)
@broad
def test_exactly_the_entries_of_which_something_became_known_are_told(
    case: Case, one: date, other: date
) -> None:
    first, last = sorted((one, other))
    blocks = ("parties", "documents", "statements", "events")
    if any(len({each.id for each in case.block(b)}) < len(case.block(b)) for b in blocks):
        return
    old, new = known_on(case, first), known_on(case, last)
    later = {each.id for _, _, each in new.entries()} - {each.id for _, _, each in old.entries()}
    told_of = {(each.block, each.id) for each in changes_since(case, first, last).entries}
    for block in blocks:
        before = {each.id: each for each in old.block(block)}
        for entry in new.block(block):
            grew = entry.id in before and (
                entry.evidence != before[entry.id].evidence
                or entry.disputed != before[entry.id].disputed
                or entry.withdrawn != before[entry.id].withdrawn
            )
            replaced = any(
                entry.id in each.supersedes and each.id not in before for each in new.block(block)
            )
            if entry.id not in before or (grew and not later):
                assert (block, entry.id) in told_of
            elif not grew and not replaced:
                assert (block, entry.id) not in told_of


@given(cases(), days)
@broad
def test_versions_that_are_the_same_differ_in_nothing(case: Case, day: date) -> None:
    assert not changes_between(case, case, day, day).entries
    seen = visible_to(case, "a")
    assert not changes_between(seen, seen, day, day).entries


def test_ways_out_of_deadlocks_are_not_computed(monkeypatch: pytest.MonkeyPatch) -> None:
    """They can cost seconds, and nothing of them is told."""

    def refused(*_: object) -> None:
        raise AssertionError("ways out were computed")

    for name in ("waivers", "exchange"):
        monkeypatch.setattr(f"detente.core.sequence.analysis.{name}", refused)
    talks, paper = Step(what="talks"), Step(what="a paper")
    asked = (
        condition("a", first=(paper,), then=talks),
        condition("b", first=(talks,), then=paper, date="2025-05-20"),
    )
    assert len(since(*asked).new_deadlocks) == 1
