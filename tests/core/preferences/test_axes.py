"""The ways to settle an issue, in order, and where something written stands on them."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.core.preferences import axes
from detente.core.preferences.axes import (
    OPTIONS_AT_MOST,
    STEPS,
    Axis,
    TooManyOptions,
    axis_of,
)
from detente.core.record.issues import Issue, NumericRange
from tests.core.builders import issue


def range_issue(low: str, high: str, step: str | None = None) -> Issue:
    scale = NumericRange(
        low=Decimal(low), high=Decimal(high), step=None if step is None else Decimal(step)
    )
    return issue("price", options=(), range=scale)


def test_options_stand_in_the_order_of_the_record() -> None:
    axis = axis_of(issue("truce", options=("full", "partial", "none")))
    assert axis == Axis("truce", ("full", "partial", "none"))
    assert (axis.place("none"), axis.place("nothing")) == (2, None)


def test_an_issue_without_options_has_an_axis_without_options() -> None:
    axis = axis_of(issue("truce", options=()))
    assert axis.options == ()
    assert axis.place("full") is None


def test_a_range_with_a_step_has_its_numbers_and_is_not_divided() -> None:
    axis = axis_of(range_issue("-1", "1", "0.5"))
    assert axis.options == ("-1", "-0.5", "0", "0.5", "1")
    assert axis.numbers == tuple(Fraction(each, 2) for each in range(-2, 3))
    assert not axis.divided


def test_a_step_that_does_not_reach_the_upper_end_stops_before_it() -> None:
    assert axis_of(range_issue("0", "10", "3")).options == ("0", "3", "6", "9")


def test_a_step_larger_than_the_range_leaves_its_lower_end() -> None:
    assert axis_of(range_issue("2", "3", "5")).options == ("2",)


def test_a_range_without_a_step_is_divided_from_end_to_end() -> None:
    axis = axis_of(range_issue("2", "5"))
    assert axis.divided
    assert len(axis.options) == STEPS + 1
    assert (axis.options[0], axis.options[1], axis.options[-1]) == ("2", "2.03", "5")


def test_into_how_many_steps_can_be_said_and_thirds_are_exact() -> None:
    assert axis_of(range_issue("0", "1"), steps=3).options == ("0", "1/3", "2/3", "1")


def test_numbers_named_join_a_divided_range_with_numbers_halfway_beside_them() -> None:
    axis = axis_of(range_issue("0", "4"), 2, named=[Fraction("2.5")], corners=[Fraction(1)])
    assert axis.options == ("0", "1", "2", "2.25", "2.5", "3.25", "4")
    assert axis.named == {4}
    assert axis.reach == Fraction("0.75")


def test_between_two_named_numbers_there_is_one_that_is_not() -> None:
    axis = axis_of(range_issue("0", "4"), 1, named=[Fraction(1), Fraction(2)])
    assert axis.options == ("0", "0.5", "1", "1.5", "2", "3", "4")


def test_numbers_named_outside_a_range_or_on_one_with_steps_are_not_added() -> None:
    assert axis_of(range_issue("0", "4"), 1, named=[Fraction(9)]).options == ("0", "4")
    assert axis_of(range_issue("0", "4", "2"), named=[Fraction(1)]).options == ("0", "2", "4")


def test_too_many_numbers_named_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(axes, "OPTIONS_AT_MOST", 110)
    assert len(axis_of(range_issue("0", "1"), named=[Fraction(1, 2)]).options) == 103
    with pytest.raises(TooManyOptions):
        axis_of(range_issue("0", "1"), named=[Fraction(at, 200) for at in range(10)])


@pytest.mark.parametrize("step", [None, "1"])
def test_a_range_of_one_number_is_that_number(step: str | None) -> None:
    axis = axis_of(range_issue("4.0", "4", step))
    assert axis == Axis("price", ("4",), (Fraction(4),))


@pytest.mark.parametrize("written", ["2.5", "2.50", "5/2", "10/4", "02.5"])
def test_a_number_stands_where_it_is_however_it_is_written(written: str) -> None:
    assert axis_of(range_issue("2", "4", "0.5")).place(written) == 1


@pytest.mark.parametrize(
    "written", ["2.4", "1.5", "4.5", "two", "", "1/0", "nan", "25e-1", "1e9999999999"]
)
def test_what_is_no_number_of_the_range_stands_nowhere(written: str) -> None:
    assert axis_of(range_issue("2", "4", "0.5")).place(written) is None


def test_places_of_options_leave_out_what_stands_nowhere() -> None:
    axis = Axis("truce", ("full", "partial", "none"))
    assert axis.places(("none", "full", "nothing")) == {0, 2}
    assert axis.places(()) == frozenset()


def test_places_of_a_range_hold_both_ends_of_low_to_high() -> None:
    axis = axis_of(range_issue("0", "10", "2"))
    assert axis.places(("2..6",)) == {1, 2, 3}
    assert axis.places(("3..5.9",)) == {2}
    assert axis.places(("2.1..3.9",)) == frozenset()
    assert axis.places(("0", "8..20")) == {0, 4, 5}


def test_an_option_with_two_dots_in_its_name_is_no_range() -> None:
    assert Axis("truce", ("a..b", "c")).places(("a..b",)) == {0}


def test_too_many_numbers_are_refused_with_the_issue_and_how_many() -> None:
    high = str(OPTIONS_AT_MOST)
    with pytest.raises(TooManyOptions) as refused:
        axis_of(range_issue("0", high, "1"))
    assert refused.value.issue == "price"
    assert str(refused.value) == f'the range of "price" has {OPTIONS_AT_MOST + 1} numbers'


def test_as_many_numbers_as_are_allowed_are_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(axes, "OPTIONS_AT_MOST", 1_000)  # a million would take seconds
    assert len(axis_of(range_issue("1", "1000", "1")).options) == 1_000
    with pytest.raises(TooManyOptions):
        axis_of(range_issue("1", "1001", "1"))


@given(
    st.decimals(-50, 50, places=2),
    st.decimals("0.1", 20, places=2),
    st.none() | st.decimals("0.1", 9, places=2),
)
def test_each_number_of_a_range_stands_at_its_own_place(
    low: Decimal, length: Decimal, step: Decimal | None
) -> None:
    axis = axis_of(range_issue(str(low), str(low + length), None if step is None else str(step)))
    assert [axis.place(each) for each in axis.options] == list(range(len(axis.options)))
    assert [Fraction(each) for each in axis.options] == list(axis.numbers)
    assert axis.numbers[0] == Fraction(low)
    assert Fraction(low + length) - axis.numbers[-1] < (Fraction(step) if step else 1)
    apart = {after - before for before, after in pairwise(axis.numbers)}
    assert apart <= {Fraction(step) if step else Fraction(length) / STEPS}
