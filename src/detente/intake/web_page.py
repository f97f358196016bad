"""HTML to text: what a reader of the page sees, block after block."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any, Literal
from xml.etree.ElementTree import Element

from tinyhtml5.parser import HTMLParser

from .documents import Extracted, NotExtracted, broken, counted
from .limits import HTML_NESTING_AT_MOST
from .plain import as_title, cleaned, decoded

_LEFT_OUT = frozenset(
    (
        "script",
        "style",
        "template",
        "noscript",
        "noframes",
        "head",
        "iframe",
        "object",
        "embed",
        "applet",
        "svg",
        "canvas",
        "audio",
        "video",
        "datalist",
        "select",
        "rp",
    )
)
_PICTURES = frozenset(("img", "svg", "canvas", "video", "object", "embed"))
_BLOCKS = frozenset(
    (
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "caption",
        "center",
        "dd",
        "details",
        "dialog",
        "dir",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hgroup",
        "hr",
        "html",
        "legend",
        "li",
        "main",
        "menu",
        "nav",
        "ol",
        "optgroup",
        "option",
        "p",
        "pre",
        "search",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
    )
)
_SPACES = re.compile(r"[ \t\n\r\f]+")
_SPACES_IN_LINE = re.compile(" {2,}")
_AROUND_BREAK = re.compile(" *\n *")
_HIDING = re.compile(r"display:none|visibility:(?:hidden|collapse)")
_CSS_NOISE = re.compile(r"/\*.*?\*/|\s+", re.S)


class _Shallow(list[Any]):
    """The open elements of the parser; no page is nested deeper than a browser goes."""

    def append(self, element: Any) -> None:
        if len(self) >= HTML_NESTING_AT_MOST:
            raise NotExtracted("HTML nested too deep", "save the page as PDF or text")
        super().append(element)


class _Parser(HTMLParser):  # type: ignore[misc]  # tinyhtml5 has no types
    def reset(self) -> None:
        super().reset()
        self.tree.open_elements = _Shallow(self.tree.open_elements)


def read_html(data: bytes) -> Extracted:
    """Return what a reader of a page sees; raises :class:`NotExtracted`.

    Scripts, style sheets and hidden elements are left out, tables are rows. To be run in a
    process of its own.
    """
    parser = _Parser(namespace_html_elements=False)
    parser._parse(io.StringIO(decoded(data)))  # parse() would take a name of a file too
    root = parser.tree.get_document()
    if root is None:
        raise broken("HTML")
    walk = _Walk()
    walk.through(root)
    title = as_title(walk.title or walk.heading)
    return Extracted("\n\n".join(walk.rooms[0].blocks), "html", title, (), walk.notes(root))


class _Room:
    """Blocks of a page or of a cell, and the line being written."""

    __slots__ = ("blocks", "line", "preformatted")

    def __init__(self) -> None:
        self.blocks: list[str] = []
        self.line: list[str] = []
        self.preformatted = False

    def write(self, text: str) -> None:
        self.line.append(text if self.preformatted else _SPACES.sub(" ", text))

    def end_block(self) -> None:
        """Close the block being written, if it holds anything but blanks."""
        text = cleaned("".join(self.line))
        self.line = []
        if not self.preformatted:
            text = _AROUND_BREAK.sub("\n", _SPACES_IN_LINE.sub(" ", text))
        text = text.strip("\n") if self.preformatted else text.strip(" \n")
        if text.strip():
            self.blocks.append(text)


class _Walk:
    """Goes through a page from its start to its end, without recursion."""

    def __init__(self) -> None:
        self.rooms = [_Room()]
        self.rows: list[list[list[str]]] = []
        self.layout: list[bool] = []
        self.title = ""
        self.heading = ""
        self.hidden = 0
        self.pictures = 0
        self.tables = 0

    def through(self, root: Element) -> None:
        """Read the page."""
        for step, element in _steps(root, self.is_left_out):
            if step == "text":
                self.rooms[-1].write(element.text or "")
            elif step == "tail":
                self.rooms[-1].write(element.tail or "")
            elif step == "start":
                self.start(element)
            else:
                self.end(element)
        self.rooms[0].end_block()

    def is_left_out(self, element: Element) -> bool:
        """Return whether an element is not shown to a reader; count what is worth a note."""
        tag = element.tag
        if not isinstance(tag, str):  # a comment
            return True
        tag = tag.rpartition("}")[2]
        if tag in _PICTURES:
            self.pictures += 1
        if tag == "head":
            self.title = self.title or (element.findtext("title") or "")
        if tag in _LEFT_OUT:
            return True
        style = _CSS_NOISE.sub("", element.get("style", "")).lower()
        hidden = element.get("hidden") is not None or _HIDING.search(style) is not None
        hidden = hidden or (tag == "dialog" and element.get("open") is None)
        self.hidden += hidden
        return hidden

    def start(self, element: Element) -> None:
        """Begin an element: a block ends the block before it."""
        tag = element.tag
        if tag == "br":
            self.rooms[-1].line.append("\n")
        if tag in _BLOCKS:
            self.rooms[-1].end_block()
        if tag == "pre":
            self.rooms[-1].preformatted = True
        elif tag == "table":
            self.layout.append(_is_layout(element))
            self.rows.append([])
            self.tables += not self.layout[-1]
        elif self.is_in_data_table():
            if tag == "tr":
                self.rows[-1].append([])
            elif tag in ("td", "th"):
                self.rooms.append(_Room())

    def is_in_data_table(self) -> bool:
        """Return whether cells of the table we are in become cells of a row."""
        return bool(self.layout) and not self.layout[-1]

    def end(self, element: Element) -> None:
        """End an element: its block, its cell or its table."""
        tag = element.tag
        room = self.rooms[-1]
        if tag in _BLOCKS:
            room.end_block()
        if tag == "pre":
            room.preformatted = False
        if tag == "h1" and not self.heading and room.blocks:
            self.heading = room.blocks[-1]
        if tag in ("td", "th") and self.is_in_data_table():
            self.rooms.pop()
            cell = " ".join(" ".join(room.blocks).split("\n"))
            if not self.rows[-1]:
                self.rows[-1].append([])
            self.rows[-1][-1].append(cell)
        if tag == "table":
            self.layout.pop()
            rows = [" | ".join(row) for row in self.rows.pop() if any(row)]
            if rows:
                self.rooms[-1].blocks.append("\n".join(rows))

    def notes(self, root: Element) -> tuple[str, ...]:
        """Return what was left out or changed."""
        notes = []
        if self.pictures or root.find(".//img") is not None:
            notes.append("pictures are left out, with what is said in their place")
        if self.tables:
            notes.append(
                counted(self.tables, "table is", "tables are") + ' rows of cells, " | " between'
            )
        if self.hidden:
            notes.append(
                counted(self.hidden, "hidden element is left out", "hidden elements are left out")
            )
        if any(
            _HIDING.search(_CSS_NOISE.sub("", each.text or "").lower())
            for each in root.iter("style")
        ):
            notes.append("a style sheet hides parts of the page, which stand in the text")
        return tuple(notes)


def _is_layout(table: Element) -> bool:
    """Return whether a table only places things: another table in it, or one cell in all."""
    cells = 0
    for each in table.iter():
        if each.tag == "table" and each is not table:
            return True
        cells += each.tag in ("td", "th")
    return cells == 1


def _steps(
    root: Element, left_out: Any
) -> Iterator[tuple[Literal["start", "text", "end", "tail"], Element]]:
    """Yield the elements of a tree as they begin and end, and the texts between; what is left
    out yields only the text after it."""
    waiting: list[tuple[Element, bool]] = [(root, False)]
    while waiting:
        element, done = waiting.pop()
        if done:
            yield "end", element
            yield "tail", element
        elif left_out(element):
            yield "tail", element
        else:
            yield "start", element
            yield "text", element
            waiting.append((element, True))
            waiting.extend((each, False) for each in reversed(element))
