"""YAML text to nodes that know their place; every mistake in it as a problem.

A case file uses the plain part of YAML: mappings, lists and scalars. Anchors,
aliases, tags and merge keys are refused, so a file is as large as it looks.
What a scalar means is decided by the field it stands in, never by its look:
``no`` is Norway where a party's id is expected.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Literal, cast

import yaml
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
)

from detente.core.problems import PROBLEMS_AT_MOST, Path, Place, Problem, shown

# Wheels for every supported platform carry libyaml; without it the slower parser serves.
_Parser: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)

NESTING_AT_MOST = 20
_HOSTILE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufffe\uffff]")
_LINE_BREAK = re.compile(r"\r\n?|\n")
_HOSTILE_IN_FILE = re.compile(_HOSTILE.pattern.replace(r"\x0b-\x1f", r"\x0b\x0c\x0e-\x1f"))


@dataclass(slots=True)
class Node:
    """A YAML value with its place; ``start`` and ``end`` index the text."""

    kind: Literal["scalar", "mapping", "list"]
    start: int
    line: int
    column: int
    end: int = 0
    text: str = ""
    plain: bool = False
    quoted: bool = False
    flow: bool = False
    items: Sequence[Node] = ()
    keys: Sequence[Node] = ()
    index: dict[str, Node] | None = None

    def place(self, file: str) -> Place:
        """Return the node's place, counted from 1."""
        return Place(file, self.line + 1, self.column + 1)

    def pairs(self) -> Iterator[tuple[Node, Node]]:
        """Yield a mapping's keys with their values."""
        return zip(self.keys, self.items, strict=True)

    def get(self, key: str) -> Node | None:
        """Return the value of a mapping's key, or None; what is no mapping has none."""
        if self.kind != "mapping":
            return None
        if self.index is None:
            pairs = reversed(list(self.pairs()))  # of a key that stands twice, the first counts
            self.index = {name.text: value for name, value in pairs}
        return self.index.get(key)

    @property
    def empty(self) -> bool:
        """Whether this is YAML's null: nothing, ``~`` or ``null``, not in quotes."""
        return self.kind == "scalar" and self.plain and self.text in ("", "~", "null")


class _Refused(Exception):
    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


def parse(
    text: str, file: str, nodes_at_most: int | None = None
) -> tuple[Node | None, tuple[Problem, ...]]:
    """Return the text's top node and the problems found; None where it cannot be read.

    Duplicate keys and hostile characters are listed, all of them; a mistake of
    syntax ends the reading, for nothing after it can be trusted, and so do more nodes
    than allowed. Cost: linear in the text.
    """
    problems: list[Problem] = [
        _hostile(found, _place_of_index(text, found.start(), file))
        for found in islice(_HOSTILE_IN_FILE.finditer(text), 100)
    ]
    if problems:
        return None, tuple(problems)
    try:
        node = _compose(text, file, problems, nodes_at_most)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        if error.context_mark and error.problem == "found unexpected end of stream":
            mark = error.context_mark
        last = len(_LINE_BREAK.findall(text))  # at the end, libyaml counts one line more
        line = min(mark.line, last) + 1 if mark else 1
        place = Place(file, line, mark.column + 1 if mark else 1)
        problems.append(_syntax(file, place, error.problem or "something is missing"))
        return None, tuple(problems)
    except yaml.reader.ReaderError:
        problems.append(_syntax(file, Place(file, 1, 1), "a character that YAML does not allow"))
        return None, tuple(problems)
    except _Refused as refusal:
        problems.append(refusal.problem)
        return None, tuple(problems)
    return node, tuple(problems)


def _syntax(file: str, place: Place, what: str) -> Problem:
    return Problem(
        "case-006",
        (file,),
        f"not readable as YAML: {what}",
        "look at this line and the one before: indentation in blanks, a blank after each colon, "
        "quotation marks around texts with a colon or a #, or that begin with * & ! @ % or `",
        place=place,
    )


def _place_of_index(text: str, index: int, file: str) -> Place:
    before = text[:index]
    return Place(file, before.count("\n") + 1, index - before.rfind("\n"))


def _events(text: str) -> Iterator[Any]:
    parser = _Parser(text)
    try:
        while True:
            event = parser.get_event()
            if event is None:
                return
            yield event
    finally:
        parser.dispose()


