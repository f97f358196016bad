"""Who takes part: parties and people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from .dates import Date
from .entry import Entry, about

Role = Literal[
    "principal",
    "mediator",
    "host",
    "guarantor",
    "observer",
    "delegation",
    "coalition",
    "other",
]
Authority = Literal["decides", "negotiates", "speaks", "advises", "unknown"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Party(Entry):
    """A state, organisation, delegation or coalition that takes part."""

    name: str = about("the name people use")
    role: Role = about("its part in the talks")
    short: str = about("a short name for tables", default="")
    member_of: tuple[str, ...] = about(
        "the delegation's principal, or the coalition it belongs to", refers="parties", default=()
    )

    @property
    def label(self) -> str:
        """The short name where there is one, else the name."""
        return self.short or self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Person(Entry):
    """Somebody who speaks, negotiates or decides."""

    name: str = about("the name people use")
    post: str = about("the office or function held", default="")
    party: str = about("the party the person acts for", refers="parties")
    authority: Authority = about("what the person may do for the party", default="unknown")
    from_: Date | None = about("since when the post is held", default=None)
    until: Date | None = about("until when the post is held", default=None)
