"""Bytes to signs, and signs to the text of a source: the words stay the document's own."""

from __future__ import annotations

import codecs
import re

from .documents import NotExtracted, too_much_text
from .limits import BYTES_AT_MOST, TEXT_AT_MOST, TITLE_AT_MOST

_LINE_ENDS = re.compile("\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_UNSEEN = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\ud800-\udfff\ufffe\uffff]")
_TURNED = re.compile("[\u202d\u202e]")
_DIRECTIONS = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_UTF_16 = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
_UTF_32 = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)
TURNED_NOTE = (
    "it holds marks that turn the direction of writing: compare what is shown with the original"
)


def decoded(data: bytes, most: int = BYTES_AT_MOST) -> str:
    """Return the signs of a text in UTF-8, or in UTF-16 with a byte order mark.

    Raises :class:`NotExtracted` for all other encodings, for what is no text, and for one that is
    certainly larger than ``most`` bytes in UTF-8.
    """
    encoding = "utf-8-sig"
    if not data.startswith(_UTF_32) and data[:2] in _UTF_16:
        encoding, data = _UTF_16[data[:2]], data[2:]
    elif b"\0" in data:
        raise NotExtracted(
            "neither a text nor HTML, DOCX or PDF", "save it as one of them; a text in UTF-8"
        )
    if len(data) > (most + 3 if encoding == "utf-8-sig" else 2 * most):
        raise too_much_text()
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        raise NotExtracted(
            "not in UTF-8", "save it in the encoding UTF-8, or in UTF-16 with a byte order mark"
        ) from None


def cleaned(text: str) -> str:
    """Return a text with ``\\n`` at the ends of its lines and without unseen signs.

    Control characters (but tabs), soft hyphens and halves of signs go; all else stays.

    >>> cleaned("co\u00adoperate\\r\\n\\x00now")
    'cooperate\\nnow'
    """
    return _UNSEEN.sub("", _LINE_ENDS.sub("\n", text))


def is_turned(text: str) -> bool:
    """Return whether a text holds marks by which it may look other than it reads."""
    return _TURNED.search(text) is not None


def check_size(text: str) -> None:
    """Raise :class:`NotExtracted` for a text larger than a source may be."""
    if len(text) > TEXT_AT_MOST or (
        len(text) > TEXT_AT_MOST // 4 and len(text.encode("utf-8", "replace")) > TEXT_AT_MOST
    ):
        raise too_much_text()


def as_title(text: str) -> str:
    """Return a title on one line, not too long, without marks that turn the writing.

    >>> as_title("  Joint\\n statement ")
    'Joint statement'
    """
    plain = _DIRECTIONS.sub("", cleaned(text[: 20 * TITLE_AT_MOST]))
    return " ".join(plain.split())[:TITLE_AT_MOST].strip()


def title_of_name(name: str) -> str:
    """Return what a file is called, without folders and ending.

    >>> title_of_name("C:\\\\papers\\\\joint_statement.docx")
    'joint_statement'
    """
    last = as_title(re.split(r"[/\\]", name[-2000:])[-1])
    return re.sub(r"(?<=.)\.\w{1,10}$", "", last).strip()
