"""Texts and Markdown: the words are the document's own; what is no text is refused."""

from __future__ import annotations

import codecs
import unicodedata

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from detente.intake import extracted
from detente.intake.limits import BYTES_AT_MOST, TEXT_AT_MOST

from .making import packed, refusal

WORDS = "Ceasefire – 15 травня; وقف إطلاق النار\n\n\tשלום 𝄞 done"
KEPT = st.characters(
    exclude_categories=("Cs", "Cc"), exclude_characters="\u00ad\u2028\u2029\ufffe\uffff\ufeff"
)


@given(st.text(KEPT | st.sampled_from("\n\t")))
def test_any_text_comes_back(text: str) -> None:
    assume(text.strip())
    assume(not text.lstrip().startswith(("<", "%PDF", "PK", "{\\rtf", "GIF8", "II*", "MM*")))
    assert extracted("text.txt", text.encode()).text == text


@pytest.mark.parametrize(
    "data",
    [
        WORDS.encode(),
        codecs.BOM_UTF8 + WORDS.encode(),
        codecs.BOM_UTF16_LE + WORDS.encode("utf-16-le"),
        codecs.BOM_UTF16_BE + WORDS.encode("utf-16-be"),
    ],
    ids=["UTF-8", "UTF-8 with mark", "UTF-16 LE", "UTF-16 BE"],
)
def test_encodings_that_are_read(data: bytes) -> None:
    found = extracted("words.txt", data)
    assert (found.text, found.kind, found.title) == (WORDS, "text", "words")
    assert (found.pages, found.notes) == ((), ())


@pytest.mark.parametrize("encoding", ["cp1251", "iso8859-1", "utf-16-le", "utf-32", "shift-jis"])
def test_other_encodings_are_refused_with_a_hint(encoding: str) -> None:
    text = "Дата" if encoding == "cp1251" else "été" if encoding == "iso8859-1" else "日本語 a"
    assert "UTF-8" in refusal("words.txt", text.encode(encoding)).hint


def test_half_a_sign_is_refused() -> None:
    assert refusal("words.txt", codecs.BOM_UTF16_LE + b"\x00\xd8").message == "not in UTF-8"
    assert refusal("words.txt", b"a\xed\xa0\x80").message == "not in UTF-8"


def test_line_ends_and_unseen_signs() -> None:
    text = "a\r\nb\rc\fd\u2028e\x85f co\u00adoperate \x1b[2J\x07\x9b tab\t."
    found = extracted("t.txt", text.encode()).text
    assert found == "a\nb\nc\nd\ne\nf cooperate [2J tab\t."


def test_signs_are_not_composed() -> None:
    decomposed = unicodedata.normalize("NFD", "é")
    assert extracted("t.txt", decomposed.encode()).text == decomposed


def test_marks_that_turn_the_writing_are_kept_and_told() -> None:
    found = extracted("t.txt", "abc \u202etxet".encode())
    assert "\u202e" in found.text
    assert "direction" in found.notes[0]


def test_markdown_is_kept_as_it_is() -> None:
    text = "Preface\n\n## A *joint* statement ##\n\n- one\n- <b>two</b>\n"
    found = extracted("paper.md", text.encode())
    assert (found.text, found.kind, found.title) == (text, "markdown", "A *joint* statement")


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("../../etc/joint statement.txt", "joint statement"),
        ("C:\\papers\\v1.2.txt", "v1.2"),
        (".txt", ".txt"),
        ("", ""),
        ("a\x00b\x1b[2J\n.txt", "ab[2J"),
        ("n" * 5000, "n" * 200),
    ],
)
def test_the_title_from_the_name_is_no_path(name: str, title: str) -> None:
    assert extracted(name, b"text").title == title


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(900), "an older Office program"),
        ("a.rtf", b"{\\rtf1 SECRET}", "in RTF"),
        ("a.pdf", b"\x89PNG\r\n\x1a\n", "a picture"),
        ("a.txt", b"\0\1\2SECRET", "neither a text nor"),
        ("a.txt", b" \n\t", "no text"),
        ("a.txt", b"", "no text"),
        ("a.xlsx", packed({"xl/workbook.xml": "SECRET"}), "no DOCX"),
        ("a.docx", b"PK\5\6" + bytes(18), "no DOCX"),
    ],
)
def test_what_is_not_read_is_refused(name: str, data: bytes, message: str) -> None:
    assert message in refusal(name, data).message


def test_a_word_document_with_a_password_is_told_from_an_old_one() -> None:
    data = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le")
    assert refusal("a.docx", data).message == "it is locked with a password"


def test_a_text_with_the_name_of_another_kind_is_read_and_told() -> None:
    found = extracted("a.pdf", b"text")
    assert (found.kind, found.notes) == ("text", ("its name ends in .pdf, but it is a text",))


def test_too_many_bytes_are_refused_before_anything_is_read() -> None:
    assert "larger than" in refusal("a.pdf", bytes(BYTES_AT_MOST + 1)).message
    assert "MiB of text" in refusal("a.txt", b"a" * (TEXT_AT_MOST + 1)).message
    wide = codecs.BOM_UTF16_LE + "日".encode("utf-16-le") * (TEXT_AT_MOST // 3 + 1)
    assert "MiB of text" in refusal("a.txt", wide).message


def test_the_largest_text_is_read() -> None:
    assert len(extracted("a.txt", b"a" * TEXT_AT_MOST).text) == TEXT_AT_MOST
