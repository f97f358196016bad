"""What a sheet would add to a case, made to be looked at in the browser before it is written."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from io import BytesIO

from detente.core.problems import Problem, has_errors
from detente.core.record.case import Case
from detente.formats.casefile import ReadCase
from detente.formats.sheets.foreign import NOT_READ
from detente.formats.sheets.grid import Sheet, cell_place
from detente.formats.sheets.heads import texts_of
from detente.formats.sheets.intake import Understood
from detente.formats.sheets.mapping import Defaults, Layout, Question, SheetMapping
from detente.formats.sheets.read import read_stream
from detente.formats.sheets.understand import understand, with_understood
from detente.web.import_words import (
    SHOWN_AT_MOST,
    addition_told,
    any_private,
    cell_told,
    entries_text,
    entry_told,
    is_of_sheet,
    place_told,
    readers_told,
    unchanged_told,
)

from .folder import hash_of

ASKED_AT_MOST = 100
"""How many questions are asked on one page; the others come when these are answered."""


@dataclass(frozen=True, slots=True)
class Reading:
    """How a sheet is read: what somebody said of it, and answered."""

    recorded: date
    sheet: str = ""
    head: str = ""
    layout: Layout | None = None
    encoding: str = ""
    reader: str = ""
    on: date | None = None
    document: str = ""
    answers: tuple[tuple[str, str, str], ...] = ()
    """Subject, word and answer, as questions have them, in the order they were given."""

    def mapping(self) -> SheetMapping:
        """Return the same as a mapping file says it."""
        found = SheetMapping(
            sheet=self.sheet,
            head=self.head,
            layout=self.layout,
            defaults=Defaults(document=self.document),
        )
        for answer in self.answers:
            found = found.with_answer(*answer)
        return found


@dataclass(frozen=True, slots=True)
class Told:
    """A problem with its place in words."""

    problem: Problem
    place: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with the problem that leaves it open."""

    question: Question
    told: Told


@dataclass(frozen=True, slots=True)
class Unread:
    """A column that nobody said anything about."""

    head: str
    place: str


@dataclass(frozen=True, slots=True)
class Added:
    """One thing that would be added."""

    entry: str
    what: str
    replaced: tuple[tuple[str, str], ...]
    """The entries whose place it takes, with what these say."""
    readers: str
    place: str


@dataclass(frozen=True, slots=True)
class Preview:
    """What a sheet would add. It holds nothing of the sheet but what is shown, and is small."""

    stamp: str
    """Another as soon as the case's text or an answer is."""
    seen: str
    """The hash of the case's text that it rests on."""
    names: tuple[str, ...] = ()
    """The sheets that were read."""
    reader: str = ""
    """For whom the sheet was made."""
    count: int = 0
    unchanged: str = ""
    private: bool = False
    added: tuple[Added, ...] = ()
    entries: str = field(default="", repr=False)
    """What would be added as text, as far as it is shown."""
    questions: tuple[Asked, ...] = ()
    unread: tuple[Unread, ...] = ()
    errors: tuple[Told, ...] = ()
    warnings: tuple[Told, ...] = ()
    text: str | None = field(default=None, repr=False)
    """The case's whole text with it; None as long as it cannot be taken in."""


def preview_of(
    data: bytes,
    name: str,
    found: ReadCase,
    how: Reading,
    advance: Callable[[int], None] = lambda rows: None,
) -> Preview:
    """Return what a file of sheets would add to a case that has no errors.

    Nothing is written, and nothing raises for what is in the file. ``advance`` is told of rows as
    they are read. Cost: linear in the file and the case.
    """
    assert found.case is not None  # a case without errors
    seen = hash_of(found.text)
    stamp = hash_of(f"{seen} {how!r}")
    read = read_stream(
        BytesIO(data),
        name,
        sheet=how.sheet or None,
        encoding=how.encoding or None,
        advance=advance,
    )
    problems = read.problems
    if has_errors(problems):
        errors, warnings = _parted(problems, name)
        return Preview(stamp, seen, errors=errors, warnings=warnings)
    understood = understand(
        read.sheets, found.case, how.mapping(), how.recorded, on=how.on, reader=how.reader or None
    )
    asked = tuple(
        Asked(question, _told(problem, name))
        for question, problem in zip(understood.questions, understood.problems, strict=False)
    )
    problems = (*problems, *understood.problems[len(asked) :])
    text = None
    if not asked and not has_errors(problems):
        outcome = with_understood(found, understood)
        problems = (*problems, *outcome.problems)
        text = outcome.text if outcome.read is not None else None
    unread = tuple(_unread(problems, read.sheets))
    errors, warnings = _parted((each for each in problems if each.message != NOT_READ), name)
    return Preview(
        stamp,
        seen,
        tuple(each.name for each in read.sheets if each.name),
        understood.reader,
        len(understood.additions) + len(understood.parts),
        unchanged_told(understood) if understood.unchanged else "",
        any_private(understood),
        tuple(_added(understood, found.case)),
        entries_text(understood),
        asked[:ASKED_AT_MOST],
        unread[:ASKED_AT_MOST],
        errors,
        warnings,
        text,
    )


def _told(problem: Problem, file: str) -> Told:
    if is_of_sheet(problem, file):
        cell = place_told(problem)
        return Told(problem, f"{file}, {cell}" if cell else file)
    place = problem.place
    if place is None:
        return Told(problem, str(problem.path[0]))
    return Told(problem, f"{place.file}, line {place.line}, column {place.column}")


def _parted(problems: Iterable[Problem], file: str) -> tuple[tuple[Told, ...], tuple[Told, ...]]:
    """The errors, and the warnings."""
    told = [_told(each, file) for each in problems]
    errors = tuple(each for each in told if each.problem.severity == "error")
    return errors, tuple(each for each in told if each.problem.severity != "error")


def _added(understood: Understood, case: Case) -> Iterable[Added]:
    known = {entry.id: (block, entry) for block, _, entry in case.entries()}
    for each in understood.additions[:SHOWN_AT_MOST]:
        replaced = each.entry.supersedes
        yield Added(
            each.entry.id,
            addition_told(case, each),
            tuple((old, entry_told(case, *known[old])) for old in replaced if old in known),
            readers_told(each.entry.visible_to),
            cell_told(each.sheet.name, each.row, None),
        )
    for part in understood.parts[: SHOWN_AT_MOST - len(understood.additions[:SHOWN_AT_MOST])]:
        value = f": {part.value[:200]}" if isinstance(part.value, str) else ""
        yield Added(
            part.entry,
            f"adds to {part.field}{value}",
            (),
            readers_told(part.visible_to),
            cell_told(part.sheet.name, part.row, part.column),
        )


def _unread(problems: Iterable[Problem], sheets: tuple[Sheet, ...]) -> Iterable[Unread]:
    """The columns of lists that are not read, with their heads."""
    rows = {(each.name, row.number): row for each in sheets for row in each.rows[:100]}
    for problem in problems:
        if problem.message != NOT_READ:
            continue
        place = cell_place(str(problem.path[2]))
        row = rows.get((str(problem.path[1]), place[0])) if place else None
        heads = texts_of(row) if row is not None else ()
        if place is not None and place[1] < len(heads):
            yield Unread(heads[place[1]], place_told(problem))
