"""Bargains: what is refused, and gains on one scale."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given

from detente.core.solutions import bargain as bargain_module
from detente.core.solutions.bargain import (
    Bargain,
    NotABargain,
    gains_at,
    gains_of,
    ideal_point,
    rational_points,
)

from .exact import bargains, fractions


@pytest.mark.parametrize(
    ("points", "disagreement", "parties"),
    [
        ((), (), ()),
        (((1,),), (0, 0), ()),
        (((1, 2, 3),), (0, 0), ()),
        ((), (0, 0), ("a",)),
        ((), (0, 0), ("a", "a")),
        (((0.5, 1),), (0, 0), ()),
        ((), (0, float("nan")), ()),
    ],
    ids=["nobody", "short", "long", "one name", "twice", "rounded", "not a number"],
)
def test_what_can_never_be_right_is_refused(
    points: Any, disagreement: Any, parties: tuple[str, ...]
) -> None:
    with pytest.raises(NotABargain):
        Bargain(points, disagreement, parties)


def test_no_points_are_a_bargain() -> None:
    empty = Bargain((), (0, 0), ("a", "b"))
    assert rational_points(empty) == ideal_point(empty) == ()


def test_the_ideal_is_taken_among_the_points_that_suit_all() -> None:
    found = Bargain(((9, 0), (3, 1), (1, 2), (3, 1)), (1, 1))
    assert rational_points(found) == (1, 2, 3)
    assert ideal_point(found) == fractions(3, 2)
    assert gains_at(found, 0) == fractions(8, -1)


@given(bargains())
def test_gains_on_a_scale_are_the_gains(bargain: Bargain) -> None:
    gains = gains_of(bargain)
    assert all(isinstance(each, int) for row in gains.rows for each in row)
    for index, row in enumerate(gains.rows):
        assert tuple(map(gains.back, row)) == gains_at(bargain, index)
    assert gains.rational == rational_points(bargain)


def test_a_scale_that_would_be_too_long_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    bargain = Bargain(((Fraction(1, 1009), 1), (Fraction(1, 1013), 2)), (0, 0))
    assert gains_of(bargain).scale == 1009 * 1013
    monkeypatch.setattr(bargain_module, "DIGITS_AT_MOST", 12)
    gains = gains_of(bargain)
    assert (gains.scale, gains.rows) == (1, bargain.points)
