"""What is wrong with an input, as values: where, what, and how to mend it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import Literal

Severity = Literal["error", "warning"]

Path = tuple[str | int, ...]
"""Where a value stands: the file, then keys and positions, as in
``("case.yaml", "statements", 3, "date")``. Positions count from 0."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a text file; line and column count from 1."""

    file: str
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, said so that its author can mend it.

    ``code`` is stable and has a page in the documentation. ``message`` and
    ``hint`` are lower case, without a full stop, and carry no private content:
    field names, ids and numbers, never the words of an entry or a document.

    >>> problem = Problem("case-031", ("case.yaml", "parties", 0), '"name" is missing', "add it")
    >>> problem.severity
    'error'
    """

    code: str
    path: Path
    message: str
    hint: str
    severity: Severity = "error"
    place: Place | None = None

    def at(self, place: Place) -> Problem:
        """Return the same problem with its place in the text."""
        return replace(self, place=place)


PROBLEMS_AT_MOST = 1000
"""How many problems of one case are listed; a case with more is not worth reading on."""

CANDIDATES_AT_MOST = 100


def did_you_mean(written: str, known: Iterable[str]) -> str | None:
    """Return the name most like what was written, or None if none is much like it.

    Of many names only those with the same first letter are compared, and no more
    than a hundred, so that a thousand mistakes are told in a moment.
    """
    names = list(known)
    if len(names) > CANDIDATES_AT_MOST:
        names = [name for name in names if name[:1] == written[:1]][:CANDIDATES_AT_MOST]
    near = get_close_matches(written[:80], names, 1)
    return near[0] if near else None


def listed(names: Iterable[str], between: str = ", ") -> str:
    """Return the first ten names with something between them, and how many there are more."""
    found = list(names)
    more = f" and {len(found) - 10} more" if len(found) > 10 else ""
    return between.join(shown(name) for name in found[:10]) + more


def shown(text: str) -> str:
    """Return a name from the input fit for a message: short, on one line, nothing hidden.

    >>> shown("a\\x1b[31m"), len(shown("b" * 50))
    ('a?[31m', 40)
    """
    clean = "".join(sign if sign.isprintable() else "?" for sign in text)
    return clean if len(clean) <= 40 else clean[:39] + "…"


def has_errors(problems: Iterable[Problem]) -> bool:
    """Return whether any of the problems is an error (no problems: False).

    >>> has_errors(())
    False
    """
    return any(problem.severity == "error" for problem in problems)
