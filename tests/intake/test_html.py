"""HTML: what a reader of the page sees."""

from __future__ import annotations

import pytest

from detente.intake import NotExtracted, extracted
from detente.intake.apart import read_apart
from detente.intake.web_page import read_html

from .making import refusal


def text_of(html: str) -> str:
    """Return the text of a page."""
    return read_html(html.encode()).text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>One<p>two &amp; &eacute;&#x2014;three", "One\n\ntwo & é—three"),
        ("a<br>b  c\n d", "a\nb c d"),
        ("<b>bold</b>ly <i> spaced </i> out", "boldly spaced out"),
        ("<div>a<div>b</div>c</div>", "a\n\nb\n\nc"),
        ("<ul><li>one<li>two</ul>", "one\n\ntwo"),
        ("<pre>  a\n    b\n</pre>c", "  a\n    b\n\nc"),
        ("co&shy;operate", "cooperate"),
        ("a&nbsp;b", "a\u00a0b"),
        ("<p dir=rtl>וقف إطلاق النار (12)", "וقف إطلاق النار (12)"),
    ],
)
def test_blocks_and_signs(html: str, text: str) -> None:
    assert text_of(html) == text


@pytest.mark.parametrize(
    "hidden",
    [
        "<script>SECRET</script>",
        "<style>SECRET</style>",
        "<template><p>SECRET</p></template>",
        "<noscript>SECRET</noscript>",
        "<!-- SECRET -->",
        "<p hidden>SECRET",
        "<div style='color: red; DISPLAY : none'>SECRET<p>SECRET</p></div>",
        "<span style='display:/* */none'>SECRET</span>",
        "<span style='visibility:hidden'>SECRET</span>",
        "<iframe>SECRET</iframe>",
        "<svg><text>SECRET</text></svg>",
        "<dialog>SECRET</dialog>",
        "<img alt=SECRET>",
        "<input type=hidden value=SECRET>",
    ],
)
def test_what_is_hidden_is_left_out(hidden: str) -> None:
    assert text_of(f"<p>before</p>{hidden}<p>after</p>") == "before\n\nafter"


def test_tables_are_rows() -> None:
    table = "<table><caption>Due</caption><tr><th>who<th>what<tr><td>A<td><p>pays<p>soon</table>"
    found = read_html(f"<p>x</p>{table}<p>y</p>".encode())
    assert found.text == "x\n\nDue\n\nwho | what\nA | pays soon\n\ny"
    assert found.notes == ('1 table is rows of cells, " | " between',)


def test_a_table_that_only_places_things_is_no_table() -> None:
    inner = "<table><tr><td>a<td>b</table>"
    found = read_html(f"<table><tr><td><p>one<p>two<td>{inner}</table>".encode())
    assert found.text == "one\n\ntwo\n\na | b"


def test_titles_and_notes() -> None:
    page = (
        "<!doctype html><title>The\n page</title><style>.x { display : none }</style>"
        "<h1>A heading</h1><img src=a.png><p hidden>x</p>"
    )
    found = extracted("download", page.encode())
    assert (found.kind, found.title, found.text) == ("html", "The page", "A heading")
    assert found.notes == (
        "pictures are left out, with what is said in their place",
        "1 hidden element is left out",
        "a style sheet hides parts of the page, which stand in the text",
    )
    assert extracted("a.html", b"<h1>A heading</h1>").title == "A heading"
    assert extracted("a.html", b"<p>words").title == "a"


@pytest.mark.parametrize(
    ("name", "start"),
    [
        ("page", "<!DOCTYPE html>"),
        ("page.txt", "\n <html lang=en>"),
        ("page.pdf", "<?xml version='1.0'?>\n<!-- x --><!doctype html>"),
        ("page.HTM", ""),
    ],
)
def test_a_page_is_told_by_its_start_or_its_name(name: str, start: str) -> None:
    assert extracted(name, f"{start}<p>words".encode()).kind == "html"
    marked = b"\xff\xfe" + f"{start}<p>words".encode("utf-16-le")
    assert extracted(name, marked).text == "words"


def test_a_page_in_another_encoding_is_refused() -> None:
    data = "<!doctype html><meta charset=windows-1251><p>Дата".encode("cp1251")
    assert refusal("page.html", data).message == "not in UTF-8"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"<div>" * 200_000, "nested too deep"),
        (b"<b>" * 100_000, "nested too deep"),
        (b"<svg>" * 100_000, "nested too deep"),
        (b"<table>" * 10_000, "no text"),
        (b"<p>" + b"SECRET" * 2_800_000, "MiB of text"),
    ],
    ids=["div", "b", "svg", "table", "too much text"],
)
def test_hostile_pages_are_refused(data: bytes, message: str) -> None:
    assert message in refusal("page.html", data).message


@pytest.mark.parametrize(
    "data",
    [b"<p><b><i><a>" * 50_000, b"<p a" + b" a" * 200_000 + b">words"],
    ids=["formats", "attributes"],
)
def test_a_page_that_takes_too_long_is_refused(data: bytes) -> None:
    with pytest.raises(NotExtracted, match=r"takes longer than 0\.5 seconds"):
        read_apart("html", data, 0.5)


@pytest.mark.parametrize(
    "data",
    [
        b"<!--" * 5_000 + b"--><p>words",
        b"<p>words" + b"&amp" * 5_000,
        b"<p>words<table>" + b"x<tr>" * 500,
        b"<p>words" + b"</p>" * 5_000,
        b"words<plaintext></html>",
        b"words<![CDATA[<p>]]><?x ?></",
    ],
    ids=["comments", "no end", "foster parents", "ends", "plain", "scraps"],
)
def test_odd_pages_are_read(data: bytes) -> None:
    assert "words" in extracted("page.html", data).text
