"""What changed beside the entries: the top of the file, judgements, texts of sources."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

from detente.core.changes import Changes, JudgementChange, changes_between, changes_since
from detente.core.record.case import BLOCKS, Case
from tests.core.builders import case_of, document, event, issue, judgement, on, statement

BEFORE, AFTER = on("2025-05-10"), on("2025-05-30")


def between(old: Any, new: Any) -> Changes:
    return changes_between(case_of(*old), case_of(*new), AFTER, AFTER)


def test_between_versions_the_top_of_the_file_judgements_and_texts_are_told() -> None:
    paper = document("paper", date="2025-05-01")
    new = document("new", date="2025-05-01")
    old = case_of(paper, judgement(), texts={"paper": "so it was"})
    (file, _) = old.judgements[0]
    later = case_of(
        paper,
        new,
        judgement(author="Adam"),
        summary="in short",
        updated=event(date="2025-05-20").date,
        texts={"paper": "so it is", "new": "and more"},
    )
    changes = changes_between(old, later, AFTER, AFTER)
    assert changes.top == ("summary", "updated")
    assert changes.judgements == (JudgementChange(file, "edited"),)
    assert changes.texts == ("paper",)
    bare = case_of(paper)
    assert changes_between(bare, old, AFTER, AFTER).judgements == (JudgementChange(file, "added"),)
    gone = changes_between(old, bare, AFTER, AFTER)
    assert (gone.judgements, gone.texts) == ((JudgementChange(file, "gone"),), ("paper",))
    for name, changed in (
        ("title", replace(bare, title="other")),
        ("language", replace(bare, language="tr")),
    ):
        one = changes_between(bare, changed, AFTER, AFTER)
        assert (one.top, bool(one)) == ((name,), True)


def test_every_field_of_a_case_is_compared() -> None:
    compared = {*BLOCKS, "title", "summary", "language", "updated", "judgements", "texts"}
    assert {each.name for each in fields(Case)} == compared


def test_in_one_record_only_a_judgement_can_have_come() -> None:
    case = case_of(
        issue(recorded="2025-05-20"),
        judgement(date="2025-05-01", issue_order=(("truce",),)),
        updated=event(date="2025-05-20").date,
    )
    assert not changes_since(case, AFTER, AFTER)
    changes = changes_since(case, BEFORE, AFTER)
    assert (changes.top, changes.judgements) == ((), ())
    fresh = case_of(judgement(date="2025-05-20"))
    (one,) = changes_since(fresh, BEFORE, AFTER).judgements
    assert one.kind == "added"
    assert not changes_since(fresh, BEFORE, AFTER, "public")


def test_two_that_share_no_id_have_nothing_in_common() -> None:
    one, other = [statement("a")], [statement("b")]
    assert between(one, other).nothing_in_common
    assert not between(one, one + other).nothing_in_common
    assert not between([], other).nothing_in_common
    assert not between([], []).nothing_in_common
