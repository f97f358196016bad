"""Step types over traces of values, exact and estimated; a slow twin that tries every value."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.core.movement.step_types import SENSITIVE, StepType, step_types, type_of_signs
from detente.core.record.judgements import Estimate

from ..builders import estimate
from ..strategies import quick


@pytest.mark.parametrize(
    ("own", "other", "expected"),
    [
        (-1, 1, "concession"),
        (-1, 0, "concession"),
        (0, 1, "nice"),
        (1, 1, "fortunate"),
        (0, 0, "silent"),
        (1, 0, "selfish"),
        (1, -1, "selfish"),
        (0, -1, "unfortunate"),
        (-1, -1, "unfortunate"),
    ],
)
def test_each_pair_of_signs_has_its_type(own: int, other: int, expected: StepType) -> None:
    assert type_of_signs(own, other) == expected
    start, change = estimate("5"), {-1: "4", 0: "5", 1: "6"}
    found = step_types([(start, start), (estimate(change[own]), estimate(change[other]))])
    assert found.types == ((expected,),)


@pytest.mark.parametrize("length", [0, 1])
def test_without_a_step_there_is_no_sensitivity(length: int) -> None:
    found = step_types([(estimate("1"), estimate("1"))] * length)
    assert (found.types, found.sensitivity_low, found.sensitivity_high) == ((), None, None)


def test_estimates_give_the_types_that_are_possible() -> None:
    # Own 0.5 to 0.4..0.5: down or equal. Other 0.2..0.3 to 0.3: up or equal. So a concession
    # (down; up or equal), nice (equal; up) or silent (equal; equal).
    # Then own up for sure, other down for sure: selfish.
    found = step_types(
        [
            (estimate("0.5"), estimate("0.2", "0.3")),
            (estimate("0.4", "0.5"), estimate("0.3")),
            (estimate("0.6"), estimate("0.1")),
        ]
    )
    assert found.types == (("concession", "nice", "silent"), ("selfish",))
    assert (found.sensitive_at_least, found.sensitive_at_most) == (0, 1)
    assert (found.sensitivity_low, found.sensitivity_high) == (Decimal(0), Decimal(1))


def test_with_no_other_step_sensitivity_has_no_bound() -> None:
    found = step_types([(estimate("5"), estimate("1")), (estimate("4"), estimate("2"))])
    assert (found.sensitivity_low, found.sensitivity_high) == (None, None)


ranges = st.tuples(st.integers(0, 3), st.integers(0, 3)).map(sorted)
traces = st.lists(st.tuples(ranges, ranges), max_size=4)


@quick
@given(traces)
def test_the_types_are_those_of_trying_every_value(
    trace: list[tuple[list[int], list[int]]],
) -> None:
    found = step_types([(_estimate(own), _estimate(other)) for own, other in trace])
    for types, (was, now) in zip(found.types, pairwise(trace), strict=True):
        # Halves between whole bounds hold every order that two values within them can have.
        choices = [[n / 2 for n in range(2 * low, 2 * high + 1)] for low, high in (*was, *now)]
        possible = {
            type_of_signs(_sign(own_now - own_was), _sign(other_now - other_was))
            for own_was, other_was, own_now, other_now in product(*choices)
        }
        assert set(types) == possible
    assert found.sensitive_at_least == sum(set(each) <= SENSITIVE for each in found.types)
    assert found.sensitive_at_most == sum(bool(set(each) & SENSITIVE) for each in found.types)


def _estimate(bounds: list[int]) -> Estimate:
    return Estimate(low=Decimal(bounds[0]), high=Decimal(bounds[1]))


def _sign(value: float) -> int:
    return (value > 0) - (value < 0)
