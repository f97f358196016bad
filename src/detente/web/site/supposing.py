"""What if: conditions waived or met and meetings moved, tried on a page; nothing is recorded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request

from detente.core.record.entry import standing_entries
from detente.core.record.meetings import Meeting
from detente.core.sequence.what_if import UnknownInWhatIf, what_if
from detente.web import sequence_words

from .site import Site
from .told import Told

DAY = "day."
"""Before a meeting's id, the name of the field with the day that it is moved to."""


@dataclass(frozen=True, slots=True)
class Supposed:
    """What is supposed, as an address says it."""

    waived: tuple[str, ...] = ()
    met: tuple[str, ...] = ()
    moved: tuple[tuple[str, date], ...] = ()

    def __bool__(self) -> bool:
        """Whether anything is."""
        return bool(self.waived or self.met or self.moved)


def supposed_in(request: Request, report: Told) -> Supposed:
    """Return what an address supposes; a meeting left on its own day is not moved."""
    asked = request.query_params
    days = {each.id: str(day) for each, day in _to_come(report)}
    moved = []
    for name, value in asked.items():
        if name.startswith(DAY) and value and value != days.get(name[len(DAY) :]):
            try:
                moved.append((name[len(DAY) :], date.fromisoformat(value)))
            except ValueError as wrong:
                raise UnknownInWhatIf("a day is written as 2025-06-02") from wrong
    both = [tuple(dict.fromkeys(filter(None, asked.getlist(each)))) for each in ("waive", "met")]
    return Supposed(both[0], both[1], tuple(moved))


def conditions_told(site: Site, request: Request, report: Told) -> dict[str, Any]:
    """Return what the page of conditions is given: as recorded, or as it would be if."""
    wrong, shown, supposed = "", report, Supposed()
    lines: tuple[str, ...] = ()
    try:
        supposed = supposed_in(request, report)
        if supposed:
            other = what_if(
                report.case,
                report.on,
                waived=supposed.waived,
                met=supposed.met,
                moved=dict(supposed.moved),
            )
            shown = report.with_parts(sequence=other)
            lines = sequence_words.compared(report.case, other, report.sequence)
    except UnknownInWhatIf as unknown:
        wrong, supposed = str(unknown), Supposed()
    context = site.context(shown, ("conditions",), shown)
    return {
        **context,
        "supposed": supposed,
        "supposed_days": dict(supposed.moved),
        "wrong": wrong,
        "compared": lines,
        "recorded": report.sequence,
        "can_move": _to_come(report),
        "try_way": lambda way: _address(site, report, way),
    }


def _to_come(report: Told) -> tuple[tuple[Meeting, date], ...]:
    """The meetings set for one day to come, with that day: they can be supposed on another."""
    return tuple(
        (each, each.date.earliest)
        for each in standing_entries(report.case.meetings)
        if each.current_status in ("proposed", "planned")
        and each.date is not None
        and each.date.earliest == each.date.latest
    )


def _address(site: Site, report: Told, way: tuple[str, ...]) -> str:
    """The page on which a way out is tried."""
    asked = [("waive", each) for each in way]
    if report.on != site.today():
        asked.append(("on", str(report.on)))
    return f"/view/conditions?{urlencode(asked)}#what-if"
