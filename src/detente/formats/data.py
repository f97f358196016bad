"""Core values as JSON data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import is_dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from detente.core.problems import Problem
from detente.core.record.dates import Date

from .fields import fields_of


def as_data(value: Any) -> Any:
    """Return a core value as JSON data, its fields by their names in the file.

    Fields of an entry that are empty are left out; the fields of a result are all
    there. Dates and exact numbers are texts, as they were written. An empty tuple
    is an empty list.

    >>> as_data(Date.parse("2025-05"))
    '2025-05'
    >>> as_data((None, {"a": Decimal("1.50")}))
    [None, {'a': '1.50'}]
    """
    if isinstance(value, Date | Decimal):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Problem):
        return _problem(value)
    if is_dataclass(value) and not isinstance(value, type):
        found = ((kind, getattr(value, kind.name)) for kind in fields_of(type(value)))
        return {kind.key: as_data(inner) for kind, inner in found if kind.required or inner}
    if isinstance(value, tuple | list):
        return [as_data(each) for each in value]
    if isinstance(value, Mapping):
        return {key: as_data(each) for key, each in value.items()}
    return value


def _problem(problem: Problem) -> dict[str, Any]:
    place = problem.place
    return {
        "code": problem.code,
        "severity": problem.severity,
        "file": place.file if place else str(problem.path[0]),
        "line": place.line if place else None,
        "column": place.column if place else None,
        "path": list(problem.path[1:]),
        "message": problem.message,
        "hint": problem.hint,
    }
