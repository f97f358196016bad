"""Papers valued by judgements: exact and as ranges, and why there is no answer."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from detente.core.movement.valued_papers import PaperSteps, _least, paper_steps
from detente.core.record.judgements import Estimate, Judgement
from detente.core.record.known import visible_to
from detente.core.record.meetings import Proposal

from ..builders import case_of, choice, estimate, issue, judgement, paper_step, proposal
from ..strategies import quick
from .scenes import NORTH, SOUTH

TRUCE = issue("truce", options=("full", "partial"))
BORDER = issue("border", options=("open", "closed"))


def paper(id: str, date: str, **options: str) -> Proposal:
    package = {key: (option,) for key, option in options.items()}
    return proposal(id, history=(paper_step(date=date),), package=choice(**package))


def judged(who: str, weights: dict[str, str], values: dict[str, str], **changes: Any) -> Judgement:
    """Return a judgement; "0.2..0.4" is a range, "truce.full" an option's value."""

    def of(text: str) -> Estimate:
        low, _, high = text.partition("..")
        return estimate(low, high)

    by_issue: dict[str, dict[str, Estimate]] = {}
    for key, text in values.items():
        name, _, option = key.partition(".")
        by_issue.setdefault(name, {})[option] = of(text)
    made = {"weights": {key: of(text) for key, text in weights.items()}, "values": by_issue}
    return judgement(party=who, **{**made, **changes})


FIRST = paper("first", "2025-05-01", truce="full", border="closed")
SECOND = paper("second", "2025-05-10", truce="partial", border="open")
HALVES = {"truce": "0.5", "border": "0.5"}
OWN = judged(
    "north",
    HALVES,
    {"truce.full": "1", "truce.partial": "0", "border.open": "0.5", "border.closed": "1"},
)
THEIRS = judged(
    "south",
    HALVES,
    {"truce.full": "0", "truce.partial": "1", "border.open": "0", "border.closed": "0.5"},
)


def told(*entries: Any) -> PaperSteps:
    (found,) = paper_steps(case_of(NORTH, SOUTH, TRUCE, BORDER, *entries))
    return found


def test_a_step_between_two_papers() -> None:
    # Own: 0.5 * (0 - 1) + 0.5 * (0.5 - 1) = -0.75. South: 0.5 * (1 - 0) + 0.5 * (0 - 0.5) = 0.25.
    found = told(SECOND, FIRST, OWN, THEIRS)
    assert (found.party, found.other, found.author) == ("north", "south", "Eve")
    assert (found.papers, found.types, found.why_not) == (
        ("first", "second"),
        (("concession",),),
        "",
    )
    assert (found.sensitivity_low, found.sensitivity_high) == (None, None)  # no other step


def test_weights_as_ranges_give_the_types_that_are_possible() -> None:
    # South: truce weighs w, border 1 - w, w from 0.2 to 0.5: w * 1 + (1 - w) * -0.5 = 1.5 w - 0.5,
    # from -0.2 to 0.25: up, equal or down. Own is down for sure. So concession or unfortunate.
    theirs = judged(
        "south",
        {"truce": "0.2..0.5", "border": "0.5..0.8"},
        {"truce.full": "0", "truce.partial": "1", "border.open": "0", "border.closed": "0.5"},
    )
    assert told(FIRST, SECOND, OWN, theirs).types == (("concession", "unfortunate"),)


def test_what_does_not_change_needs_no_value() -> None:
    second = paper("second", "2025-05-10", truce="partial", border="closed")
    own = judged("north", {"truce": "1"}, {"truce.full": "1", "truce.partial": "0"})
    theirs = judged("south", {"truce": "1"}, {"truce.full": "0", "truce.partial": "1"})
    assert told(FIRST, second, own, theirs).types == (("concession",),)


def test_numbers_are_the_same_however_they_are_written() -> None:
    first = paper("first", "2025-05-01", price="5.50")
    second = paper("second", "2025-05-10", price="5.5")
    assert told(first, second, OWN, THEIRS).types == (("silent",),)


def test_the_latest_judgement_of_an_author_counts() -> None:
    old = judged("north", HALVES, {"truce.full": "0", "truce.partial": "1", "border.open": "1",
                                   "border.closed": "0"}, date="2025-04-01")  # fmt: skip
    assert told(FIRST, SECOND, OWN, old, THEIRS).types == (("concession",),)


