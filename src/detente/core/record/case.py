"""The case: one negotiation as a value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from decimal import Decimal
from functools import cache
from types import MappingProxyType
from typing import Any

from ..problems import Path
from .actors import Party, Person
from .conflict import CourseOfAction
from .dates import Date
from .entry import Entry, about
from .events import Event
from .issues import Issue, Rule
from .judgements import Judgement
from .meetings import Meeting, Proposal
from .obligations import Commitment, Condition, Deadline, Lever
from .quantities import Ratio
from .sources import Document
from .statements import Position, Statement

CASE_FILE = "case.yaml"

BLOCKS: Mapping[str, type[Entry]] = MappingProxyType(
    {
        "parties": Party,
        "people": Person,
        "documents": Document,
        "issues": Issue,
        "rules": Rule,
        "conflict": CourseOfAction,
        "statements": Statement,
        "positions": Position,
        "meetings": Meeting,
        "proposals": Proposal,
        "conditions": Condition,
        "deadlines": Deadline,
        "levers": Lever,
        "commitments": Commitment,
        "events": Event,
    }
)
"""The blocks of a case and the entries each holds, in the order they are written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """Everything that is recorded of one negotiation.

    ``texts`` holds the text of each cited document that has one, by document
    id; ``judgements`` holds each judgement with the name of its file.

    >>> Case(title="Harbour strike").parties
    ()
    """

    title: str = about("what the negotiation is called")
    summary: str = about("what it is about, in a sentence or two", default="")
    language: str = about("language code of the record: en", default="en")
    updated: Date | None = about("the day the record was last brought up to date", default=None)
    parties: tuple[Party, ...] = about("who takes part", default=())
    people: tuple[Person, ...] = about("who speaks, negotiates, decides", default=())
    documents: tuple[Document, ...] = about("what is cited", default=())
    issues: tuple[Issue, ...] = about("what is to be settled", default=())
    rules: tuple[Rule, ...] = about("which options exclude or require others", default=())
    conflict: tuple[CourseOfAction, ...] = about("what each party can do or leave", default=())
    statements: tuple[Statement, ...] = about("who said what", default=())
    positions: tuple[Position, ...] = about("who stands where", default=())
    meetings: tuple[Meeting, ...] = about("talks past and planned", default=())
    proposals: tuple[Proposal, ...] = about("the parties' papers", default=())
    conditions: tuple[Condition, ...] = about("what has to come before what", default=())
    deadlines: tuple[Deadline, ...] = about("what is to happen by when", default=())
    levers: tuple[Lever, ...] = about("what could be done to change minds", default=())
    commitments: tuple[Commitment, ...] = about("who owes whom what", default=())
    events: tuple[Event, ...] = about("what happened on the ground", default=())
    judgements: tuple[tuple[str, Judgement], ...] = ()
    texts: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def block(self, name: str) -> tuple[Entry, ...]:
        """Return a block's entries by the block's name; raise ``KeyError`` for no block.

        >>> Case(title="t").block("parties")
        ()
        """
        if name not in BLOCKS:
            raise KeyError(name)
        entries: tuple[Entry, ...] = getattr(self, name)
        return entries

    def entries(self) -> Iterator[tuple[str, int, Entry]]:
        """Yield every entry with its block and position, in the order written."""
        for name in BLOCKS:
            for index, entry in enumerate(self.block(name)):
                yield name, index, entry

    def find(self, entry_id: str, *blocks: str) -> Entry | None:
        """Return the entry with this id in the given blocks (none given: in any), or None."""
        for name in blocks or BLOCKS:
            for entry in self.block(name):
                if entry.id == entry_id:
                    return entry
        return None


Placed = tuple[tuple[str, int, Entry], ...]
"""Entries, each after its block and its position there."""


def key_of(field_name: str) -> str:
    """Return a field's name in the file: ``from_`` is written ``from``.

    >>> key_of("from_")
    'from'
    """
    return field_name.rstrip("_")


_NEVER_WALKED = frozenset({str, bool, type(None), Decimal, Ratio})
"""Types of most values, which hold nothing: passing them over makes walking three times quicker."""


@cache
def _names(kind: Any) -> tuple[tuple[str, str], ...]:
    """Return the names of a type's fields, in Python and in the file."""
    return tuple((each.name, key_of(each.name)) for each in fields(kind))


def walk(value: Any, path: Path) -> Iterator[tuple[Path, Any]]:
    """Yield a value and every value with fields inside it, each with its path.

    Tuples and mappings are walked through; depth first, in the order of fields.
    """
    if is_dataclass(value):
        yield path, value
        kind: Any = type(value)
        for name, key in _names(kind):
            inner = getattr(value, name)
            if type(inner) in _NEVER_WALKED or not inner:
                continue
            if isinstance(inner, tuple | Mapping) or is_dataclass(inner):
                yield from walk(inner, (*path, key))
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            if is_dataclass(item):
                yield from walk(item, (*path, index))
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from walk(item, (*path, key))
