"""What became of each paper, who has it, who was only told, and who still waits."""

from __future__ import annotations

from hypothesis import given

from detente.core.record.case import Case
from detente.core.record.meetings import Proposal
from detente.core.record.papers import HANDED_OVER, Paper, papers

from ..builders import case_of, ids, on, paper_due, paper_step, proposal, withdrawal
from ..strategies import broad, cases


def the_paper(made: Proposal) -> Paper:
    (found,) = papers(case_of(made))
    return found


def test_papers_keep_the_order_of_the_record() -> None:
    case = case_of(proposal("z"), proposal("a"), proposal("m"))
    assert ids(each.proposal for each in papers(case)) == ["z", "a", "m"]


def test_a_paper_of_which_no_step_is_known_is_unknown() -> None:
    paper = the_paper(proposal(due=(paper_due(),)))
    assert (paper.status, paper.since) == ("unknown", None)
    assert (paper.seen_by, paper.told) == ((), ())
    assert len(paper.awaited) == 1


def test_the_last_step_tells_the_status_and_since_when() -> None:
    steps = (paper_step("promised", "2025-05-12"), paper_step("delivered", "2025-05-20"))
    paper = the_paper(proposal(history=steps))
    assert (paper.status, str(paper.since)) == ("delivered", "2025-05-20")


def test_who_got_the_paper_has_seen_it_and_who_was_briefed_has_not() -> None:
    steps = (
        paper_step("briefed", "2025-05-11", ("east",)),
        paper_step("promised", "2025-05-12", ("west",)),
        paper_step("delivered", "2025-05-20", ("south",)),
    )
    paper = the_paper(proposal(history=steps))
    assert [(each.who, str(each.since)) for each in paper.seen_by] == [("south", "2025-05-20")]
    assert [(each.who, str(each.since)) for each in paper.told] == [("east", "2025-05-11")]


def test_a_deposited_paper_and_a_non_paper_have_been_seen_too() -> None:
    for status in ("deposited", "non-paper", "delivered"):
        assert the_paper(proposal(history=(paper_step(status),))).seen_by[0].who == "south"


def test_who_got_a_paper_twice_has_had_it_since_the_first_time() -> None:
    steps = (paper_step(date="2025-05-12"), paper_step(date="2025-05-20"))
    (reader,) = the_paper(proposal(history=steps)).seen_by
    assert str(reader.since) == "2025-05-12"


def test_a_paper_is_awaited_until_everybody_named_has_it() -> None:
    due = (paper_due(to=("south", "east")),)
    first, then = paper_step(to=("south",)), paper_step(to=("east",))
    assert the_paper(proposal(due=due, history=(first,))).awaited == due
    assert the_paper(proposal(due=due, history=(first, then))).awaited == ()


def test_a_promise_or_a_briefing_meets_no_due_date() -> None:
    steps = (paper_step("promised"), paper_step("briefed"))
    assert the_paper(proposal(due=(paper_due(),), history=steps)).awaited


def test_a_due_date_that_names_nobody_is_met_by_the_first_handing_over() -> None:
    paper = proposal(due=(paper_due(to=()),), history=(paper_step(to=("east",)),))
    assert the_paper(paper).awaited == ()


def test_a_handing_over_that_names_nobody_counts_for_all() -> None:
    paper = proposal(due=(paper_due(to=("south", "east")),), history=(paper_step(to=()),))
    assert the_paper(paper).awaited == ()


def test_a_withdrawn_paper_is_no_longer_awaited() -> None:
    paper = the_paper(proposal(due=(paper_due(),), withdrawn=withdrawal()))
    assert (paper.status, paper.awaited) == ("withdrawn", ())


def test_a_superseded_paper_is_no_longer_awaited() -> None:
    old = proposal("old", due=(paper_due(),), history=(paper_step("promised"),))
    first, second = papers(case_of(old, proposal("new", supersedes=("old",))))
    assert (first.status, first.awaited) == ("superseded", ())
    assert second.status == "unknown"


def test_a_paper_withdrawn_by_a_step_is_no_longer_awaited() -> None:
    paper = the_paper(proposal(due=(paper_due(),), history=(paper_step("withdrawn"),)))
    assert (paper.status, paper.awaited) == ("withdrawn", ())


def test_as_known_on_a_day_later_steps_have_not_happened() -> None:
    steps = (paper_step("promised", "2025-05-12"), paper_step("delivered", "2025-05-20"))
    case = case_of(proposal(history=steps, due=(paper_due(),)))
    before, after = papers(case, on("2025-05-19"))[0], papers(case, on("2025-05-20"))[0]
    assert (before.status, before.seen_by, len(before.awaited)) == ("promised", (), 1)
    assert (after.status, after.seen_by[0].who, after.awaited) == ("delivered", "south", ())


@broad
@given(cases("proposals", at_most=3))
def test_who_has_a_paper_is_who_some_step_names(case: Case) -> None:
    for paper in papers(case):
        steps = paper.proposal.history
        got = {who for step in steps if step.status in HANDED_OVER for who in step.to}
        told = {who for step in steps if step.status == "briefed" for who in step.to}
        assert sorted(each.who for each in paper.seen_by) == sorted(got)
        assert sorted(each.who for each in paper.told) == sorted(told)
        assert set(paper.awaited) <= set(paper.proposal.due)
