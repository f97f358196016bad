"""What a cell of other people's sheets says of a position: stance, options or a number, since when."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from detente.core.problems import shown
from detente.core.record.issues import Issue
from detente.core.record.quantities import BoundsReversed, NumberUnreadable, Quantity, parse_number
from detente.core.record.statements import Position

from .grid import Row, Sheet
from .intake import Intake
from .lexicon import STANCES, Unknown, plain
from .mapping import Question
from .matrix import EARLIER

AS_TEXT = "(text)"
"""The answer that keeps words as a sentence, with no option."""

_SINCE = re.compile(
    r"\((?:since|as of)\s+([^()]*?)((?:,\s*(?:disputed|withdrawn))*)\)\s*$", re.IGNORECASE
)
_SIGNS = re.compile(r"^[▲◆●◐○✕■·•*\s-]+(?=\w)")
_STANCE = re.compile(
    rf"({'|'.join(sorted(STANCES, key=len, reverse=True))})(?=$|[\s:;,.(–—-])", re.IGNORECASE
)
_RANGE = re.compile(
    r"(about )?(-?\d+(?:\.\d+)?)\s?(?:\.\.|–|-| to )\s?(-?\d+(?:\.\d+)?)\s*(.*)", re.ASCII
)
_BOUND = re.compile(r"(about )?at (least|most) (-?\d+(?:\.\d+)?)\s*(.*)", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Said:
    """What a cell says: a stance in words (or none), what it is about, and since when in words."""

    stance: str
    about: str
    since: str


def said(text: str) -> Said:
    """Return the parts of what a cell says.

    >>> said("▲ Demands: 5 percent (since 2025-05)")
    Said(stance='demands', about='5 percent', since='2025-05')
    >>> said("insists on: leaving")
    Said(stance='', about='insists on: leaving', since='')
    """
    text = text.removeprefix(EARLIER).strip()
    since = ""
    found = _SINCE.search(text)
    if found:
        text, since = text[: found.start()], found[1]
    text = _SIGNS.sub("", text).strip()
    stance = _STANCE.match(text)
    if not stance:
        return Said("", text, since)
    return Said(stance[1].casefold(), text[stance.end() :].strip(" :;,.–—-\n"), since)


def quantity_in(text: str) -> Quantity | None:
    """Return the number a text gives, with its unit; None if it gives none.

    >>> str(quantity_in("3..5 percent").high), quantity_in("at least 3").low, quantity_in("soon")
    ('5', Decimal('3'), None)
    """
    text = " ".join(text.split())
    try:
        ranged, bound = _RANGE.fullmatch(text), _BOUND.fullmatch(text)
        if ranged:
            low, high = parse_number(ranged[2]), parse_number(ranged[3])
            return Quantity(low, None, high, ranged[4], bool(ranged[1]))
        if bound:
            number = parse_number(bound[3])
            least: Decimal | None = number if bound[2].lower() == "least" else None
            most = None if least is not None else number
            return Quantity(least, None, most, bound[4], bool(bound[1]))
        return Quantity.parse(text.removesuffix("%") + " percent" if text.endswith("%") else text)
    except (NumberUnreadable, BoundsReversed):
        return None


def unit_missing(position: Position, issue: Issue) -> str:
    """Return the unit that an issue counts in and a position's number lacks; empty if none is missing.

    A number without a unit means the issue's: any other unit is refused.
    """
    if position.value is None or position.value.unit or issue.range is None:
        return ""
    return issue.range.unit


def in_unit(position: Position, unit: str) -> Position:
    """Return the position with its number counted in a unit; as it is where there is none."""
    if position.value is None or not unit:
        return position
    return replace(position, value=replace(position.value, unit=unit))


@dataclass(frozen=True, slots=True)
class Content:
    """What a position is about."""

    options: tuple[str, ...] = ()
    value: Quantity | None = None
    text: str = ""


def content(
    intake: Intake, sheet: Sheet, row: Row, column: int, issue: Issue, about: str
) -> Content | None:
    """Return what words are about on an issue, or None with a question left open."""
    if not about:
        return Content()
    means = intake.mapping.means.options
    if means.get(about) == AS_TEXT:
        return Content(text=about)
    if issue.range is not None or not issue.options:
        value = quantity_in(means.get(about, about))
        if value is not None:
            return Content(value=value)
        if not issue.options and issue.range is None:
            return Content(text=about)
    found: list[str] = []
    for words in _each(intake, issue, about):
        if means.get(words) == AS_TEXT:
            return Content(text=about)
        try:
            found.append(intake.lexicon.option(issue.id, words, means))
        except Unknown as unknown:
            choices = (*unknown.choices, (AS_TEXT, "keep the words as a sentence, with no option"))
            question = Question("options", words, choices, unknown.near)
            kind = "option" if issue.options else "number"
            message = f'"{shown(words)}" is no {kind} of the issue "{issue.id}"'
            intake.ask(sheet, (row.number, column), "sheet-012", message, question, issue.id)
            return None
    return Content(options=tuple(dict.fromkeys(found)))


def _each(intake: Intake, issue: Issue, about: str) -> list[str]:
    """The options that words name: all of them together where that is one, else part by part."""
    names = {plain(each) for option in issue.options for each in (option.id, option.label)}
    names |= {plain(each) for each in intake.mapping.means.options}
    for signs in (r"$^", r"[;\n]", r"[;\n,]", r"[;\n,/]|\band\b"):
        parts = [part.strip() for part in re.split(signs, about) if part.strip()]
        if all(plain(part) in names for part in parts):
            return parts
    return [part.strip() for part in re.split(r"[;\n]", about) if part.strip()]
