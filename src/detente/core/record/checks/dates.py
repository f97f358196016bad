"""Dates that cannot go together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import pairwise

from ...problems import Path, Problem
from ..actors import Person
from ..case import CASE_FILE, Case, Placed, walk
from ..dates import Date
from ..entry import Entry, Supported
from ..known import DATED
from ..meetings import Meeting, Proposal
from ..obligations import Commitment, Deadline
from ..statements import Position


def check_dates(case: Case, among: Placed | None = None) -> Iterator[Problem]:
    """Yield orders of dates that cannot be: an end before its beginning, proof before the fact."""
    documents = {document.id: document.date for document in case.documents}
    by_block = {
        block: {entry.id: entry for entry in case.block(block)}
        for block in DATED
        if any(entry.supersedes for entry in case.block(block))
    }
    for block, position, entry in among if among is not None else case.entries():
        path: Path = (CASE_FILE, block, position)
        own: Date | None = getattr(entry, DATED[block]) if block in DATED else None
        if own is not None:
            yield from _recorded_before(entry, own, path)
            if block not in ("documents", "deadlines"):
                yield from _proved_before(entry, own, documents, path)
            yield from _supersedes_later(entry, own, block, by_block.get(block, {}), path)
        for at, part in walk(entry, path):
            if isinstance(part, Supported) and part.date is not None:
                yield from _recorded_before(part, part.date, at)
                yield from _proved_before(part, part.date, documents, at)
        yield from _of_kind(entry, path)


def _recorded_before(entry: Entry | Supported, own: Date, path: Path) -> Iterator[Problem]:
    if entry.recorded and own.surely_after(entry.recorded.latest):
        yield Problem(
            "case-063",
            (*path, "recorded"),
            f"recorded on {entry.recorded}, before it happened ({own})",
            "correct one of the two dates",
        )


def _proved_before(
    entry: Entry | Supported, own: Date, documents: Mapping[str, Date], path: Path
) -> Iterator[Problem]:
    for index, evidence in enumerate(entry.evidence or ()):
        proof = documents.get(evidence.document)
        if proof and own.surely_after(proof.latest):
            yield Problem(
                "case-062",
                (*path, "evidence", index),
                f"dated {own}, after its document ({proof})",
                "a document cannot report what came later: correct one of the two dates",
            )


def _supersedes_later(
    entry: Entry, own: Date, block: str, entries: Mapping[str, Entry], path: Path
) -> Iterator[Problem]:
    for index, other_id in enumerate(entry.supersedes):
        other = entries.get(other_id)
        if other is None or other is entry:
            continue
        if isinstance(entry, Position) and isinstance(other, Position):
            yield from _same_subject(entry, other, (*path, "supersedes", index))
        theirs: Date = getattr(other, DATED[block])
        if theirs.surely_after(own.latest):
            yield Problem(
                "case-064",
                (*path, "supersedes", index),
                f"dated {own}, it supersedes a later entry ({theirs})",
                "only a later entry supersedes an earlier one; a correction may bear the same date",
            )


def _same_subject(entry: Position, other: Position, path: Path) -> Iterator[Problem]:
    if (entry.party, entry.issue) != (other.party, other.issue):
        yield Problem(
            "case-049",
            path,
            "it supersedes a position of another party, or on another issue",
            "a party's position gives way to a later one of the same party on the same issue",
        )


def _of_kind(entry: Entry, path: Path) -> Iterator[Problem]:
    if isinstance(entry, Person) and entry.from_ and entry.until:
        yield from _reversed(entry.from_, entry.until, (*path, "until"), "until", "from")
    elif isinstance(entry, Deadline):
        yield from _reversed(entry.set_on, entry.by, (*path, "by"), "by", "set_on")
    elif isinstance(entry, Commitment):
        yield from _deliveries(entry, path)
    elif isinstance(entry, Proposal):
        yield from _in_order([step.date for step in entry.history], (*path, "history"))
    elif isinstance(entry, Meeting):
        yield from _in_order([step.date for step in entry.history], (*path, "history"))
        yield from _held_in_future(entry, path)


def _reversed(start: Date, end: Date, path: Path, name: str, after: str) -> Iterator[Problem]:
    if end.surely_before(start.earliest):
        yield Problem(
            "case-061",
            path,
            f'"{name}" ({end}) lies before "{after}" ({start})',
            "correct one of the two dates",
        )


def _deliveries(entry: Commitment, path: Path) -> Iterator[Problem]:
    if entry.due:
        yield from _reversed(entry.agreed, entry.due, (*path, "due"), "due", "agreed")
    for index, delivery in enumerate(entry.deliveries):
        if delivery.date.surely_before(entry.agreed.earliest):
            yield Problem(
                "case-066",
                (*path, "deliveries", index, "date"),
                f"delivered on {delivery.date}, before it was agreed ({entry.agreed})",
                "correct one of the two dates",
            )


def _in_order(dates: list[Date], path: Path) -> Iterator[Problem]:
    for index, (earlier, later) in enumerate(pairwise(dates)):
        if later.surely_before(earlier.earliest):
            yield Problem(
                "case-067",
                (*path, index + 1, "date"),
                f"step {index + 2} ({later}) lies before step {index + 1} ({earlier})",
                "write a history in the order it happened",
            )


def _held_in_future(meeting: Meeting, path: Path) -> Iterator[Problem]:
    known: date | None = meeting.recorded.latest if meeting.recorded else None
    if meeting.status == "held" and meeting.date and known and meeting.date.surely_after(known):
        yield Problem(
            "case-068",
            (*path, "status"),
            f"held on {meeting.date}, but recorded on {meeting.recorded}",
            'a meeting that lies ahead is "planned"; add a step to its history when it is held',
        )
