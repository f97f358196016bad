"""Blocks of text that several views print."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from detente.core.record.case import Case
from detente.core.record.entry import Evidence
from detente.web import words


def indented(text: str | Text, columns: int = 2) -> Padding:
    """Return text moved in from the left."""
    return Padding(Text(text) if isinstance(text, str) else text, (0, 0, 0, columns), expand=False)


def quotations(case: Case, evidence: tuple[Evidence, ...] | None) -> RenderableType:
    """Return the words behind something, each with its document."""
    if not evidence:
        return Text("no evidence", "dim")
    return Group(
        *(
            Text.assemble(
                f"“{' '.join(each.words.split())}” ", (words.name_of(case, each.document), "dim")
            )
            for each in evidence
        )
    )


def more_of(count: int, what: str = "") -> Iterable[RenderableType]:
    """Say how many are not listed, if any."""
    if count > 0:
        yield indented(Text(f"and {count} more{f' {what}' if what else ''}: see --json", "italic"))
