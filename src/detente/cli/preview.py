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
from detente.core.record.entry import PUBLIC
from detente.core.record.statements import Position
from detente.core.record.texts import visible
from detente.formats.quick_yaml import quick_yaml
from detente.formats.sheets.grid import column_name
from detente.formats.sheets.intake import Addition, Part, Understood
from detente.formats.sheets.matrix import position_line
from detente.formats.writer import entry_data

from .console import problem_lines, show

SHOWN_AT_MOST = 1000
"""How many entries the table shows; --json lists all of them."""

_TELLING = ("text", "what", "title", "name", "question", "label")


def preview(understood: Understood, case: Case) -> None:
    """Print every entry that would be added, in a table and as the text that would be written."""
    count = len(understood.additions) + len(understood.parts)
    same = f"{understood.unchanged} rows and cells say what the case says already"
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
            visible(_what(case, each)),
            *([", ".join(each.entry.supersedes)] * replaced),
            *([readers_told(each.entry.visible_to)] * private),
            _cell(each.sheet.name, each.row, None),
        )
    for part in understood.parts[:SHOWN_AT_MOST]:
        found.add_row(
            Text(part.entry, "bold"),
            f"adds to {part.field}",
            *([""] * replaced),
            *([readers_told(part.visible_to)] * private),
            _cell(part.sheet.name, part.row, part.column),
        )
    left = max(0, count - SHOWN_AT_MOST)
    more = [Text(f"and {left} more; --json lists all of them")] if left else []
    told = f"{count} to add" + (f"; {same}" if understood.unchanged else "")
    open_to_all = [] if private else [Text("everybody may see all of it")]
    show(
        Text(told), *open_to_all, Text(""), found, Text(""),
        Text(visible(entries_text(understood))), *more,
    )  # fmt: skip


def any_private(understood: Understood) -> bool:
    """Return whether the sheet, or anything it adds, is not for everybody."""
    added = (
        *(each.entry.visible_to for each in understood.additions),
        *(each.visible_to for each in understood.parts),
    )
    return understood.reader != PUBLIC or any(PUBLIC not in each for each in added)


def readers_told(visible_to: tuple[str, ...]) -> str:
    """Return who may see an entry, in words.

    >>> readers_told(("public",)), readers_told(("union", "mediator"))
    ('everybody may see this', 'only union and mediator may see this')
    """
    if PUBLIC in visible_to:
        return "everybody may see this"
    if not visible_to:
        return "nobody may see this"
    *others, last = visible_to
    names = f"{', '.join(others)} and {last}" if others else last
    return visible(f"only {names} may see this")


def entries_text(understood: Understood) -> str:
    """Return the text that would be put into the case, block by block."""
    data: dict[str, list[Any]] = {}
    for each in understood.additions[:SHOWN_AT_MOST]:
        data.setdefault(each.block, []).append(entry_data(each.entry))
    text = quick_yaml(data) if data else ""
    for part in understood.parts[:SHOWN_AT_MOST]:
        text += f"# {part.entry}\n" + quick_yaml({part.field: part.value})
    return text


def _what(case: Case, each: Addition) -> str:
    entry = each.entry
    if isinstance(entry, Position):
        issue = case.find(entry.issue, "issues")
        line = position_line(issue, entry) if issue is not None else entry.stance  # type: ignore[arg-type]
        unit = f"; unit of the issue: {each.unit}" if each.unit else ""
        return f"{entry.party} on {entry.issue}: {line}{unit}"
    told = next((str(getattr(entry, name)) for name in _TELLING if getattr(entry, name, "")), "")
    return f"{each.block}: {told[:200]}"


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
        if problem.place is not None or (problem.path and problem.path[0] != file.name):
            yield from problem_lines([problem], str(folder))
            continue
        steps = [str(each) for each in problem.path[1:]]
        sheet, cell = (*steps, "", "")[:2]
        where = visible(str(file)) + (f":{_in_sheet(sheet, cell)}" if sheet or cell else "")
        yield f"{where}: {problem.severity} {problem.code}: {problem.message}"
        yield f"  hint: {problem.hint}"


def _in_sheet(sheet: str, cell: str) -> str:
    name = visible(sheet).replace("\n", "\ufffd")
    return f"{name}!{cell}" if name and cell else name or cell


def _cell(sheet: str, row: int, column: int | None) -> str:
    if column is not None:
        return _in_sheet(sheet, f"{column_name(column)}{row}")
    return f"{visible(sheet)}, row {row}" if sheet else f"row {row}"
