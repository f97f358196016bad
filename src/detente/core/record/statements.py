"""Who said what, and where a party stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from .dates import Date
from .entry import Entry, about
from .quantities import Quantity

Channel = Literal["public", "private", "leaked", "reported"]
Form = Literal["quoted", "reported"]
Stance = Literal["demands", "offers", "accepts", "could accept", "reserves", "refuses", "red line"]
SILENT = "silent"
"""Computed where a party has no standing position on an issue; never written."""

ACTION_PATTERN = (
    r"^(?:AGREE|CONSULT|SUPPORT|CONCEDE|COOPERATE|AID|RETREAT|REQUEST|ACCUSE|REJECT|THREATEN"
    r"|PROTEST|SANCTION|MOBILIZE|COERCE|ASSAULT|CAMEO [0-9]{2,4})$"
)
"""An action in the words of PLOVER, or a CAMEO code."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement(Entry):
    """What somebody said. It stays theirs: recording it does not make it so."""

    date: Date = about("when it was said")
    speaker: str = about("who said it", refers="people parties")
    text: str = about("what was said, in a sentence")
    to: tuple[str, ...] = about("to whom", refers="parties people", default=())
    via: str = about("who passed it on, if not the speaker", refers="people parties", default="")
    occasion: str = about("where or how it was said: press conference in Berlin", default="")
    channel: Channel = about("how it reached the record", default="public")
    form: Form = about("in the speaker's own words, or reported", default="reported")
    issues: tuple[str, ...] = about("the issues it bears on", refers="issues", default=())
    kind: str = about("the kind of act, as a PLOVER word", default="", pattern=ACTION_PATTERN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Position(Entry):
    """Where a party stands on an issue, from a date on."""

    party: str = about("whose position", refers="parties")
    issue: str = about("on which issue", refers="issues")
    options: tuple[str, ...] = about("the options meant; none for the issue as a whole", default=())
    value: Quantity | None = about("the number meant, where the issue is a range", default=None)
    stance: Stance = about("what the party does about them")
    date: Date = about("since when, as far as the evidence shows")
    text: str = about("the position in a sentence", default="")
    by: str = about("who stated it", refers="people parties", default="")
    statement: str = about("the statement it was read from", refers="statements", default="")
