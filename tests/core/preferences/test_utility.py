"""Preferences in exact numbers, and the small interface that all preferences offer."""

from __future__ import annotations

import inspect
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.core.numbers import Number
from detente.core.preferences.axes import Outcome
from detente.core.preferences.utility import Order, Preferences, Utility, holds, utility

THIRD = Fraction(1, 3)


def pay(**changes: object) -> Utility:
    """Two issues: a third or nothing, and nothing or two."""
    return utility("union", [[THIRD, 0], [0, 2]], **changes)  # type: ignore[arg-type]


def test_values_are_whole_numbers_on_one_scale() -> None:
    made = pay(no_agreement=Fraction(1, 2))
    assert (made.scale, made.values, made.no_agreement) == (6, ((2, 0), (0, 12)), 3)
    assert (made.whole((0, 1)), made.value((0, 1))) == (14, Fraction(7, 3))


def test_what_floating_point_confuses_is_told_apart() -> None:
    tenths = utility("union", [[Decimal("0.1"), 0], [Decimal("0.2"), Decimal("0.3")]])
    assert tenths.value((0, 0)) == tenths.value((1, 1)) == Fraction(3, 10)
    assert tenths.compare((0, 0), (1, 1)) == "equal"
    assert 0.1 + 0.2 != 0.3  # what is summed here as it would be there


def test_a_bonus_counts_where_all_its_options_are_in_the_package() -> None:
    both = ((0, frozenset({0, 1})), (1, frozenset({1})))
    made = pay(bonuses=((both, Decimal("0.5")), (both, Decimal("-0.25"))))
    assert made.value((0, 0)) == THIRD
    assert made.value((0, 1)) == THIRD + 2 + Fraction(1, 4)
    assert made.value((1, 1)) == 2 + Fraction(1, 4)


def test_a_bonus_without_issues_always_counts() -> None:
    made = pay(bonuses=(((), 5),))
    assert [made.value(each) for each in ((0, 0), (1, 0))] == [5 + THIRD, 5]
    assert holds((), (0, 0))


def test_no_package_is_worth_more_than_the_ceiling() -> None:
    made = pay(ceiling=2)
    assert made.value((0, 1)) == made.value((1, 1)) == 2
    assert made.value((0, 0)) == THIRD
    assert made.compare((0, 1), (1, 1)) == "equal"


def test_a_ceiling_may_be_below_zero() -> None:
    assert pay(ceiling=-1).value((0, 0)) == -1


def test_a_round_more_leaves_what_the_discount_leaves() -> None:
    made = pay(discount=Decimal("0.9"))
    assert made.value((1, 1), rounds=2) == 2 * Fraction(81, 100)
    assert made.value((1, 1)) == 2


def test_a_round_more_takes_the_cost_of_time() -> None:
    made = pay(time_cost=Fraction(1, 4))
    assert made.value((1, 1), rounds=3) == 2 - Fraction(3, 4)
    assert pay(time_cost=1).value((1, 0), rounds=1) == -1


def test_with_both_the_value_is_discounted_and_the_cost_of_each_round_taken() -> None:
    made = pay(discount=Fraction(1, 2), time_cost=Fraction(1, 8))
    assert made.value((1, 1), rounds=2) == 2 * Fraction(1, 4) - Fraction(2, 8)


@pytest.mark.parametrize(
    ("first", "second", "order"),
    [((0, 1), (1, 1), "better"), ((1, 0), (0, 0), "worse"), ((0, 0), (0, 0), "equal")],
)
def test_packages_are_compared(first: Outcome, second: Outcome, order: Order) -> None:
    assert pay().compare(first, second) == order


def test_what_is_worth_as_much_as_no_agreement_is_acceptable() -> None:
    made = pay(no_agreement=2)
    assert made.acceptable((1, 1)) is True
    assert made.acceptable((0, 0)) is False


def test_without_a_value_of_no_agreement_it_is_not_known_what_is_acceptable() -> None:
    assert pay().acceptable((0, 1)) is None


def test_where_the_ceiling_is_below_no_agreement_nothing_is_acceptable() -> None:
    assert pay(ceiling=1, no_agreement=2).acceptable((0, 1)) is False


def test_a_package_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="shorter"):
        pay().whole((0,))


def test_without_issues_there_is_one_package_worth_nothing() -> None:
    made = utility("union", [])
    assert made.scale == 1
    assert made.value(()) == 0


def better_of(preferences: Preferences, first: Outcome, second: Outcome) -> Outcome | None:
    """Return the better of two packages, asking only what the interface offers."""
    order = preferences.compare(first, second)
    return {"better": first, "worse": second}.get(order)


class Wishes:
    """Preferences that know one thing only: earlier options of the first issue are better."""

    party = "company"

    def compare(self, first: Outcome, second: Outcome) -> Order:
        if first[0] == second[0]:
            return "equal" if first == second else "unknown"
        return "better" if first[0] < second[0] else "worse"

    def acceptable(self, outcome: Outcome) -> bool | None:
        return None if outcome[0] else True


def test_numbers_and_orders_offer_the_same_small_interface() -> None:
    # The type checker holds that both can be given where preferences are asked for.
    given_numbers: Preferences = pay()
    given_orders: Preferences = Wishes()
    assert better_of(given_numbers, (1, 1), (0, 0)) == (1, 1)
    assert better_of(given_orders, (1, 1), (0, 0)) == (0, 0)
    assert better_of(given_orders, (1, 1), (1, 0)) is None
    assert [each.acceptable((1, 0)) for each in (given_numbers, given_orders)] == [None, None]


def test_at_run_time_a_utility_has_all_that_the_interface_asks_for() -> None:
    asked = [name for name in vars(Preferences) if not name.startswith("_")]
    assert sorted(asked) == ["acceptable", "compare", "party"]
    made = pay()
    assert made.party == "union"
    for name in ("compare", "acceptable"):
        wanted = inspect.signature(getattr(Preferences, name)).parameters
        offered = inspect.signature(getattr(Utility, name)).parameters
        assert list(offered)[: len(wanted)] == list(wanted)


numbers: st.SearchStrategy[Number] = st.one_of(
    st.integers(-9, 9), st.decimals(-9, 9, places=3), st.fractions(-9, 9, max_denominator=9)
)


@given(st.lists(st.lists(numbers, min_size=1, max_size=3), max_size=3), st.none() | numbers)
def test_the_scale_changes_no_value(rows: list[list[Number]], ceiling: Number | None) -> None:
    made = utility("union", rows, ceiling=ceiling)
    outcome = tuple(len(row) - 1 for row in rows)
    total = sum((Fraction(row[-1]) for row in rows), Fraction(0))
    assert made.value(outcome) == (total if ceiling is None else min(total, Fraction(ceiling)))
    assert all(isinstance(each, int) for row in made.values for each in row)


@given(st.lists(st.lists(numbers, min_size=2, max_size=2), min_size=1, max_size=3), numbers)
def test_comparing_and_accepting_agree_with_the_values(
    rows: list[list[Number]], no_agreement: Number
) -> None:
    made = utility("union", rows, no_agreement=no_agreement)
    first, second = (0,) * len(rows), (1,) * len(rows)
    one, other = made.value(first), made.value(second)
    turned: dict[Order, Order] = {"better": "worse", "worse": "better", "equal": "equal"}
    assert made.compare(first, second) == turned[made.compare(second, first)]
    assert (made.compare(first, second) == "better") == (one > other)
    assert (made.compare(first, second) == "equal") == (one == other)
    assert made.acceptable(first) == (one >= Fraction(no_agreement))
