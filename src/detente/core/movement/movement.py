"""Everything the record tells of movement and conduct, computed at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ..record.case import Case
from ..record.entry import about
from ..record.known import known_on
from ..record.positions import positions
from .answers import AnswerTime, IssueShare, answer_times, issue_shares
from .cells import MovementCell, movement_cells
from .codes import BargainingCodes, bargaining_codes
from .deeds import AgreementKept, WordsAndDeeds, agreements_kept, words_and_deeds
from .distances import IssueDistance, distances
from .first_moves import (
    AddedDemand,
    FirstMove,
    Retraction,
    added_demands,
    first_moves,
    retractions,
)
from .paper_times import PaperTiming, paper_timings
from .reciprocity import Reciprocity, reciprocity
from .steps import PositionStep, positions_in_time, steps
from .valued_papers import PaperSteps, paper_steps


@dataclass(frozen=True, slots=True)
class Conduct:
    """What was counted of each party's conduct. Nothing here ranks parties or adds up."""

    first_moves: tuple[FirstMove, ...] = about("who moved first, on the whole and on each issue")
    answer_times: tuple[AnswerTime, ...] = about("how long each party took to answer")
    issue_shares: tuple[IssueShare, ...] = about("which of the other's issues each spoke to")
    paper_timings: tuple[PaperTiming, ...] = about("which papers came before a meeting, or at it")
    retractions: tuple[Retraction, ...] = about("what was taken back")
    added_demands: tuple[AddedDemand, ...] = about("demands added or raised after the first ones")
    words_and_deeds: tuple[WordsAndDeeds, ...] = about("what each party said and did")
    agreements_kept: tuple[AgreementKept, ...] = about("what came of each party's commitments")
    reciprocity: tuple[Reciprocity, ...] = about("who moved after whose move")
    bargaining_codes: tuple[BargainingCodes, ...] = about("codes of Bargaining Process Analysis")
    paper_steps: tuple[PaperSteps, ...] = about("step types of the papers, where values exist")


@dataclass(frozen=True, slots=True)
class Movement:
    """Who moved, toward whom, how far apart the sides stand, and what conduct is recorded."""

    on: date = about("the day as known on which")
    since: date | None = about("movement after this day; none: since each first spoke")
    cells: tuple[MovementCell, ...] = about("each party on each issue: what became of its position")
    steps: tuple[PositionStep, ...] = about("every change of position after the day, in order")
    distances: tuple[IssueDistance, ...] = about("how far apart each two principals stand, in time")
    conduct: Conduct = about("the conduct that the record shows, from its beginning")


def movement(case: Case, on: date, since: date | None = None) -> Movement:
    """Return who moved toward whom, and what conduct the record shows, as known on a day.

    ``since`` compares where each stood at the end of that day, as far as is known now, with
    where each stands; steps that surely came before it are left out, and those
    that may have come before it are kept. Conduct is told from the beginning. Ties keep the order
    of the record; parties are never put in another order. A case without positions gives
    silent cells, no steps and no distances. Give what a reader may see
    (:func:`detente.core.record.known.seen_by`), and nothing rests on anything else, no judgement
    either. Cost: see the parts; 1,000 positions among 5,000 entries take about a second.

    >>> movement(Case(title="t"), date(2025, 5, 30)).steps
    ()
    """
    seen = known_on(case, on)
    known = positions_in_time(seen)
    all_steps = steps(known)
    conduct = Conduct(
        first_moves(known, all_steps),
        answer_times(known, on),
        issue_shares(known),
        paper_timings(seen, on),
        retractions(seen, all_steps),
        added_demands(known, all_steps),
        words_and_deeds(seen),
        agreements_kept(seen, on),
        reciprocity(known, all_steps),
        bargaining_codes(seen, all_steps),
        paper_steps(seen),
    )
    return Movement(
        on,
        since,
        movement_cells(known, positions(seen), since),
        tuple(
            each
            for each in all_steps
            if since is None or each.date is None or each.date.latest > since
        ),
        distances(known, since),
        conduct,
    )
