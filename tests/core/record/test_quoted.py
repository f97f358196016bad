"""The documents with every stretch that is quoted from them."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from detente.core.record.case import Case
from detente.core.record.evidence import locate
from detente.core.record.quoted import QuotedDocument, quoted_documents

from ..builders import (
    case_of,
    clause,
    dispute,
    document,
    evidence,
    ids,
    on,
    proposal,
    statement,
)
from ..strategies import quick

TEXT = "one two three four five six seven"


def citing(id: str, *words: str) -> Any:
    return statement(id, evidence=tuple(evidence(words=each) for each in words))


def quoted(*entries: Any, text: str = TEXT) -> QuotedDocument:
    """Return the one document with its stretches."""
    (found,) = quoted_documents(case_of(document(), *entries, texts={"report": text}))
    return found


def stretches(*entries: Any, text: str = TEXT) -> list[tuple[str, tuple[str, ...]]]:
    """Return the words of each stretch and the entries that quote it."""
    found = quoted(*entries, text=text)
    return [(text[each.start : each.end], each.entries) for each in found.quotations]


def test_every_document_is_there_in_the_order_of_the_record() -> None:
    found = quoted_documents(case_of(document("z"), document("a")))
    assert ids(each.document for each in found) == ["z", "a"]


def test_a_document_nobody_quotes_has_no_stretches() -> None:
    found = quoted()
    assert (found.text, found.quotations, found.entries) == (TEXT, (), ())


def test_stretches_stand_in_the_order_of_the_text() -> None:
    assert stretches(citing("a", "six seven"), citing("b", "one")) == [
        ("one", ("b",)),
        ("six seven", ("a",)),
    ]


def test_entries_that_quote_the_same_words_share_the_stretch() -> None:
    assert stretches(citing("a", "two three"), citing("b", "two  three")) == [
        ("two three", ("a", "b"))
    ]


def test_stretches_that_overlap_are_cut_at_one_anothers_edges() -> None:
    assert stretches(citing("a", "two three four"), citing("b", "four five")) == [
        ("two three ", ("a",)),
        ("four", ("a", "b")),
        (" five", ("b",)),
    ]


def test_a_stretch_within_another_names_both() -> None:
    assert stretches(citing("a", "one two three"), citing("b", "two")) == [
        ("one ", ("a",)),
        ("two", ("a", "b")),
        (" three", ("a",)),
    ]


def test_an_entry_that_quotes_words_twice_is_named_once() -> None:
    assert stretches(citing("a", "one", "one"), citing("a", "one")) == [("one", ("a",))]


def test_words_that_are_not_there_make_no_stretch_but_the_entry_cites_the_document() -> None:
    found = quoted(citing("a", "eight nine"))
    assert (found.quotations, found.entries) == ((), ("a",))


def test_a_document_without_a_text_still_tells_who_cites_it() -> None:
    (found,) = quoted_documents(case_of(document(), citing("a", "one")))
    assert (found.text, found.quotations, found.entries) == ("", (), ("a",))


def test_words_quoted_by_the_parts_of_an_entry_count_as_its_own() -> None:
    paper = proposal(clauses=(clause(evidence=(evidence(words="two"),)),))
    disputed = statement(disputed=(dispute(evidence=(evidence(words="four"),)),))
    assert stretches(disputed, paper) == [("two", ("paper",)), ("four", ("said",))]


def test_as_known_on_a_day_later_documents_and_quotations_are_not_there() -> None:
    late = document("late", date="2025-05-20")
    case = case_of(
        document(),
        late,
        citing("a", "one"),
        statement("b", date="2025-05-19", evidence=(evidence(words="two"),)),
        texts={"report": TEXT, "late": TEXT},
    )
    (before,) = quoted_documents(case, on("2025-05-18"))
    assert (before.document.id, before.entries) == ("report", ("a",))
    assert len(quoted_documents(case, on("2025-05-20"))) == 2


def test_words_that_end_inside_an_ellipsis_break_nothing() -> None:
    found = stretches(citing("a", "."), citing("b", "… and"), text="… and so")
    assert found[-1][1] == ("b",)


@st.composite
def quotations(draw: st.DrawFn) -> tuple[str, Case]:
    """A text of few words, and entries that quote parts of it."""
    words = draw(st.lists(st.sampled_from(("a", "b", "“c”", "d…")), min_size=1, max_size=8))
    text = " ".join(words)
    entries = []
    for name in draw(st.lists(st.sampled_from("xyz"), max_size=6)):
        first = draw(st.integers(0, len(words) - 1))
        last = draw(st.integers(first + 1, len(words)))
        entries.append(citing(name, " ".join(words[first:last])))
    return text, case_of(document(), *entries, texts={"report": text})


@quick
@given(quotations())
def test_each_sign_is_in_one_stretch_that_names_exactly_who_quotes_it(
    made: tuple[str, Case],
) -> None:
    text, case = made
    (found,) = quoted_documents(case)
    edges = [(each.start, each.end) for each in found.quotations]
    assert all(start < end for start, end in edges)
    assert all(end <= start for (_, end), (start, _) in pairwise(edges))
    for place in range(len(text)):
        here = [each for each in found.quotations if each.start <= place < each.end]
        named = {name for each in here for name in each.entries}
        assert len(here) <= 1
        assert named == slow_covering(text, case, place)
    for each in found.quotations:
        assert len(set(each.entries)) == len(each.entries)
    assert set(found.entries) == set(ids(case.statements))


def slow_covering(text: str, case: Case, place: int) -> set[str]:
    """Return who quotes the sign at a place, passage by passage."""
    found = set()
    for entry in case.statements:
        for each in entry.evidence or ():
            passage = locate(each.words, text)
            if passage and passage.start <= place < passage.end:
                found.add(entry.id)
    return found
