"""What would make a state hold for all: against all rankings of all who may change."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.core.stability.inverse import with_ranks
from detente.core.stability.model import GraphModel
from detente.core.stability.moves import Arcs
from detente.core.stability.together import others_regardless, together

from .question_models import CONCEPTS, graph_models, holds, stored_option_form
from .test_inverse import distance, weak_orders

few = settings(max_examples=40, deadline=None)


def everybody(model: GraphModel, concepts: list[str], goal: int) -> bool:
    return all(holds(model, concept, party, goal) for party, concept in enumerate(concepts))


@few
@given(graph_models(parties=2, states=3), st.data())
def test_what_is_found_is_right_and_bounds_are_true(model: GraphModel, data: st.DataObject) -> None:
    parties = range(len(model.parties))
    goal = data.draw(st.integers(0, model.states - 1))
    concepts = [data.draw(st.sampled_from(CONCEPTS)) for _ in parties]
    free = data.draw(st.sets(st.sampled_from(list(parties))))
    least = None
    for chosen in product(weak_orders(model.states), repeat=len(free)):
        changed, pairs = model, 0
        for party, ranks in zip(sorted(free), chosen, strict=True):
            now = model.ranks[party]
            assert now is not None
            pairs += distance(tuple(now.tolist()), ranks)
            changed = with_ranks(changed, party, np.array(ranks, dtype=np.int32))
        if everybody(changed, list(concepts), goal):
            least = pairs if least is None else min(least, pairs)
    found = together(model, concepts, goal, free)
    assert found is not None
    if found.possible == "possible":
        assert least is not None
        assert found.at_least <= least <= found.pairs
        changed = model
        for each in found.changes:
            assert each.party in free
            changed = with_ranks(changed, each.party, np.array(each.change.ranks, dtype=np.int32))
            assert {s.improvement for s in each.change.settled if s.sanction is None} <= set(
                each.change.below
            )
        assert everybody(changed, list(concepts), goal)
        assert found.pairs == sum(each.change.pairs for each in found.changes)
        if not {"sequential", "symmetric sequential"} & set(concepts):
            assert found.proved
    if found.possible == "impossible":
        assert least is None
        assert found.blocked
    if free == set(parties):
        assert found.possible == "possible"


@few
@given(graph_models(parties=2, states=3), st.sampled_from(CONCEPTS), st.data())
def test_others_stand_as_is_said_for_every_ranking(
    model: GraphModel, concept: str, data: st.DataObject
) -> None:
    goal = data.draw(st.integers(0, model.states - 1))
    found = others_regardless(model, [concept], goal, [0])  # type: ignore[list-item]
    assert found[0] is None
    for other in range(1, len(model.parties)):
        seen = {
            holds(with_ranks(model, 0, np.array(ranks, dtype=np.int32)), concept, other, goal)
            for ranks in weak_orders(model.states)
        }
        if found[other] != "depends":
            assert seen == {found[other] == "holds"}
        else:
            assert "seq" in concept


def test_a_credible_answer_can_be_made_by_changing_who_gives_it() -> None:
    # Ann improves from 0 to 1, whence Ben could move to 2, the worst for Ann, but does not like it.
    moves = (Arcs.of(3, [(0, 1)]), Arcs.of(3, [(1, 2)]))
    ann, ben = np.array([1, 2, 0], dtype=np.int32), np.array([0, 2, 1], dtype=np.int32)
    model = GraphModel(("Ann", "Ben"), moves, (ann, ben), ("a", "b", "c"))
    assert others_regardless(model, ["sequential"], 0, [1]) == ("depends", None)
    assert others_regardless(model, ["general"], 0, [1]) == ("holds", None)
    assert others_regardless(model, ["nash"], 0, [1]) == ("does not hold", None)
    # Ben alone could change it, but it is not Ben for whom the state does not hold.
    only_ben = together(model, ["sequential"], 0, [1])
    assert only_ben is not None
    assert (only_ben.possible, only_ben.blocked) == ("not settled", (0,))
    both = together(model, ["sequential"], 0)
    assert both is not None
    assert (both.possible, both.pairs, both.at_least, both.proved) == ("possible", 1, 0, False)


def test_elmira_what_would_make_the_status_quo_hold() -> None:
    model, _ = stored_option_form("gmcrplus_elmira")
    # For Nash only the local government would leave the status quo: for 7, next better but one.
    found = together(model, ["nash"], 0)
    assert found is not None
    assert found.proved
    assert [(c.party, c.change.below, c.change.pairs) for c in found.changes] == [(2, (6,), 1)]
    assert together(model, ["nash"], 0, [0, 1]).possible == "impossible"  # type: ignore[union-attr]


def test_preferences_that_are_not_known() -> None:
    moves = (Arcs.of(2, [(0, 1)]), Arcs.of(2, []))
    model = GraphModel(("Ann", "Ben"), moves, (None, None), ("a", "b"))
    assert together(model, ["nash"], 0) is None
    settled = together(model, ["nash"], 1)
    assert settled is not None
    assert settled.proved
    assert not settled.changes
    assert others_regardless(model, ["nash"], 0, []) == (None, "holds")
    with pytest.raises(IndexError):
        together(model, ["nash"], 2)
    with pytest.raises(ValueError, match="one concept"):
        together(model, ["nash", "nash", "nash"], 0)
