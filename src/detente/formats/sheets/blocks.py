"""A table of ours back into entries: what was changed in a row becomes a new entry."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from functools import cached_property
from types import MappingProxyType
from typing import Any

from detente.core.problems import Problem, listed
from detente.core.record.case import BLOCKS
from detente.core.record.dates import Date
from detente.core.record.entry import MEDIATOR, PUBLIC, Entry, Evidence, superseded_ids
from detente.core.record.issues import Issue
from detente.core.record.statements import Position

from ..fields import FieldKind, allowed_words, item_type, mapping_type
from ..shape import Shaper
from ..writer import PARTS_LISTED, PARTS_ONCE, entry_data
from ..yaml_text import Node, parse
from .cells import in_unit, unit_missing
from .grid import Cell, Row, Sheet
from .heads import Heads
from .hxl import is_tag_row
from .intake import Addition, Intake, Part
from .lexicon import Unknown
from .tables import Column, Value, cells_of, columns_of, same
from .write import CONTINUED

STAYING = frozenset({"parties", "people", "documents", "issues"})
"""Blocks whose entries others name by their ids: a sheet adds to them, and changes none."""

_BOOKKEEPING = frozenset({"recorded", "visible_to", "note", "evidence", "disputed", "withdrawn"})
_OF_THE_OLD = ("disputed", "withdrawn", "recorded", "supersedes")


class BlockReader:
    """Reads the rows of one block's table against the entries of the case."""

    def __init__(self, intake: Intake, sheet: Sheet, heads: Heads, block: str) -> None:
        self.intake, self.sheet, self.heads, self.block = intake, sheet, heads, block
        self.columns = columns_of(block)
        self.place = {
            text: index for index, text in reversed(tuple(enumerate(heads.texts))) if text
        }
        self.more = {
            column.key: [
                index for index, text in enumerate(heads.texts) if text == column.key + CONTINUED
            ]
            for column in self.columns
        }
        self.entries = _by_id(intake.case.block(block))
        self.shown = _by_id(intake.view.block(block))
        self.replaced = superseded_ids(intake.case.block(block))
        self.seen: dict[str, int] = {}
        known = {column.key for column in self.columns}
        for index, text in enumerate(heads.texts):
            if text and text.removesuffix(CONTINUED) not in known:
                intake.problem(
                    sheet, (heads.row.number, index), "sheet-019",
                    "no field of this block; the column is not read",
                    "nothing needs doing, if it is for yourselves", "warning",
                )  # fmt: skip

    @cached_property
    def _said(self) -> set[str]:
        """What the entries say that this reader may see: a sheet may have been taken in before."""
        return {_but_id(entry) for entries in self.shown.values() for entry in entries}

    def read(self, rows: tuple[Row, ...]) -> None:
        """Read the rows below the heads, then tell which entries have none."""
        self.intake.without_heads(self.sheet, self.heads.texts, rows, ())
        for row in rows:
            if not is_tag_row(row.cells):
                self._row(row)
        gone = [each for each in self.shown if each not in self.seen]
        if gone and len(gone) < len(self.shown):  # with none of them it is a list of new ones
            some = listed(gone[:3]) + (" ..." if len(gone) > 3 else "")
            self.intake.problem(
                self.sheet, (None, None), "sheet-018",
                f"{len(gone)} of the entries here are not in the sheet ({some}); nothing is removed",
                "to take one back, fill its field withdrawn", "warning",
            )  # fmt: skip

    def _row(self, row: Row) -> None:
        cells = {
            column.key: self._cell(row, column.key)
            for column in self.columns
            if column.key in self.place
        }
        identity = str(cells.get("id", "")).strip()
        if self.intake.readers.hidden(identity):
            self.intake.readers.doubt(self.sheet, (row.number, self.place.get("id")))
        before = self.seen.get(identity)
        self.seen.setdefault(identity, row.number)
        if not identity or identity not in self.entries:
            self._new(row, cells, identity)
            return
        candidates = (*self.shown.get(identity, ()), *self.entries[identity])
        if any(not self._changed(cells, entry) for entry in candidates):
            self.intake.unchanged += 1
            return
        if before is not None:
            self._problem(row, "id", "sheet-017", f"row {before} has the same id, and both are not the same",
                          "clear the id of a row that is new")  # fmt: skip
            return
        changed = min((self._changed(cells, entry) for entry in candidates), key=len)
        self._edited(row, cells, changed, self.entries[identity][0])

    def _changed(self, cells: Mapping[str, Cell], entry: Entry) -> list[Column]:
        written = cells_of(entry, self.block)
        return [
            column
            for column, value in zip(self.columns, written, strict=True)
            if column.key in cells
            and not same(cells[column.key], value)
            and not (column.key == "visible_to" and _says_nothing(cells[column.key]))
        ]

    def _cell(self, row: Row, key: str) -> Cell:
        cell = row.at(self.place[key])
        rest = [str(row.at(index)) for index in self.more[key]]
        return f"{cell}{''.join(rest)}" if any(rest) else cell

    def _problem(self, row: Row, key: str, code: str, message: str, hint: str) -> None:
        self.intake.problem(self.sheet, (row.number, self.place.get(key)), code, message, hint)

    def _new(self, row: Row, cells: dict[str, Cell], identity: str) -> None:
        if not any(cell != "" for cell in cells.values()):
            return
        made: dict[str, Cell | Value] = dict(cells)
        if not identity:
            base = "-".join(str(cells.get(key, "")) for key in ("party", "issue") if cells.get(key))
            base = re.sub(r"[^a-z0-9]+", "-", base.lower()).strip("-") or self.block
            made["id"] = self.intake.new_id(base)
        else:
            self.intake.taken.add(identity)
        if self.block != "documents" and not made.get("evidence"):
            made["evidence"] = "none"
        if not made.get("recorded"):
            made["recorded"] = self.intake.recorded.text
        entry = self._entry(row, made, set(made))
        if entry is not None and _says_nothing(cells.get("visible_to", "")):
            readers = self.intake.readers.of_successor(entry.supersedes)
            if readers is None:
                self._problem(row, "supersedes", "sheet-031", "the entries that it replaces have different readers",
                              "fill visible_to, or write a row for each of them")  # fmt: skip
                return
            entry = replace(entry, visible_to=readers)
        if entry is not None and not identity and _but_id(entry) in self._said:
            self.intake.unchanged += 1
        elif entry is not None:
            self._add(row, entry, None)

    def _edited(
        self, row: Row, cells: dict[str, Cell], changed: list[Column], entry: Entry
    ) -> None:
        names = {column.kind.key for column in changed}
        first = changed[0].key
        keys = {column.key for column in self.columns if column.kind.key in names}
        full: dict[str, Cell | Value] = dict(
            zip((column.key for column in self.columns), cells_of(entry, self.block), strict=True)
        )
        made = {**full, **{key: cells[key] for key in keys if key in cells}}
        if "evidence" in names and not made["evidence"] and self.block != "documents":
            made["evidence"] = "none"
        new = self._entry(row, made, keys)
        if new is None:
            return
        parts = _parts(entry, new, changed)
        if parts is not None:
            for name, value in parts:
                self.intake.parts.append(
                    Part(
                        entry.id,
                        name,
                        value,
                        self.sheet,
                        row.number,
                        self.place[name],
                        entry.visible_to,
                    )
                )
            return
        if self.block in STAYING:
            message = f"an entry of {self.block} is named by others, and is not changed by a sheet"
            hint = "mend it in case.yaml, or put the cell back as it was"
            self._problem(row, first, "sheet-016", message, hint)
            return
        made.update({name: "" for name in _OF_THE_OLD if name not in names})
        numbered = re.fullmatch(r"(.+)-(\d{1,3})", entry.id)
        base, number = (numbered[1], int(numbered[2])) if numbered else (entry.id, 1)
        made["id"] = self.intake.new_id(base, after=number)
        made["supersedes"] = entry.id
        made["recorded"] = made["recorded"] or self.intake.recorded.text
        successor = self._entry(row, made, set())
        if successor is not None and _but_id(successor) in self._said:
            self.intake.unchanged += 1
            return
        if entry.id in self.replaced:
            self._problem(row, first, "sheet-016", "the entry is superseded by another, and stays as it was",
                          "change the row of the entry that took its place")  # fmt: skip
            return
        if names - _BOOKKEEPING and "evidence" not in names and entry.evidence:
            self.intake.problem(
                self.sheet, (row.number, self.place.get("evidence")), "sheet-020",
                "what the row says was changed, the words that prove it were not",
                "look whether they still do; if not, put others there, or none", "warning",
            )  # fmt: skip
        if successor is not None:
            self._add(row, successor, entry)

    def _add(self, row: Row, entry: Entry, old: Entry | None) -> None:
        unit = ""
        if isinstance(entry, Position) and isinstance(
            issue := self.intake.case.find(entry.issue, "issues"), Issue
        ):
            before = old if isinstance(old, Position) else None
            if before is None or entry.value != before.value:
                unit = unit_missing(entry, issue)
                entry = in_unit(entry, unit)
            chosen = issue.options or issue.range is not None
            if chosen and _names_nothing(entry) and not (before and _names_nothing(before)):
                column = self.place.get("value.best" if issue.range is not None else "options")
                self.intake.no_subject(self.sheet, (row.number, column))
        self.intake.additions.append(
            Addition(self.block, entry, self.sheet, row.number, MappingProxyType(self.place), unit)
        )

    def _entry(
        self, row: Row, cells: Mapping[str, Cell | Value], looked_at: set[str]
    ) -> Entry | None:
        """Return the entry that cells hold, or None with what is wrong listed.

        ``looked_at`` names the columns that come from the sheet.
        """
        before = self.intake.trouble
        keys: list[Node] = []
        items: list[Node] = []
        parts: dict[str, Node] = {}
        for column in self.columns:
            cell = cells.get(column.key, "")
            if column.key in looked_at and column.key in self.place:
                text = self.intake.text(self.sheet, row, self.place[column.key])
                cell = text if isinstance(cell, str) and len(text) >= len(cell.strip()) else cell
            node = self._node(row, column, cell) if cell != "" else None
            if node is None:
                continue
            if column.part is None:
                keys.append(_scalar(column.kind.key))
                items.append(node)
                continue
            whole = parts.get(column.kind.key)
            if whole is None:
                whole = parts[column.kind.key] = Node("mapping", 0, 0, 0, keys=[], items=[])
                keys.append(_scalar(column.kind.key))
                items.append(whole)
            whole.keys = [*whole.keys, _scalar(column.part.key)]
            whole.items = [*whole.items, node]
        if self.intake.trouble != before:
            return None
        shaper = Shaper(self.sheet.file)
        entry: Entry = shaper.record(
            BLOCKS[self.block], Node("mapping", 0, 0, 0, keys=keys, items=items), ()
        )
        for problem in shaper.problems:
            self._shaped(row, problem)
        after = self.intake.trouble
        return entry if before == after and not shaper.problems else None

    def _shaped(self, row: Row, problem: Problem) -> None:
        name = str(problem.path[0]) if problem.path else "id"
        dotted = ".".join(str(each) for each in problem.path[:2])
        column = self.place.get(dotted, self.place.get(name))
        self.intake.problem(
            self.sheet, (row.number, column), problem.code, problem.message, problem.hint,
            problem.severity,
        )  # fmt: skip

    def _node(self, row: Row, column: Column, cell: Cell | Value) -> Node | None:
        holds = column.holds
        if holds is Date:
            at = self.place.get(column.key)
            if at is None or not same(row.at(at), cell):  # not from the sheet
                return _scalar(str(cell))
            found = self.intake.date(self.sheet, row, at)
            return _scalar(found.text) if found else None
        text = _text_of(cell)
        if not text:
            return None
        item = item_type(holds)
        if item is str and not text.startswith(("- ", "[")):
            each = [part.strip() for part in re.split(r"[,;\n]", text) if part.strip()]
            items = [_scalar(self._reference(column.kind, part)) for part in each]
            return Node("list", 0, 0, 0, items=items)
        if (
            item is not None
            or mapping_type(holds) is not None
            or hasattr(holds, "__dataclass_fields__")
        ):
            return self._nested(row, column, text, item)
        words = allowed_words(holds)
        if words and text not in words and text.casefold() in words:
            text = text.casefold()
        if holds is bool:
            text = text.casefold()
        return _scalar(self._reference(column.kind, text) if column.part is None else text)

    def _nested(self, row: Row, column: Column, text: str, item: Any) -> Node | None:
        if item is Evidence and text.casefold() == "none":
            return _scalar("none")
        node, problems = parse(text, self.sheet.file)
        if node is None or problems:
            what = problems[0].message if problems else "not readable"
            self._problem(row, column.key, "sheet-021", f"the cell is not written as in case.yaml: {what}",
                          "write it as in the other rows; the format's chapter shows every field")  # fmt: skip
            return None
        return node

    def _reference(self, kind: FieldKind, text: str) -> str:
        """Return the id that a name stands for, where the field holds an id; else the text."""
        if kind.key == "visible_to" and text.casefold() in (PUBLIC, MEDIATOR):
            return text.casefold()  # a party may have this name, and is not meant
        if not kind.refers or self.intake.case.find(text, *_blocks_of(kind)) is not None:
            return text
        for block, subject in _SUBJECTS.items():
            if block in kind.refers:
                try:
                    return self.intake.lexicon.find(subject, text, {})
                except Unknown:
                    continue
        return text


