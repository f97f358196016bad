"""The case as it was known on a date, and as somebody may see it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields, is_dataclass, replace
from datetime import date, datetime
from functools import cache
from types import MappingProxyType
from typing import Any, get_args, get_type_hints

from .case import BLOCKS, Case
from .conflict import CourseOfAction, names_in
from .dates import Date
from .entry import MEDIATOR, PUBLIC, Entry, Evidence, Supported, standing_entries
from .issues import Rule
from .judgements import Judgement
from .meetings import Meeting

DATED: Mapping[str, str] = MappingProxyType(
    {
        "documents": "date",
        "statements": "date",
        "positions": "date",
        "conditions": "date",
        "deadlines": "set_on",
        "levers": "date",
        "commitments": "agreed",
        "events": "date",
    }
)
"""For each block whose entries are of a day: the field that says which. Meetings
and papers are known before they take place; their history is dated instead."""


def known_since(
    documents: Mapping[str, date], recorded: Date | None, evidence: tuple[Evidence, ...] | None
) -> date | None:
    """Return the first day something can have been known, or None if nothing says.

    It is the day it was recorded where that is written, else the date of the
    earliest document that proves it.
    """
    if recorded is not None:
        return recorded.earliest
    if not evidence:
        return None
    days = [documents[each.document] for each in evidence if each.document in documents]
    return min(days, default=None)


def known_on(case: Case, day: date) -> Case:
    """Return the case as it was known at the end of a day.

    An entry is left out when it is surely dated after the day, or was recorded
    (or, where that is not written, first documented) after it. Steps of a
    history, deliveries, claims, findings, disputes and withdrawals are left out
    by the same rule one by one, and so is evidence from documents that were not
    known yet. Judgements dated later and the texts of later
    documents are left out too. A meeting or due date that lies ahead stays: it
    was known to lie ahead, without what came of it. An entry that nothing dates at all
    stays. References that may be left out do not name entries that were not known yet, and a
    rule that speaks of one is left out whole: without it, it would forbid something else.
    Raises ``TypeError`` if ``day`` is no ``datetime.date``.

    >>> known_on(Case(title="t"), date(2025, 5, 29)).title
    't'
    """
    if isinstance(day, datetime) or not isinstance(day, date):
        raise TypeError("a day is needed: datetime.date(2025, 5, 29)")
    documents = {
        each.id: max(each.date.earliest, each.recorded.earliest if each.recorded else date.min)
        for each in case.documents
    }

    def keep(item: Any, own: Date | None) -> bool:
        since = known_since(documents, item.recorded, item.evidence)
        return (since is None or since <= day) and (own is None or own.earliest <= day)

    known = _filtered(
        case,
        lambda block, entry: keep(entry, getattr(entry, DATED[block]) if block in DATED else None),
        lambda part: keep(part, part.date),
        lambda made: made.earliest <= day,
    )
    later = {each for each, since in documents.items() if since > day}
    kept = {entry.id for _, _, entry in known.entries()}
    unknown = {entry.id for _, _, entry in case.entries()} - kept
    meetings = tuple(_before_it_was_held(meeting, day) for meeting in known.meetings)
    rules = _rules_that_name_none(known.rules, unknown)
    updated = case.updated if case.updated and case.updated.earliest <= day else None
    return _without(
        replace(known, meetings=meetings, rules=rules, updated=updated),
        later,
        unknown,
        all_ids=False,
    )


def _rules_that_name_none(rules: tuple[Rule, ...], ids: set[str]) -> tuple[Rule, ...]:
    """Return the rules that speak of none of the entries given."""
    return tuple(
        rule
        for rule in rules
        if ids.isdisjoint((*rule.when, *rule.excludes, *rule.requires))
        and ids.isdisjoint((*rule.together, *rule.without))
    )


def _before_it_was_held(meeting: Meeting, day: date) -> Meeting:
    """Return a meeting that still lies ahead without what came of it."""
    if meeting.outcome and meeting.date and meeting.date.surely_after(day):
        return replace(meeting, outcome="")
    return meeting


def visible_to(case: Case, reader: str) -> Case:
    """Return the case with only what ``reader`` may see.

    ``reader`` is ``"public"`` (what everybody may see), ``"mediator"``, or a
    party's id. A party that is a mediator also reads as mediator; a delegation or
    member also reads as the parties it is a member of. Deny by default: an entry
    that does not name the reader is left out, so is any evidence from a
    document the reader may not see, every rule that speaks of an issue or a course of action
    the reader may not see, the options of a position on such an issue, what judgements say of
    such courses and of states made of them, and every judgement not shown to the reader.

    >>> visible_to(Case(title="t"), "public").title
    't'
    """
    readers = reads_as(case, reader)

    def may(visible: tuple[str, ...]) -> bool:
        return not readers.isdisjoint(visible)

    shown = _filtered(case, lambda _, entry: may(entry.visible_to), lambda _: True, None)
    shown = replace(
        shown,
        judgements=tuple(each for each in case.judgements if may(each[1].visible_to)),
    )
    kept = {entry.id for _, _, entry in shown.entries()}
    hidden = {entry.id for _, _, entry in case.entries()} - kept
    whole = _rules_that_name_none(shown.rules, hidden)
    positions = tuple(
        replace(each, options=()) if each.issue in hidden else each for each in shown.positions
    )
    return _without(replace(shown, rules=whole, positions=positions), hidden, hidden)


def seen_by(case: Case, reader: str, on: date | None) -> Case:
    """Return the case as ``reader`` may see it, as known on a day; None asks of no day.

    What the reader may not see decides nothing: since when something is known is told from
    the documents this reader may see. Where none of its documents is among these, the day it was
    recorded counts and its own date, as for what has no evidence. Who may see what is
    told from the whole record, whatever the day. Raises ``TypeError`` if ``on`` is no
    ``datetime.date``. Cost: linear in the entries.

    >>> seen_by(Case(title="t"), "public", date(2025, 5, 29)).title
    't'
    """
    shown = visible_to(case, reader)
    return shown if on is None else known_on(shown, on)


def reads_as(case: Case, reader: str) -> frozenset[str]:
    """Return the words and ids as which a reader reads: its own, public, and what it belongs to.

    Only entries that stand are followed: not one withdrawn or superseded.
    """
    by_id = {party.id: party for party in standing_entries(case.parties)}
    found, waiting = {PUBLIC, reader}, [reader]
    while waiting:
        party = by_id.get(waiting.pop())
        if party is None:
            continue
        if party.role == "mediator":
            found.add(MEDIATOR)
        fresh = [each for each in party.member_of if each not in found and each in by_id]
        found.update(fresh)
        waiting.extend(fresh)
    return frozenset(found)


def _filtered(
    case: Case,
    keep_entry: Callable[[str, Entry], bool],
    keep_part: Callable[[Supported], bool],
    keep_judgement: Callable[[Date], bool] | None,
) -> Case:
    changes: dict[str, Any] = {}
    for block in BLOCKS:
        changes[block] = tuple(
            _pruned(entry, keep_part) for entry in case.block(block) if keep_entry(block, entry)
        )
    if keep_judgement:
        changes["judgements"] = tuple(
            each for each in case.judgements if keep_judgement(each[1].date)
        )
    present = {document.id for document in changes["documents"]}
    changes["texts"] = MappingProxyType(
        {key: text for key, text in case.texts.items() if key in present}
    )
    return replace(case, **changes)


def _pruned(entry: Entry, keep: Callable[[Supported], bool]) -> Entry:
    """Return the entry without the dated parts that are not to be kept."""
    changes: dict[str, Any] = {}
    kind: Any = type(entry)
    for name in _with_parts(kind):
        value = getattr(entry, name)
        if not value:
            continue
        if isinstance(value, Supported):
            if not keep(value):
                changes[name] = None
            continue
        kept = tuple(part for part in value if keep(part))
        if len(kept) != len(value):
            changes[name] = kept
    return replace(entry, **changes) if changes else entry


@cache
def _with_parts(kind: Any) -> tuple[str, ...]:
    """Return the names of a type's fields that hold a dated part, or several: few, so that most are passed over."""
    return tuple(name for name, hint in get_type_hints(kind).items() if _holds_parts(hint))


