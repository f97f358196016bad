"""What parties, courses of action and states of a conflict are called for people."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from detente.core.problems import did_you_mean, listed, shown
from detente.core.record.case import Case
from detente.core.record.conflict import CourseOfAction, courses_of
from detente.core.record.entry import standing_entries
from detente.core.record.texts import visible
from detente.core.stability.options import Course, Direction
from detente.formats.graph_models.as_conflict import course_names
from detente.formats.graph_models.model_file import GraphModelFile

from . import words

_LIMITS: Mapping[str, str] = MappingProxyType(
    {
        "only taken": "cannot be taken back",
        "only given up": "cannot be taken up again",
    }
)
_DIRECTIONS: Mapping[Direction, str] = MappingProxyType(
    {"forward": "only taken", "back": "only given up", "both": "both ways"}
)


@dataclass(frozen=True, slots=True)
class Labels:
    """The labels of one conflict: its title, its parties, what each can do, its states."""

    title: str
    party: Callable[[str], str]
    state: Callable[[str], str]
    courses: tuple[tuple[str, str], ...]
    """For each party its id and what it can do, in a line."""
    ids: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = ()
    """Where states are written by courses of action: for each party those it has, with their ids."""
    numbered: bool = False
    """Whether states are called by numbers, that the file has given them."""
    signs: Mapping[str, str] = field(default_factory=dict)
    """The short signs by which sentences name states, where a list tells what they stand for."""

    def named(self, state: str) -> str:
        """Return what a sentence calls a state: by its sign if it has one, else in words."""
        sign = self.signs.get(state)
        return f"state {sign}" if sign else f"“{self.state(state)}”"

    def in_words(self, state: str) -> str:
        """Return a state in words, without its number; empty if it has nothing but that."""
        text = self.state(state)
        if not self.numbered:
            return text
        return "" if text == state else text.removeprefix(f"{state}: ")

    def parties(self, ids: Iterable[str]) -> str:
        """Return parties joined for reading."""
        return words.joined(self.party(each) for each in ids)


def case_labels(case: Case, fit: Callable[[str], str] = visible) -> Labels:
    """Return the labels of the conflict that a case records.

    ``fit`` makes each name fit to be shown; a page does that itself, with the whole sentence.
    """
    entries = standing_entries(case.conflict)
    labels = {each.id: fit(each.label) for each in entries}

    def state(name: str) -> str:
        taken = courses_of(name)
        return (
            "; ".join(labels.get(each, fit(each)) for each in taken) if taken else "nothing is done"
        )

    by_party: dict[str, list[tuple[str, str]]] = {}
    for each in entries:
        by_party.setdefault(each.party, []).append((each.id, _course(each, labels)))
    courses = tuple((who, "; ".join(label for _, label in all_)) for who, all_ in by_party.items())
    ids = tuple((party, tuple(told)) for party, told in by_party.items())
    return Labels(
        fit(case.title), lambda party: fit(words.name_of(case, party)), state, courses, ids
    )


def _course(entry: CourseOfAction, labels: Mapping[str, str]) -> str:
    notes = [_LIMITS[entry.changes]] if entry.changes in _LIMITS else []
    if entry.kept_unless:
        others = words.joined((labels.get(each, each) for each in entry.kept_unless), "or")
        notes.append(f"given up only while this is done: {others}")
    if entry.ends:
        notes.append("ends the conflict")
    return labels[entry.id] + (f" ({', '.join(notes)})" if notes else "")


def file_labels(file: GraphModelFile) -> Labels:
    """Return the labels of a graph model from a file: numbers of states, and what is done in them."""
    model = file.model
    names = course_names(file)

    def pattern(state: int) -> str:
        letters = file.pattern_of(state)
        taken = [each for each, y in zip(names, letters, strict=False) if y == "Y"]
        return "; ".join(taken) if taken else ("nothing is done" if letters else "")

    told: dict[str, str] = {}
    for state in range(model.states if file.options or file.names else 0):
        name = file.names[state] if file.names else ""
        said = name or pattern(state)
        number = str(file.id_of(state))
        told[number] = visible(f"{number}: {said}") if said else number
    courses = tuple(
        (
            party,
            "; ".join(_option(each) for each in file.options if each.party == number)
            or "moves between states",
        )
        for number, party in enumerate(model.parties)
    )
    return Labels(
        visible(file.title),
        visible,
        lambda name: told.get(name) or visible(name),
        tuple((party, visible(told)) for party, told in courses),
        numbered=True,
    )


def _option(course: Course) -> str:
    limit = _LIMITS.get(_DIRECTIONS[course.direction], "")
    return course.name + (f" ({limit})" if limit else "")


def no_state(labels: Labels, name: str) -> str:
    """Return why there is no state of that name, and how a state is written."""
    if not labels.numbered and not all(part.strip() for part in name.split("+")):
        return "a state is written as its courses of action joined by +, or nothing"
    said = f'there is no state "{shown(name)}"'
    if labels.numbered:
        return f"{said}; write its number, or its letters, for instance YNNY"
    ids = [each for _, courses in labels.ids for each, _ in courses]
    unknown = [each for each in courses_of(name) if each not in ids]
    if not unknown:
        return f"{said}: the rules exclude it"
    near = did_you_mean(unknown[0].lower(), ids)
    hint = f'did you mean "{near}"?' if near else f"courses of action: {listed(ids)}"
    return f'there is no course of action "{shown(unknown[0])}"; {hint}'
