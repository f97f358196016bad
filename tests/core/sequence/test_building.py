"""What becomes a step, what becomes a requirement, and which are one and the same."""

from __future__ import annotations

from typing import Any

from detente.core.record.case import Case
from detente.core.record.dates import Date
from detente.core.record.obligations import Condition, Step
from detente.core.sequence.building import sequence_graph
from detente.core.sequence.graph import Requirement, SequenceGraph
from tests.core.builders import (
    case_of,
    commitment,
    condition,
    deadline,
    event,
    evidence,
    ids,
    lever,
    meeting,
    meeting_step,
    on,
    paper_due,
    paper_step,
    party,
    person,
    proposal,
    withdrawal,
)

TODAY = on("2025-05-29")
TALKS = Step(what="the talks", entry="talks")
PAPER = Step(what="the paper", entry="paper")


def built(*entries: Any, day: str = "2025-05-29") -> SequenceGraph:
    return sequence_graph(case_of(*entries), on(day))


def keys(graph: SequenceGraph) -> list[str]:
    return [step.key for step in graph.steps]


def only(graph: SequenceGraph) -> Requirement:
    (one,) = graph.requirements
    return one


def first_then(
    first: str | Step, then: str | Step, id: str = "first-this", **more: Any
) -> Condition:
    steps = [Step(what=each) if isinstance(each, str) else each for each in (first, then)]
    return condition(id, first=(steps[0],), then=steps[1], **more)


def test_a_case_without_entries_has_no_steps() -> None:
    assert built() == SequenceGraph(TODAY, (), ())


def test_a_condition_becomes_two_steps_and_a_requirement() -> None:
    graph = built(
        first_then(
            "A paper", "the talks", lead_time="2 weeks", evidence=(evidence(),), by="2025-07-01"
        )
    )
    assert keys(graph) == ["“a paper”", "“the talks”"]
    one = only(graph)
    assert (one.id, one.kind, one.required_by) == ("first-this", "condition", "north")
    assert (one.first, one.either, one.then) == (("“a paper”",), (), "“the talks”")
    assert (one.lead_days, one.by, one.until) == (14, Date.parse("2025-07-01"), None)
    assert (one.entries, one.evidence) == (("first-this",), (evidence(),))
    assert one.state == "open"
    assert graph.step("“a paper”").what == "A paper"


def test_words_are_the_same_step_whatever_their_capitals_and_blanks() -> None:
    graph = built(
        first_then("The  Guns fall silent", "talks"),
        first_then("talks", "the guns FALL silent", "other"),
    )
    assert len(graph.steps) == 2
    assert graph.requirements[0].first == (graph.requirements[1].then,)


def test_a_step_is_its_entry_and_part() -> None:
    whole, some, rest = (
        Step(what="prisoners go home", entry="exchange", part=part)
        for part in ("", "First  500", "rest")
    )
    graph = built(
        commitment("exchange"), first_then(some, whole), first_then(rest, "a summit", "second")
    )
    assert keys(graph) == ["exchange / first 500", "exchange", "exchange / rest", "“a summit”"]
    assert [step.entry for step in graph.steps] == ["exchange", "exchange", "exchange", ""]
    assert [step.part for step in graph.steps] == ["First  500", "", "rest", ""]
    assert graph.step("exchange / rest").block == "commitments"


def test_a_step_whose_entry_is_not_known_yet_is_told_in_words() -> None:
    later = meeting(recorded="2025-06-01")
    graph = built(later, first_then("the paper", TALKS))
    assert keys(graph) == ["“the paper”", "“the talks”"]
    assert keys(built(later, first_then("the paper", TALKS), day="2025-06-01"))[1] == "talks"


def test_first_and_either_stay_apart_and_duplicates_count_once() -> None:
    one = condition(
        first=(Step(what="a"), Step(what="A ")),
        either=(Step(what="b"), Step(what="c"), Step(what="b")),
        then=Step(what="d"),
    )
    assert (only(built(one)).first, only(built(one)).either) == (("“a”",), ("“b”", "“c”"))
    assert only(built(one)).before == ("“a”", "“b”", "“c”")


def test_conditions_that_no_longer_stand_are_left_out() -> None:
    old = first_then("a", "b", "old")
    new = first_then("a", "c", "new", supersedes=("old",))
    gone = first_then("a", "d", "gone", withdrawn=withdrawal(date="2025-05-20"))
    assert ids(built(old, new, gone).requirements) == ["new"]
    later = first_then("a", "d", "gone", withdrawn=withdrawal(date="2025-06-20"))
    assert ids(built(later).requirements) == ["gone"]
    assert built(first_then("a", "b", date="2025-06-01")).requirements == ()


def test_a_paper_somebody_else_wants_before_a_meeting_holds_up_the_meeting() -> None:
    wanted = paper_due("south", before="talks", evidence=(evidence(),))
    one = only(built(meeting(), proposal(due=(wanted,))))
    assert (one.id, one.kind, one.required_by) == ("paper:due-1", "paper", "south")
    assert (one.first, one.then, one.evidence) == (("paper",), "talks", (evidence(),))
    assert one.state == "open"


def test_a_paper_its_author_offers_at_a_meeting_waits_for_the_meeting() -> None:
    offered = paper_due("north", at="talks")
    one = only(built(meeting(), proposal(due=(offered,), evidence=(evidence(),))))
    assert (one.first, one.then, one.required_by) == (("talks",), "paper", "north")
    assert one.evidence == (evidence(),)  # the paper's, where the due date has none


