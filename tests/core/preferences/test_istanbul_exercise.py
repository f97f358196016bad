"""The numbers of the Istanbul case: read off its positions, and made by the stated method.

The files say by which rules. Here the rules are written once more, and applied to both sides alike.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import product
from pathlib import Path

import pytest

from detente.core.preferences.orders_in_numbers import METHOD, Ties, numbers_from_orders
from detente.core.record.case import Case
from detente.core.record.issues import Issue
from detente.core.record.judgements import Judgement
from detente.core.solutions.agreement import Agreement, agreement
from detente.formats.casefile import read_case

from .judgements import slow_value

FOLDER = Path(__file__).parents[3] / "cases" / "istanbul-2025"
PARTIES = ("russia", "ukraine")
RANK = {
    "demands": 0,
    "offers": 1,
    "accepts": 1,
    "could accept": 2,
    "reserves": 3,
    "refuses": 4,
    "red line": 5,
}
WITHOUT_A_POSITION = RANK["reserves"]
FIRM = {"demands", "refuses", "red line"}


@pytest.fixture(scope="module")
def case() -> Case:
    return read_case(FOLDER)


@pytest.fixture(scope="module")
def answer(case: Case) -> Agreement:
    return agreement(case)


def judged(case: Case, party: str) -> Judgement:
    (found,) = (each for _, each in case.judgements if each.party == party)
    return found


def stances(case: Case, party: str, issue: str) -> dict[str, str]:
    return {
        option: each.stance
        for each in case.positions
        if (each.party, each.issue) == (party, issue)
        for option in each.options
    }


def grouped(keys: dict[str, tuple[int, ...]]) -> Ties:
    """Return names from the smallest key to the largest, equal ones as ties."""
    return tuple(
        tuple(name for name in keys if keys[name] == key) for key in sorted(set(keys.values()))
    )


def option_order(case: Case, party: str, issue: Issue) -> Ties:
    said = stances(case, party, issue.id)
    if not said:
        (other,) = set(PARTIES) - {party}
        return tuple(reversed(option_order(case, other, issue)))
    options = [each.id for each in issue.options]
    ranks = {option: RANK[said[option]] if option in said else 3 for option in options}
    top = min(ranks[option] for option in said)
    marks = [
        place for place, option in enumerate(options) if option in said and ranks[option] == top
    ]
    toward = 1 if top < WITHOUT_A_POSITION else -1
    return grouped(
        {
            option: (ranks[option], toward * min(abs(place - mark) for mark in marks))
            for place, option in enumerate(options)
        }
    )


def issue_order(case: Case, party: str) -> Ties:
    (other,) = set(PARTIES) - {party}
    keys: dict[str, tuple[int, ...]] = {}
    for issue in case.issues:
        said = stances(case, party, issue.id) or stances(case, other, issue.id)
        keys[issue.id] = (0 if FIRM & set(said.values()) else 1,)
    return grouped(keys)


def test_each_principal_has_one_set_of_numbers_and_nobody_else(case: Case) -> None:
    made = sorted(each.party for _, each in case.judgements if each.speaks_of_packages)
    assert made == list(PARTIES)
    assert tuple(each.id for each in case.parties if each.role == "principal") == PARTIES


@pytest.mark.parametrize("party", PARTIES)
def test_the_orders_are_read_off_the_positions(case: Case, party: str) -> None:
    made = judged(case, party)

    def same(one: Ties, other: Ties) -> bool:
        return [set(tie) for tie in one] == [set(tie) for tie in other]

    assert same(made.issue_order, issue_order(case, party))
    assert set(made.option_orders) == {each.id for each in case.issues}
    for issue in case.issues:
        assert same(made.option_orders[issue.id], option_order(case, party, issue)), issue.id


def test_every_issue_is_a_scale_as_the_reading_needs(case: Case) -> None:
    assert all(each.ordered for each in case.issues)


@pytest.mark.parametrize("party", PARTIES)
def test_the_numbers_are_made_from_the_orders(case: Case, party: str) -> None:
    made = judged(case, party)
    assert numbers_from_orders(replace(made, weights={}, values={})) == made
    assert made.no_agreement is not None
    assert made.no_agreement.low == made.no_agreement.high == Fraction(1, 2)
    assert sum(Fraction(each.low) for each in made.weights.values()) == 1


def test_both_files_say_the_same_of_what_they_are(case: Case) -> None:
    one, other = (judged(case, party) for party in PARTIES)
    for field in ("author", "date", "visible_to", "basis", "no_agreement"):
        assert getattr(one, field) == getattr(other, field)
    assert "exercise" in one.basis
    assert METHOD in one.basis
    texts = [
        (FOLDER / "judgements" / f"{party}-exercise.yaml").read_text(encoding="utf-8")
        for party in PARTIES
    ]
    heads = [text.partition("format: 1")[0].splitlines() for text in texts]
    differing = [lines for lines in zip(*heads, strict=True) if lines[0] != lines[1]]
    assert len(differing) == 1  # the issues on which a party is silent
    assert "nobody's true preferences" in heads[0][0]


def test_where_a_party_is_silent_the_files_say_that_it_is_made_up(case: Case) -> None:
    silent = [
        (party, issue.id)
        for party, issue in product(PARTIES, case.issues)
        if not stances(case, party, issue.id)
    ]
    assert silent == [("ukraine", "ceasefire")]
    text = (FOLDER / "judgements" / "ukraine-exercise.yaml").read_text(encoding="utf-8")
    assert "  ceasefire: [unconditional, conditional, no-ceasefire]    # made up" in text


def test_the_answer_is_that_of_listing_all_packages(case: Case, answer: Agreement) -> None:
    made = [judged(case, party) for party in PARTIES]
    issues = [each.id for each in case.issues]
    worth = [
        tuple(slow_value(each, dict(zip(issues, package, strict=True))) for each in made)
        for package in product(*([option.id for option in each.options] for each in case.issues))
    ]
    frontier = [
        one
        for one in worth
        if not any(all(a >= b for a, b in zip(o, one, strict=True)) and o != one for o in worth)
    ]
    assert len(worth) == 486
    assert answer.frontier == len(frontier) == 29
    assert {each.utilities for each in answer.points} == set(frontier)
    half = Fraction(1, 2)
    suited = sum(min(each) >= half for each in worth)
    assert answer.zone is not None
    assert {each.parties: each.packages for each in answer.zone.refusals}[()] == suited == 58


def test_one_trade_pays_and_the_rest_cannot_be_told_apart(answer: Agreement) -> None:
    ((first, second),) = ((each.first.issue, each.second.issue) for each in answer.trades)
    assert {first, second} == {"memorandum-timing", "summit-format"}
    assert not any(answer.assumed)
    nash = answer.solutions[0]
    assert nash.solution.name == "nash"
    assert [each.packages for each in nash.points] == [7]
