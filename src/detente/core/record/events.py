"""What happened on the ground."""

from __future__ import annotations

from dataclasses import dataclass

from .dates import Date
from .entry import Entry, about
from .quantities import Quantity
from .statements import ACTION_PATTERN


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A number of an event: what is counted, and how much."""

    what: str = about("what is counted: prisoners, troops, killed")
    quantity: Quantity = about("how much")


@dataclass(frozen=True, slots=True, kw_only=True)
class Event(Entry):
    """Something that happened, according to somebody."""

    date: Date = about("when, with the precision known")
    what: str = about("what happened, in a sentence")
    place: str = about("where", default="")
    kind: str = about(
        "the kind of act, as a PLOVER word or CAMEO code", default="", pattern=ACTION_PATTERN
    )
    actors: tuple[str, ...] = about("who acted", refers="parties people", default=())
    targets: tuple[str, ...] = about("upon whom", refers="parties people", default=())
    figures: tuple[Figure, ...] = about("numbers, with their bounds", default=())
    according_to: str = about(
        "whose account it is; without it, the document's author's",
        refers="parties people documents",
        default="",
    )
