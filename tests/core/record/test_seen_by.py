"""What a reader knows on a day: nothing that is hidden from them decides any of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.core.changes import changes_since
from detente.core.record.case import BLOCKS, Case
from detente.core.record.entry import Evidence
from detente.core.record.judgements import Judgement
from detente.core.record.known import known_on, reads_as, seen_by, visible_to
from detente.core.report import analyse

from ..builders import (
    case_of,
    dispute,
    document,
    evidence,
    ids,
    issue,
    meeting,
    meeting_step,
    on,
    party,
    position,
    statement,
    withdrawal,
)
from ..strategies import broad, cases, dates, days, references, values, words

OWNER = "owner-of-the-secret"
EARLY, BETWEEN, LATE = on("2025-05-10"), on("2025-05-12"), on("2025-05-20")
SECRET = document("secret", date="2025-05-10", visible_to=("mediator",))
PAPER = document("paper", date="2025-05-20")
BOTH = (evidence("secret"), evidence("paper"))


def test_an_earlier_hidden_document_makes_nothing_known() -> None:
    case = case_of(SECRET, PAPER, party(), issue(), position(date="2025-05-01", evidence=BOTH))
    assert ids(seen_by(case, "mediator", EARLY).positions) == ["stands"]
    assert seen_by(case, "public", BETWEEN).positions == ()
    (shown,) = seen_by(case, "public", LATE).positions
    assert shown.evidence == (evidence("paper"),)
    added = changes_since(case, on("2025-05-15"), LATE, "public").entries
    assert [(each.id, each.kind) for each in added] == [("paper", "added"), ("stands", "added")]
    known = changes_since(case, on("2025-05-15"), LATE, "mediator").entries
    assert [(each.id, each.kind) for each in known] == [
        ("paper", "added"),
        ("stands", "continued"),
    ]


@pytest.mark.parametrize(
    "part", [meeting_step, dispute, withdrawal], ids=lambda each: each.__name__
)
def test_an_earlier_hidden_document_makes_no_part_known(part: Callable[..., Any]) -> None:
    made = part(date="2025-05-01", evidence=BOTH)
    entry = {
        meeting_step: lambda: meeting(history=(made,)),
        dispute: lambda: meeting(disputed=(made,)),
        withdrawal: lambda: meeting(withdrawn=made),
    }[part]()
    case = case_of(SECRET, PAPER, entry)
    nothing, shown = (seen_by(case, "public", day).meetings[0] for day in (BETWEEN, LATE))
    assert nothing == meeting()
    assert shown != meeting()


def test_what_only_hidden_documents_prove_is_known_from_its_own_day() -> None:
    case = case_of(SECRET, statement(date="2025-05-04", evidence=(evidence("secret"),)))
    assert seen_by(case, "public", on("2025-05-03")).statements == ()
    (shown,) = seen_by(case, "public", on("2025-05-04")).statements
    assert shown == statement(date="2025-05-04", evidence=None)
    assert seen_by(case, "mediator", on("2025-05-04")).statements == ()


def test_what_only_hidden_documents_prove_is_known_from_the_day_it_was_recorded() -> None:
    late = statement(date="2025-05-04", recorded="2025-05-15", evidence=(evidence("secret"),))
    case = case_of(SECRET, late)
    assert seen_by(case, "public", BETWEEN).statements == ()
    assert ids(seen_by(case, "public", on("2025-05-15")).statements) == [late.id]


def test_what_nothing_dates_but_a_hidden_document_is_always_known() -> None:
    case = case_of(SECRET, meeting(evidence=(evidence("secret"),)))
    assert ids(seen_by(case, "public", date.min).meetings) == ["talks"]
    assert not changes_since(case, on("2025-05-01"), LATE, "public").entries


def test_who_may_see_what_does_not_depend_on_the_day() -> None:
    """Whoever left a side no longer reads what was for this side, not even by asking of earlier."""
    left = party("crews", member_of=("north",), withdrawn=withdrawal(date="2025-05-15"))
    case = case_of(party("north"), left, statement(date="2025-05-01", visible_to=("north",)))
    assert seen_by(case, "crews", BETWEEN).statements == ()
    joined = party("crews", member_of=("north",), recorded="2025-05-15")
    case = case_of(party("north"), joined, statement(date="2025-05-01", visible_to=("north",)))
    assert len(seen_by(case, "crews", BETWEEN).statements) == 1


def test_of_no_day_all_that_the_reader_may_see_is_given() -> None:
    case = case_of(SECRET, PAPER)
    assert seen_by(case, "public", None) == visible_to(case, "public")


def test_an_hour_is_no_day() -> None:
    with pytest.raises(TypeError, match="a day is needed"):
        seen_by(case_of(), "public", datetime(2025, 6, 1, tzinfo=UTC))


@broad
@given(cases(), references | st.sampled_from(("public", "mediator")), days, days)
def test_only_what_may_be_seen_is_known_and_ever_more_of_it(
    case: Case, reader: str, one: date, other: date
) -> None:
    early, late = seen_by(case, reader, min(one, other)), seen_by(case, reader, max(one, other))
    whole = visible_to(case, reader)
    for block in BLOCKS:
        assert set(ids(early.block(block))) <= set(ids(late.block(block)))
        assert set(ids(late.block(block))) <= set(ids(whole.block(block)))
    assert known_on(early, min(one, other)) == early
    assert visible_to(early, reader).texts == early.texts


def with_more_evidence(value: Any, more: Evidence) -> Any:
    """Return a value with evidence added wherever it can stand and ``none`` does not."""
    if isinstance(value, tuple):
        return tuple(with_more_evidence(each, more) for each in value)
    if not is_dataclass(value) or isinstance(value, type):
        return value
    changes = {}
    for each in fields(value):
        inner = getattr(value, each.name)
        if each.name != "evidence":
            changes[each.name] = with_more_evidence(inner, more)
        elif inner != ():
            changes[each.name] = (more, *(inner or ()))
    return replace(value, **changes)


@st.composite
def with_other_secrets(draw: st.DrawFn, case: Case, reader: str) -> Case:
    """The case with everything changed that the reader may not see, and secrets added.

    Parties stay: they say who reads what. An entry that a visible one names keeps its id.
    """
    names = reads_as(case, reader)
    seen = repr([entry for _, _, entry in case.entries() if names & set(entry.visible_to)])
    owner = {"visible_to": (OWNER,)}
    blocks: dict[str, Any] = {}
    for block, kind in BLOCKS.items():
        made: list[Any] = []
        for entry in case.block(block):
            if names & set(entry.visible_to):
                made.append(with_more_evidence(entry, Evidence(document="fresh", words="yes")))
            elif block == "parties":
                made.append(entry)
            elif f"'{entry.id}'" in seen or draw(st.booleans()):
                made.append(replace(draw(values(kind)), id=entry.id, **owner))
        alone = {"supersedes": ()} if block == "parties" else {}
        fresh = draw(st.lists(values(kind), max_size=1))
        made.extend(replace(each, id=f"fresh-{block}", **owner, **alone) for each in fresh)
        blocks[block] = tuple(made)
    blocks["documents"] += (document("fresh", date=str(draw(days)), visible_to=(OWNER,)),)
    open_ids = {each.id for each in case.documents if names & set(each.visible_to)}
    texts = {key: text for key, text in case.texts.items() if key in open_ids}
    hidden = {each.id for each in blocks["documents"]} - open_ids
    texts |= {key: draw(words) for key in sorted(hidden)}
    judged = [each for each in case.judgements if names & set(each[1].visible_to)]
    more = replace(draw(values(Judgement)), **owner)
    return replace(case, **blocks, texts=texts, judgements=(*judged, ("judgements/x.yaml", more)))


@broad
@given(st.data(), cases(), references | st.sampled_from(("public", "mediator")), days, days)
def test_nothing_hidden_from_a_reader_changes_what_this_reader_is_told(
    data: st.DataObject, case: Case, reader: str, one: date, other: date
) -> None:
    since, day = sorted((one, other))
    changed = data.draw(with_other_secrets(case, reader))
    assert seen_by(changed, reader, day) == seen_by(case, reader, day)
    assert seen_by(changed, reader, None) == seen_by(case, reader, None)
    assert changes_since(changed, since, day, reader) == changes_since(case, since, day, reader)
    assert analyse(changed, day, reader, since) == analyse(case, day, reader, since)


@broad
@given(st.data(), dates(), dates(), days)
def test_the_date_of_a_hidden_document_changes_nothing(
    data: st.DataObject, first: Any, second: Any, day: date
) -> None:
    """A small case in which nearly every date matters, so that a leak is found soon."""
    proof = data.draw(st.sampled_from((BOTH, BOTH[:1], BOTH[1:])))
    step = meeting_step("held", str(data.draw(days)), evidence=proof)
    entries = (
        replace(PAPER, date=data.draw(dates())),
        statement(date=str(data.draw(days)), evidence=proof),
        meeting(evidence=proof, history=(step,), disputed=(dispute(evidence=proof),)),
    )
    told = [
        analyse(case_of(replace(SECRET, date=each), *entries), day, "public", on("2025-05-01"))
        for each in (first, second)
    ]
    assert told[0] == told[1]
