"""Who may do what: every handler asks :func:`may`, which today knows one local person.

When there are accounts, compartments between parties and a team server, only this function grows.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

Action = Literal["read", "write", "compute"]


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who uses the program in a browser."""

    name: str


LOCAL = Person("you")
"""The one person on this machine who holds the case's folder, and so may do all that its files allow."""


def may(person: Person | None, action: Action, entry: Any = None) -> bool:
    """Return whether a person may do something, to an entry or, without one, to the case.

    Nobody (None) may do nothing.

    >>> may(LOCAL, "write"), may(None, "read")
    (True, False)
    """
    return person == LOCAL
