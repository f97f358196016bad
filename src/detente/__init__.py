"""Détente: one record of a negotiation, from the first statement to the signed text.

The names below are the library; each is loaded when it is first used.

>>> import detente
>>> case = detente.read_case("cases/istanbul-2025")
>>> detente.positions(case).cell("ukraine", "ceasefire").stance
'silent'
"""

from __future__ import annotations

import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any

from detente.__about__ import __version__

if TYPE_CHECKING:
    from detente.charts.agreement import frontier_chart, zone_chart
    from detente.charts.matrix import position_chart
    from detente.charts.timeline import timeline_chart
    from detente.core.changes import changes_between, changes_since
    from detente.core.movement.movement import movement
    from detente.core.problems import Problem
    from detente.core.record.case import Case
    from detente.core.record.checks import check
    from detente.core.record.commitments import commitments
    from detente.core.record.due import due
    from detente.core.record.known import known_on, seen_by, visible_to
    from detente.core.record.papers import papers
    from detente.core.record.positions import positions
    from detente.core.record.timeline import timeline
    from detente.core.report import Report, analyse
    from detente.core.sequence.analysis import sequence
    from detente.core.sequence.what_if import what_if
    from detente.core.solutions.agreement import agreement
    from detente.core.stability.analysis import ConflictAnalysis, conflict_analysis
    from detente.core.stability.five import stability
    from detente.core.stability.model import GraphModel
    from detente.formats.casefile import CaseUnreadable, read_case, read_folder
    from detente.formats.graph_models.reading import read_model
    from detente.formats.writer import add_entry, add_to_entry
    from detente.web.library import report, workbook

_HOMES = {
    "Case": "core.record.case",
    "CaseUnreadable": "formats.casefile",
    "ConflictAnalysis": "core.stability.analysis",
    "GraphModel": "core.stability.model",
    "Problem": "core.problems",
    "Report": "core.report",
    "add_entry": "formats.writer",
    "add_to_entry": "formats.writer",
    "agreement": "core.solutions.agreement",
    "analyse": "core.report",
    "changes_between": "core.changes",
    "changes_since": "core.changes",
    "check": "core.record.checks",
    "commitments": "core.record.commitments",
    "conflict_analysis": "core.stability.analysis",
    "due": "core.record.due",
    "frontier_chart": "charts.agreement",
    "known_on": "core.record.known",
    "movement": "core.movement.movement",
    "papers": "core.record.papers",
    "position_chart": "charts.matrix",
    "positions": "core.record.positions",
    "read_case": "formats.casefile",
    "read_folder": "formats.casefile",
    "read_model": "formats.graph_models.reading",
    "report": "web.library",
    "seen_by": "core.record.known",
    "sequence": "core.sequence.analysis",
    "stability": "core.stability.five",
    "timeline": "core.record.timeline",
    "timeline_chart": "charts.timeline",
    "visible_to": "core.record.known",
    "what_if": "core.sequence.what_if",
    "workbook": "web.library",
    "zone_chart": "charts.agreement",
}

__all__ = [
    "Case",
    "CaseUnreadable",
    "ConflictAnalysis",
    "GraphModel",
    "Problem",
    "Report",
    "__version__",
    "add_entry",
    "add_to_entry",
    "agreement",
    "analyse",
    "changes_between",
    "changes_since",
    "check",
    "commitments",
    "conflict_analysis",
    "due",
    "frontier_chart",
    "known_on",
    "movement",
    "papers",
    "position_chart",
    "positions",
    "read_case",
    "read_folder",
    "read_model",
    "report",
    "seen_by",
    "sequence",
    "stability",
    "timeline",
    "timeline_chart",
    "visible_to",
    "what_if",
    "workbook",
    "zone_chart",
]


def __getattr__(name: str) -> Any:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module 'detente' has no attribute {name!r}")
    value = getattr(import_module(f"detente.{home}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__


if "IPython" in sys.modules:  # in a notebook, results show as tables
    from detente.web.notebook import register

    register()
