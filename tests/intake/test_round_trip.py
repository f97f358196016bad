"""Whatever paragraphs are put into a document come back in order, and can be quoted."""

from __future__ import annotations

import re
from html import escape

from hypothesis import given, settings
from hypothesis import strategies as st

from detente.core.record.evidence import Locator
from detente.intake.pdf import read_pdf
from detente.intake.web_page import read_html
from detente.intake.word import read_docx

from .making import docx, paragraph, pdf_of

LETTERS = st.characters(categories=("Ll", "Lu", "Lo", "Mn", "Nd", "Po", "Pd", "Sm", "So"))
WORDS = st.text(LETTERS, min_size=1, max_size=8) | st.sampled_from(
    ["<b>", "&amp;", "]]>", "וقف", "النار", "50,000", "don’t", "“so”", "𝄞", "--", "|"]
)
PARAGRAPHS = st.lists(st.lists(WORDS, min_size=1, max_size=12), min_size=1, max_size=6)


def assert_quotable(text: str, paragraphs: list[list[str]]) -> None:
    """Assert that each five words of a paragraph are found in the text."""
    locator = Locator(text)
    for words in paragraphs:
        for start in range(max(1, len(words) - 4)):
            quoted = " ".join(words[start : start + 5])
            assert locator.holds(quoted) == Locator(" ".join(words)).holds(quoted)


@given(PARAGRAPHS)
def test_paragraphs_of_a_docx(paragraphs: list[list[str]]) -> None:
    text = read_docx(docx("".join(paragraph(" ".join(words)) for words in paragraphs))).text
    assert text.split("\n\n") == [" ".join(words) for words in paragraphs]
    assert_quotable(text, paragraphs)


@given(PARAGRAPHS, st.sampled_from(["p", "div", "li", "blockquote", "h2"]))
def test_paragraphs_of_a_page(paragraphs: list[list[str]], tag: str) -> None:
    page = "".join(f"<{tag}>{escape(' '.join(words))}</{tag}>" for words in paragraphs)
    text = read_html(page.encode()).text
    assert text.split("\n\n") == [" ".join(words) for words in paragraphs]
    assert_quotable(text, paragraphs)


CELLS = st.lists(
    st.lists(st.text("abc é", min_size=1, max_size=6).filter(str.strip), min_size=2, max_size=4),
    min_size=1,
    max_size=4,
)


@given(CELLS)
def test_cells_of_a_table_in_both(rows: list[list[str]]) -> None:
    expected = [" | ".join(re.sub(" +", " ", cell).strip() for cell in row) for row in rows]
    page = "".join(f"<tr>{''.join(f'<td>{cell}' for cell in row)}" for row in rows)
    assert read_html(f"<table>{page}</table>".encode()).text.split("\n") == expected
    tidy = [[re.sub(" +", " ", cell).strip() for cell in row] for row in rows]
    cells = [[f"<w:tc>{paragraph(cell)}</w:tc>" for cell in row] for row in tidy]
    table = "".join(f"<w:tr>{''.join(row)}</w:tr>" for row in cells)
    assert read_docx(docx(f"<w:tbl>{table}</w:tbl>")).text.split("\n") == expected


ENGLISH = st.text("abcdefghij", min_size=2, max_size=8)


@given(st.lists(st.lists(ENGLISH, min_size=5, max_size=30), min_size=1, max_size=4))
@settings(max_examples=15)
def test_paragraphs_of_a_pdf(paragraphs: list[list[str]]) -> None:
    page = "".join(f"<p>{' '.join(words)}</p>" for words in paragraphs)
    assert_quotable(
        read_pdf(pdf_of(f"<style>p {{ hyphens: none }}</style>{page}")).text, paragraphs
    )
