"""A number for every state of a conflict, the same on each page, and links where sentences name it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from markupsafe import Markup, escape

from detente.core.record.case import Case
from detente.core.record.texts import visible
from detente.core.stability.building import Conflict

from .conflict_labels import Labels, case_labels
from .direction import shown

_OPEN, _CLOSE = "\ufff9", "\ufffb"
_MARKS = re.compile(f"[{_OPEN}{_CLOSE}]")
_NAMED = re.compile(f"((?:[Ss]tate )?){_OPEN}([0-9,]+){_CLOSE}")
WORDS_AT_MOST = 300
"""Of a state in words so many signs are shown where the mouse rests on its number."""


class StateNumbers(Mapping[str, str]):
    """The number of each state by its name: those that a table lists first, the others after them.

    It remembers which states it was asked for, in order.
    """

    def __init__(self, conflict: Conflict, listed: Mapping[str, str]) -> None:
        """Begin with the numbers of the states that a table lists, from 1 without a gap."""
        self._conflict, self._listed = conflict, dict(listed)
        places = (conflict.find(each) for each in listed)
        self._places = sorted(each for each in places if each is not None)
        self.asked: dict[str, str] = {}

    def number(self, name: str) -> str:
        """Return the number of a state; raise ``KeyError`` for one that is none."""
        number = self._listed.get(name)
        if number is None:
            place = self._conflict.find(name)
            if place is None:
                raise KeyError(name)
            number = f"{len(self._places) + place + 1 - bisect_left(self._places, place):,}"
        return number

    def __getitem__(self, name: str) -> str:
        """Return the same, and remember that it was asked for."""
        return self.asked.setdefault(name, self.number(name))

    def __iter__(self) -> Iterator[str]:
        """Iterate over the states of the table."""
        return iter(self._listed)

    def __len__(self) -> int:
        """How many states there are."""
        return self._conflict.model.states


class _Marked(Mapping[str, str]):
    """The same numbers, marked so that a page can make links of them."""

    def __init__(self, numbers: StateNumbers) -> None:
        self._numbers = numbers

    def __getitem__(self, name: str) -> str:
        return f"{_OPEN}{self._numbers[name]}{_CLOSE}"

    def __iter__(self) -> Iterator[str]:
        return iter(self._numbers)

    def __len__(self) -> int:
        return len(self._numbers)


@dataclass(frozen=True, slots=True)
class NamedStates:
    """How a page names the states of a conflict: by numbers that lead to a page of each."""

    numbers: StateNumbers
    labels: Labels
    """Sentences made with these name states by marked numbers, for :meth:`linked`."""
    address: Callable[[str], str] = field(repr=False)
    """The address of a state's page, by its name."""

    def link(self, name: str, before: str = "State ") -> Markup:
        """Return a link to the page of a state: "State 3"."""
        words = self.words(name)
        title = words if len(words) <= WORDS_AT_MOST else f"{words[:WORDS_AT_MOST]}…"
        return Markup('<a href="{}" title="{}">{}{}</a>').format(
            self.address(name), title, before, self.numbers.number(name)
        )

    def words(self, name: str) -> str:
        """Return a state in words, as plain text."""
        return visible(re.sub("[\u2066-\u2069]", "", self.labels.state(name)))

    def linked(self, sentence: str) -> Markup:
        """Return a sentence for a page, each state that it names by number as a link.

        What the case says is escaped, and shown as everywhere.
        """
        by_number = {number: name for name, number in self.numbers.asked.items()}
        made = Markup("")
        for place, part in enumerate(_NAMED.split(sentence)):
            if place % 3 == 0:
                made += escape(shown(part))
            elif place % 3 == 1:
                before = part
            else:
                made += self.link(by_number[part], before)
        return made

    def asked(self) -> tuple[tuple[str, str], ...]:
        """Return the states named so far with their numbers, by number."""
        return tuple(sorted(self.numbers.asked.items(), key=lambda each: _number(each[1])))


def named_states(
    case: Case, conflict: Conflict, listed: Mapping[str, str], address: Callable[[str], str]
) -> NamedStates:
    """Return how a page names the states of a case's conflict.

    ``listed``: the numbers that a table has given some of them.
    """
    numbers = StateNumbers(conflict, listed)
    plain = case_labels(case, lambda text: _MARKS.sub("\ufffd", text))
    return NamedStates(numbers, replace(plain, signs=_Marked(numbers)), address)


def _number(text: str) -> int:
    return int(text.replace(",", ""))
