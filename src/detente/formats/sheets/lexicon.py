"""What the words of a sheet mean in a case: ids, names, labels, whatever their capitals."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import get_args

from detente.core.problems import did_you_mean
from detente.core.record.case import Case
from detente.core.record.statements import SILENT, Stance

STANCES: tuple[str, ...] = (*get_args(Stance), SILENT)
LOOKED_FOR_AT_MOST = 200
"""For how many words without meaning a name like them is looked for."""

_SIGNS = "▲◆●◐○✕■· "


def plain(text: str) -> str:
    """Return a text as words are compared: composed, without capitals, with single blanks.

    >>> plain("  Red  LINE ")
    'red line'
    """
    return " ".join(unicodedata.normalize("NFKC", text[:1000]).casefold().split()).strip(":.")


class Unknown(Exception):
    """The word means nothing in the case, or more than one thing; ``near`` is like it."""

    def __init__(self, word: str, near: str, choices: tuple[tuple[str, str], ...]) -> None:
        super().__init__(word)
        self.word, self.near, self.choices = word, near, choices


@dataclass(frozen=True)
class Lexicon:
    """The names of things in a case, each with what it stands for."""

    case: Case

    @cached_property
    def _met(self) -> dict[tuple[str, str], str]:
        """What words were found to mean, for the next time they are met."""
        return {}

    @cached_property
    def parties(self) -> Mapping[str, set[str]]:
        """Parties by id, name and short name."""
        return _named((each.id, (each.id, each.name, each.short)) for each in self.case.parties)

    @cached_property
    def speakers(self) -> Mapping[str, set[str]]:
        """People and parties by id and name."""
        people = _named((each.id, (each.id, each.name)) for each in self.case.people)
        found = {name: set(ids) for name, ids in self.parties.items()}
        for name, ids in people.items():
            found.setdefault(name, set()).update(ids)
        return found

    @cached_property
    def issues(self) -> Mapping[str, set[str]]:
        """Issues by id, question and short name."""
        return _named((each.id, (each.id, each.question, each.short)) for each in self.case.issues)

    @cached_property
    def documents(self) -> Mapping[str, set[str]]:
        """Documents by id and title."""
        return _named((each.id, (each.id, each.title)) for each in self.case.documents)

    @cached_property
    def _options(self) -> Mapping[str, Mapping[str, set[str]]]:
        return {
            issue.id: _named((each.id, (each.id, each.label)) for each in issue.options)
            for issue in self.case.issues
        }

    @cached_property
    def _choices(self) -> dict[str, tuple[tuple[str, str], ...]]:
        case = self.case
        return {
            "party": tuple((each.id, each.label) for each in case.parties),
            "issue": tuple((each.id, each.label) for each in case.issues),
            "document": tuple((each.id, each.title) for each in case.documents),
            "by": (
                *((each.id, each.name) for each in case.people),
                *((each.id, each.name) for each in case.parties),
            ),
            "stance": tuple((each, "") for each in STANCES),
        }

    def choices(self, subject: str) -> tuple[tuple[str, str], ...]:
        """Return the ids a word of this kind may mean, each with its label."""
        return self._choices[subject]

    def _like(self, word: str, names: Iterable[str]) -> str:
        """The name most like a word; none after two hundred words were without meaning."""
        self._without.add(word)
        near = did_you_mean(word, names) if len(self._without) <= LOOKED_FOR_AT_MOST else None
        return near or ""

    @cached_property
    def _without(self) -> set[str]:
        return set()

    def find(self, subject: str, word: str, means: Mapping[str, str]) -> str:
        """Return the id that a word means; raise :class:`Unknown`.

        ``subject`` is party, issue, document, by or stance; ``means`` goes before all else.
        """
        met = self._met.get((subject, word))
        if met is not None and word not in means:
            return met
        found = self._find(subject, means.get(word, word))
        if word not in means:
            self._met[subject, word] = found
        return found

    def _find(self, subject: str, word: str) -> str:
        if subject == "stance":
            names: Mapping[str, set[str]] = {each: {each} for each in STANCES}
            word = word.lstrip(_SIGNS)
        else:
            names = {
                "party": self.parties,
                "issue": self.issues,
                "document": self.documents,
                "by": self.speakers,
            }[subject]
        return _only(word, names, self._choices[subject], self._like)

    def option(self, issue: str, word: str, means: Mapping[str, str]) -> str:
        """Return the option of an issue that a word means; raise :class:`Unknown`."""
        met = self._met.get(("in " + issue, word))
        if met is not None and word not in means:
            return met
        known = next(each for each in self.case.issues if each.id == issue)
        choices = tuple((each.id, each.label) for each in known.options)
        found = _only(means.get(word, word), self._options[issue], choices, self._like)
        if word not in means:
            self._met["in " + issue, word] = found
        return found


def _named(things: Iterable[tuple[str, tuple[str, ...]]]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for identity, names in things:
        for name in names:
            if name:
                found.setdefault(plain(name), set()).add(identity)
    return found


def _only(
    word: str,
    names: Mapping[str, set[str]],
    choices: tuple[tuple[str, str], ...],
    like: Callable[[str, Iterable[str]], str],
) -> str:
    word = word.strip()
    if any(word == identity for identity, _ in choices):
        return word
    _, opened, identity = word.rpartition("[")
    if opened and word.endswith("]") and any(identity[:-1] == each for each, _ in choices):
        return identity[:-1]
    key = plain(word)
    found = names.get(key, set())
    if len(found) == 1:
        return next(iter(found))
    near = "" if found else like(key, names)
    meant = names.get(near, set())
    raise Unknown(word, next(iter(meant)) if len(meant) == 1 else "", choices)
