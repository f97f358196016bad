"""How far apart two parties stand: steps, units, overlap; and a slow twin that tries every point."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.core.movement.gaps import Gap, gap, overlap, shuts_out
from detente.core.movement.stands import Span, Stand, stand
from detente.core.record.quantities import Quantity
from detente.core.record.statements import Position

from ..builders import issue, number_issue, position
from ..strategies import quick
from .scenes import CHOICE, PRICE, SCALE, at, priced


def scale(stance: str, *options: str) -> Stand:
    return stand((at("a", "2025-05-01", "north", stance, *options),), SCALE)


def price(stance: str, written: str) -> Stand:
    return stand((priced("a", "2025-05-01", "north", stance, written),), PRICE)


def bounds(found: Gap | None) -> tuple[str, str] | None:
    return (str(found.low), str(found.high)) if found else None


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        # none 0, some 1, more 2, all 3
        (scale("demands", "none"), scale("offers", "all"), ("3", "3")),
        (scale("demands", "none", "more"), scale("offers", "all"), ("1", "1")),
        (scale("accepts", "some"), scale("could accept", "some"), ("0", "0")),
        # refuses none: some, more or all are left, 0 to 2 steps from some
        (scale("refuses", "none"), scale("demands", "some"), ("0", "2")),
        (scale("refuses", "all"), scale("red line", "none"), ("0", "3")),
        (scale("refuses", "none", "some", "more", "all"), scale("demands", "some"), None),
        (scale("reserves", "none"), scale("demands", "some"), None),
        (scale("demands"), scale("demands", "some"), None),
    ],
)
def test_distance_on_a_scale(first: Stand, second: Stand, expected: tuple[str, str] | None) -> None:
    assert bounds(gap(first, second, SCALE)) == expected
    assert bounds(gap(second, first, SCALE)) == expected


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (price("demands", "7"), price("offers", "2.5"), ("4.5", "4.5")),
        # 2 to 4 against 5: between 1 and 3; against 3: between 0 and 1
        (price("could accept", "2..4"), price("demands", "5"), ("1", "3")),
        (price("could accept", "2..4"), price("demands", "3"), ("0", "1")),
        # 0 to 3.5 shut out, 3.5 to 10 left: from 2 at least 1.5, at most 8
        (price("red line", "0..3.5"), price("offers", "2"), ("1.5", "8")),
        (price("red line", "0..10"), price("offers", "2"), None),
    ],
)
def test_distance_in_numbers(first: Stand, second: Stand, expected: tuple[str, str] | None) -> None:
    assert bounds(gap(first, second, PRICE)) == expected
    assert bounds(gap(second, first, PRICE)) == expected


def test_a_number_in_another_unit_is_not_measured() -> None:
    other = Quantity(best=Decimal(3), unit="crowns")
    said = position(issue="price", options=(), value=other, stance="offers")
    assert gap(stand((said,), PRICE), price("demands", "5"), PRICE) is None


def test_a_side_that_is_not_known_ends_with_the_range() -> None:
    at_least = Quantity(low=Decimal(4), unit="percent")
    said = position(issue="price", options=(), value=at_least, stance="demands")
    assert stand((said,), PRICE).willing_spans == (Span(Decimal(4), Decimal(10)),)


def test_a_bound_beyond_the_range_is_itself_and_shuts_out_nothing_within() -> None:
    for beyond, bound in (("low", 12), ("high", -3)):
        value = Quantity(**{beyond: Decimal(bound)}, unit="percent")  # type: ignore[arg-type]
        said = position(issue="price", options=(), value=value, stance="demands")
        assert stand((said,), PRICE).willing_spans == (Span(Decimal(bound), Decimal(bound)),)
    refused = price("refuses", "12")
    assert bounds(gap(refused, price("offers", "2"), PRICE)) == ("0", "8")


def test_options_without_order_have_no_distance_but_overlap() -> None:
    def choice(stance: str, *options: str) -> Stand:
        return stand((at("a", "2025-05-01", "north", stance, *options, issue="choice"),), CHOICE)

    red, both = choice("demands", "red"), choice("offers", "red", "green")
    assert gap(red, both, CHOICE) is None
    assert overlap(red, red, CHOICE) == "same"
    assert overlap(red, both, CHOICE) == overlap(both, red, CHOICE) == "some"
    assert overlap(red, choice("demands", "blue"), CHOICE) == "none"
    assert overlap(red, choice("reserves", "red"), CHOICE) == "unknown"
    assert overlap(red, choice("refuses", "red"), CHOICE) == "none"
    assert overlap(both, choice("refuses", "red"), CHOICE) == "unknown"


def test_overlap_of_numbers() -> None:
    assert overlap(price("offers", "3"), price("demands", "3"), PRICE) == "same"
    assert overlap(price("offers", "2..4"), price("demands", "3"), PRICE) == "some"
    assert overlap(price("offers", "2"), price("demands", "3"), PRICE) == "none"
    assert overlap(price("offers", "2"), price("red line", "0..3"), PRICE) == "none"
    assert overlap(price("offers", "4"), price("red line", "0..3"), PRICE) == "unknown"


def test_shutting_out() -> None:
    assert shuts_out(scale("refuses", "none", "some"), scale("demands", "some"))
    assert not shuts_out(scale("refuses", "none"), scale("offers", "none", "some"))
    assert not shuts_out(scale("refuses", "none"), stand((), SCALE))
    assert shuts_out(price("red line", "0..3.5"), price("offers", "3"))


def test_of_contrary_positions_of_one_day_neither_counts() -> None:
    said = (
        at("a", "2025-05-01", "north", "offers", "some"),
        at("b", "2025-05-01", "north", "refuses", "some", "all"),
    )
    both = stand(said, SCALE)
    assert (both.willing, both.shut) == (frozenset(), frozenset({"all"}))
    assert both.stances == {"all": "refuses"}


def test_of_positions_on_one_option_the_later_counts() -> None:
    said = (
        at("b", "2025-05-02", "north", "offers", "some"),
        at("a", "2025-05-01", "north", "refuses", "some", "all"),
    )
    assert stand(said, SCALE).willing == {"some"}


LENGTH = 8
spans = st.lists(
    st.tuples(st.integers(0, LENGTH), st.integers(0, LENGTH)).map(sorted), min_size=1, max_size=3
)


def numbers(stance: str, pairs: list[list[int]]) -> tuple[Position, ...]:
    return tuple(
        priced(f"p{n}", "2025-05-01", "north", stance, f"{low}..{high}")
        for n, (low, high) in enumerate(pairs)
    )


@quick
@given(spans, spans)
def test_numbers_are_those_of_trying_every_point(
    mine: list[list[int]], theirs: list[list[int]]
) -> None:
    """Where one only shuts out: the nearest and the farthest among all points not shut out.

    Points at every quarter hold all ends, and all places between two spans where the
    distances to both are equal.
    """
    short = number_issue("price", 0, LENGTH, "percent")
    found = gap(
        stand(numbers("refuses", mine), short), stand(numbers("offers", theirs), short), short
    )
    points = [Fraction(n, 4) for n in range(4 * LENGTH + 1)]
    inside = [x for x in points if not any(low <= x <= high for low, high in mine)]
    if not inside:
        assert found is None
        return
    # The ends of what is shut out belong to what is left, as its limits.
    edges = {
        Fraction(end)
        for pair in mine
        for end in pair
        if any(abs(x - end) == Fraction(1, 4) for x in inside)
    }
    left = edges | set(inside)
    far = [min(max(abs(x - low), abs(x - high)) for low, high in theirs) for x in left]
    near = [min(max(low - x, x - high, 0) for low, high in theirs) for x in left]
    assert found is not None
    assert (Fraction(found.low), Fraction(found.high)) == (min(near), max(far))


@quick
@given(st.data())
def test_steps_are_those_of_trying_every_choice(data: st.DataObject) -> None:
    """Whatever of the options not shut out a party would settle for, the distance is in the range."""
    names = [option.id for option in SCALE.options]
    some = st.lists(st.sampled_from(names), min_size=1, max_size=3, unique=True)
    shut, wanted = data.draw(some), data.draw(some)
    found = gap(scale("refuses", *shut), scale("demands", *wanted), SCALE)
    left = [place for place, name in enumerate(names) if name not in shut]
    subsets = [
        [place for bit, place in enumerate(left) if mask >> bit & 1]
        for mask in range(1, 2 ** len(left))
    ]
    every = [
        min(abs(mine - names.index(name)) for mine in subset for name in wanted)
        for subset in subsets
    ]
    assert found is not None
    assert (int(found.low), int(found.high)) == (min(every), max(every))


def test_an_issue_without_options_is_told_by_overlap_alone() -> None:
    empty = issue("what", options=(), ordered=True)
    said = position(issue="what", options=(), stance="demands")
    assert gap(stand((said,), empty), stand((said,), empty), empty) is None
    assert overlap(stand((said,), empty), stand((said,), empty), empty) == "unknown"
