"""Nash 1950: Bill and Jack divide their goods.

The Bargaining Problem. Econometrica 18(2), pages 155 to 162; the example is the last one.
Each good belongs to one of them and may be given to the other: 2^9 allocations.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import product

from detente.core.solutions.agreement import agreement
from detente.core.solutions.bargain import Bargain, rational_points
from detente.core.solutions.bargaining import nash
from tests.core.solutions.exact import fractions

from .literature import bargain_of, case_of

BILLS = {"book": (2, 4), "whip": (2, 2), "ball": (2, 1), "bat": (2, 2), "box": (4, 1)}
JACKS = {"pen": (10, 1), "toy": (4, 1), "knife": (6, 2), "hat": (2, 2)}
GOODS = {**BILLS, **JACKS}
"""What each good is worth to Bill and to Jack."""
ALLOCATIONS = tuple(product((True, False), repeat=len(GOODS)))
"""Per allocation, whether Bill gets each good."""


def _worth(allocation: tuple[bool, ...]) -> tuple[int, int]:
    pairs = list(zip(GOODS.values(), allocation, strict=True))
    return sum(own for (own, _), to_bill in pairs if to_bill), sum(
        other for (_, other), to_bill in pairs if not to_bill
    )


BARGAIN = Bargain(tuple(map(_worth, ALLOCATIONS)), (12, 6), ("Bill", "Jack"))


def test_what_each_has_is_worth_12_and_6() -> None:
    assert sum(own for own, _ in BILLS.values()) == 12
    assert sum(other for _, other in JACKS.values()) == 6


def test_bill_gets_box_pen_toy_and_knife() -> None:
    found = nash(BARGAIN)
    (pick,) = found.picks
    to_bill = {name for name, given in zip(GOODS, ALLOCATIONS[pick], strict=True) if given}
    assert to_bill == {"box", "pen", "toy", "knife"}
    assert BARGAIN.points[pick] == (24, 11)
    assert (found.value, found.disagreement) == (Fraction(60), fractions(12, 6))


def test_the_next_best_product_is_56() -> None:
    products = sorted(
        (BARGAIN.points[index][0] - 12) * (BARGAIN.points[index][1] - 6)
        for index in rational_points(BARGAIN)
    )
    assert products[-2:] == [56, 60]


def test_the_case_of_the_catalogue_says_the_same() -> None:
    packages, bargain = bargain_of("nash-1950")
    assert sorted(bargain.points) == sorted(BARGAIN.points)
    assert bargain.disagreement == BARGAIN.disagreement
    (pick,) = nash(bargain).picks
    assert bargain.points[pick] == (24, 11)
    given = {name for name, how in zip(GOODS, packages[pick], strict=True) if how == "give"}
    assert given == {"book", "whip", "ball", "bat", "pen", "toy", "knife"}


def test_the_whole_way_from_the_case_to_the_answer() -> None:
    found = agreement(case_of("nash-1950"))
    first = found.solutions[0]
    assert (first.solution.name, str(first.solution.value)) == ("nash", "60")
    (point,) = first.points
    assert (point.utilities, point.gains, point.packages) == (
        fractions(24, 11),
        fractions(12, 5),
        1,
    )
