"""XML to elements that know their place; whatever could harm is refused."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from xml.sax import SAXParseException
from xml.sax.handler import ContentHandler

from defusedxml.common import DefusedXmlException
from defusedxml.expatreader import DefusedExpatParser

from detente.core.problems import Place

from .scenario import Problems

NESTING_AT_MOST = 30
ELEMENTS_AT_MOST = 300_000
_CHUNK = 1 << 16


@dataclass(slots=True)
class Element:
    """An XML element with its attributes and the elements in it; text between them is left out."""

    tag: str
    attributes: Mapping[str, str]
    place: Place
    inside: list[Element] = field(default_factory=list)

    def all(self, tag: str) -> Iterator[Element]:
        """Yield the elements of a tag that stand directly inside."""
        return (each for each in self.inside if each.tag == tag)

    def first(self, tag: str) -> Element | None:
        """Return the first element of a tag directly inside, or None."""
        return next(self.all(tag), None)


class _TooMuch(Exception):
    """The file is nested deeper, or has more elements, than any scenario; says which."""


class _Tree(ContentHandler):
    def __init__(self, file: str) -> None:
        super().__init__()
        self.file = file
        self.root: Element | None = None
        self.open: list[Element] = []
        self.elements = 0
        self.where: Any = None

    def startElement(self, name: str, attrs: Any) -> None:  # noqa: N802 - named by SAX
        if len(self.open) >= NESTING_AT_MOST:
            raise _TooMuch(f"nested more than {NESTING_AT_MOST} deep")
        self.elements += 1
        if self.elements > ELEMENTS_AT_MOST:
            raise _TooMuch(f"more than {ELEMENTS_AT_MOST:,} elements")
        place = Place(
            self.file, self.where.getLineNumber() or 1, (self.where.getColumnNumber() or 0) + 1
        )
        made = Element(name, dict(attrs.items()), place)
        if self.open:
            self.open[-1].inside.append(made)
        else:
            self.root = made
        self.open.append(made)

    def endElement(self, name: str) -> None:  # noqa: N802
        self.open.pop()


def xml_root(data: bytes, file: str, problems: Problems) -> Element | None:
    """Return the top element of an XML file, or None after listing what is wrong with it.

    Nothing outside the file is ever opened: a file that declares a document type or an entity is
    refused, and so is one nested deeper than any scenario is. Cost: linear.
    """
    tree = _Tree(file)
    parser = DefusedExpatParser(forbid_dtd=True)
    parser.setContentHandler(tree)
    tree.where = parser
    try:
        for start in range(0, len(data), _CHUNK):
            parser.feed(data[start : start + _CHUNK])
        parser.close()
    except DefusedXmlException:
        problems.add(
            "scenario-003",
            file,
            "the XML declares a document type or an entity",
            "remove the declaration: scenarios need none, and it can make a file mean another",
        )
    except _TooMuch as too_much:
        problems.add(
            "scenario-003",
            file,
            str(too_much),
            "a scenario has some hundred elements, on a few levels; is this the right file?",
        )
    except SAXParseException as error:
        place = Place(file, error.getLineNumber() or 1, (error.getColumnNumber() or 0) + 1)
        problems.add(
            "scenario-002",
            place,
            f"not readable as XML: {error.getMessage()}",
            "look at this line and the one before; is the file whole?",
        )
    except (UnicodeError, LookupError, ValueError):
        problems.add(
            "scenario-002",
            file,
            "not readable as XML: its encoding is not what it declares",
            "save the file in UTF-8",
        )
    else:
        return tree.root
    return None
