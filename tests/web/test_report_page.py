"""The report as text: what is in it, and what is not."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from datetime import date

import pytest

from detente.core.record.case import Case
from detente.core.record.quantities import Quantity
from detente.core.record.texts import visible
from detente.core.report import Report, analyse
from detente.web.markdown import case_markdown
from detente.web.report import report_page
from detente.web.sections import SECTIONS

from ..core.builders import case_of, number_issue, party, position


def words_of(page: str) -> str:
    """The page's text without its markup, as a reader would read it aloud."""
    body = re.sub(r"<(style|script|svg)\b.*?</\1>", " ", page, flags=re.S)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body)).split())


@pytest.fixture(scope="module")
def told(istanbul_report: Report) -> str:
    return words_of(report_page(istanbul_report, ""))


def test_it_says_who_where_each_stands_and_since_when(told: str) -> None:
    assert "Sergei Lavrov , Foreign Minister of Russia" in told.replace("Lavrov, ", "Lavrov , ")
    assert "refuses A ceasefire without conditions" in told
    assert "since about 29 May 2025" in told
    assert "silent" in told


def test_it_says_what_is_due_from_whom_before_what(told: str) -> None:
    assert "From Russia to Ukraine, by 2 June 2025, before Istanbul talks of 2 June" in told
    assert "3 days left" in told


def test_it_says_what_was_agreed_and_who_has_seen_whose_paper(told: str) -> None:
    assert "1,000 prisoners" in told
    assert "told of it: Marco Rubio" in told


def test_it_marks_the_words_in_the_sources(istanbul_report: Report) -> None:
    page = report_page(istanbul_report, "")
    marks = re.findall(r'<mark id="([^"]+)"[^>]*>(.*?)</mark>', page, re.S)
    assert len(marks) == len(istanbul_report.documents[0].quotations) > 40
    assert len({name for name, _ in marks}) == len(marks)


def test_every_link_in_the_page_has_its_target(istanbul_report: Report) -> None:
    page = report_page(istanbul_report, "")
    ids = set(re.findall(r'\bid="([^"]+)"', page))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= ids


def test_no_id_stands_twice(istanbul_report: Report) -> None:
    ids = re.findall(r'\bid="([^"]+)"', report_page(istanbul_report, ""))
    assert len(ids) == len(set(ids))


def test_nobody_is_called_sincere_or_insincere_but_in_somebodys_words(told: str) -> None:
    spoken = [part for part in re.split(r"(?<=[.])\s", told) if re.search("sincer", part)]
    assert all("Trump" in part for part in spoken)


@pytest.mark.parametrize("reader", ["public", "company", "union", "city", "mediator", "mediation"])
def test_a_canary_in_every_restricted_entry_reaches_only_its_readers(
    harbour: Case, reader: str
) -> None:
    day = date(2026, 2, 23)
    page = report_page(analyse(harbour, day, reader), "")
    shown = {entry.id for _, _, entry in analyse(harbour, day, reader).case.entries()}
    for _, _, entry in harbour.entries():
        if entry.id in shown or "public" in entry.visible_to:
            continue
        for text in (getattr(entry, "text", ""), getattr(entry, "title", ""), entry.note):
            assert not text or html.escape(text, quote=False) not in html.unescape(page)
        for evidence in entry.evidence or ():
            assert evidence.words.strip() not in html.unescape(page)


def test_the_mediators_own_note_is_in_the_mediators_report_only(harbour: Case) -> None:
    day = date(2026, 2, 23)
    note = next(each for each in harbour.documents if each.visible_to == ("mediator",))
    assert note.title in html.unescape(report_page(analyse(harbour, day, "mediator"), ""))
    assert note.title not in html.unescape(report_page(analyse(harbour, day, "union"), ""))


def test_each_section_says_what_its_before_is(istanbul: Case) -> None:
    day, earlier = date(2025, 5, 30), date(2025, 5, 16)
    parts = report_page(analyse(istanbul, day, since=earlier), "").split("<section ")
    told = {part[4 : part.index('"', 4)]: words_of(part) for part in parts[1:]}
    known = "Before is what was known at the end of 16 May 2025."
    stood = "Before is where each stood at the end of 16 May 2025, as far as is known now."
    assert [name for name in told if known in told[name]] == ["changes"]
    assert [name for name in told if stood in told[name]] == ["movement"]
    assert "Before is" not in words_of(report_page(analyse(istanbul, day), ""))


def test_the_timeline_tells_the_number_of_a_position_without_words() -> None:
    seven = position(issue="price", options=(), value=Quantity.parse("7 percent"))
    report = analyse(case_of(party(), number_issue(), seven), date(2025, 5, 30))
    told = f"{number_issue().label}: 7 percent"
    page = report_page(report, "")
    assert told in words_of(page[page.index('id="timeline"') :])
    assert told in case_markdown(report).partition("## Timeline")[2]


def test_an_empty_case_has_a_report_too() -> None:
    told = words_of(report_page(analyse(Case(title="Nothing yet"), date(2026, 1, 1)), ""))
    assert "No issue is recorded yet" in told
    assert "Nothing is due." in told


def test_harm_is_escaped(hostile: Case) -> None:
    page = report_page(analyse(hostile, date(2025, 5, 30)), "")
    assert "<script>window" not in page
    assert "<img" not in page
    assert "\u202e" not in page
    assert "\x1b" not in page
    assert "7*7" in page


def test_control_characters_are_made_visible() -> None:
    assert visible("a\x00b\u202ec\nd") == "a\ufffdb\ufffdc\nd"


def test_two_reports_on_the_same_case_are_the_same(istanbul: Case) -> None:
    day = date(2025, 5, 30)
    assert report_page(analyse(istanbul, day), "") == report_page(analyse(istanbul, day), "")


def test_the_policy_allows_no_script_where_there_is_none(istanbul_report: Report) -> None:
    page = report_page(replace(istanbul_report), "")
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', page)
    assert policy is not None
    assert "script-src" not in policy[1]
    assert policy[1].startswith("default-src &#39;none&#39;")


@pytest.mark.parametrize("name", SECTIONS)
def test_a_section_alone_stands_with_its_link_and_nothing_else(
    istanbul_report: Report, name: str
) -> None:
    page = report_page(istanbul_report, "", (name,))
    assert re.findall(r'<section id="(\w+)"', page) == [name]
    assert re.findall(r'<li><a href="#(\w+)">', page) == [name]
    ids = set(re.findall(r'\bid="([^"]+)"', page))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= ids
    assert ("<svg" in page) == (name in ("positions", "timeline", "conditions", "movement"))


def test_sections_stand_in_the_order_of_the_page(istanbul_report: Report) -> None:
    page = report_page(istanbul_report, "", ("sources", "now", "sources"))
    assert re.findall(r'<section id="(\w+)"', page) == ["now", "sources"]
    whole = report_page(istanbul_report, "")
    assert re.findall(r'<section id="(\w+)"', whole) == [
        each for each in SECTIONS if each != "agreement"
    ]
    without = report_page(replace(istanbul_report, changes=None), "")
    assert "changes" not in re.findall(r'<section id="(\w+)"', without)
