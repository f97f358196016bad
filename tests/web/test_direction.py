"""Which way texts run, and how names that run the other way are kept apart."""

from __future__ import annotations

import pytest

from detente.core.record.case import Case
from detente.web.direction import apart, isolated, page_direction, shown, text_direction

from ..core.builders import case_of, party, position, statement

ARABIC = "القرية العليا"


@pytest.mark.parametrize("language", ["ar", "AR-eg", "fa", "he", "ur", "ps", "ug", "yi", "dv"])
def test_languages_that_run_from_right_to_left(language: str) -> None:
    assert page_direction(language) == "rtl"


@pytest.mark.parametrize("language", ["", "en", "fr", "ru", "es", "zh", "zh-Hant", "ur-Latn", "tr"])
def test_languages_that_run_from_left_to_right(language: str) -> None:
    assert page_direction(language) == "ltr"


@pytest.mark.parametrize("language", ["pa-Arab", "ku_Arab_IQ", "az-arab", "ff-Adlm"])
def test_a_script_decides_where_it_is_named(language: str) -> None:
    assert page_direction(language) == "rtl"


def test_the_first_letter_says_which_way_a_text_runs() -> None:
    assert text_direction(f"(1) {ARABIC} and more") == "rtl"
    assert text_direction(f"NATO {ARABIC}") == "ltr"
    assert text_direction("2025") == text_direction("") == "ltr"


def test_names_that_run_left_are_kept_apart_and_others_are_as_they_were() -> None:
    case = isolated(case_of(party("north", name=ARABIC), party("south", name="South")))
    north, south = case.parties
    assert shown(f"by {north.name}, 2025") == f'by <bdi dir="rtl">{ARABIC}</bdi>, 2025'
    assert (south.name, north.id) == ("South", "north")


def test_a_case_without_such_names_is_returned_as_it_is(istanbul: Case) -> None:
    assert isolated(istanbul) is istanbul


def test_what_is_kept_apart_is_escaped_and_cannot_end_its_own_bounds() -> None:
    hostile = f"{ARABIC}\u2069<b>\u2068"
    case = isolated(case_of(party("north", name=hostile), statement(text=hostile), position()))
    told = str(shown(f"by {case.parties[0].name}."))
    assert told == f'by <bdi dir="rtl">{ARABIC}\ufffd&lt;b&gt;\ufffd</bdi>.'
    assert str(apart(hostile)) == f'<bdi dir="rtl">{ARABIC}\ufffd&lt;b&gt;\ufffd</bdi>'
    assert str(shown("a\u2068b")) == "a\ufffdb"


def test_a_texts_own_isolates_become_no_more_than_bounds() -> None:
    assert str(shown("a\u2068<i>\u2069")) == 'a<bdi dir="ltr">&lt;i&gt;</bdi>'