def _compose(
    text: str, file: str, problems: list[Problem], nodes_at_most: int | None
) -> Node | None:
    root: Node | None = None
    nodes = 0
    open_nodes: list[Node] = []
    for event in _events(text):
        if isinstance(event, DocumentStartEvent) and root is not None:
            raise _Refused(
                _at(
                    event,
                    file,
                    "case-010",
                    "a second document begins here",
                    "keep one document in a file: remove the line ---",
                )
            )
        if isinstance(event, MappingEndEvent | SequenceEndEvent):
            closed = open_nodes.pop()
            mark: Any = event.end_mark
            closed.end = mark.index if closed.flow else _last(closed)
            if closed.kind == "mapping":
                _duplicates(closed, file, problems)
            continue
        if not isinstance(event, NodeEvent):
            continue
        _refuse_references(event, file)
        nodes += 1
        if nodes_at_most is not None and nodes > nodes_at_most:
            message, hint = too_many_nodes(nodes_at_most)
            raise _Refused(_at(event, file, "scenario-003", message, hint))
        node = _node(event)
        if node.kind == "scalar":
            # Only an escape in double quotation marks can say what the file itself does not hold.
            found = _HOSTILE.search(node.text) if node.quoted else None
            if found and len(problems) < PROBLEMS_AT_MOST:
                problems.append(_hostile(found, node.place(file)))
        if open_nodes:
            _attach(open_nodes[-1], node, event, file)
        else:
            root = node
        if node.kind != "scalar":
            open_nodes.append(node)
            if len(open_nodes) > NESTING_AT_MOST:
                raise _Refused(
                    _at(
                        event,
                        file,
                        "case-008",
                        f"nested more than {NESTING_AT_MOST} deep",
                        "a case needs no more than a few levels; look for a bracket that is never closed",
                    )
                )
    return root


def too_many_nodes(at_most: int) -> tuple[str, str]:
    """Return what is said of a file with more names and values than are read, and a hint."""
    return (
        f"more than {at_most:,} names and values",
        "a scenario has some hundred; is this the right file?",
    )


def _last(node: Node) -> int:
    """Where a block collection's last value ends (its end mark lies after white space)."""
    return node.items[-1].end if node.items else node.start


def _node(event: Any) -> Node:
    mark, end = event.start_mark, event.end_mark
    kind: Literal["scalar", "mapping", "list"]
    if isinstance(event, ScalarEvent):
        return Node(
            "scalar",
            mark.index,
            mark.line,
            mark.column,
            end.index,
            event.value,
            plain=not event.style,
            quoted=event.style == '"',
        )
    kind = "mapping" if isinstance(event, MappingStartEvent) else "list"
    keys: Sequence[Node] = [] if kind == "mapping" else ()
    return Node(
        kind, mark.index, mark.line, mark.column, flow=bool(event.flow_style), items=[], keys=keys
    )


def _attach(parent: Node, node: Node, event: Any, file: str) -> None:
    items, keys = cast("list[Node]", parent.items), cast("list[Node]", parent.keys)
    if parent.kind == "list" or len(keys) > len(items):
        items.append(node)
        return
    if node.kind != "scalar":
        raise _Refused(
            _at(
                event,
                file,
                "case-032",
                "a list or mapping stands where a field's name is expected",
                'write "name: value"; put a text that begins with [ or { in quotation marks',
            )
        )
    keys.append(node)


def _refuse_references(event: Any, file: str) -> None:
    if isinstance(event, AliasEvent) or event.anchor or getattr(event, "tag", None):
        raise _Refused(
            _at(
                event,
                file,
                "case-007",
                "anchors, aliases and tags (& * !) are not used in case files",
                "write the value out; put a text that begins with & * or ! in quotation marks",
            )
        )


def _duplicates(node: Node, file: str, problems: list[Problem]) -> None:
    if len({key.text for key in node.keys}) == len(node.keys):
        return
    seen: dict[str, Node] = {}
    for key in node.keys:
        if len(problems) >= PROBLEMS_AT_MOST:
            return
        if key.text in seen:
            problems.append(
                Problem(
                    "case-009",
                    (file,),
                    f'the field "{shown(key.text)}" stands here a second time',
                    f"it stands in line {seen[key.text].line + 1} already: keep one of the two",
                    place=key.place(file),
                )
            )
        seen.setdefault(key.text, key)


def _hostile(found: re.Match[str], place: Place) -> Problem:
    return Problem(
        "case-014",
        (place.file,),
        f"a control character (U+{ord(found[0]):04X}) in a text",
        "remove it: characters that move the cursor, end a line or turn the writing direction "
        "can make a text look like another",
        place=place,
    )


def _at(event: Any, file: str, code: str, message: str, hint: str) -> Problem:
    mark = event.start_mark
    return Problem(code, (file,), message, hint, place=Place(file, mark.line + 1, mark.column + 1))


def node_at(root: Node, path: Path) -> Node:
    """Return the node at a path of keys and positions, or the nearest one above it."""
    node = root
    for step in path:
        if node.kind == "mapping":
            inner = node.get(str(step)) or (node if step == 0 else None)
        elif node.kind == "list" and isinstance(step, int) and step < len(node.items):
            inner = node.items[step]
        else:
            inner = node if step == 0 else None
        if inner is None:
            return node
        node = inner
    return node
