"""What the states that hold hang on, by two published and one small conflict."""

from __future__ import annotations

from pathlib import Path

import pytest

from detente.core.preferences.rankings import ranks_in_order
from detente.core.stability import depends as module
from detente.core.stability.analysis import analysed, conflict_analysis
from detente.core.stability.building import Conflict
from detente.core.stability.depends import Depends, depends
from detente.core.stability.model import GraphModel
from detente.core.stability.moves import Arcs
from detente.formats.casefile import read_case
from detente.formats.graph_models.as_conflict import conflict_in
from detente.formats.graph_models.reading import read_model

CASES = Path(__file__).parents[3] / "cases"


@pytest.fixture(scope="module")
def elmira() -> Conflict:
    file = read_model(CASES / "literature" / "kilgour-2001" / "model.json").file
    assert file is not None
    return conflict_in(file)


def test_the_ministry_and_the_company_leave_a_state_together_that_neither_leaves_alone(
    elmira: Conflict,
) -> None:
    """Elmira: the jump from 5 to 8, and the states that hold for every group [Kilgour 2001]."""
    found = depends(elmira, "sequential")
    (jump,) = found.jumps
    assert (jump.parties, jump.start) == (("MoE", "Uniroyal"), "5")
    assert [(each.party, each.state) for each in jump.moves] == [("MoE", "6"), ("Uniroyal", "8")]
    assert found.for_every_group == ("8", "9")
    assert {each.state: 0 for each in found.rests} == {"5": 0, "8": 0, "9": 0}


def test_russia_and_ukraine_gain_by_a_step_that_neither_takes_alone() -> None:
    case = read_case(CASES / "istanbul-2025")
    found = conflict_analysis(case, depends_on="nash").depends
    assert found is not None
    (jump,) = found.jumps
    assert (jump.parties, jump.start) == (("russia", "ukraine"), "nothing")
    assert jump.moves[-1].state == "coming-to-istanbul + paper-beforehand"
    assert found.for_every_group == ("coming-to-istanbul + paper-beforehand",)
    assert ("paper-beforehand", "removed") not in {(e.course, e.fixed) for e in found.courses}


def test_nothing_is_told_where_preferences_of_who_can_move_are_not_known() -> None:
    moves = (Arcs.of(2, [(0, 1)]), Arcs.of(2, [(1, 0)]))
    model = GraphModel(("Ann", "Ben"), moves, (ranks_in_order([[0], [1]], 2), None), ("a", "b"))
    found = depends(Conflict(model, (), 0, names=("a", "b")), "nash")
    assert found == Depends("nash", False, True)


def test_what_groups_could_do_is_not_told_where_preferences_are_not_known() -> None:
    moves = (Arcs.of(2, [(0, 1)]), Arcs.of(2, []))
    model = GraphModel(("Ann", "Ben"), moves, (ranks_in_order([[0], [1]], 2), None), ("a", "b"))
    found = depends(Conflict(model, (), 0, names=("a", "b")), "nash")
    assert (found.jumps, found.for_every_group) == ((), None)
    assert [(e.state, e.party, e.altered, e.vanishes) for e in found.rests] == [
        ("a", "Ann", 2, 1),
        ("b", "Ann", 2, 0),
    ]


def test_large_models_are_not_looked_into(
    elmira: Conflict, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "STATES_AT_MOST", 8)
    assert depends(elmira, "nash") == Depends("nash", True)
    assert analysed(elmira).depends is None
