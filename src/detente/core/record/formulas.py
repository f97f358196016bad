"""Statements over courses of action: AND, OR, NOT, IF, IFF."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Word = Literal["and", "or", "not", "if", "iff"]

JOINING = frozenset({"and", "or", "not", "if", "iff"})
"""The words of statements, in small letters."""

NESTED_AT_MOST = 100
"""Parentheses deeper than this are refused."""


@dataclass(frozen=True, slots=True)
class Formula:
    """A statement: a name that is taken or not, or a word and what it joins.

    ``word`` is empty for a name. ``a IF b`` has the parts ``a`` and ``b`` and is false only where
    ``b`` is so and ``a`` is not; ``a IFF b`` is so where both are or neither is.
    """

    word: Word | Literal[""]
    name: str = ""
    parts: tuple[Formula, ...] = ()

    def names(self) -> frozenset[str]:
        """Return the names that the statement speaks of."""
        return frozenset({self.name} if not self.word else ()).union(
            *(part.names() for part in self.parts)
        )


class FormulaUnreadable(Exception):
    """A statement that is not one: ``at`` counts letters from 0, ``expected`` says what belongs."""

    def __init__(self, at: int, expected: str) -> None:
        super().__init__(f"expected {expected}")
        self.at, self.expected = at, expected


def parse_formula(text: str) -> Formula:
    """Return the statement that a text makes.

    ``NOT`` binds most tightly, then ``AND``, ``OR``, and last ``IF`` and ``IFF``, of which two
    in a row need parentheses. The words may be small. Names are letters, digits, hyphens, dots
    and underscores. Raises :class:`FormulaUnreadable`. Cost: linear in the text. Source:
    preference statements of option prioritisation [Fang 2003].

    >>> formula = parse_formula("stay IF (pay AND NOT strike)")
    >>> formula.word, sorted(formula.names())
    ('if', ['pay', 'stay', 'strike'])
    """
    return _Reader(text).whole()


_TOKEN = re.compile(r"\s*(?:(?P<mark>[()])|(?P<name>[\w.-]+)|(?P<end>$))", re.UNICODE)


class _Reader:
    """Reads one statement from left to right."""

    def __init__(self, text: str) -> None:
        self.text, self.at, self.depth = text, 0, 0
        self.read, self.begin = "", 0
        self.step()

    def step(self) -> None:
        """Go to the next word or mark; empty at the end."""
        found = _TOKEN.match(self.text, self.at)
        if found is None:
            begin = len(self.text) - len(self.text[self.at :].lstrip())
            raise FormulaUnreadable(begin, "a name, AND, OR, NOT, IF, IFF or a parenthesis")
        self.read = found["mark"] or found["name"] or ""
        self.begin, self.at = found.end() - len(self.read), found.end()

    @property
    def word(self) -> str:
        """The word read, in small letters, if it is one that joins."""
        small = self.read.lower()
        return small if small in JOINING else ""

    def whole(self) -> Formula:
        """Return the statement; what follows it is refused."""
        found = self.condition()
        if self.read:
            wanted = "the end" if self.read == ")" or self.word else "AND, OR, IF or IFF"
            raise FormulaUnreadable(self.begin, wanted)
        return found

    def condition(self) -> Formula:
        """Return what stands around IF or IFF."""
        left = self.joined("or")
        if self.word in ("if", "iff"):
            word: Word = "if" if self.word == "if" else "iff"
            self.step()
            right = self.joined("or")
            if self.word in ("if", "iff"):
                raise FormulaUnreadable(self.begin, "parentheses around one IF or IFF")
            return Formula(word, parts=(left, right))
        return left

    def joined(self, word: Literal["and", "or"]) -> Formula:
        """Return what AND or OR joins."""
        parts = [self.joined("and") if word == "or" else self.single()]
        while self.word == word:
            self.step()
            parts.append(self.joined("and") if word == "or" else self.single())
        return parts[0] if len(parts) == 1 else Formula(word, parts=tuple(parts))

    def single(self) -> Formula:
        """Return a name, a denial, or what stands in parentheses."""
        denials = 0
        while self.word == "not":
            denials += 1
            self.step()
        if self.read == "(":
            found = self.inside()
        elif self.read and self.read != ")" and not self.word:
            found = Formula("", self.read)
            self.step()
        else:
            raise FormulaUnreadable(self.begin, "a name, NOT or an opening parenthesis")
        return Formula("not", parts=(found,)) if denials % 2 else found

    def inside(self) -> Formula:
        """Return what stands between two parentheses."""
        self.depth += 1
        if self.depth > NESTED_AT_MOST:
            raise FormulaUnreadable(self.begin, f"at most {NESTED_AT_MOST} nested parentheses")
        self.step()
        found = self.condition()
        if self.read != ")":
            raise FormulaUnreadable(self.begin, "a closing parenthesis")
        self.depth -= 1
        self.step()
        return found
