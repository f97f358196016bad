"""How a sheet that is not ours is to be read: a small YAML file, or the answers to questions."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path as FilePath
from types import MappingProxyType
from typing import Any, Literal

from detente.core.problems import Problem, shown
from detente.core.record.entry import about

from ..files import read_text
from ..shape import Shaper
from ..writer import as_yaml
from ..yaml_text import parse
from .days import Order

UNUSED = "(unused)"
"""The answer that leaves a column unread."""

Layout = Literal["list", "matrix"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnNames:
    """Which column holds what: the head of a column for each field."""

    id: str = about("the entry's id", default="")
    party: str = about("whose position", default="")
    issue: str = about("on which issue", default="")
    stance: str = about("what the party does about it", default="")
    options: str = about("options, a number, or stance and options in one", default="")
    text: str = about("the position in a sentence", default="")
    date: str = about("since when", default="")
    by: str = about("who stated it", default="")
    document: str = about("the document that proves it, by id or title", default="")
    words: str = about("the exact words of the document", default="")
    where: str = about("page or paragraph", default="")
    note: str = about("a remark", default="")
    visible_to: str = about("who may see it: public, mediator, or parties", default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Meanings:
    """What words of the sheet mean in the case: an id, or a stance."""

    party: Mapping[str, str] = about("parties, by what the sheet calls them", default={})
    issue: Mapping[str, str] = about("issues, by what the sheet calls them", default={})
    stance: Mapping[str, str] = about("stances, by the sheet's words", default={})
    options: Mapping[str, str] = about("options, by the sheet's words", default={})
    document: Mapping[str, str] = about("documents, by what the sheet calls them", default={})
    by: Mapping[str, str] = about("people or parties, by what the sheet calls them", default={})


@dataclass(frozen=True, slots=True, kw_only=True)
class Defaults:
    """What holds where a cell says nothing."""

    stance: str = about("the stance of positions that name none", default="")
    date: str = about("the date of positions that bear none", default="")
    document: str = about("the document that proves them", default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetMapping:
    """How a sheet is to be read."""

    sheet: str = about("the sheet's name, where there are several", default="")
    head: str = about("the number of the row with the heads", default="")
    layout: Layout | None = about("a list of positions, or a matrix of them", default=None)
    columns: ColumnNames = about("the head of the column for each field", default=ColumnNames())
    unused: tuple[str, ...] = about("heads of columns that are not to be read", default=())
    means: Meanings = about("what the sheet's words mean", default=Meanings())
    defaults: Defaults = about("what holds where a cell is empty", default=Defaults())
    dates: Order | None = about("what 03/04/2025 begins with", default=None)

    def with_answer(self, subject: str, word: str, answer: str) -> SheetMapping:
        """Return the mapping with one more answer; see :class:`Question`.

        >>> SheetMapping().with_answer("column", "party", "Delegation").columns.party
        'Delegation'
        """
        if subject == "column":
            return replace(self, columns=replace(self.columns, **{word: answer}))
        if subject == "default":
            return replace(self, defaults=replace(self.defaults, **{word: answer}))
        if subject in ("dates", "layout", "head", "sheet"):
            changes: dict[str, Any] = {subject: answer}
            return replace(self, **changes)
        if answer == UNUSED:
            return replace(self, unused=(*self.unused, word))
        known = {**getattr(self.means, subject), word: answer}
        return replace(self, means=replace(self.means, **{subject: MappingProxyType(known)}))

    def text(self) -> str:
        """Return the mapping as the text of a mapping file."""
        return as_yaml(_plain(self))


@dataclass(frozen=True, slots=True)
class Question:
    """Something a sheet leaves open, that a person can answer.

    ``subject`` is what is asked: ``column`` (which column holds the field ``word``),
    ``default`` (which value holds for the field ``word``), ``dates``, ``layout``, or what
    the ``word`` means as a ``party``, ``issue``, ``stance``, ``options``, ``document``, ``by``.
    ``choices`` are the answers, with what each means for people; none of them: any text.
    """

    subject: str
    word: str
    choices: tuple[tuple[str, str], ...] = ()
    near: str = ""


def read_mapping(path: FilePath) -> tuple[SheetMapping | None, tuple[Problem, ...]]:
    """Return the mapping in a file, or the problems with it, each with its place.

    The problems have the codes of case files: the same rules hold for both.
    """
    text = read_text(path.parent, path.name, (path.name,))
    if isinstance(text, Problem):
        return None, (text,)
    root, problems = parse(text, path.name)
    if root is None or problems:
        return None, problems
    if root.empty:
        return SheetMapping(), ()
    shaper = Shaper(path.name)
    mapping: SheetMapping = shaper.record(SheetMapping, root, (path.name,))
    head = root.get("head")
    if head is not None and mapping.head and not (mapping.head.isdecimal() and int(mapping.head)):
        shaper.add(
            "case-035",
            head,
            (path.name, "head"),
            '"head" is no row number',
            "count the rows from 1",
        )
    found = tuple(shaper.problems)
    failed = any(each.severity == "error" for each in found)
    return (None if failed else mapping), found


def in_yaml(text: str) -> str:
    """Return a text as it stands in a list in a mapping file: bare where it is a plain word.

    >>> in_yaml("Remarks"), in_yaml("Remarks, all")
    ('Remarks', '"Remarks, all"')
    """
    bare = re.fullmatch(r"[A-Za-z][A-Za-z ]*[A-Za-z]", text) and text.lower() not in _NOT_TEXTS
    return text if bare else json.dumps(shown(text), ensure_ascii=False)


_NOT_TEXTS = ("null", "true", "false", "yes", "no", "on", "off")


def _plain(value: Any) -> Any:
    """Return what differs from the defaults, as plain data."""
    found: dict[str, Any] = {}
    for each in fields(value):
        inner = getattr(value, each.name)
        if isinstance(inner, ColumnNames | Meanings | Defaults):
            inner = _plain(inner)
        elif isinstance(inner, Mapping):
            inner = dict(inner)
        elif isinstance(inner, tuple):
            inner = list(inner)
        if inner:
            found[each.name] = inner
    return found
