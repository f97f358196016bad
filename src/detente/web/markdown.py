"""A report as Markdown, for notes, tickets and mail: plain text that also reads well as it is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from detente.core.record.positions import PositionCell
from detente.core.record.rounds import last_meeting, next_meeting
from detente.core.record.statements import Position
from detente.core.record.texts import visible
from detente.core.report import Report

from . import movement_words, sequence_words, stability_section, stability_words, words

_MARKUP = re.compile(r"[\\`*_\[\]|~$]")
_AT_THE_START = re.compile(r"^([#>+=-]|\d+(?=[.)]))")
_JOINED = re.compile(
    r"(@|#(?=\d)|:(?=//)|:(?=[\w+-]+:)|\bwww(?=\.)|\b(?:mailto|xmpp)(?=:))", re.IGNORECASE
)
_JOINER = "\u2060"
"""A sign without width that breaks no line; it keeps names and addresses from becoming links."""


def case_markdown(report: Report) -> str:
    """Return a report as GitHub Markdown.

    The overview, positions as a table, what is due, what has to come before what,
    movement, which states of a conflict hold (where courses of action are recorded), papers,
    commitments and the timeline; another part without entries says so. Every text of the
    record is escaped: none can become markup, a link, a mention or HTML, nor leave
    its cell. Cost: linear.

    >>> from datetime import date
    >>> from detente.core.record.case import Case
    >>> from detente.core.report import analyse
    >>> case_markdown(analyse(Case(title="A *strike*"), date(2026, 1, 15))).splitlines()[0]
    '# A \\\\*strike\\\\*'
    """
    parts = (
        _overview,
        _positions,
        _due,
        _conditions,
        _movement,
        _stability,
        _papers,
        _commitments,
        _timeline,
    )
    return "\n".join(line for part in parts for line in part(report)).rstrip() + "\n"


def escaped(text: str) -> str:
    """Return a text on one line in which Markdown finds nothing to act on.

    >>> escaped("# a|b <i>\\n1. *c*")
    '\\\\# a\\\\|b &lt;i> 1. \\\\*c\\\\*'
    """
    plain = " ".join(visible(text).split())
    quoted = _MARKUP.sub(r"\\\g<0>", plain).replace("&", "&amp;").replace("<", "&lt;")
    started = _AT_THE_START.sub(_kept_from_starting, quoted)
    return _JOINED.sub(rf"\1{_JOINER}", started)


def _kept_from_starting(begun: re.Match[str]) -> str:
    """Return what would begin a list, a heading or a quotation so that it does not."""
    return f"{begun[0]}\\" if begun[0].isdigit() else f"\\{begun[0]}"


def _overview(report: Report) -> Iterator[str]:
    case = report.case
    yield f"# {escaped(case.title)}"
    yield ""
    reader = ""
    if report.reader != "public":
        reader = f" · for {escaped(words.name_of(case, report.reader))} only"
    yield f"As known on {words.day(report.on)}{reader}."
    yield ""
    if case.summary:
        yield escaped(case.summary)
        yield ""
    for name, meeting in (
        ("Last meeting", last_meeting(case, report.on)),
        ("Next meeting", next_meeting(case, report.on)),
    ):
        told = "none recorded"
        if meeting is not None:
            place = f", {meeting.place}" if meeting.place else ""
            told = f"{meeting.title} ({words.when(meeting.date)}{place})"
        yield f"- {name}: {escaped(told)}"
    silent = sum(cell.silent for cell in report.positions.cells)
    known = len(report.positions.cells) - silent
    yield f"- Positions: {known} of {len(report.positions.cells)} recorded, {silent} silent"
    yield ""


def _positions(report: Report) -> Iterator[str]:
    matrix = report.positions
    yield "## Where each party stands"
    yield ""
    if not matrix.cells:
        yield "No issue is recorded yet, or no party."
        yield ""
        return
    yield _row(("Issue", *(escaped(party.label) for party in matrix.parties)))
    yield _row(("---",) * (len(matrix.parties) + 1))
    for issue, cells in matrix.rows():
        yield _row((escaped(issue.label), *(_cell(report, cell) for cell in cells)))
    yield ""


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(report: Report, cell: PositionCell) -> str:
    standing = [_position(report, each) for each in cell.standing]
    earlier = f"({len(cell.earlier)} earlier)" if cell.earlier else ""
    told = standing or [f"{words.STANCE_SIGNS['silent']} silent"]
    return "; ".join(each for each in (*told, earlier) if each)


def _position(report: Report, position: Position) -> str:
    sign = words.STANCE_SIGNS[position.stance]
    told = escaped(words.options_of(report.case, position))
    return f"{sign} **{position.stance}** {told} (since {escaped(words.when(position.date))})"


def _due(report: Report) -> Iterator[str]:
    yield "## What is due"
    yield ""
    case = report.case
    items = [item for item in report.due if item.state != "done"]
    for item in items:
        to = f" to {words.names_of(case, item.to)}" if item.to else ""
        from_ = f"from {words.names_of(case, item.from_)}{to}, " if item.from_ else ""
        says = f"; so says {words.name_of(case, item.says)}" if item.says else ""
        told = f"{from_}{words.due_date(case, item)}{says}"
        yield f"- **{escaped(item.what)}** ({words.time_left(item)}): {escaped(told)}"
        if item.consequence:
            yield f"  Otherwise: {escaped(item.consequence)}"
    yield from _end(items, "Nothing is due.")


def _papers(report: Report) -> Iterator[str]:
    yield "## Papers, and who has seen whose"
    yield ""
    case = report.case
    for paper in report.papers:
        by = words.names_of(case, paper.proposal.by)
        told = f"by {by}; {words.paper_status(case, paper)}; {words.readers(case, paper)}"
        yield f"- **{escaped(paper.proposal.title)}**: {escaped(told)}"
    yield from _end(report.papers, "No paper is recorded.")


def _commitments(report: Report) -> Iterator[str]:
    yield "## What was agreed, and what came of it"
    yield ""
    case = report.case
    for state in report.commitments:
        entry = state.commitment
        amount = f" ({words.quantity(entry.quantity)})" if entry.quantity else ""
        due = f", due {words.when(entry.due)}" if entry.due else ""
        told = (
            f"{words.names_of(case, entry.owed_by)} to {words.names_of(case, entry.owed_to, 'all')}"
            f", agreed {words.when(entry.agreed)}{due}; {words.delivered(state)}"
        )
        yield f"- **{escaped(entry.what + amount)}** ({state.status}): {escaped(told)}"
    yield from _end(report.commitments, "No commitment is recorded.")


def _conditions(report: Report) -> Iterator[str]:
    yield "## What has to come before what"
    yield ""
    case, found = report.case, report.sequence
    for freed in found.deadlocks:
        yield f"**Deadlock:** {sequence_words.heading(freed)}."
        yield ""
        for link in freed.deadlock.circle:
            yield f"- {escaped(sequence_words.link(found, case, link))}"
        yield ""
        yield sequence_words.ways_heading(freed)
        yield ""
        for way in sequence_words.ways(freed):
            told = (
                sequence_words.requirement(found, case, found.graph.requirement(each))
                for each in way
            )
            yield f"- {escaped('; and '.join(told))}"
        for together in freed.exchange.ways:
            steps = sequence_words.at_once(found, case, together.steps)
            yield f"- or at the same time, none before the other: {escaped(steps)}"
        yield ""
    for each in found.graph.requirements:
        says = f"; {sequence_words.claims(case, each)}" if each.claims else ""
        told_once = f"{sequence_words.requirement(found, case, each)}{says}"
        yield f"- {escaped(told_once)} ({sequence_words.state(each)})"
    yield from _end(found.graph.requirements, "No condition is recorded.")


def _movement(report: Report) -> Iterator[str]:
    yield "## Movement"
    yield ""
    yield escaped(movement_words.headline(report.movement))
    if report.movement.since is not None:
        yield escaped(movement_words.compared_with(report.movement))
    yield ""
    moved = [
        each
        for each in movement_words.change_rows(report.case, report.movement)
        if each.kind in movement_words.MOVED
    ]
    for row in moved:
        yield (
            f"- **{escaped(row.issue)}**, {escaped(row.party)}: {row.sign} {escaped(row.what)}, "
            f"from {escaped(row.before or 'nothing')} to {escaped(row.after or 'nothing')}"
        )
    if moved:
        yield ""


def _stability(report: Report) -> Iterator[str]:
    found, case = report.stability, report.case
    if found is None:
        return
    yield "## What holds"
    yield ""
    yield escaped(stability_words.headline(found))
    if found.why_not:
        yield ""
        return
    if stability_section.answered(found):
        told = (stability_section.exercise(case, found), stability_words.NOT_FACTS)
        yield escaped(" ".join(each for each in told if each))
    yield ""
    for party, courses in stability_section.who_can(case, found):
        yield f"- **{escaped(party)}**: {escaped(courses)}"
    for line in stability_section.unknown_lines(report, case):
        yield f"- {escaped(line)}"
    yield ""
    for table in stability_section.state_tables(report, case):
        yield from _states(table)
    if left := stability_section.left_out(report):
        yield escaped(left)
        yield ""
    for block in stability_section.why_blocks(report, case):
        yield f"**{escaped(block.heading)}**"
        yield ""
        for heading, lines in block.parties:
            yield f"- {escaped('. '.join((heading, *lines)))}"
        yield ""
    ahead = list(stability_section.ahead_lines(report, case))
    for line in ahead:
        yield f"- {escaped(line)}"
    if ahead:
        yield ""


def _states(table: stability_section.StateTable) -> Iterator[str]:
    """Yield a table in option form: a column for each state."""
    heads = zip(table.numbers, table.now, strict=True)
    yield _row(("State", *(f"{number} (now)" if now else number for number, now in heads)))
    yield _row(("---", *(":-:" for _ in table.numbers)))
    for party, courses in table.parties:
        for row in courses:
            signs = ("✓" if done else "" for done in row.taken)
            yield _row((f"{escaped(party)}: {escaped(row.course)}", *signs))
    for concept in table.concepts:
        yield _row((f"**{concept.concept}**", *concept.signs))
    yield ""


def _timeline(report: Report) -> Iterator[str]:
    yield "## Timeline"
    yield ""
    case = report.case
    for item in report.timeline:
        acting = words.acting(case, item)
        who = f"{acting}: " if acting else ""
        account = words.account(case, item)
        detail = f" ({account})" if account else ""
        kind = f"{item.kind}, {item.detail}" if item.detail else item.kind
        told = f"{who}{words.item_text(item)}{detail} · {kind}{words.flags(item)}"
        yield f"- **{escaped(words.when(item.date))}** {escaped(told)}"
    yield from _end(report.timeline, "Nothing dated is recorded.")


def _end(found: Iterable[object], nothing: str) -> Iterator[str]:
    """Yield what ends a part: a line if it is empty, and a blank one."""
    if not list(found):
        yield nothing
    yield ""
