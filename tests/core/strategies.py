"""Arbitrary records for Hypothesis, made from the record's own types.

Every field of every type is filled, so a field that is added later is tested as well.
Ids come from a small pool, so that references meet, miss and form circles.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache
from types import MappingProxyType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from detente.core.record.case import BLOCKS, Case
from detente.core.record.dates import Date
from detente.core.record.judgements import Judgement
from detente.core.record.obligations import LEAD_TIME_PATTERN
from detente.core.record.quantities import Quantity, Ratio

POOL = ("a", "b", "c", "d", "e")
FIRST_DAY, LAST_DAY = date(2025, 5, 1), date(2025, 5, 9)

days = st.dates(FIRST_DAY, LAST_DAY)
"""Few days, so that entries fall on the same one."""

MANY = 5 if "DETENTE_FUZZ" in os.environ else 1
quick = settings(max_examples=40 * MANY, deadline=None)
broad = settings(
    max_examples=15 * MANY,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
"""For properties of whole cases, which take longer to make."""


@st.composite
def dates(draw: st.DrawFn) -> Date:
    """A date in any form, on or about the few days."""
    first, last = sorted((draw(days), draw(days)))
    texts = (
        f"{first}",
        "2025-05",
        "2025",
        f"{first}..{last}",
        f"{first}T{draw(st.integers(0, 23)):02}:30+03:00",
    )
    return Date.parse(draw(st.sampled_from(("", "about "))) + draw(st.sampled_from(texts)))


ids = st.sampled_from(POOL)
references = st.sampled_from((*POOL, "nobody"))
readers = st.lists(st.sampled_from((*POOL[:3], "public", "mediator")), max_size=2, unique=True)
words = st.sampled_from(("", "yes", "Yes and no", "“yes  and”", "nothing of it"))
numbers = st.integers(-3, 12).map(Decimal)
quantities = st.builds(
    lambda known, unit: Quantity(known[0], known[1], known[2], unit),
    st.lists(numbers, min_size=3, max_size=3).map(sorted),
    st.sampled_from(("", "percent", "people")),
)
statements_and_states = st.sampled_from(("a", "NOT b", "b + c", "nothing", "a + a", "e IF ("))
"""What judgements say of courses of action, readable or not."""
_WHOLE: dict[Any, st.SearchStrategy[Any]] = {
    str: words,
    bool: st.booleans(),
    Decimal: numbers,
    Fraction: st.builds(Ratio, st.integers(-40, 40), st.integers(1, 9)),
    Date: dates(),
    Quantity: quantities,
}


def _of_field(each: Field[Any], hint: Any) -> st.SearchStrategy[Any]:
    text = references if each.metadata.get("refers") or each.name == "supersedes" else words
    if each.metadata.get("pattern") == LEAD_TIME_PATTERN:
        text = st.sampled_from(("1 day", "2 days", "3 weeks", "9999 weeks"))
    if each.name in ("formula", "state_order"):
        text = statements_and_states
    if each.metadata.get("id") or each.name in ("id", "options"):
        text = ids
    made = readers.map(tuple) if each.name == "visible_to" else _of_hint(hint, text)
    if each.default is not MISSING:
        return st.just(each.default) | made
    return made


def _of_hint(hint: Any, text: st.SearchStrategy[str]) -> st.SearchStrategy[Any]:
    origin, arguments = get_origin(hint), get_args(hint)
    if hint is str:
        return text
    if hint in _WHOLE:
        return _WHOLE[hint]
    if origin is Literal:
        return st.sampled_from(arguments)
    if origin in (Union, UnionType):
        return st.one_of(
            *(st.none() if each is type(None) else _of_hint(each, text) for each in arguments)
        )
    if origin is tuple:
        return st.lists(_of_hint(arguments[0], text), max_size=2).map(tuple)
    if origin is Mapping:
        inner = _of_hint(arguments[1], ids)
        return st.dictionaries(references, inner, max_size=2).map(MappingProxyType)
    assert is_dataclass(hint), hint
    return values(hint)


def values(kind: Any) -> st.SearchStrategy[Any]:
    """Return a strategy for values of a record type."""
    return _values(kind)


@cache
def _values(kind: Any) -> st.SearchStrategy[Any]:
    hints = get_type_hints(kind)
    return st.builds(
        kind, **{each.name: _of_field(each, hints[each.name]) for each in fields(kind)}
    )


@st.composite
def cases(draw: st.DrawFn, *blocks: str, at_most: int = 2) -> Case:
    """A case with entries in the blocks named (none named: in all), and judgements."""
    made: dict[str, Any] = {
        name: tuple(draw(st.lists(values(BLOCKS[name]), max_size=at_most)))
        for name in blocks or BLOCKS
    }
    if not blocks:
        found = draw(st.lists(values(Judgement), max_size=2))
        made["judgements"] = tuple((f"judgements/{n}.yaml", each) for n, each in enumerate(found))
    texts = {each.id: draw(words) for each in made.get("documents", ()) if draw(st.booleans())}
    return Case(title="Arbitrary", texts=MappingProxyType(texts), **made)
