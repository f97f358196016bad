"""Scenarios of the ANAC competitions, read from their files: the published figures come out.

The files lie outside the project; where they are not there, these tests are skipped. Figures are
those of exact arithmetic on the decimals as written (see the README beside the files).
"""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from detente.core.record.case import Case
from detente.core.record.checks import check
from detente.core.record.dates import Date
from detente.formats.scenarios.cases import case_of
from detente.formats.scenarios.reading import read_scenario
from tests.core.preferences.judgements import slow_value
from tests.formats.scenarios.utilities import Table

DATA = Path(__file__).parents[3] / "shared" / "data" / "genius"
PACKAGES_AT_MOST = 20_000
ON = Date.parse("2026-01-01")


def _published(name: str) -> list[dict[str, Any]]:
    file = DATA / name
    return json.loads(file.read_text("utf-8")) if file.is_file() else []


LINEAR, NONLINEAR = _published("expected-linear.json"), _published("expected-nonlinear.json")
needs_files = pytest.mark.skipif(not LINEAR, reason="the scenarios lie outside the project")


def converted(folder: str, *files: str) -> Case:
    """Return a scenario as a case that holds only the profiles named (none: all)."""
    found = read_scenario(DATA / folder, None, files)
    assert found.scenario is not None, found.problems
    case = case_of(found.scenario, "converted", ON)
    assert check(case) == ()
    return case


@needs_files
def test_all_scenarios_are_there() -> None:
    assert (len(LINEAR), len(NONLINEAR)) == (41, 8)
    assert len(list(DATA.glob("y*/*"))) == 55


@pytest.mark.parametrize("folder", sorted(DATA.glob("y*/*")), ids=lambda path: path.name)
def test_every_scenario_is_read_without_a_mistake(folder: Path) -> None:
    case = converted(f"{folder.parent.name}/{folder.name}")
    assert len(case.judgements) == len(case.parties) >= 2


@pytest.mark.parametrize("expected", LINEAR, ids=lambda each: each["dir"])
def test_published_figures_of_linear_scenarios(expected: dict[str, Any]) -> None:
    case = converted(expected["dir"], *expected["files"])
    judgements = [judgement for _, judgement in case.judgements]
    assert len(judgements) == expected["n"]
    size = 1
    for issue in case.issues:
        bounds = issue.range
        size *= len(issue.options) if bounds is None else int(bounds.high - bounds.low) + 1
    assert size == expected["size"]
    for judgement, reserved, left in zip(judgements, expected["rv"], expected["disc"], strict=True):
        assert judgement.no_agreement is not None
        assert float(judgement.no_agreement.low) == reserved
        # A discount of 0 counts as none, as in Genius itself.
        assert (judgement.discount and float(judgement.discount)) == (left or None)
    if size > PACKAGES_AT_MOST:
        return
    columns = [Table(case, judgement).utilities() for judgement in judgements]
    assert [round(float(max(each)), 6) for each in columns] == expected["umax"]
    assert [round(float(min(each)), 6) for each in columns] == expected["umin"]
    reserved = [judgement.no_agreement.low for judgement in judgements]  # type: ignore[union-attr]
    rows = list(zip(*columns, strict=True))
    rational = sum(all(u >= r for u, r in zip(row, reserved, strict=True)) for row in rows)
    assert round(rational / size, 6) == pytest.approx(expected["rational_frac"], abs=1e-6)
    assert round(float(max(map(_product, rows))), 6) == expected["nash0_product"]


def _product(row: tuple[Fraction, ...]) -> Fraction:
    found = Fraction(1)
    for each in row:
        found *= each
    return found


@needs_files
@pytest.mark.parametrize("expected", NONLINEAR, ids=lambda each: each["d"])
def test_hyper_rectangles_are_counted_over_the_largest_utility(expected: dict[str, Any]) -> None:
    case = converted(expected["d"].removeprefix("anac/"))
    assert len(case.issues) == expected["issues"]
    for (_, judgement), largest in zip(case.judgements, expected["maxutil"], strict=True):
        assert judgement.ceiling == 1
        assert {str(each.value.low).partition("/")[2] for each in judgement.interactions} == {
            str(int(largest))
        }


@needs_files
def test_bounds_of_hyper_rectangles_count_on_both_sides() -> None:
    """The first of the second party holds issues 1, 5 and 6 from 0 to 8, 0 to 6 and 0 to 8."""
    case = converted("y2014/10issuesDiscountedwithRV")
    judgement = case.judgements[1][1]
    when = dict(judgement.interactions[0].when)
    assert when == {"c1-i10": ("0..8",), "c1-i6": ("0..6",), "c1-i5": ("0..8",)}
    inside = dict.fromkeys([issue.id for issue in case.issues], "0")
    at_the_edge = {**inside, "c1-i10": "8", "c1-i6": "6", "c1-i5": "8"}
    beyond = {**at_the_edge, "c1-i10": "9"}
    first = judgement.interactions[0]
    alone = type(judgement)(
        party="p", author="a", date=ON, interactions=(first,), visible_to=("mediator",)
    )
    assert slow_value(alone, at_the_edge) == Fraction(37, 750) == slow_value(alone, inside)
    assert slow_value(alone, beyond) == 0
