"""The words in which results are told, for the terminal and the page alike."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from types import MappingProxyType

from detente.core.record.case import Case
from detente.core.record.commitments import CommitmentState
from detente.core.record.dates import Date
from detente.core.record.due import DueItem
from detente.core.record.entry import Evidence
from detente.core.record.papers import Paper
from detente.core.record.quantities import Quantity
from detente.core.record.statements import Position
from detente.core.record.timeline import TimelineItem

STANCE_SIGNS: Mapping[str, str] = MappingProxyType(
    {
        "demands": "▲",
        "offers": "◆",
        "accepts": "●",
        "could accept": "◐",
        "reserves": "○",
        "refuses": "✕",
        "red line": "■",
        "silent": "·",
    }
)
"""A sign for each stance, so that no meaning hangs on colour alone."""


def name_of(case: Case, entry_id: str) -> str:
    """Return the label of a party, person, meeting or document; an unknown id as it is."""
    party = case.find(entry_id, "parties")
    if party is not None:
        return str(getattr(party, "label", entry_id))
    found = case.find(entry_id, "people", "meetings", "documents", "proposals")
    return str(getattr(found, "name", getattr(found, "title", entry_id)))


def names_of(case: Case, ids: Iterable[str], nobody: str = "") -> str:
    """Return labels joined for reading: "A, B and C"; ``nobody`` for none."""
    return joined(name_of(case, each) for each in ids) or nobody


def joined(parts: Iterable[str], last: str = "and") -> str:
    """Return parts for reading: "a, b and c"; "" for none."""
    listed = list(parts)
    if len(listed) < 2:
        return "".join(listed)
    return f"{', '.join(listed[:-1])} {last} {listed[-1]}"


def number(value: Decimal) -> str:
    """Return a number with thin groups of three digits: 50 000 as "50,000"."""
    return f"{value:,}"


def quantity(value: Quantity) -> str:
    """Return a quantity in words: "1,000 people", "at least 50,000 troops", "3 to 5 %".

    >>> quantity(Quantity.parse("about 20 percent"))
    'about 20 percent'
    """
    if value.best is not None:
        text = number(value.best)
        bounds = [number(each) for each in (value.low, value.high) if each is not None]
        if len(bounds) == 2:
            text += f" ({bounds[0]} to {bounds[1]})"
    elif value.low is not None and value.high is not None:
        text = f"{number(value.low)} to {number(value.high)}"
    elif value.low is not None:
        text = f"at least {number(value.low)}"
    else:
        assert value.high is not None  # a quantity has one of the three
        text = f"at most {number(value.high)}"
    return f"{'about ' if value.approximate else ''}{text} {value.unit}".strip()


def day(when: date) -> str:
    """Return a day for reading: "2 June 2025"."""
    return f"{when.day} {when:%B %Y}"


def when(written: Date | None) -> str:
    """Return a date for reading, as precise as it was written; "no date" for none."""
    if written is None:
        return "no date"
    about = "about " if written.about else ""
    match written.precision:
        case "minute":
            assert written.moment is not None  # set where the precision is minute
            return f"{about}{day(written.earliest)}, {written.moment:%H:%M} ({written.moment:%Z})"
        case "day":
            return about + day(written.earliest)
        case "month":
            return f"{about}{written.earliest:%B %Y}"
        case "year":
            return f"{about}{written.earliest.year}"
        case "range":
            start, _, end = written.text.removeprefix("about ").partition("..")
            return f"{about}{when(Date.parse(start))} to {when(Date.parse(end))}"


def options_of(case: Case, position: Position) -> str:
    """Return what a position speaks of: its options in words, or its number."""
    issue = next((each for each in case.issues if each.id == position.issue), None)
    if position.value is not None:
        return quantity(position.value)
    if issue is None or not position.options:
        return position.text
    return "; ".join(issue.option_label(each) for each in position.options)


def item_text(item: TimelineItem) -> str:
    """Return what a timeline item says, with the number of a position without words."""
    return item.text if item.number is None else f"{item.text}: {quantity(item.number)}"


def source(case: Case, evidence: tuple[Evidence, ...] | None) -> str:
    """Return the documents behind an entry, by title; "no evidence" for none."""
    titles = dict.fromkeys(name_of(case, each.document) for each in evidence or ())
    return ", ".join(titles) or "no evidence"


def due_date(case: Case, item: DueItem) -> str:
    """Return by when something is due: "by 2 June 2025, before Second meeting"."""
    parts = [f"by {when(item.by)}"] if item.by else ["no date"]
    if item.before:
        parts.append(f"before {name_of(case, item.before)}")
    if item.at:
        parts.append(f"at {name_of(case, item.at)}")
    return ", ".join(parts)


def time_left(item: DueItem) -> str:
    """Return how long is left, or how long ago the last day was."""
    if item.state == "done":
        late = (item.done.earliest - item.by.latest).days if item.done and item.by else 0
        return f"done, {late} day{'' if late == 1 else 's'} late" if late > 0 else "done"
    if item.days_left is None:
        return "no date"
    days = abs(item.days_left)
    unit = "day" if days == 1 else "days"
    if item.state == "overdue":
        return f"overdue by {days} {unit}"
    if item.state == "contested":
        return "contested"
    if item.days_left < 0:
        return f"about {days} {unit} past"
    return "due today" if days == 0 else f"{days} {unit} left"


def paper_status(case: Case, paper: Paper) -> str:
    """Return what became of a paper: "delivered (about 28 May 2025)"."""
    if paper.since is None:
        return paper.status
    last = paper.proposal.history[-1].according_to
    account = f", according to {name_of(case, last)}" if last else ""
    return f"{paper.status} ({when(paper.since)}{account})"


def readers(case: Case, paper: Paper) -> str:
    """Return who has a paper and who was told of it."""
    parts = []
    if paper.seen_by:
        parts.append("seen by " + names_of(case, (each.who for each in paper.seen_by)))
    if paper.told:
        parts.append("told of it: " + names_of(case, (each.who for each in paper.told)))
    return "; ".join(parts) or "nobody is recorded as having seen it"


def flags(item: TimelineItem) -> str:
    """Return what is to be known of a timeline item: ahead, disputed, withdrawn, superseded."""
    names = ("ahead", "disputed", "withdrawn", "superseded")
    return "".join(f" · {name}" for name in names if getattr(item, name))


def account(case: Case, item: TimelineItem) -> str:
    """Return whose account an item is: "according to Ukraine"; empty where nobody is named."""
    if not item.according_to:
        return ""
    if case.find(item.according_to, "documents") is not None:
        return "the source's own account"
    return f"according to {name_of(case, item.according_to)}"


def acting(case: Case, item: TimelineItem) -> str:
    """Return who acts in a timeline item, and to whom: "Russia to Ukraine"."""
    by = names_of(case, item.by)
    if not item.to or item.kind == "event":  # whom it befell is told by the words of the event
        return by
    to = names_of(case, item.to)
    return f"{by} to {to}" if by else f"to {to}"


def delivered(state: CommitmentState) -> str:
    """Return how much of a commitment was carried out, in its unit."""
    if state.delivered is None:
        return "no delivery recorded"
    promised = state.commitment.quantity
    unit = promised.unit if promised else ""
    amount = promised.best if promised and promised.best is not None else None
    of = f" of {number(amount)}" if amount is not None else ""
    return f"{number(state.delivered)}{of} {unit}".strip() + " delivered"
