"""Everything a first report tells of a case, computed at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from .changes import Changes, changes_since
from .movement.movement import Movement, movement
from .record.case import Case
from .record.commitments import CommitmentState, commitments
from .record.due import DueItem, due
from .record.entry import about
from .record.known import seen_by
from .record.papers import Paper, papers
from .record.positions import PositionMatrix, positions
from .record.quoted import QuotedDocument, quoted_documents
from .record.timeline import TimelineItem, timeline
from .sequence.analysis import Sequence, sequence


@dataclass(frozen=True, slots=True)
class Report:
    """A case as known on a day and as one reader may see it, with what follows from it."""

    on: date = about("the day as known on which")
    reader: str = about("who may see it: public, mediator, or a party's id")
    case: Case = about("what is known and may be seen")
    positions: PositionMatrix = about("where each party stands")
    due: tuple[DueItem, ...] = about("what is due, from whom, before what")
    sequence: Sequence = about("what has to come before what, deadlocks and ways out")
    movement: Movement = about("who moved, how far apart the sides stand, and conduct")
    papers: tuple[Paper, ...] = about("who has seen whose paper")
    commitments: tuple[CommitmentState, ...] = about("what was agreed and kept")
    timeline: tuple[TimelineItem, ...] = about("everything dated, in order")
    documents: tuple[QuotedDocument, ...] = about("the sources, with the words quoted")
    changes: Changes | None = about("what changed since a day, where one is given")


def analyse(case: Case, on: date, reader: str = "public", since: date | None = None) -> Report:
    """Return what a report on a case tells, as known on a day, to one reader.

    What the reader may not see is taken out first, so nothing computed can rest
    on it. ``on`` also tells what is overdue; ``since`` a day, what changed after it. Raises
    ``ValueError`` if that day lies after ``on``. Cost: see the parts.

    >>> analyse(Case(title="t"), date(2025, 5, 30)).due
    ()
    """
    seen = seen_by(case, reader, on)
    return Report(
        on,
        reader,
        seen,
        positions(seen, on),
        due(seen, on),
        sequence(seen, on),
        movement(seen, on, since),
        papers(seen, on),
        commitments(seen, on),
        timeline(seen, on),
        quoted_documents(seen, on),
        None if since is None else changes_since(case, since, on, reader),
    )
