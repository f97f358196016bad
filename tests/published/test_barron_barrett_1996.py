"""Barron and Barrett 1996: weights from the order of the attributes alone.

Decision Quality Using Ranked Attribute Weights. Management Science 42(11), pages 1515 to 1523. The
rank order centroid weights are also those of SMARTER (Edwards and Barron 1994), printed there
to four digits.
"""

from __future__ import annotations

from fractions import Fraction

import pytest

from detente.core.preferences.orders_in_numbers import centroid_weights

PRINTED = (
    ("0.7500", "0.2500"),
    ("0.6111", "0.2778", "0.1111"),
    ("0.5208", "0.2708", "0.1458", "0.0625"),
    ("0.4567", "0.2567", "0.1567", "0.0900", "0.0400"),
)


@pytest.mark.parametrize("printed", PRINTED, ids=len)
def test_centroid_weights_are_as_printed(printed: tuple[str, ...]) -> None:
    found = centroid_weights(tuple((str(place),) for place in range(len(printed))))
    assert tuple(f"{float(each):.4f}" for each in found.values()) == printed


def test_the_printed_ones_are_roundings_of_fractions() -> None:
    found = centroid_weights((("a",), ("b",), ("c",)))
    assert tuple(found.values()) == (Fraction(11, 18), Fraction(5, 18), Fraction(2, 18))