def test_a_person_speaks_for_their_party() -> None:
    one = only(built(meeting(), person(), proposal(due=(paper_due("ada", at="talks"),))))
    assert (one.first, one.then, one.required_by) == (("talks",), "paper", "ada")


def test_other_due_dates_of_papers_are_no_requirements() -> None:
    for due in (
        paper_due("south", at="talks"),  # at the table is what its author may offer
        paper_due("north", before="talks"),  # what its author promises holds nothing up
        paper_due("south", before="nowhere"),
        paper_due("south", by="2025-06-01"),
    ):
        graph = built(meeting(), proposal(due=(due,)))
        assert graph.requirements == ()
        assert set(keys(graph)) == {"talks", "paper"}  # both lie ahead


def test_a_paper_wanted_by_whoever_has_a_condition_on_it_is_one_requirement() -> None:
    asked = first_then(PAPER, TALKS, required_by="ada", evidence=(evidence(words="first"),))
    paper = proposal(by=("south",), due=(paper_due("north", before="talks", to=("north",)),))
    one = only(built(meeting(), person(), asked, paper))
    assert (one.id, one.kind, one.entries) == ("first-this", "condition", ("first-this", "paper"))
    assert one.evidence == (evidence(words="first"),)
    other = first_then(PAPER, TALKS, required_by="east")
    assert ids(built(meeting(), person(), other, paper).requirements) == [
        "first-this",
        "paper:due-1",
    ]


def test_a_meeting_that_was_moved_is_the_meeting_it_became() -> None:
    moved = meeting("later-talks", date="2025-06-12", supersedes=("talks",))
    paper = proposal(due=(paper_due("south", before="talks"),))
    graph = built(meeting(), moved, paper, first_then("a", TALKS))
    assert [each.then for each in graph.requirements] == ["later-talks", "later-talks"]
    assert graph.step("later-talks").planned == Date.parse("2025-06-12")
    assert "talks" not in keys(graph)


def test_what_was_moved_twice_or_in_a_circle_is_followed_to_its_end() -> None:
    chain = (
        meeting("talks"),
        meeting("second", supersedes=("talks",)),
        meeting("third", supersedes=("second",)),
    )
    assert only(built(*chain, first_then("a", TALKS))).then == "third"
    circle = (meeting("talks", supersedes=("b",)), meeting("b", supersedes=("talks",)))
    assert only(built(*circle, first_then("a", TALKS))).then in ("talks", "b")
    taken_back = (meeting(), meeting("b", supersedes=("talks",), withdrawn=withdrawal()))
    assert only(built(*taken_back, first_then("a", TALKS))).then == "talks"


def test_cancelled_and_withdrawn_entries_are_ruled_out() -> None:
    cancelled = meeting(history=(meeting_step("cancelled", "2025-05-20"),))
    withdrawn = proposal(history=(paper_step("withdrawn"),))
    graph = built(cancelled, withdrawn, first_then(PAPER, TALKS))
    assert [step.state for step in graph.steps] == ["ruled out", "ruled out"]
    taken_back = commitment("owed", withdrawn=withdrawal(date="2025-05-20"))
    graph = built(taken_back, first_then(Step(what="the debt", entry="owed"), "talks"))
    assert graph.step("owed").state == "ruled out"


def test_a_meeting_that_was_refused_may_still_come_but_not_on_its_day() -> None:
    refused = meeting(history=(meeting_step("refused", "2025-05-20"),))
    step = built(refused, first_then("a", TALKS)).step("talks")
    assert (step.state, step.planned, step.last_days) == ("open", None, ())


def test_what_sets_something_in_motion_is_a_trigger() -> None:
    after = (Step(what="a signature"), TALKS, Step(what="a Signature"))
    for entry, block in (
        (deadline(after=after), "deadlines"),
        (lever(after=after), "levers"),
        (commitment(after=after), "commitments"),
    ):
        graph = built(meeting(), entry)
        one = only(graph)
        assert (one.id, one.kind, one.required_by) == (entry.id, "trigger", "")
        assert (one.first, one.then) == (("“a signature”", "talks"), entry.id)
        assert (graph.step(entry.id).block, graph.step(entry.id).what) == (block, entry.what)
    gone = lever(after=after, withdrawn=withdrawal())
    assert built(meeting(), gone).requirements == ()
    assert built(meeting(), lever()).requirements == ()


def test_what_lies_ahead_is_a_step_without_any_requirement() -> None:
    ahead = (
        meeting(),
        proposal(due=(paper_due(by="2025-06-01"),)),
        commitment(due="2025-06-03"),
        deadline(),  # nothing that happens by itself: it sets a last day
    )
    graph = built(*ahead)
    assert keys(graph) == ["talks", "paper", "owed"]
    assert graph.requirements == ()
    beside = (
        meeting("held", status="held", date="2025-05-01"),
        meeting("proposed", status="proposed"),
        proposal("sent"),
        commitment("sometime"),
        event(),
    )
    assert keys(built(*beside)) == []


def test_only_what_was_known_on_the_day_counts() -> None:
    case: Case = case_of(
        meeting(),
        party(),
        first_then("a", TALKS, date="2025-05-20"),
        first_then("b", "c", "x", date="2025-05-25"),
    )
    assert [
        len(sequence_graph(case, on(f"2025-05-{day}")).requirements) for day in (19, 20, 24, 25)
    ] == [
        0,
        1,
        1,
        2,
    ]
