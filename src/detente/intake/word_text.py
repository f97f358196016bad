"""The XML of a DOCX's text, read as it comes: paragraphs, tables, changes, footnotes."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from .archive import Archive
from .documents import NotExtracted, too_much_text
from .limits import NESTING_AT_MOST, TEXT_AT_MOST
from .plain import cleaned
from .word_styles import NO_STYLES, OFF, Styles, attribute, short

_LEFT_OUT = {"w:del": "deleted", "w:moveFrom": "deleted", "mc:Fallback": "", "w:rt": ""}
_SEEN = {
    "w:ins": "inserted",
    "w:moveTo": "inserted",
    "w:drawing": "picture",
    "w:pict": "picture",
    "w:object": "picture",
    "m:oMath": "formula",
    "w:sym": "symbol",
    "w:tbl": "table",
    "w:txbxContent": "box",
}
_SIGNS = {"w:tab": "\t", "w:br": "\n", "w:cr": "\n", "w:noBreakHyphen": "\u2011"}
_TEXTS = ("w:t", "m:t", "dc:title")
_HEADINGS = ("Title", "Heading1")
_FILLERS = ("separator", "continuationSeparator", "continuationNotice")
_SPACES = re.compile(r"[\r\n]+")


@dataclass(slots=True)
class _Paragraph:
    parts: list[str] = field(default_factory=list)
    boxes: list[str] = field(default_factory=list)
    style: str = ""
    goes_on: bool = False  # its end was deleted: the next paragraph belongs to it


@dataclass(slots=True)
class _Room:
    """Where paragraphs go: the body, a cell, a box, a footnote."""

    blocks: list[str] = field(default_factory=list)
    carried: str = ""


@dataclass(slots=True)
class _Table:
    rows: list[list[str]] = field(default_factory=list)
    deleted: bool = False  # the row being read


class Story:
    """The text of one part; a target for the XML parser, which calls it as it reads."""

    def __init__(self, styles: Styles) -> None:
        self._styles = styles
        self.seen: Counter[str] = Counter()
        self.references: dict[str, list[str]] = {"footnote": [], "endnote": []}
        self.footnotes: dict[str, str] = {}
        self.root = ""
        self.title = ""
        self.heading = ""
        self._open: list[str] = []
        self._skipped = 0
        self._hidden = False
        self._rooms = [_Room()]
        self._paragraphs: list[_Paragraph] = []
        self._tables: list[_Table] = []
        self._note = ""
        self._size = 0

    @property
    def blocks(self) -> list[str]:
        """Return the paragraphs and tables of the body, in order."""
        return self._rooms[0].blocks

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Begin an element."""
        if len(self._open) >= NESTING_AT_MOST:
            raise NotExtracted("XML nested too deep", "save it anew, or as text")
        name = short(tag)
        inside = self._open[-1] if self._open else ""
        self.root = self.root or name
        self._open.append(name)
        if self._skipped:
            self._skipped += 1
            return
        value = attribute(attributes, "val")
        if name.startswith("w:") and name.endswith("Change"):
            self._skipped = 1  # how it was formatted before
        elif name in _LEFT_OUT:
            self._skipped = 1
            self._left_out(name, inside)
        else:
            self._format(name, value)
            self._begin(name, inside, attributes)

    def _left_out(self, name: str, inside: str) -> None:
        if _LEFT_OUT[name]:
            self.seen[_LEFT_OUT[name]] += 1
        if inside == "w:trPr" and self._tables:
            self._tables[-1].deleted = True
        is_mark = inside == "w:rPr" and self._open[-3:-2] == ["w:pPr"]
        if is_mark and self._paragraphs:
            self._paragraphs[-1].goes_on = True

    def _begin(self, name: str, inside: str, attributes: dict[str, str]) -> None:
        if name in _SEEN:
            self.seen[_SEEN[name]] += 1
        if name in _SIGNS and inside == "w:r":
            self._write(_SIGNS[name])
        elif name == "w:p":
            carried, self._rooms[-1].carried = self._rooms[-1].carried, ""
            self._paragraphs.append(_Paragraph([carried] if carried else []))
        elif name in ("w:footnoteReference", "w:endnoteReference"):
            self.references[name[2:-9]].append(attribute(attributes, "id"))
        elif name == "w:tbl":
            self._tables.append(_Table())
        elif name == "w:tr" and self._tables:
            self._tables[-1].rows.append([])
            self._tables[-1].deleted = False
        elif name in ("w:tc", "w:txbxContent", "w:footnote", "w:endnote"):
            self._rooms.append(_Room())
            if name in ("w:footnote", "w:endnote"):
                filler = attribute(attributes, "type") in _FILLERS
                self._note = "" if filler else attribute(attributes, "id")

    def _format(self, name: str, value: str) -> None:
        if name == "w:pStyle" and self._paragraphs:
            self._paragraphs[-1].style = value
            self.seen["numbered"] += value in self._styles.numbered
        elif name == "w:numId":
            self.seen["numbered"] += value != "0"
        elif name == "w:r":
            style = self._paragraphs[-1].style if self._paragraphs else ""
            self._hide(style in self._styles.hidden)
        elif self._open[-3:-1] == ["w:r", "w:rPr"] and name in ("w:vanish", "w:rStyle"):
            is_plain = name == "w:vanish"
            self._hide(value not in OFF if is_plain else value in self._styles.hidden)

    def _hide(self, hidden: bool) -> None:
        """Let the text of this run be hidden, or not."""
        self._hidden = hidden
        self.seen["hidden"] += hidden

    def data(self, text: str) -> None:
        """Take text, if it is of the words and not between elements."""
        if not self._skipped and self._open and self._open[-1] in _TEXTS:
            if self._open[-1] == "dc:title":
                self.title += text
            else:
                self._write(_SPACES.sub(" ", text))

    def _write(self, text: str) -> None:
        if self._paragraphs and not self._hidden:
            self._paragraphs[-1].parts.append(text)
            self._size += len(text)
            if self._size > TEXT_AT_MOST:
                raise too_much_text()

    def end(self, _tag: str) -> None:
        """End an element."""
        name = self._open.pop()
        if self._skipped:
            self._skipped -= 1
        elif name == "w:r":
            self._hidden = False
        elif name == "w:p":
            self._end_paragraph()
        elif name == "w:tr" and self._tables and self._tables[-1].deleted:
            self._tables[-1].rows.pop()
        elif name == "w:tbl":
            rows = [" | ".join(row) for row in self._tables.pop().rows if any(row)]
            if rows:
                self._rooms[-1].blocks.append("\n".join(rows))
        elif name in ("w:tc", "w:txbxContent", "w:footnote", "w:endnote"):
            self._end_room(name)

    def _end_room(self, name: str) -> None:
        room = self._rooms.pop()
        blocks = [*room.blocks, *([room.carried.strip()] if room.carried.strip() else [])]
        if name == "w:tc" and self._tables:
            if not self._tables[-1].rows:
                self._tables[-1].rows.append([])
            self._tables[-1].rows[-1].append(" ".join(" ".join(blocks).split("\n")))
        elif name == "w:txbxContent":
            boxes = self._paragraphs[-1].boxes if self._paragraphs else self._rooms[-1].blocks
            boxes.extend(blocks)
        elif self._note:
            self.footnotes[self._note] = "\n".join(blocks)

    def _end_paragraph(self) -> None:
        paragraph = self._paragraphs.pop()
        text = cleaned("".join(paragraph.parts))
        room = self._rooms[-1]
        if paragraph.goes_on:
            room.carried = text
        elif text.strip():
            room.blocks.append(text.strip())
            if paragraph.style in _HEADINGS and not self.heading:
                self.heading = text
        room.blocks.extend(paragraph.boxes)

    def close(self) -> None:
        """End the part; a paragraph whose end was deleted, with none after it, stands alone."""
        if self._rooms[0].carried.strip():
            self._rooms[0].blocks.append(self._rooms[0].carried.strip())


def read_story(archive: Archive, part: str, styles: Styles = NO_STYLES) -> Story:
    """Return the text of a part of a DOCX."""
    story = Story(styles)
    archive.parse(part, story)
    return story
