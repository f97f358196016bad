"""The states of a model in a file: found by what the file calls them, and what is so in each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from detente.core.preferences.truths import Truth
from detente.core.record.formulas import FormulaUnreadable
from detente.core.stability.options import Codes, Course, Pattern, bits


class LeftOpen(Exception):
    """A statement about an option that a state leaves open: ``state`` is its place."""

    def __init__(self, state: int) -> None:
        super().__init__("a state leaves the option open")
        self.state = state


@dataclass(slots=True, eq=False)
class States:
    """How many states there are, what they are called, and their patterns of yes and no.

    ``codes`` are there in option form; in graph form ``patterns`` may be, with dashes. ``order`` are
    the states as the file lists them, where that is another order than theirs here.
    """

    count: int
    options: tuple[Course, ...]
    ids: tuple[int, ...] = ()
    codes: Codes | None = None
    patterns: tuple[Pattern, ...] = ()
    order: tuple[int, ...] = ()
    _by_id: dict[int, int] = field(default_factory=dict)
    _by_pattern: dict[Pattern, int] = field(default_factory=dict)

    def id_of(self, state: int) -> int:
        """Return what the file calls a state."""
        return self.ids[state] if self.ids else state + 1

    def by_id(self, number: int) -> int | None:
        """Return the state that the file calls so, or None."""
        if not self.ids:
            return number - 1 if 0 < number <= self.count else None
        if not self._by_id:
            self._by_id = {each: state for state, each in enumerate(self.ids)}
        return self._by_id.get(number)

    def by_decimal(self, number: int) -> int | None:
        """Return the state whose options taken have this number, or None."""
        if self.codes is None or number >= 2**62:
            return None
        state = int(np.searchsorted(self.codes, number))
        return state if state < self.count and int(self.codes[state]) == number else None

    def by_pattern(self, pattern: Pattern) -> int | None:
        """Return the state of this pattern, or None."""
        if self.codes is not None:
            if len(pattern) != len(self.options) or set(pattern) - {"Y", "N"}:
                return None
            return self.by_decimal(bits(pattern)[1])
        if not self._by_pattern:
            self._by_pattern = {each: state for state, each in enumerate(self.patterns)}
        return self._by_pattern.get(pattern)

    def taken(self, option: int) -> Truth:
        """Return for each state whether an option is taken; raise :class:`LeftOpen`."""
        if self.codes is not None:
            return (self.codes >> np.int64(option) & 1).astype(bool)
        letters = [each[option] if each else "-" for each in self.patterns]
        if "-" in letters or not letters:
            raise LeftOpen(letters.index("-") if letters else 0)
        return np.array([letter == "Y" for letter in letters], dtype=bool)

    def fits(self, pattern: Pattern) -> Truth:
        """Return for each state whether a pattern fits it; raise :class:`LeftOpen`."""
        if self.codes is not None:
            matters, taken = bits(pattern)
            return np.asarray(self.codes & np.int64(matters) == taken)
        found = np.ones(self.count, dtype=bool)
        for option, letter in enumerate(pattern):
            if letter != "-":
                found &= self.taken(option) == (letter == "Y")
        return found


def patterns_in(text: str, options: int) -> tuple[Pattern, ...]:
    """Return the patterns that a statement joins by ``or``.

    Raises ``FormulaUnreadable`` where a letter is none of Y, N and -, or where a pattern does not
    have one for each option.

    >>> patterns_in("Y-N or --Y", 3)
    ('Y-N', '--Y')
    """
    found, at = [], 0
    for part in text.split(" or "):
        pattern = part.strip(" ")
        begin = at + len(part) - len(part.lstrip(" "))
        for offset, letter in enumerate(pattern):
            if letter not in "YN-":
                raise FormulaUnreadable(begin + offset, "Y, N or -")
        if len(pattern) != options:
            where = begin + min(len(pattern), options)
            raise FormulaUnreadable(where, f"{options} letters, one for each option")
        found.append(pattern)
        at += len(part) + len(" or ")
    return tuple(found)


def option_named(name: str, options: Sequence[Course]) -> int | None:
    """Return the place of the option that a formula names, or None.

    By its number from 1, or by its name where only one option has it and it is one word.
    """
    if name.isascii() and name.isdigit():
        number = int(name) if len(name) < 9 else 0
        return number - 1 if 0 < number <= len(options) else None
    named = [place for place, each in enumerate(options) if each.name == name]
    return named[0] if len(named) == 1 else None
