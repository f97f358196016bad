"""The documents with every passage that the record quotes from them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from .case import CASE_FILE, Case, walk
from .entry import Entry, Evidence, about
from .evidence import Locator
from .known import known_on
from .sources import Document


@dataclass(frozen=True, slots=True)
class Quotation:
    """A stretch of a document and the entries that rest on it."""

    start: int = about("where it begins in the document's text")
    end: int = about("where it ends")
    entries: tuple[str, ...] = about("the ids of the entries that quote it")


@dataclass(frozen=True, slots=True)
class QuotedDocument:
    """A document, its text, and what is quoted from it, in the order of the text.

    Quotations that overlap are cut into stretches, so that each sign stands in
    one of them at most.
    """

    document: Document = about("the entry")
    text: str = about("the document's text; empty where the case has none")
    quotations: tuple[Quotation, ...] = about("stretches quoted, in order, without overlap")
    entries: tuple[str, ...] = about("the ids of all entries that cite the document")


def quoted_documents(case: Case, on: date | None = None) -> tuple[QuotedDocument, ...]:
    """Return every document with the passages quoted from it, as known on a day.

    Cost: linear in the texts, and in a text's length for each distinct quotation.

    >>> quoted_documents(Case(title="t"))
    ()
    """
    seen = known_on(case, on) if on else case
    cited = citations(seen)
    return tuple(
        quoted_document(document, seen.texts.get(document.id, ""), cited.get(document.id, {}))
        for document in seen.documents
    )


EvidenceKept = dict[int, tuple[Entry, tuple[Evidence, ...]]]
"""For entries, by their ``id()``, themselves and all their evidence."""


def citations(
    case: Case, kept: EvidenceKept | None = None
) -> dict[str, dict[str, tuple[str, ...]]]:
    """Return, for each document that is cited, the words quoted from it, each with the entries' ids.

    Words and ids stand in the order of the record. ``kept`` is what was found in another version of the
    case that has the same entries; it is changed to what is found in this one. Cost: linear in the entries.

    >>> citations(Case(title="t"))
    {}
    """
    cited: dict[str, dict[str, dict[str, None]]] = {}
    before, now = kept or {}, {}
    for block, position, entry in case.entries():
        known = before.get(id(entry))
        if known is None:
            inside = walk(entry, (CASE_FILE, block, position))
            known = entry, tuple(value for _, value in inside if isinstance(value, Evidence))
        now[id(entry)] = known
        for value in known[1]:
            words = cited.setdefault(value.document, {})
            words.setdefault(value.words, {})[entry.id] = None
    if kept is not None:
        kept.clear()
        kept.update(now)
    return {
        document: {each: tuple(entries) for each, entries in words.items()}
        for document, words in cited.items()
    }


def quoted_document(
    document: Document, text: str, cited: Mapping[str, tuple[str, ...]]
) -> QuotedDocument:
    """Return one document with the passages that :func:`citations` names for it.

    Words that are not in its text mark nothing. Cost: linear in the text, and in its length for each quotation.
    """
    locator = Locator(text)
    spans = []
    for words, entries in cited.items():
        passage = locator.locate(words)
        if passage is not None:
            spans.append((passage.start, passage.end, entries))
    everybody = dict.fromkeys(entry for entries in cited.values() for entry in entries)
    return QuotedDocument(document, text, _stretches(spans), tuple(everybody))


def _stretches(spans: list[tuple[int, int, tuple[str, ...]]]) -> tuple[Quotation, ...]:
    """Cut overlapping spans at one another's edges; each stretch names all that cover it."""
    opening: dict[int, list[int]] = {}
    closing: dict[int, list[int]] = {}
    for index, (start, end, _) in enumerate(spans):
        opening.setdefault(start, []).append(index)
        closing.setdefault(end, []).append(index)
    edges = sorted({*opening, *closing})
    found: list[Quotation] = []
    covering: dict[int, None] = {}
    for start, end in pairwise(edges):
        for index in closing.get(start, ()):
            del covering[index]
        covering.update(dict.fromkeys(opening.get(start, ())))
        if covering:
            entries = dict.fromkeys(name for index in covering for name in spans[index][2])
            found.append(Quotation(start, end, tuple(entries)))
    return tuple(found)
