"""Whether every entry names its evidence, and whether the words are there."""

from __future__ import annotations

from collections.abc import Iterator

from ...problems import Path, Problem
from ..case import CASE_FILE, Case, Placed, walk
from ..entry import Evidence, Supported
from ..evidence import Locator, normalised
from ..sources import Document


def check_evidence(case: Case, among: Placed | None = None) -> Iterator[Problem]:
    """Yield entries without evidence and words that are not in their document."""
    words = _Words(case)
    for block, position, entry in among if among is not None else case.entries():
        path: Path = (CASE_FILE, block, position)
        if entry.evidence is None and not isinstance(entry, Document):
            yield Problem(
                "case-050",
                (*path, "evidence"),
                "the entry names no evidence",
                'add "evidence:" with document and words, or "evidence: none"',
            )
        for at, value in walk(entry, path):
            if isinstance(value, Supported) and value.evidence is None and _stands_alone(value):
                yield Problem(
                    "case-050",
                    (*at, "evidence"),
                    "this part of the entry names no evidence",
                    'add "evidence:" with document and words, or "evidence: none"',
                )
            if isinstance(value, Evidence):
                yield from words.check(value, at)


def _stands_alone(part: Supported) -> bool:
    """Whether the part was recorded apart from its entry, so that it needs its own proof."""
    return part.recorded is not None


class _Words:
    """Checks quotations; each document is normalised once, each quotation looked up once."""

    def __init__(self, case: Case) -> None:
        self._texts = case.texts
        self._files = {document.id: document.file for document in case.documents}
        self._locators: dict[str, Locator] = {}
        self._known: dict[tuple[str, str], bool] = {}

    def check(self, evidence: Evidence, path: Path) -> Iterator[Problem]:
        document = evidence.document
        if document not in self._files:
            return
        if not any(sign.isalnum() for sign in evidence.words):
            yield Problem(
                "case-054", (*path, "words"), "no words are quoted", "quote the words that prove it"
            )
            return
        if document not in self._texts:
            if not self._files[document]:
                yield Problem(
                    "case-052",
                    (*path, "document"),
                    f'the document "{document}" has no text here, so its words cannot be checked',
                    'give the document a "file" in the case folder',
                    "warning",
                )
            return
        text = self._texts[document]
        if text not in self._locators:
            self._locators[text] = Locator(text)
        locator = self._locators[text]
        key = (document, evidence.words)
        if key not in self._known:
            self._known[key] = locator.holds(evidence.words)
        if not self._known[key]:
            yield self._missing(locator, evidence, path)

    def _missing(self, locator: Locator, evidence: Evidence, path: Path) -> Problem:
        total = len(normalised(evidence.words).split(" "))
        common = locator.words_in_common(evidence.words)
        hint = (
            f"the first {common} of {total} words stand there together; they part at word {common + 1}"
            if common
            else "not even the first word stands there: is it the right document?"
        )
        return Problem(
            "case-051",
            (*path, "words"),
            f'these words are not in the document "{evidence.document}"',
            hint,
        )
