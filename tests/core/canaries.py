"""A case in which every field of every kind of entry holds a word that stands nowhere else.

Each entry is open to one reader only, so whatever is made of the case for a reader can be
searched for the words that this reader may not see. The case is built from the record's own
types: a field that is added later has its canary without anybody thinking of it.
"""

from __future__ import annotations

import base64
import binascii
import html
import io
import itertools
import re
import urllib.parse
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from decimal import Decimal
from types import MappingProxyType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from detente.core.record.actors import Party
from detente.core.record.case import BLOCKS, Case
from detente.core.record.dates import Date
from detente.core.record.entry import ID_PATTERN, Evidence
from detente.core.record.issues import Issue, Option
from detente.core.record.judgements import Judgement
from detente.core.record.known import reads_as
from detente.core.record.quantities import Quantity
from detente.core.record.statements import Position

OWNERS = ("public", "north", "south", "mediator")
"""Who alone may see an entry; each owner has entries of every kind."""
READERS = (*OWNERS, "office")
"""Who may ask: the office is a mediating party, and sees what the mediator sees."""

_FITTING = ("B2", "AGREE", "4 days")
"""Words for the fields that take no other; a new pattern needs one that fits it."""
_LETTERS = "abcdefghijklmnoprstuvwxy"
_DAY = Date.parse("2025-05-02")


@dataclass(frozen=True, slots=True)
class Canary:
    """A word that stands in one field of one entry, and who may see it."""

    word: str
    owner: str
    where: str


@dataclass(frozen=True, slots=True)
class CanaryCase:
    """A case full of canaries."""

    case: Case
    canaries: tuple[Canary, ...]

    def seen_by(self, reader: str) -> tuple[Canary, ...]:
        """Return the canaries that a reader may see."""
        names = reads_as(self.case, reader)
        return tuple(each for each in self.canaries if each.owner in names)

    def hidden_from(self, reader: str) -> tuple[Canary, ...]:
        """Return the canaries that a reader may not see."""
        names = reads_as(self.case, reader)
        return tuple(each for each in self.canaries if each.owner not in names)


class _Builder:
    """Fills records with canaries and remembers each."""

    def __init__(self) -> None:
        self.canaries: list[Canary] = []
        self.texts: dict[str, list[str]] = {owner: [] for owner in OWNERS}
        self.ids: dict[tuple[str, str], str] = {}
        self._serial = itertools.product(_LETTERS, repeat=4)
        self._numbers = itertools.count(810_472_900_013, 1_000_003)

    def word(self, owner: str, where: str) -> str:
        made = "qz" + "".join(next(self._serial)) + "zq"
        self.canaries.append(Canary(made, owner, where))
        return made

    def number(self, owner: str, where: str) -> Decimal:
        made = next(self._numbers)
        self.canaries.append(Canary(str(made), owner, where))
        return Decimal(made)

    def record(self, kind: Any, owner: str, points_to: str, given: Mapping[str, Any]) -> Any:
        """Return a record of which all fields are filled but those given."""
        hints = get_type_hints(kind)
        values = dict(given)
        for each in fields(kind):
            if each.name not in values:
                where = f"{kind.__name__}.{each.name}"
                values[each.name] = self._value(
                    hints[each.name], each.metadata, owner, points_to, where
                )
        return kind(**values)

    def _value(
        self, hint: Any, metadata: Mapping[str, Any], owner: str, points_to: str, where: str
    ) -> Any:
        origin, arguments = get_origin(hint), get_args(hint)
        if origin in (Union, UnionType):
            first = next(each for each in arguments if each is not type(None))
            return self._value(first, metadata, owner, points_to, where)
        if origin is tuple:
            return (self._value(arguments[0], metadata, owner, points_to, where),)
        if origin is Mapping:
            key = self.ids[points_to, "issues"]
            return MappingProxyType(
                {key: self._value(arguments[1], metadata, owner, points_to, where)}
            )
        if origin is Literal:
            return arguments[0]
        if hint is str:
            return self._text(metadata, owner, points_to, where)
        plain = {bool: False, Date: _DAY}
        if hint in plain:
            return plain[hint]
        if hint is Decimal:
            return self.number(owner, where)
        if hint is Quantity:
            low, best, high = (self.number(owner, where) for _ in range(3))
            return Quantity(low, best, high, self.word(owner, where))
        if hint is Evidence:
            words = self.word(points_to, f"{where}.words")
            self.texts[points_to].append(words)
            place = self.word(points_to, f"{where}.where")
            document = self.ids[points_to, "documents"]
            return Evidence(document=document, words=words, where=place)
        assert is_dataclass(hint), hint
        return self.record(hint, owner, points_to, {})

    def _text(self, metadata: Mapping[str, Any], owner: str, points_to: str, where: str) -> str:
        refers = metadata.get("refers", "").split()
        named = [block for block in refers if (points_to, block) in self.ids]
        if where.endswith(".options") or refers == ["options"]:
            return self.ids[points_to, "options"]
        if refers:
            return self.ids[points_to, named[0]]
        pattern = metadata.get("pattern", "")
        if pattern and pattern != ID_PATTERN:
            return next(word for word in _FITTING if re.match(pattern, word))
        return self.word(owner, where)


