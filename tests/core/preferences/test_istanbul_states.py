"""The order of the Istanbul case's states: its statements follow from the positions by the stated rules."""

from __future__ import annotations

from pathlib import Path

import pytest

from detente.core.record.case import Case
from detente.core.stability.analysis import conflict_analysis
from detente.core.stability.five import CONCEPTS
from detente.formats.casefile import read_case

from .test_istanbul_exercise import PARTIES, judged, stances

FOLDER = Path(__file__).parents[3] / "cases" / "istanbul-2025"
WISHED = {"demands", "offers", "accepts"}
MEETING_AND_SANCTIONS = {
    "russia": ("coming-to-istanbul", "NOT sanctions-on-russia"),
    "ukraine": ("coming-to-istanbul IFF paper-beforehand",),
}


@pytest.fixture(scope="module")
def case() -> Case:
    return read_case(FOLDER)


def wishes(case: Case, party: str, issue: str, option: str) -> bool:
    """Rule a: whether a party wishes what stands for an option to be done."""
    said = stances(case, party, issue)
    if said:
        return said.get(option) in WISHED
    (other,) = set(PARTIES) - {party}
    return not wishes(case, other, issue, option)


@pytest.mark.parametrize("party", PARTIES)
def test_statements_follow_from_the_positions(case: Case, party: str) -> None:
    by_issue = {each.issue: each for each in case.conflict if each.issue}
    wanted = [
        course.id if wishes(case, party, issue.id, course.option) else f"NOT {course.id}"
        for issue in case.issues
        if (course := by_issue.get(issue.id)) is not None
    ]
    made = [each.formula for each in judged(case, party).priorities]
    assert [each for each in made if each not in MEETING_AND_SANCTIONS[party]] == wanted
    assert set(made) - set(wanted) == set(MEETING_AND_SANCTIONS[party])
    meeting = next(n for n, each in enumerate(made) if each.startswith("coming"))
    assert made[meeting + 1].endswith("paper-beforehand")


def test_two_states_hold_and_neither_side_comes_to_the_second_by_itself(case: Case) -> None:
    """Nobody comes and no paper is sent, or both: and the first step to it pays nobody."""
    found = conflict_analysis(case)
    assert (found.states, found.now, found.not_ranked) == (64, "nothing", ())
    assert [(each.concept, each.equilibria) for each in found.counts] == [(c, 2) for c in CONCEPTS]
    holding = [row.state for row in found.rows if all(each.equilibrium for each in row.verdicts)]
    assert holding == ["nothing", "coming-to-istanbul + paper-beforehand"]


def test_the_exercise_says_that_it_is_one(case: Case) -> None:
    for _, each in case.judgements:
        assert "exercise" in each.basis
