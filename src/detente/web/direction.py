"""Which way a text runs, and how names that run the other way are kept apart from a sentence."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import fields, is_dataclass, replace
from typing import Any, Literal

from markupsafe import Markup, escape

from detente.core.record.case import BLOCKS, Case
from detente.core.record.dates import Date
from detente.core.record.entry import Entry
from detente.core.record.texts import visible
from detente.core.sequence.analysis import Sequence

Direction = Literal["ltr", "rtl"]

_LANGUAGES = frozenset(
    (
        "ar",
        "arc",
        "ary",
        "arz",
        "ckb",
        "dv",
        "fa",
        "he",
        "iw",
        "ji",
        "khw",
        "ks",
        "lrc",
        "mzn",
        "nqo",
        "pnb",
        "prs",
        "ps",
        "rhg",
        "sd",
        "syr",
        "ug",
        "ur",
        "yi",
    )
)
_SCRIPTS = frozenset(
    ("adlm", "arab", "hebr", "mand", "mend", "nkoo", "rohg", "samr", "syrc", "thaa")
)
_RUNS_LEFT = re.compile(
    "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001eeff]"
)
_OPEN, _CLOSE = "\u2068", "\u2069"
_ISOLATED = re.compile(f"{_OPEN}([^\u2066-\u2069]*){_CLOSE}")


def page_direction(language: str) -> Direction:
    """Return which way a page in a language runs, by its language code.

    A script in the code decides; without one, the language's usual script.

    >>> page_direction("ar"), page_direction("zh-Hant"), page_direction("ur-Latn")
    ('rtl', 'ltr', 'ltr')
    """
    first, *others = language.lower().replace("_", "-").split("-")
    script = next((each for each in others if len(each) == 4 and each.isalpha()), "")
    if script:
        return "rtl" if script in _SCRIPTS else "ltr"
    return "rtl" if first in _LANGUAGES else "ltr"


def text_direction(text: str) -> Direction:
    """Return which way a text runs: as its first letter does; "ltr" for one without letters.

    >>> text_direction("(1) \u0633\u0644\u0627\u0645"), text_direction("42")
    ('rtl', 'ltr')
    """
    if _RUNS_LEFT.search(text):
        for sign in text:
            kind = unicodedata.bidirectional(sign)
            if kind in ("R", "AL"):
                return "rtl"
            if kind == "L":
                return "ltr"
    return "ltr"


def shown(text: str) -> str | Markup:
    """Return a text fit to be shown in a page, with what :func:`isolated` marked kept apart.

    >>> shown("by \u2068\u0633\u0644\u0627\u0645\u2069")
    Markup('by <bdi dir="rtl">\u0633\u0644\u0627\u0645</bdi>')
    """
    if _OPEN not in text:
        return visible(text)
    pieces = _ISOLATED.split(text)
    return Markup("").join(
        Markup('<bdi dir="{}">{}</bdi>').format(text_direction(piece), visible(piece))
        if number % 2
        else escape(visible(piece))
        for number, piece in enumerate(pieces)
    )


def apart(text: str) -> str | Markup:
    """Return a text fit to be shown inside a sentence of ours, kept apart if it runs the other way.

    >>> apart("a b"), apart("\u0633\u0644\u0627\u0645")
    ('a b', Markup('<bdi dir="rtl">\u0633\u0644\u0627\u0645</bdi>'))
    """
    return shown(_wrapped(text)) if _RUNS_LEFT.search(text) else visible(text)


def isolated(case: Case, before: dict[int, tuple[Entry, Entry]] | None = None) -> Case:
    """Return the case with each free text that runs from right to left marked for :func:`shown`.

    In an English sentence such a name would else pull the signs beside it to its
    other side. A case without such texts is returned as it is. ``before`` keeps each entry with what
    was made of it, by its ``id()``, for another version of the case that has the same entries; it is
    changed to those of this one. Cost: linear.

    >>> isolated(Case(title="t")).title
    't'
    """
    kept: dict[int, tuple[Entry, Entry]] = {}
    changes: dict[str, Any] = {}
    for name in BLOCKS:
        entries = case.block(name)
        for each in entries:
            known = (before or {}).get(id(each))
            kept[id(each)] = known or (each, _marked(each))
        if any(kept[id(each)][1] is not each for each in entries):
            changes[name] = tuple(kept[id(each)][1] for each in entries)
    if before is not None:
        before.clear()
        before.update(kept)
    return replace(case, **changes) if changes else case


def steps_isolated(found: Sequence) -> Sequence:
    """Return a sequence in which the words of steps are marked as :func:`isolated` marks texts."""
    steps = tuple(
        replace(step, what=_wrapped(step.what)) if _RUNS_LEFT.search(step.what) else step
        for step in found.graph.steps
    )
    return replace(found, graph=replace(found.graph, steps=steps))


def _marked(value: Any) -> Any:
    if isinstance(value, tuple):
        made = tuple(_marked(each) for each in value)
        return made if any(new is not old for new, old in zip(made, value, strict=True)) else value
    if not is_dataclass(value) or isinstance(value, Date | type):
        return value
    changes = {}
    for each in fields(value):
        inner = getattr(value, each.name)
        if not isinstance(inner, str):
            new = _marked(inner)
        elif each.metadata.get("refers") or not _RUNS_LEFT.search(inner):
            continue
        else:
            new = _wrapped(inner)
        if new is not inner:
            changes[each.name] = new
    return replace(value, **changes) if changes else value


def _wrapped(text: str) -> str:
    return f"{_OPEN}{visible(text)}{_CLOSE}"
