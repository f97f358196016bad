"""Whether there is a deal: every answer with its reason, from a case to the end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

from detente.core.outcomes.combining import Limits
from detente.core.record.actors import Party
from detente.core.record.case import Case
from detente.core.record.dates import Date
from detente.core.record.issues import Issue, NumericRange, Option, Rule
from detente.core.record.judgements import Estimate, Interaction, Judgement, PackageValue
from detente.core.solutions.agreement import Agreement, agreement
from detente.core.solutions.settlement import NotAPackage

Numbers = Mapping[str, Mapping[str, int | str]]


def _number(number: int | str) -> Estimate:
    return Estimate(low=Decimal(number), high=Decimal(number))


def _judged(
    party: str, values: Numbers, no_agreement: int | str | None = 0, **more: object
) -> tuple[str, Judgement]:
    made = Judgement(
        party=party,
        author="mediator",
        date=Date.parse("2026-01-01"),
        values={
            issue: {option: _number(n) for option, n in row.items()}
            for issue, row in values.items()
        },
        no_agreement=None if no_agreement is None else _number(no_agreement),
    )
    return f"judgements/{party}.yaml", replace(made, **more)  # type: ignore[arg-type]


def _issue(name: str, options: Sequence[str]) -> Issue:
    return Issue(
        id=name, question=f"{name}?", options=tuple(Option(id=each, label=each) for each in options)
    )


def _whole(found: Agreement) -> list[tuple[int, ...]]:
    """Return the points of the frontier, whose numbers are whole."""
    return [tuple(map(int, point.utilities)) for point in found.points]


UNION: Numbers = {"wage": {"low": 0, "high": 2}, "hours": {"long": 0, "short": 6}}
FIRM: Numbers = {"wage": {"low": 4, "high": 0}, "hours": {"long": 2, "short": 0}}


def _case(*judgements: tuple[str, Judgement], **more: object) -> Case:
    made = Case(
        title="t",
        parties=tuple(Party(id=each, name=each, role="principal") for each in ("union", "firm")),
        issues=(_issue("wage", ["low", "high"]), _issue("hours", ["long", "short"])),
        judgements=judgements or (_judged("union", UNION, 3), _judged("firm", FIRM, 1)),
    )
    return replace(made, **more)  # type: ignore[arg-type]


def test_a_small_deal_by_hand() -> None:
    """Of four packages low and short suits both: 6 and 4."""
    found = agreement(_case())
    assert found.why_not == ""
    assert found.zone is not None
    assert (found.zone.acceptable, found.zone.packages) == (1, 4)
    assert _whole(found) == [(0, 6), (6, 4), (8, 0)]
    assert found.frontier == 3
    assert found.exact
    assert found.counted
    assert {
        each.solution.name: [dict(point.examples[0]) for point in each.points]
        for each in found.solutions
    } == {
        name: [{"wage": "low", "hours": "short"}]
        for name in (
            "nash",
            "kalai-smorodinsky",
            "egalitarian",
            "utilitarian",
            "leximin",
            "equal loss",
            "raiffa",
        )
    }
    assert found.near_misses is None
    assert found.trades[0].gains == (Fraction(4), Fraction(2))


def test_no_package_that_suits_all_has_near_misses() -> None:
    found = agreement(_case(_judged("union", UNION, 7), _judged("firm", FIRM, 1)))
    assert found.zone is not None
    assert found.zone.acceptable == 0
    assert found.zone.blocking == (("union", "firm"),)
    assert all(not each.points for each in found.solutions)
    assert found.near_misses is not None


def test_nobody_judged_and_no_numbers_are_answers() -> None:
    assert agreement(replace(_case(), judgements=())).why_not == "nobody is judged"
    orders = _judged("union", {}, None, issue_order=(("wage",), ("hours",)))
    told = agreement(_case(orders))
    assert told.why_not == "judgements lack numbers"
    assert [(each.party, each.kind) for each in told.lacks] == [("union", "no numbers")]
    assert told.not_judged == ("firm",)
    assert agreement(Case(title="t")).why_not == "no issues"


def test_rules_that_leave_nothing_are_an_answer() -> None:
    rules = (Rule(id="a", when={"wage": ("low", "high")}, excludes={"hours": ("long", "short")}),)
    assert agreement(_case(rules=rules)).why_not == "no package is possible"


def test_what_no_agreement_is_worth_is_the_worst_possible_package_if_not_judged() -> None:
    rules = (Rule(id="a", when={"wage": ("low",)}, excludes={"hours": ("long",)}),)
    found = agreement(_case(_judged("union", UNION, None), _judged("firm", FIRM, 1), rules=rules))
    assert tuple(map(int, found.disagreement)) == (2, 1)
    assert found.assumed == (True, False)


def test_of_two_judgements_the_latest_counts_or_the_author_asked_for() -> None:
    file, later = _judged("union", UNION, 7)
    later = replace(later, date=Date.parse("2026-02-01"), author="colleague")
    case = _case(_judged("union", UNION, 3), (file + "2", later), _judged("firm", FIRM, 1))
    assert list(map(int, agreement(case).disagreement)) == [7, 1]
    assert list(map(int, agreement(case, author="mediator").disagreement)) == [3, 1]
    assert agreement(case, author="nobody").why_not == "nobody is judged"


def test_a_range_without_steps_is_near_and_says_by_how_much() -> None:
    """x to one, 1 - x to the other: the true point halfway lies on the grid of a hundred."""
    share = Issue(id="share", question="?", range=NumericRange(low=Decimal(0), high=Decimal(1)))
    case = _case(
        _judged("union", {"share": {"0": 0, "1": 1}}),
        _judged("firm", {"share": {"0": 1, "1": 0}}),
        issues=(share,),
    )
    found = agreement(case)
    assert found.divided == ("share",)
    assert not found.exact
    assert found.bound == (Fraction(1, 200), Fraction(1, 200))
    nash = next(each for each in found.solutions if each.solution.name == "nash")
    assert [dict(each.examples[0]) for each in nash.points] == [{"share": "0.5"}]


def _split(rule: Rule, *, slope: int) -> Agreement:
    """Return the answer on a hundred to split, and a bridge that both want to be built."""
    hundred = Issue(id="pay", question="?", range=NumericRange(low=Decimal(0), high=Decimal(100)))
    bridge = {"built": 1000, "left": 0}
    return agreement(
        _case(
            _judged("union", {"pay": {"0": 0, "100": slope}, "bridge": bridge}),
            _judged("firm", {"pay": {"0": slope, "100": 0}, "bridge": bridge}),
            issues=(hundred, _issue("bridge", ("left", "built"))),
            rules=(rule,),
        )
    )


ONLY_AT = Rule(id="only", when={"bridge": ("built",)}, requires={"pay": ("33.5",)})


def test_a_package_that_a_rule_ties_to_a_number_between_two_steps_is_not_lost() -> None:
    found = _split(ONLY_AT, slope=100)
    assert [dict(each.examples[0]) for each in found.points] == [{"pay": "33.5", "bridge": "built"}]
    assert found.bound == (Fraction(1, 2), Fraction(1, 2))
    assert (found.exact, found.counted, found.frontier) == (False, False, 1)


def test_where_a_divided_range_is_worth_nothing_the_frontier_is_exact_but_not_counted() -> None:
    excluded = Rule(id="not", when={"bridge": ("built",)}, excludes={"pay": ("33.5",)})
    found = _split(excluded, slope=0)
    assert found.points[0].packages == 101 + 2  # the steps, and one on each side of 33.5
    assert (found.exact, found.counted, found.frontier) == (True, False, 1)


def test_a_list_of_packages_must_name_all_that_are_possible() -> None:
    packages = tuple(
        PackageValue(package={"wage": (wage,), "hours": (hours,)}, value=_number(worth))
        for (wage, hours), worth in {
            ("low", "long"): 0,
            ("low", "short"): 5,
            ("high", "long"): 3,
            ("high", "short"): 8,
        }.items()
    )
    whole = _judged("union", {}, 4, packages=packages)
    found = agreement(_case(whole, _judged("firm", FIRM, 1)))
    assert _whole(found) == [(0, 6), (5, 4), (8, 0)]
    short = _judged("union", {}, 4, packages=packages[:3])
    told = agreement(_case(short, _judged("firm", FIRM, 1)))
    assert [each.kind for each in told.lacks] == ["a package without a value"]


def test_equal_packages_stay_on_the_frontier() -> None:
    same: Numbers = {"wage": {"low": 1, "high": 1}, "hours": {"long": 1, "short": 1}}
    found = agreement(_case(_judged("union", same), _judged("firm", same)))
    assert (found.frontier, len(found.points)) == (4, 1)
    assert len(found.points[0].examples) == 3


def test_one_party_one_issue_one_option() -> None:
    found = agreement(
        _case(_judged("union", {"wage": {"low": 3}}, 2), issues=(_issue("wage", ["low"]),))
    )
    assert (found.frontier, found.parties, found.not_judged) == (1, ("union",), ("firm",))
    assert _whole(found) == [(3,)]


def test_what_is_proposed_in_turn_needs_a_discount_of_both() -> None:
    half = Decimal("0.5")
    patient = agreement(_case(_judged("union", UNION, 0, discount=half), _judged("firm", FIRM)))
    assert patient.offers is None
    found = agreement(
        _case(_judged("union", UNION, 0, discount=half), _judged("firm", FIRM, 0, discount=half))
    )
    assert found.offers is not None
    assert found.offers.count == len(found.offers.pairs) == 1
    assert [_whole(found)[at] for at in found.offers.pairs[0].by_first] == [(6, 4)]


def test_a_package_is_assessed_or_refused() -> None:
    found = agreement(_case(), package={"wage": "high", "hours": "long"})
    assert found.assessment is not None
    assert found.assessment.refuses == ("union",)
    assert found.assessment.better == 1
    assert found.assessment.fewest_changes == 2
    with pytest.raises(NotAPackage):
        agreement(_case(), package={"wage": "high"})


def test_what_is_too_large_is_answered_without_the_frontier() -> None:
    """Six issues of sixteen options with wild numbers, four parties, and hardly any memory."""
    found = agreement(
        _wide(6, 16), limits=Limits(memory_bytes=2**12), chance=np.random.default_rng(0)
    )
    assert found.no_frontier == "too large"
    assert found.frontier is None
    assert [each.party for each in found.best] == list("abcd")
    assert "nash" in {each.name for each in found.direct}


def test_on_a_frontier_that_was_thinned_out_no_theory_is_said_to_pick_anything() -> None:
    """What is best of the points kept is not what is best: that is found directly, with its bound."""
    near = agreement(_wide(7), limits=Limits(points_at_most=400))
    assert not near.exact
    assert near.frontier == len(near.points) <= 400
    assert near.bound == (Fraction(511),) * 4
    assert near.solutions == ()
    assert "nash" in {each.name for each in near.direct}
    assert agreement(_wide(7)).exact


def test_the_bound_of_a_thinned_frontier_counts_the_numbers_between_steps_too() -> None:
    """All numbers are whole on the steps; halfway between two of them lies half a one more."""
    wide = _wide(7)
    line = {"0": _number(0), "1": _number(100)}
    share = Issue(id="share", question="?", range=NumericRange(low=Decimal(0), high=Decimal(1)))
    judgements = tuple(
        (file, replace(each, values={**each.values, "share": line}))
        for file, each in wide.judgements
    )
    case = replace(wide, issues=(*wide.issues, share), judgements=judgements)
    near = agreement(case, limits=Limits(points_at_most=400))
    assert not near.exact
    assert near.solutions == ()
    assert [each.denominator for each in near.bound] == [2, 2, 2, 2]


def test_a_frontier_of_which_too_little_can_be_kept_is_not_shown() -> None:
    near = agreement(_wide(7), limits=Limits(points_at_most=20))
    assert (near.no_frontier, near.points, near.frontier) == ("too many points", (), None)


def _wide(issues: int, options_of_each: int = 8) -> Case:
    """Four parties, and issues of many options with numbers that hang on everything."""
    names = [f"i{number}" for number in range(issues)]
    options = [f"o{number}" for number in range(options_of_each)]
    return Case(
        title="t",
        parties=tuple(Party(id=each, name=each, role="principal") for each in "abcd"),
        issues=tuple(_issue(each, options) for each in names),
        judgements=tuple(
            _judged(
                party,
                {
                    issue: {
                        option: (place * (7 * p + 11) + i * 13) ** 2 % 1009
                        for place, option in enumerate(options)
                    }
                    for i, issue in enumerate(names)
                },
            )
            for p, party in enumerate("abcd")
        ),
    )


def test_judgements_that_do_not_count_are_named() -> None:
    file, later = _judged("union", UNION, 7)
    later = replace(later, date=Date.parse("2026-02-01"), author="colleague")
    found = agreement(_case(_judged("union", UNION, 3), (file + "2", later), _judged("firm", FIRM)))
    assert [(each.party, each.author) for each in found.unused] == [("union", "mediator")]


def test_interactions_count_in_the_answer() -> None:
    bundle = Interaction(when={"wage": ("high",), "hours": ("short",)}, value=_number(5))
    union = _judged("union", UNION, 3, interactions=(bundle,))
    found = agreement(_case(union, _judged("firm", FIRM, 1)))
    assert _whole(found)[-1] == (13, 0)
