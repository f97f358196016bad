"""Each party's own view: against the definitions in each view, and a hand-made hypergame."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.core.stability.five import ConceptName
from detente.core.stability.misperception import View, misperception
from detente.core.stability.model import GraphModel
from detente.core.stability.moves import Arcs
from detente.core.stability.restricting import within

from .question_models import CONCEPTS, graph_models, holds

few = settings(max_examples=60, deadline=None)


@few
@given(graph_models(states=4), st.sampled_from(CONCEPTS), st.data())
def test_views_are_told_as_they_are(
    model: GraphModel, concept: ConceptName, data: st.DataObject
) -> None:
    parties = range(len(model.parties))
    size = model.states
    views = []
    for _ in parties:
        seen = np.array(data.draw(st.lists(st.booleans(), min_size=size, max_size=size)))
        ranks = tuple(
            np.array(data.draw(st.lists(st.integers(0, 3), min_size=size, max_size=size)), np.int32)
            for _ in parties
        )
        views.append(View(seen, ranks))
    found = misperception(model, views, [concept])
    believed: list[set[int]] = []
    own: list[set[int]] = []
    for party, view in enumerate(views):
        names = np.flatnonzero(view.seen).tolist()
        whole = GraphModel(model.parties, model.moves, view.ranks, model.labels)
        part = within(whole, view.seen)
        own.append({s for n, s in enumerate(names) if holds(part, concept, party, n)})
        believed.append(
            {s for n, s in enumerate(names) if all(holds(part, concept, p, n) for p in parties)}
        )
        told = found.views[party]
        assert (told.party, set(told.not_seen)) == (party, set(range(size)) - set(names))
        assert (set(told.believed), set(told.own)) == (believed[-1], own[-1])
    assert set(found.in_all) == set.intersection(*believed)
    assert set(found.stays) == set.intersection(*own)
    assert set(found.unexpected) == set(found.stays) - set(found.in_all)
    assert set(found.in_all) <= set(found.stays)


@few
@given(graph_models(states=4), st.sampled_from(CONCEPTS))
def test_the_same_view_for_all_is_the_conflict_itself(
    model: GraphModel, concept: ConceptName
) -> None:
    everything = View(np.ones(model.states, dtype=bool), model.ranks)
    found = misperception(model, [everything] * len(model.parties), [concept])
    parties = range(len(model.parties))
    right = [s for s in range(model.states) if all(holds(model, concept, p, s) for p in parties)]
    assert list(found.in_all) == list(found.stays) == right
    assert found.unexpected == ()


def test_each_waits_for_the_other() -> None:
    # Each believes that the other, and not itself, would rather move away from 0.
    moves = (Arcs.of(3, [(0, 1)]), Arcs.of(3, [(0, 2)]))
    content = np.array([1, 0, 0], dtype=np.int32)
    eager = np.array([0, 1, 1], dtype=np.int32)
    seen = np.ones(3, dtype=bool)
    model = GraphModel(("Ann", "Ben"), moves, (content, content), ("wait", "Ann", "Ben"))
    found = misperception(
        model, [View(seen, (content, eager)), View(seen, (eager, content))], ["nash"]
    )
    assert [each.believed for each in found.views] == [(1, 2), (1, 2)]
    assert (found.in_all, found.stays, found.unexpected) == ((1, 2), (0, 1, 2), (0,))
    with pytest.raises(ValueError, match="one view"):
        misperception(model, [View(seen, (content, eager))], ["nash"])
