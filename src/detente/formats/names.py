"""Ids made from names."""

from __future__ import annotations

import re
import unicodedata


def id_for(name: str, kind: str, taken: set[str]) -> str:
    """Return an id made from a name, new among those taken, to which it is added.

    A name without Latin letters or digits gives party-1, party-2, ...

    >>> taken = {"mediator"}
    >>> id_for("Hafen Süd", "party", taken), id_for("Hafen  Süd!", "party", taken)
    ('hafen-sud', 'hafen-sud-4')
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z0-9]+", plain)
    stem = "-".join(words)[:40].strip("-")
    number = len(taken) + 1
    candidate = stem or f"{kind}-{number}"
    while candidate in taken:
        number += 1
        candidate = f"{stem or kind}-{number}"
    taken.add(candidate)
    return candidate
