"""JSON text to the same nodes as YAML text: scalars as texts, every one with its place."""

from __future__ import annotations

import re
from json import JSONDecodeError
from json.decoder import scanstring  # type: ignore[attr-defined]
from typing import Any, cast

from detente.core.problems import Place, shown
from detente.formats.yaml_text import Node, parse, too_many_nodes

from .scenario import Problems

NESTING_AT_MOST = 40
NODES_AT_MOST = 300_000
"""How many names and values of a file are read; the largest scenario published has some thousand."""

_BLANKS = re.compile(r"[ \t\n\r]*")
_WORD = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|-?Infinity|NaN|true|false|null")
_scan: Any = scanstring


_NOTHING = Node("scalar", 0, 0, 0, text="", plain=True)
"""What a file without any sign holds."""

_LOOK = "look at this line and the one before"


class _Wrong(Exception):
    def __init__(self, at: int, what: str, *, too_much: bool = False, hint: str = _LOOK) -> None:
        super().__init__(what)
        self.at, self.what, self.too_much, self.hint = at, what, too_much, hint


class _Reader:
    """Reads one JSON text without recursion."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.starts = [0, *(found.end() for found in re.finditer("\n", text))]
        self.line = 0
        self.nodes = 0

    def node(self, kind: Any, at: int, text: str = "", *, quoted: bool = False) -> Node:
        while self.line + 1 < len(self.starts) and self.starts[self.line + 1] <= at:
            self.line += 1
        self.nodes += 1
        if self.nodes > NODES_AT_MOST:
            message, hint = too_many_nodes(NODES_AT_MOST)
            raise _Wrong(at, message, too_much=True, hint=hint)
        plain = kind == "scalar" and not quoted
        keys: Any = [] if kind == "mapping" else ()
        return Node(
            kind, at, self.line, at - self.starts[self.line], text=text, plain=plain,
            quoted=quoted, items=[], keys=keys,
        )  # fmt: skip

    def blank(self, at: int) -> int:
        found = _BLANKS.match(self.text, at)
        return found.end() if found else at

    def sign(self, at: int, wanted: str, what: str) -> int:
        if self.text[at : at + 1] not in wanted or at >= len(self.text):
            raise _Wrong(at, f"{what} is expected here")
        return at

    def string(self, at: int) -> tuple[str, int]:
        try:
            text, end = _scan(self.text, at + 1, True)
        except JSONDecodeError as error:
            raise _Wrong(
                error.pos, "a text that does not end, or holds a sign it may not"
            ) from error
        return text, end

    def value(self, at: int) -> tuple[Node, int]:
        """Return the value that begins here; of a list or mapping only its beginning."""
        sign = self.text[at : at + 1]
        if sign == '"':
            text, end = self.string(at)
            return self.node("scalar", at, text, quoted=True), end
        if sign in ("{", "["):
            return self.node("mapping" if sign == "{" else "list", at), at + 1
        found = _WORD.match(self.text, at)
        if not found:
            raise _Wrong(at, "a value is expected here")
        return self.node("scalar", at, found[0]), found.end()

    def read(self) -> Node:
        root, at = self.value(self.blank(0))
        waiting = [] if root.kind == "scalar" else [root]
        while waiting:
            holder, at = waiting[-1], self.blank(at)
            items, close = (
                cast("list[Node]", holder.items),
                "}" if holder.kind == "mapping" else "]",
            )
            if self.text[at : at + 1] == close:
                waiting.pop()
                at += 1
                continue
            if items:
                at = self.blank(self.sign(at, ",", "a comma or the end of a group") + 1)
            if holder.kind == "mapping":
                key, at = self.key(at)
                cast("list[Node]", holder.keys).append(key)
            node, at = self.value(at)
            items.append(node)
            if node.kind != "scalar":
                waiting.append(node)
                if len(waiting) > NESTING_AT_MOST:
                    what = f"nested more than {NESTING_AT_MOST} deep"
                    raise _Wrong(node.start, what, too_much=True)
        if self.blank(at) != len(self.text):
            raise _Wrong(self.blank(at), "something stands after the end")
        return root

    def key(self, at: int) -> tuple[Node, int]:
        self.sign(at, '"', "a name in quotation marks")
        text, end = self.string(at)
        key = self.node("scalar", at, text, quoted=True)
        return key, self.blank(self.sign(self.blank(end), ":", "a colon") + 1)


def json_node(
    data: bytes,
    file: str,
    problems: Problems,
    codes: tuple[str, str] = ("scenario-002", "scenario-003"),
) -> Node | None:
    """Return the top node of a JSON file, or None after listing what is wrong with it.

    Numbers stay texts, so that none is rounded and none is too large to look at. A name that
    stands twice in one group is a mistake. ``codes``: of what cannot be read, and of what is too
    much. Cost: linear.
    """
    unreadable, too_much = codes
    text = _decoded(data, file, problems, unreadable)
    if text is None:
        return None
    try:
        root = _Reader(text).read()
    except _Wrong as wrong:
        before = text[: wrong.at]
        place = Place(file, before.count("\n") + 1, wrong.at - before.rfind("\n"))
        message = wrong.what if wrong.too_much else f"not readable as JSON: {wrong.what}"
        problems.add(too_much if wrong.too_much else unreadable, place, message, wrong.hint)
        return None
    waiting = [root]
    for node in waiting:
        waiting.extend(each for each in node.items if each.kind != "scalar")
        seen: set[str] = set()
        for key in node.keys:
            if key.text in seen:
                problems.add(
                    unreadable,
                    key.place(file),
                    f'"{shown(key.text)}" stands here a second time',
                    "keep one of the two: programs differ on which one counts",
                )
            seen.add(key.text)
    return root


def yaml_node(data: bytes, file: str, problems: Problems) -> Node | None:
    """Return the top node of a YAML file, or None after listing what is wrong with it."""
    text = _decoded(data, file, problems, "scenario-002")
    if text is None:
        return None
    root, found = parse(text, file, NODES_AT_MOST)
    for each in found:
        too_much = each.code in ("case-007", "case-008", "scenario-003")
        code = "scenario-003" if too_much else "scenario-002"
        problems.add(code, each.place or file, each.message, each.hint)
    return None if found else root or _NOTHING


def _decoded(data: bytes, file: str, problems: Problems, code: str) -> str | None:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        problems.add(code, Place(file, line, 1), "not in UTF-8", "save the file in UTF-8")
        return None
