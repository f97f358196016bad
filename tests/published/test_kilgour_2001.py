"""Hipel, Fang, Kilgour and Haight 1993; Kilgour, Hipel, Fang and Peng 2001: Elmira.

Coalition Analysis in Group Decision Support, Group Decision and Negotiation 10, pages 159 to 175.
"""

from __future__ import annotations

import numpy as np

from detente.core.stability.model import GraphModel

from .graph_models import equilibria, facts, file_outside, from_catalogue, stable

NINE, TWELVE = "model.json", "twelve-states.json"
ALL = [1, 2, 3, 4, 5, 6, 7, 8, 9]
SAME = {1: 1, 2: 2, 3: 3, 4: 4, 5: 9, 6: 9, 7: 5, 8: 6, 9: 7, 10: 8, 11: 9, 12: 9}
"""Which of the nine states each of the twelve is."""


def test_nine_states_have_the_equilibria_that_are_printed() -> None:
    found = equilibria(from_catalogue("kilgour-2001", NINE))
    assert found["nash"] == found["seq"] == found["sseq"] == [5, 8, 9]
    assert found["gmr"] == found["smr"] == [1, 4, 5, 8, 9]


def test_nine_states_party_by_party() -> None:
    found = stable(from_catalogue("kilgour-2001", NINE))
    assert found["nash"] == {
        "MoE": ALL,
        "Uniroyal": [1, 4, 5, 8, 9],
        "Local Government": [5, 6, 7, 8, 9],
    }
    assert found["seq"]["Local Government"] == [2, 3, 5, 6, 7, 8, 9]
    assert found["gmr"]["Local Government"] == ALL


def test_twelve_states_come_to_the_same() -> None:
    twelve = equilibria(from_catalogue("kilgour-2001", TWELVE))
    nine = equilibria(from_catalogue("kilgour-2001", NINE))
    for concept, states in twelve.items():
        assert sorted({SAME[state] for state in states}) == nine[concept]
    assert twelve["nash"] == [5, 6, 7, 10, 11, 12]


def improves(model: GraphModel, party: int, state: int, to: int) -> bool:
    ranks = model.ranks[party]
    return ranks is not None and bool(ranks[to] > ranks[state])


def test_the_jump_from_5_to_8_takes_two_parties_and_serves_both() -> None:
    """Through 6 or 7, and neither of the two likes its own step: nobody goes alone."""
    model = from_catalogue("kilgour-2001", NINE).model
    ministry, company = 0, 1
    five, six, seven, eight = 4, 5, 6, 7
    assert six in model.moves[ministry].targets(five)
    assert seven in model.moves[company].targets(five)
    assert eight in model.moves[company].targets(six)
    assert eight in model.moves[ministry].targets(seven)
    assert not any(eight in moves.targets(five) for moves in model.moves)
    assert improves(model, ministry, five, eight)
    assert improves(model, company, five, eight)
    assert not improves(model, ministry, five, six)
    assert not improves(model, company, five, seven)


def test_the_catalogue_says_what_the_files_outside_say() -> None:
    nine = file_outside("elmira_9state.json")
    assert facts(from_catalogue("kilgour-2001", NINE)) == facts(nine)
    twelve = file_outside("gmcrplus_elmira.json")
    assert facts(from_catalogue("kilgour-2001", TWELVE)) == facts(twelve)


def test_abandoning_is_one_state_of_the_nine_and_leaves_the_others_open() -> None:
    file = from_catalogue("kilgour-2001", NINE)
    assert file.pattern_of(8) == "---Y-"
    assert file.status_quo == 0
    assert file.pattern_of(file.status_quo) == "NYNNN"
    assert np.count_nonzero([file.pattern_of(state).count("-") for state in range(9)]) == 1
