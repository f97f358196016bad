"""Values that stand for those that could not be read."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from detente.core.record.dates import Date
from detente.core.record.quantities import Number, Quantity

from .fields import allowed_words, fields_of, item_type, mapping_type


def placeholder(hint: Any) -> Any:
    """Return a value of a type that stands for one that could not be read.

    A date that may mean any day, an empty text, the first of the allowed words:
    none of them leads to a problem of its own.
    """
    words = allowed_words(hint)
    if words is not None:
        return words[0]
    if hint is Date:
        return Date("", date.min, date.max, "range")
    if hint is Quantity:
        return Quantity(best=Decimal(0))
    if hint in (str, bool, Decimal):
        return hint()
    if hint == Number:
        return Decimal(0)
    if item_type(hint) is not None:
        return ()
    if mapping_type(hint) is not None:
        return MappingProxyType({})
    return hint(**{kind.name: placeholder(kind.type) for kind in fields_of(hint) if kind.required})
