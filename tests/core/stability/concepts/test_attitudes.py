"""Tests of attitudes: the definition word for word, and what is known to follow from it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.core.stability.concepts.attitudes import Attitude, attitude_relations, selfish
from detente.core.stability.five import FIVE, ConceptName, stability
from detente.core.stability.model import GraphModel
from detente.core.stability.moves import Arcs
from detente.core.stability.relations import Deterring
from detente.core.stability.two_parties import PreferencesNotKnown
from tests.core.stability.graph_models import Better, graph_forms, holding, ranks_from
from tests.core.strategies import quick

NAMES: tuple[ConceptName, ...] = tuple(FIVE)  # type: ignore[arg-type]
ATTITUDES: tuple[Attitude, ...] = ("positive", "neutral", "negative")


@quick
@given(graph_forms(), st.data())
def test_relational_stability_is_what_the_definition_says(
    model: GraphModel, data: st.DataObject
) -> None:
    parties = range(len(model.parties))
    row = st.lists(st.sampled_from(ATTITUDES), min_size=len(parties), max_size=len(parties))
    attitudes = [data.draw(row) for _ in parties]

    def total(i: int) -> Better:
        """Return the total relational preference of a party: t over s."""

        def over(t: int, s: int) -> bool:
            for j in parties:
                ranks = model.ranks[j]
                assert ranks is not None
                as_good, better = ranks[t] >= ranks[s], ranks[t] > ranks[s]
                if {"positive": not as_good, "neutral": False, "negative": better}[attitudes[i][j]]:
                    return False
            return True

        return over

    replies = {party: total(party) for party in parties}
    found = Deterring.of(model, attitude_relations(model, attitudes))
    for concept in NAMES:
        for party in parties:
            over = replies[party]
            expected = holding(
                model,
                concept,
                (party,),
                over,
                lambda t, s, over=over: t == s or not over(t, s),  # type: ignore[misc]
                replies,
            )
            assert found.holds(concept, (party,)).tolist() == expected


@quick
@given(graph_forms(ties=False))
def test_without_ties_parties_that_care_for_themselves_only_are_as_ever(model: GraphModel) -> None:
    """Published: with such attitudes, and no ties, the concepts are the same [Inohara 2009]."""
    found = Deterring.of(model, attitude_relations(model, selfish(len(model.parties))))
    expected = stability(model)
    for concept in NAMES:
        for party in range(len(model.parties)):
            holds = expected.verdict(concept, party).holds
            assert found.holds(concept, (party,)).tolist() == holds.tolist()


@quick
@given(graph_forms())
def test_among_parties_neutral_to_all_two_and_two_concepts_are_the_same(model: GraphModel) -> None:
    """Published: Nash and symmetric stability are, general and sequential are [Inohara 2009]."""
    neutral: list[list[Attitude]] = [["neutral"] * len(model.parties) for _ in model.parties]
    found = Deterring.of(model, attitude_relations(model, neutral))
    for party, moves in enumerate(model.moves):
        nash = [not moves.targets(state) for state in range(model.states)]
        assert found.holds("nash", (party,)).tolist() == nash
        assert found.holds("symmetric", (party,)).tolist() == nash
        general = found.holds("general", (party,)).tolist()
        assert found.holds("sequential", (party,)).tolist() == general


def test_among_neutral_parties_a_state_holds_in_general_if_others_can_lead_back() -> None:
    moves = (Arcs.of(2, [(0, 1)]), Arcs.of(2, [(1, 0)]))
    model = GraphModel(("A", "B"), moves, (ranks_from([0, 0]),) * 2, ("here", "there"))
    neutral: list[list[Attitude]] = [["neutral", "neutral"], ["neutral", "neutral"]]
    found = Deterring.of(model, attitude_relations(model, neutral))
    assert found.holds("general", (0,)).tolist() == [True, True]
    assert found.holds("nash", (0,)).tolist() == [False, True]


def test_who_wants_ill_moves_to_what_hurts_at_no_cost() -> None:
    """A can go from 0 to 1, the same for itself, worse for B."""
    ranks = (ranks_from([0, 0]), ranks_from([1, 0]))
    model = GraphModel(("A", "B"), (Arcs.of(2, [(0, 1)]), Arcs.of(2, [])), ranks, ("here", "there"))
    for toward, holds in (("positive", True), ("neutral", False), ("negative", False)):
        relations = attitude_relations(model, [["positive", toward], ["neutral", "positive"]])  # type: ignore[list-item]
        assert Deterring.of(model, relations).holds("nash", (0,))[0] == holds


def test_attitudes_that_are_missing_and_preferences_not_known_are_refused() -> None:
    moves, ranks = Arcs.of(1, []), ranks_from([0])
    model = GraphModel(("A", "B"), (moves, moves), (ranks, None), ("here",))
    for attitudes in ([["positive", "neutral"]], [["positive"], ["positive"]]):
        with pytest.raises(ValueError, match="each pair"):
            attitude_relations(model, attitudes)  # type: ignore[arg-type]
    with pytest.raises(PreferencesNotKnown) as refused:
        attitude_relations(model, selfish(2))
    assert refused.value.party == 1
    attitude_relations(model, [["positive", "neutral"], ["neutral", "neutral"]])
