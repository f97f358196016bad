"""What changed in a case, since a day or between two versions of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Literal

from .record.case import BLOCKS, Case
from .record.due import DueItem, due
from .record.entry import Entry, Supported, Withdrawal, about, superseded_ids
from .record.known import known_on, seen_by, without_naming
from .record.positions import PositionMatrix, positions
from .record.statements import Position
from .sequence.building import sequence_graph
from .sequence.deadlocks import Deadlock, deadlocks
from .sequence.possible import Demands

ChangeKind = Literal["added", "superseded", "withdrawn", "disputed", "continued", "edited", "gone"]


@dataclass(frozen=True, slots=True)
class EntryChange:
    """What became of one entry.

    An entry is ``continued`` by new parts (a step of its history, a claim, a delivery,
    evidence), ``edited`` where what it said before says something else now, and ``gone``
    where it is no longer in the record.
    """

    block: str = about("the block it stands in")
    id: str = about("the entry's id")
    kind: ChangeKind = about("what became of it")
    by: tuple[str, ...] = about("the entries that supersede it, or who disputes or withdrew it")
    fields: tuple[str, ...] = about("the fields that are new or different")
    parts: tuple[Supported, ...] = about("the dated parts that are new")


@dataclass(frozen=True, slots=True)
class PositionChange:
    """A party stands elsewhere on an issue than before."""

    party: str = about("the party's id")
    issue: str = about("the issue's id")
    before: tuple[Position, ...] = about("the positions that stood, latest first")
    after: tuple[Position, ...] = about("the positions that stand now, latest first")


@dataclass(frozen=True, slots=True)
class DueChange:
    """Something is due, overdue or done that was not so before."""

    item: DueItem = about("how it stands now")
    before: str = about("its state before: open, overdue, contested; new where it was not due")


@dataclass(frozen=True, slots=True)
class JudgementChange:
    """A file of judgements came, changed or went; nothing is told of what it says."""

    file: str = about("the file's name")
    kind: Literal["added", "edited", "gone"] = about("what became of it")


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed between two states of a case, in the order of the record."""

    before: date = about("the day as known on which it stood so before")
    after: date = about("the day as known on which it stands so now")
    entries: tuple[EntryChange, ...] = about("what became of entries")
    positions: tuple[PositionChange, ...] = about("where parties stand elsewhere than before")
    due: tuple[DueChange, ...] = about("what is newly due, overdue or done")
    new_deadlocks: tuple[Deadlock, ...] = about("deadlocks that were not there before")
    freed_deadlocks: tuple[Deadlock, ...] = about("deadlocks that are no longer there")
    top: tuple[str, ...] = about("fields of the top of the file that differ")
    judgements: tuple[JudgementChange, ...] = about("files of judgements that came, changed, went")
    texts: tuple[str, ...] = about("documents of both versions whose text is not the same")
    nothing_in_common: bool = about("whether both have entries, and no id of one is in the other")

    def __bool__(self) -> bool:
        """Whether anything changed."""
        told = (self.entries, self.positions, self.due, self.top, self.judgements, self.texts)
        return any(told) or bool(self.new_deadlocks or self.freed_deadlocks)


def changes_since(case: Case, since: date, on: date, reader: str | None = None) -> Changes:
    """Return what became known between the end of one day and the end of another.

    With a reader, it is what this reader may see. Nothing was edited or is gone: an entry is
    ``continued`` by whatever became known in it. That entries which it names were not
    known before does not change it. Raises ``ValueError`` if ``since`` lies after ``on``.
    Cost: linear in the entries, and what the deadlocks cost
    (:func:`detente.core.sequence.deadlocks.deadlocks`).

    >>> bool(changes_since(Case(title="t"), date(2025, 5, 16), date(2025, 5, 30)))
    False
    """
    if since > on:
        raise ValueError("the day since which is asked lies after the day asked about")
    old, new = (
        known_on(case, day) if reader is None else seen_by(case, reader, day) for day in (since, on)
    )
    before = {entry.id for _, _, entry in old.entries()}
    later = {entry.id for _, _, entry in new.entries()} - before
    entries = _entries(old, without_naming(new, later), one_record=True)
    found = _compared(old, new, since, on, entries)
    added = tuple(each for each in found.judgements if each.kind == "added")
    return replace(found, top=(), judgements=added)


def changes_between(old: Case, new: Case, before: date, after: date) -> Changes:
    """Return what is different between two versions of a case, each as known on a day.

    Entries are the same when their ids are, judgements when their files' names are. Order,
    comments and white space do not count, but in the text of a document.

    >>> old, day = Case(title="t"), date(2025, 5, 30)
    >>> changes_between(old, old, day, day).entries
    ()
    """
    return _compared(old, new, before, after, _entries(old, new))


def _compared(
    old: Case, new: Case, before: date, after: date, entries: Iterator[EntryChange]
) -> Changes:
    """Return what is different, with what became of the entries."""
    documents = {each.id for each in old.documents}
    locked_before, locked_now = _deadlocks(old, before), _deadlocks(new, after)
    return Changes(
        before,
        after,
        tuple(entries),
        tuple(_positions(positions(old, before), positions(new, after))),
        tuple(_due(due(old, before), due(new, after))),
        tuple(each for each in locked_now if not any(_within(each, was) for was in locked_before)),
        tuple(each for each in locked_before if not any(_overlap(each, now) for now in locked_now)),
        tuple(name for name in _TOP if getattr(old, name) != getattr(new, name)),
        tuple(_judgements(old, new)),
        tuple(
            each.id
            for each in new.documents
            if each.id in documents and old.texts.get(each.id) != new.texts.get(each.id)
        ),
        _nothing_in_common(old, new),
    )


