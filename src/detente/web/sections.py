"""The sections of a report, in the order of the page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from .translation import N_

SECTIONS: Mapping[str, str] = MappingProxyType(
    {
        "now": N_("Now"),
        "changes": N_("Changed"),
        "positions": N_("Positions"),
        "due": N_("Due"),
        "conditions": N_("Conditions"),
        "movement": N_("Movement"),
        "agreement": N_("Deal"),
        "stability": N_("What holds"),
        "papers": N_("Papers"),
        "commitments": N_("Agreed"),
        "timeline": N_("Timeline"),
        "people": N_("Who"),
        "sources": N_("Sources"),
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
