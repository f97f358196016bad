"""The parts of a graph model's JSON: groups, lists, texts and numbers, each wrong one listed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal

from detente.core.problems import Severity, did_you_mean, listed, shown
from detente.core.record.quantities import NumberUnreadable
from detente.formats.scenarios.numbers import number_in
from detente.formats.scenarios.scenario import Problems
from detente.formats.yaml_text import Node

from .limits import NAME_AT_MOST

_WHOLE = re.compile(r"(?:0|[1-9][0-9]{0,18})", re.ASCII)


class Fields:
    """Reads the nodes of one file, and lists what is wrong at its place."""

    def __init__(self, file: str, problems: Problems) -> None:
        self.file, self.problems = file, problems

    def add(
        self, code: str, node: Node, message: str, hint: str, severity: Severity = "error"
    ) -> None:
        """List a problem at a node."""
        self.problems.add(code, node.place(self.file), message, hint, severity)

    def stop_at_errors(self) -> None:
        """Raise ``Refused`` if there is any error."""
        self.problems.stop_at_errors()

    def need(self, group: Node, name: str) -> Node | None:
        """Return a field of a group, or None after listing that it is missing or null."""
        found = self.may(group, name)
        if found is None:
            self.add("model-005", group, f'"{name}" is missing', f'add "{name}" to this group')
        return found

    def may(self, group: Node, name: str) -> Node | None:
        """Return a field of a group; None if it is missing or null."""
        found = group.get(name) if group.kind == "mapping" else None
        return None if found is None or found.empty else found

    def pairs(self, node: Node | None, what: str) -> Iterator[tuple[Node, Node]]:
        """Yield the names and values of a group; list that it is none."""
        if node is not None and node.kind == "mapping":
            yield from node.pairs()
        elif node is not None:
            self._wanted(node, f"{what}: a group of names with values", "{ }")

    def items(self, node: Node | None, what: str) -> Iterator[Node]:
        """Yield the items of a list; list that it is none."""
        if node is not None and node.kind == "list":
            yield from node.items
        elif node is not None:
            self._wanted(node, f"{what}: a list", "[ ]")

    def text(self, node: Node | None, what: str) -> str | None:
        """Return a text, or None after listing that it is none."""
        if node is None:
            return None
        if node.kind != "scalar" or not node.quoted:
            self._wanted(node, f"{what}: a text", 'quotation marks: "..."')
            return None
        return node.text

    def name(self, node: Node | None, what: str) -> str | None:
        """Return a name that can be shown, or None after listing what is wrong with it."""
        text = self.text(node, what)
        if node is None or text is None:
            return None
        if not text.strip() or not text.isprintable() or len(text) > NAME_AT_MOST:
            hint = f"use 1 to {NAME_AT_MOST} letters, digits and signs that can be seen"
            message = f'{what}: the name "{shown(text)}" cannot be used'
            self.add("model-007", node, message, hint)
            return None
        return text

    def whole(self, node: Node | None, what: str) -> int | None:
        """Return a whole number, 0 or more, or None after listing what is wrong."""
        if node is None:
            return None
        if node.kind != "scalar" or node.quoted or not _WHOLE.fullmatch(node.text):
            self._wanted(node, f"{what}: a whole number", "digits without quotation marks: 3")
            return None
        return int(node.text)

    def number(self, node: Node, what: str) -> Decimal | None:
        """Return a number exactly as written, or None after listing what is wrong."""
        if node.kind == "scalar" and not node.quoted:
            try:
                return number_in(node.text)
            except NumberUnreadable:
                pass
        message = f"{what}: not a number that can be kept exactly"
        self.add("model-006", node, message, "write digits, with a point for decimals: 0.25")
        return None

    def party(self, node: Node, name: str, parties: tuple[str, ...]) -> int | None:
        """Return the place of a party, or None after listing that there is none of this name."""
        if name in parties:
            return parties.index(name)
        near = did_you_mean(name, parties)
        hint = f'did you mean "{shown(near)}"?' if near else f"the parties: {listed(parties)}"
        self.add("model-008", node, f'there is no party "{shown(name)}"', hint)
        return None

    def only(self, group: Node, known: Iterable[str], what: str) -> None:
        """List the names of a group that are not known."""
        names = list(known)
        if group.kind != "mapping":
            return
        for key in group.keys:
            if key.text not in names and not key.text.startswith("x-"):
                near = did_you_mean(key.text, names)
                hint = f'did you mean "{near}"?' if near else f"the fields here: {listed(names)}"
                self.add("model-005", key, f'{what} has no field "{shown(key.text)}"', hint)

    def _wanted(self, node: Node, what: str, hint: str) -> None:
        self.add("model-005", node, f"{what} is expected here", f"write {hint}")
