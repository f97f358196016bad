"""The words for what the states that hold hang on."""

from __future__ import annotations

from collections.abc import Iterable

from detente.core.stability.depends import CourseTold, Depends

from . import words
from .amounts import many
from .conflict_labels import Labels
from .stability_words import CONCEPT_LABELS, steps_told

TOO_LARGE = "There are too many states to try every small change."

NOT_KNOWN = "It is not determined: not all preferences are known."

MEANING = (
    "A small change exchanges two neighbours in a party's order, makes them equal, or takes one state out "
    "of a tie."
)

COURSES_AT_MOST = 8


def heading(found: Depends) -> str:
    """Return the heading of the section."""
    return f"What it hangs on ({CONCEPT_LABELS[found.concept]})"


def lines(
    labels: Labels, found: Depends, courses_at_most: int | None = COURSES_AT_MOST
) -> Iterable[str]:
    """Yield in sentences what the states that hold hang on; None: all courses of action are told."""
    if found.too_large:
        yield TOO_LARGE
        return
    if found.not_known:
        yield NOT_KNOWN
        return
    yield from _rests(labels, found)
    told = [_course(labels, each) for each in found.courses]
    yield from told[:courses_at_most]
    if courses_at_most is not None and len(told) > courses_at_most:
        yield f"{len(told) - courses_at_most} more such changes: see --json."
    for jump in found.jumps:
        steps = steps_told(labels, jump.moves)
        yield (
            f"{labels.parties(jump.parties)} could leave {labels.named(jump.start)} together, and each would "
            f"prefer what comes of it: {steps}."
        )
    if found.for_every_group is not None:
        yield _firm(labels, found.for_every_group)


def _rests(labels: Labels, found: Depends) -> Iterable[str]:
    """Yield for each state that holds how many small changes of whose order undo it."""
    for state in dict.fromkeys(each.state for each in found.rests):
        mine = [each for each in found.rests if each.state == state and each.vanishes]
        tried = sum(each.altered for each in found.rests if each.state == state)
        if not mine:
            yield f"{_capital(labels.named(state))} holds after each of {tried} small changes."
            continue
        parts = [
            f"{each.vanishes} of {many(each.altered, 'small change')} to the order of "
            f"{labels.party(each.party)}"
            for each in mine
        ]
        yield f"{_capital(labels.named(state))} no longer holds after {words.joined(parts)}."


def _course(labels: Labels, each: CourseTold) -> str:
    when = "If this were never done" if each.fixed == "removed" else "If this were always done"
    parts = []
    if each.appear:
        parts.append(f"{_states(labels, each.appear)} would hold too")
    if each.vanish:
        parts.append(f"{_states(labels, each.vanish)} would no longer hold")
    return f"{when} – {labels.state(each.course)} –, {words.joined(parts)}."


def _states(labels: Labels, names: tuple[str, ...]) -> str:
    shown = [f"{labels.named(each)}" for each in names[:3]]
    more = [f"{len(names) - 3} more"] if len(names) > 3 else []
    return words.joined([*shown, *more])


def _firm(labels: Labels, firm: tuple[str, ...]) -> str:
    if not firm:
        return "No state holds for every group of parties that could act together."
    return f"Even for every group that could act together: {_states(labels, firm)}."


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
