"""Scenarios of ANL 2022 (GeniusWeb) and score-sheet games: what was published comes out.

The files lie outside the project; where they are not there, these tests are skipped.
"""

from __future__ import annotations

import json
from fractions import Fraction
from math import prod
from pathlib import Path

import pytest

from detente.core.record.case import Case
from detente.core.record.checks import check
from detente.core.record.dates import Date
from detente.formats.scenarios.cases import case_of
from detente.formats.scenarios.reading import read_scenario
from tests.core.preferences.judgements import slow_value
from tests.formats.scenarios.utilities import Table, packages

DATA = Path(__file__).parents[3] / "shared" / "data"
GENIUSWEB = sorted(DATA.glob("geniusweb/domain*"))
ON = Date.parse("2026-01-01")
GAMES = {
    "base": (12, 133),
    "base_7players": (52, 563),
    "base_rewritten": (12, 133),
    "game1": (21, 67),
    "game2": (18, 199),
    "game3": (35, 209),
}
"""Packages acceptable to all, and to all but at most one (arXiv 2309.17234)."""
BEST = {
    "base": (2, 3, 3, 2, 3),
    "base_7players": (2, 3, 3, 1, 3, 2),
    "game1": (3, 3, 3, 2, 2),
    "game2": (3, 2, 3, 3, 1),
    "game3": (2, 2, 1, 4, 2),
}
"""The package of the largest product of gains over what each party accepts at least."""


def converted(folder: Path) -> Case:
    """Return a scenario as a case."""
    found = read_scenario(folder)
    assert found.scenario is not None, found.problems
    case = case_of(found.scenario, "converted", ON)
    assert check(case) == ()
    return case


@pytest.mark.parametrize("folder", GENIUSWEB, ids=lambda path: path.name)
def test_every_bid_of_the_published_frontier_has_its_utilities(folder: Path) -> None:
    case = converted(folder)
    published = json.loads((folder / "specials.json").read_text("utf-8"))
    ids = {
        issue.question: (issue.id, {option.label: option.id for option in issue.options})
        for issue in case.issues
    }
    assert prod(len(issue.options) for issue in case.issues) == published["size"]
    for point in (*published["pareto_front"], published["nash"], published["kalai"]):
        package = {issue: options[point["bid"][name]] for name, (issue, options) in ids.items()}
        found = [float(slow_value(judgement, package)) for _, judgement in case.judgements]
        assert found == pytest.approx(point["utility"], abs=1e-9)


@pytest.mark.parametrize("game", GAMES)
def test_published_counts_of_score_sheets(game: str) -> None:
    folder = DATA / "scorable" / game
    if not folder.is_dir():
        pytest.skip("the score sheets lie outside the project")
    case = converted(folder)
    least = [
        Fraction(judgement.no_agreement.low)
        for _, judgement in case.judgements
        if judgement.no_agreement is not None
    ]
    columns = [Table(case, judgement).utilities() for _, judgement in case.judgements]
    rows = list(zip(*columns, strict=True))
    accept = [sum(u >= r for u, r in zip(row, least, strict=True)) for row in rows]
    parties = len(case.parties)
    assert (accept.count(parties), sum(each >= parties - 1 for each in accept)) == GAMES[game]
    if game in BEST:
        gains = {
            tuple(int(option[1:]) for option in package.values()): prod(
                u - r for u, r in zip(row, least, strict=True)
            )
            for package, row, count in zip(packages(case), rows, accept, strict=True)
            if count == parties
        }
        assert max(gains, key=lambda each: gains[each]) == BEST[game]
