"""The parts of a DOCX: a packed file is hostile until shown otherwise."""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from .documents import NotExtracted, broken, locked
from .limits import MEBIBYTE, PARTS_AT_MOST, RATIO_AT_MOST, UNPACKED_AT_MOST

_PIECE = 64 * 1024
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED = 1


def no_docx() -> NotExtracted:
    """Return the refusal of packed files of another kind."""
    return NotExtracted("packed files, but no DOCX", "unpack them, or save as DOCX or PDF")


class Archive:
    """A DOCX, of which only the parts asked for are unpacked, within limits for all together."""

    def __init__(self, data: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, OSError):
            raise broken("DOCX") from None
        parts = self._zip.infolist()
        if len(parts) > PARTS_AT_MOST:
            raise NotExtracted(
                f"more than {PARTS_AT_MOST:,} packed files", "save it anew, or as text"
            )
        self._parts = {part.filename: part for part in parts}
        if len(self._parts) < len(parts):  # programs differ in which of the two they show
            raise broken("DOCX")
        self._left = UNPACKED_AT_MOST
        if "[Content_Types].xml" not in self._parts or "_rels/.rels" not in self._parts:
            raise no_docx()

    def relations(self, part: str) -> dict[str, tuple[str, ...]]:
        """Return the parts that a part names, by the last word of the relation's type.

        Only parts of this archive are named; what lies outside is never opened.
        """
        folder, name = posixpath.split(part)
        listed = posixpath.join(folder, "_rels", f"{name}.rels")
        if listed not in self._parts:
            return {}
        target = _Relations()
        self.parse(listed, target)
        found: dict[str, tuple[str, ...]] = {}
        for kind, place in target.found:
            path = posixpath.normpath(posixpath.join("/", folder, place)).lstrip("/")
            if path in self._parts:
                found[kind] = (*found.get(kind, ()), path)
        return found

    def parse(self, part: str, target: Any) -> None:
        """Send a part's XML to a target; no document type and no entity is let in."""
        parser = DefusedXMLParser(target=target, forbid_dtd=True)
        try:
            for piece in self._unpacked(part):
                parser.feed(piece)
            parser.close()
        except (DefusedXmlException, ParseError):
            raise broken("DOCX") from None

    def _unpacked(self, name: str) -> Iterator[bytes]:
        """Yield a part in pieces, refused as soon as it is larger than it may be or than it says."""
        part = self._parts[name]
        if part.flag_bits & _ENCRYPTED:
            raise locked()
        if part.compress_type not in _METHODS:
            raise broken("DOCX")
        most = min(self._left, max(MEBIBYTE, part.compress_size * RATIO_AT_MOST))
        size = 0
        try:
            with self._zip.open(part) as stream:
                while piece := stream.read(_PIECE):
                    size += len(piece)
                    if size > most:
                        raise NotExtracted(
                            "it unpacks to more than any text does", "save it anew, or as text"
                        )
                    yield piece
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError):
            raise broken("DOCX") from None
        if size != part.file_size:
            raise broken("DOCX")
        self._left -= size


class _Relations:
    """Collects the relations of a part: their types and where they lead."""

    def __init__(self) -> None:
        self.found: list[tuple[str, str]] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag.endswith("}Relationship") and attributes.get("TargetMode") != "External":
            kind = attributes.get("Type", "").rpartition("/")[2]
            self.found.append((kind, attributes.get("Target", "")))

    def end(self, tag: str) -> None:
        pass

    def data(self, text: str) -> None:
        pass

    def close(self) -> None:
        pass
