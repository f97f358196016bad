"""Tests of simultaneous stability: stored results, hand counts, the definition word for word."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given

from detente.core.stability.concepts.simultaneous import (
    NoCoursesOfAction,
    sequential_or_simultaneous,
    simultaneous,
)
from detente.core.stability.five import stability
from detente.core.stability.model import GraphModel, option_form
from detente.core.stability.options import Course
from detente.core.stability.two_parties import NotTwoParties, PreferencesNotKnown
from tests.core.stability.graph_models import (
    graph_forms,
    option_forms,
    ranks_from,
    stored,
    stored_model,
)
from tests.core.strategies import quick


@pytest.mark.parametrize("name", ["gmcrplus_cuban", "gmcrplus_prisoners", "gmcrplus_syriairaq"])
def test_stored_verdicts_come_out(name: str) -> None:
    case = stored(name)
    model = stored_model(case)
    for party, called in enumerate(model.parties):
        expected = case["reference"]["definition"]["stability"]["sim"][called]
        assert (np.flatnonzero(simultaneous(model, party)) + 1).tolist() == expected


@pytest.mark.parametrize("name", ["us_dprk_2017_A_irr", "us_dprk_2017_A_rev", "us_dprk_2017_B_irr"])
def test_published_equilibria_of_the_united_states_and_north_korea_come_out(name: str) -> None:
    case = stored(name)
    model = stored_model(case)
    found = sequential_or_simultaneous(model, 0) & sequential_or_simultaneous(model, 1)
    expected = case["reference"]["published"]["equilibria"]["seq+sim"]
    assert (np.flatnonzero(found) + 1).tolist() == expected


def _by_definition(model: GraphModel, party: int) -> list[bool]:
    assert model.codes is not None
    codes = [tuple(model.pattern(state)) for state in range(model.states)]
    mine, theirs = model.ranks[party], model.ranks[1 - party]
    assert mine is not None
    assert theirs is not None

    def together(s: int, s1: int, q: int) -> int | None:
        """Each course of action as its owner has it."""
        both = tuple(
            codes[s1 if course.party == party else q][place]
            for place, course in enumerate(model.courses)
        )
        return codes.index(both) if both in codes else None

    def deterred(s: int, s1: int) -> bool:
        answers = [q for q in model.moves[1 - party].targets(s) if theirs[q] > theirs[s]]
        ends = [together(s, s1, q) for q in answers]
        return any(end is not None and mine[end] <= mine[s] for end in ends)

    return [
        all(deterred(s, s1) for s1 in model.moves[party].targets(s) if mine[s1] > mine[s])
        for s in range(model.states)
    ]


@quick
@given(option_forms(parties=(2, 2)))
def test_what_holds_is_what_the_definition_says(model: GraphModel) -> None:
    for party in (0, 1):
        assert simultaneous(model, party).tolist() == _by_definition(model, party)


@quick
@given(option_forms(parties=(2, 2)))
def test_as_first_published_it_only_matters_where_both_would_move(model: GraphModel) -> None:
    found = stability(model)
    holds = [found.verdict("sequential", party).holds for party in (0, 1)]
    for party in (0, 1):
        at_once = simultaneous(model, party)
        for state in range(model.states):
            expected = holds[party][state] or (not holds[1 - party][state] and at_once[state])
            assert sequential_or_simultaneous(model, party)[state] == expected


def _two(ranks: tuple[list[int], list[int]], codes: list[int]) -> GraphModel:
    courses = (Course("advance", 0), Course("advance", 1))
    both = (ranks_from(ranks[0]), ranks_from(ranks[1]))
    return option_form(("A", "B"), courses, np.array(codes, dtype=np.int64), both)


def test_what_cannot_be_done_at_once_deters_nobody() -> None:
    """Each gains by advancing alone; both advancing is worst, or not feasible."""
    chicken = _two(([1, 2, 0, -1], [1, 0, 2, -1]), [0, 1, 2, 3])
    assert simultaneous(chicken, 0)[0]
    assert not simultaneous(_two(([1, 2, 0], [1, 0, 2]), [0, 1, 2]), 0)[0]


def test_states_may_stand_in_any_order() -> None:
    chicken = _two(([-1, 0, 2, 1], [-1, 2, 0, 1]), [3, 2, 1, 0])
    assert simultaneous(chicken, 0).tolist() == _by_definition(chicken, 0)
    assert simultaneous(chicken, 0)[3]


@quick
@given(graph_forms(parties=(2, 2)))
def test_states_without_courses_of_action_are_refused(model: GraphModel) -> None:
    with pytest.raises(NoCoursesOfAction):
        simultaneous(model, 0)


def test_other_than_two_parties_and_unknown_preferences_are_refused() -> None:
    courses = (Course("advance", 0),)
    ranks = ranks_from([0, 1])
    for parties in (("A",), ("A", "B", "C")):
        model = option_form(parties, courses, np.arange(2), (ranks,) * len(parties))
        with pytest.raises(NotTwoParties) as refused:
            simultaneous(model, 0)
        assert refused.value.parties == len(parties)
        with pytest.raises(NotTwoParties):
            sequential_or_simultaneous(model, 0)
    with pytest.raises(PreferencesNotKnown):
        simultaneous(option_form(("A", "B"), courses, np.arange(2), (ranks, None)), 0)
