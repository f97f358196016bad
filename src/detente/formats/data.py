"""Core values as JSON data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import is_dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from detente.core import record
from detente.core.numbers import written
from detente.core.problems import Problem
from detente.core.record.dates import Date
from detente.core.record.entry import Evidence
from detente.core.record.quantities import Ratio

from .fields import FieldKind, fields_of, item_type


def as_data(value: Any) -> Any:
    """Return a core value as JSON data, its fields by their names in the file.

    Fields of an entry that are empty are left out; the fields of a result are all
    there. Dates and exact numbers are texts, as they were written; a fraction that was reckoned
    is a decimal where it ends. An empty tuple is an empty list.

    >>> as_data(Date.parse("2025-05"))
    '2025-05'
    >>> as_data((None, {"a": Decimal("1.50")}))
    [None, {'a': '1.50'}]
    >>> as_data(Decimal("1.2E-9"))
    '0.0000000012'
    >>> as_data((Fraction(7, 2), Fraction(2, 3)))
    ['3.5', '2/3']
    """
    if isinstance(value, Decimal):
        return format(value, "f")  # never with an exponent, which a record does not take
    if isinstance(value, Date | Ratio):
        return str(value)
    if isinstance(value, Fraction):
        return written(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Problem):
        return _problem(value)
    if is_dataclass(value) and not isinstance(value, type):
        found = ((kind, getattr(value, kind.name)) for kind in fields_of(type(value)))
        return {
            kind.key: "none" if _said_none(kind, inner) else as_data(inner)
            for kind, inner in found
            if not _of_the_record(value, kind) or not _left_out(inner) or _said_none(kind, inner)
        }
    if isinstance(value, tuple | list):
        return [as_data(each) for each in value]
    if isinstance(value, Mapping):
        return {key: as_data(each) for key, each in value.items()}
    return value


def _of_the_record(value: Any, kind: FieldKind) -> bool:
    """Whether a field belongs to an entry or a part of one, and need not be written there."""
    return not kind.required and type(value).__module__.startswith(record.__name__)


def _left_out(value: Any) -> bool:
    """Whether a field holds nothing; a zero is something."""
    return (
        value is None or value is False or (isinstance(value, str | tuple | Mapping) and not value)
    )


def _said_none(kind: FieldKind, value: Any) -> bool:
    """Whether an entry or a part of one says that it has no evidence."""
    return value == () and item_type(kind.type) is Evidence and not kind.required


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
