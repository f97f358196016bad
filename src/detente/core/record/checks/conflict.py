"""Courses of action that cannot be, and judgements of states that say nothing or too much."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from ...problems import Path, Problem, did_you_mean, shown
from ..case import BLOCKS, CASE_FILE, Case
from ..conflict import NOTHING, RESERVED, CourseOfAction, courses_of
from ..formulas import FormulaUnreadable, parse_formula
from ..issues import Issue
from ..judgements import Judgement
from .references import GUESSES_AT_MOST, unknown_option


def check_conflict(case: Case) -> Iterator[Problem]:
    """Yield what is wrong with courses of action, and with what judgements say of them.

    Unknown ids in fields that hold nothing else are told with all others; here, those inside
    statements and states. Cost: linear in the entries and in the texts.
    """
    issues = {issue.id: issue for issue in case.issues}
    courses = {course.id: course for course in case.conflict}
    for position, course in enumerate(case.conflict):
        yield from _course(course, issues, courses, (CASE_FILE, "conflict", position))
    names = _Names(case)
    for file, judgement in case.judgements:
        yield from _ways(judgement, (file,))
        for index, priority in enumerate(judgement.priorities):
            if priority.formula:
                yield from _formula(priority.formula, names, (file, "priorities", index, "formula"))
        yield from _states(judgement, names, (file, "state_order"))


def _course(
    course: CourseOfAction,
    issues: dict[str, Issue],
    courses: dict[str, CourseOfAction],
    path: Path,
) -> Iterator[Problem]:
    if course.id in RESERVED:
        yield Problem(
            "case-107",
            (*path, "id"),
            f'a course of action cannot have the id "{course.id}"',
            "the word has a meaning of its own in formulas and states: choose another id",
        )
    if course.option and not course.issue:
        yield Problem(
            "case-044",
            (*path, "option"),
            "the course of action names an option, but no issue that has it",
            'add "issue" with the id of its issue',
        )
    elif course.option and course.issue in issues:
        yield from unknown_option(issues[course.issue], course.option, (*path, "option"))
    yield from _kept(course, path)


def _kept(course: CourseOfAction, path: Path) -> Iterator[Problem]:
    if not course.kept_unless:
        return
    if course.id in course.kept_unless:
        yield Problem(
            "case-106",
            (*path, "kept_unless", course.kept_unless.index(course.id)),
            "the course of action is kept unless it is taken itself",
            "name another one, which has to be taken before this one can be given up",
        )
    if course.changes == "only taken" or course.ends:
        written = '"ends: true"' if course.ends else '"changes: only taken"'
        yield Problem(
            "case-106",
            (*path, "kept_unless"),
            f"the course of action can never be given up: {written}",
            f'remove "kept_unless", or {written}',
        )


class _Names:
    """What courses of action there are, and how often a likely one may still be looked for."""

    def __init__(self, case: Case) -> None:
        self.courses = {course.id for course in case.conflict}
        self.blocks = {entry.id: block for block in BLOCKS for entry in case.block(block)}
        self.guesses_left = GUESSES_AT_MOST

    def unknown(self, names: Iterable[str], path: Path) -> Iterator[Problem]:
        """Yield a problem for each name that is no course of action."""
        for name in names:
            if name in self.courses or "" in self.courses:
                continue
            block = self.blocks.get(name)
            if block is not None:
                message = f'"{shown(name)}" is in {block}, not a course of action'
                yield Problem("case-042", path, message, "name a course of action here")
            elif not name:
                message = "a course of action is missing beside a +"
                yield Problem("case-041", path, message, f'name it, or write "{NOTHING}" alone')
            else:
                message = f'there is no course of action "{shown(name)}"'
                yield Problem("case-041", path, message, self._hint(name))

    def _hint(self, name: str) -> str:
        if name.lower() == NOTHING:
            return f'"{NOTHING}" stands alone: the state in which no course of action is taken'
        self.guesses_left -= 1
        known = sorted(self.courses)
        near = did_you_mean(name.lower(), known) if self.guesses_left >= 0 else None
        return f'did you mean "{near}"?' if near else "add it to conflict, or correct the id"


def _ways(judgement: Judgement, path: Path) -> Iterator[Problem]:
    """Yield a problem where a judgement orders the states in more than one way."""
    found: list[tuple[str, Path]] = []
    if judgement.state_order:
        found.append(('"state_order"', (*path, "state_order")))
    with_formula = (n for n, each in enumerate(judgement.priorities) if each.formula)
    if (first := next(with_formula, None)) is not None:
        found.append(('"formula" in "priorities"', (*path, "priorities", first, "formula")))
    if judgement.course_weights:
        found.append(('"course_weights"', (*path, "course_weights")))
    for name, where in found[1:]:
        yield Problem(
            "case-102",
            where,
            f"{name} stands beside {found[0][0]}",
            "keep one of the two: each orders all states of the conflict",
        )


def _formula(text: str, names: _Names, path: Path) -> Iterator[Problem]:
    try:
        formula = parse_formula(text)
    except FormulaUnreadable as error:
        read = _read_at(text, error.at)
        yield Problem(
            "case-100",
            path,
            f"the statement cannot be read from column {error.at + 1} on: {read}",
            f"expected {error.expected}",
        )
        return
    yield from names.unknown(sorted(formula.names()), path)


def _read_at(text: str, at: int) -> str:
    """Return what stands at a place of a statement: a word, a sign, or the end."""
    found = re.compile(r"[\w.-]+|\S").match(text, at)
    return f'"{shown(found[0])}"' if found else "it ends there"


def _states(judgement: Judgement, names: _Names, path: Path) -> Iterator[Problem]:
    seen: dict[frozenset[str], str] = {}
    for tier, tie in enumerate(judgement.state_order):
        for place, state in enumerate(tie):
            at = (*path, tier, place)
            courses = courses_of(state)
            yield from names.unknown(dict.fromkeys(courses), at)
            for twice in (each for each, count in Counter(courses).items() if each and count > 1):
                yield Problem(
                    "case-101",
                    at,
                    f'the state names "{shown(twice)}" twice',
                    "name each course of action that is taken once",
                )
            if frozenset(courses) in seen:
                yield Problem(
                    "case-101",
                    at,
                    f'the state "{shown(state)}" stands in the order a second time',
                    "keep one of the two places: in whatever order its courses of action stand, "
                    "it is the same state",
                )
            seen.setdefault(frozenset(courses), state)