def _holds_parts(hint: Any) -> bool:
    if isinstance(hint, type) and issubclass(hint, Supported):
        return True
    return any(_holds_parts(each) for each in get_args(hint))


def without_naming(case: Case, ids: set[str]) -> Case:
    """Return the case with all its entries, but without these ids where they may be left out.

    >>> without_naming(Case(title="t"), {"a"}).title
    't'
    """
    return _without(case, set(), ids, all_ids=False)


def _without(case: Case, documents: set[str], ids: set[str], *, all_ids: bool = True) -> Case:
    """Return the case without evidence from some documents and without some entries' ids.

    ``all_ids`` takes out ids in required fields too.
    """
    if not documents and not ids:
        return case

    def cleaned(value: Any) -> Any:
        if isinstance(value, tuple):
            kept = tuple(
                cleaned(each)
                for each in value
                if not (isinstance(each, Evidence) and each.document in documents)
            )
            return value if kept == value else kept
        if not is_dataclass(value) or isinstance(value, Date | type):
            return value
        changes = {}
        for each in fields(value):
            inner = getattr(value, each.name)
            refers = each.metadata.get("refers") or each.name == "supersedes"
            required = each.default is MISSING and each.default_factory is MISSING
            if refers and required and not all_ids:
                continue
            new = _unnamed(inner, ids) if refers else cleaned(inner)
            if new is not inner:  # evidence that is taken out is not "none"
                changes[each.name] = None if each.name == "evidence" and new == () else new
        return replace(value, **changes) if changes else value

    judgements = tuple(
        (file, _judged(cleaned(_whole(made, ids)), ids)) for file, made in case.judgements
    )
    case = replace(case, conflict=tuple(_course(each, ids) for each in case.conflict))
    blocks = {block: cleaned(case.block(block)) for block in BLOCKS}
    return replace(case, judgements=judgements, **blocks)


