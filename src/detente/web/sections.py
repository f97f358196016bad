"""The sections of a report, in the order of the page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

SECTIONS: Mapping[str, str] = MappingProxyType(
    {
        "now": "Now",
        "changes": "Changed",
        "positions": "Positions",
        "due": "Due",
        "conditions": "Conditions",
        "movement": "Movement",
        "agreement": "Deal",
        "stability": "What holds",
        "papers": "Papers",
        "commitments": "Agreed",
        "timeline": "Timeline",
        "people": "Who",
        "sources": "Sources",
    }
)
"""For each section its word in the list of sections; ``templates/sections/NAME.html`` holds it."""


def chosen(names: Iterable[str] = ()) -> dict[str, str]:
    """Return the sections named, in the order of the page; none named: all.

    Raises ``KeyError`` for a name that is no section.

    >>> list(chosen(["due", "now", "due"]))
    ['now', 'due']
    """
    wanted = set(names)
    for name in wanted:
        if name not in SECTIONS:
            raise KeyError(name)
    return {name: label for name, label in SECTIONS.items() if not wanted or name in wanted}
