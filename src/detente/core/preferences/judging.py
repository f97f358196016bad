"""Whose judgement counts for which party."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ..record.case import Case
from ..record.dates import Date
from ..record.entry import about, standing_entries
from ..record.judgements import Judgement


@dataclass(frozen=True, slots=True)
class Judged:
    """A party, and the judgement that counts for it."""

    party: str = about("the party", refers="parties")
    file: str = about("the judgement's file")
    author: str = about("whose judgement it is")
    date: Date = about("when it was made")


Of = Literal["packages", "states"]
"""What a judgement is asked for: packages that could be agreed, or states of the conflict."""


def judged_parties(
    case: Case, author: str | None = None, of: Of = "packages"
) -> tuple[tuple[Judged, ...], tuple[str, ...]]:
    """Return the judgement that counts for each party, and the principals without one.

    In the order of the parties in the record. Of several judgements of one party the latest
    counts, or the latest by ``author``; of one day the last by file. Parties withdrawn or replaced
    have none. Judgements that say nothing ``of`` what is asked are passed over. Cost: sorting the judgements.

    >>> judged_parties(Case(title="t"))
    ((), ())
    """
    parties = standing_entries(case.parties)
    latest: dict[str, tuple[str, Judgement]] = {}
    for file, each in sorted(case.judgements, key=lambda made: (made[1].date.order, made[0])):
        if _speaks(each, of) and (author is None or each.author == author):
            latest[each.party] = (file, each)
    judged = tuple(
        Judged(party.id, file, each.author, each.date)
        for party in parties
        for file, each in [latest.get(party.id, ("", None))]
        if each is not None
    )
    known = {each.party for each in judged}
    missing = (p.id for p in parties if p.role == "principal" and p.id not in known)
    return judged, tuple(missing)


def _speaks(judgement: Judgement, of: Of) -> bool:
    return judgement.orders_states if of == "states" else judgement.speaks_of_packages


def unused_judgements(
    case: Case, judged: tuple[Judged, ...], of: Of = "packages"
) -> tuple[Judged, ...]:
    """Return the judgements of these parties that do not count, in the order of their files.

    They are older than the one that counts, or another author's than the one asked for.

    >>> unused_judgements(Case(title="t"), ())
    ()
    """
    used = {each.file for each in judged}
    parties = {each.party for each in judged}
    return tuple(
        Judged(each.party, file, each.author, each.date)
        for file, each in sorted(case.judgements, key=lambda made: made[0])
        if file not in used and each.party in parties and _speaks(each, of)
    )
