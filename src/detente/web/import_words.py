"""What a sheet would add to a case, in words: for the terminal and for the browser alike."""

from __future__ import annotations

from typing import Any

from detente.core.problems import Problem
from detente.core.record.case import Case
from detente.core.record.dates import DateUnreadable
from detente.core.record.entry import PUBLIC, Entry
from detente.core.record.statements import Position
from detente.core.record.texts import visible
from detente.formats.quick_yaml import quick_yaml
from detente.formats.sheets.days import DayAmbiguous, date_in
from detente.formats.sheets.grid import column_name
from detente.formats.sheets.intake import Addition, Understood
from detente.formats.sheets.mapping import UNUSED, Question
from detente.formats.sheets.matrix import position_line
from detente.formats.writer import entry_data

SHOWN_AT_MOST = 1000
"""How many entries are shown before they are written."""
OPEN_TO_ALL = "everybody may see all of it"

_TELLING = ("text", "what", "title", "name", "question", "label")
_ASKED = {
    "column": "which column holds the {word}?",
    "default": "which {word} holds where none is given?",
    "dates": "what do such dates begin with?",
    "party": "which party is that?",
    "issue": "which issue is that?",
    "stance": "which stance is that?",
    "options": "which option is that?",
    "document": "which document is that?",
    "by": "who is that?",
}


def question_told(question: Question) -> str:
    """Return what is asked.

    >>> question_told(Question("column", "party"))
    'which column holds the party?'
    """
    return _ASKED[question.subject].format(word=question.word)


def answer_fits(question: Question, answer: str) -> bool:
    """Return whether an answer is one of the choices, or a date where one is asked for.

    Where there is nothing to choose from, any other text is.

    >>> answer_fits(Question("default", "date"), "soon"), answer_fits(Question("by", "x"), "y")
    (False, True)
    """
    if question.choices:
        return answer in [choice for choice, _ in question.choices]
    if question.word != "date":
        return True
    try:
        date_in(answer)
    except (DateUnreadable, DayAmbiguous):
        return False
    return True


def answer_told(subject: str, word: str, answer: str) -> str:
    """Return an answer as a sentence.

    >>> answer_told("column", "party", "Delegation"), answer_told("party", "Dockers", "union")
    ('the column "Delegation" holds the party', 'the party "Dockers" is union')
    """
    if answer == UNUSED:
        return f'the column "{word}" is not read'
    if subject == "column":
        return f'the column "{answer}" holds the {word}'
    if subject == "default":
        return f"the {word} where none is given is {answer}"
    return f"dates: {answer}" if subject == "dates" else f'the {subject} "{word}" is {answer}'


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


def unchanged_told(understood: Understood) -> str:
    """Return how much of a sheet says nothing new.

    >>> unchanged_told(Understood(unchanged=2))
    '2 rows and cells say what the case says already'
    """
    return f"{understood.unchanged} rows and cells say what the case says already"


def addition_told(case: Case, addition: Addition) -> str:
    """Return what a row adds, in a line; a number without a unit with the unit it gets."""
    unit = f"; unit of the issue: {addition.unit}" if addition.unit else ""
    return f"{entry_told(case, addition.block, addition.entry)}{unit}"


def entry_told(case: Case, block: str, entry: Entry) -> str:
    """Return an entry in a line: a position as it stands in a matrix, another by what it tells."""
    if isinstance(entry, Position):
        issue = case.find(entry.issue, "issues")
        line = position_line(issue, entry) if issue is not None else entry.stance  # type: ignore[arg-type]
        return f"{entry.party} on {entry.issue}: {line}"
    told = next((str(getattr(entry, name)) for name in _TELLING if getattr(entry, name, "")), "")
    return f"{block}: {told[:200]}"


def entries_text(understood: Understood) -> str:
    """Return the text that would be put into the case, block by block."""
    data: dict[str, list[Any]] = {}
    for each in understood.additions[:SHOWN_AT_MOST]:
        data.setdefault(each.block, []).append(entry_data(each.entry))
    text = quick_yaml(data) if data else ""
    for part in understood.parts[:SHOWN_AT_MOST]:
        text += f"# {part.entry}\n" + quick_yaml({part.field: part.value})
    return text


def is_of_sheet(problem: Problem, file: str) -> bool:
    """Return whether a problem stands in the sheet of this name, not in the case itself."""
    return problem.place is None and (not problem.path or problem.path[0] == file)


def place_told(problem: Problem) -> str:
    """Return the sheet and the cell of a problem in a sheet, as ``Positions!D3``; empty for neither.

    >>> place_told(Problem("sheet-014", ("talks.csv", "", "D3"), "", ""))
    'D3'
    """
    sheet, cell = (*(str(each) for each in problem.path[1:]), "", "")[:2]
    return _in_sheet(sheet, cell)


def cell_told(sheet: str, row: int, column: int | None) -> str:
    """Return where a row or a cell stands; a column counts from 0.

    >>> cell_told("Positions", 3, None), cell_told("", 3, 1)
    ('Positions, row 3', 'B3')
    """
    if column is not None:
        return _in_sheet(sheet, f"{column_name(column)}{row}")
    return f"{visible(sheet)}, row {row}" if sheet else f"row {row}"


def _in_sheet(sheet: str, cell: str) -> str:
    name = visible(sheet).replace("\n", "\ufffd")
    return f"{name}!{cell}" if name and cell else name or cell
