"""Numbers as written: exact, with bounds, and refused when they cannot be."""

from __future__ import annotations

import copy
import pickle
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.core.record.quantities import (
    BoundsReversed,
    NumberUnreadable,
    Quantity,
    Ratio,
    parse_exact,
    parse_number,
)

from ..strategies import quick


@pytest.mark.parametrize("text", ["0", "-3", "12.50", "007", "50000", "9" * 40])
def test_a_number_is_kept_exactly_as_written(text: str) -> None:
    assert str(parse_number(text)) == str(Decimal(text))


def test_the_last_zero_of_a_number_is_kept() -> None:
    assert str(parse_number("12.50")) == "12.50"


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "many",
        "1,000",
        "1 000",
        "+3",
        "1e3",
        ".5",
        "5.",
        "--3",
        "NaN",
        "Infinity",
        "0x10",
        "٣",
        " 12",
        "12\n",
        "9" * 41,
    ],
)
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(NumberUnreadable):
        parse_number(text)


@pytest.mark.parametrize(
    ("text", "best", "unit", "approximate"),
    [
        ("12.5", "12.5", "", False),
        ("1000 people", "1000", "people", False),
        ("about 20 percent", "20", "percent", True),
        ("about 20", "20", "", True),
        ("-3 degrees", "-3", "degrees", False),
        ("5 square  kilometres", "5", "square  kilometres", False),
        ("  1000   people  ", "1000", "people", False),
    ],
)
def test_the_short_form_is_a_number_and_its_unit(
    text: str, best: str, unit: str, approximate: bool
) -> None:
    read = Quantity.parse(text)
    assert read == Quantity(best=Decimal(best), unit=unit, approximate=approximate)
    assert read.low is read.high is None


@pytest.mark.parametrize(
    "text",
    ["", "people", "about", "1000people", "about people", "9" * 41, "10 or 20 people", "3 4"],
)
def test_what_is_no_quantity_is_refused(text: str) -> None:
    with pytest.raises(NumberUnreadable):
        Quantity.parse(text)


def test_a_quantity_of_which_nothing_is_known_is_refused() -> None:
    with pytest.raises(NumberUnreadable):
        Quantity(unit="troops")


known = st.none() | st.integers(-5, 5).map(Decimal)


@quick
@given(known, known, known)
def test_low_best_and_high_are_in_this_order_or_refused(
    low: Decimal | None, best: Decimal | None, high: Decimal | None
) -> None:
    given_values = [each for each in (low, best, high) if each is not None]
    in_order = all(
        earlier <= later
        for n, earlier in enumerate(given_values)
        for later in given_values[n + 1 :]
    )
    if given_values and in_order:
        made = Quantity(low=low, best=best, high=high)
        assert (made.low, made.best, made.high) == (low, best, high)
    else:
        with pytest.raises(BoundsReversed if given_values else NumberUnreadable):
            Quantity(low=low, best=best, high=high)


@quick
@given(st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-999, max_value=999))
def test_a_number_is_read_back_from_its_text(number: Decimal) -> None:
    assert parse_number(str(number)) == number


@quick
@given(st.text(max_size=20))
def test_no_text_does_more_than_be_refused(text: str) -> None:
    try:
        assert Quantity.parse(text).best is not None
    except NumberUnreadable:
        pass


@pytest.mark.parametrize("text", ["10/30", "-1/3", "0/7", "007/1", "1.50", "-2"])
def test_an_exact_number_is_shown_as_it_was_written(text: str) -> None:
    shown = {"007/1": "7/1"}.get(text, text)
    assert str(parse_exact(text)) == shown


@pytest.mark.parametrize(
    "text", ["1/0", "1/-2", "1.5/2", "1/2/3", "/2", "1/", "1 / 2", "inf", "1e999", "1/" + "9" * 41]
)
def test_what_is_no_fraction_is_refused(text: str) -> None:
    with pytest.raises(NumberUnreadable):
        parse_exact(text)


@given(st.integers(-99, 99), st.integers(1, 99))
def test_a_ratio_is_the_fraction_it_equals(above: int, below: int) -> None:
    ratio, fraction = Ratio(above, below), Fraction(above, below)
    assert (ratio, hash(ratio), Fraction(ratio)) == (fraction, hash(fraction), fraction)
    assert type(ratio + ratio) is Fraction
    for again in (pickle.loads(pickle.dumps(ratio)), copy.copy(ratio), copy.deepcopy(ratio)):
        assert str(again) == f"{above}/{below}"
