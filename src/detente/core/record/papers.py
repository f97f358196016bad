"""The parties' papers: what became of each, and who has seen whose."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from .case import Case
from .dates import Date
from .entry import about, superseded_ids
from .known import known_on
from .meetings import Proposal, ProposalDue

HANDED_OVER = frozenset({"delivered", "deposited", "opened", "non-paper"})
"""The steps after which the one named has the paper itself."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who has a paper, or was told of it, and since when."""

    who: str = about("the party or person")
    since: Date = about("since when")
    according_to: str = about("whose account it is; empty for the document's author's")


@dataclass(frozen=True, slots=True)
class Paper:
    """A party's paper as it stands."""

    proposal: Proposal = about("the entry")
    status: str = about("the last step of its history")
    since: Date | None = about("when that step was taken")
    seen_by: tuple[Reader, ...] = about("who has the paper")
    told: tuple[Reader, ...] = about("who was told of it without getting it")
    awaited: tuple[ProposalDue, ...] = about("due dates that are not met yet")


def papers(case: Case, on: date | None = None) -> tuple[Paper, ...]:
    """Return every proposal with its status and readers, as known on a day.

    Papers keep the order of the record. A paper of which no step is known yet
    has the status ``unknown``.

    >>> papers(Case(title="t"))
    ()
    """
    seen = known_on(case, on) if on else case
    superseded = superseded_ids(seen.proposals)
    return tuple(_paper(proposal, proposal.id in superseded) for proposal in seen.proposals)


def _paper(proposal: Proposal, superseded: bool) -> Paper:
    last = proposal.history[-1] if proposal.history else None
    status = last.status if last else "unknown"
    if proposal.withdrawn is not None:
        status = "withdrawn"
    elif superseded:
        status = "superseded"
    awaited = (
        ()
        if status in ("withdrawn", "superseded")
        else tuple(due for due in proposal.due if handed_over(proposal, due) is None)
    )
    return Paper(
        proposal,
        status,
        last.date if last else None,
        _readers(proposal, HANDED_OVER),
        _readers(proposal, frozenset({"briefed"})),
        awaited,
    )


def _readers(proposal: Proposal, statuses: frozenset[str]) -> tuple[Reader, ...]:
    first: dict[str, Reader] = {}
    for step in proposal.history:
        if step.status in statuses:
            for who in step.to:
                first.setdefault(who, Reader(who, step.date, step.according_to))
    return tuple(first.values())


def handed_over(proposal: Proposal, due: ProposalDue) -> Date | None:
    """Return when the last of those to whom a paper is due got it, or None.

    Where a due date names nobody, the first handing over counts; a step that
    names nobody counts for all.
    """
    steps = [step for step in proposal.history if step.status in HANDED_OVER]
    if not due.to:
        return steps[0].date if steps else None
    got = [
        next((step.date for step in steps if not step.to or who in step.to), None) for who in due.to
    ]
    dates = [when for when in got if when is not None]
    return max(dates, key=lambda when: when.order) if len(dates) == len(got) else None
