"""What the page of agreement is given: the walk along the frontier, and numbers to be tried."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from detente.core.problems import Problem
from detente.core.record.judgements import Judgement
from detente.core.report import Report
from detente.web import agreement_words
from detente.web.report import json_for_html

from .frontier import frontier_data
from .judgement_fields import panels


@dataclass(frozen=True, slots=True)
class Tried:
    """A judgement with the numbers of a form."""

    file: str
    """The judgement that it began from."""
    judgement: Judgement
    written: dict[str, str]
    """What the form's fields hold, by name."""
    problems: dict[str, Problem]
    """By field, where a number cannot be meant."""


def agreement_told(report: Report, other: Report, tried: Tried | None = None) -> dict[str, Any]:
    """Return what the page of agreement is given beside its section.

    ``other`` is the report with the numbers tried, or the report itself; where it is another, the
    frontier as the record has it is drawn behind, and both answers are told.
    """
    walk = frontier_data(other.case, other.agreement)
    answers: tuple[str, ...] = ()
    if other is not report and report.agreement and other.agreement:
        before = frontier_data(report.case, report.agreement)
        if walk and before and before.get("parties") == walk.get("parties"):
            walk["before"] = before["points"]
        answers = tuple(
            agreement_words.headline(each.case, each.agreement)
            for each in (other, report)
            if each.agreement
        )
    return {
        "walk": json_for_html(walk) if walk else "",
        "panels": panels(report),
        "tried": tried,
        "answers": answers,
    }
