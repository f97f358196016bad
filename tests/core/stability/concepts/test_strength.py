"""Tests of strength of preference: the definition word for word, and what follows from it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.core.stability.concepts.strength import MuchBetterNotBetter, Strengths
from detente.core.stability.five import FIVE, ConceptName, stability
from detente.core.stability.model import GraphModel
from detente.core.stability.moves import Arcs
from detente.core.stability.sets import better_rows
from tests.core.stability.graph_models import (
    by_rank,
    graph_forms,
    holding,
    ranks_from,
    replies_by_rank,
)
from tests.core.strategies import quick

NAMES: tuple[ConceptName, ...] = tuple(FIVE)  # type: ignore[arg-type]


@quick
@given(graph_forms(states=5), st.data())
def test_strong_and_general_are_what_the_definition_says(
    model: GraphModel, data: st.DataObject
) -> None:
    """Any pairs of which one is better may be much better; the levels need not be levels."""
    much: list[set[tuple[int, int]]] = []
    for ranks in model.ranks:
        better = by_rank(ranks)
        states = range(model.states)
        pairs = [(q, s) for q in states for s in states if better(q, s)]
        much.append(data.draw(st.sets(st.sampled_from(pairs))) if pairs else set())
    rows = [
        tuple(sum(1 << q for q, s in pairs if s == state) for state in range(model.states))
        for pairs in much
    ]
    found, better, replies = Strengths(model, rows), by_rank(model.ranks[0]), replies_by_rank(model)
    for concept in NAMES:
        strength = found.holds(concept, (0,))
        general = holding(model, concept, (0,), better, lambda q, s: not better(q, s), replies)
        strong = holding(model, concept, (0,), better, lambda q, s: (s, q) in much[0], replies)
        assert strength.general.tolist() == general
        assert strength.strong.tolist() == strong
        assert strength.weak.tolist() == [g and not s for g, s in zip(general, strong, strict=True)]


@quick
@given(graph_forms(), st.data())
def test_what_holds_strongly_holds_and_general_stability_is_as_ever(
    model: GraphModel, data: st.DataObject
) -> None:
    def coarse(numbers: list[int]) -> tuple[int, ...]:
        return better_rows(ranks_from([rank // 2 for rank in numbers]))

    found = Strengths(model, [coarse(r.tolist()) for r in model.ranks if r is not None])
    expected = stability(model)
    for concept in NAMES:
        for party in range(len(model.parties)):
            strength = found.holds(concept, (party,))
            assert (strength.general == expected.verdict(concept, party).holds).all()
            assert (strength.general | ~strength.strong).all()
            if concept == "nash":
                assert not strength.weak.any()


@quick
@given(graph_forms(ties=False))
def test_if_all_that_is_better_is_much_better_only_the_state_itself_is_a_weak_answer(
    model: GraphModel,
) -> None:
    """Without ties an answer is much worse or leads back; where none leads back, all is strong."""
    rows = [better_rows(ranks) for ranks in model.ranks if ranks is not None]
    found, replies = Strengths(model, rows), replies_by_rank(model)
    better = by_rank(model.ranks[0])
    for concept in NAMES:
        expected = holding(
            model, concept, (0,), better, lambda q, s: q != s and not better(q, s), replies
        )
        assert found.holds(concept, (0,)).strong.tolist() == expected


def test_much_better_is_better() -> None:
    ranks = ranks_from([1, 0])
    model = GraphModel(("A",), (Arcs.of(2, []),), (ranks,), ("good", "bad"))
    with pytest.raises(MuchBetterNotBetter) as refused:
        Strengths(model, [(0b10, 0)])
    assert (refused.value.party, refused.value.state) == (0, 0)
