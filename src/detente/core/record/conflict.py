"""What each party can do or leave: courses of action, of which the states of a conflict are made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from .entry import Entry, about

Changes = Literal["both ways", "only taken", "only given up"]


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