def _course(course: CourseOfAction, ids: set[str]) -> CourseOfAction:
    """Return a course of action without what speaks of the entries given, whole.

    With one course of action less, it would say something else of when it can be given up.
    """
    if course.issue in ids:
        course = replace(course, option="")
    return course if ids.isdisjoint(course.kept_unless) else replace(course, kept_unless=())


def _whole(judgement: Judgement, ids: set[str]) -> Judgement:
    """Return a judgement without what speaks of several entries, the given ones among them.

    With one less it would say something else: that an interaction holds in more packages, or
    that a state is another one.
    """
    if not ids:
        return judgement
    states = frozenset().union(*(names_in(each) for tie in judgement.state_order for each in tie))
    return replace(
        judgement,
        interactions=tuple(each for each in judgement.interactions if ids.isdisjoint(each.when)),
        packages=tuple(each for each in judgement.packages if ids.isdisjoint(each.package)),
        comparisons=tuple(
            each for each in judgement.comparisons if ids.isdisjoint({*each.better, *each.worse})
        ),
        priorities=tuple(
            each if ids.isdisjoint(names_in(each.formula)) else replace(each, formula="")
            for each in judgement.priorities
        ),
        state_order=judgement.state_order if ids.isdisjoint(states) else (),
    )


def _judged(judgement: Judgement, ids: set[str]) -> Judgement:
    """Return a judgement without the issues given."""
    if not ids:
        return judgement
    order = (tuple(each for each in tie if each not in ids) for tie in judgement.issue_order)
    return replace(
        judgement,
        issue_order=tuple(tie for tie in order if tie),
        option_orders=_unnamed(judgement.option_orders, ids),
        values=_unnamed(judgement.values, ids),
    )


def _unnamed(reference: Any, ids: set[str]) -> Any:
    """Return a reference, one or many or a choice by issue, without the ids given."""
    if isinstance(reference, str):
        return "" if reference in ids else reference
    if isinstance(reference, Mapping) and not ids.isdisjoint(reference):
        return MappingProxyType({key: each for key, each in reference.items() if key not in ids})
    if isinstance(reference, tuple) and not ids.isdisjoint(reference):
        return tuple(each for each in reference if each not in ids)
    return reference
