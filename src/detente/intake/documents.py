"""What comes out of a document, and what is said when nothing does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from .limits import TEXT_AT_MOST

Kind = Literal["text", "markdown", "html", "docx", "pdf"]


class NotExtracted(Exception):
    """A document cannot be read; the message says why, the hint how to mend it."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


@dataclass(frozen=True, slots=True)
class Extracted:
    """The text of a document, for a person to confirm before it becomes a source.

    ``title`` is a suggestion, from the document or its file name, and may be empty.
    ``pages`` are the offsets in the text where each page of a PDF begins. ``notes``
    say what was left out or changed.
    """

    text: str
    kind: Kind
    title: str = ""
    pages: tuple[int, ...] = ()
    notes: tuple[str, ...] = ()


def too_much_text() -> NotExtracted:
    """Return the refusal of a document with more text than a source may hold."""
    mebibytes = TEXT_AT_MOST // 1024 // 1024
    return NotExtracted(f"more than {mebibytes} MiB of text", "split it, or cite an excerpt")


def broken(kind: str) -> NotExtracted:
    """Return the refusal of a document whose inside is not as its kind wants it."""
    return NotExtracted(
        f"a {kind} file that is broken",
        "open it in its program and save it anew, or save it as text",
    )


def locked() -> NotExtracted:
    """Return the refusal of a document that opens with a password only."""
    return NotExtracted("it is locked with a password", "save it without its password")


def counted(number: int, one: str, many: str) -> str:
    """Return a number with its noun.

    >>> counted(1, "picture is", "pictures are"), counted(1200, "picture is", "pictures are")
    ('1 picture is', '1,200 pictures are')
    """
    return f"{number:,} {one if number == 1 else many}"
