"""Whether a party's papers came before the meeting they were for, or only at it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from ..record.case import Case
from ..record.dates import Date
from ..record.entry import Evidence, about, standing_entries, superseded_ids
from ..record.meetings import Meeting, Proposal, ProposalStep
from ..record.papers import HANDED_OVER
from .order import Days, days_from, order_is_known, surely_before

PaperTime = Literal["before", "at", "after", "not yet", "cannot be told"]


@dataclass(frozen=True, slots=True)
class PaperTiming:
    """When one of a party's papers was handed over, seen from the meeting it was for."""

    party: str = about("whose paper it is")
    paper: str = about("the paper's id")
    meeting: str = about("the meeting it was due for, handed over at, or next; empty for none")
    handed_over: Date | None = about("when it was first handed over, where it was")
    when: PaperTime = about("before the meeting, at it, after it, not yet, or cannot be told")
    days: Days | None = about("how many days before the meeting, where it was before")
    evidence: tuple[Evidence, ...] = about("the words behind it")


def paper_timings(case: Case, on: date) -> tuple[PaperTiming, ...]:
    """Return when each party's papers came, parties and papers in the order of the record.

    The meeting is the one at which the paper was handed over; else the one before or at which it
    was due; else the first one that was not surely over. A paper handed over on the day of the
    meeting, without a word on which came first, cannot be told. Withdrawn and superseded papers
    are left out, but not those whose history ends so. Papers that are neither handed over nor due
    for a meeting are left out. Cost: linear in the papers times the meetings.

    >>> paper_timings(Case(title="t"), date(2025, 5, 30))
    ()
    """
    meetings = [each for each in case.meetings if each.withdrawn is None and each.date]
    became = {old: each.id for each in meetings for old in each.supersedes}
    current = {each.id: each for each in meetings}
    replaced = superseded_ids(meetings)
    found = []
    for party in case.parties:
        for paper in standing_entries(case.proposals):
            if party.id in paper.by:
                given = next((each for each in paper.history if each.status in HANDED_OVER), None)
                wanted = _wanted(paper, given)
                wanted = became.get(wanted, wanted)
                meeting = current.get(wanted) or _next(
                    [each for each in meetings if each.id not in replaced], party.id, given
                )
                timing = _timing(party.id, paper, given, meeting)
                if timing is not None:
                    found.append(timing)
    return tuple(found)


def _wanted(paper: Proposal, given: ProposalStep | None) -> str:
    if given is not None and given.at:
        return given.at
    return next((each.before or each.at for each in paper.due if each.before or each.at), "")


def _next(meetings: list[Meeting], party: str, given: ProposalStep | None) -> Meeting | None:
    """Return the first meeting of a party that was not surely over when a paper came."""
    if given is None:
        return None
    ahead = [
        (each.date, each)
        for each in meetings
        if each.date
        and each.current_status in ("held", "planned")
        and not surely_before(each.date, given.date)
        and (not each.delegations or party in {group.party for group in each.delegations})
    ]
    return min(ahead, key=lambda each: each[0].order)[1] if ahead else None


def _timing(
    party: str, paper: Proposal, given: ProposalStep | None, meeting: Meeting | None
) -> PaperTiming | None:
    proof = (given.evidence if given else None) or paper.evidence or ()
    if given is None:
        if meeting is None:
            return None
        return PaperTiming(party, paper.id, meeting.id, None, "not yet", None, proof)
    if meeting is None or meeting.date is None:
        return PaperTiming(party, paper.id, "", given.date, "cannot be told", None, proof)
    days = None
    when: PaperTime = "cannot be told"
    if given.at == meeting.id:
        when = "at"
    elif order_is_known(given.date, meeting.date):
        when = "before" if surely_before(given.date, meeting.date) else "after"
        days = days_from(given.date, meeting.date) if when == "before" else None
    return PaperTiming(party, paper.id, meeting.id, given.date, when, days, proof)
