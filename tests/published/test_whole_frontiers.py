"""Whole frontiers as published: ANL 2022, bid by bid, and six score-sheet games.

The files lie outside the project; where they are not there, these tests are skipped.
"""

from __future__ import annotations

import json
from fractions import Fraction
from math import prod
from pathlib import Path
from typing import Any

import pytest

from detente.core.record.case import Case
from detente.core.solutions.agreement import Agreement, agreement

from .test_other_scenario_files import BEST, DATA, GENIUSWEB, converted

GAMES = {
    "base": (720, 12, 133, 481),
    "base_7players": (2880, 52, 563, 1360),
    "base_rewritten": (720, 12, 133, 481),
    "game1": (720, 21, 67, 241),
    "game2": (720, 18, 199, 454),
    "game3": (720, 35, 209, 141),
}
"""Packages; acceptable to all; to all but at most one; on the frontier (arXiv 2309.17234)."""


def _ids(case: Case) -> dict[str, tuple[str, dict[str, str]]]:
    return {
        issue.question: (issue.id, {option.label: option.id for option in issue.options})
        for issue in case.issues
    }


def _packages(found: Agreement) -> set[tuple[tuple[str, str], ...]]:
    assert all(point.packages == len(point.examples) for point in found.points)
    return {tuple(sorted(each.items())) for point in found.points for each in point.examples}


@pytest.mark.parametrize("folder", GENIUSWEB, ids=lambda path: path.name)
def test_the_frontier_is_the_published_one_bid_by_bid(folder: Path) -> None:
    case = converted(folder)
    published: dict[str, Any] = json.loads((folder / "specials.json").read_text("utf-8"))
    ids = _ids(case)

    def package(bid: dict[str, str]) -> tuple[tuple[str, str], ...]:
        return tuple(sorted((ids[name][0], ids[name][1][value]) for name, value in bid.items()))

    found = agreement(case)
    assert found.frontier == len(published["pareto_front"])
    assert _packages(found) == {package(each["bid"]) for each in published["pareto_front"]}
    best = max(prod(point.utilities) for point in found.points)
    assert float(best) == pytest.approx(prod(published["nash"]["utility"]), abs=1e-9)


@pytest.mark.parametrize("game", GAMES)
def test_zone_and_frontier_of_score_sheets(game: str) -> None:
    folder = DATA / "scorable" / game
    if not folder.is_dir():
        pytest.skip("the score sheets lie outside the project")
    found = agreement(converted(folder))
    assert found.zone is not None
    counts = (found.zone.packages, *found.zone.all_but[:2], found.frontier)
    assert counts == GAMES[game]
    nash = next(each for each in found.solutions if each.solution.name == "nash")
    if game in BEST:
        picks = [tuple(int(option[1:]) for option in p.examples[0].values()) for p in nash.points]
        assert picks == [BEST[game]]
    least: list[Fraction] = [min(point.gains) for point in nash.points]
    assert min(least) >= 0
