"""A file of sheets to what it adds to a case; and that addition to the case's new text."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date

from detente.core.problems import Problem, has_errors, shown
from detente.core.record.case import BLOCKS, CASE_FILE, Case
from detente.core.record.dates import Date, DateUnreadable
from detente.core.record.entry import MEDIATOR, PUBLIC
from detente.core.record.known import seen_by

from ..casefile import ReadCase, read_folder
from ..files import BYTES_AT_MOST
from ..quick_yaml import quick_yaml
from ..writer import WouldOverwrite, entry_data, with_items, with_part
from .about_case import FIELD_HEADS, KNOWN_ON, SHOWN_TO, case_rows, is_head_of_case
from .blocks import BlockReader
from .foreign import read_list
from .grid import Sheet
from .heads import Heads, TwoHeads, block_of, heads_of, is_our_matrix, repeated
from .intake import Addition, Intake, Understood
from .mapping import SheetMapping
from .matrix_cells import matrix_sides, read_matrix


def understand(
    sheets: tuple[Sheet, ...],
    case: Case,
    mapping: SheetMapping,
    recorded: date,
    *,
    on: date | None = None,
    reader: str | None = None,
) -> Understood:
    """Return what sheets add to a case.

    Tables that an export wrote are known by their heads: a row that says what the
    case says adds nothing, a row that was changed adds an entry that supersedes, a new row adds an
    entry. Any other sheet is read as a list of positions or as a matrix, as ``mapping`` says where
    it does not say so itself. ``recorded`` is the day that new entries bear. ``on`` and ``reader``
    say as known when and for whom the sheet was exported; a workbook of ours says so itself, and
    for the public where nothing says. A new entry may be seen by those who may see the one it
    supersedes, else by the reader for whom the sheet was made.
    Nothing raises for what is in a sheet. No sheet gives nothing. Cost: linear in rows.
    """
    told = _said(sheets)
    day = on or told.day
    known = told.reader in (PUBLIC, MEDIATOR) or case.find(told.reader, "parties") is not None
    who = reader or (told.reader if known else PUBLIC)
    view = seen_by(case, who, day)
    intake = Intake(case, view, mapping, recorded, who)
    if told.sheet is not None and told.reader != who:
        if known:
            intake.problem(
                told.sheet, (told.row, 1), "sheet-032",
                f'the workbook says that it is for another reader than "{shown(who)}"',
                "leave --for out, or say the same reader",
            )  # fmt: skip
        elif reader is None:
            intake.readers.doubt(told.sheet, (told.row, 1))
    for sheet in _wanted(sheets, mapping):
        _sheet(intake, sheet, day)
    return intake.understood()


@dataclass(frozen=True, slots=True)
class _Said:
    """What a workbook of ours says of itself: as known when, and for whom; and in which row."""

    day: date | None = None
    reader: str = ""
    sheet: Sheet | None = None
    row: int | None = None


def _said(sheets: tuple[Sheet, ...]) -> _Said:
    for sheet in sheets:
        rows = {str(row.at(0)).strip(): row for row in sheet.rows[:20]}
        renamed = FIELD_HEADS[0] in rows and SHOWN_TO in rows
        if not (renamed or is_head_of_case(sheet)):
            continue
        day: date | None = None
        if KNOWN_ON in rows:
            with suppress(DateUnreadable):
                day = Date.parse(str(rows[KNOWN_ON].at(1)).strip()).earliest
        row = rows.get(SHOWN_TO)
        reader = str(row.at(1)).strip() if row else ""
        return _Said(day, reader, sheet, row.number if row else None)
    return _Said()


def _wanted(sheets: tuple[Sheet, ...], mapping: SheetMapping) -> tuple[Sheet, ...]:
    """The sheets that hold something and are asked for; text in columns has no name to ask for."""
    return tuple(
        each for each in sheets if each.rows and mapping.sheet in ("", each.name or mapping.sheet)
    )


def _sheet(intake: Intake, sheet: Sheet, on: date | None) -> None:
    mapping = intake.mapping
    if is_head_of_case(sheet):
        _head_of_case(intake, sheet)
        return
    try:
        heads = heads_of(sheet, intake.lexicon, mapping)
    except TwoHeads as error:
        intake.problem(
            sheet, (error.second.number, None), "sheet-028",
            f"rows {error.first.number} and {error.second.number} both look like heads",
            'say which it is in a mapping file: "head: 2"; the rows above it are not read',
        )  # fmt: skip
        return
    if heads is None:
        if mapping.sheet or len(intake.case.issues) == 0 or not _others(intake):
            intake.problem(
                sheet, (sheet.rows[0].number, None), "sheet-029", "no row looks like heads",
                "put a row with the names of the columns above the others: Party, Issue, Position, Date",
            )  # fmt: skip
        return
    _by_kind(intake, sheet, heads)


def _others(intake: Intake) -> bool:
    return bool(intake.additions or intake.parts or intake.unchanged)


def _by_kind(intake: Intake, sheet: Sheet, heads: Heads) -> None:
    mapping = intake.mapping
    ours = is_our_matrix(sheet, heads)
    block = None if mapping.layout or mapping.columns.party else block_of(sheet, heads)
    if block is not None:
        twice = repeated(heads.texts)
        if twice and not twice[1].endswith(")"):
            hint = "give one of them another head"
            message = f'two columns have the head "{shown(twice[1])}"'
            intake.problem(sheet, (heads.row.number, twice[0]), "sheet-025", message, hint)
            return
        BlockReader(intake, sheet, heads, block).read(sheet.rows[heads.at + 1 :])
        return
    sides = matrix_sides(intake, heads)
    is_matrix = mapping.layout == "matrix" or (mapping.layout is None and sides is not None)
    if is_matrix and sides is not None:
        read_matrix(intake, sheet, heads, ours)
    else:
        read_list(intake, sheet, heads)


def _head_of_case(intake: Intake, sheet: Sheet) -> None:
    known = dict(case_rows(intake.view, None, ""))
    for row in sheet.rows[1:]:
        field, value = str(row.at(0)), intake.text(sheet, row, 1)
        if field in known and known[field] not in (value, ""):
            intake.problem(
                sheet, (row.number, 1), "sheet-019", "the head of the case is not taken from a sheet",
                "change it in case.yaml", "warning",
            )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a case would be with what was understood: its new reading, and the problems."""

    read: ReadCase | None
    problems: tuple[Problem, ...]
    text: str = ""


