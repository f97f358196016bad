"""Numbers made from orders by a stated method."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import pairwise, permutations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.core.preferences.axes import axis_of
from detente.core.preferences.judged import utility_of
from detente.core.preferences.orders_in_numbers import (
    METHOD,
    AnotherScale,
    Ties,
    centroid_weights,
    equal_steps,
    numbers_from_orders,
)
from detente.core.preferences.utility import Utility
from detente.core.record.judgements import Comparison, PackageValue
from tests.core.builders import choice, estimate, number_issue

from .judgements import AXES, estimates, judged, line

TWO = AXES[:2]
ORDERS = judged(
    issue_order=(("truce",), ("border",)),
    option_orders=choice(truce=(("full",), ("partial",), ("none",)), border=(("closed", "open"),)),
    basis="a talk",
)


@st.composite
def orders(draw: st.DrawFn, at_most: int = 6) -> Ties:
    """Orders of no to six names, with ties."""
    names = [f"name-{number}" for number in range(draw(st.integers(0, at_most)))]
    joined: list[bool] = draw(st.lists(st.booleans(), min_size=len(names), max_size=len(names)))
    ties: list[list[str]] = []
    for name, beside in zip(draw(st.permutations(names)), joined, strict=True):
        if ties and beside:
            ties[-1].append(name)
        else:
            ties.append([name])
    return tuple(tuple(tie) for tie in ties)


def slow_centroid(order: Ties) -> dict[str, Fraction]:
    """Return the mean, over all ways to break the ties, of the corners of all weights in that order.

    The corners of the weights that fall in a strict order are: all on the first, half on each of
    the first two, a third on each of the first three, and so on.
    """
    total: dict[str, Fraction] = {name: Fraction(0) for tie in order for name in tie}
    strict = [sum(each, ()) for each in product(*(tuple(permutations(tie)) for tie in order))]
    for names in strict:
        for corner in range(1, len(names) + 1):
            for name in names[:corner]:
                total[name] += Fraction(1, corner) / len(names) / len(strict)
    return total


@given(orders())
def test_weights_are_the_mean_of_the_corners_over_all_ways_to_break_ties(order: Ties) -> None:
    found = centroid_weights(order)
    assert found == slow_centroid(order)
    assert list(found) == [name for tie in order for name in tie]


@given(orders(at_most=30))
def test_weights_add_up_to_one_fall_in_order_and_tie_with_ties(order: Ties) -> None:
    found = centroid_weights(order)
    assert sum(found.values()) == (1 if found else 0)
    by_tie = [{found[name] for name in tie} for tie in order]
    assert all(len(each) == 1 for each in by_tie)
    falling = [each.pop() for each in by_tie]
    assert falling == sorted(set(falling), reverse=True)
    assert all(each > 0 for each in falling)


def test_no_order_gives_no_weights_and_one_issue_all() -> None:
    assert centroid_weights(()) == {}
    assert centroid_weights((("truce",),)) == {"truce": 1}


def test_where_all_are_tied_all_weigh_the_same() -> None:
    assert set(centroid_weights((("a", "b", "c"),)).values()) == {Fraction(1, 3)}


def test_an_empty_tie_takes_no_place() -> None:
    assert centroid_weights(((), ("a",), ("b",))) == centroid_weights((("a",), ("b",)))
    assert equal_steps((("a",), (), ("b",), ("c",))) == equal_steps((("a",), ("b",), ("c",)))


def test_steps_between_options_are_equal() -> None:
    assert equal_steps((("a",), ("b",), ("c",), ("d",))) == {
        "a": 1,
        "b": Fraction(2, 3),
        "c": Fraction(1, 3),
        "d": 0,
    }


@pytest.mark.parametrize("order", [(("a",),), (("a", "b"),)])
def test_where_all_options_are_tied_each_is_as_good_as_the_best(order: Ties) -> None:
    assert set(equal_steps(order).values()) == {1}


def test_no_options_have_no_values() -> None:
    assert equal_steps(()) == {}


@given(orders(at_most=12))
def test_steps_run_from_one_to_nothing_in_order(order: Ties) -> None:
    found = equal_steps(order)
    by_tie = [{found[name] for name in tie} for tie in order]
    assert all(len(each) == 1 for each in by_tie)
    falling = [each.pop() for each in by_tie]
    assert len({a - b for a, b in pairwise(falling)}) <= 1
    assert falling[:1] in ([], [1])
    assert len(falling) < 2 or (falling[-1] == 0 and falling[0] > falling[1])


def test_a_judgement_of_orders_gets_numbers_that_value_every_package() -> None:
    made = numbers_from_orders(ORDERS)
    found = utility_of(made, TWO)
    assert isinstance(found, Utility)
    worth = [found.value(each) for each in product(range(3), range(2))]
    quarter = Fraction(1, 4)
    assert worth == [1, 1, *[3 * quarter / 2 + quarter] * 2, quarter, quarter]


def test_orders_and_all_else_stay_and_the_method_is_named() -> None:
    made = numbers_from_orders(ORDERS)
    assert made.basis == f"a talk; {METHOD}"
    assert replace(made, weights={}, values={}, basis="a talk") == ORDERS
    assert numbers_from_orders(replace(ORDERS, basis="")).basis == METHOD


def test_made_again_nothing_changes() -> None:
    made = numbers_from_orders(ORDERS)
    assert numbers_from_orders(made) is made


def test_no_agreement_is_not_made_up() -> None:
    assert numbers_from_orders(ORDERS).no_agreement is None
    kept = replace(ORDERS, no_agreement=estimate("0.2", "0.3"))
    assert numbers_from_orders(kept).no_agreement == estimate("0.2", "0.3")


def test_without_orders_nothing_is_made() -> None:
    compared = Comparison(better=choice(truce=("full",)), worse=choice(truce=("none",)))
    for each in (judged(), judged(comparisons=(compared,)), judged(weights=estimates(truce="1"))):
        assert numbers_from_orders(each) is each


def test_what_was_given_stays_and_only_what_is_missing_is_made() -> None:
    values = {"truce": estimates(full="1", partial="0.9..0.95", none="0")}
    made = numbers_from_orders(replace(ORDERS, values=values))
    assert made.values["truce"] == values["truce"]
    assert made.values["border"] == estimates(open="1", closed="1")
    assert made.weights == estimates(truce="3/4", border="1/4")


def test_weights_given_for_some_issues_are_not_filled_up() -> None:
    weights = estimates(truce="0.4..0.6")
    assert numbers_from_orders(replace(ORDERS, weights=weights)).weights == weights


def test_weights_alone_can_be_made_beside_values_from_nothing_to_one() -> None:
    values = {
        "truce": estimates(full="1", partial="0.3", none="0"),
        "border": estimates(open="0..0.1", closed="1"),
    }
    made = numbers_from_orders(replace(ORDERS, values=values))
    assert (made.values, made.weights["truce"]) == (values, estimate("3/4"))
    assert METHOD in made.basis


@pytest.mark.parametrize("best", ["10", "0.9", "1.01"])
def test_values_on_another_scale_are_refused(best: str) -> None:
    points = {"truce": estimates(full=best, partial="0.3", none="0")}
    with pytest.raises(AnotherScale) as refused:
        numbers_from_orders(replace(ORDERS, values=points))
    assert refused.value.issue == "truce"
    assert str(refused.value) == 'the values for "truce" do not run from 0 to 1'


def test_values_that_do_not_begin_at_nothing_are_refused() -> None:
    points = {"truce": estimates(full="1", partial="0.3", none="0.1")}
    with pytest.raises(AnotherScale):
        numbers_from_orders(replace(ORDERS, values=points))


def test_on_another_scale_nothing_is_refused_where_nothing_is_made() -> None:
    points = judged(values={"truce": estimates(full="60", partial="20", none="0")})
    assert numbers_from_orders(points) is points


def test_values_of_whole_packages_are_all_the_numbers_there_are() -> None:
    package = PackageValue(package=choice(truce=("full",), border=("open",)), value=estimate("1"))
    listed = replace(ORDERS, packages=(package,))
    assert numbers_from_orders(listed) is listed


def test_an_order_of_numbers_of_a_range_gives_the_points_of_a_line() -> None:
    axis = axis_of(number_issue(high=100))
    made = numbers_from_orders(judged(option_orders=choice(price=(("0",), ("40",), ("100",)))))
    assert made.values["price"] == line(at_0="1", at_40="0.5", at_100="0")
    found = utility_of(made, (axis,))
    assert isinstance(found, Utility)
    assert found.value((20,)) == Fraction(3, 4)


def test_an_issue_without_an_order_stays_without_numbers() -> None:
    made = numbers_from_orders(judged(option_orders=choice(truce=(("full",), ("partial", "none")))))
    assert set(made.values) == {"truce"}
    assert made.weights == {}
    assert isinstance(utility_of(made, TWO), tuple)