_TOP = ("title", "summary", "language", "updated")
"""The fields of the top of the file: all of a case but its blocks, judgements and texts."""


def _judgements(old: Case, new: Case) -> Iterator[JudgementChange]:
    before, now = dict(old.judgements), dict(new.judgements)
    for file, judgement in now.items():
        if file not in before:
            yield JudgementChange(file, "added")
        elif judgement != before[file]:
            yield JudgementChange(file, "edited")
    for file in before:
        if file not in now:
            yield JudgementChange(file, "gone")


def _nothing_in_common(old: Case, new: Case) -> bool:
    before, now = ({entry.id for _, _, entry in each.entries()} for each in (old, new))
    return bool(before and now) and before.isdisjoint(now)


def _deadlocks(case: Case, on: date) -> tuple[Deadlock, ...]:
    return deadlocks(Demands.of(sequence_graph(case, on)))


def _within(each: Deadlock, other: Deadlock) -> bool:
    """Whether all of a deadlock is part of another one: its steps, or its requirements.

    Steps are known by another name once the entry they stand for is recorded or replaced.
    """
    return set(each.steps) <= set(other.steps) or set(each.requirements) <= set(other.requirements)


def _overlap(each: Deadlock, other: Deadlock) -> bool:
    """Whether some of a deadlock is left in another one."""
    return not set(each.steps).isdisjoint(other.steps) or not set(each.requirements).isdisjoint(
        other.requirements
    )


def _entries(old: Case, new: Case, *, one_record: bool = False) -> Iterator[EntryChange]:
    for block in BLOCKS:
        before = {entry.id: entry for entry in old.block(block)}
        now = {entry.id: entry for entry in new.block(block)}
        replaced = superseded_ids(now.values()) - superseded_ids(before.values())
        for entry in now.values():
            if entry.id not in before:
                yield EntryChange(block, entry.id, "added", (), (), ())
                continue
            if entry.id in replaced:
                by = tuple(each.id for each in now.values() if entry.id in each.supersedes)
                yield EntryChange(block, entry.id, "superseded", by, (), ())
            yield from _continued(block, before[entry.id], entry, one_record)
        for entry in before.values():
            if entry.id not in now and not one_record:
                yield EntryChange(block, entry.id, "gone", (), (), ())


def _continued(block: str, before: Entry, now: Entry, one_record: bool) -> Iterator[EntryChange]:
    """Yield what came to an entry, and what in it says something else now."""
    if before == now:
        return
    continued: list[str] = []
    edited: list[str] = []
    parts: list[Supported] = []
    for each in fields(now):
        was, value = getattr(before, each.name), getattr(now, each.name)
        if was == value:
            continue
        if isinstance(value, Withdrawal) and was is None:
            who = (value.by,) if value.by else ()
            yield EntryChange(block, now.id, "withdrawn", who, (), (value,))
            continue
        more = _more(was, value, one_record)
        if more is None:
            edited.append(each.name)
        elif each.name == "disputed":
            by = tuple(dict.fromkeys(str(getattr(part, "by", "")) for part in more))
            yield EntryChange(block, now.id, "disputed", by, (), more)
        else:
            continued.append(each.name)
            parts.extend(more)
    if continued:
        yield EntryChange(block, now.id, "continued", (), tuple(continued), tuple(parts))
    if edited:
        yield EntryChange(block, now.id, "edited", (), tuple(edited), ())


def _more(was: object, value: object, one_record: bool) -> tuple[Supported, ...] | None:
    """Return the dated parts that came to a field whose old value still stands, else None.

    A field that said nothing before and has a value now was added to, without dated parts.
    In one record every old value still stands: what differs is the evidence of a part.
    """
    found = value if isinstance(value, tuple) else ()
    parts = tuple(part for part in found if isinstance(part, Supported))
    if not was:
        return parts
    if isinstance(was, tuple) and isinstance(value, tuple) and all(each in value for each in was):
        return tuple(part for part in parts if part not in was)
    if one_record and isinstance(was, tuple):
        stood = [_bare(each) for each in was]
        return tuple(part for part in parts if _bare(part) not in stood)
    return () if one_record else None


def _bare(part: object) -> object:
    """Return a part of an entry without its evidence."""
    return replace(part, evidence=None) if isinstance(part, Supported) else part


def _positions(before: PositionMatrix, now: PositionMatrix) -> Iterator[PositionChange]:
    stood = {(cell.party, cell.issue): cell.standing for cell in before.cells}
    for cell in now.cells:
        was = stood.pop((cell.party, cell.issue), ())
        if _said(was) != _said(cell.standing):
            yield PositionChange(cell.party, cell.issue, was, cell.standing)
    for (party, issue), standing in stood.items():
        if standing:
            yield PositionChange(party, issue, standing, ())


def _said(standing: tuple[Position, ...]) -> set[tuple[object, ...]]:
    """Return what positions say, whoever of their side said it and when."""
    return {
        (
            each.stance,
            frozenset(each.options),
            each.value,
            "" if each.options or each.value else each.text,
        )
        for each in standing
    }


def _due(before: tuple[DueItem, ...], now: tuple[DueItem, ...]) -> Iterator[DueChange]:
    states = {_same(item): item.state for item in before}
    for item in now:
        was = states.get(_same(item), "new")
        if item.state != was and not (was == "new" and item.state == "done"):
            yield DueChange(item, was)


def _same(item: DueItem) -> tuple[str, str, str, str, str]:
    return (item.entry, item.says, item.before, item.at, str(item.by))
