"""Tests of fuzzy preferences: the definition word for word, thresholds, sure preferences."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.core.stability.concepts.fuzzy import (
    DegreesNotReciprocal,
    degrees_by_ranks,
    fuzzy_relations,
)
from detente.core.stability.five import FIVE, ConceptName, stability
from detente.core.stability.model import GraphModel
from detente.core.stability.relations import Deterring
from detente.core.stability.sets import STATES_AT_MOST, TooLargeForSets
from tests.core.stability.graph_models import Better, graph_forms, holding
from tests.core.strategies import quick

NAMES: tuple[ConceptName, ...] = tuple(FIVE)  # type: ignore[arg-type]
TENTHS = st.integers(0, 10).map(lambda tenths: Fraction(tenths, 10))
THRESHOLDS = st.integers(1, 10).map(lambda tenths: Fraction(tenths, 10))


@st.composite
def _degrees(draw: st.DrawFn, states: int) -> list[list[Fraction]]:
    found = [[Fraction(1, 2)] * states for _ in range(states)]
    for state in range(states):
        for other in range(state):
            found[state][other] = draw(TENTHS)
            found[other][state] = 1 - found[state][other]
    return found


@quick
@given(graph_forms(states=5), st.data())
def test_fuzzy_stability_is_what_the_definition_says(
    model: GraphModel, data: st.DataObject
) -> None:
    parties = range(len(model.parties))
    degrees = [data.draw(_degrees(model.states)) for _ in parties]
    thresholds = [data.draw(THRESHOLDS) for _ in parties]

    def enough(i: int) -> Better:
        return lambda q, s: degrees[i][q][s] - degrees[i][s][q] >= thresholds[i]

    replies = {party: enough(party) for party in parties}
    relations = [fuzzy_relations(d, t) for d, t in zip(degrees, thresholds, strict=True)]
    found = Deterring.of(model, relations)
    for concept in NAMES:
        for party in parties:
            better = replies[party]
            expected = holding(
                model,
                concept,
                (party,),
                better,
                lambda q, s, better=better: not better(q, s),  # type: ignore[misc]
                replies,
            )
            assert found.holds(concept, (party,)).tolist() == expected


@quick
@given(graph_forms(), THRESHOLDS)
def test_sure_preferences_give_the_concepts_by_ranks(
    model: GraphModel, threshold: Fraction
) -> None:
    degrees = [degrees_by_ranks(ranks) for ranks in model.ranks if ranks is not None]
    found = Deterring.of(model, [fuzzy_relations(each, threshold) for each in degrees])
    expected = stability(model)
    for concept in NAMES:
        for party in range(len(model.parties)):
            holds = expected.verdict(concept, party).holds
            assert found.holds(concept, (party,)).tolist() == holds.tolist()


def test_a_certainty_that_just_reaches_the_threshold_is_enough() -> None:
    """0.7 - 0.3 is 0.4, though not in binary numbers."""
    half = Decimal("0.5")
    degrees = [[half, Decimal("0.7")], [Decimal("0.3"), half]]
    assert fuzzy_relations(degrees, Decimal("0.4")).incentive == (0, 1)
    assert fuzzy_relations(degrees, Decimal("0.41")).incentive == (0, 0)


def test_degrees_that_do_not_make_one_and_thresholds_out_of_range_are_refused() -> None:
    half = Fraction(1, 2)
    one, two = Fraction(1), Fraction(2)
    for wrong in (
        [[half, one], [one, half]],
        [[half, two], [-one, half]],
        [[one, half], [half, half]],
    ):
        with pytest.raises(DegreesNotReciprocal):
            fuzzy_relations(wrong, 1)
    for threshold in (0, Fraction(-1, 2), Fraction(11, 10)):
        with pytest.raises(ValueError, match="threshold"):
            fuzzy_relations([[half]], threshold)
    with pytest.raises(ValueError, match="each pair"):
        fuzzy_relations([[half, half]], 1)
    with pytest.raises(TooLargeForSets):
        fuzzy_relations([()] * (STATES_AT_MOST + 1), 1)
