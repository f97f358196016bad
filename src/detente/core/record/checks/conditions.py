"""Conditions, deadlines and what sets them running: what cannot go together."""

from __future__ import annotations

from collections.abc import Iterator

from ...problems import Path, Problem, shown
from ..case import CASE_FILE, Case
from ..dates import Date
from ..entry import superseded_ids
from ..obligations import Condition, ConditionClaim, Deadline, Step
from ..steps import step_key


def check_conditions(case: Case) -> Iterator[Problem]:
    """Yield conditions on nothing or on themselves, claims and dates that cannot go together."""
    held, expected = _days(case, "held"), _days(case, "held", "planned")
    replaced = superseded_ids(case.conditions)
    for position, condition in enumerate(case.conditions):
        path: Path = (CASE_FILE, "conditions", position)
        yield from _steps(condition, path)
        yield from _bounds(condition, path)
        if condition.id not in replaced and condition.withdrawn is None:
            yield from _too_late(condition, held, path)
        yield from _claims(condition.met, path)
    for position, deadline in enumerate(case.deadlines):
        path = (CASE_FILE, "deadlines", position)
        yield from _triggered(deadline, expected, path)
        yield from _claims(deadline.met, path)


def _steps(condition: Condition, path: Path) -> Iterator[Problem]:
    if not condition.first and not condition.either:
        yield Problem(
            "case-078",
            path,
            "the condition does not say what has to happen first",
            'add "first", or "either" with alternatives',
        )
    if len(condition.either) == 1:
        yield Problem(
            "case-078",
            (*path, "either"),
            "an alternative needs another one",
            'add the other alternative, or move this one to "first"',
        )
    then = step_key(condition.then)
    for name in ("first", "either"):
        steps: tuple[Step, ...] = getattr(condition, name)
        seen: set[str] = set()
        for index, step in enumerate(steps):
            key = step_key(step)
            if key == then:
                yield Problem(
                    "case-079",
                    (*path, name, index),
                    "the condition requires a thing before itself",
                    'name another step, or add "part" if another part of it is meant',
                )
            elif key in seen:
                yield Problem(
                    "case-079",
                    (*path, name, index),
                    "the same step stands here a second time",
                    'remove it, or add "part" if another part of it is meant',
                    "warning",
                )
            seen.add(key)


def _bounds(condition: Condition, path: Path) -> Iterator[Problem]:
    for name in ("by", "until"):
        end: Date | None = getattr(condition, name)
        if end is not None and end.surely_before(condition.date.earliest):
            yield Problem(
                "case-061",
                (*path, name),
                f'"{name}" ({end}) lies before "date" ({condition.date})',
                "correct one of the two dates",
            )


def _too_late(condition: Condition, happened: dict[str, Date], path: Path) -> Iterator[Problem]:
    """A condition for something that had surely taken place before the condition was stated."""
    then = happened.get(condition.then.entry) if not condition.then.part else None
    if then is not None and condition.date.surely_after(then.latest):
        yield Problem(
            "case-069",
            (*path, "then"),
            f"stated {condition.date}, but this had taken place by {then}",
            "correct one of the two dates, or name the step that still lies ahead",
            "warning",
        )


def _triggered(deadline: Deadline, happened: dict[str, Date], path: Path) -> Iterator[Problem]:
    for index, step in enumerate(deadline.after):
        day = happened.get(step.entry)
        if day is not None and deadline.by.surely_before(day.earliest):
            yield Problem(
                "case-069",
                (*path, "after", index),
                f'what sets it running ({day}) lies after "by" ({deadline.by})',
                "correct one of the two dates",
            )


def _days(case: Case, *statuses: str) -> dict[str, Date]:
    """Return the day of each event, and of each meeting with one of the statuses, by id."""
    found = {event.id: event.date for event in case.events}
    for meeting in case.meetings:
        if meeting.date and meeting.withdrawn is None and meeting.current_status in statuses:
            found[meeting.id] = meeting.date
    return found


def _claims(claims: tuple[ConditionClaim, ...], path: Path) -> Iterator[Problem]:
    said: dict[tuple[str, str], str] = {}
    for index, claim in enumerate(claims):
        key = (claim.by, str(claim.date))
        if said.setdefault(key, claim.says) != claim.says:
            yield Problem(
                "case-080",
                (*path, "met", index),
                f'"{shown(claim.by)}" says both "{said[key]}" and "{claim.says}", of one date',
                "date the two claims, or remove one: the last claim of each side counts",
            )
