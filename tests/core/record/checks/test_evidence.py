"""Every entry names its evidence or says that it has none, and the words are there."""

from __future__ import annotations

from typing import Any

import pytest

from detente.core.record.checks import check

from ...builders import (
    case_of,
    clause,
    commitment,
    delivery,
    dispute,
    document,
    event,
    evidence,
    meeting,
    meeting_step,
    party,
    proposal,
    statement,
    withdrawal,
)
from .cases import TEXTS, WORLD, found, problems


def quoting(*words: str) -> Any:
    return statement(evidence=tuple(evidence(words=each) for each in words))


@pytest.mark.parametrize("words", ["so it was", "The  report\nsays", "on that day."])
def test_words_that_are_in_the_document_are_no_problem(words: str) -> None:
    assert problems(quoting(words)) == ()


def test_an_entry_says_what_its_evidence_is_or_that_it_has_none() -> None:
    assert found(statement(evidence=None)) == [("case-050", "statements.1.evidence")]
    assert problems(statement(evidence=())) == ()


def test_a_document_is_its_own_evidence() -> None:
    assert problems(document("other", evidence=None)) == ()


@pytest.mark.parametrize(
    ("entry", "place"),
    [
        (statement(disputed=(dispute(recorded="2025-05-20"),)), "statements.1.disputed.0.evidence"),
        (statement(withdrawn=withdrawal(recorded="2025-05-20")), "statements.1.withdrawn.evidence"),
        (meeting(history=(meeting_step(recorded="2025-06-03"),)), "meetings.1.history.0.evidence"),
        (
            commitment(deliveries=(delivery(recorded="2025-05-20"),)),
            "commitments.0.deliveries.0.evidence",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_part_recorded_on_its_own_needs_evidence_of_its_own(entry: Any, place: str) -> None:
    assert found(entry) == [("case-050", place)]


def test_a_part_recorded_with_its_entry_needs_none() -> None:
    assert problems(statement(disputed=(dispute(),), withdrawn=withdrawal(date="2025-05-20"))) == ()
    assert problems(statement(disputed=(dispute(recorded="2025-05-20", evidence=()),))) == ()


def test_words_that_are_not_in_the_document_are_told_wherever_they_stand() -> None:
    wrong = (evidence(words="so it never was"),)
    assert found(statement(evidence=wrong)) == [("case-051", "statements.1.evidence.0.words")]
    assert found(statement(disputed=(dispute(evidence=wrong),))) == [
        ("case-051", "statements.1.disputed.0.evidence.0.words")
    ]
    assert found(proposal(clauses=(clause(evidence=wrong),))) == [
        ("case-051", "proposals.0.clauses.0.evidence.0.words")
    ]


def test_each_wrong_quotation_is_told_and_the_right_ones_are_not() -> None:
    assert found(quoting("so it was", "never", "that day", "never")) == [
        ("case-051", "statements.1.evidence.1.words"),
        ("case-051", "statements.1.evidence.3.words"),
    ]


def test_the_hint_tells_at_which_word_they_part_without_showing_any() -> None:
    (departs,) = problems(quoting("so it was not"))
    assert "first 3 of 4 words" in departs.hint
    assert "part at word 4" in departs.hint
    (other,) = problems(quoting("elsewhere"))
    assert "not even the first word" in other.hint
    for each in (departs, other):
        assert "so it" not in each.message + each.hint
        assert "elsewhere" not in each.message + each.hint


def test_half_a_word_is_not_in_the_document() -> None:
    assert found(quoting("he report")) == [("case-051", "statements.1.evidence.0.words")]


def test_words_of_a_document_without_a_text_cannot_be_checked() -> None:
    cited = (document("letter", file=""), statement(evidence=(evidence("letter"),)))
    (problem,) = problems(*cited)
    assert (problem.code, problem.severity) == ("case-052", "warning")
    assert problem.path == ("case.yaml", "statements", 1, "evidence", 0, "document")


def test_a_text_that_could_not_be_read_is_not_told_a_second_time() -> None:
    """The reader has told it already, with the file's own problem."""
    case = case_of(*WORLD, quoting("anything"), texts={})
    assert check(case) == ()


@pytest.mark.parametrize("words", ["", "  ", "\u200b", "…", "-"])
def test_evidence_quotes_some_words(words: str) -> None:
    assert found(quoting(words)) == [("case-054", "statements.1.evidence.0.words")]


def test_evidence_from_an_unknown_document_is_one_problem_not_two() -> None:
    cited = event(evidence=(evidence("nothing", "so it was"),))
    assert found(cited) == [("case-041", "events.0.evidence.0.document")]


def test_the_text_is_compared_and_not_the_file() -> None:
    assert "so it was" in TEXTS["report"]
    assert (
        check(case_of(party(), document(file="other.txt"), quoting("so it was"), texts=TEXTS)) == ()
    )
