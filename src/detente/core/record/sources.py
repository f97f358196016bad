"""Documents: where the words come from."""

from __future__ import annotations

from dataclasses import dataclass

from .dates import Date
from .entry import Entry, about

GRADE_PATTERN = r"^[A-F][1-6]$"


@dataclass(frozen=True, slots=True, kw_only=True)
class Document(Entry):
    """A text that entries cite. A document is its own evidence and names none."""

    title: str = about("what the document is called")
    date: Date = about("when it was published or written")
    author: str = about("who wrote or published it", default="")
    file: str = about(
        "its text, as a path inside the case folder; without it no words can be checked",
        default="",
    )
    language: str = about("language code of the text: en, uk, tr", default="")
    grade: str = about(
        "reliability of the source A to F and credibility of the content 1 to 6: B2",
        default="",
        pattern=GRADE_PATTERN,
    )
    link: str = about("where the original can be found", default="")
