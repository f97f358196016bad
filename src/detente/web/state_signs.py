"""Short signs for the states of a conflict, so that sentences need not repeat them in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from string import ascii_lowercase

from detente.core.stability.ahead import Ahead, GoalTold
from detente.core.stability.analysis import ConflictAnalysis
from detente.core.stability.depends import Depends
from detente.core.stability.told import ImprovementTold

from .conflict_labels import Labels

OTHERS_AT_MOST = 16
"""So many states get a sign, and are listed, besides those of the table; others stay in words."""


def letters(number: int) -> str:
    """Return the letters of a place, from 0: a to z, then aa, ab and so on.

    >>> letters(0), letters(25), letters(26), letters(702)
    ('a', 'z', 'aa', 'aaa')
    """
    text = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, len(ascii_lowercase))
        text = ascii_lowercase[rest] + text
    return text


def with_signs(labels: Labels, states: Iterable[str]) -> Labels:
    """Return labels that name these states by signs: their numbers if they have any, else letters."""
    listed = dict.fromkeys(states)
    signs = {each: each if labels.numbered else letters(at) for at, each in enumerate(listed)}
    return replace(labels, signs=signs)


def also_named(
    found: ConflictAnalysis, listed: Iterable[str], explained: Sequence[str]
) -> tuple[str, ...]:
    """Return the states that sentences name and no table lists, in the order they come up."""
    known = set(listed)
    every = dict.fromkeys(_named(found, explained))
    return tuple(each for each in every if each not in known)[:OTHERS_AT_MOST]


def _named(found: ConflictAnalysis, explained: Sequence[str]) -> Iterator[str]:
    for state in explained:
        for why in found.reasons:
            if why.state == state:
                yield from _of_improvements(why.improvements)
    if found.ahead is not None:
        yield from _of_ways(found.ahead)
    for goal in found.goal:
        yield from _of_goal(goal)
    if found.depends is not None:
        yield from _of_depends(found.depends)


def _of_improvements(improvements: Iterable[ImprovementTold]) -> Iterator[str]:
    for each in improvements:
        yield each.state
        yield from (step.state for step in each.answer)


def _of_ways(found: Ahead) -> Iterator[str]:
    yield found.start
    for way in found.ways:
        yield from (step.state for step in way.moves)
    yield from found.out_of_reach


def _of_goal(goal: GoalTold) -> Iterator[str]:
    yield goal.state
    for change in goal.changes:
        yield from change.below
        yield from _of_improvements(change.settled)


def _of_depends(found: Depends) -> Iterator[str]:
    yield from (each.state for each in found.rests)
    for course in found.courses:
        yield from (*course.appear, *course.vanish)
    for jump in found.jumps:
        yield from (jump.start, *(step.state for step in jump.moves))
    yield from found.for_every_group or ()