_SUBJECTS = {"parties": "party", "people": "by", "issues": "issue", "documents": "document"}


def _blocks_of(kind: FieldKind) -> tuple[str, ...]:
    return tuple(each for each in kind.refers if each in BLOCKS)


def _but_id(entry: Entry) -> str:
    """What an entry says, whatever its id is and whenever it was recorded."""
    return repr(replace(entry, id="", recorded=None))


def _by_id(entries: tuple[Entry, ...]) -> dict[str, list[Entry]]:
    found: dict[str, list[Entry]] = {}
    for entry in entries:
        found.setdefault(entry.id, []).append(entry)
    return found


def _names_nothing(entry: Position) -> bool:
    return not entry.options and entry.value is None


def _says_nothing(cell: Cell) -> bool:
    """Whether a cell leaves open who may see the entry: empty, it does not mean everybody."""
    return not str(cell).strip()


def _scalar(text: str) -> Node:
    return Node("scalar", 0, 0, 0, text=text)


def _text_of(cell: Cell | Value) -> str:
    if isinstance(cell, bool):
        return "yes" if cell else ""
    return format(cell, "f") if isinstance(cell, Decimal) else str(cell).strip()


def _parts(old: Entry, new: Entry, changed: list[Column]) -> list[tuple[str, Any]] | None:
    """Return what was added to fields that can be added to; None if anything else was changed."""
    found: list[tuple[str, Any]] = []
    for column in changed:
        key, name = column.kind.key, column.kind.name
        before, after = getattr(old, name), getattr(new, name)
        if key in PARTS_ONCE and not before:
            found.append((key, after if isinstance(after, str) else entry_data(after)))
        elif key in PARTS_LISTED and isinstance(after, tuple) and after[: len(before)] == before:
            found.extend((key, entry_data(each)) for each in after[len(before) :])
        else:
            return None
    return found
