"""Tests of coalitions that act as one party, against the stored results of a program."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given

from detente.core.stability.concepts.merged import merged
from detente.core.stability.concepts.simultaneous import NoCoursesOfAction
from detente.core.stability.five import FIVE
from detente.core.stability.model import GraphModel, option_form
from detente.core.stability.options import Course
from detente.core.stability.relations import Deterring
from tests.core.stability.graph_models import (
    graph_forms,
    option_forms,
    ranks_from,
    stored,
    stored_model,
)
from tests.core.strategies import quick

NAMES = {"nash": "nash", "gmr": "general", "smr": "symmetric", "seq": "sequential"}


def test_elmira_with_ministry_and_uniroyal_as_one_comes_out() -> None:
    case = stored("gmcrplus_elmira_coalition")
    model = stored_model(stored(case["base_case"]))
    groups = [
        tuple(model.parties.index(member) for member in members) for members in case["coalitions"]
    ]
    found = merged(model, groups)
    expected = case["reference"]["gmcrplus_engine"]["stability"]
    for short, concept in NAMES.items():
        for place, members in enumerate(case["coalitions"]):
            holds = found.holds(concept, (place,))  # type: ignore[arg-type]
            assert (np.flatnonzero(holds) + 1).tolist() == expected[short][", ".join(members)]


@quick
@given(option_forms())
def test_groups_of_one_change_nothing(model: GraphModel) -> None:
    alone, expected = merged(model, [(p,) for p in range(len(model.parties))]), Deterring.of(model)
    for concept in FIVE:
        for party in range(len(model.parties)):
            found = alone.holds(concept, (party,))  # type: ignore[arg-type]
            assert found.tolist() == expected.holds(concept, (party,)).tolist()  # type: ignore[arg-type]


def test_a_group_passes_over_what_is_not_feasible() -> None:
    """Both would move, but neither can without the other: only as one party they leave."""
    ranks = (ranks_from([0, 1]), ranks_from([0, 1]))
    courses = (Course("a", 0), Course("b", 1))
    model = option_form(("A", "B"), courses, np.array([0, 3], dtype=np.int64), ranks)
    assert Deterring.of(model).holds("nash", (0, 1)).tolist() == [True, True]
    assert merged(model, [(0, 1)]).holds("nash", (0,)).tolist() == [False, True]


@quick
@given(graph_forms())
def test_states_without_courses_of_action_are_refused(model: GraphModel) -> None:
    with pytest.raises(NoCoursesOfAction):
        merged(model, [tuple(range(len(model.parties)))])


def test_each_party_stands_in_one_group() -> None:
    courses, ranks = (Course("a", 0),), (ranks_from([0, 1]),) * 2
    model = option_form(("A", "B"), courses, np.arange(2), ranks)
    for groups in ([(0,)], [(0, 1), (1,)], [(0, 1), ()], [(0, 2)]):
        with pytest.raises(ValueError, match="in one group"):
            merged(model, groups)
