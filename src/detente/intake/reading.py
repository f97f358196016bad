"""What a document is, told by its content first and its name second; and its text."""

from __future__ import annotations

import codecs
import re
from dataclasses import replace

from .apart import read_apart
from .documents import Extracted, Kind, NotExtracted, locked
from .limits import BYTES_AT_MOST, TEXT_AT_MOST
from .plain import TURNED_NOTE, as_title, check_size, cleaned, decoded, is_turned, title_of_name

_HTML = re.compile(
    r"\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--.{0,2000}?-->\s*)?<(?:!doctype\s+html|html)\b",
    re.I | re.S,
)
_HEADING = re.compile(r"^ {0,3}#{1,6}[ \t]+([^\n]*)", re.M)
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\0", b"MM\0*")
_ENDINGS: dict[str, Kind] = {
    "htm": "html",
    "html": "html",
    "xhtml": "html",
    "md": "markdown",
    "markdown": "markdown",
}


def extracted(name: str, data: bytes) -> Extracted:
    """Return the text of a document, with what a person should know before confirming it.

    TXT and Markdown in UTF-8 or UTF-16, HTML, DOCX and PDF are read. ``name`` is used for its
    ending and for a title, never as a path. Paragraphs are kept apart by a blank line. Raises
    :class:`NotExtracted`. Cost: HTML, DOCX and PDF are read in a process of their own, within
    limits of time and memory.

    >>> extracted("ceasefire.md", b"# A ceasefire\\n\\nIt holds.").title
    'A ceasefire'
    """
    if len(data) > BYTES_AT_MOST:
        raise NotExtracted(
            f"larger than {BYTES_AT_MOST // 1024 // 1024} MiB",
            "take its pictures out, split it, or cite an excerpt",
        )
    _refuse_known(data)
    packed = _packed_kind(name, data)
    found = _written(name, data) if packed is None else read_apart(packed, data)
    if not found.text.strip():
        raise NotExtracted(
            "it holds no text",
            "a scanned document has to go through text recognition first"
            if packed == "pdf"
            else "choose another file",
        )
    notes = (*found.notes, TURNED_NOTE) if is_turned(found.text) else found.notes
    return replace(found, title=as_title(found.title) or title_of_name(name), notes=notes)


def _refuse_known(data: bytes) -> None:
    """Refuse what people often have and what is not read, each with its own hint."""
    if data.startswith(_OLD_OFFICE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise locked()
        raise NotExtracted("a document of an older Office program", "save it as DOCX or PDF")
    if data.startswith(b"{\\rtf"):
        raise NotExtracted("a document in RTF", "save it as DOCX or PDF")
    if data.startswith(_PICTURES):
        raise NotExtracted("a picture", "run text recognition on it, and save it as PDF or text")


def _packed_kind(name: str, data: bytes) -> Kind | None:
    """Return the kind of a document that is not written as a text, or None."""
    if data.startswith((b"PK\3\4", b"PK\5\6")):
        return "docx"
    start = data[:1024]
    if start.lstrip(b"\xef\xbb\xbf\r\n\t ").startswith(b"%PDF-"):
        return "pdf"
    return "pdf" if b"%PDF-" in start and _ending(name) == "pdf" else None


def _ending(name: str) -> str:
    return name[-200:].rpartition(".")[2].strip().lower()


def _written(name: str, data: bytes) -> Extracted:
    """Return the text of a document that is written as a text."""
    ending = _ending(name)
    kind = "html" if _HTML.match(_start(data)) else _ENDINGS.get(ending, "text")
    if kind == "html":
        return read_apart("html", data)
    text = cleaned(decoded(data, TEXT_AT_MOST))
    check_size(text)
    odd = ending in ("pdf", "docx")
    notes = (f"its name ends in .{ending}, but it is a text",) if odd else ()
    heading = _HEADING.search(text, 0, 20_000) if kind == "markdown" else None
    title = heading[1].strip(" \t#") if heading else ""
    return Extracted(text, kind, title, (), notes)


def _start(data: bytes) -> str:
    """Return how a text begins, whatever stands after it."""
    encoding = "utf-16" if data[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) else "utf-8-sig"
    return data[:8000].decode(encoding, "ignore")
