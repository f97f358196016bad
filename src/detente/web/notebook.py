"""Results as tables in a notebook."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from markupsafe import Markup, escape

from detente.core.problems import Problem
from detente.core.record.case import BLOCKS, Case
from detente.core.record.positions import PositionMatrix
from detente.core.record.texts import visible
from detente.core.report import Report

from . import words

_CELL = "text-align:start;vertical-align:top"


def case_html(case: Case) -> str:
    """Return what a case holds as an HTML table: its blocks and how many entries each has."""
    rows = [(block, str(len(case.block(block)))) for block in BLOCKS if case.block(block)]
    return _table(case.title, ("block", "entries"), rows)


def positions_html(matrix: PositionMatrix) -> str:
    """Return the matrix of positions as an HTML table: stance, options and date in each cell."""
    rows = []
    for issue, cells in matrix.rows():
        told = []
        for cell in cells:
            latest = cell.standing[0] if cell.standing else None
            options = (
                ", ".join(issue.option_label(each) for each in latest.options) if latest else ""
            )
            since = f" (since {words.when(latest.date)})" if latest else ""
            sign = words.STANCE_SIGNS[cell.stance]
            told.append(f"{sign} {cell.stance}{': ' if options else ''}{options}{since}")
        rows.append((issue.label, *told))
    title = f"as known on {words.day(matrix.on)}" if matrix.on else "all that is recorded"
    return _table(title, ("issue", *(party.label for party in matrix.parties)), rows)


def problem_html(problem: Problem) -> str:
    """Return a problem as a line of HTML with its hint."""
    place = problem.place
    where = f"{place.file}:{place.line}:{place.column}: " if place else ""
    return Markup("<p><code>{}{} {}</code>: {}<br><small>{}</small></p>").format(
        where, problem.severity, problem.code, problem.message, problem.hint
    )


def report_html(report: Report) -> str:
    """Return a report in short: the matrix, and how much is due."""
    due = [
        (words.time_left(item), item.what, words.names_of(report.case, item.from_))
        for item in report.due
        if item.state != "done"
    ]
    return positions_html(report.positions) + _table("what is due", ("state", "what", "from"), due)


def _table(title: str, columns: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    head = "".join(f"<th scope='col' style='{_CELL}'>{_plain(each)}</th>" for each in columns)
    body = "".join(
        "<tr>" + "".join(f"<td style='{_CELL}'>{_plain(each)}</td>" for each in row) + "</tr>"
        for row in rows
    )
    return (
        f"<table><caption style='{_CELL}'>{_plain(title)}</caption>"
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    )


def _plain(text: str) -> Markup:
    return escape(visible(text))


_FORMATTERS: tuple[tuple[type, Callable[[Any], str]], ...] = (
    (Case, case_html),
    (PositionMatrix, positions_html),
    (Problem, problem_html),
    (Report, report_html),
)


def register() -> None:
    """Tell the notebook this runs in, if it runs in one, how results look."""
    from IPython.core.getipython import get_ipython  # noqa: PLC0415 - there only in a notebook

    shell = get_ipython()
    if shell is None or shell.display_formatter is None:
        return
    html = shell.display_formatter.formatters["text/html"]
    for kind, formatter in _FORMATTERS:
        html.for_type(kind, formatter)
