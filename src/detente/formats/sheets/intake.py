"""What a sheet adds to a case, and what it leaves open; collected row by row."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType
from typing import Any

from detente.core.problems import PROBLEMS_AT_MOST, Problem, Severity, shown
from detente.core.record.case import Case
from detente.core.record.dates import Date, DateUnreadable
from detente.core.record.entry import PUBLIC, Entry
from detente.core.record.texts import UNFIT

from .days import DayAmbiguous, date_in
from .grid import Row, Sheet
from .lexicon import Lexicon, Unknown
from .mapping import Question, SheetMapping
from .readers import Readers
from .tables import plain_lines

HINTS = {
    "column": "name it in a mapping file, under columns",
    "default": "give it in a mapping file, under defaults",
    "dates": 'say "dates: day first" or "dates: month first" in a mapping file',
}


@dataclass(frozen=True, slots=True)
class Addition:
    """An entry that a row adds, and where the row stands; ``columns`` by field.

    ``unit`` is the issue's unit where the row gives a number without one.
    """

    block: str
    entry: Entry
    sheet: Sheet
    row: int
    columns: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """Something that a row adds to an entry that is there: a dispute, a step, a remark."""

    entry: str
    field: str
    value: Any
    sheet: Sheet
    row: int
    column: int
    visible_to: tuple[str, ...] = (PUBLIC,)


@dataclass(frozen=True, slots=True)
class Understood:
    """What a file of sheets adds to a case.

    ``unchanged`` counts the rows and cells that say what the case says already;
    ``questions`` what a person could answer; each is among the problems too. ``reader`` is for
    whom the sheets were made.
    """

    additions: tuple[Addition, ...] = ()
    parts: tuple[Part, ...] = ()
    problems: tuple[Problem, ...] = ()
    questions: tuple[Question, ...] = ()
    unchanged: int = 0
    reader: str = PUBLIC


class Intake:
    """Collects what the rows of a file add to one case."""

    def __init__(
        self, case: Case, view: Case, mapping: SheetMapping, recorded: date, reader: str = PUBLIC
    ) -> None:
        self.case, self.view, self.mapping = case, view, mapping
        self.recorded = Date.of(recorded)
        self.lexicon = Lexicon(case)
        self.readers = Readers(case, reader)
        self.additions: list[Addition] = []
        self.parts: list[Part] = []
        self.problems: list[Problem] = []
        self.unchanged = 0
        self.taken = {entry.id for _, _, entry in case.entries()}
        self._open: dict[tuple[str, str, str], tuple[Question, Problem, int]] = {}
        self._numbers: dict[str, int] = {}
        self._troubled = 0

    def problem(
        self,
        sheet: Sheet,
        place: tuple[int | None, int | None],
        code: str,
        message: str,
        hint: str,
        severity: Severity = "error",
    ) -> None:
        """List a problem at a cell (a row by its number, a column from 0)."""
        self._troubled += severity == "error"
        if len(self.problems) < PROBLEMS_AT_MOST:
            self.problems.append(sheet.problem(code, *place, message, hint, severity))

    def ask(
        self, sheet: Sheet, place: tuple[int | None, int | None], code: str, message: str,
        question: Question, within: str = "", also: str = "",
    ) -> None:  # fmt: skip
        """Leave a question open, once, at the cell where it comes up first; ``also`` is one more
        way to answer it in a mapping file."""
        self._troubled += 1
        key = (question.subject, question.word if question.subject != "dates" else "", within)
        if key in self._open:
            asked, problem, count = self._open[key]
            self._open[key] = (asked, problem, count + 1)
        elif len(self._open) < PROBLEMS_AT_MOST:
            near = f'did you mean "{question.near}"? ' if question.near else ""
            kind = question.subject
            told = HINTS.get(kind, f"say what it means in a mapping file, under means: {kind}")
            self._open[key] = (
                question,
                sheet.problem(code, *place, message, near + told + also),
                1,
            )

    @property
    def trouble(self) -> int:
        """How often a problem or a question came up."""
        return self._troubled

    def understood(self) -> Understood:
        """Return all that was collected; a question that came up often says how often."""
        if self.readers.in_doubt is not None:
            self.problem(
                *self.readers.in_doubt, "sheet-032",
                f'the sheet seems not to be made for "{shown(self.readers.of_sheet)}", who could see what is new',
                "say for whom it was exported, with --for; or fill visible_to in each new row",
            )  # fmt: skip
        asked = [
            replace(problem, message=f"{problem.message} ({count} cells)") if count > 1 else problem
            for _, problem, count in self._open.values()
        ]
        return Understood(
            tuple(self.additions),
            tuple(self.parts),
            (*asked, *self.problems),
            tuple(question for question, _, _ in self._open.values()),
            self.unchanged,
            self.readers.of_sheet,
        )

    def new_id(self, base: str, after: int = 0) -> str:
        """Return an id that is not taken: the base with a number after it, above one."""
        base = base[:72]
        number = max(self._numbers.get(base, 0), after)
        while True:
            number += 1
            found = f"{base}-{number}"
            if found not in self.taken:
                self._numbers[base] = number
                self.taken.add(found)
                return found

    def text(self, sheet: Sheet, row: Row, column: int | None) -> str:
        """Return a cell as text; empty, with a problem listed, where it cannot be read or kept."""
        if column is None:
            return ""
        mark = sheet.marks.get((row.number, column)) if sheet.marks else None
        place = (row.number, column)
        if mark == "formula":
            hint = "open the file in a program that calculates it, save it, and try again"
            self.problem(sheet, place, "sheet-010", "a formula without the value it gave", hint)
        elif mark == "error":
            hint = "mend the formula, or write the value itself"
            self.problem(
                sheet, place, "sheet-010", "the cell shows an error instead of a value", hint
            )
        cell = row.at(column)
        text = plain_lines(cell if isinstance(cell, str) else _written(cell))
        if UNFIT.search(text):
            hint = "write the cell anew, without what cannot be seen"
            message = "a control character, or a sign that turns the writing direction"
            self.problem(sheet, place, "sheet-015", message, hint)
            return ""
        return text

    def without_heads(
        self, sheet: Sheet, heads: tuple[str, ...], below: tuple[Row, ...], read: Collection[int]
    ) -> None:
        """Tell the first cell that holds something and has no head, and how many there are.

        ``read`` are the columns that are read though they have none.
        """
        titled = {index for index, text in enumerate(heads) if text} | set(read)
        found = [
            (row.number, index)
            for row in below
            for index, cell in enumerate(row.cells)
            if index not in titled and str(cell).strip()
        ]
        if found:
            count = f" ({len(found)} cells)" if len(found) > 1 else ""
            self.problem(
                sheet, found[0], "sheet-033", f"the cell has no head above it, and is not read{count}",
                "write a head above it if it is to be read", "warning",
            )  # fmt: skip

    def no_subject(self, sheet: Sheet, place: tuple[int | None, int | None]) -> None:
        """Tell that a position names no option and no number of an issue that has some."""
        self.problem(
            sheet, place, "sheet-034", "no option and no number: the stance is taken to be on the issue as a whole",
            "name the options or the number if some are meant", "warning",
        )  # fmt: skip

    def date(self, sheet: Sheet, row: Row, column: int) -> Date | None:
        """Return the date in a cell, or None with a problem or a question listed."""
        place = (row.number, column)
        try:
            return date_in(row.at(column), self.mapping.dates)
        except DayAmbiguous:
            both = (("day first", "3 April"), ("month first", "4 March"))
            question = Question("dates", str(row.at(column)), both)
            message = f'"{shown(str(row.at(column)))}" can mean two days'
            self.ask(sheet, place, "sheet-014", message, question)
        except DateUnreadable as error:
            self.problem(sheet, place, "sheet-013", str(error), error.hint)
        return None

    def meaning(self, sheet: Sheet, row: Row, column: int | None, subject: str, word: str) -> str:
        """Return the id that a word means, or an empty text with a question left open."""
        try:
            return self.lexicon.find(subject, word, getattr(self.mapping.means, subject))
        except Unknown as unknown:
            question = Question(subject, word, unknown.choices, unknown.near)
            message = f'"{shown(word)}" is no {_NAMES[subject]} of this case'
            self.ask(sheet, (row.number, column), "sheet-012", message, question)
            return ""


_NAMES = {
    "party": "party",
    "issue": "issue",
    "stance": "stance",
    "document": "document",
    "by": "person or party",
}


def _written(cell: object) -> str:
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    text = format(cell, "f") if hasattr(cell, "as_tuple") else str(cell)
    return re.sub(r" 00:00:00$", "", text)
