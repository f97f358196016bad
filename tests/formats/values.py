"""Arbitrary entries and texts for Hypothesis, made from the record's own types.

Every field of every type is filled in, so one that is added later is tested too. Texts are
those that YAML could take for something else, and those of many scripts.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from types import MappingProxyType
from typing import Any

from hypothesis import strategies as st

from detente.core.record.dates import Date
from detente.core.record.entry import PUBLIC, Evidence
from detente.core.record.obligations import LEAD_TIME_PATTERN
from detente.core.record.quantities import Number, Quantity, Ratio
from detente.core.record.sources import GRADE_PATTERN
from detente.core.record.statements import ACTION_PATTERN
from detente.formats.fields import FieldKind, allowed_words, fields_of, item_type, mapping_type

TRICKY = (
    "no", "Yes", "null", "~", "true", "1.0", "0x10", "1_000", "1:30", "1e3", ".inf", "2025-05-29",
    "2025-05-29T13:00+03:00", "#", "# no comment", "a #b", ":", ": a", "a: b", "a:", "- a", "-", "? a",
    "*a", "&a", "!a", "@a", "`a`", "%a", "[a]", "{a: b}", "a, b", "'", "''", '"', '"a"', "it's",
    "\\", "\\n", "<<", "=", "none", "silent", "|", ">", "---", "...", "--- a", "one\ntwo",
    "one\n\n\ntwo", "one\n  two\nthree", "one\n- two", "tab\tin it", "  ".join("ab"), "Київ",
    "القدس", "北京", "🕊️", "👩‍👩‍👧", "e\u0301", "a\u00a0b", "x" * 300, "word " * 60 + "end", "[red]x[/red]",
)  # fmt: skip
"""Texts that look like something else."""

_SIGNS = st.characters(
    exclude_categories=("Cc", "Cs", "Zl", "Zp", "Cn", "Co"),
    exclude_characters="\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufffe\uffff",
)
free_texts = st.text(_SIGNS | st.sampled_from("\n\t #:'\"-"), min_size=1, max_size=40)
texts = (st.sampled_from(TRICKY) | free_texts).map(str.strip).filter(bool)
"""Texts as a file can hold them: not empty, without blanks around them."""

ids = st.from_regex(r"\A[a-z0-9][a-z0-9._-]{0,12}\Z") | st.sampled_from(
    ["no", "y", "null", "1", "01", "1.0", "1e3", "2025-05-29", "0x1", "1_0", "5.", "true"]
)
numbers = st.decimals(-1000, 1000, places=2) | st.integers(-1000, 1000).map(Decimal)
ratios = st.builds(Ratio, st.integers(-99, 99), st.integers(1, 99))
days = st.dates(date(1900, 1, 1), date(2100, 1, 1)).map(lambda day: day.isoformat())
dates = st.one_of(
    days,
    days.map(lambda day: day[:7]),
    days.map(lambda day: day[:4]),
    days.map(lambda day: f"about {day}"),
    days.map(lambda day: f"{day}T13:30+03:00"),
    days.map(lambda day: f"{day}..2100-02"),
).map(Date.parse)
quantities = st.builds(
    lambda known, unit, rough: Quantity(known[0], known[1], known[2], unit, rough),
    st.lists(numbers | st.just(Decimal(0)), min_size=3, max_size=3).map(sorted),
    st.just("") | texts,
    st.booleans(),
)
evidence = st.builds(Evidence, document=ids, words=texts, where=st.just("") | texts)


def _text(kind: FieldKind) -> st.SearchStrategy[str]:
    if kind.pattern == GRADE_PATTERN:
        return st.sampled_from(("A1", "F6"))
    if kind.pattern == ACTION_PATTERN:
        return st.sampled_from(("AGREE", "CAMEO 042"))
    if kind.pattern == LEAD_TIME_PATTERN:
        return st.sampled_from(("1 day", "4 days", "2 weeks"))
    return ids if kind.pattern or kind.refers or kind.key == "supersedes" else texts


def _of(hint: Any, kind: FieldKind) -> st.SearchStrategy[Any]:
    allowed, item, inner = allowed_words(hint), item_type(hint), mapping_type(hint)
    if allowed is not None:
        return st.sampled_from(allowed)
    if item is Evidence:
        return st.lists(evidence, max_size=2).map(tuple)
    if item is not None:
        return st.lists(_of(item, kind), min_size=1, max_size=3).map(tuple)
    if hint == Mapping[str, tuple[str, ...]]:
        choices = st.lists(ids, min_size=1, max_size=2).map(tuple)
        return st.dictionaries(ids, choices, min_size=1, max_size=2).map(MappingProxyType)
    if inner is not None:
        return st.dictionaries(ids, _of(inner, kind), min_size=1, max_size=2).map(MappingProxyType)
    known: dict[Any, st.SearchStrategy[Any]] = {
        Date: dates, Decimal: numbers, Number: numbers | ratios, bool: st.booleans(), Quantity: quantities,
    }  # fmt: skip
    if hint in known:
        return known[hint]
    return _text(kind) if hint is str else values(hint)


def values(record_type: Any) -> st.SearchStrategy[Any]:
    """Return a strategy for records of a type that a file can hold.

    A field that need not be there is left at its default in half of them.
    """
    return _made(record_type)


@cache
def _made(record_type: Any) -> st.SearchStrategy[Any]:
    needed: dict[str, st.SearchStrategy[Any]] = {}
    free: dict[str, st.SearchStrategy[Any]] = {}
    for kind in fields_of(record_type):
        made = _of(kind.type, kind)
        if kind.key == "visible_to":
            made = st.sampled_from(((PUBLIC,), ("a",), ("mediator", "b")))
        (needed if kind.required else free)[kind.name] = made
    return st.fixed_dictionaries(needed, optional=free).map(lambda given: record_type(**given))
