"""How results look in a terminal."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from rich.box import SIMPLE
from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from detente.core.record.case import Case
from detente.core.record.commitments import CommitmentState
from detente.core.record.due import DueItem
from detente.core.record.entry import Entry
from detente.core.record.meetings import Meeting
from detente.core.record.papers import Paper
from detente.core.record.positions import PositionCell, PositionMatrix
from detente.core.record.quoted import QuotedDocument
from detente.core.record.rounds import last_meeting, next_meeting, passed_meetings
from detente.core.record.statements import Position
from detente.core.record.timeline import TimelineItem
from detente.web import words

from .blocks import quotations
from .conditions_view import conditions_view
from .console import console

STANCE_STYLES = {
    "demands": "bold dark_orange3",
    "offers": "bold dodger_blue2",
    "accepts": "bold green4",
    "could accept": "green4",
    "reserves": "grey50",
    "refuses": "bold red3",
    "red line": "bold white on red3",
    "silent": "grey50",
}
STATE_STYLES = {
    "overdue": "bold red3",
    "contested": "bold dark_orange3",
    "done": "green4",
    "open": "",
}
NARROWEST_CELL = 22


def render(
    case: Case, view: str, on: date, result: dict[str, Any], history: bool
) -> tuple[RenderableType, ...]:
    """Return what is printed for a view, its heading first."""
    heading = Text.assemble((case.title, "bold"), f" · as known on {words.day(on)}")
    parts: tuple[RenderableType, ...]
    match view:
        case "positions" if history:
            parts = _history(case, result["positions"])
        case "positions":
            parts = _matrix(case, result["positions"])
        case "timeline":
            parts = _timeline(case, result["timeline"])
        case "due":
            parts = _due(case, result["due"])
        case "proposals":
            parts = _papers(case, result["papers"])
        case "commitments":
            parts = _commitments(case, result["commitments"])
        case "people":
            parts = _people(case)
        case "sources":
            parts = _sources(result["sources"])
        case "conditions":
            parts = tuple(conditions_view(case, result["sequence"], result.get("before")))
        case _:
            parts = _overview(case, on, result)
    return (heading, Text(""), *parts)


def _table(*columns: str) -> Table:
    table = Table(box=SIMPLE, show_edge=False, pad_edge=False, header_style="bold", expand=False)
    for column in columns:
        table.add_column(column, overflow="fold")
    return table


def _nothing(text: str) -> tuple[RenderableType, ...]:
    return (Text(text, "italic"),)


def _stance(stance: str) -> Text:
    return Text(f"{words.STANCE_SIGNS[stance]} {stance}", STANCE_STYLES[stance])


def _position(case: Case, position: Position) -> Text:
    disputed = " (disputed)" if position.disputed else ""
    return Text.assemble(
        _stance(position.stance),
        (f": {words.options_of(case, position)}{disputed}\n", ""),
        (f"since {words.when(position.date)} · {words.source(case, position.evidence)}", "dim"),
    )


def _cell(case: Case, cell: PositionCell) -> Text:
    if cell.silent:
        return _stance("silent")
    return Text("\n").join(_position(case, each) for each in cell.standing)


def _matrix(case: Case, matrix: PositionMatrix) -> tuple[RenderableType, ...]:
    if not matrix.issues:
        return _nothing("no issue is recorded yet")
    if not matrix.parties:
        return _nothing("no principal is recorded yet, and nobody has taken a position")
    if console().width < NARROWEST_CELL * (len(matrix.parties) + 1):
        return tuple(_stacked(case, matrix))
    table = _table("issue", *(party.label for party in matrix.parties))
    table.show_lines = True
    for issue, cells in matrix.rows():
        table.add_row(Text(issue.label, "bold"), *(_cell(case, cell) for cell in cells))
    return (table,)


def _stacked(case: Case, matrix: PositionMatrix) -> Iterable[RenderableType]:
    """The matrix for a narrow terminal: an issue after the other."""
    for issue, cells in matrix.rows():
        yield Text(issue.label, "bold underline")
        for party, cell in zip(matrix.parties, cells, strict=True):
            yield Text(party.label, "bold")
            yield Padding(_cell(case, cell), (0, 0, 0, 2))
        yield Text("")


def _history(case: Case, matrix: PositionMatrix) -> tuple[RenderableType, ...]:
    """All that a party has said on an issue, the latest first, with the words."""
    if not matrix.cells:
        return (_stance("silent"), Text("no position of this party on this issue is recorded"))
    (cell,) = matrix.cells
    issue, party = matrix.issues[0], matrix.parties[0]
    parts: list[RenderableType] = [Text(f"{party.name}: {issue.question}", "bold"), Text("")]
    if cell.silent:
        parts.append(_stance("silent"))
    for position in cell.standing:
        parts.extend(_entry_words(case, position, "stands"))
    for position in cell.earlier:
        taken_back = position.withdrawn is not None
        parts.extend(
            _entry_words(case, position, "withdrawn" if taken_back else "no longer stands")
        )
    return tuple(parts)


def _entry_words(case: Case, position: Position, state: str) -> Iterable[RenderableType]:
    yield Text.assemble(
        _stance(position.stance),
        f": {words.options_of(case, position)} ",
        (f"({state}; stated {words.when(position.date)})", "dim"),
    )
    if position.text:
        yield Padding(Text(position.text), (0, 0, 0, 2))
    for mark in _marks(case, position):
        yield Padding(Text(mark, "dark_orange3"), (0, 0, 0, 2))
    yield Padding(quotations(case, position.evidence), (0, 0, 1, 2))


def _marks(case: Case, entry: Entry) -> Iterable[str]:
    for dispute in entry.disputed:
        yield f"disputed by {words.name_of(case, dispute.by)}: {dispute.says}".rstrip(": ")
    if entry.withdrawn is not None:
        by = f" by {words.name_of(case, entry.withdrawn.by)}" if entry.withdrawn.by else ""
        yield f"withdrawn{by} ({words.when(entry.withdrawn.date)}) {entry.withdrawn.why}".rstrip()


def _timeline(case: Case, items: tuple[TimelineItem, ...]) -> tuple[RenderableType, ...]:
    if not items:
        return _nothing("nothing dated is recorded yet")
    table = _table("date", "what", "who")
    for item in items:
        kind = f"{item.kind}, {item.detail}" if item.detail else item.kind
        told = words.account(case, item)
        account = f" · {told}" if told else ""
        flags = words.flags(item)
        table.add_row(
            words.when(item.date),
            Text.assemble(words.item_text(item), "\n", (kind + account + flags, "dim")),
            words.acting(case, item),
            style="italic" if item.ahead else "",
        )
    return (table,)


def _due(case: Case, items: tuple[DueItem, ...]) -> tuple[RenderableType, ...]:
    if not items:
        return _nothing("nothing is due")
    table = _table("state", "what", "from", "to", "by when")
    for item in items:
        says = f"\nsays {words.name_of(case, item.says)}" if item.says else ""
        follows = f"\notherwise: {item.consequence}" if item.consequence else ""
        follows += f"\nsilence until then means: {item.silence}" if item.silence else ""
        table.add_row(
            Text(words.time_left(item), STATE_STYLES[item.state]),
            Text.assemble((item.what, "bold"), (follows, "dim")),
            words.names_of(case, item.from_, "-"),
            words.names_of(case, item.to, "-"),
            Text.assemble(words.due_date(case, item), (says, "dim")),
        )
    return (table,)


def _papers(case: Case, found: tuple[Paper, ...]) -> tuple[RenderableType, ...]:
    if not found:
        return _nothing("no paper is recorded yet")
    table = _table("paper", "by", "status", "who has seen it", "awaited by")
    for paper in found:
        awaited = ", ".join(
            dict.fromkeys(
                words.name_of(case, who)
                for each in paper.awaited
                for who in (each.to or (each.says,))
            )
        )
        table.add_row(
            Text(paper.proposal.title, "bold"),
            words.names_of(case, paper.proposal.by),
            words.paper_status(case, paper),
            words.readers(case, paper),
            awaited or "-",
        )
    return (table,)


def _commitments(case: Case, found: tuple[CommitmentState, ...]) -> tuple[RenderableType, ...]:
    if not found:
        return _nothing("no commitment is recorded yet")
    parts: list[RenderableType] = []
    for state in found:
        entry = state.commitment
        amount = f" ({words.quantity(entry.quantity)})" if entry.quantity else ""
        due = f", due {words.when(entry.due)}" if entry.due else ""
        parts.append(Text.assemble((entry.what, "bold"), amount))
        lines = [
            f"{words.names_of(case, entry.owed_by)} to {words.names_of(case, entry.owed_to, 'all')}, "
            f"agreed {words.when(entry.agreed)}{due}",
            f"status: {state.status}{' (its date has passed)' if state.late else ''}; {words.delivered(state)}",
            *(
                f"claim: {words.name_of(case, each.by)} says it is {each.says}"
                for each in entry.claims
            ),
            *(
                f"finding: {words.name_of(case, each.by)} found it {each.found}"
                for each in entry.findings
            ),
            f"source: {words.source(case, entry.evidence)}",
        ]
        parts.append(Padding(Text("\n".join(lines)), (0, 0, 1, 2)))
    return tuple(parts)


def _people(case: Case) -> tuple[RenderableType, ...]:
    if not case.parties:
        return _nothing("no party is recorded yet")
    table = _table("party", "role", "people")
    for party in case.parties:
        people = [
            Text.assemble(
                (person.name, "bold"),
                f", {person.post}" if person.post else "",
                (f" ({person.authority})" if person.authority != "unknown" else "", "dim"),
            )
            for person in case.people
            if person.party == party.id
        ]
        member = f"\nmember of {words.names_of(case, party.member_of)}" if party.member_of else ""
        table.add_row(
            Text(party.name, "bold"),
            party.role + member,
            Text("\n").join(people) if people else "-",
        )
    return (table,)


def _sources(documents: tuple[QuotedDocument, ...]) -> tuple[RenderableType, ...]:
    if not documents:
        return _nothing("no document is recorded yet")
    table = _table("document", "date", "author", "grade", "quoted by", "file")
    for each in documents:
        document = each.document
        table.add_row(
            Text(document.title, "bold"),
            words.when(document.date),
            document.author or "-",
            document.grade or "-",
            f"{len(each.entries)} {'entry' if len(each.entries) == 1 else 'entries'}",
            document.file or "no text here",
        )
    return (table,)


def _overview(case: Case, on: date, result: dict[str, Any]) -> tuple[RenderableType, ...]:
    parts: list[RenderableType] = []
    if case.summary:
        parts.extend((Text(case.summary), Text("")))
    principals = [party.label for party in case.parties if party.role == "principal"]
    others = [
        f"{party.label} ({party.role})" for party in case.parties if party.role != "principal"
    ]
    facts = _table("", "")
    facts.show_header = False
    facts.add_row("parties", ", ".join(principals + others) or "none")
    facts.add_row("last meeting", _meeting(last_meeting(case, on)))
    facts.add_row("next meeting", _meeting(next_meeting(case, on)))
    for meeting in passed_meetings(case, on):
        facts.add_row("its day has passed", f"{_meeting(meeting)}: no outcome recorded")
    silent = sum(cell.silent for cell in result["positions"].cells)
    cells = len(result["positions"].cells)
    facts.add_row("positions", f"{cells - silent} of {cells} cells filled, {silent} silent")
    facts.add_row("commitments", f"{len(result['commitments'])} recorded")
    parts.extend((facts, Text(""), Text("What is due", "bold")))
    parts.extend(_due(case, result["due"]))
    parts.extend((Text(""), Text("Papers", "bold"), *_papers(case, result["papers"])))
    return tuple(parts)


def _meeting(meeting: Meeting | None) -> str:
    if meeting is None:
        return "none recorded"
    place = f", {meeting.place}" if meeting.place else ""
    return f"{meeting.title}, {words.when(meeting.date)}{place}"
