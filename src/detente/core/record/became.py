"""What became of entries that others took the place of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeVar

from .entry import Entry

Kind = TypeVar("Kind", bound=Entry)


def as_they_became(entries: Iterable[Kind]) -> Mapping[str, Kind]:
    """Return, for each entry's id, what became of it: itself, or the one that took its place.

    An entry that was withdrawn takes no other's place. Entries in a circle stay
    themselves or become one of the circle. Cost: linear in the links followed.

    >>> as_they_became(())
    {}
    """
    became = {entry.id: entry for entry in entries}
    replaced_by = {
        other: entry
        for entry in became.values()
        if entry.withdrawn is None
        for other in entry.supersedes
    }
    for start in list(became):
        seen, latest = {start}, became[start]
        while latest.id in replaced_by and replaced_by[latest.id].id not in seen:
            latest = replaced_by[latest.id]
            seen.add(latest.id)
        became[start] = latest
    return became
