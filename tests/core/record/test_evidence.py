"""Whether words are in a document: what is made plain, and what stays different."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.core.record.evidence import Locator, find_words, locate, longest_start, normalised

from ..strategies import quick
from .texts import retyped, texts_with_a_part


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("“Good – faith”", '"Good - faith"'),
        ("«Good» „faith‟", '"Good" "faith"'),
        ("it’s ‘so’", "it's 'so'"),
        ("— – ‑ −", "- - - -"),
        ("and so on…", "and so on..."),
        ("ﬁnal oﬀer, oﬃce, ﬂag, baﬄe", "final offer, office, flag, baffle"),
        ("Türkiye", "Türkiye"),
        ("agree\u00adment", "agreement"),
        ("\ufeffagree\u200bment\u200f", "agreement"),
        ("  one\u00a0two\r\n\tthree ", "one two three"),
        ("", ""),
        (" \n\u200b ", ""),
    ],
)
def test_typography_and_white_space_are_made_plain(written: str, plain: str) -> None:
    assert normalised(written) == plain


@pytest.mark.parametrize("text", ["Agreed", "1,000", "50%", "(sic)", "a;b", "ß", "x/y", "²", "№"])
def test_letters_digits_case_and_all_other_signs_stay(text: str) -> None:
    assert normalised(text) == text


def test_composed_and_decomposed_letters_become_the_same() -> None:
    assert normalised("Selenskyj é") == normalised("Selenskyj e\u0301")


MIXED = st.lists(
    st.sampled_from((*"eu ", "ﬁ", "\u0301", "\u200b", "\u00ad", "…", "“", "´", "\u1fef", "ᄀ", "ᅡ"))
).map("".join)


@quick
@given(MIXED | st.text())
def test_what_is_plain_stays_as_it_is(text: str) -> None:
    plain = normalised(text)
    assert normalised(plain) == plain


@pytest.mark.parametrize("text", ["e\u200b\u0301", "ﬁ\u0301", "u\u00ad\u0308"])
def test_a_mark_left_behind_by_an_invisible_sign_or_ligature_is_composed(text: str) -> None:
    assert unicodedata.is_normalized("NFC", normalised(text))


@quick
@given(texts_with_a_part())
def test_another_hand_types_the_same_words(made: tuple[str, str]) -> None:
    text, _ = made
    assert normalised(retyped(text)) == normalised(text)


@pytest.mark.parametrize(
    ("words", "text", "place"),
    [
        ("he agreed", "so he agreed", 3),
        ("he agreed", "she agreed", None),
        ("he agreed", "he agreed.", 0),
        ("agree", "he agreed, they agree", 16),
        ("agree", "agreed", None),
        ("the", "the", 0),
        ("the", "", None),
        ("", "the", None),
        ("", "", None),
        ("100", "1000 people", None),
        ("100", "(100)", 1),
        ("Monday", "monday", None),
        ('"so"', 'he said"so"', 7),
        ("a b", "aa b a b", 5),
        ("aba", "ababa aba", 6),
        ("agreed.", "he agreed.", 3),
    ],
)
def test_words_count_only_whole(words: str, text: str, place: int | None) -> None:
    assert find_words(words, text) == place


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("हिन", "हिन्दी"),
        ("कर", "करि"),
        ("q", "q\u0307"),
    ],
)
def test_words_cut_before_a_vowel_sign_or_accent_are_not_whole(words: str, text: str) -> None:
    """A sign that belongs to the letter before it goes on with the word."""
    assert find_words(normalised(words), normalised(text)) is None


def slow_find(words: str, text: str) -> int | None:
    """Try every place; a place inside a word or a number is no edge."""

    def edge(place: int) -> bool:
        around = text[:place][-2:], text[place:][:2]
        inside_word = around[0][-1:].isalnum() and around[1][:1].isalnum()
        before_point = re.fullmatch(r".?\d", around[0]) and re.fullmatch(r"[.,]\d", around[1])
        after_point = re.fullmatch(r"\d[.,]", around[0]) and re.fullmatch(r"\d.?", around[1])
        return not (inside_word or before_point or after_point)

    for start in range(len(text)):
        end = start + len(words)
        if words and text[start:end] == words and edge(start) and edge(end):
            return start
    return None


def test_a_number_is_not_cut_at_its_separator() -> None:
    assert not Locator("over 50,000 troops").holds("50")
    assert not Locator("over 50,000 troops").holds("000 troops")
    assert Locator("chapter 3. 5 more").holds("3")


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("停火", "双方同意停火协议。"),
        ("合意した", "水道局は合意した"),
        ("หยุดยิง", "ตกลงหยุดยิงแล้ว"),
    ],
)
def test_scripts_without_blanks_can_be_quoted_in_part(words: str, text: str) -> None:
    passage = locate(words, text)
    assert passage is not None
    assert text[passage.start : passage.end] == words


few_letters = st.text("ab .'1", max_size=12)


@quick
@given(st.text("ab .'1", max_size=4), few_letters)
def test_words_are_found_where_trying_every_place_finds_them(words: str, text: str) -> None:
    assert find_words(words, text) == slow_find(words, text)


@quick
@given(texts_with_a_part())
def test_words_cut_at_word_boundaries_are_found(made: tuple[str, str]) -> None:
    text, part = made
    words = normalised(part)
    if words:
        assert find_words(words, normalised(text)) is not None


@quick
@given(few_letters.map(normalised), few_letters.map(normalised))
def test_the_longest_start_is_that_of_trying_every_length(words: str, text: str) -> None:
    parts = words.split(" ")
    lengths = [
        n for n in range(1, len(parts) + 1) if find_words(" ".join(parts[:n]), text) is not None
    ]
    assert longest_start(words, text) == max(lengths, default=0)


def test_the_longest_start_tells_where_a_quotation_departs() -> None:
    assert longest_start("we shall sign on Monday", "Then we shall sign on Friday") == 4
    assert longest_start("they shall sign", "Then we shall sign") == 0
    assert longest_start("we shall", "we shall") == 2
