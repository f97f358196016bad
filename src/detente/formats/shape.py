"""Nodes to record values, by the types of their fields; every mistake as a problem."""

from __future__ import annotations

import re
from dataclasses import is_dataclass
from decimal import Decimal
from difflib import get_close_matches
from types import MappingProxyType
from typing import Any

from detente.core.problems import PROBLEMS_AT_MOST, Path, Problem, Severity, shown
from detente.core.record.dates import Date, DateUnreadable, HourWithoutZone, RangeReversed
from detente.core.record.entry import Evidence
from detente.core.record.judgements import Estimate
from detente.core.record.obligations import LEAD_TIME_PATTERN
from detente.core.record.quantities import (
    BoundsReversed,
    Number,
    NumberUnreadable,
    Quantity,
    parse_exact,
    parse_number,
)
from detente.core.record.sources import GRADE_PATTERN
from detente.core.record.statements import ACTION_PATTERN, SILENT

from .fields import FieldKind, allowed_words, fields_of, item_type, mapping_type
from .placeholders import placeholder
from .yaml_text import Node

_BOOLEANS = {"true": True, "yes": True, "false": False, "no": False}
_NOTHING = object()
"""Stands for a value that could not be read; its problem is listed."""


class Shaper:
    """Reads the nodes of one file into values and collects what is wrong."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []

    def add(
        self,
        code: str,
        node: Node,
        path: Path,
        message: str,
        hint: str,
        severity: Severity = "error",
    ) -> Any:
        """List a problem at a node; return the value that stands for "not readable"."""
        if not self.full:
            self.problems.append(
                Problem(code, path, message, hint, severity, node.place(self.file))
            )
        return _NOTHING

    @property
    def full(self) -> bool:
        """Whether so many problems are listed that it is not worth reading on."""
        return len(self.problems) >= PROBLEMS_AT_MOST

    def record(self, record_type: Any, node: Node, path: Path, also: tuple[str, ...] = ()) -> Any:
        """Return the record in a mapping.

        Required parts that are missing or unreadable are listed, and stand in the
        record as :func:`placeholder` makes them, so that the rest can be checked
        too; with any error listed the record is not to be used.
        ``also`` names keys that stand in the mapping but are read elsewhere.
        """
        kinds = {kind.key: kind for kind in fields_of(record_type)}
        values: dict[str, Any] = {}
        given: set[str] = set()
        if node.kind != "mapping":
            self.add(
                "case-032",
                node,
                path,
                f"{_names(node)} stands where fields are expected",
                "write one field a line: name: value",
            )
            given.update(kinds)
        for key, item in node.pairs() if node.kind == "mapping" else ():
            if self.full:
                break
            kind = kinds.get(key.text)
            if kind is None:
                if key.text not in also:
                    self._unknown(key, (*path, key.text), kinds)
            elif key.text in given:
                continue
            elif item.empty:
                if kind.required or kind.key == "visible_to":  # left empty, it would mean everybody
                    given.add(key.text)
                    self._empty(key, (*path, kind.key))
            else:
                given.add(key.text)
                value = self.value(kind.type, kind, item, (*path, kind.key))
                if value is not _NOTHING:
                    values[kind.name] = value
        self._complete(kinds, given, values, node, path)
        return record_type(**values)

    def _complete(
        self,
        kinds: dict[str, FieldKind],
        given: set[str],
        values: dict[str, Any],
        node: Node,
        path: Path,
    ) -> None:
        """List required fields that are missing, and put placeholders in their places."""
        for kind in kinds.values():
            if kind.required and kind.key not in given:
                self.add(
                    "case-031",
                    node,
                    (*path, kind.key),
                    f'the field "{kind.key}" is missing',
                    f"add {kind.key}: {kind.about}",
                )
            if kind.required and kind.name not in values:
                values[kind.name] = placeholder(kind.type)

    def _unknown(self, key: Node, path: Path, kinds: dict[str, FieldKind]) -> None:
        if key.text.startswith("x-"):
            return
        if key.text.lower() in _MEANT_PRIVATE and "visible_to" in kinds:
            self.add(
                "case-029",
                key,
                path,
                f'"{shown(key.text)}" is no field here, and hides nothing',
                'write "visible_to" with the parties (and mediator) who may see the entry',
            )
            return
        near = get_close_matches(key.text[:80].lower(), kinds, 1, 0.75)
        if near:
            self.add(
                "case-029",
                key,
                path,
                f'"{shown(key.text)}" is no field here',
                f'did you mean "{near[0]}"? if not, begin its name with x-',
            )
            return
        self.add(
            "case-030",
            key,
            path,
            f'"{shown(key.text)}" is no field here',
            "it is kept, and not read; begin its name with x- to say so",
            "warning",
        )

    def _empty(self, node: Node, path: Path) -> Any:
        return self.add(
            "case-036", node, path, f'"{path[-1]}" is empty', "fill it in, or leave the field out"
        )

    def value(self, hint: Any, kind: FieldKind, node: Node, path: Path) -> Any:
        """Return the node's value for a type, or the mark for "not readable"."""
        item, inner = item_type(hint), mapping_type(hint)
        if item is Evidence and node.kind == "scalar" and node.text == "none":
            return ()
        if item is not None:
            return self._tuple(item, kind, node, path)
        if inner is not None:
            return self._mapping(inner, kind, node, path)
        if hint is Quantity:
            return self._quantity(kind, node, path)
        if hint is Estimate:
            return self._estimate(kind, node, path)
        if is_dataclass(hint) and hint is not Date:
            return self.record(hint, node, path)
        return self._scalar(hint, kind, node, path)

    def _tuple(self, item: Any, kind: FieldKind, node: Node, path: Path) -> Any:
        if node.kind == "list" and not node.items and (kind.required or item is Evidence):
            return self._empty(node, path)
        if item is Evidence and node.kind != "mapping" and not _mappings(node):
            return self.add(
                "case-032",
                node,
                path,
                "this is no evidence",
                'write "evidence: none", or a document and its words in lines of their own',
            )
        if node.kind == "mapping" and not is_dataclass(item) and mapping_type(item) is None:
            return self.add(
                "case-032",
                node,
                path,
                f'"{kind.key}" is {_names(node)}, not a list',
                f"write {kind.key} as a list: [one, two]",
            )
        if node.kind != "list":
            alone = self.value(item, kind, node, path)
            return _NOTHING if alone is _NOTHING else (alone,)
        found = []
        for index, each in enumerate(node.items):
            if self.full:
                break
            if each.empty:
                self.add(
                    "case-036",
                    each,
                    (*path, index),
                    "an empty place in a list",
                    "remove the dash, or fill it",
                )
                continue
            value = self.value(item, kind, each, (*path, index))
            if value is not _NOTHING:
                found.append(value)
        return tuple(found)

    def _mapping(self, inner: Any, kind: FieldKind, node: Node, path: Path) -> Any:
        if node.kind != "mapping":
            return self.add(
                "case-032",
                node,
                path,
                f'"{kind.key}" is {_names(node)}, not names with values',
                f"write {kind.key} as lines of name: value",
            )
        found: dict[str, Any] = {}
        for key, each in node.pairs():
            if key.text in found:
                continue
            if each.empty:
                self._empty(key, (*path, key.text))
                continue
            value = self.value(inner, kind, each, (*path, key.text))
            if value is not _NOTHING:
                found[key.text] = value
        return MappingProxyType(found)

    def _scalar(self, hint: Any, kind: FieldKind, node: Node, path: Path) -> Any:
        if node.kind != "scalar":
            return self.add(
                "case-032",
                node,
                path,
                f'"{kind.key}" is {_names(node)}, not a single value',
                f"write {kind.key} as one value",
            )
        text = node.text.strip()
        if not text:
            return self._empty(node, path)
        words = allowed_words(hint)
        if words is not None:
            return self._word(words, kind, node, path)
        if hint is Date:
            return self._date(node, path)
        if hint is Decimal or hint == Number:
            return self._number(hint, kind, node, path)
        if hint is bool:
            if text.lower() in _BOOLEANS:
                return _BOOLEANS[text.lower()]
            return self.add(
                "case-032",
                node,
                path,
                f'"{kind.key}" is neither true nor false',
                "write true or false",
            )
        return self._text(kind, node, path)

    def _text(self, kind: FieldKind, node: Node, path: Path) -> Any:
        text = node.text.strip()
        if kind.pattern and not re.match(kind.pattern, text):
            code = "case-037" if kind.is_id or kind.key == "id" else "case-039"
            hint = (
                "use lower case letters, digits, - _ and . only, 80 at most"
                if code == "case-037"
                else _PATTERNS.get(kind.pattern, f"expected: {kind.about}")
            )
            return self.add(
                code, node, path, f'"{kind.key}" is not one of the forms it may have', hint
            )
        return text

    def _word(self, words: tuple[str, ...], kind: FieldKind, node: Node, path: Path) -> Any:
        text = node.text.strip()
        if text in words:
            return text
        if kind.key == "stance" and text == SILENT:
            return self.add(
                "case-038",
                node,
                path,
                "silence is computed, never written",
                "remove the entry: a party without a position on an issue is shown as silent",
            )
        near = get_close_matches(text[:80], words, 1)
        hint = f'did you mean "{near[0]}"?' if near else "one of: " + ", ".join(words)
        return self.add(
            "case-033", node, path, f'"{kind.key}" is none of the words it may be', hint
        )

    def _date(self, node: Node, path: Path) -> Any:
        try:
            return Date.parse(node.text)
        except HourWithoutZone as error:
            return self.add("case-065", node, path, str(error), error.hint)
        except RangeReversed as error:
            return self.add("case-060", node, path, str(error), error.hint)
        except DateUnreadable as error:
            return self.add("case-034", node, path, str(error), error.hint)

    def _number(self, hint: Any, kind: FieldKind, node: Node, path: Path) -> Any:
        try:
            return (parse_number if hint is Decimal else parse_exact)(node.text.strip())
        except NumberUnreadable as error:
            or_fraction = "" if hint is Decimal else ", or a fraction of whole numbers: 1/3"
            write = "write digits, with a point for decimals and no separators: 50000 or 12.5"
            what = f'"{kind.key}" is {error if error.hint else "not a number"}'
            return self.add("case-035", node, path, what, error.hint or write + or_fraction)

    def _quantity(self, kind: FieldKind, node: Node, path: Path) -> Any:
        try:
            if node.kind == "scalar":
                return Quantity.parse(node.text)
            before = len(self.problems)
            try:
                return self.record(Quantity, node, path)
            except NumberUnreadable:
                if len(self.problems) > before:
                    return _NOTHING
                raise
        except BoundsReversed as error:
            return self.add("case-060", node, path, str(error), "write low <= best <= high")
        except NumberUnreadable as error:
            return self.add(
                "case-035",
                node,
                path,
                f'"{kind.key}": {error}',
                'write "1000 people", "about 20 percent", or low, best, high and unit in lines of their own',
            )

    def _estimate(self, kind: FieldKind, node: Node, path: Path) -> Any:
        before = len(self.problems)
        if node.kind != "scalar":
            built = self.record(Estimate, node, path)
        else:
            try:
                built = Estimate.parse(node.text)
            except NumberUnreadable as error:
                what = error if error.hint else "neither a number nor a range"
                write = "write 0.4 (a point for decimals, not a comma), 1/3 or 0.3..0.5"
                message = f'"{shown(str(path[-1]))}" is {what}'
                return self.add("case-035", node, path, message, error.hint or write)
        if len(self.problems) == before and built.low > built.high:
            return self.add(
                "case-060",
                node,
                path,
                "the range ends below its beginning",
                "write the lower number first",
            )
        return built


_MEANT_PRIVATE = frozenset(
    {"private", "confidential", "secret", "restricted", "hidden", "internal", "visibility"}
)
"""Names of fields by which somebody may have meant to keep an entry private."""

_PATTERNS = {
    ACTION_PATTERN: "write CAMEO and a code, or one of the PLOVER words: "
    + ", ".join(re.findall(r"[A-Z]{3,}(?=[|)])", ACTION_PATTERN)),
    LEAD_TIME_PATTERN: "write a number of days or weeks: 4 days, 2 weeks",
    GRADE_PATTERN: "write a letter from A to F and a digit from 1 to 6: B2",
}
"""How to mend a text that does not have the form its field asks for."""


def _mappings(node: Node) -> bool:
    return all(item.kind == "mapping" for item in node.items) and node.kind == "list"


def _names(node: Node) -> str:
    return {"scalar": "a single value", "mapping": "a group of fields", "list": "a list"}[node.kind]