def test_without_any_weights_each_issue_counts_once() -> None:
    values = {**TRUCE_VALUES, **BORDER_VALUES}
    weighed = told(FIRST, SECOND, judged("north", HALVES, values), judged("south", HALVES, values))
    plain = told(FIRST, SECOND, judged("north", {}, values), judged("south", {}, values))
    assert (plain.why_not, plain.types) == ("", weighed.types)


TRUCE_VALUES = {"truce.full": "0", "truce.partial": "1"}
BORDER_VALUES = {"border.open": "0", "border.closed": "1"}
TOO_LITTLE = {"truce": "0.1..0.2", "border": "0.3"}


@pytest.mark.parametrize(
    ("theirs", "why", "missing"),
    [
        (None, "no author has judged both", ""),
        (judged("south", {}, {}, author="Max"), "no author has judged both", ""),
        (judged("south", HALVES, BORDER_VALUES), "a value is missing", "truce"),
        (judged("south", {"border": "1"}, TRUCE_VALUES), "a weight is missing", "truce"),
        (
            judged("south", {}, {**TRUCE_VALUES, **BORDER_VALUES}, ceiling=Decimal(1)),
            "values are not a sum over the issues",
            "",
        ),
        (
            judged("south", TOO_LITTLE, {**TRUCE_VALUES, **BORDER_VALUES}),
            "weights cannot add up to 1",
            "",
        ),
    ],
)
def test_without_all_values_there_is_no_answer_but_a_reason(
    theirs: Judgement | None, why: str, missing: str
) -> None:
    found = told(FIRST, SECOND, OWN, *([theirs] if theirs else []))
    assert (found.why_not, found.missing, found.types) == (why, missing, ())


@pytest.mark.parametrize(
    ("entries", "why", "missing"),
    [
        ((FIRST,), "fewer than two papers with a package", ""),
        ((FIRST, paper("x", "2025-05", truce="full")), "order of the papers not known", ""),
        (
            (FIRST, paper("x", "2025-05-10", truce="full"), OWN, THEIRS),
            "packages settle different issues",
            "border",
        ),
    ],
)
def test_papers_that_cannot_be_compared_give_no_answer_but_a_reason(
    entries: tuple[Any, ...], why: str, missing: str
) -> None:
    found = told(*entries)
    assert (found.why_not, found.missing, found.types) == (why, missing, ())


def test_an_open_issue_in_a_package_gives_no_answer() -> None:
    both = proposal("x", history=(paper_step(date="2025-05-10"),),
                    package=choice(truce=("full", "partial"), border=("open",)))  # fmt: skip
    assert told(FIRST, both, OWN, THEIRS).why_not == "a package leaves an issue open"


def test_papers_without_a_package_or_not_handed_over_do_not_count() -> None:
    promised = proposal("x", history=(paper_step("promised"),), package=choice(truce=("full",)))
    assert (
        paper_steps(case_of(NORTH, SOUTH, TRUCE, promised, proposal(history=(paper_step(),)))) == ()
    )


def test_a_judgement_that_a_reader_may_not_see_is_not_used() -> None:
    case = case_of(NORTH, SOUTH, TRUCE, BORDER, FIRST, SECOND, OWN, THEIRS)
    (hidden,) = paper_steps(visible_to(case, "public"))
    (seen,) = paper_steps(visible_to(case, "mediator"))
    assert (hidden.why_not, hidden.author) == ("no author has judged both", "")
    assert seen.types == (("concession",),)


TENTHS = st.integers(0, 10)
weights = st.lists(st.tuples(TENTHS, TENTHS).map(sorted), min_size=1, max_size=3)


@quick
@given(weights, st.lists(st.integers(-4, 4), min_size=3, max_size=3))
def test_the_least_sum_is_that_of_trying_every_weight(
    bounds: list[list[int]], gains: list[int]
) -> None:
    """Bounds are whole tenths, so the least lies at whole tenths that add up to ten."""
    assume(any(low != high for low, high in bounds))
    sums = [
        sum(w * g for w, g in zip(chosen, gains, strict=False))
        for chosen in _every(bounds)
        if sum(chosen) == 10
    ]
    assume(sums)
    named = {
        str(n): Estimate(low=Decimal(low) / 10, high=Decimal(high) / 10)
        for n, (low, high) in enumerate(bounds)
    }
    found = _least(named, {str(n): Fraction(g) for n, g in enumerate(gains[: len(bounds)])})
    assert found * 10 == min(sums)


def _every(bounds: list[list[int]]) -> list[tuple[int, ...]]:
    found: list[tuple[int, ...]] = [()]
    for low, high in bounds:
        found = [(*each, value) for each in found for value in range(low, high + 1)]
    return found
