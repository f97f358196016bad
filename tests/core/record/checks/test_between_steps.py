"""Numbers between two steps of a range: told where nothing could ever hold."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.core.record.checks import check
from detente.core.record.issues import Issue, NumericRange
from detente.core.record.judgements import Interaction, PackageValue
from tests.core.builders import (
    case_of,
    choice,
    estimate,
    issue,
    judgement,
    number_issue,
    party,
    proposal,
    rule,
)

PAY = issue("pay", options=(), range=NumericRange(low=Decimal(1), high=Decimal(8), step=Decimal(2)))
EVERYTHING = (party(), issue("truce"), issue("border", ("open", "closed")))


def told(*entries: object, pay: Issue = PAY) -> list[tuple[str, str]]:
    """Return the code and the hint of each problem with a choice."""
    found = check(case_of(*EVERYTHING, pay, *entries))
    return [(each.code, each.hint) for each in found if each.code == "case-047"]


def told_of(written: str, pay: Issue = PAY) -> list[tuple[str, str]]:
    each = Interaction(when=choice(pay=(written,)), value=estimate("1"))
    return told(judgement(interactions=(each,)), pay=pay)


@pytest.mark.parametrize(
    ("written", "hint"), [("2", "write 1 or 3"), ("5.5..6.9", "write 5 or 7"), ("8", "write 7")]
)
def test_a_number_between_steps_never_holds_and_the_nearest_are_named(
    written: str, hint: str
) -> None:
    assert told_of(written) == [("case-047", f"{hint}, the nearest that there is")]


def test_rules_and_listed_packages_name_steps_too() -> None:
    nearest = [("case-047", "write 3 or 5, the nearest that there is")]
    assert told(rule(when=choice(pay=("4",)), excludes=choice(border=("open",)))) == nearest
    assert told(rule(excludes=choice(pay=("4.0",)))) == nearest
    assert told(rule(excludes={}, requires=choice(pay=("8/2",)))) == nearest
    whole = choice(truce=("full",), border=("open",), pay=("4",))
    made = judgement(packages=(PackageValue(package=whole, value=estimate("1")),))
    assert told(made) == nearest


def test_papers_may_propose_any_number_and_ranges_without_a_step_have_no_steps() -> None:
    assert told(proposal(package=choice(pay=("4",)))) == []
    assert told_of("4.4", number_issue("pay")) == []


@given(st.fractions(1, 8, max_denominator=8), st.none() | st.fractions(0, 3, max_denominator=8))
def test_a_problem_is_told_if_and_only_if_no_step_is_meant(
    low: Fraction, length: Fraction | None
) -> None:
    high = low if length is None else min(low + length, Fraction(8))
    written = str(low) if length is None else f"{low}..{high}"
    assert bool(told_of(written)) == (not any(low <= step <= high for step in (1, 3, 5, 7)))
