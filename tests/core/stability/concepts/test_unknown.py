"""Tests of preferences not known for some pairs: the stored collection, the definition."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.core.stability.concepts.unknown import unknown_relations
from detente.core.stability.five import FIVE
from detente.core.stability.model import GraphModel
from detente.core.stability.moves import Arcs
from detente.core.stability.relations import Deterring
from detente.core.stability.sets import STATES_AT_MOST, TooLargeForSets
from tests.core.stability.graph_models import corpus_model, graph_forms, holding, ranks_from, stored
from tests.core.strategies import quick

NAMES = {"nash": "nash", "gmr": "general", "smr": "symmetric", "seq": "sequential"}


def test_all_four_extents_of_the_random_collection_come_out() -> None:
    compared = 0
    for each in stored("random_corpus_200")["models"]:
        model = corpus_model(each)
        pairs = [(one - 1, other - 1) for one, other in each["unknown_pairs_DM1"]]
        unknown = [pairs, *([] for _ in model.parties[1:])]
        for extent in ("a", "b", "c", "d"):
            found = Deterring.of(model, unknown_relations(model, unknown, extent))
            for short, concept in NAMES.items():
                for party, holds in enumerate(each["stability_unknown"][short][extent]):
                    verdict = found.holds(concept, (party,))  # type: ignore[arg-type]
                    assert verdict.tolist() == [bool(b) for b in holds]
                    compared += 1
    assert compared >= 200 * 4 * 4 * 2


@quick
@given(graph_forms(states=5), st.data())
def test_each_extent_is_what_the_definition_says(model: GraphModel, data: st.DataObject) -> None:
    states = range(model.states)
    pairs = [(s, t) for s in states for t in states if s != t]
    some = st.lists(st.sampled_from(pairs), max_size=4) if pairs else st.just([])
    unknown = [data.draw(some) for _ in model.parties]

    def sign(party: int, q: int, s: int) -> str:
        if (q, s) in unknown[party] or (s, q) in unknown[party]:
            return "U"
        ranks = model.ranks[party]
        assert ranks is not None
        return "+" if ranks[q] > ranks[s] else "-" if ranks[q] < ranks[s] else "="

    replies = {
        party: lambda to, state, party=party: sign(party, to, state) in "+U"
        for party in range(len(model.parties))
    }
    for extent, worth, deters in (
        ("a", "+U", "-="), ("b", "+", "-="), ("c", "+U", "-=U"), ("d", "+", "-=U"),
    ):  # fmt: skip
        found = Deterring.of(model, unknown_relations(model, unknown, extent))  # type: ignore[arg-type]
        for concept in FIVE:
            expected = holding(
                model,
                concept,
                (0,),
                lambda q, s, worth=worth: sign(0, q, s) in worth,  # type: ignore[misc]
                lambda q, s, deters=deters: sign(0, q, s) in deters,  # type: ignore[misc]
                replies,  # type: ignore[arg-type]
            )
            assert found.holds(concept, (0,)).tolist() == expected  # type: ignore[arg-type]


@quick
@given(graph_forms())
def test_a_party_without_ranks_compares_nothing(model: GraphModel) -> None:
    states = range(model.states)
    pairs = [(s, t) for s in states for t in states if s < t]
    silent = GraphModel(model.parties, model.moves, (None, *model.ranks[1:]), model.labels)
    rest: list[list[tuple[int, int]]] = [[] for _ in model.parties[1:]]
    for extent in ("a", "b", "c", "d"):
        found = unknown_relations(silent, [[], *rest], extent)
        expected = unknown_relations(model, [pairs, *rest], extent)
        assert found[0].incentive == expected[0].incentive
        assert found[0].sanction == expected[0].sanction
        assert found[0].reply == expected[0].reply


def test_pairs_that_are_none_and_models_too_large_are_refused() -> None:
    def model(states: int) -> GraphModel:
        names = tuple(str(state) for state in range(states))
        return GraphModel(("A",), (Arcs.of(states, []),), (ranks_from([0] * states),), names)

    with pytest.raises(ValueError, match="as good as itself"):
        unknown_relations(model(2), [[(1, 1)]], "a")
    for pair in ((0, 2), (-1, 0)):
        with pytest.raises(IndexError):
            unknown_relations(model(2), [[pair]], "a")
    with pytest.raises(TooLargeForSets):
        unknown_relations(model(STATES_AT_MOST + 1), [[]], "a")
