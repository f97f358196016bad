"""What is said of a frontier that is not whole: the true reason, in good grammar."""

from __future__ import annotations

from fractions import Fraction

import pytest

from detente.core.outcomes.frontier import Method
from detente.core.record.case import Case
from detente.core.solutions.agreement import Agreement
from detente.web.agreement_words import frontier_lines

from ..core.builders import party


@pytest.mark.parametrize(
    ("method", "frontier", "says"),
    [
        ("integer programming", 1, "1 point stands for the frontier: of packages worth nearly"),
        ("integer programming", 3, "3 points stand for the frontier: of packages worth nearly"),
        (
            "issues combined",
            3,
            "3 points stand for the frontier, which is too large to keep whole.",
        ),
    ],
)
def test_why_points_stand_for_the_frontier(method: Method, frontier: int, says: str) -> None:
    found = Agreement(
        parties=("union",), judged=(), not_judged=(),
        frontier=frontier, method=method, bound=(Fraction(2),),
    )  # fmt: skip
    first, second = frontier_lines(Case(title="t", parties=(party("union"),)), found)
    assert first.startswith(says)
    assert "near, not exact" in second
    assert "at most 2 for" in second
