"""What a first report tells of the flagship case and of the teaching case."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.core.record.case import Case
from detente.core.record.commitments import commitments
from detente.core.record.due import DueItem, due
from detente.core.record.known import known_on, seen_by
from detente.core.record.papers import Paper, papers
from detente.core.record.positions import positions
from detente.core.record.quoted import quoted_documents
from detente.core.record.rounds import last_meeting, next_meeting
from detente.core.record.timeline import timeline
from detente.core.report import Report, analyse
from detente.formats.casefile import read_case

from .builders import case_of, estimate, ids, judgement, number_issue, on, party, proposal
from .strategies import broad, cases, days, references

CASES = Path(__file__).parents[2] / "cases"


@cache
def istanbul() -> Case:
    return read_case(CASES / "istanbul-2025")


@cache
def harbour() -> Case:
    return read_case(CASES / "teaching" / "harbour-2026")


def paper(report: Report, entry: str) -> Paper:
    (found,) = (each for each in report.papers if each.proposal.id == entry)
    return found


def memorandum_due(day: str) -> list[DueItem]:
    items = analyse(istanbul(), on(day)).due
    return [item for item in items if item.entry == "russia-memorandum"]


def test_an_empty_case_gives_an_empty_report() -> None:
    report = analyse(case_of(), on("2025-05-30"))
    assert (report.on, report.reader) == (on("2025-05-30"), "public")
    assert report.positions.cells == ()
    assert not (report.due)
    assert not (report.papers)
    assert not (report.commitments)
    assert not (report.timeline)
    assert not (report.documents)


# Istanbul, three days before the meeting of 2 June 2025


def test_the_memorandum_is_due_from_russia_to_ukraine_by_2_june() -> None:
    wanted, offered = memorandum_due("2025-05-30")
    for item in (wanted, offered):
        assert (item.from_, item.to) == (("russia",), ("ukraine",))
        assert (str(item.by), item.days_left, item.state) == ("2025-06-02", 3, "open")
    assert (wanted.says, wanted.before) == ("umerov", "istanbul-june-2")
    assert (offered.says, offered.at) == ("lavrov", "istanbul-june-2")


def test_nobody_has_seen_the_memorandum_and_rubio_was_told_of_it() -> None:
    memorandum = paper(analyse(istanbul(), on("2025-05-30")), "russia-memorandum")
    assert memorandum.status == "promised"
    assert memorandum.seen_by == ()
    assert [each.who for each in memorandum.told] == ["rubio"]
    assert [each.says for each in memorandum.awaited] == ["umerov", "lavrov"]


def test_the_terms_of_ukraine_are_with_russia() -> None:
    terms = paper(analyse(istanbul(), on("2025-05-30")), "ukraine-peace-terms")
    assert terms.status == "delivered"
    assert [each.who for each in terms.seen_by] == ["russia"]


@pytest.mark.parametrize(
    ("day", "state", "days_left"),
    [("2025-06-02", "open", 0), ("2025-06-03", "overdue", -1)],
)
def test_the_memorandum_is_overdue_from_3_june_on(day: str, state: str, days_left: int) -> None:
    assert [(item.state, item.days_left) for item in memorandum_due(day)] == [
        (state, days_left)
    ] * 2


def test_ukraine_is_silent_on_a_ceasefire_and_russia_is_not() -> None:
    matrix = analyse(istanbul(), on("2025-05-30")).positions
    assert matrix.cell("ukraine", "ceasefire").stance == "silent"
    assert matrix.cell("russia", "ceasefire").stance == "refuses"
    assert matrix.cell("russia", "nato").stance == "demands"
    assert matrix.cell("ukraine", "nato").stance == "refuses"


def test_the_meetings_before_and_after_30_may() -> None:
    day = on("2025-05-30")
    case = known_on(istanbul(), day)
    last, following = last_meeting(case, day), next_meeting(case, day)
    assert last is not None
    assert following is not None
    assert (last.id, following.id) == ("rubio-lavrov-conversation", "istanbul-june-2")


def test_before_the_report_of_29_may_hardly_anything_was_known() -> None:
    report = analyse(istanbul(), on("2025-05-28"))
    assert not (report.due)
    assert not (report.papers)
    assert not (report.timeline)
    assert not (report.documents)
    assert report.case.documents == ()


def test_every_quotation_of_the_digest_is_found_in_it() -> None:
    (digest,) = analyse(istanbul(), on("2025-05-30")).documents
    covered = {name for each in digest.quotations for name in each.entries}
    assert covered == set(digest.entries)


# The harbour: each reader sees their own part


def wage_stances(reader: str) -> list[str]:
    matrix = analyse(harbour(), on("2026-02-16"), reader).positions
    cells = (matrix.cell("union", "wage"), matrix.cell("company", "wage"))
    return [name for cell in cells for name in (*ids(cell.standing), *ids(cell.earlier))]


def test_the_floor_of_the_union_is_seen_by_the_union_and_its_crews_alone() -> None:
    for reader in ("union", "crane-crews"):
        assert "union-wage-floor" in wage_stances(reader)
    for reader in ("public", "company", "city", "mediation", "mediator", "nobody"):
        assert "union-wage-floor" not in wage_stances(reader)


def test_what_the_company_told_the_mediator_is_seen_by_the_mediator_alone() -> None:
    for reader in ("mediation", "mediator"):
        assert "company-wage-in-private" in wage_stances(reader)
    for reader in ("public", "company", "union", "crane-crews", "city"):
        assert "company-wage-in-private" not in wage_stances(reader)


@pytest.mark.parametrize("reader", ["public", "union", "crane-crews", "company", "city"])
def test_no_word_of_the_mediators_note_is_in_the_report_of_another(reader: str) -> None:
    note = harbour().texts["mediator-note"]
    sentence = "With thirty-six months I can go to between three and a half and four percent"
    assert sentence in " ".join(note.split())
    told = repr(analyse(harbour(), on("2026-02-28"), reader))
    for secret in (sentence, "mediator-note", "says-up-to-four", "Dorit Kaelen, mediator"):
        assert secret not in told


def test_the_judgements_are_in_the_mediators_report_alone() -> None:
    day = on("2026-02-16")
    assert len(analyse(harbour(), day, "mediation").case.judgements) == 2
    assert analyse(harbour(), on("2026-02-15"), "mediation").case.judgements == ()
    for reader in ("public", "union", "company", "city"):
        assert analyse(harbour(), day, reader).case.judgements == ()


def test_the_company_is_silent_on_shifts_since_it_took_its_demand_back() -> None:
    before = analyse(harbour(), on("2026-02-12")).positions.cell("company", "shift")
    after = analyse(harbour(), on("2026-02-13")).positions.cell("company", "shift")
    assert (before.stance, after.stance) == ("demands", "silent")


def test_the_staffing_figures_are_contested_and_the_bonus_is_paid() -> None:
    states = {each.commitment.id: each for each in analyse(harbour(), on("2026-02-16")).commitments}
    bonus, figures = states["night-bonus"], states["staffing-figures"]
    assert (bonus.status, str(bonus.delivered), bonus.late) == ("found kept", "210000", False)
    assert (figures.status, str(figures.delivered), figures.late) == ("contested", "2", True)


READERS = ("public", "mediator", "mediation", "union", "company", "city", "crane-crews", "nobody")


@pytest.mark.parametrize("name", ["istanbul", "harbour"])
@pytest.mark.parametrize("reader", READERS)
def test_a_report_is_its_parts_computed_from_what_the_reader_may_see(
    name: str, reader: str
) -> None:
    case, day = (
        (istanbul(), on("2025-05-30")) if name == "istanbul" else (harbour(), on("2026-02-28"))
    )
    report = analyse(case, day, reader)
    seen = seen_by(case, reader, day)
    assert report.case == seen
    assert report.positions == positions(seen, day)
    assert report.due == due(seen, day)
    assert report.papers == papers(seen, day)
    assert report.commitments == commitments(seen, day)
    assert report.timeline == timeline(seen, day)
    assert report.documents == quoted_documents(seen, day)


@broad
@given(cases(), days, references | st.sampled_from(("public", "mediator")))
def test_a_report_tells_only_what_is_known_and_seen(case: Case, day: date, reader: str) -> None:
    report = analyse(case, day, reader)
    shown = {entry.id for _, _, entry in report.case.entries()}
    assert {item.entry for item in report.due} <= shown
    assert {item.entry for item in report.timeline} <= shown
    assert {each.proposal.id for each in report.papers} <= shown
    assert report.case == seen_by(case, reader, day)


def test_a_report_with_a_deal_in_it_equals_itself_made_anew(harbour: Case) -> None:
    once, again = (analyse(harbour, date(2026, 3, 1), "mediator") for _ in range(2))
    assert once.agreement is not None
    assert once == again


def test_a_paper_at_a_number_between_two_steps_is_told_with_its_worth() -> None:
    line = {"0": estimate("0"), "10": estimate("1")}
    made = judgement(values={"price": line}, no_agreement=estimate("0.25"))
    case = case_of(party(), number_issue(), proposal(package={"price": ("3.333",)}), made)
    (told,) = analyse(case, on("2025-06-01"), "mediator").offered
    assert told.worth.utilities == (Fraction("0.3333"),)
    assert told.worth.gains == (Fraction("0.0833"),)
