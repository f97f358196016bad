"""PDF to text: page after page, lines as the program that made it put them."""

from __future__ import annotations

import re

import pypdfium2

from .documents import Extracted, NotExtracted, broken, counted, locked, too_much_text
from .limits import PAGES_AT_MOST, TEXT_AT_MOST
from .plain import as_title, cleaned

_BETWEEN = "\n\n"
_FROM_THE_RIGHT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_UNKNOWN = re.compile("[\ufffd\ue000-\uf8ff]")
_LINE_END_HYPHENS = str.maketrans({"\x02": "-\n", "\ufffe": "-\n"})
"""A hyphen at the end of a line, for which PDFium puts one sign and no line end."""


def read_pdf(data: bytes) -> Extracted:
    """Return the text of a PDF, in the order in which PDFium finds it; pages begin at ``pages``.

    Raises :class:`NotExtracted`. To be run in a process of its own.
    """
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise locked() from None
        raise broken("PDF") from None
    number = len(document)
    if number > PAGES_AT_MOST:
        raise NotExtracted(f"more than {PAGES_AT_MOST:,} pages", "split it, or cite an excerpt")
    texts: list[str] = []
    unread: list[int] = []
    left = TEXT_AT_MOST
    for index in range(number):
        try:
            texts.append(_page(document, index, left))
        except pypdfium2.PdfiumError:
            texts.append("")
            unread.append(index)
        left -= len(texts[-1]) + len(_BETWEEN)
    pages, start = [], 0
    for text in texts:
        pages.append(start)
        start += len(text) + len(_BETWEEN)
    title = as_title(document.get_metadata_value("Title"))
    notes = (*_notes_of_pages(texts, unread), *_notes(document))
    return Extracted(_BETWEEN.join(texts), "pdf", title, tuple(pages), notes)


def _page(document: pypdfium2.PdfDocument, index: int, left: int) -> str:
    """Return the text of a page, refused if it has more than is left."""
    page = document[index]
    found = page.get_textpage()
    try:
        if found.count_chars() > left:
            raise too_much_text()
        text: str = found.get_text_range()
    finally:
        found.close()
        page.close()
    lines = cleaned(text.translate(_LINE_END_HYPHENS)).split("\n")
    return "\n".join(line.rstrip() for line in lines).strip("\n")


def _notes_of_pages(texts: list[str], unread: list[int]) -> tuple[str, ...]:
    """Return what is to be said of the pages' texts."""
    notes = ["lines end as on the page; pictures are left out"]
    empty = [
        number for number, text in enumerate(texts) if not text.strip() and number not in unread
    ]
    if empty:
        without = counted(len(empty), "page has no text", "pages have no text")
        notes.append(f"{without} (pictures of pages?): {_numbers(empty)}")
    if unread:
        broken_ones = counted(len(unread), "page is broken", "pages are broken")
        notes.append(f"{broken_ones} and left out: {_numbers(unread)}")
    if any(map(_FROM_THE_RIGHT.search, texts)):
        notes.append(
            "writing from right to left: brackets and joined letters may be out of order, compare them"
        )
    if any(map(_UNKNOWN.search, texts)):
        notes.append("some signs of its fonts stand for no known letter")
    return tuple(notes)


def _numbers(indices: list[int]) -> str:
    return ", ".join(str(each + 1) for each in indices[:10]) + (
        ", ..." if len(indices) > 10 else ""
    )


def _notes(document: pypdfium2.PdfDocument) -> tuple[str, ...]:
    """Return what is to be said of what a PDF holds beside its pages."""
    notes = []
    attachments = document.count_attachments()
    if attachments > 0:
        notes.append(
            counted(attachments, "attached file is left out", "attached files are left out")
        )
    if document.get_formtype() != 0:
        notes.append("what is filled into its form is left out")
    return tuple(notes)
