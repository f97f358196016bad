"""What would show one reader what another kept private."""

from __future__ import annotations

from typing import Any

import pytest

from detente.core.record.judgements import Priority
from detente.core.record.obligations import Step

from ...builders import (
    choice,
    clause,
    condition,
    course,
    dispute,
    document,
    estimate,
    evidence,
    issue,
    judgement,
    meeting,
    party,
    person,
    position,
    proposal,
    rule,
    statement,
)
from .cases import found, problems

MEDIATOR, NORTH, BOTH = ("mediator",), ("north",), ("north", "south")


def letter(*readers: str) -> Any:
    """Return a document without a text of its own, open to readers."""
    return document("letter", visible_to=readers)


def cites(**changes: Any) -> Any:
    return statement(evidence=(evidence("letter"),), **changes)


def test_a_public_entry_must_not_cite_a_restricted_document() -> None:
    assert found(letter("mediator"), cites()) == [("case-055", "statements.1.evidence.0.document")]


@pytest.mark.parametrize(
    ("readers", "of_document"),
    [(NORTH, MEDIATOR), (BOTH, NORTH), (("north", "mediator"), MEDIATOR)],
)
def test_an_entry_is_not_open_to_more_readers_than_its_document(
    readers: tuple[str, ...], of_document: tuple[str, ...]
) -> None:
    assert [code for code, _ in found(letter(*of_document), cites(visible_to=readers))] == [
        "case-055"
    ]


@pytest.mark.parametrize(
    ("readers", "of_document"),
    [(NORTH, NORTH), (NORTH, BOTH), (MEDIATOR, ("mediator", "north")), (NORTH, ("public",))],
)
def test_an_entry_open_to_fewer_or_the_same_readers_is_no_problem(
    readers: tuple[str, ...], of_document: tuple[str, ...]
) -> None:
    assert problems(letter(*of_document), cites(visible_to=readers)) == ()


@pytest.mark.parametrize(
    "entry",
    [
        statement(disputed=(dispute(evidence=(evidence("letter"),)),)),
        proposal(clauses=(clause(evidence=(evidence("letter"),)),)),
    ],
    ids=["a dispute", "a clause"],
)
def test_a_part_must_not_cite_a_restricted_document_either(entry: Any) -> None:
    assert [code for code, _ in found(letter("mediator"), entry)] == ["case-055"]


@pytest.mark.parametrize(
    ("secret", "entry", "place"),
    [
        (statement("s", visible_to=NORTH), position(statement="s"), "positions.0.statement"),
        (person("p", visible_to=NORTH), statement(speaker="p"), "statements.1.speaker"),
        (party("p", visible_to=NORTH), statement(to=("p",)), "statements.1.to.0"),
        (issue("s", visible_to=NORTH), statement(issues=("s",)), "statements.1.issues.0"),
        (
            issue("s", visible_to=NORTH),
            proposal(package={"s": ("full",)}),
            "proposals.0.package.s",
        ),
        (
            meeting("s", visible_to=NORTH),
            condition(first=(Step(what="they met", entry="s"),)),
            "conditions.0.first.0.entry",
        ),
    ],
    ids=["statement", "speaker", "to", "issues", "package", "step"],
)
def test_a_public_entry_must_not_name_a_restricted_one(secret: Any, entry: Any, place: str) -> None:
    assert found(secret, entry) == [("case-058", place)]


def test_a_public_entry_may_replace_a_restricted_one() -> None:
    assert problems(position("s", visible_to=NORTH), position(supersedes=("s",))) == ()


def test_a_restricted_entry_may_name_whatever_its_readers_see() -> None:
    secret = statement("s", visible_to=NORTH)
    assert problems(secret, position(statement="s", visible_to=NORTH)) == ()


def test_to_say_who_may_see_an_entry_is_not_to_name_them() -> None:
    assert problems(party("p", visible_to=("p",)), statement(visible_to=("p",))) == ()


def test_a_member_may_cite_what_its_coalition_may_read() -> None:
    """The crews read as the north does, so their own entry is open to fewer readers."""
    crews = party("crews", member_of=("north",))
    assert problems(crews, letter("north"), cites(visible_to=("crews",))) == ()


def test_a_mediating_party_may_cite_what_the_mediator_may_read() -> None:
    office = party("office", role="mediator")
    assert problems(office, letter("mediator"), cites(visible_to=("office",))) == ()


def test_a_coalition_may_not_cite_what_only_a_member_may_read() -> None:
    crews = party("crews", member_of=("north",))
    codes = [code for code, _ in found(crews, letter("crews"), cites(visible_to=NORTH))]
    assert codes == ["case-055"]


def test_two_documents_of_one_file_have_the_same_readers() -> None:
    copy = document("copy", file="report.txt", visible_to=NORTH)
    assert found(copy) == [("case-076", "documents.1.file")]
    assert problems(document("copy", file="report.txt")) == ()
    without_files = (document("one", file=""), document("two", file="", visible_to=NORTH))
    assert problems(*without_files) == ()


def test_public_stands_alone() -> None:
    assert found(statement(visible_to=("public", "north"))) == [
        ("case-056", "statements.1.visible_to")
    ]


def test_somebody_may_see_each_entry() -> None:
    assert found(statement(visible_to=())) == [("case-056", "statements.1.visible_to")]


@pytest.mark.parametrize("id", ["public", "mediator"])
def test_the_words_public_and_mediator_are_no_ids_of_parties(id: str) -> None:
    assert found(party(id)) == [("case-057", "parties.2.id")]


def test_other_entries_may_have_these_words_as_ids() -> None:
    assert problems(statement("mediator")) == ()


def secret_course(*readers: str) -> Any:
    return course("s", visible_to=readers)


@pytest.mark.parametrize(
    ("entry", "place"),
    [
        (course("c", kept_unless=("s",)), "conflict.1.kept_unless.0"),
        (rule(when=choice(), excludes=choice(), together=("s",)), "rules.0.together.0"),
        (rule(when=choice(), excludes=choice(), without=("s",)), "rules.0.without.0"),
        (
            judgement(priorities=(Priority(statement="no", formula="NOT (s OR s)"),)),
            "priorities.0.formula",
        ),
        (judgement(state_order=(("nothing",), ("s",))), "state_order.1.0"),
        (judgement(course_weights={"s": estimate("1")}), "course_weights.s"),
    ],
    ids=["kept unless", "together", "without", "formula", "state order", "weight"],
)
def test_a_course_of_action_hidden_from_a_reader_is_not_named_to_it(entry: Any, place: str) -> None:
    """The judgements are the mediator's, who may not see what only the north may."""
    assert found(secret_course("north"), entry) == [("case-058", place)]


def test_a_judgement_may_name_whatever_its_readers_see() -> None:
    made = judgement(priorities=(Priority(statement="no", formula="NOT s"),))
    assert problems(secret_course("north", "mediator"), made) == ()
    orders = judgement(state_order=(("nothing",), ("s",)))
    assert problems(secret_course("mediator"), orders) == ()
