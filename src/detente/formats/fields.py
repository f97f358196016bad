"""The fields of a record type as the formats see them: key, kind, required, meaning."""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields
from functools import cache, reduce
from operator import or_
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from detente.core.record.case import key_of
from detente.core.record.entry import Entry, Supported


@dataclass(frozen=True, slots=True)
class FieldKind:
    """One field: its name in Python and in the file, its type, and what it is for."""

    name: str
    key: str
    type: Any
    required: bool
    about: str
    refers: tuple[str, ...]
    pattern: str
    is_id: bool


@cache
def fields_of(record_type: type) -> tuple[FieldKind, ...]:
    """Return the fields of a record type that stand in a file, in their order.

    The fields every entry can carry come last, the id first.
    """
    hints = get_type_hints(record_type)
    found = [
        FieldKind(
            each.name,
            key_of(each.name),
            _plain(hints[each.name]),
            each.default is MISSING and each.default_factory is MISSING,
            each.metadata["about"],
            tuple(each.metadata["refers"].split()),
            each.metadata["pattern"],
            each.metadata["id"],
        )
        for each in fields(record_type)
        if "about" in each.metadata
    ]
    base = shared_names(record_type)
    return tuple(sorted(found, key=lambda each: (not each.is_id, each.name in base)))


def shared_names(record_type: type) -> frozenset[str]:
    """Return the fields a type has from ``Entry`` or ``Supported``, as they stand there."""
    for shared in (Entry, Supported):
        if issubclass(record_type, shared) and record_type is not shared:
            own = record_type.__annotations__
            return frozenset(each.name for each in fields(shared) if each.name not in own)
    return frozenset()


def _plain(hint: Any) -> Any:
    """Return a type without "or None"."""
    if get_origin(hint) in (Union, types.UnionType):
        kept = tuple(each for each in get_args(hint) if each is not type(None))
        return reduce(or_, kept)
    return hint


def item_type(hint: Any) -> Any | None:
    """Return X for ``tuple[X, ...]``, else None."""
    return get_args(hint)[0] if get_origin(hint) is tuple else None


def mapping_type(hint: Any) -> Any | None:
    """Return X for ``Mapping[str, X]``, else None."""
    return get_args(hint)[1] if get_origin(hint) is Mapping else None


def allowed_words(hint: Any) -> tuple[str, ...] | None:
    """Return the words of a ``Literal``, else None."""
    return get_args(hint) if get_origin(hint) is Literal else None
