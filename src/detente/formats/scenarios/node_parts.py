"""The parts of JSON and YAML scenarios: names, numbers and groups, each wrong one listed."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from detente.core.problems import Place, shown
from detente.core.record.quantities import NumberUnreadable
from detente.formats.yaml_text import Node

from .numbers import number_in
from .scenario import Problems


class Parts:
    """Reads the nodes of one file."""

    def __init__(self, file: str, problems: Problems) -> None:
        self.file = file
        self.problems = problems

    def place(self, node: Node) -> Place:
        """Return where a node stands."""
        return node.place(self.file)

    def add(self, code: str, node: Node, message: str, hint: str) -> None:
        """List a problem at a node."""
        self.problems.add(code, self.place(node), message, hint)

    def field(self, node: Node, name: str) -> Node | None:
        """Return the value of a field, or None after listing that it is missing."""
        found = node.get(name) if node.kind == "mapping" else None
        if found is None:
            self.add("scenario-007", node, f'"{name}" is missing', f'add "{name}" to this group')
        return found

    def pairs(self, node: Node | None, what: str) -> Iterator[tuple[Node, Node]]:
        """Yield the names and values of a group; list that it is none."""
        if node is not None and node.kind == "mapping":
            yield from node.pairs()
        elif node is not None:
            self.add(
                "scenario-007", node, f"{what}: names with values are expected", "write a group"
            )

    def items(self, node: Node | None, what: str) -> Iterator[Node]:
        """Yield the items of a list; list that it is none."""
        if node is not None and node.kind == "list":
            yield from node.items
        elif node is not None:
            self.add("scenario-007", node, f"{what}: a list is expected", "write a list")

    def text(self, node: Node | None) -> str | None:
        """Return a single value as text, or None after listing that it is none."""
        if node is None:
            return None
        if node.kind != "scalar" or not node.text.strip():
            self.add("scenario-007", node, "a name or a number is expected here", "write one")
            return None
        return node.text.strip()

    def number(self, node: Node | None) -> Decimal | None:
        """Return a number exactly as written, or None after listing what is wrong."""
        text = self.text(node)
        if node is None or text is None:
            return None
        try:
            return number_in(text)
        except NumberUnreadable:
            self.add(
                "scenario-008",
                node,
                f'"{shown(text)}" is not a number that can be kept exactly',
                "write digits, with a point for decimals: 0.25",
            )
            return None

    def one_of(self, name: str | None, known: dict[str, object], node: Node, what: str) -> bool:
        """Return whether a name is known; list it if it is not."""
        if name is None or name in known:
            return name is not None
        self.add(
            "scenario-010",
            node,
            f'there is no {what} "{shown(name)}" in the domain',
            "use the names of the domain",
        )
        return False
