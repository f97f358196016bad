"""What every entry of a case carries: its id, its evidence, who may see it, what became of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import MISSING, dataclass, field
from types import MappingProxyType
from typing import Any, TypeVar

from .dates import Date

ID_PATTERN = r"^[a-z0-9][a-z0-9._-]{0,79}$"
PUBLIC = "public"
MEDIATOR = "mediator"


def about(
    text: str,
    *,
    refers: str = "",
    default: Any = MISSING,
    pattern: str = "",
    entry_id: bool = False,
) -> Any:
    """Return a dataclass field that says what it holds.

    An empty mapping as ``default`` gives each value a read-only one of its own.
    ``text`` becomes the description in the JSON Schema and the reference;
    ``refers`` names the blocks (separated by blanks) an id in it must come from.
    """
    metadata = {"about": text, "refers": refers, "pattern": pattern, "id": entry_id}
    if isinstance(default, dict):
        return field(default_factory=lambda: MappingProxyType({}), metadata=metadata)
    return field(default=default, metadata=metadata)


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """The exact words of a document that support an entry."""

    document: str = about("the document's id", refers="documents")
    words: str = about("the exact words, as they stand in the document")
    where: str = about("page, paragraph or time in the document, for people", default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Supported:
    """A dated part of an entry that has evidence of its own."""

    date: Date | None = about("when", default=None)
    recorded: Date | None = about("the day this was put into the record", default=None)
    evidence: tuple[Evidence, ...] | None = about(
        "documents and exact words, or none", default=None
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispute(Supported):
    """Somebody says that an entry is not so."""

    by: str = about("who disputes it", refers="parties people")
    says: str = about("what they say instead", default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawal(Supported):
    """An entry is taken back; it stays in the record with this mark."""

    by: str = about("who takes it back", refers="parties people", default="")
    why: str = about("the reason given", default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What every entry of every block can carry."""

    id: str = about(
        "a name for references: lower case letters, digits, - _ .",
        pattern=ID_PATTERN,
        entry_id=True,
    )
    visible_to: tuple[str, ...] = about(
        "public, mediator, or the parties (and mediator) who alone may see it",
        refers="parties",
        default=(PUBLIC,),
    )
    evidence: tuple[Evidence, ...] | None = about(
        "documents and exact words, or none", default=None
    )
    recorded: Date | None = about(
        "the day it was put into the record; without it, the day of its earliest document",
        default=None,
    )
    supersedes: tuple[str, ...] = about(
        "ids of earlier entries of the same block that this one replaces", default=()
    )
    disputed: tuple[Dispute, ...] = about("who says that it is not so", default=())
    withdrawn: Withdrawal | None = about("taken back, by whom and when", default=None)
    note: str = about("a remark by the record's keeper", default="")


def superseded_ids(entries: Iterable[Entry]) -> set[str]:
    """Return the ids of the entries that others among these supersede."""
    return {other for entry in entries for other in entry.supersedes}


Kept = TypeVar("Kept", bound=Entry)


def standing_entries(entries: Iterable[Kept]) -> tuple[Kept, ...]:
    """Return the entries that were neither withdrawn nor superseded, in their order.

    >>> standing_entries(())
    ()
    """
    found = tuple(entries)
    replaced = superseded_ids(found)
    return tuple(each for each in found if each.withdrawn is None and each.id not in replaced)
