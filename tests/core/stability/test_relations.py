"""Tests of the concepts by relations: against those by ranks, and against the definition."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.core.stability.five import FIVE, stability
from detente.core.stability.model import GraphModel
from detente.core.stability.moves import Arcs
from detente.core.stability.relations import Deterring, Relations
from detente.core.stability.two_parties import PreferencesNotKnown
from tests.core.stability.graph_models import (
    corpus_model,
    graph_forms,
    holding,
    option_forms,
    stored,
)
from tests.core.strategies import quick


@quick
@given(st.one_of(graph_forms(), option_forms()))
def test_by_the_relations_of_ranks_the_five_concepts_are_as_ever(model: GraphModel) -> None:
    expected, found = stability(model), Deterring.of(model)
    for concept in FIVE:
        for party in range(len(model.parties)):
            holds = expected.verdict(concept, party).holds  # type: ignore[arg-type]
            assert found.holds(concept, (party,)).tolist() == holds.tolist()  # type: ignore[arg-type]


def test_the_random_collection_comes_out_by_relations_as_well() -> None:
    names = dict(zip(FIVE, ["nash", "gmr", "smr", "seq", "sseq"], strict=True))
    for each in stored("random_corpus_200")["models"]:
        found = Deterring.of(corpus_model(each))
        for concept, short in names.items():
            for party, holds in enumerate(each["stability"][short]):
                assert found.holds(concept, (party,)).tolist() == [bool(b) for b in holds]  # type: ignore[arg-type]


@quick
@given(graph_forms(states=5), st.data())
def test_any_relations_give_what_the_definition_says(
    model: GraphModel, data: st.DataObject
) -> None:
    sets = st.integers(0, 2**model.states - 1)
    rows = st.lists(sets, min_size=model.states, max_size=model.states).map(tuple)
    relations = tuple(
        Relations(data.draw(rows), data.draw(rows), data.draw(rows)) for _ in model.parties
    )
    replies = {
        party: lambda to, state, each=each: bool(each.reply[state] >> to & 1)
        for party, each in enumerate(relations)
    }
    group = tuple(
        sorted(data.draw(st.sets(st.sampled_from(range(len(model.parties))), min_size=1)))
    )
    found = Deterring.of(model, relations)
    for concept in FIVE:
        expected = holding(
            model,
            concept,
            group,
            lambda to, s: all(relations[p].incentive[s] >> to & 1 for p in group),
            lambda to, s: any(relations[p].sanction[s] >> to & 1 for p in group),
            replies,  # type: ignore[arg-type]
        )
        assert found.holds(concept, group).tolist() == expected  # type: ignore[arg-type]


def test_preferences_that_are_not_known_are_refused() -> None:
    model = GraphModel(("Ann",), (Arcs.of(1, []),), (None,), ("here",))
    with pytest.raises(PreferencesNotKnown) as refused:
        Deterring.of(model)
    assert refused.value.party == 0
