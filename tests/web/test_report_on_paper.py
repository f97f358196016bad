"""The report as PDF, opened by another program: its text, its pages, what it asks for."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import pypdfium2
import pytest

from detente.core.record.case import Case
from detente.core.report import Report, analyse
from detente.formats.casefile import read_case
from detente.web.conduct_words import INDICATORS
from detente.web.paper import SIGN, Paper, report_on_paper, set_on_paper
from detente.web.sections import SECTIONS

from ..core.builders import case_of, issue, on, party, position, statement
from ..core.canaries import everything_in
from .languages import WORDINGS, Wording, case_in

ON = date(2025, 5, 30)
MARKS = str.maketrans("", "", "\u200b\u200e\u200f\ufffe\ufeff")


@cache
def paper_in(wording: Wording) -> Paper:
    return report_on_paper(analyse(case_in(wording), ON))


def text_of(data: bytes) -> str:
    """The text of all pages, in the order in which it stands in the file."""
    return "\n".join(
        page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(data)
    ).translate(MARKS)


def letters(text: str) -> str:
    """A text as its letters, in no order: programs differ in how they order what runs left."""
    return "".join(sorted(re.sub(r"[\W_]", "", text)))


def title_of(data: bytes) -> str:
    return str(pypdfium2.PdfDocument(data).get_metadata_dict()["Title"])


@pytest.fixture(scope="module")
def flagship(istanbul_report: Report) -> bytes:
    return report_on_paper(replace(istanbul_report, changes=None)).data


def test_it_says_what_the_page_says_with_nothing_folded(flagship: bytes) -> None:
    told = " ".join(text_of(flagship).split())
    assert "Where each party stands" in told
    assert "From Russia to Ukraine, by 2 June 2025, before Istanbul talks of 2 June" in told
    assert "Russia refuses a ceasefire without conditions." in told  # folded on the screen
    assert ": the words" not in told  # the handle that unfolds them


@pytest.fixture(scope="module")
def movements() -> bytes:
    folder = Path(__file__).parents[2] / "cases" / "teaching" / "harbour-2026"
    report = analyse(read_case(folder), date(2026, 2, 23), since=date(2026, 2, 5))
    return report_on_paper(report, ["changes", "movement"]).data


def test_wordings_stand_on_paper_without_their_handle(movements: bytes) -> None:
    told = " ".join(text_of(movements).split())
    assert "before: " in told
    assert "both wordings" not in told


def test_no_page_ends_with_the_heading_of_conduct(movements: bytes) -> None:
    headings = {each.title for each in INDICATORS.values()}
    headings |= {"Conduct, as far as it is recorded"}
    for page in pypdfium2.PdfDocument(movements):
        lines = page.get_textpage().get_text_range().translate(MARKS).splitlines()
        *_, last = (each.strip() for each in lines if not _at_the_edge(each))
        assert last not in headings
        assert not last.startswith("Counts, not verdicts")


def _at_the_edge(line: str) -> bool:
    """Whether a line is empty, a bullet, or runs along the edge of every page."""
    text = line.strip()
    return len(text) < 3 or text.startswith(("As known on", "Harbour agreement 2026"))


def test_each_position_points_to_its_words(flagship: bytes) -> None:
    told = " ".join(text_of(flagship).split())
    notes = {int(each) for each in re.findall(r"\((\d{1,2})\)", told.partition("What is due")[0])}
    assert notes == set(range(1, 13))  # the case has 12 positions


def test_it_has_a_title_a_language_dates_and_bookmarks(flagship: bytes) -> None:
    paper = pypdfium2.PdfDocument(flagship)
    told = paper.get_metadata_dict()
    assert told["Title"] == "Istanbul talks 2025: report of 30 May 2025"
    assert told["Creator"] == "Détente"
    assert told["CreationDate"] == told["ModDate"] == "D:20250530"
    assert "/Lang (en)" in everything_in(flagship)
    assert pypdfium2.raw.FPDFCatalog_IsTagged(
        paper
    )  # headings, lists and tables are told to screen readers
    bookmarks = [each.get_title() for each in paper.get_toc()]
    assert bookmarks[0] == "Istanbul talks 2025"
    assert "Where each party stands" in bookmarks
    assert len(bookmarks) > len(SECTIONS) - 1  # nothing changed since a day


def test_every_page_is_numbered_and_named(flagship: bytes) -> None:
    paper = pypdfium2.PdfDocument(flagship)
    assert 8 <= len(paper) <= 18
    for number, page in enumerate(paper, 1):
        text = page.get_textpage().get_text_range()
        assert f"{number} / {len(paper)}" in text
        assert "As known on 30 May 2025" in text
        assert "Istanbul talks 2025" in text


def test_nothing_leaves_the_page(flagship: bytes) -> None:
    """Every sign stands inside the paper, charts and tables included."""
    for page in pypdfium2.PdfDocument(flagship):
        width, height = page.get_size()
        text = page.get_textpage()
        for index in range(text.count_chars()):
            left, bottom, right, top = text.get_charbox(index)
            assert left >= 20 or left == right
            assert right <= width - 20
            assert bottom >= 20 or bottom == top
            assert top <= height - 20


def test_charts_are_drawn_as_lines_and_their_labels_are_text(flagship: bytes) -> None:
    paper = pypdfium2.PdfDocument(flagship)
    kinds = {each.type for page in paper for each in page.get_objects()}
    assert pypdfium2.raw.FPDF_PAGEOBJ_IMAGE not in kinds
    assert pypdfium2.raw.FPDF_PAGEOBJ_PATH in kinds
    assert "+1" in text_of(flagship)


def test_the_same_report_gives_the_same_bytes(istanbul_report: Report, flagship: bytes) -> None:
    assert report_on_paper(replace(istanbul_report, changes=None)).data == flagship
    assert flagship.endswith(b"%%EOF\n" + SIGN)


def test_one_section_alone_is_short(istanbul_report: Report) -> None:
    data = report_on_paper(istanbul_report, ("due",)).data
    told = text_of(data)
    assert len(pypdfium2.PdfDocument(data)) == 1
    assert "What is due" in told
    assert "Timeline" not in told


def test_an_empty_case_fits_on_two_pages() -> None:
    data = report_on_paper(analyse(Case(title="Nothing yet"), ON)).data
    assert len(pypdfium2.PdfDocument(data)) <= 2
    assert "No issue is recorded yet" in text_of(data)


def test_many_parties_stand_in_several_tables_none_of_them_cut() -> None:
    parties = [party(f"p{n}", name=f"Party number {n}") for n in range(11)]
    stands = [position(f"s{n}", party=f"p{n}", text=f"Wish {n}.") for n in range(11)]
    data = report_on_paper(analyse(case_of(*parties, issue(), *stands), on("2025-06-01"))).data
    told = " ".join(text_of(data).split())
    assert told.count("Issue Party number") == 3  # tables of four, four and three
    for number in range(11):
        assert f"Wish {number}." in told


def test_a_long_text_goes_on_over_pages_and_no_word_is_lost() -> None:
    words = [f"word{number}" for number in range(3000)]
    long = case_of(party(), statement(text=" ".join(words)))
    told = text_of(report_on_paper(analyse(long, ON)).data)
    assert set(words) <= set(told.split())


# The six languages of the United Nations


@pytest.mark.parametrize("wording", WORDINGS, ids=lambda each: each.language)
def test_every_sign_has_a_glyph_and_the_titles_are_there(wording: Wording) -> None:
    paper = paper_in(wording)
    assert paper.without_glyph == ()
    assert title_of(paper.data) == f"{wording.title}: report of 30 May 2025"
    assert f"/Lang ({wording.language})" in everything_in(paper.data)
    assert 2 <= len(pypdfium2.PdfDocument(paper.data)) <= 5
    found = letters(text_of(paper.data))
    pages = " ".join(text_of(paper.data).split())
    for text in (wording.title, wording.north, wording.meeting, wording.paper, wording.text):
        if wording.language == "ar":
            assert not set(letters(text)) - set(found)
        else:
            assert re.sub(r"\s", "", text) in re.sub(r"\s", "", pages)


def test_a_sign_that_no_font_has_is_told() -> None:
    assert set_on_paper("<p>a\U0010fffdb").without_glyph == ("U+10FFFD",)
    assert set_on_paper("<p>ab").without_glyph == ()


def left_of(data: bytes, words: str) -> float:
    """Where the first occurrence of some words begins, from the left edge, in points."""
    for page in pypdfium2.PdfDocument(data):
        text = page.get_textpage()
        found = text.search(words).get_next()
        if found:
            return float(text.get_charbox(found[0])[0])
    raise AssertionError(words)


def test_an_arabic_report_runs_from_right_to_left() -> None:
    arabic, english = (paper_in(each).data for each in (WORDINGS[0], WORDINGS[2]))
    assert left_of(english, "Where each party stands") < 100
    assert left_of(arabic, "Where each party stands") > 300
    # The first party stands left of the second in English, right of it in Arabic.
    assert left_of(english, "Upper village") < left_of(english, "Lower village")
    assert left_of(english, "▲ demands") < left_of(english, "✕ refuses")
    assert left_of(arabic, "▲ demands") > left_of(arabic, "✕ refuses")


def test_a_sentence_of_ours_keeps_its_order_between_arabic_names() -> None:
    arabic = paper_in(WORDINGS[0]).data
    assert left_of(arabic, "From ") < left_of(arabic, ", by 10 June 2025")
    assert left_of(arabic, ", by 10 June 2025") < left_of(arabic, "; so says")


# Nothing is fetched

FETCHES = """
import sys
from pathlib import Path
asked = []
def hook(event, arguments):
    if event == "socket.connect" or (event == "open" and "canary" in str(arguments[0])):
        asked.append(event)
