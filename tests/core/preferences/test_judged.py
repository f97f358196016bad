"""What packages are worth by a judgement, and what a judgement lacks for that."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.core.outcomes.space import Space
from detente.core.preferences.axes import Axis
from detente.core.preferences.judged import Lack, utility_of
from detente.core.preferences.utility import Utility
from detente.core.record.judgements import Judgement, PackageValue
from tests.core.builders import estimate

from .judgements import AXES, estimates, judged, judgements, line, slow_value, together

TRUCE, BORDER, PRICE = AXES
TWO = (TRUCE, BORDER)
VALUES = {
    "truce": estimates(full="1", partial="0.4", none="0"),
    "border": estimates(open="1/3", closed="0.1"),
}


def utility_from(axes: tuple[Axis, ...], **changes: Any) -> Utility:
    """Return the utility of a judgement that lacks nothing."""
    found = utility_of(judged(**changes), axes)
    assert isinstance(found, Utility), found
    return found


def lacks_of(axes: tuple[Axis, ...], **changes: Any) -> list[tuple[str, str]]:
    """Return the kind and the issue of all that a judgement lacks."""
    found = utility_of(judged(**changes), axes)
    assert isinstance(found, tuple), found
    assert all(each.party == "north" for each in found)
    return [(each.kind, each.issue) for each in found]


def values_along(axis: Axis, **points: str) -> list[str]:
    """Return the values of all numbers of a range, as fractions."""
    found = utility_from((axis,), values={axis.issue: line(**points)})
    return [str(found.value((place,))) for place in range(len(axis.options))]


def test_a_package_is_worth_the_sum_of_weight_times_value() -> None:
    found = utility_from(TWO, values=VALUES, weights=estimates(truce="0.7", border="0.3"))
    assert found.value((0, 0)) == Fraction("0.7") + Fraction("0.3") / 3 == Fraction("0.8")
    assert found.value((1, 1)) == Fraction("0.31")
    assert found.value((2, 1)) == Fraction("0.03")


def test_weights_need_not_add_up_to_one() -> None:
    found = utility_from(TWO, values=VALUES, weights=estimates(truce="7", border="10/3"))
    assert found.value((1, 0)) == Fraction("2.8") + Fraction(10, 9)


def test_without_any_weight_values_count_as_they_are() -> None:
    assert utility_from(TWO, values=VALUES).value((1, 0)) == Fraction("0.4") + Fraction(1, 3)


def test_fractions_are_exact_and_sum_to_one() -> None:
    thirds = {name: estimates(**dict.fromkeys(values, "1/3")) for name, values in VALUES.items()}
    found = utility_from(TWO, values=thirds, weights=estimates(truce="1", border="2"))
    assert found.value((0, 0)) == 1


def test_the_time_and_what_no_agreement_is_worth_are_kept_as_written() -> None:
    found = utility_from(
        TWO,
        values=VALUES,
        no_agreement=estimate("1/7"),
        discount=estimate("0.9").low,
        time_cost=estimate("1/8").low,
    )
    assert Fraction(found.no_agreement or 0, found.scale) == Fraction(1, 7)
    assert (found.discount, found.time_cost) == (Fraction(9, 10), Fraction(1, 8))
    assert found.party == "north"


def test_without_them_time_costs_nothing_and_no_agreement_is_not_known() -> None:
    found = utility_from(TWO, values=VALUES)
    assert found.no_agreement is None
    assert (found.discount, found.time_cost) == (Fraction(1), Fraction(0))
    assert found.acceptable((0, 0)) is None


def test_two_points_are_a_straight_line() -> None:
    assert values_along(PRICE, at_0="1", at_3="0") == ["1", "3/4", "1/2", "1/4", "0"]


def test_three_points_are_a_triangle_whose_top_may_lie_between_two_numbers() -> None:
    assert values_along(PRICE, at_0="0", at_1="1", at_3="0") == ["0", "3/4", "3/4", "3/8", "0"]


def test_points_may_stand_in_any_order_and_beyond_the_range() -> None:
    assert values_along(PRICE, at_4="4", at_1_5="1", at_0="0") == ["0", "1/2", "1", "19/10", "14/5"]


def test_a_range_of_one_number_needs_one_point() -> None:
    one = Axis("price", ("2",), (Fraction(2),))
    assert values_along(one, at_2_0="0.5") == ["1/2"]


def test_a_line_that_reaches_neither_end_has_no_value_for_all_numbers() -> None:
    lack = [("no value for an option", "price")]
    assert lacks_of((PRICE,), values={"price": line(at_0="0", at_2="1")}) == lack
    assert lacks_of((PRICE,), values={"price": line(at_1="0", at_3="1")}) == lack
    assert lacks_of((PRICE,), values={"price": line(at_1="0")}) == lack


def test_the_line_need_only_reach_the_last_number_of_the_range() -> None:
    axis = Axis("price", ("0", "2"), (Fraction(0), Fraction(2)))
    assert values_along(axis, at_0="1", at_2="0") == ["1", "0"]


def test_interactions_add_to_what_options_are_worth_alone() -> None:
    found = utility_from(
        TWO,
        values=VALUES,
        interactions=(
            together("0.5", truce=("full", "partial"), border=("open",)),
            together("-1", border=("closed",)),
            together("2"),
        ),
    )
    assert found.value((1, 0)) == Fraction("0.4") + Fraction(1, 3) + Fraction("0.5") + 2
    assert found.value((2, 1)) == Fraction("0.1") - 1 + 2


def test_an_interaction_on_a_range_holds_at_both_ends_of_low_to_high() -> None:
    found = utility_from(
        (PRICE,),
        values={"price": line(at_0="0", at_3="0")},
        interactions=(together("1", price=("0.75..1.5", "3.00")),),
    )
    assert [found.value((place,)) for place in range(5)] == [0, 1, 1, 0, 1]


def test_an_interaction_of_options_that_are_not_there_never_holds() -> None:
    found = utility_from(TWO, values=VALUES, interactions=(together("9", truce=("ended",)),))
    assert found.value((0, 0)) == 1 + Fraction(1, 3)


def test_an_interaction_that_needs_a_withdrawn_issue_never_holds_and_is_no_lack() -> None:
    gone = (together("9", truce=("full",), toll=("high",)), together("7", toll=("low",)))
    found = utility_from(TWO, values=VALUES, interactions=gone)
    assert found == utility_from(TWO, values=VALUES)


def test_a_listed_package_with_a_withdrawn_issue_is_none_of_these_packages() -> None:
    more = PackageValue(
        package={"truce": ("full",), "border": ("open",), "toll": ("high",)}, value=estimate("99")
    )
    found = utility_from(TWO, packages=(*listed(**ALL), more))
    assert found == utility_from(TWO, packages=listed(**ALL))


def test_an_issue_that_only_interactions_speak_of_is_worth_nothing_alone() -> None:
    found = utility_from(
        TWO,
        values={"truce": VALUES["truce"]},
        interactions=(together("0.5", truce=("full",), border=("open",)),),
    )
    assert [found.value(each) for each in ((0, 0), (0, 1))] == [Fraction(3, 2), 1]


def test_interactions_alone_are_enough() -> None:
    found = utility_from(TWO, interactions=(together("1", truce=("full",)),))
    assert [found.value(each) for each in ((0, 1), (1, 1))] == [1, 0]


def test_an_issue_of_weight_nothing_needs_no_values() -> None:
    found = utility_from(
        TWO, values={"truce": VALUES["truce"]}, weights=estimates(truce="1", border="0")
    )
    assert found.value((1, 0)) == found.value((1, 1)) == Fraction("0.4")


def test_no_package_is_worth_more_than_the_ceiling() -> None:
    found = utility_from(TWO, values=VALUES, ceiling=estimate("6/5").low)
    assert [found.value(each) for each in ((0, 0), (0, 1))] == [Fraction(6, 5), Fraction(11, 10)]


def test_a_judgement_without_numbers_lacks_them() -> None:
    lack = [("no numbers", "")]
    assert lacks_of(TWO) == lack
    assert lacks_of(TWO, issue_order=(("truce",), ("border",)), no_agreement=estimate("1")) == lack
    assert lacks_of(TWO, weights=estimates(truce="1", border="1")) == lack


def test_an_issue_of_which_nothing_is_said_lacks_values() -> None:
    lack = [("no values for the issue", "border")]
    assert lacks_of(TWO, values={"truce": VALUES["truce"]}) == lack
    weights = estimates(truce="1", border="1")
    assert lacks_of(TWO, values={"truce": VALUES["truce"]}, weights=weights) == lack


def test_with_a_weight_an_issue_lacks_values_even_where_interactions_speak_of_it() -> None:
    found = lacks_of(
        TWO,
        values={"truce": VALUES["truce"]},
        weights=estimates(truce="1", border="1"),
        interactions=(together("1", border=("open",)),),
    )
    assert found == [("no values for the issue", "border")]


def test_where_some_issues_have_a_weight_one_without_lacks_it() -> None:
    found = lacks_of(TWO, values=VALUES, weights=estimates(truce="1"))
    assert found == [("no weight for the issue", "border")]


def test_an_option_without_a_value_is_a_lack() -> None:
    values = {**VALUES, "truce": estimates(full="1", partial="0")}
    assert lacks_of(TWO, values=values) == [("no value for an option", "truce")]


def test_ranges_are_lacks_wherever_they_stand() -> None:
    a_range = "a range, not a number"
    weights = estimates(truce="0.4..0.6", border="1")
    assert lacks_of(TWO, values=VALUES, weights=weights) == [(a_range, "truce")]
    values = {**VALUES, "border": estimates(open="0.8..1", closed="0")}
    assert lacks_of(TWO, values=values) == [(a_range, "border")]
    assert lacks_of((PRICE,), values={"price": estimates(**{"0": "0..1", "3": "1"})}) == [
        (a_range, "price")
    ]
    assert lacks_of(TWO, values=VALUES, no_agreement=estimate("0", "1")) == [(a_range, "")]
    bonus = together("0", truce=("full",))
    bonus = type(bonus)(when=bonus.when, value=estimate("0", "1"))
    assert lacks_of(TWO, values=VALUES, interactions=(bonus,)) == [(a_range, "")]


def test_all_lacks_are_told_at_once_each_once_in_the_order_of_the_issues() -> None:
    found = lacks_of(
        (*TWO, PRICE),
        values={
            "truce": estimates(full="0..1", partial="0..1", none="0"),
            "price": line(at_0="0", at_2="1"),
        },
        no_agreement=estimate("0", "1"),
    )
    assert found == [
        ("a range, not a number", "truce"),
        ("no values for the issue", "border"),
        ("no value for an option", "price"),
        ("a range, not a number", ""),
    ]


def test_what_is_lacking_in_several_packages_is_told_once() -> None:
    found = lacks_of(TWO, packages=listed(full_open="0..1", full_closed="0..1", none_ajar="1"))
    assert found == [("a range, not a number", ""), ("a package without a value", "")]


def listed(**worth: str) -> tuple[PackageValue, ...]:
    """Return values of whole packages; ``full_open="1"``."""
    return tuple(
        PackageValue(
            package=MappingProxyType({"truce": (name.split("_")[0],), "border": (at,)}),
            value=estimate(*text.split("..")),
        )
        for name, text in worth.items()
        for at in [name.split("_")[1]]
    )


ALL = {
    "full_open": "3",
    "full_closed": "0.5",
    "partial_open": "1/3",
    "partial_closed": "0",
    "none_open": "-1",
    "none_closed": "2",
}


def test_whole_packages_are_worth_what_the_list_says() -> None:
    found = utility_from(TWO, packages=listed(**ALL), no_agreement=estimate("1/3"))
    worth = [found.value(each) for each in product(range(3), range(2))]
    assert worth == [Fraction(text) for text in ALL.values()]
    assert [found.acceptable(each) for each in ((1, 0), (1, 1))] == [True, False]


def test_the_ceiling_holds_for_whole_packages_too() -> None:
    assert utility_from(TWO, packages=listed(**ALL), ceiling=1).value((0, 0)) == 1


def test_issues_of_a_listed_package_may_stand_in_any_order() -> None:
    turned = tuple(
        PackageValue(package=dict(reversed(tuple(each.package.items()))), value=each.value)
        for each in listed(**ALL)
    )
    assert utility_from(TWO, packages=turned) == utility_from(TWO, packages=listed(**ALL))


def test_numbers_of_a_range_in_a_listed_package_may_be_written_in_any_way() -> None:
    package = PackageValue(package={"price": ("1.50",)}, value=estimate("2"))
    assert utility_from((PRICE,), packages=(package,)).value((2,)) == 2


@pytest.mark.parametrize(
    "package",
    [
        {"truce": ("full",)},
        {"truce": ("full",), "border": ("open", "closed")},
        {"truce": ("full",), "border": ("ajar",)},
        {"truce": ("full",), "border": ()},
    ],
    ids=["an issue left out", "two options", "no such option", "no option"],
)
def test_a_listed_package_that_is_none_is_a_lack(package: dict[str, tuple[str, ...]]) -> None:
    made = (*listed(**ALL), PackageValue(package=package, value=estimate("1")))
    assert lacks_of(TWO, packages=made) == [("a package without a value", "")]


def test_a_listed_package_with_a_range_is_a_lack() -> None:
    assert lacks_of(TWO, packages=listed(full_open="0..1")) == [("a range, not a number", "")]


def test_a_lack_names_the_party() -> None:
    assert utility_of(judged(party="south"), TWO) == (Lack("south", "no numbers", ""),)


def test_a_case_without_issues_has_one_package_worth_what_always_holds() -> None:
    assert utility_from((), interactions=(together("1/2"),)).value(()) == Fraction(1, 2)


@given(judgements())
def test_every_package_is_worth_what_the_slow_twin_says(
    drawn: tuple[tuple[Axis, ...], Judgement],
) -> None:
    axes, made = drawn
    found = utility_of(made, axes)
    assert isinstance(found, Utility)
    space = Space(axes)
    for outcome in product(*(range(len(axis.options)) for axis in axes)):
        assert found.value(outcome) == slow_value(made, space.package(outcome))


@given(judgements(), st.data())
def test_one_number_made_a_range_is_always_a_lack(
    drawn: tuple[tuple[Axis, ...], Judgement], data: st.DataObject
) -> None:
    axes, made = drawn
    issue = data.draw(st.sampled_from(sorted(made.values)))
    option = data.draw(st.sampled_from(sorted(made.values[issue])))
    low = made.values[issue][option].low
    wide = type(estimate("0"))(low=low, high=Fraction(low) + 1)
    values = {**made.values, issue: {**made.values[issue], option: wide}}
    found = utility_of(
        judged(values=values, weights=made.weights, interactions=made.interactions), axes
    )
    assert found == (Lack("north", "a range, not a number", issue),)
