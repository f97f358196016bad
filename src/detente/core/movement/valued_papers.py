"""The step types of the parties' papers, where judgements give values for what is in them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise, permutations
from typing import Literal

from ..record.case import Case
from ..record.entry import about, standing_entries
from ..record.judgements import Estimate, Judgement, value_of
from ..record.meetings import Proposal
from ..record.papers import HANDED_OVER
from ..record.quantities import NumberUnreadable, parse_exact
from .order import order_is_known
from .step_types import SteppedTrace, StepType, types_of_changes

NoAnswer = Literal[
    "",
    "fewer than two papers with a package",
    "order of the papers not known",
    "no author has judged both",
    "packages settle different issues",
    "a package leaves an issue open",
    "a weight is missing",
    "a value is missing",
    "weights cannot add up to 1",
    "values are not a sum over the issues",
]


@dataclass(frozen=True, slots=True)
class PaperSteps:
    """The steps from one of a party's papers to the next, valued for itself and for another."""

    party: str = about("whose papers they are")
    other: str = about("for whom they are valued beside the party itself")
    author: str = about("whose judgements give the values; empty where nobody's do")
    papers: tuple[str, ...] = about("the papers, in the order handed over")
    why_not: NoAnswer = about("why there is no answer; empty where there is one")
    missing: str = about("the issue for which something is missing, where it is for one")
    types: tuple[tuple[StepType, ...], ...] = about("per step, the types that it may be of")
    sensitivity_low: Decimal | None = about("the sensitivity is at least this; none: no bound")
    sensitivity_high: Decimal | None = about("the sensitivity is at most this; none: no bound")


_ONE = Estimate(low=Decimal(1), high=Decimal(1))


class _CannotBeTold(Exception):
    def __init__(self, why: NoAnswer, issue: str = "") -> None:
        super().__init__(why)
        self.why: NoAnswer = why
        self.issue = issue


def paper_steps(case: Case) -> tuple[PaperSteps, ...]:
    """Return the step types of each principal's papers, in relation to each other principal.

    A paper counts from the day it was first handed over, if a package is recorded for it. Its
    value is the sum of weight times value over the issues, by the latest judgements of one
    author on both parties; each weight is 1 where a judgement has none. Each author who has judged
    both gives an answer of its own. What does not change from one paper to the next does not
    count. Weights that are ranges are taken to add up to 1. Every change is decided exactly: the
    smallest and largest it can be within the bounds. Only pairs of which the first has a paper
    with a package are there. Cost: linear in the papers times the issues, and sorting the issues.

    >>> paper_steps(Case(title="t"))
    ()
    """
    principals = [each.id for each in standing_entries(case.parties) if each.role == "principal"]
    judged = _judged(case)
    return tuple(
        found
        for party, other in permutations(principals, 2)
        for found in _of_pair(case, party, other, judged)
    )


def _judged(case: Case) -> dict[str, dict[str, Judgement]]:
    """Return each author's latest judgement of each party; of one day, the last by file."""
    found: dict[str, dict[str, Judgement]] = {}
    for _, each in sorted(case.judgements, key=lambda made: (made[1].date.order, made[0])):
        found.setdefault(each.author, {})[each.party] = each
    return found


def _of_pair(
    case: Case, party: str, other: str, judged: dict[str, dict[str, Judgement]]
) -> Iterator[PaperSteps]:
    handed = [
        (step.date, paper)
        for paper in case.proposals
        if party in paper.by and paper.package and paper.withdrawn is None
        for step in [next((s for s in paper.history if s.status in HANDED_OVER), None)]
        if step is not None
    ]
    if not handed:
        return
    handed.sort(key=lambda each: each[0].order)
    papers = [paper for _, paper in handed]
    authors = [name for name, by in judged.items() if party in by and other in by]
    why: NoAnswer = ""
    if len(papers) < 2:
        why = "fewer than two papers with a package"
    elif not all(order_is_known(one[0], two[0]) for one, two in pairwise(handed)):
        why = "order of the papers not known"
    elif not authors:
        why = "no author has judged both"
    if why:
        yield _no_answer(party, other, "", papers, why)
        return
    for author in authors:
        own, theirs = judged[author][party], judged[author][other]
        try:
            changes = [
                (_change(own, was, now), _change(theirs, was, now)) for was, now in pairwise(papers)
            ]
        except _CannotBeTold as cannot:
            yield _no_answer(party, other, author, papers, cannot.why, cannot.issue)
        else:
            yield _answer(party, other, author, papers, types_of_changes(changes))


