"""What an import would add, as a table and as the text of the case; and what is wrong, by cell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from rich.box import SIMPLE
from rich.table import Table
from rich.text import Text

from detente.core.problems import Problem
from detente.core.record.case import Case
from detente.core.record.texts import visible
from detente.formats.sheets.intake import Addition, Part, Understood
from detente.formats.writer import entry_data
from detente.web.import_words import (
    OPEN_TO_ALL,
    SHOWN_AT_MOST,
    addition_told,
    any_private,
    cell_told,
    entries_text,
    is_of_sheet,
    place_told,
    readers_told,
    unchanged_told,
)

from .console import problem_lines, show


def preview(understood: Understood, case: Case) -> None:
    """Print every entry that would be added, in a table and as the text that would be written."""
    count = len(understood.additions) + len(understood.parts)
    same = unchanged_told(understood)
    replaced = any(each.entry.supersedes for each in understood.additions)
    private = any_private(understood)
    if not count:
        show(Text(f"no change: {same}" if understood.unchanged else "nothing to add"))
        return
    found = Table(box=SIMPLE, show_edge=False, pad_edge=False, header_style="bold")
    for head in (
        "entry",
        "what",
        *(["takes the place of"] * replaced),
        *(["readers"] * private),
        "from",
    ):
        found.add_column(head, overflow="fold")
    for each in understood.additions[:SHOWN_AT_MOST]:
        found.add_row(
            Text(each.entry.id, "bold"),
            visible(addition_told(case, each)),
            *([", ".join(each.entry.supersedes)] * replaced),
            *([readers_told(each.entry.visible_to)] * private),
            cell_told(each.sheet.name, each.row, None),
        )
    for part in understood.parts[:SHOWN_AT_MOST]:
        found.add_row(
            Text(part.entry, "bold"),
            f"adds to {part.field}",
            *([""] * replaced),
            *([readers_told(part.visible_to)] * private),
            cell_told(part.sheet.name, part.row, part.column),
        )
    left = max(0, count - SHOWN_AT_MOST)
    more = [Text(f"and {left} more; --json lists all of them")] if left else []
    told = f"{count} to add" + (f"; {same}" if understood.unchanged else "")
    open_to_all = [] if private else [Text(OPEN_TO_ALL)]
    show(
        Text(told), *open_to_all, Text(""), found, Text(""),
        Text(visible(entries_text(understood))), *more,
    )  # fmt: skip


def addition_data(each: Addition | Part) -> dict[str, Any]:
    """Return an addition as JSON data: what is added, and the cell it comes from."""
    where = {"sheet": each.sheet.name, "row": each.row}
    if isinstance(each, Part):
        return {
            "entry": each.entry,
            "field": each.field,
            "value": each.value,
            "visible_to": list(each.visible_to),
            "from": where,
        }
    return {
        "block": each.block,
        "entry": entry_data(each.entry),
        "visible_to": list(each.entry.visible_to),
        "unit": each.unit,
        "from": where,
    }


def problems_of_sheet(problems: Iterable[Problem], file: Path, folder: Path) -> Iterator[str]:
    """Yield each problem as two lines, with the file, the sheet and the cell, or its place in the case."""
    for problem in problems:
        if not is_of_sheet(problem, file.name):
            yield from problem_lines([problem], str(folder))
            continue
        cell = place_told(problem)
        where = visible(str(file)) + (f":{cell}" if cell else "")
        yield f"{where}: {problem.severity} {problem.code}: {problem.message}"
        yield f"  hint: {problem.hint}"
