"""A graph model as a file says it, and what was found where one is read or written."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from detente.core.problems import Problem
from detente.core.stability.model import GraphModel
from detente.core.stability.options import Course, Pattern

Form = Literal["ranking", "ranking_decimal", "payoffs", "statements", "formulas"]
"""How a preference is said: an order by state, one by number of the pattern, a number for each
state, or statements in order of importance, as patterns or with AND, OR, NOT, IF and IFF."""

Pair = tuple[int, int]
"""A move: from a state to a state, by their places from 0."""


@dataclass(frozen=True, slots=True)
class Preference:
    """What a party prefers, in one form.

    ``groups`` hold places of states from best to worst, each group a tie; ``numbers`` one number
    for each state; ``statements`` are texts, the most important first. The form says which.
    """

    form: Form
    groups: tuple[tuple[int, ...], ...] = ()
    numbers: tuple[Decimal, ...] = ()
    statements: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class GraphModelFile:
    """A graph model with what its file says beside it.

    States are places from 0 everywhere here, as in :class:`GraphModel`; :meth:`id_of` returns
    what the file calls them. ``ids`` is empty where they are called 1, 2, 3 and so on. Two
    files are equal if they say the same; the model is made from that.
    """

    title: str
    parties: tuple[str, ...]
    model: GraphModel = field(compare=False)
    id: str = ""
    options: tuple[Course, ...] = ()
    infeasible: tuple[Pattern, ...] | None = None
    removed: tuple[tuple[Pair, ...], ...] = ()
    ids: tuple[int, ...] = ()
    names: tuple[str, ...] = ()
    patterns: tuple[Pattern, ...] = ()
    moves: tuple[tuple[Pair, ...], ...] | None = None
    preferences: tuple[tuple[Preference, ...], ...] = ()
    status_quo: int | None = None
    beside: tuple[tuple[str, str], ...] = ()

    def id_of(self, state: int) -> int:
        """Return what the file calls a state."""
        return self.ids[state] if self.ids else state + 1

    def pattern_of(self, state: int) -> Pattern:
        """Return yes or no for each option in a state; empty where the file does not say."""
        return self.patterns[state] if self.patterns else self.model.pattern(state)

    @property
    def sources(self) -> tuple[str, ...]:
        """The texts of the field ``source``, in the order of the file; none without it."""
        text = dict(self.beside).get("source")
        return () if text is None else tuple(_texts(json.loads(text)))


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | dict):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _texts(each)


@dataclass(frozen=True, slots=True)
class ReadModel:
    """What was found in a file; ``file`` is None if there is any error among the problems."""

    file: GraphModelFile | None
    problems: tuple[Problem, ...]
    format: str = ""


@dataclass(frozen=True, slots=True)
class WrittenModel:
    """The text of a file; empty if the problems say why the format cannot hold the model."""

    text: str
    problems: tuple[Problem, ...] = ()
