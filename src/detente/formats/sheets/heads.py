"""Which row of a sheet holds the heads, and what kind of sheet it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, fields
from types import MappingProxyType
from typing import Any

from detente.core.record.case import BLOCKS

from ..fields import fields_of
from .grid import Row, Sheet
from .hxl import is_tag_row
from .lexicon import Lexicon, plain
from .mapping import ColumnNames, SheetMapping
from .matrix import MATRIX
from .tables import columns_of

LOOKED_AT = 30
"""Among how many rows the heads are looked for."""

SYNONYMS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "id": frozenset(("id", "no", "no.", "nr", "number", "#", "key")),
        "party": frozenset(("party", "parties", "actor", "delegation", "side", "country", "group",
                            "stakeholder", "organisation", "organization", "who")),
        "issue": frozenset(("issue", "issues", "topic", "question", "item", "subject", "agenda item")),
        "stance": frozenset(("stance", "attitude", "type of position")),
        "options": frozenset(("options", "option", "position", "positions", "demand", "offer",
                              "proposal", "value")),
        "text": frozenset(("text", "summary", "statement", "description", "in words", "details")),
        "date": frozenset(("date", "since", "when", "as of", "day", "since when")),
        "by": frozenset(("by", "speaker", "stated by", "said by")),
        "document": frozenset(("document", "source", "sources", "reference", "ref")),
        "words": frozenset(("words", "quote", "quotation", "evidence", "exact words")),
        "where": frozenset(("where", "page", "paragraph", "pages")),
        "visible_to": frozenset(("visible_to", "visible to", "readers", "who may see it")),
        "note": frozenset(("note", "notes", "comment", "comments", "remark", "remarks")),
    }
)  # fmt: skip
"""Heads by which a field is known in other people's sheets."""


@dataclass(frozen=True, slots=True)
class Heads:
    """The heads of a sheet: their row's place among the rows read, and their texts."""

    at: int
    row: Row
    texts: tuple[str, ...]


class TwoHeads(Exception):
    """Two rows look like heads alike."""

    def __init__(self, first: Row, second: Row) -> None:
        super().__init__(f"{first.number} and {second.number}")
        self.first, self.second = first, second


def heads_of(sheet: Sheet, lexicon: Lexicon, mapping: SheetMapping) -> Heads | None:
    """Return the heads of a sheet, or None if no row looks like any.

    The row that holds most words for fields, and for parties or for issues, counts, of
    the first thirty (a row with one party and one issue is none); a mapping can say which
    it is. Raises :class:`TwoHeads` on a tie.
    """
    fields_known, sides = _known(mapping), _sides(lexicon, mapping)
    best: tuple[int, int] | None = None
    tied: int | None = None
    for at, row in enumerate(sheet.rows[:LOOKED_AT]):
        if mapping.head:
            if row.number == int(mapping.head):
                return Heads(at, row, texts_of(row))
            continue
        if is_tag_row(row.cells):
            continue
        words = {plain(text) for text in texts_of(row) if text}
        score = len(words & fields_known) + max(len(words & side) for side in sides)
        if score >= 2 and (best is None or score > best[0]):
            best, tied = (score, at), None
        elif (
            best is not None and score == best[0] and texts_of(row) != texts_of(sheet.rows[best[1]])
        ):
            tied = at if at - best[1] == 1 else tied
    if best is None:
        return None
    if tied is not None:
        raise TwoHeads(sheet.rows[best[1]], sheet.rows[tied])
    row = sheet.rows[best[1]]
    return Heads(best[1], row, texts_of(row))


def texts_of(row: Row) -> tuple[str, ...]:
    """Return the cells of a row as heads: each on one line."""
    return tuple(" ".join(str(cell).split()) for cell in row.cells)


def _known(mapping: SheetMapping) -> set[str]:
    found = set().union(*SYNONYMS.values())
    found |= {plain(getattr(mapping.columns, each.name)) for each in fields(ColumnNames)}
    for block in BLOCKS:
        found |= {column.key for column in columns_of(block)}
    return found - {""}


def _sides(lexicon: Lexicon, mapping: SheetMapping) -> tuple[set[str], set[str]]:
    means = mapping.means
    parties = {*lexicon.parties, *(plain(each) for each in means.party)}
    return parties, {*lexicon.issues, *(plain(each) for each in means.issue)}


def block_of(sheet: Sheet, heads: Heads) -> str | None:
    """Return the block whose table this is, by its heads; None if it is not one of ours.

    A table of ours has the id and all fields that an entry needs, in the words of
    the format. Of two blocks that fit, the one counts that the sheet is named for, then
    the one with more of its columns there.
    """
    there = set(heads.texts)
    fits = []
    kinds: Mapping[str, Any] = BLOCKS
    for block, kind in kinds.items():
        keys = {column.key for column in columns_of(block)}
        needed = {each.key for each in fields_of(kind) if each.required}
        found = {key.partition(".")[0] for key in there & keys}
        if "id" in there and needed <= found | {"evidence"} and len(found) >= 3:
            fits.append((sheet.name.lower() == block, len(there & keys) - len(keys - there), block))
    return max(fits)[2] if fits else None


def is_our_matrix(sheet: Sheet, heads: Heads) -> bool:
    """Return whether this is the matrix that an export writes."""
    return heads.texts[:2] == ("id", "issue") and (
        sheet.name.lower() == MATRIX or not sheet.name or len(heads.texts) > 2
    )


def repeated(texts: tuple[str, ...]) -> tuple[int, str] | None:
    """Return the first head that stands a second time, and its place; None if there is none."""
    seen: Counter[str] = Counter()
    for index, text in enumerate(texts):
        seen[plain(text)] += bool(text)
        if seen[plain(text)] > 1:
            return index, text
    return None
