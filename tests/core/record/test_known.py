"""As known on a day: what is left out, part by part, and what stays."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given

from detente.core.record.case import BLOCKS, Case
from detente.core.record.entry import Evidence
from detente.core.record.known import known_on

from ..builders import (
    case_of,
    clause,
    commitment,
    condition,
    deadline,
    delivery,
    dispute,
    document,
    event,
    evidence,
    found,
    ids,
    issue,
    judgement,
    kept,
    lever,
    meeting,
    meeting_step,
    met,
    on,
    paper_due,
    paper_step,
    party,
    person,
    position,
    proposal,
    rule,
    statement,
    withdrawal,
)
from ..strategies import broad, cases, days

EVE, DAY, MORROW = on("2025-05-09"), on("2025-05-10"), on("2025-05-11")


def is_known(entry: Any, day: date, *others: Any) -> bool:
    """Return whether an entry is in the case as known on a day."""
    known = known_on(case_of(entry, *others), day)
    return any(found.id == entry.id for _, _, found in known.entries())


DATED_ENTRIES = [
    document(date="2025-05-10"),
    statement(date="2025-05-10"),
    position(date="2025-05-10"),
    condition(date="2025-05-10"),
    deadline(set_on="2025-05-10"),
    lever(date="2025-05-10"),
    commitment(agreed="2025-05-10"),
    event(date="2025-05-10"),
]
TIMELESS_ENTRIES = [party(), person(), issue(), rule(), meeting(), proposal()]


@pytest.mark.parametrize("entry", DATED_ENTRIES, ids=lambda entry: entry.id)
def test_an_entry_is_known_from_its_own_day_on(entry: Any) -> None:
    assert not is_known(entry, EVE)
    assert is_known(entry, DAY)
    assert is_known(entry, MORROW)


@pytest.mark.parametrize("entry", [*DATED_ENTRIES, *TIMELESS_ENTRIES], ids=lambda entry: entry.id)
def test_an_entry_recorded_later_is_known_only_then(entry: Any) -> None:
    later = replace(entry, recorded=event(date="2025-05-11").date)
    assert not is_known(later, DAY)
    assert is_known(later, MORROW)


@pytest.mark.parametrize("entry", TIMELESS_ENTRIES, ids=lambda entry: entry.id)
def test_what_nothing_dates_is_always_known(entry: Any) -> None:
    assert is_known(entry, date.min)


def test_a_date_that_may_mean_the_day_is_not_surely_after_it() -> None:
    assert is_known(event(date="2025-05"), DAY)
    assert is_known(event(date="2025-05-10..2025-05-20"), DAY)
    assert not is_known(event(date="2025-05-11..2025-05-20"), DAY)


def test_of_a_day_of_recording_that_is_not_exact_the_first_possible_day_counts() -> None:
    assert is_known(party(recorded="2025-05"), on("2025-05-01"))
    assert not is_known(party(recorded="2025-05"), on("2025-04-30"))


def test_without_a_day_of_recording_the_earliest_document_dates_the_entry() -> None:
    early, late = document("early", date="2025-05-10"), document("late", date="2025-05-20")
    entry = party(evidence=(evidence("late"), evidence("early")))
    assert not is_known(entry, EVE, early, late)
    assert is_known(entry, DAY, early, late)


def test_the_day_of_recording_counts_before_the_documents() -> None:
    entry = party(evidence=(evidence(),), recorded="2025-05-20")
    assert not is_known(entry, DAY, document())
    assert is_known(party(evidence=(evidence(),), recorded="2025-05-01"), EVE, document())


def test_evidence_from_an_unknown_document_dates_nothing() -> None:
    assert is_known(party(evidence=(evidence("nowhere"),)), date.min)


def test_an_entry_known_only_from_a_later_document_is_not_known_on_its_own_day() -> None:
    entry = event(date="2025-05-01", evidence=(evidence(),))
    assert not is_known(entry, EVE, document())
    assert is_known(entry, DAY, document())


def test_what_rests_on_a_document_alone_is_known_when_the_document_is() -> None:
    """A letter written on the 5th that came on the 10th told nothing before."""
    letter = document(date="2025-05-05", recorded="2025-05-10")
    entry = event(date="2025-05-05", evidence=(evidence(),))
    assert not is_known(entry, EVE, letter)
    assert is_known(entry, DAY, letter)


def test_a_later_document_is_left_out_with_its_text() -> None:
    texts = {"report": "so it was", "late": "and more"}
    case = case_of(document(), document("late", date="2025-05-20"), texts=texts)
    known = known_on(case, DAY)
    assert ids(known.documents) == ["report"]
    assert dict(known.texts) == {"report": "so it was"}


def test_the_words_of_a_later_document_are_not_known_yet() -> None:
    """An entry that two documents prove cites only the one there was."""
    late = document("late", date="2025-05-20")
    twice = statement(evidence=(evidence("report", "so"), evidence("late", "more")))
    paper = proposal(clauses=(clause(evidence=(evidence("late", "more"),)),))
    known = known_on(case_of(document(), late, twice, paper), DAY)
    assert known.statements[0].evidence == (evidence("report", "so"),)
    assert not known.proposals[0].clauses[0].evidence


def test_a_later_judgement_is_left_out() -> None:
    case = case_of(judgement(date="2025-05-11"))
    assert known_on(case, DAY).judgements == ()
    assert known_on(case, MORROW).judgements == case.judgements


PARTS: list[tuple[Any, str]] = [
    (meeting(history=(meeting_step(date="2025-05-10"),)), "history"),
    (proposal(history=(paper_step(date="2025-05-10"),)), "history"),
    (proposal(due=(paper_due(date="2025-05-10"),)), "due"),
    (condition(met=(met("north", "met", date="2025-05-10"),)), "met"),
    (deadline(met=(met("north", "met", date="2025-05-10"),)), "met"),
    (commitment(deliveries=(delivery(date="2025-05-10"),)), "deliveries"),
    (commitment(claims=(kept("north", "kept", date="2025-05-10"),)), "claims"),
    (commitment(findings=(found("kept", date="2025-05-10"),)), "findings"),
    (statement(disputed=(dispute(date="2025-05-10"),)), "disputed"),
    (statement(withdrawn=withdrawal(date="2025-05-10")), "withdrawn"),
]


@pytest.mark.parametrize(("entry", "part"), PARTS, ids=lambda value: getattr(value, "id", value))
def test_a_part_is_known_from_its_own_day_on(entry: Any, part: str) -> None:
    before, after = known_on(case_of(entry), EVE), known_on(case_of(entry), DAY)
    assert not getattr(before.find(entry.id), part)
    assert getattr(after.find(entry.id), part) == getattr(entry, part)


@pytest.mark.parametrize(
    "dated", [{"recorded": "2025-05-10"}, {"evidence": (evidence(),)}], ids=["recorded", "document"]
)
def test_a_part_is_known_from_its_record_or_document_on(dated: dict[str, Any]) -> None:
    entry = statement(disputed=(dispute(**dated),), withdrawn=withdrawal(**dated))
    before, after = (known_on(case_of(document(), entry), day).statements[0] for day in (EVE, DAY))
    assert (before.disputed, before.withdrawn) == ((), None)
    assert after == entry


def test_parts_are_left_out_one_by_one() -> None:
    steps = (meeting_step("planned", "2025-05-10"), meeting_step("cancelled", "2025-05-11"))
    known = known_on(case_of(meeting(history=steps)), DAY)
    assert known.meetings[0].current_status == "planned"


def test_a_part_that_nothing_dates_stays() -> None:
    entry = statement(withdrawn=withdrawal(by="north"))
    assert known_on(case_of(entry), date.min.replace(year=2025, month=5)).statements == (entry,)


def test_what_was_announced_stays_though_it_lies_ahead() -> None:
    case = case_of(
        meeting(date="2025-06-02", recorded="2025-05-01"),
        deadline(by="2025-06-01"),
        commitment(due="2025-07-01"),
        proposal(due=(paper_due(by="2025-06-02", date="2025-05-01"),)),
    )
    assert known_on(case, DAY) == case


def test_the_title_and_what_bears_no_date_stay() -> None:
    case = case_of(summary="in short")
    assert known_on(case, DAY) == case


def test_the_day_of_the_last_update_is_hidden_before_it_came() -> None:
    assert known_on(case_of(updated=event(date="2030-06-01").date), DAY).updated is None


def test_what_came_of_a_meeting_is_hidden_before_it_was_held() -> None:
    case = case_of(meeting(date="2025-06-02", outcome="signed the peace"))
    assert known_on(case, date(2025, 6, 1)).meetings[0].outcome == ""
    assert known_on(case, date(2025, 6, 2)).meetings[0].outcome == "signed the peace"


def test_a_day_is_asked_for_and_no_hour() -> None:
    with pytest.raises(TypeError, match="a day is needed"):
        known_on(case_of(), datetime(2025, 6, 1, tzinfo=UTC))


def cited(case: Case) -> set[Evidence]:
    """Return the evidence of the entries themselves."""
    return {each for _, _, entry in case.entries() for each in entry.evidence or ()}


@broad
@given(cases(), days, days)
def test_what_is_known_one_day_is_known_on_every_later_day(
    case: Case, one: date, two: date
) -> None:
    early, late = known_on(case, min(one, two)), known_on(case, max(one, two))
    for block in BLOCKS:
        assert set(ids(early.block(block))) <= set(ids(late.block(block)))
    assert early.texts.items() <= late.texts.items()
    known_late = [file for file, _ in late.judgements]
    assert [file for file in known_late if file in dict(early.judgements)] == [
        file for file, _ in early.judgements
    ]
    assert cited(early) <= cited(late)


@broad
@given(cases(), days)
def test_to_ask_again_changes_nothing(case: Case, day: date) -> None:
    known = known_on(case, day)
    assert known_on(known, day) == known


@broad
@given(cases(at_most=3), days)
def test_the_order_of_the_record_is_kept(case: Case, day: date) -> None:
    known = known_on(case, day)
    for block in BLOCKS:
        remaining = iter(ids(case.block(block)))
        assert all(each in remaining for each in ids(known.block(block)))


@broad
@given(cases(), days, days)
def test_looking_back_in_two_steps_is_looking_back_in_one(case: Case, one: date, two: date) -> None:
    """What was known earlier can be told from what was known later."""
    early, late = min(one, two), max(one, two)
    assert known_on(known_on(case, late), early) == known_on(case, early)


@broad
@given(cases())
def test_when_all_is_past_all_is_known(case: Case) -> None:
    assert known_on(case, on("2026-01-01")) == case
