"""Everything a first report tells of a case, computed at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from .record.case import Case
from .record.commitments import CommitmentState, commitments
from .record.due import DueItem, due
from .record.entry import about
from .record.known import known_on, visible_to
from .record.papers import Paper, papers
from .record.positions import PositionMatrix, positions
from .record.quoted import QuotedDocument, quoted_documents
from .record.timeline import TimelineItem, timeline


@dataclass(frozen=True, slots=True)
class Report:
    """A case as known on a day and as one reader may see it, with what follows from it."""

    on: date = about("the day as known on which")
    reader: str = about("who may see it: public, mediator, or a party's id")
    case: Case = about("what is known and may be seen")
    positions: PositionMatrix = about("where each party stands")
    due: tuple[DueItem, ...] = about("what is due, from whom, before what")
    papers: tuple[Paper, ...] = about("who has seen whose paper")
    commitments: tuple[CommitmentState, ...] = about("what was agreed and kept")
    timeline: tuple[TimelineItem, ...] = about("everything dated, in order")
    documents: tuple[QuotedDocument, ...] = about("the sources, with the words quoted")


def analyse(case: Case, on: date, reader: str = "public") -> Report:
    """Return what a report on a case tells, as known on a day, to one reader.

    What the reader may not see is taken out first, so nothing computed can rest
    on it. ``on`` also tells what is overdue. Cost: see the parts.

    >>> analyse(Case(title="t"), date(2025, 5, 30)).due
    ()
    """
    seen = visible_to(known_on(case, on), reader)
    return Report(
        on,
        reader,
        seen,
        positions(seen, on),
        due(seen, on),
        papers(seen, on),
        commitments(seen, on),
        timeline(seen, on),
        quoted_documents(seen, on),
    )