def with_understood(
    found: ReadCase, understood: Understood, advance: Callable[[str], None] = lambda step: None
) -> Outcome:
    """Return the case as it would read with all that a sheet adds; nothing is written.

    Problems that the case would then have and has not now stand at the cells they come from.
    """
    text = found.text
    before = {block: len(found.case.block(block)) if found.case else 0 for block in BLOCKS}
    by_block: dict[str, list[Addition]] = {}
    for addition in understood.additions:
        by_block.setdefault(addition.block, []).append(addition)
    advance("writing the entries")
    try:
        for block, additions in by_block.items():
            items = quick_yaml([entry_data(each.entry) for each in additions])
            text = with_items(text, block, items)
        for part in understood.parts:
            text = with_part(text, part.entry, part.field, part.value)
    except WouldOverwrite:
        first = understood.parts[0] if understood.parts else understood.additions[0]
        hint = "add it to case.yaml by hand, or take the cell back"
        message = "the case's text has no room for it as it is written"
        return Outcome(None, (first.sheet.problem("sheet-030", first.row, None, message, hint),))
    if len(text.encode()) > BYTES_AT_MOST:
        sheet = understood.additions[0].sheet
        mebibytes = BYTES_AT_MOST >> 20
        message = f"the case would be larger than {mebibytes} MiB"
        return Outcome(None, (sheet.problem("sheet-011", None, None, message, "split the case"),))
    advance("checking the case")
    new = read_folder(found.folder, text)
    old = {(each.code, each.path, each.message) for each in found.problems}
    problems = tuple(
        _at_cell(each, before, by_block, understood)
        for each in new.problems
        if (each.code, each.path, each.message) not in old
    )
    return Outcome(None if has_errors(problems) else new, problems, text)


def _at_cell(
    problem: Problem,
    before: dict[str, int],
    by_block: dict[str, list[Addition]],
    understood: Understood,
) -> Problem:
    """Return a problem of the new case at the cell it comes from; as it is where no cell is known."""
    if len(problem.path) < 3 or problem.path[0] != CASE_FILE:
        return problem
    block, index = str(problem.path[1]), problem.path[2]
    added = by_block.get(block, [])
    if not isinstance(index, int) or not before.get(block, 0) <= index < before.get(block, 0) + len(
        added
    ):
        part = next((each for each in understood.parts if str(each.field) in problem.path), None)
        if part is None:
            return problem
        where = part.sheet.problem(
            problem.code, part.row, part.column, problem.message, problem.hint
        )
        return replace(where, severity=problem.severity)
    addition = added[index - before[block]]
    steps = [re.sub(r"\W", "", str(each)) for each in problem.path[3:5]]
    column = None
    if steps:
        dotted = ".".join(steps)
        column = addition.columns.get(dotted, addition.columns.get(steps[0]))
        if column is None and steps[0] == "value":
            column = addition.columns.get("options")
        if column is None and steps[0] == "evidence":
            column = addition.columns.get("words", addition.columns.get("document"))
    at = addition.sheet.problem(problem.code, addition.row, column, problem.message, problem.hint)
    return replace(at, severity=problem.severity)
