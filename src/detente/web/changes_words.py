"""The words in which changes are told."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from detente.core.changes import Changes, DueChange, EntryChange, JudgementChange, PositionChange
from detente.core.record.case import Case
from detente.core.record.dates import Date
from detente.core.record.entry import Entry, Supported
from detente.core.record.issues import Issue, Rule
from detente.core.record.known import DATED
from detente.core.record.obligations import Condition, Step
from detente.core.record.statements import Position
from detente.core.record.steps import step_key
from detente.core.sequence.deadlocks import Deadlock

from . import words

BLOCK_TITLES: Mapping[str, str] = MappingProxyType(
    {
        "meetings": "Meetings",
        "proposals": "Papers",
        "conditions": "Conditions",
        "deadlines": "Deadlines",
        "commitments": "Commitments",
        "levers": "Levers",
        "statements": "Statements",
        "events": "Events",
        "issues": "Issues",
        "rules": "Rules",
        "conflict": "Courses of action",
        "parties": "Parties",
        "people": "People",
        "documents": "Sources",
        "positions": "Entries on positions",
    }
)
"""The blocks in the order in which somebody who comes back wants to read them."""


def title(changes: Changes, *, versions: bool) -> str:
    """Return over what the changes run."""
    if versions:
        return f"from one version to the other, as known on {words.day(changes.after)}"
    return f"since the end of {words.day(changes.before)}, as known on {words.day(changes.after)}"


def compared_with(changes: Changes) -> str:
    """Return what "before" means where changes are since a day."""
    return f"Before is what was known at the end of {words.day(changes.before)}."


def entry_text(case: Case, entry: Entry) -> str:
    """Return what an entry is about, in its own words."""
    match entry:
        case Position():
            party, issue = words.name_of(case, entry.party), case.find(entry.issue, "issues")
            about = issue.label if isinstance(issue, Issue) else entry.issue
            return f"{party} on {about}: {entry.stance}, {words.options_of(case, entry)}"
        case Condition():
            who = words.name_of(case, entry.required_by)
            either = " or ".join(_words(step) for step in entry.either)
            first = "; ".join((*map(_words, entry.first), *filter(None, (either,))))
            return f"{who}: first {first}, then {_words(entry.then)}"
        case Issue():
            return entry.question
        case Rule():
            return f"a rule on {', '.join(entry.when or (*entry.together, *entry.without))}"
    for name in ("title", "text", "what", "name", "label"):
        if getattr(entry, name, ""):
            return str(getattr(entry, name))
    return entry.id


def speaker(case: Case, entry: Entry) -> str:
    """Return who speaks or acts in an entry, where it says so."""
    for name in ("speaker", "set_by", "held_by"):
        if getattr(entry, name, ""):
            return words.name_of(case, str(getattr(entry, name)))
    return words.names_of(case, getattr(entry, "owed_by", ()) or getattr(entry, "actors", ()))


def dated(block: str, entry: Entry) -> str:
    """Return the date of an entry for reading; "" where its kind has none."""
    value = getattr(entry, DATED[block], None) if block in DATED else getattr(entry, "date", None)
    return words.when(value) if isinstance(value, Date) else ""


def what_became(case: Case, change: EntryChange) -> str:
    """Return what became of an entry: "new", "superseded by ...", "a claim was added"."""
    by = words.names_of(case, change.by)
    match change.kind:
        case "added":
            return "new"
        case "superseded":
            return f"superseded by {', '.join(change.by)}"
        case "withdrawn":
            return f"withdrawn by {by}" if by else "withdrawn"
        case "disputed":
            return f"disputed by {by}"
        case "edited":
            return f"says something else now: {', '.join(change.fields)}"
        case "gone":
            return "no longer in the record"
    told = [part(case, each) for each in change.parts]
    return "; ".join(told) or f"added to: {', '.join(change.fields)}"


def part(case: Case, each: Supported) -> str:
    """Return a part that came to an entry: "delivered (28 May 2025)", "claim: kept, says Union"."""
    when = f" ({words.when(each.date)})" if each.date else ""
    status = getattr(each, "status", "")
    by = words.name_of(case, str(getattr(each, "by", ""))) if getattr(each, "by", "") else ""
    if status:
        return f"{status}{when}"
    for name, told in (("says", "claim"), ("found", "finding")):
        if getattr(each, name, "") and by:
            return f"{told}: {getattr(each, name)}, says {by}{when}"
    quantity = getattr(each, "quantity", None)
    if quantity is not None:
        return f"delivery: {words.quantity(quantity)}{when}"
    return f"a {type(each).__name__.lower()} was added{when}"


def stands(case: Case, positions: tuple[Position, ...]) -> str:
    """Return positions side by side; "silent" for none."""
    told = (f"{each.stance}: {words.options_of(case, each)}" for each in positions)
    return "; ".join(told) or "silent"


def position(case: Case, change: PositionChange) -> str:
    """Return whose position on what changed: "Union on Shifts"."""
    issue = case.find(change.issue, "issues")
    label = issue.label if isinstance(issue, Issue) else change.issue
    return f"{words.name_of(case, change.party)} on {label}"


def due(case: Case, change: DueChange) -> str:
    """Return what is due now that was not, or what it is now."""
    item = change.item
    whose = f" from {words.names_of(case, item.from_)}" if item.from_ else ""
    was = "" if change.before == "new" else f" (before: {change.before})"
    what = f"{item.what.rstrip('.')}{whose}, {words.due_date(case, item)}"
    return f"{what}: {words.time_left(item)}{was}"


NOTHING_IN_COMMON = "the two have no entry in common"


def judgement(change: JudgementChange) -> str:
    """Return what became of a file of judgements, by its name only."""
    kinds = {
        "added": "new",
        "edited": "says something else now",
        "gone": "no longer in the record",
    }
    return f"{change.file}: {kinds[change.kind]}"


def text_of(case: Case, document: str) -> str:
    """Return a document whose text is not what it was, by its title."""
    found = case.find(document, "documents")
    return f"{entry_text(case, found) if found else document} [{document}]"


STEPS_NAMED_AT_MOST = 12
"""How many steps of a deadlock are named; the view of the conditions has all."""


def deadlock(case: Case, each: Deadlock) -> str:
    """Return the steps of a deadlock, by the entries they stand for or in their own words."""
    named = [_step(case, key) for key in each.steps[:STEPS_NAMED_AT_MOST]]
    more = len(each.steps) - len(named)
    return "; ".join(named) + (f"; and {more} more" if more else "")


def _step(case: Case, key: str) -> str:
    entry_id, _, part = key.partition(" / ")
    entry = case.find(entry_id, "meetings", "proposals", "commitments", "events", "deadlines")
    if entry is not None and not part:
        return str(getattr(entry, "title", "") or getattr(entry, "what", key)).rstrip(".")
    for stated in (*case.conditions, *case.deadlines, *case.levers, *case.commitments):
        for one in _steps_of(stated):
            if step_key(one) == key:
                return _words(one)
    return key


def _words(step: Step) -> str:
    return f"{step.what} ({step.part})" if step.part else step.what


def _steps_of(entry: Entry) -> tuple[Step, ...]:
    """Return the steps that an entry names."""
    if isinstance(entry, Condition):
        return (*entry.first, *entry.either, entry.then)
    return tuple(getattr(entry, "after", ()))
