"""What parties, courses of action and states of a conflict are called for people."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from detente.core.record.case import Case
from detente.core.record.conflict import CourseOfAction, courses_of
from detente.core.record.entry import standing_entries
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

    def parties(self, ids: Iterable[str]) -> str:
        """Return parties joined for reading."""
        return words.joined(self.party(each) for each in ids)


def case_labels(case: Case) -> Labels:
    """Return the labels of the conflict that a case records."""
    entries = standing_entries(case.conflict)
    labels = {each.id: each.label for each in entries}

    def state(name: str) -> str:
        taken = courses_of(name)
        return "; ".join(labels.get(each, each) for each in taken) if taken else "nothing is done"

    by_party: dict[str, list[str]] = {}
    for each in entries:
        by_party.setdefault(each.party, []).append(_course(each, labels))
    courses = tuple((party, "; ".join(told)) for party, told in by_party.items())
    return Labels(case.title, lambda party: words.name_of(case, party), state, courses)


def _course(entry: CourseOfAction, labels: Mapping[str, str]) -> str:
    notes = [_LIMITS[entry.changes]] if entry.changes in _LIMITS else []
    if entry.kept_unless:
        others = words.joined((labels.get(each, each) for each in entry.kept_unless), "or")
        notes.append(f"given up only while this is done: {others}")
    if entry.ends:
        notes.append("ends the conflict")
    return entry.label + (f" ({', '.join(notes)})" if notes else "")


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
        told[number] = f"{number}: {said}" if said else number
    courses = tuple(
        (
            party,
            "; ".join(_option(each) for each in file.options if each.party == number)
            or "moves between states",
        )
        for number, party in enumerate(model.parties)
    )
    return Labels(file.title, lambda party: party, lambda name: told.get(name, name), courses)


def _option(course: Course) -> str:
    limit = _LIMITS.get(_DIRECTIONS[course.direction], "")
    return course.name + (f" ({limit})" if limit else "")
