"""What is said of packages found without a frontier is not more than was proved."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from detente.core.record.case import Case
from detente.core.solutions.agreement import Agreement
from detente.core.solutions.direct import BestForOne, Direct
from detente.core.solutions.table import Worth
from detente.web.settlement_words import direct_lines

from ..core.builders import party

WORTH = Worth({}, (Fraction(15),), (Fraction(15),))
PICKED = Direct("utilitarian", WORTH, 15.0, 15.0)


def _said(picked: Direct, bound: int = 15) -> str:
    case = Case(title="t", parties=(party("union"),))
    best = BestForOne("union", WORTH, Fraction(bound))
    found = Agreement(parties=("union",), judged=(), not_judged=(), best=(best,), direct=(picked,))
    return " ".join(direct_lines(case, found))


def test_what_is_proved_is_told_apart_from_what_was_found() -> None:
    assert "no package reaches more is proved" in _said(PICKED)
    nearly = _said(replace(PICKED, bound=15.00001))
    assert "reaches more, but for a hundred-thousandth, is proved" in nearly
    far = _said(replace(PICKED, bound=20.00001), bound=18)
    assert "no package reaches more than 20.01 is proved" in far
    assert "15 found, and no more than 18 proved" in far


def test_a_search_that_ended_without_a_package_says_so() -> None:
    found = Agreement(
        parties=("union",), judged=(), not_judged=(), direct_ended=("nash", "egalitarian")
    )
    (line,) = direct_lines(Case(title="t"), found)
    assert line.startswith("Nash and Egalitarian: the search ended")
