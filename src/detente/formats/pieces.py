"""Where each entry stands in a record's text, so that a change can be told by the entries it touches."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass

from detente.core.record.case import BLOCKS

from .yaml_text import Node

_NO_ENTRY = re.compile(r"(?m)^(?:---|\.\.\.|%)|\r(?!\n)")
"""What stands outside of entries or ends a line otherwise."""


class NotInPieces(Exception):
    """The change is not one of whole entries of one block; all has to be read."""


@dataclass(frozen=True, slots=True)
class Change:
    """Entries ``first`` up to ``last`` (without it) of a block give way to those in ``text``."""

    block: str
    first: int
    last: int
    text: str


@dataclass(frozen=True, slots=True)
class Pieces:
    """For each block whose entries are a list in lines of their own: where each begins, and the block ends.

    A piece reaches from the line with an entry's dash to the line with the next one's.
    """

    starts: dict[str, list[int]]
    ends: dict[str, int]
    columns: dict[str, int]

    def text(self, text: str, block: str, index: int) -> str:
        """Return the text of one entry."""
        starts = self.starts[block]
        following = starts[index + 1] if index + 1 < len(starts) else self.ends[block]
        return text[starts[index] : following]

    def changed(self, old: str, new: str) -> Change | None:
        """Return which entries are others in a new text, or None where it is the same.

        Raises :class:`NotInPieces`. A piece is read as it would be in its place: it begins with its
        dash, where whatever was before ends, and what follows it begins with another dash or key farther left than
        all that is in it. Cost: linear in the texts, with a very small factor.
        """
        if old == new:
            return None
        before = _same_start(old, new)
        after = _same_start(old[before:][::-1], new[before:][::-1])
        block = self._block_of(before, len(old) - after)
        starts, end = self.starts[block], self.ends[block]
        first = max(bisect_left(starts, before) - 1, 0)
        last = bisect_left(starts, len(old) - after)
        old_end = starts[last] if last < len(starts) else end
        text = new[starts[first] : len(new) - (len(old) - old_end)]
        dash = " " * self.columns[block] + "-"
        whole_lines = text.endswith("\n") or old_end == len(old)
        if not text.startswith((f"{dash} ", f"{dash}\n", f"{dash}\r\n")) or not whole_lines:
            raise NotInPieces
        if _NO_ENTRY.search(text):
            raise NotInPieces
        return Change(block, first, last, text)

    def _block_of(self, start: int, end: int) -> str:
        for block, starts in self.starts.items():
            if starts[0] <= start and end <= self.ends[block]:
                return block
        raise NotInPieces

    def after(self, change: Change, inside: list[int]) -> Pieces:
        """Return the pieces after a change; ``inside`` is where entries begin in its text."""
        starts, ends = dict(self.starts), dict(self.ends)
        own = starts[change.block]
        begin = own[change.first]
        old_end = own[change.last] if change.last < len(own) else ends[change.block]
        moved = len(change.text) - (old_end - begin)
        starts[change.block] = [
            *own[: change.first],
            *(begin + each for each in inside),
            *(each + moved for each in own[change.last :]),
        ]
        ends[change.block] += moved
        for block, places in self.starts.items():
            if block != change.block and places[0] >= old_end:
                starts[block] = [each + moved for each in places]
                ends[block] += moved
        return Pieces(starts, ends, self.columns)


def pieces_of(text: str, root: Node) -> Pieces | None:
    """Return where the entries stand in a text whose top node is ``root``; None for another layout."""
    if root.flow or root.column or any(key.column for key in root.keys) or _NO_ENTRY.search(text):
        return None
    starts: dict[str, list[int]] = {}
    ends: dict[str, int] = {}
    columns: dict[str, int] = {}
    lines = [text.rfind("\n", 0, key.start) + 1 for key in root.keys] + [len(text)]
    for number, (key, node) in enumerate(root.pairs()):
        if key.text in BLOCKS and node.kind == "list" and node.items and not node.flow:
            starts[key.text] = dashes(text, node)
            ends[key.text], columns[key.text] = lines[number + 1], node.column
    return Pieces(starts, ends, columns)


def dashes(text: str, node: Node) -> list[int]:
    """Return where the lines with the dashes of a list begin.

    Between a dash and what it stands before are blanks and comments only, so the dash is the last one there.
    """
    mark = "\n" + " " * node.column + "-"
    return [text.rfind(mark, 0, item.start) + 1 for item in node.items]


def _same_start(one: str, other: str) -> int:
    """Return how many signs two texts have in common at their beginning."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low
