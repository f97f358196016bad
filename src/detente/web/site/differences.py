"""Where two texts of one file differ, to be looked at side by side."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher

from .folder import with_file_ends

LINES_AT_MOST = 3_000
"""Of texts that differ over more lines it is not looked for where in detail."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A stretch of lines that is another in each: where it begins, counted from one, and its lines."""

    line: int
    lines: tuple[str, ...]
    other_line: int
    other_lines: tuple[str, ...]


def differences(text: str, other: str) -> tuple[Difference, ...]:
    r"""Return the stretches of lines in which two texts differ, from above; none where they are the same.

    Line ends do not count. Where the first and the last difference are more than 3,000 lines apart, together in
    both, all between them is one stretch. Cost: linear, quadratic at worst in those lines.

    >>> [found] = differences("a\nb\nc\n", "a\nB\nand\nc\n")
    >>> found.line, found.lines, found.other_lines
    (2, ('b',), ('B', 'and'))
    """
    ours, theirs = (with_file_ends(each).split("\n") for each in (text, other))
    above = _alike(ours, theirs)
    below = _alike(ours[above:][::-1], theirs[above:][::-1])
    ours, theirs = ours[above : len(ours) - below], theirs[above : len(theirs) - below]
    if len(ours) + len(theirs) > LINES_AT_MOST:
        spans = [(0, len(ours), 0, len(theirs))]
    else:
        found = SequenceMatcher(None, ours, theirs).get_opcodes()
        spans = [(a, b, c, d) for what, a, b, c, d in found if what != "equal"]
    return tuple(
        Difference(
            above + first + 1,
            tuple(ours[first:last]),
            above + other_first + 1,
            tuple(theirs[other_first:other_last]),
        )
        for first, last, other_first, other_last in spans
        if first < last or other_first < other_last
    )


def _alike(ours: list[str], theirs: list[str]) -> int:
    """How many lines at the beginning are the same."""
    for number, (one, other) in enumerate(zip(ours, theirs, strict=False)):
        if one != other:
            return number
    return min(len(ours), len(theirs))
