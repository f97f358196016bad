"""Itex and Cypress, as coded in Genius's template with reservation values: 180 packages.

The case is that of Hindriks, Jonker and Tykhonov, Negotiation Dynamics (2007), and of the first
Automated Negotiating Agents Competition (Baarslag et al. 2012, whose own file has other weights
in the fourth digit). Utility is the sum of weight times evaluation over the largest evaluation.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import pytest

from detente.core.solutions.agreement import agreement
from detente.core.solutions.bargain import Bargain, dominates, rational_points
from detente.core.solutions.bargaining import (
    Solution,
    egalitarian,
    kalai_smorodinsky,
    nash,
    utilitarian,
)

from .literature import bargain_of, case_of

PRICES = {"4.37": (30, 1), "4.12": (20, 10), "3.98": (10, 25), "3.71": (5, 33), "3.47": (1, 40)}
DAYS = {"60": (1, 1), "45": (20, 10), "30": (10, 19), "20": (5, 25)}
PAYMENT = {"on delivery": (10, 15), "30 d": (25, 6), "60 d": (1, 1)}
RETURNS = {"full price": (1, 20), "5 %": (30, 7), "10 %": (5, 1)}
ISSUES = (PRICES, DAYS, PAYMENT, RETURNS)
WEIGHTS = (
    ("0.28841081991551565", "0.47048248943663656"),
    ("0.19126751570348005", "0.12215720284742994"),
    ("0.2421890531816915", "0.1771915552911671"),
    ("0.2781326111993128", "0.23016875242476645"),
)
RESERVATION = (Fraction("0.366869"), Fraction("0.233158"))
BEST = ("3.47", "45", "30 d", "5 %")


def _worth(package: tuple[str, ...], party: int) -> Fraction:
    return sum(
        (
            Fraction(weights[party])
            * Fraction(issue[option][party], max(each[party] for each in issue.values()))
            for issue, weights, option in zip(ISSUES, WEIGHTS, package, strict=True)
        ),
        Fraction(0),
    )


PACKAGES = tuple(product(*ISSUES))
POINTS = tuple((_worth(each, 0), _worth(each, 1)) for each in PACKAGES)
FROM_ZERO = Bargain(POINTS, (0, 0), ("Itex", "Cypress"))
FROM_RESERVATION = Bargain(POINTS, RESERVATION, ("Itex", "Cypress"))


def picked(found: Solution) -> tuple[str, ...]:
    (pick,) = found.picks
    return PACKAGES[pick]


def rounded(package: tuple[str, ...]) -> tuple[float, float]:
    first, second = POINTS[PACKAGES.index(package)]
    return round(float(first), 6), round(float(second), 6)


def test_there_are_180_packages_18_of_them_on_the_frontier() -> None:
    frontier = [each for each in POINTS if not any(dominates(other, each) for other in POINTS)]
    assert (len(POINTS), len(frontier)) == (180, 18)
    above = [each for each in frontier if each[0] > RESERVATION[0] and each[1] > RESERVATION[1]]
    assert len(above) == 12


def test_94_packages_suit_both() -> None:
    assert len(rational_points(FROM_RESERVATION)) == 94
    assert len(rational_points(FROM_ZERO)) == 180


@pytest.mark.parametrize("bargain", [FROM_ZERO, FROM_RESERVATION], ids=["zero", "reservation"])
@pytest.mark.parametrize("solve", [nash, kalai_smorodinsky, utilitarian])
def test_three_solutions_agree(solve: object, bargain: Bargain) -> None:
    assert picked(solve(bargain)) == BEST  # type: ignore[operator]
    assert rounded(BEST) == (0.721203, 0.670781)


def test_the_products() -> None:
    assert round(float(nash(FROM_ZERO).value or 0), 6) == 0.483769
    assert round(float(nash(FROM_RESERVATION).value or 0), 6) == 0.155065


def test_equal_gains_depend_on_where_they_are_counted_from() -> None:
    assert picked(egalitarian(FROM_ZERO)) == BEST
    other = ("3.71", *BEST[1:])
    assert picked(egalitarian(FROM_RESERVATION)) == other
    assert rounded(other) == (0.759658, 0.588447)


def test_the_case_of_the_catalogue_says_the_same_six_hundred_times() -> None:
    packages, bargain = bargain_of("baarslag-2012")
    assert bargain.parties == ("itex", "cypress")
    assert [tuple(value / 600 for value in point) for point in bargain.points] == list(POINTS)
    assert tuple(Fraction(value) / 600 for value in bargain.disagreement) == RESERVATION
    (pick,) = nash(bargain).picks
    assert packages[pick] == ("usd-3.47", "days-45", "30-days", "5-percent")


def test_the_whole_way_from_the_case_to_the_answer() -> None:
    found = agreement(case_of("baarslag-2012"))
    assert (found.frontier, found.exact, found.counted) == (18, True, True)
    assert sum(all(gain > 0 for gain in each.gains) for each in found.points) == 12
    picked = {each.solution.name: each.points for each in found.solutions}
    best = {
        "price": "usd-3.47",
        "delivery": "days-45",
        "payment": "30-days",
        "returns": "5-percent",
    }
    for name in ("nash", "kalai-smorodinsky", "utilitarian"):
        (point,) = picked[name]
        assert point.examples == (best,)
    (point,) = picked["egalitarian"]
    assert point.examples == ({**best, "price": "usd-3.71"},)
