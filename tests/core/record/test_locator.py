"""Where quoted words stand in a document as it is written."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.core.record.evidence import Locator, Passage, find_words, locate, normalised

from ..strategies import quick
from .texts import BLANKS, HIDDEN, MARKS, SIGNS, retyped, texts_with_a_part


def quoted(words: str, text: str) -> str | None:
    """Return the stretch of the text where the words stand, or None."""
    passage = locate(words, text)
    return text[passage.start : passage.end] if passage else None


@pytest.mark.parametrize(
    ("words", "text", "stretch"),
    [
        ('"good faith"', "He spoke of “good\n faith” twice.", "“good\n faith”"),
        ("final offer", "our ﬁnal  oﬀer.", "ﬁnal  oﬀer"),
        ("and so on...", "and so on… and on", "and so on…"),
        ("Erdoğan", "President Erdog\u0306an said", "Erdog\u0306an"),
        ("agreement", "an agree\u00adment.", "agree\u00adment"),
        ("one two", "\ufeffone\u00a0\u200b two\n", "one\u00a0\u200b two"),
        ("한글", "그 \u1112\u1161\u11ab\u1100\u1173\u11af", "\u1112\u1161\u11ab\u1100\u1173\u11af"),
        ("he", "she and he", "he"),
        ("all", "all", "all"),
        ("agreed", "disagreed", None),
        ("nothing", "", None),
        ("", "something", None),
        (" ", "some thing", None),
    ],
)
def test_the_passage_is_the_words_as_they_are_written(
    words: str, text: str, stretch: str | None
) -> None:
    assert quoted(words, text) == stretch


def test_the_first_of_several_places_counts() -> None:
    assert locate("so", "so, so") == Passage(0, 2)


def test_a_locator_may_be_asked_again() -> None:
    document = Locator("“Never again,” they said.")
    assert document.locate("they said") == document.locate("they  said")
    assert document.holds('"Never again,"')
    assert not document.holds("ever again")
    assert document.words_in_common("they said nothing") == 2


@quick
@given(texts_with_a_part())
def test_the_passage_normalises_to_the_words(made: tuple[str, str]) -> None:
    text, part = made
    words = normalised(part)
    passage = locate(part, text)
    if not words:
        assert passage is None
        return
    assert passage is not None
    assert normalised(text[passage.start : passage.end]) == words
    assert locate(retyped(part), text) == passage


def slow_locate(words: str, text: str) -> set[tuple[int, int]]:
    """Return every stretch of the text that reads as the words and is whole words."""
    wanted = normalised(words)
    found = set()
    for start in range(len(text)):
        for end in range(start + 1, len(text) + 1):
            if normalised(text[start:end]) != wanted or text[start:end] != text[start:end].strip():
                continue
            before = normalised(f".{text[:start]}.")[-2]
            after = normalised(f".{text[end:]}.")[1]
            cut = any(unicodedata.combining(sign) for sign in text[start] + text[end:][:1])
            glued = (before.isalnum() and wanted[0].isalnum()) or (
                after.isalnum() and wanted[-1].isalnum()
            )
            if not cut and not glued:
                found.add((start, end))
    return found


short = st.lists(
    st.sampled_from((*SIGNS[:4], "ﬁ", "e\u0301", "’", "…", "\u00ad", " ", "\n", " ")), max_size=9
).map("".join)


@quick
@given(short, st.integers(0, 8), st.integers(0, 8))
def test_the_passage_is_the_first_that_trying_every_stretch_finds(
    text: str, start: int, length: int
) -> None:
    words = text[start : start + length]
    if not normalised(words):
        return
    passage = locate(words, text)
    expected = slow_locate(words, text)
    if passage is None:
        assert not expected
    elif expected:
        plain = {len(normalised(text[:begin])) for begin, _ in expected}
        assert len(normalised(text[: passage.start])) == min(plain)


ANY = st.lists(st.sampled_from((*SIGNS, *MARKS, *HIDDEN, *BLANKS, "ᄀ", "ᅡ", "ᆨ"))).map("".join)


@quick
@given(ANY, st.integers(0, 20), st.integers(1, 20))
def test_what_a_document_holds_is_also_located(text: str, start: int, length: int) -> None:
    document, words = Locator(text), text[start : start + length]
    assert document.holds(words) == (document.locate(words) is not None)
    assert document.holds(words) == (find_words(normalised(words), normalised(text)) is not None)


@pytest.mark.parametrize(
    "text",
    ["\u09ac\u09c7\u09be", "\u0b95\u0bc6\u0bbe", "\u0d15\u0d46\u0d3e"],
    ids=["bengali", "tamil", "malayalam"],
)
def test_a_vowel_sign_that_composes_with_another_is_located(text: str) -> None:
    """NFC makes one sign of the two vowel signs, though neither is a combining mark by class."""
    assert Locator(text).holds(text)
    assert locate(text, text) == Passage(0, len(text))


@pytest.mark.parametrize(("words", "text"), [(".", "…"), (".. and", "… and"), ("so.", "so… on")])
def test_words_that_end_inside_an_ellipsis_have_the_whole_of_it(words: str, text: str) -> None:
    passage = locate(words, text)
    assert passage is not None
    assert "…" in text[passage.start : passage.end]