sys.addaudithook(hook)
import weasyprint
from detente.web.paper import set_on_paper
hostile = Path(sys.argv[1]).read_text()
set_on_paper(hostile)
print("ours", len(asked))
weasyprint.HTML(string=hostile).write_pdf()
print("without our refusal", len(asked) > 0)
"""


def test_whatever_a_page_asks_for_is_not_fetched(tmp_path: Path) -> None:
    canary = tmp_path / "canary.svg"
    canary.write_text("<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>")
    style = tmp_path / "canary.css"
    style.write_text("p{color:red}")
    page = tmp_path / "page.html"
    page.write_text(
        f"<link rel=stylesheet href='{style.as_uri()}'><img src='{canary.as_uri()}'>"
        f"<link rel=attachment href='{canary.as_uri()}'><object data='{canary.as_uri()}'></object>"
        f"<style>@import url({style.as_uri()});@font-face{{font-family:x;src:url({canary.as_uri()})}}"
        f"p{{background:url({canary.as_uri()})}}</style><p style='font-family:x'>text"
        "<img src='http://127.0.0.1:9/canary'><svg><image href='http://127.0.0.1:9/canary'/></svg>"
    )
    done = subprocess.run(
        [sys.executable, "-c", FETCHES, str(page)], capture_output=True, text=True, check=False
    )
    assert done.stdout.splitlines() == ["ours 0", "without our refusal True"], done.stderr


def test_a_hostile_case_stays_text_on_paper(hostile: Case, tmp_path: Path) -> None:
    canary = tmp_path / "canary.svg"
    canary.write_text("<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>")
    text = f"<img src='{canary.as_uri()}'><a href='https://example.org'>x</a>"
    made = replace(hostile, summary=text)
    data = report_on_paper(analyse(made, ON), ("now", "positions", "due")).data
    told = " ".join(text_of(data).split())
    assert "<script>window.harmed=1</script>" in re.sub(r"\s", "", told)
    objects = everything_in(data)
    assert "/Catalog" in objects
    for word in ("/URI", "/JavaScript", "/EmbeddedFiles", "/Launch"):
        assert word not in objects
