"""How much the division of a range into steps can matter: no more than is said."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from detente.core.preferences.axes import axis_of
from detente.core.preferences.judged import step_bound
from detente.core.record.dates import Date
from detente.core.record.issues import Issue, NumericRange
from detente.core.record.judgements import Estimate, Judgement


def _exactly(number: Decimal) -> Estimate:
    return Estimate(low=number, high=number)


def _judged(points: dict[str, Decimal], weight: Decimal) -> Judgement:
    return Judgement(
        party="p",
        author="a",
        date=Date.parse("2026-01-01"),
        weights={"pay": _exactly(weight)},
        values={"pay": {at: _exactly(value) for at, value in points.items()}},
    )


PAY = Issue(id="pay", question="?", range=NumericRange(low=Decimal(0), high=Decimal(10)))


def test_a_straight_line_in_a_hundred_steps_is_off_by_half_a_step() -> None:
    judged = _judged({"0": Decimal(0), "10": Decimal(1)}, Decimal("0.5"))
    assert step_bound(judged, (axis_of(PAY),)) == Fraction(1, 400)


def test_a_range_with_steps_of_its_own_is_exact() -> None:
    stepped = Issue(
        id="pay",
        question="?",
        range=NumericRange(low=Decimal(0), high=Decimal(10), step=Decimal(1)),
    )
    judged = _judged({"0": Decimal(0), "10": Decimal(1)}, Decimal(1))
    assert step_bound(judged, (axis_of(stepped),)) == 0


@settings(max_examples=100, deadline=None)
@given(
    st.dictionaries(st.integers(1, 9), st.integers(-5, 5), max_size=3),
    st.integers(-5, 5),
    st.integers(-5, 5),
    st.fractions(0, 10, max_denominator=997),
)
def test_every_number_has_a_step_within_the_bound(
    inner: dict[int, int], low: int, high: int, at: Fraction
) -> None:
    points = {0: low, **inner, 10: high}
    judged = _judged({str(k): Decimal(v) for k, v in points.items()}, Decimal(1))
    axis = axis_of(PAY, steps=7)

    def value(x: Fraction) -> Fraction:
        left = max(k for k in points if k <= x)
        right = min(k for k in points if k >= x)
        if left == right:
            return Fraction(points[left])
        return points[left] + Fraction(points[right] - points[left], right - left) * (x - left)

    nearest = min(axis.numbers, key=lambda number: abs(number - at))
    assert abs(value(nearest) - value(at)) <= step_bound(judged, (axis,))
