"""PDF: page after page, as another program made it."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import Workbook

from detente.core.record.evidence import Locator
from detente.intake import extracted
from detente.intake.pdf import read_pdf

from .making import converted, one_page, pdf, pdf_of, refusal, shown, stream


def test_pages_of_a_report_and_its_title() -> None:
    pages = "".join(
        f"<p style='break-after: page'>Page {number} says: the parties agreed to meet.</p>"
        for number in (1, 2, 3)
    )
    found = extracted("minutes.pdf", pdf_of(f"<title>The minutes</title>{pages}"))
    assert (found.kind, found.title) == ("pdf", "The minutes")
    assert found.notes == ("lines end as on the page; pictures are left out",)
    assert len(found.pages) == 3
    for number, start in enumerate(found.pages, start=1):
        assert found.text[start:].startswith(f"Page {number} says:")
        assert found.text[:start].endswith("\n\n") or start == 0


def test_words_that_go_on_over_a_line_are_found() -> None:
    words = "It was agreed that both sides withdraw behind the line of contact by noon. " * 5
    found = extracted("a.pdf", pdf_of(f"<p style='width: 4cm'>{words}</p>"))
    assert found.text.count("\n") > 10
    assert Locator(found.text).holds("both sides withdraw behind the line of contact by noon")


def test_a_hyphen_at_the_end_of_a_line_stays() -> None:
    assert read_pdf(pdf(one_page(shown("a demili-", "tarised zone")))).text == (
        "a demili-\ntarised zone"
    )
    page = "<p style='width: 3cm; hyphens: auto'>notwithstanding notwithstanding</p>"
    assert "notwith‐\nstanding" in read_pdf(pdf_of(page)).text


def test_writing_from_right_to_left_is_read_and_told() -> None:
    style = "font-family: DejaVu Sans; direction: rtl"
    found = read_pdf(pdf_of(f"<p style='{style}'>שלום עולם זה מסמך עברי</p>"))
    assert found.text == "שלום עולם זה מסמך עברי"
    assert "right to left" in found.notes[1]


def test_pages_without_text_are_told() -> None:
    objects = one_page(shown("words"))
    objects[2] = "<< /Type /Pages /Kids [6 0 R 3 0 R 6 0 R] /Count 3 >>"
    objects[6] = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] >>"
    found = read_pdf(pdf(objects))
    assert (found.text, found.pages) == ("\n\nwords\n\n", (0, 2, 9))
    assert found.notes[1] == "2 pages have no text (pictures of pages?): 1, 3"


def test_a_scan_is_refused_with_a_hint() -> None:
    assert "text recognition" in refusal("scan.pdf", pdf(one_page(stream(b"")))).hint


def test_attached_files_and_forms_are_told() -> None:
    objects = one_page(shown("words"))
    names = "/Names << /EmbeddedFiles << /Names [(a) 6 0 R] >> >>"
    objects[1] = f"<< /Type /Catalog /Pages 2 0 R {names} /AcroForm << /Fields [] >> >>"
    objects[6] = "<< /Type /Filespec /F (a) /EF << /F 7 0 R >> >>"
    objects[7] = stream(b"SECRET")
    assert read_pdf(pdf(objects)).notes[1:] == (
        "1 attached file is left out",
        "what is filled into its form is left out",
    )


@pytest.mark.parametrize(
    ("name", "before"), [("a", b""), ("a.txt", b"\n\n"), ("a.pdf", b"some mail\n")]
)
def test_a_pdf_is_told_by_its_content(name: str, before: bytes) -> None:
    assert extracted(name, before + pdf(one_page(shown("words")))).text == "words"


def test_a_text_about_pdf_is_a_text() -> None:
    assert extracted("a.txt", b"Files begin with %PDF-1.7").kind == "text"


def test_a_sheet_that_libreoffice_printed(tmp_path: Path) -> None:
    book = Workbook()
    assert book.active is not None
    book.active.append(["The parties met in Istanbul."])
    book.active.append(["Naïve – kept"])
    book.save(tmp_path / "made.xlsx")
    made = converted(tmp_path / "made.xlsx", "pdf", tmp_path / "printed")
    found = extracted(made.name, made.read_bytes())
    assert "The parties met in Istanbul.\nNaïve – kept" in found.text
