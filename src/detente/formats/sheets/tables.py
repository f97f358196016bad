"""A case as tables: one for each block, a row for each entry, a column for each field.

What a cell holds is what stands in the field in ``case.yaml``: a text, ids with commas between
them, a number, a day; and YAML where the field holds fields itself. A quantity, a range of numbers
and a step each take a column for each of their parts, so that numbers can be counted with.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, is_dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from types import MappingProxyType
from typing import Any

from detente.core.record.case import BLOCKS, Case
from detente.core.record.dates import Date
from detente.core.record.entry import PUBLIC, Entry
from detente.core.record.issues import NumericRange
from detente.core.record.obligations import Step
from detente.core.record.quantities import Quantity

from ..data import as_data
from ..fields import FieldKind, allowed_words, fields_of
from ..quick_yaml import quick_yaml

Value = str | Decimal | date
"""What a cell holds; an empty text is an empty cell."""

PARTED = (Quantity, NumericRange, Step)
"""Types whose parts stand in columns of their own: ``value.low``, ``value.best``."""

_LISTED = re.compile(r"[A-Za-z0-9._-]+", re.ASCII)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a block's table: the field it holds, and which part of it."""

    key: str
    kind: FieldKind
    part: FieldKind | None = None

    @property
    def holds(self) -> Any:
        """The type of what stands in a cell."""
        return (self.part or self.kind).type


@dataclass(frozen=True, slots=True)
class Table:
    """A table to be written: its name, its heads, and its rows.

    ``notes`` holds comments on cells, by row and column from 0, heads not counted.
    ``words`` holds, for each column that has them, the only words it may hold.
    """

    name: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]
    keys: int = 1
    tags: tuple[str, ...] = ()
    notes: Mapping[tuple[int, int], str] = field(default_factory=lambda: MappingProxyType({}))
    words: Mapping[int, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))


@cache
def columns_of(block: str) -> tuple[Column, ...]:
    """Return the columns of a block's table, the id first; raise ``KeyError`` for no block."""
    found: list[Column] = []
    entry_type: Any = BLOCKS[block]
    for kind in fields_of(entry_type):
        if kind.type in PARTED:
            parts = fields_of(kind.type)
            found.extend(Column(f"{kind.key}.{part.key}", kind, part) for part in parts)
        else:
            found.append(Column(kind.key, kind))
    return tuple(found)


@cache
def _words_of(block: str) -> Mapping[int, tuple[str, ...]]:
    found = ((index, allowed_words(each.holds)) for index, each in enumerate(columns_of(block)))
    return MappingProxyType({index: words for index, words in found if words})


def block_table(case: Case, block: str, tags: Mapping[str, str] | None = None) -> Table:
    """Return a block of a case as a table, the entries in their order.

    ``tags`` gives a tag for each column that has one. A block without entries has
    its heads only. Cost: linear in the text of the entries.

    >>> block_table(Case(title="t"), "rules").heads[:3]
    ('id', 'when', 'excludes')
    """
    columns = columns_of(block)
    heads = tuple(each.key for each in columns)
    rows = tuple(tuple(cells_of(entry, block)) for entry in case.block(block))
    tagged = tuple(tags.get(head, "") for head in heads) if tags is not None else ()
    return Table(block, heads, rows, tags=tagged, words=_words_of(block))


def cells_of(entry: Entry, block: str) -> list[Value]:
    """Return what stands in an entry's row, column by column."""
    found = []
    for column in columns_of(block):
        value = getattr(entry, column.kind.name)
        if column.part is not None and value is not None:
            value = getattr(value, column.part.name)
        found.append(_cell(entry, column, value))
    return found


def _cell(entry: Entry, column: Column, value: Any) -> Value:
    if value is None or value == "" or value is False:
        return ""
    if value is True:
        return "yes"
    if isinstance(value, str):
        return value
    if isinstance(value, Decimal):
        return value
    if isinstance(value, Date):
        whole = value.precision == "day" and not value.about
        return value.earliest if whole and value.text == value.earliest.isoformat() else value.text
    if column.key == "visible_to" and value in ((PUBLIC,), ()):
        return "" if value else "[]"  # an empty cell is as good as no cell: the public
    if column.key == "evidence" and value == ():
        return "none"
    if isinstance(value, tuple) and all(isinstance(each, str) for each in value):
        if value and all(_LISTED.fullmatch(each) for each in value):
            return ", ".join(value)
        return quick_yaml(list(value), math.inf).rstrip("\n") if value else ""
    if not value and not is_dataclass(value):
        return ""
    return quick_yaml(as_data(value), math.inf).rstrip("\n")


def same(written: object, expected: object) -> bool:
    """Return whether a cell that was read holds what was written there.

    Programs that open a sheet may turn a text into a number or a day, or back; that
    is no change.

    >>> same("2025-05-29", date(2025, 5, 29)), same(Decimal("1.5"), Decimal("1.50")), same("x", "")
    (True, True, False)
    """
    if isinstance(written, str) and isinstance(expected, str):
        return written == expected or plain_lines(written) == plain_lines(expected)
    if isinstance(expected, Decimal) or isinstance(written, Decimal):
        return _number(written) == _number(expected) is not None
    if isinstance(written, bool):
        return str(expected).lower() == ("yes" if written else "")
    return str(written) == str(expected)


def plain_lines(text: str) -> str:
    """Return a text without blanks at its ends and with plain line ends."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def _number(value: object) -> Decimal | None:
    if isinstance(value, Decimal):
        return value
    text = str(value).strip()
    return Decimal(text) if re.fullmatch(r"-?\d{1,40}(?:\.\d{1,40})?", text, re.ASCII) else None
