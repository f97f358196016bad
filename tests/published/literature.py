"""The cases of the catalogue in numbers, for the tests of what their sources print."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from pathlib import Path

from detente.core.record.case import Case
from detente.core.record.judgements import Estimate, Judgement
from detente.core.solutions.adjusted_winner import Item
from detente.core.solutions.bargain import Bargain
from detente.formats.casefile import read_case

LITERATURE = Path(__file__).parents[2] / "cases" / "literature"


def case_of(name: str) -> Case:
    """Return a case of the catalogue."""
    return read_case(LITERATURE / name)


def bargain_of(name: str) -> tuple[tuple[tuple[str, ...], ...], Bargain]:
    """Return all packages of a case, and what they are worth: the sum of weight times value."""
    case = case_of(name)
    judged = {judgement.party: judgement for _, judgement in case.judgements}
    parties = [judged[party.id] for party in case.parties]
    issues = [issue.id for issue in case.issues]
    packages = tuple(product(*([each.id for each in issue.options] for issue in case.issues)))
    points = tuple(
        tuple(
            sum((worth(each, *pair) for pair in zip(issues, package, strict=True)), Fraction(0))
            for each in parties
        )
        for package in packages
    )
    none = tuple(exactly(each.no_agreement) if each.no_agreement else 0 for each in parties)
    return packages, Bargain(points, none, tuple(each.party for each in parties))


def items_of(name: str) -> list[Item]:
    """Return the issues of a case as items: what each of its two parties gives for prevailing."""
    case = case_of(name)
    judged = {judgement.party: judgement for _, judgement in case.judgements}
    first, second = (judged[party.id] for party in case.parties)
    items = []
    for issue in case.issues:
        to_first, to_second = (each.id for each in issue.options)
        assert worth(first, issue.id, to_second) == worth(second, issue.id, to_first) == 0
        own, other = worth(first, issue.id, to_first), worth(second, issue.id, to_second)
        items.append(Item(issue.short, own, other))
    return items


def worth(judgement: Judgement, issue: str, option: str) -> Fraction:
    """Return what an option adds for a party."""
    return exactly(judgement.weights[issue]) * exactly(judgement.values[issue][option])


def exactly(estimate: Estimate) -> Fraction:
    """Return the one number of an estimate that is no range."""
    assert estimate.low == estimate.high
    return Fraction(estimate.low)
