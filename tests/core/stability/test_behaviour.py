"""Which concepts agree with what was seen: against the definitions, and hand counts."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.core.stability.behaviour import Observation, explanations
from detente.core.stability.model import GraphModel
from detente.core.stability.moves import Arcs

from .question_models import CONCEPTS, graph_models, holds, stored_option_form

few = settings(max_examples=60, deadline=None)


@few
@given(graph_models(states=4), st.data())
def test_agreement_is_what_the_definitions_say(model: GraphModel, data: st.DataObject) -> None:
    seen: list[Observation] = []
    for _ in range(data.draw(st.integers(0, 3))):
        state = data.draw(st.integers(0, model.states - 1))
        party = data.draw(st.integers(0, len(model.parties) - 1))
        targets = model.moves[party].targets(state)
        kind = data.draw(
            st.sampled_from(["rested", "stayed", *(["left", "to"] if targets else [])])
        )
        seen.append(
            Observation(
                state,
                None if kind == "rested" else party,
                left=kind in ("left", "to"),
                to=data.draw(st.sampled_from(targets)) if kind == "to" else None,
            )
        )
    found = explanations(model, seen)
    assert [(e.party, e.concept) for e in found] == [
        (party, concept) for party in range(len(model.parties)) for concept in CONCEPTS
    ]
    for each in found:
        ranks = model.ranks[each.party]
        assert ranks is not None
        wrong = [
            number
            for number, one in enumerate(seen)
            if one.party in (None, each.party)
            and (
                holds(model, each.concept, each.party, one.state) == one.left
                or (one.to is not None and ranks[one.to] <= ranks[one.state])
            )
        ]
        assert each.contradicting == tuple(wrong)
        assert each.agreement == ("contradicted" if wrong else "agrees")
        assert each.open == ()


def test_syria_stays_with_the_dam_for_fear_of_an_answer() -> None:
    model, _ = stored_option_form("gmcrplus_syriairaq")
    # Syria stays in 3 under all concepts but Nash, and leaves 2 under all: nothing deters it there.
    found = explanations(model, [Observation(2, 0, left=False), Observation(1, 0, left=True, to=0)])
    syria = {each.concept: each for each in found if each.party == 0}
    assert syria["nash"].contradicting == (0,)
    assert all(each.agreement == "agrees" for name, each in syria.items() if name != "nash")
    # Of Iraq nothing was seen.
    assert all(each.agreement == "agrees" for each in found if each.party == 1)
    # A move from 2 to 4 would be no move of Syria's.
    with pytest.raises(ValueError, match="no such move"):
        explanations(model, [Observation(1, 0, left=True, to=3)])


def test_what_preferences_not_known_leave_open() -> None:
    moves = (Arcs.of(3, [(0, 1)]), Arcs.of(3, [(1, 2)]))
    ann = np.array([1, 2, 0], dtype=np.int32)
    model = GraphModel(("Ann", "Ben"), moves, (ann, None), ("a", "b", "c"))
    found = {
        (e.party, e.concept): e for e in explanations(model, [Observation(0, None, left=False)])
    }
    assert found[0, "nash"].agreement == "contradicted"
    assert found[0, "general"].agreement == "agrees"
    assert found[0, "sequential"].agreement == "not determined"
    assert found[0, "sequential"].open == (0,)
    assert found[1, "nash"].agreement == "agrees"


def test_observations_that_make_no_sense() -> None:
    model = GraphModel(("Ann",), (Arcs.of(1, []),), (None,), ("a",))
    with pytest.raises(ValueError, match="somebody"):
        Observation(0, None, left=True)
    with pytest.raises(ValueError, match="nowhere"):
        Observation(0, 0, left=False, to=0)
    with pytest.raises(ValueError, match="no such move"):
        explanations(model, [Observation(0, 0, left=True)])
    for wrong in (Observation(1, 0, left=False), Observation(0, 1, left=False)):
        with pytest.raises(IndexError):
            explanations(model, [wrong])
    assert len(explanations(model, [])) == 5
