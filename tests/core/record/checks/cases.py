"""A sound small world for the checks, to which each test adds one mistake."""

from __future__ import annotations

from typing import Any

from detente.core.problems import Problem
from detente.core.record.case import Case
from detente.core.record.checks import check

from ...builders import case_of, document, issue, meeting, number_issue, party, person, statement

WORLD = (
    party("north"),
    party("south"),
    person("ada"),
    document("report"),
    issue("truce"),
    issue("border", ("open", "closed")),
    number_issue("price", 0, 10, "percent"),
    statement("heard"),
    meeting("summit"),
)
TEXTS = {"report": "The report says: so it was, on that day."}


def world(*entries: Any) -> Case:
    """Return the sound world with further entries."""
    return case_of(*WORLD, *entries, texts=TEXTS)


def problems(*entries: Any) -> tuple[Problem, ...]:
    """Return the problems of the world with further entries."""
    return check(world(*entries))


def found(*entries: Any) -> list[tuple[str, str]]:
    """Return code and place, as ``statements.1.to.0``, of each problem."""
    return [(each.code, ".".join(map(str, each.path[1:]))) for each in problems(*entries)]
