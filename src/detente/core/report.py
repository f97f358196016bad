"""Everything a first report tells of a case, computed at once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from .changes import Changes, changes_since
from .movement.movement import Movement, movement
from .outcomes.combining import Limits
from .outcomes.progress import Progress
from .outcomes.space import BargainingProblem, space_of
from .preferences.axes import TooManyOptions
from .preferences.judged import utility_of
from .preferences.utility import Utility
from .record.case import Case
from .record.commitments import CommitmentState, commitments
from .record.due import DueItem, due
from .record.entry import about, standing_entries
from .record.judgements import Judgement
from .record.known import known_on, seen_by
from .record.papers import Paper, papers
from .record.positions import PositionMatrix, positions
from .record.quoted import QuotedDocument, quoted_documents
from .record.timeline import TimelineItem, timeline
from .sequence.analysis import Sequence, sequence
from .solutions.agreement import Agreement, agreement
from .solutions.table import Table, Worth
from .stability.analysis import ConflictAnalysis
from .stability.around import Around
from .stability.held import held

PACKAGES_AT_MOST = 1_000_000
"""Whether there is a deal is left out of a report where rules or interactions tie more packages."""

STATES_AT_MOST = 2**16
"""Which states hold is left out of a report on a conflict of more states."""

LIMITS = Limits(memory_bytes=2**28, points_at_most=5_000)


@dataclass(frozen=True, slots=True)
class Offered:
    """A paper that settles every issue, and what it is worth to the parties judged."""

    proposal: str = about("the paper")
    worth: Worth = about("its package, and what that is worth")


@dataclass(frozen=True, slots=True)
class Report:
    """A case as known on a day and as one reader may see it, with what follows from it."""

    on: date = about("the day as known on which")
    reader: str = about(
        "who may see it: public, mediator, or a party's id; empty for all that is in the folder"
    )
    case: Case = about("what is known and may be seen")
    positions: PositionMatrix = about("where each party stands")
    due: tuple[DueItem, ...] = about("what is due, from whom, before what")
    sequence: Sequence = about("what has to come before what, deadlocks and ways out")
    movement: Movement = about("who moved, how far apart the sides stand, and conduct")
    papers: tuple[Paper, ...] = about("who has seen whose paper")
    commitments: tuple[CommitmentState, ...] = about("what was agreed and kept")
    timeline: tuple[TimelineItem, ...] = about("everything dated, in order")
    documents: tuple[QuotedDocument, ...] = about("the sources, with the words quoted")
    agreement: Agreement | None = about(
        "whether there is a deal; none where the reader may see no judgement, or it would take long"
    )
    offered: tuple[Offered, ...] = about("the papers that are whole packages, and their worth")
    stability: ConflictAnalysis | None = about(
        "which states of the conflict hold; none where the reader sees no course of action"
    )
    moves: Around | None = about(
        "the moves among the states that matter most; none where these are too many"
    )
    changes: Changes | None = about("what changed since a day, where one is given")


def analyse(
    case: Case,
    on: date,
    reader: str | None = "public",
    since: date | None = None,
    chance: np.random.Generator | None = None,
    *,
    judged: bool = True,
    progress: Progress | None = None,
) -> Report:
    """Return what a report on a case tells, as known on a day, to one reader.

    What the reader may not see is taken out first, so nothing computed can rest
    on it; without a reader (None) nothing is taken out. ``on`` also tells what is overdue;
    ``since`` a day, what changed after it. Raises ``ValueError`` if that day lies after ``on``.
    ``chance`` draws packages where there are too many to count; without ``judged`` whether there is
    a deal and what holds are left out, which take longest; ``progress`` is told how far these are.
    Cost: see the parts; whether there is a deal is left out where it would take long, and so is
    which states of a conflict hold.

    >>> analyse(Case(title="t"), date(2025, 5, 30)).due
    ()
    """
    seen = known_on(case, on) if reader is None else seen_by(case, reader, on)
    return Report(
        on,
        reader or "",
        seen,
        positions(seen, on),
        due(seen, on),
        sequence(seen, on),
        movement(seen, on, since),
        papers(seen, on),
        commitments(seen, on),
        timeline(seen, on),
        quoted_documents(seen, on),
        *(reckoned(seen, chance, progress) if judged else (None, (), None, None)),
        None if since is None else changes_since(case, since, on, reader),
    )


def judged_anew(
    seen: Case,
    file: str,
    judgement: Judgement,
    chance: np.random.Generator | None = None,
    progress: Progress | None = None,
) -> tuple[Case, Agreement | None, tuple[Offered, ...]]:
    """Return a case with one judgement more, or another one of that file's name, and what then follows.

    That is whether there is a deal, and the papers' worth; the first is left out as :func:`analyse`
    says. Cost: see :func:`~detente.core.solutions.agreement.agreement`.

    >>> from .record.dates import Date
    >>> made = Judgement(party="north", author="a", date=Date.of(date(2025, 5, 1)))
    >>> judged_anew(Case(title="t"), "judgements/north.yaml", made)[1].why_not
    'no issues'
    """
    others = (each for each in seen.judgements if each[0] != file)
    case = replace(seen, judgements=(*others, (file, judgement)))
    deal = _agreement(case, chance, progress)
    return case, deal, offered(case, deal)


Reckoned = tuple[Agreement | None, tuple[Offered, ...], ConflictAnalysis | None, Around | None]


def reckoned(
    seen: Case, chance: np.random.Generator | None = None, progress: Progress | None = None
) -> Reckoned:
    """Return the parts of a report that rest on judgements, from what its reader may see.

    They are whether there is a deal, the papers' worth, which states hold, and the moves between these.
    Each is left out as :func:`analyse` says.

    >>> reckoned(Case(title="t"))
    (None, (), None, None)
    """
    deal = _agreement(seen, chance, progress)
    return deal, offered(seen, deal), *_stability(seen, progress)


def _agreement(
    seen: Case, chance: np.random.Generator | None, progress: Progress | None
) -> Agreement | None:
    """Return whether there is a deal, where the reader may see judgements and it is soon told."""
    if not seen.judgements:
        return None
    try:
        space = space_of(seen)
    except TooManyOptions:
        return None
    tied = bool(space.forbidden) or any(
        each.interactions or each.packages for _, each in seen.judgements
    )
    if tied and space.size > PACKAGES_AT_MOST:
        return None
    return agreement(seen, limits=LIMITS, chance=chance, progress=progress)


def _stability(
    seen: Case, progress: Progress | None
) -> tuple[ConflictAnalysis | None, Around | None]:
    """Return which states hold of the conflict that the reader may see, and the moves to draw."""
    found = held(seen, STATES_AT_MOST, progress)
    return found.analysis, found.moves


def offered(case: Case, deal: Agreement | None) -> tuple[Offered, ...]:
    """Return the papers that are whole packages which the rules allow, with their worth.

    Without an answer about a deal, none. Papers withdrawn or replaced do not count. What no
    agreement is worth is taken from the answer. Cost: linear in the papers, issues and options.

    >>> offered(Case(title="t"), None)
    ()
    """
    if deal is None or deal.why_not:
        return ()
    space = space_of(case)
    judgements = dict(case.judgements)
    valued = [utility_of(judgements[each.file], space.axes) for each in deal.judged]
    utilities = tuple(each for each in valued if isinstance(each, Utility))
    table = Table(BargainingProblem(space, utilities), deal.disagreement, deal.assumed)
    found = []
    for each in standing_entries(case.proposals):
        if any(len(options) != 1 for options in each.package.values()):
            continue
        outcome = space.outcome({issue: options[0] for issue, options in each.package.items()})
        if outcome is not None and space.allows(outcome):
            found.append(Offered(each.id, table.worth(outcome)))
    return tuple(found)
