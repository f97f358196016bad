"""The tutorial in the browser as a script: what its page says to click, to write and to see, step by step.

Conventions of ``docs/tutorial-browser.md``: a section with a picture is a step, called as its picture.
In it, words in bold are on the page, to be clicked or looked for; quoted lines are what the page tells; a table
is what is written into a form; a YAML box is what is pasted into the text; ``in such type`` stand days and
numbers that are set. There are no other figures in it: what is told in figures is quoted.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

DOCS = Path(__file__).parents[3] / "docs"
PAGE = DOCS / "tutorial-browser.md"
GIVEN = DOCS / "tutorial-browser"
PICTURES = DOCS / "images" / "tutorial-browser"

_PICTURE = re.compile(
    r"^!\[(?P<about>[^\]]+)\]\(images/tutorial-browser/(?P<name>[\w-]+)\.png\)$", re.M
)
_BOX = re.compile(r"^```(\w*)\n(.*?)^```$", re.M | re.S)
_TABLE = re.compile(r"(?:^\|.*\|\n)+", re.M)
_BOLD = re.compile(r"\*\*(.+?)\*\*", re.S)
_QUOTED = re.compile(r"^> (.+)$", re.M)
_TYPED = re.compile(r"`([^`\n]+)`")
_LINK = re.compile(r"\]\([^)]*\)")


@dataclass(frozen=True)
class Step:
    """One section of the page."""

    heading: str
    text: str

    @cached_property
    def name(self) -> str:
        """The name of its picture; empty where it has none, and is no step."""
        found = _PICTURE.search(self.text)
        return found["name"] if found else ""

    @cached_property
    def bold(self) -> tuple[str, ...]:
        """What is on the page, to be clicked or looked for."""
        return tuple(" ".join(each.split()) for each in _BOLD.findall(self._words))

    @cached_property
    def quoted(self) -> tuple[str, ...]:
        """What the page tells."""
        return tuple(_QUOTED.findall(self._words))

    @cached_property
    def typed(self) -> tuple[str, ...]:
        """Days and numbers that are set, and names of files."""
        return tuple(_TYPED.findall(self._words))

    @cached_property
    def boxes(self) -> tuple[str, ...]:
        """What is pasted into the text."""
        return tuple(text for language, text in _BOX.findall(self.text) if language == "yaml")

    @cached_property
    def tables(self) -> tuple[tuple[dict[str, str], ...], ...]:
        """The rows of its tables, each by the words in the head."""
        return tuple(_rows(each) for each in _TABLE.findall(self.text))

    @property
    def fields(self) -> dict[str, str]:
        """What is written into its form, by field."""
        [rows] = self.tables
        return dict(tuple(row.values()) for row in rows)  # type: ignore[misc]  # of two columns

    @property
    def _words(self) -> str:
        return _TABLE.sub("", _BOX.sub("", self.text))

    @property
    def prose(self) -> str:
        """What is left once all that is compared with the page is taken out."""
        words = _LINK.sub("]", _PICTURE.sub("", self._words))
        for each in (_QUOTED, _BOLD, _TYPED):
            words = each.sub("", words)
        return words


def _rows(table: str) -> tuple[dict[str, str], ...]:
    head, _, *rows = (
        [cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()
    )
    return tuple(dict(zip(head, row, strict=True)) for row in rows)


def steps() -> dict[str, Step]:
    """Return the steps of the page by their names, in their order."""
    _, *sections = re.split(r"^## ", PAGE.read_text("utf-8"), flags=re.M)
    found = [Step(*each.split("\n", 1)) for each in sections]
    return {each.name: each for each in found if each.name}
