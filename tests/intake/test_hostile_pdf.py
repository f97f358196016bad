"""Hostile PDF: refused or read, within limits of time and memory, and never our own end."""

from __future__ import annotations

import random
import zlib
from contextlib import suppress

import pytest

from detente.intake import NotExtracted, extracted
from detente.intake.apart import read_apart
from detente.intake.limits import PAGES_AT_MOST

from .making import deflated_blanks, one_page, pdf, refusal, shown, stream

PLAIN = pdf(one_page(shown("words")))
ENCRYPTED = "/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <{0}> /U <{0}> >> /ID [<00> <00>]"


def pages(number: int) -> bytes:
    """Return a PDF of empty pages."""
    kids = " ".join(f"{each} 0 R" for each in range(3, number + 3))
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>"
    return pdf(
        {
            1: "<< /Type /Catalog /Pages 2 0 R >>",
            2: f"<< /Type /Pages /Kids [{kids}] /Count {number} >>",
            **dict.fromkeys(range(3, number + 3), page),
        }
    )


def test_a_pdf_with_a_password_is_refused() -> None:
    data = pdf(one_page(shown("SECRET")), ENCRYPTED.format("ab" * 32))
    assert refusal("a.pdf", data).message == "it is locked with a password"


@pytest.mark.parametrize("number", [PAGES_AT_MOST + 1, 100_000])
def test_too_many_pages_are_refused(number: int) -> None:
    assert refusal("a.pdf", pages(number)).message == f"more than {PAGES_AT_MOST:,} pages"


def test_a_number_of_pages_that_is_a_lie_does_no_harm() -> None:
    objects = one_page(shown("SECRET"))
    objects[2] = "<< /Type /Pages /Kids [3 0 R] /Count 2000000000 >>"
    with suppress(NotExtracted):
        assert extracted("a.pdf", pdf(objects)).text == "SECRET"


@pytest.mark.parametrize("times", [1, 2])
def test_a_bomb_in_a_content_is_refused(times: int) -> None:
    data = b"\x78\x9c" + deflated_blanks(3000)
    if times == 2:
        data = zlib.compress(data)
    filters = "/FlateDecode " * times
    objects = one_page(stream(data, f"/Filter [{filters}]"))
    refusal("a.pdf", pdf(objects))


def drawing_itself(forms: int, times: int) -> bytes:
    """Return a PDF whose forms draw the next one many times; the last draws the first."""
    objects = one_page(stream(b"/X0 Do"), more="/XObject << /X0 10 0 R >>")
    for number in range(forms):
        after = (number + 1) % forms
        names = f"/Resources << /Font << /F 5 0 R >> /XObject << /X{after} {10 + after} 0 R >> >>"
        drawn = b"BT /F 9 Tf (SECRET) Tj ET " + f"/X{after} Do ".encode() * times
        kind = f"/Type /XObject /Subtype /Form /BBox [0 0 9 9] {names}"
        objects[10 + number] = stream(drawn, kind)
    return pdf(objects)


@pytest.mark.parametrize(("forms", "times"), [(1, 1), (2, 2), (9, 10)])
def test_forms_that_draw_themselves_end(forms: int, times: int) -> None:
    with suppress(NotExtracted):
        assert "SECRET" in read_apart("pdf", drawing_itself(forms, times), 0.7).text


LOOPS = {
    "pages in pages": {2: "<< /Type /Pages /Kids [2 0 R 3 0 R] /Count 2 /Parent 2 0 R >>"},
    "catalogue": {1: "1 0 R"},
    "content": {4: "4 0 R"},
    "contents": {4: "[4 0 R 4 0 R]"},
    "length": {4: "<< /Length 4 0 R >>\nstream\nBT ET\nendstream"},
    "font": {5: "<< /Type /Font /Subtype /Type0 /DescendantFonts [5 0 R] >>"},
    "resources": {3: "<< /Type /Page /Parent 3 0 R /Resources 3 0 R /Contents 4 0 R >>"},
    "nested": {4: "[" * 100_000},
}


@pytest.mark.parametrize("name", LOOPS)
def test_objects_that_lead_to_themselves_end(name: str) -> None:
    data = pdf({**one_page(shown("words")), **LOOPS[name]})
    with suppress(NotExtracted):
        assert extracted("a.pdf", data).kind == "pdf"


def test_cross_references_that_lead_to_themselves_end() -> None:
    start = PLAIN.index(b"xref")
    looped = PLAIN.replace(b"/Root 1 0 R", f"/Root 1 0 R /Prev {start}".encode())
    with suppress(NotExtracted):
        assert extracted("a.pdf", looped).text == "words"


def test_a_broken_cross_reference_is_mended_and_half_a_file_is_not_much() -> None:
    assert extracted("a.pdf", PLAIN.replace(b"startxref\n", b"startxref\n9")).text == "words"
    refusal("a.pdf", PLAIN[: len(PLAIN) // 3])
    refusal("a.pdf", b"%PDF-1.7\nSECRET")


def test_too_much_text_is_refused() -> None:
    data = zlib.compress(b"BT /F 1 Tf " + b"(SECRET SECRET SECRET) Tj\n" * 900_000 + b"ET")
    refusal("a.pdf", pdf(one_page(stream(data, "/Filter /FlateDecode"))))


@pytest.mark.parametrize("seed", range(6))
def test_damaged_files_are_refused_or_read(seed: int) -> None:
    chance = random.Random(seed)
    data = bytearray(PLAIN)
    for _ in range(chance.choice([1, 5, 50])):
        data[chance.randrange(9, len(data))] = chance.randrange(256)
    with suppress(NotExtracted):
        assert extracted("a.pdf", bytes(data)).kind == "pdf"
