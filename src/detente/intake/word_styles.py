"""The styles of a DOCX, as far as they change what is read: hidden text, numbered paragraphs."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

from .archive import Archive

_PREFIXES = {
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main": "w",
    "http://purl.oclc.org/ooxml/wordprocessingml/main": "w",
    "http://schemas.openxmlformats.org/officeDocument/2006/math": "m",
    "http://purl.oclc.org/ooxml/officeDocument/math": "m",
    "http://schemas.openxmlformats.org/markup-compatibility/2006": "mc",
    "http://purl.org/dc/elements/1.1/": "dc",
}
OFF = ("0", "false", "off")
"""What stands for no."""


@lru_cache(1000)
def short(tag: str) -> str:
    """Return an element's name with the usual prefix; those of other languages have none.

    >>> short("{http://purl.org/dc/elements/1.1/}title"), short("{other}title")
    ('dc:title', 'title')
    """
    space, _, name = tag.rpartition("}")
    prefix = _PREFIXES.get(space[1:])
    return f"{prefix}:{name}" if prefix else name


def attribute(attributes: dict[str, str], name: str) -> str:
    """Return an attribute whatever its language, or an empty text."""
    if not attributes:
        return ""
    found = (value for key, value in attributes.items() if key.rpartition("}")[2] == name)
    return next(found, "")


@dataclass(frozen=True, slots=True)
class Styles:
    """Names of the styles whose text is hidden, and of those whose paragraphs are numbered."""

    hidden: frozenset[str] = frozenset()
    numbered: frozenset[str] = frozenset()


NO_STYLES = Styles()


@dataclass(slots=True)
class _Style:
    after: str = ""  # the style it is based on
    says: dict[str, bool] = field(default_factory=dict)


class _Reader:
    """A target for the XML parser."""

    def __init__(self) -> None:
        self.found: dict[str, _Style] = {}
        self._now = _Style()

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name, value = short(tag), attribute(attributes, "val")
        if name == "w:style":
            self._now = self.found[attribute(attributes, "styleId")] = _Style()
        elif name == "w:basedOn":
            self._now.after = value
        elif name == "w:vanish":
            self._now.says["hidden"] = value not in OFF
        elif name == "w:numId":
            self._now.says["numbered"] = value != "0"

    def end(self, tag: str) -> None:
        pass

    def data(self, text: str) -> None:
        pass

    def close(self) -> None:
        pass

    def saying(self, what: str) -> frozenset[str]:
        """Return the styles that say a thing, themselves or by what they are based on."""
        return frozenset(name for name in self.found if self._says(name, what))

    def _says(self, name: str, what: str) -> bool:
        for _ in range(20):  # no word processor goes deeper; a circle ends
            style = self.found.get(name)
            if style is None or what in style.says:
                break
            name = style.after
        return style is not None and style.says.get(what, False)


def read_styles(archive: Archive, part: str) -> Styles:
    """Return what the styles of a DOCX say."""
    reader = _Reader()
    archive.parse(part, reader)
    return Styles(reader.saying("hidden"), reader.saying("numbered"))
