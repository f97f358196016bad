"""What each party can do or leave: courses of action, of which the states of a conflict are made."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from .entry import Entry, about
from .formulas import JOINING

Changes = Literal["both ways", "only taken", "only given up"]

NOTHING = "nothing"
"""The state in which no course of action is taken, as it is written."""

RESERVED = frozenset({*JOINING, NOTHING})
"""Words that mean something else in formulas and states, so that no course can have such an id."""


def courses_of(state: str) -> tuple[str, ...]:
    """Return the courses of action that a state is written as, as they stand; ``nothing``: none.

    >>> courses_of("strike + talk"), courses_of("nothing")
    (('strike', 'talk'), ())
    """
    if state.strip() == NOTHING:
        return ()
    return tuple(each.strip() for each in state.split("+"))


def names_in(text: str) -> frozenset[str]:
    """Return whatever in a formula or state may be meant for an id, readable or not.

    For what must not show an id: nothing that could be one is passed over. Cost: linear.

    >>> sorted(names_in("(Pay AND stay OR"))
    ['pay', 'stay']
    """
    return frozenset(each.lower() for each in re.findall(r"[\w.-]+", text)) - RESERVED


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseOfAction(Entry):
    """Something that one party can do or leave, whatever the others do.

    A state of the conflict says of each course of action whether it is taken. Rules say which
    states cannot be.
    """

    label: str = about("the course of action in a few words")
    party: str = about("who decides on it", refers="parties")
    issue: str = about("the issue it bears on, if any", refers="issues", default="")
    option: str = about("the option of that issue which it stands for", default="")
    taken: bool = about("whether it is taken as matters stand", default=False)
    changes: Changes = about(
        "whether it can be taken and given up again, or only one of the two", default="both ways"
    )
    kept_unless: tuple[str, ...] = about(
        "courses of action of which one must be taken before this one can be given up",
        refers="conflict",
        default=(),
    )
    ends: bool = about(
        "whether nothing else matters once it is taken: such states are one, and nobody moves on",
        default=False,
    )
