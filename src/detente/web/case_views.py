"""The views of a case as results: what ``detente show`` prints as JSON and the browser's API returns."""

from __future__ import annotations

from datetime import date
from typing import Any

from detente.core.movement.movement import movement
from detente.core.record.case import Case
from detente.core.record.commitments import commitments
from detente.core.record.due import due
from detente.core.record.papers import papers
from detente.core.record.positions import positions
from detente.core.record.quoted import quoted_documents
from detente.core.record.timeline import timeline
from detente.core.sequence.analysis import sequence

VIEWS = (
    "overview",
    "positions",
    "timeline",
    "due",
    "proposals",
    "commitments",
    "conditions",
    "movement",
    "people",
    "sources",
)


def case_view(case: Case, view: str, on: date, *, everything: bool = False) -> dict[str, Any]:
    """Return a view of what a reader may see of a case, as known on a day, by the names of its parts.

    ``everything`` also tells what was due and is done. Raises ``KeyError`` for no view. Cost: see
    the parts.

    >>> case_view(Case(title="t"), "due", date(2025, 5, 30))
    {'due': ()}
    """
    match view:
        case "positions":
            return {"positions": positions(case, on)}
        case "timeline":
            return {"timeline": timeline(case, on)}
        case "due":
            return {"due": _due(case, on, everything)}
        case "proposals":
            return {"papers": papers(case, on)}
        case "commitments":
            return {"commitments": commitments(case, on)}
        case "conditions":
            return {"sequence": sequence(case, on)}
        case "movement":
            return {"movement": movement(case, on)}
        case "people":
            return {"parties": case.parties, "people": case.people}
        case "sources":
            return {"sources": quoted_documents(case, on)}
        case "overview":
            return {
                "meetings": case.meetings,
                "positions": positions(case, on),
                "due": _due(case, on, False),
                "papers": papers(case, on),
                "commitments": commitments(case, on),
            }
    raise KeyError(view)


def _due(case: Case, on: date, everything: bool) -> tuple[Any, ...]:
    return tuple(item for item in due(case, on) if everything or item.state != "done")