def _no_answer(
    party: str, other: str, author: str, papers: list[Proposal], why: NoAnswer, issue: str = ""
) -> PaperSteps:
    ids = tuple(each.id for each in papers)
    return PaperSteps(party, other, author, ids, why, issue, (), None, None)


def _answer(
    party: str, other: str, author: str, papers: list[Proposal], told: SteppedTrace
) -> PaperSteps:
    return PaperSteps(
        party,
        other,
        author,
        tuple(each.id for each in papers),
        "",
        "",
        told.types,
        told.sensitivity_low,
        told.sensitivity_high,
    )


def _change(judgement: Judgement, was: Proposal, now: Proposal) -> Estimate:
    """Return the bounds of the change of value from one paper to the next.

    The sum over the issues that change of weight times (value now - value before). The
    values of two options are independent; the weights lie within their bounds and, where one
    is a range, add up to 1.
    """
    for issue in was.package.keys() ^ now.package.keys():
        raise _CannotBeTold("packages settle different issues", issue)
    if judgement.interactions or judgement.packages or judgement.ceiling is not None:
        raise _CannotBeTold("values are not a sum over the issues")
    differences: dict[str, Estimate] = {}
    for issue, options in now.package.items():
        before = was.package[issue]
        if len(options) != 1 or len(before) != 1:
            raise _CannotBeTold("a package leaves an issue open", issue)
        first, second = before[0], options[0]
        if first != second and not _same_number(first, second):
            values = judgement.values.get(issue, {})
            one, two = value_of(values, first), value_of(values, second)
            if one is None or two is None:
                raise _CannotBeTold("a value is missing", issue)
            if judgement.weights and issue not in judgement.weights:
                raise _CannotBeTold("a weight is missing", issue)
            differences[issue] = Estimate(
                low=Fraction(two.low) - Fraction(one.high),
                high=Fraction(two.high) - Fraction(one.low),
            )
    weights = judgement.weights or dict.fromkeys(differences, _ONE)
    low = _least(weights, {issue: Fraction(each.low) for issue, each in differences.items()})
    negated = {issue: -Fraction(each.high) for issue, each in differences.items()}
    return Estimate(low=low, high=-_least(weights, negated))


def _same_number(first: str, second: str) -> bool:
    try:
        return parse_exact(first) == parse_exact(second)
    except NumberUnreadable:
        return False


def _least(weights: Mapping[str, Estimate], gains: dict[str, Fraction]) -> Fraction:
    """Return the least that the sum of weight times gain can be.

    With exact weights, it is that sum. Else what the weights have left over their lower bounds
    goes to the issues of the smallest gain first; issues without a gain take it at 0.
    """
    bounds = {issue: (Fraction(each.low), Fraction(each.high)) for issue, each in weights.items()}
    total = sum((bounds[issue][0] * gain for issue, gain in gains.items()), Fraction(0))
    if all(low == high for low, high in bounds.values()):
        return total
    left = 1 - sum(low for low, _ in bounds.values())
    if left < 0 or sum(high - low for low, high in bounds.values()) < left:
        raise _CannotBeTold("weights cannot add up to 1")
    for issue in sorted(bounds, key=lambda each: gains.get(each, Fraction(0))):
        low, high = bounds[issue]
        share = min(left, high - low)
        total += share * gains.get(issue, Fraction(0))
        left -= share
    return total