def canary_case() -> CanaryCase:
    """Return the case with, for each owner, three entries of every kind.

    One stands; one has every field filled, so it is withdrawn and supersedes another; and one is
    public, but points with all its references and its evidence to entries of that owner.
    """
    builder = _Builder()
    for owner, block in itertools.product(OWNERS, BLOCKS):
        builder.ids[owner, block] = builder.word(owner, f"{BLOCKS[block].__name__}.id")
    for owner in OWNERS:
        builder.ids[owner, "options"] = builder.word(owner, "Option.id")
    blocks: dict[str, Any] = {block: tuple(_entries(builder, block)) for block in BLOCKS}
    readers = tuple(
        Party(id=name, name=name.title(), role="mediator" if name == "office" else "principal")
        for name in ("north", "south", "office")
    )
    judgements = tuple(
        (
            f"judgements/{builder.word(owner, 'judgements')}.yaml",
            builder.record(Judgement, owner, owner, {"visible_to": (owner,)}),
        )
        for owner in OWNERS
        if owner != "public"
    )
    case = Case(
        title=builder.word("public", "Case.title"),
        summary=builder.word("public", "Case.summary"),
        judgements=judgements,
        texts=_texts(builder),
        **{**blocks, "parties": (*readers, *blocks["parties"])},
    )
    return CanaryCase(case, tuple(builder.canaries))


def _texts(builder: _Builder) -> Mapping[str, str]:
    """Return each document's text: the words quoted, and one that nobody quotes."""
    return MappingProxyType(
        {
            builder.ids[owner, "documents"]: "\n".join(
                (*builder.texts[owner], builder.word(owner, "texts"))
            )
            for owner in OWNERS
        }
    )


def _entries(builder: _Builder, block: str) -> Iterator[Any]:
    kind = BLOCKS[block]
    name = kind.__name__
    for owner in OWNERS:
        standing: dict[str, Any] = {
            "id": builder.ids[owner, block],
            "supersedes": (),
            "withdrawn": None,
        }
        if kind is Issue:
            option = builder.record(Option, owner, owner, {"id": builder.ids[owner, "options"]})
            standing["options"] = (option,)
        if kind is Position:
            standing["value"] = None  # where there is a number, the options are not told
        seen = {"visible_to": (owner,)}
        yield builder.record(kind, owner, owner, {**standing, **seen})
        whole = {"id": builder.word(owner, f"{name}.id"), **seen}
        yield builder.record(kind, owner, owner, whole)
        linking = {"id": builder.word("public", f"{name}.id"), "visible_to": ("public",)}
        yield builder.record(kind, "public", owner, {**linking, "withdrawn": None})


def found_in(text: str, canaries: Iterable[Canary]) -> tuple[Canary, ...]:
    """Return the canaries that stand in a text, wherever lines were broken or numbers grouped."""
    plain = re.sub(r"[\s,\u00ad\u202f]", "", text)
    return tuple(each for each in canaries if each.word in plain)


def everything_in(data: bytes) -> str:
    """Return all text that can be dug out of a file's bytes.

    As it stands, without its escapes, what is in base64 or hexadecimal, what is compressed as
    in a PDF, and the members of a ZIP file.
    """
    return "\n".join(_dug_out(data, 0))


def _dug_out(data: bytes, depth: int) -> Iterator[str]:
    text = data.replace(b"\0", b"").decode("utf-8", "replace")
    yield text
    yield html.unescape(text)
    yield urllib.parse.unquote(text)
    if depth > 3:
        return
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for member in archive.namelist():
                yield member
                yield from _dug_out(archive.read(member), depth + 1)
    for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", data, re.DOTALL):
        try:
            yield from _dug_out(zlib.decompress(stream), depth + 1)
        except zlib.error:
            yield from _dug_out(stream, depth + 1)
    for code in re.findall(rb"<([0-9A-Fa-f\s]{8,})>", data):
        digits = re.sub(rb"\s", b"", code)
        yield from _dug_out(bytes.fromhex(digits[: len(digits) // 2 * 2].decode()), 4)
    for code in re.findall(rb"[A-Za-z0-9+/]{16,}={0,2}", data)[:2000]:
        try:
            yield from _dug_out(base64.b64decode(code[: len(code) // 4 * 4]), 4)
        except binascii.Error:
            continue
