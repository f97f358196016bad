"""How long each side took to answer, which of the other's issues it spoke to, and when papers came."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import accumulate, permutations
from typing import Literal

from ..record.case import Case
from ..record.dates import Date
from ..record.entry import Evidence, about, standing_entries
from ..record.papers import HANDED_OVER
from .acts import act_of, evidence_by_id, evidence_of, parties_of
from .order import Days, days_from, surely_before
from .steps import Positions


@dataclass(frozen=True, slots=True)
class AnswerTime:
    """How long a party took to answer a paper it was given, or a request addressed to it.

    ``answers`` holds what may be the first answer: one entry, or several where the order
    of dates is open. ``days`` has no upper end where it is not sure that any of them is one.
    """

    party: str = about("who was asked")
    asked_by: tuple[str, ...] = about("whose paper or request it is")
    call: str = about("the id of the paper or statement")
    call_kind: Literal["paper", "request"] = about("a paper handed over, or a request addressed")
    asked: Date = about("when")
    answers: tuple[str, ...] = about("the entries that may be the first answer; none so far: empty")
    days: Days | None = about("days until the first answer; none where there is none so far")
    waiting: Days | None = about("days since the call, where no answer is sure")
    evidence: tuple[Evidence, ...] = about("the words behind the call and the answers")


@dataclass(frozen=True, slots=True)
class IssueShare:
    """Which of the issues that one principal took a position on another has spoken to."""

    party: str = about("who speaks to the other's issues")
    other: str = about("whose issues they are")
    raised: tuple[str, ...] = about("the issues on which the other has taken a position")
    addressed: tuple[str, ...] = about("those on which the party has taken a position or spoken")
    entries: tuple[str, ...] = about("the ids of its positions and statements on them")
    evidence: tuple[Evidence, ...] = about("the words behind them")


@dataclass(frozen=True, slots=True)
class _Reply:
    """Something said; ``ends_latest`` is the last day of anything up to it in its list."""

    when: Date
    entry: str
    ends_latest: date


def answer_times(known: Positions, on: date) -> tuple[AnswerTime, ...]:
    """Return how long each principal took to answer: principals in record order, then calls.

    A call is a paper handed over to the party, or a statement that is a request (PLOVER
    REQUEST, CAMEO 10), names issues and is addressed to it or its people. An answer is the
    party's next position or statement on one of the issues that the call names, or its own paper
    handed over to the caller. An entry of the same day may be the answer, but it is not sure.
    A paper of which nobody knows the issues is answered by a paper alone.
    Cost: a sorted search for each call and issue.

    >>> from .steps import positions_in_time
    >>> answer_times(positions_in_time(Case(title="t")), date(2025, 5, 30))
    ()
    """
    case, acting = known.case, parties_of(known.case)
    calls: dict[str, list[tuple[_Call, tuple[str, ...]]]] = {}
    for call in (*_papers(case, known.principals), *_requests(case)):
        asked = dict.fromkeys(acting.get(who, who) for who in call.to)
        callers = tuple(dict.fromkeys(acting.get(who, who) for who in call.by))
        for party in asked:
            if party in known.principals and party not in callers:
                calls.setdefault(party, []).append((call, callers))
    spoken = _Spoken(
        _replies(case, acting),
        _own_papers(case, acting),
        evidence_by_id(case, "positions", "statements", "proposals"),
    )
    return tuple(
        _answered(party, call, callers, spoken, on)
        for party in known.principals
        for call, callers in sorted(calls.get(party, []), key=lambda each: each[0].date.order)
    )


@dataclass(frozen=True, slots=True)
class _Call:
    entry: str
    kind: Literal["paper", "request"]
    by: tuple[str, ...]
    to: tuple[str, ...]
    date: Date
    issues: tuple[str, ...]
    evidence: tuple[Evidence, ...]


def _papers(case: Case, principals: tuple[str, ...]) -> Iterator[_Call]:
    for paper in standing_entries(case.proposals):
        issues = dict.fromkeys((*paper.package, *(each.issue for each in paper.clauses)))
        reached: set[str] = set()
        for step in paper.history:
            to = step.to or principals
            fresh = tuple(who for who in to if who not in reached)
            if step.status in HANDED_OVER and fresh:
                reached.update(fresh)
                proof = step.evidence or paper.evidence or ()
                named = tuple(each for each in issues if each)
                yield _Call(paper.id, "paper", paper.by, fresh, step.date, named, proof)


def _requests(case: Case) -> Iterator[_Call]:
    for said in standing_entries(case.statements):
        if act_of(said.kind) == "REQUEST" and said.to and said.issues:
            proof = said.evidence or ()
            yield _Call(said.id, "request", (said.speaker,), said.to, said.date, said.issues, proof)


_Sorted = Mapping[tuple[str, str], list[_Reply]]


@dataclass(frozen=True, slots=True)
class _Spoken:
    """What everybody said and handed over, in the order of the first day it can be of."""

    replies: _Sorted
    papers: _Sorted
    evidence: Mapping[str, tuple[Evidence, ...]]


def _replies(case: Case, acting: Mapping[str, str]) -> _Sorted:
    """Return positions and statements by party and issue, in the order of their first day."""
    found: dict[tuple[str, str], list[tuple[Date, str]]] = {}
    for position in case.positions:
        found.setdefault((position.party, position.issue), []).append((position.date, position.id))
    for said in standing_entries(case.statements):
        speaker = acting.get(said.speaker, said.speaker)
        for issue in dict.fromkeys(said.issues):
            found.setdefault((speaker, issue), []).append((said.date, said.id))
    return _in_order(found)


def _in_order(found: dict[tuple[str, str], list[tuple[Date, str]]]) -> _Sorted:
    result: dict[tuple[str, str], list[_Reply]] = {}
    for key, said in found.items():
        said.sort(key=lambda each: each[0].order)
        latest = accumulate((when.latest for when, _ in said), max)
        result[key] = [
            _Reply(when, entry, end) for (when, entry), end in zip(said, latest, strict=True)
        ]
    return result


def _own_papers(case: Case, acting: Mapping[str, str]) -> _Sorted:
    """Return papers handed over, by who wrote them and who got them; "" for everybody."""
    found: dict[tuple[str, str], list[tuple[Date, str]]] = {}
    for paper in standing_entries(case.proposals):
        for step in paper.history:
            if step.status in HANDED_OVER:
                for party in paper.by:
                    for to in {acting.get(who, who) for who in step.to} or {""}:
                        found.setdefault((party, to), []).append((step.date, paper.id))
    return _in_order(found)


def _answered(
    party: str, call: _Call, callers: tuple[str, ...], spoken: _Spoken, on: date
) -> AnswerTime:
    lists = [spoken.replies.get((party, issue), []) for issue in call.issues]
    lists += [spoken.papers.get((party, to), []) for to in (*callers, "")]
    possible: list[_Reply] = []
    sure: list[_Reply] = []
    for each in lists:
        may, will = _next(each, call)
        possible += may
        sure += will
    first = min(sure, key=lambda each: each.when.latest, default=None)
    told = [each for each in sure if first and not surely_before(first.when, each.when)]
    told = list(dict.fromkeys(sorted((*possible, *told), key=lambda each: each.when.order)))
    days = None
    if told:
        low = min(days_from(call.date, each.when).low for each in told)
        days = Days(low, days_from(call.date, first.when).high if first else None)
    open_since = Date.of(max(on, call.date.latest))
    answers = tuple(dict.fromkeys(each.entry for each in told))
    return AnswerTime(
        party,
        callers,
        call.entry,
        call.kind,
        call.date,
        answers,
        days,
        None if first else days_from(call.date, open_since),
        tuple(dict.fromkeys((*call.evidence, *evidence_of(answers, spoken.evidence)))),
    )


def _next(replies: list[_Reply], call: _Call) -> tuple[list[_Reply], list[_Reply]]:
    """Return the replies that may have followed a call, and the sure ones that come first."""
    start = bisect_left(replies, call.date.latest, key=lambda each: each.when.earliest)
    possible: list[_Reply] = []
    sure: list[_Reply] = []
    for reply in replies[start:]:
        if reply.entry == call.entry:
            continue
        if surely_before(call.date, reply.when):
            if sure and surely_before(sure[0].when, reply.when):
                break
            sure.append(reply)
        elif not surely_before(reply.when, call.date):
            possible.append(reply)
    for reply in reversed(replies[:start]):
        if reply.ends_latest < call.date.earliest:
            break
        if reply.entry != call.entry and not surely_before(reply.when, call.date):
            possible.append(reply)
    return possible, sure


def issue_shares(known: Positions) -> tuple[IssueShare, ...]:
    """Return, for each two principals, which of the other's issues the one has spoken to.

    An issue is the other's where it has ever taken a position on it. It is spoken to by
    any position or statement. Pairs in the order of the record; issues too. Cost: linear in the
    pairs times the issues.

    >>> from .steps import positions_in_time
    >>> issue_shares(positions_in_time(Case(title="t")))
    ()
    """
    replies = _replies(known.case, parties_of(known.case))
    evidence = evidence_by_id(known.case, "positions", "statements")
    found = []
    for party, other in permutations(known.principals, 2):
        raised = tuple(issue for issue in known.issues if (other, issue) in known.turns)
        addressed = tuple(issue for issue in raised if replies.get((party, issue)))
        entries = dict.fromkeys(
            reply.entry for issue in addressed for reply in replies[party, issue]
        )
        proofs = evidence_of(entries, evidence)
        found.append(IssueShare(party, other, raised, addressed, tuple(entries), proofs))
    return tuple(found)
