"""The five concepts against two oracles of different kinds, and what must hold between them."""

from __future__ import annotations

from itertools import permutations
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.core.preferences.rankings import ranks_in_order
from detente.core.stability import reaching
from detente.core.stability.five import CONCEPTS, ConceptName, stability
from detente.core.stability.model import GraphModel
from detente.core.stability.moves import Arcs

from . import by_logic, by_matrices
from .random_models import Plain, in_graph_form, in_option_form

MODELS = 1000
"""Drawn at random in each form; with the 200 of the shared corpus the agreement is on 2,200."""


def verdicts(model: GraphModel) -> dict[tuple[ConceptName, int], list[bool]]:
    found = stability(model)
    return {
        (concept, party): found.verdict(concept, party).holds.tolist()
        for concept in CONCEPTS
        for party in range(len(model.parties))
    }


@pytest.mark.parametrize("draw", [in_graph_form, in_option_form])
def test_the_five_concepts_agree_with_logic_and_with_matrices(draw) -> None:  # type: ignore[no-untyped-def]
    chance = Random(2025)
    unstable = dict.fromkeys(CONCEPTS, 0)
    for _ in range(MODELS):
        plain, model = draw(chance)
        for (concept, party), holds in verdicts(model).items():
            by_sets = [by_logic.stable(plain, concept, party, s) for s in range(plain.states)]
            assert holds == by_sets
            assert holds == by_matrices.stable(plain, concept, party)
            unstable[concept] += holds.count(False)
    assert all(unstable.values())  # each concept told some states apart
    assert len(set(unstable.values())) == len(CONCEPTS)  # and no two said the same throughout


def test_the_search_state_by_state_finds_what_the_rounds_find(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    chance = Random(7)
    models = [draw(chance)[1] for draw in (in_graph_form, in_option_form) for _ in range(100)]
    by_rounds = [verdicts(model) for model in models]
    monkeypatch.setattr(reaching.least_reached, "__defaults__", (0,))
    assert [verdicts(model) for model in models] == by_rounds


@given(st.integers(0, 10**6))
def test_each_concept_includes_those_that_ask_more(seed: int) -> None:
    _, model = (in_graph_form if seed % 2 else in_option_form)(Random(seed))
    found = verdicts(model)
    for party in range(len(model.parties)):
        pairs: list[tuple[ConceptName, ConceptName]] = [
            ("symmetric sequential", "nash"),
            ("sequential", "symmetric sequential"),
            ("symmetric", "symmetric sequential"),
            ("general", "sequential"),
            ("general", "symmetric"),
        ]
        for less, more in pairs:
            for stronger, weaker in zip(found[more, party], found[less, party], strict=True):
                assert weaker or not stronger, (less, more)


@given(st.integers(0, 10**6), st.randoms(use_true_random=False))
def test_the_order_of_parties_and_states_does_not_matter(seed: int, chance: Random) -> None:
    plain, model = in_graph_form(Random(seed))
    parties, states = list(plain.parties), list(range(plain.states))
    chance.shuffle(parties)
    chance.shuffle(states)  # old state s becomes states[s]
    moves = tuple(
        Arcs.of(
            plain.states,
            [(states[s], states[t]) for s, targets in plain.moves[p].items() for t in targets],
        )
        for p in parties
    )
    back = np.argsort(states)
    ranks = tuple(np.array(plain.payoffs[p], dtype=np.int32)[back] for p in parties)
    turned = GraphModel(tuple(map(str, parties)), moves, ranks, tuple(map(str, back)))
    before, after = verdicts(model), verdicts(turned)
    for place, party in enumerate(parties):
        for concept in CONCEPTS:
            assert [after[concept, place][states[s]] for s in range(plain.states)] == before[
                concept, party
            ]


def test_ranks_count_by_their_order_only() -> None:
    for seed in range(50):
        plain, model = in_graph_form(Random(seed))
        spread = tuple(
            np.array([7 * value * value - 30 for value in each], dtype=np.int32)
            for each in plain.payoffs
        )
        other = GraphModel(model.parties, model.moves, spread, model.labels)
        assert verdicts(other) == verdicts(model)


def test_one_party_alone_fears_nobody() -> None:
    model = GraphModel(
        ("Ann",), (Arcs.of(2, [(0, 1)]),), (ranks_in_order([[1], [0]], 2),), ("here", "there")
    )
    assert all(holds == [False, True] for holds in verdicts(model).values())


def test_a_single_state_holds_for_all() -> None:
    model = GraphModel(
        ("Ann", "Ben"), (Arcs.of(1, []),) * 2, (ranks_in_order([[0]], 1),) * 2, ("s",)
    )
    assert all(holds == [True] for holds in verdicts(model).values())


def test_a_state_as_good_as_the_first_is_no_improvement_and_deters() -> None:
    # Ann moves 0 -> 1, which is better; Ben answers 1 -> 2, which is as good for her as 0.
    moves = (Arcs.of(3, [(0, 1)]), Arcs.of(3, [(1, 2)]))
    ranks = (ranks_in_order([[1], [0, 2]], 3), ranks_in_order([[2], [1], [0]], 3))
    found = verdicts(GraphModel(("Ann", "Ben"), moves, ranks, ("a", "b", "c")))
    assert found["nash", 0] == [False, True, True]
    assert found["sequential", 0] == [True, True, True]


def test_who_leads_back_to_the_first_state_deters() -> None:
    """The state itself counts as an answer: it is as good as itself."""
    moves = (Arcs.of(2, [(0, 1)]), Arcs.of(2, [(1, 0)]))
    ranks = (ranks_in_order([[1], [0]], 2), ranks_in_order([[0], [1]], 2))
    found = verdicts(GraphModel(("Ann", "Ben"), moves, ranks, ("a", "b")))
    assert found["general", 0] == [True, True]
    assert found["symmetric", 0] == [False, True]  # from 0 she can move to 1 again


def test_nobody_moves_twice_in_a_row_but_may_move_again_after_another() -> None:
    # Ben 1 -> 2, Cem 2 -> 3, Ben again 3 -> 4: only together, Ben twice, do they reach 4.
    moves = (
        Arcs.of(5, [(0, 1)]),
        Arcs.of(5, [(1, 2), (3, 4)]),
        Arcs.of(5, [(2, 3)]),
    )
    ranks = (ranks_in_order([[1, 2, 3], [0], [4]], 5),) + (ranks_in_order([list(range(5))], 5),) * 2
    found = verdicts(GraphModel(("Ann", "Ben", "Cem"), moves, ranks, tuple("abcde")))
    assert found["general", 0][0]
    alone = (moves[0], Arcs.of(5, [(1, 2), (2, 3), (3, 4)]))  # Ben cannot go on by himself
    found = verdicts(GraphModel(("Ann", "Ben"), alone, ranks[:2], tuple("abcde")))
    assert not found["general", 0][0]


def test_equilibria_by_a_concept_of_each_partys_own() -> None:
    moves = (
        Arcs.of(4, [(0, 1), (1, 0), (2, 3), (3, 2)]),
        Arcs.of(4, [(0, 2), (2, 0), (1, 3), (3, 1)]),
    )
    dilemma = GraphModel(
        ("Ann", "Ben"),
        moves,
        (ranks_in_order([[1], [0], [3], [2]], 4), ranks_in_order([[2], [0], [3], [1]], 4)),
        ("both keep", "Ann breaks", "Ben breaks", "both break"),
    )
    found = stability(dilemma)
    assert found.equilibria("nash", "sequential").holds.tolist() == [False, False, False, True]
    with pytest.raises(ValueError, match="argument"):
        found.equilibria("nash", "nash", "nash")


def test_what_is_not_known_of_a_party_is_not_guessed() -> None:
    """A verdict is given only if it is the same whatever the party prefers."""
    chance = Random(11)
    undecided = 0
    for _ in range(60):
        plain, model = in_graph_form(chance)
        if not 2 <= plain.states <= 4 or len(plain.moves) < 2:
            continue
        unknown = GraphModel(model.parties, model.moves, (None, *model.ranks[1:]), model.labels)
        found = stability(unknown)
        everything = [
            verdicts(
                GraphModel(
                    model.parties,
                    model.moves,
                    (np.array(r, np.int32), *model.ranks[1:]),
                    model.labels,
                )
            )
            for r in permutations(range(plain.states))
        ]
        for concept in CONCEPTS:
            for party in range(1, len(model.parties)):
                each = found.verdict(concept, party)
                for state in range(plain.states):
                    answers = {one[concept, party][state] for one in everything}
                    if each.holds[state]:
                        assert answers == {True}
                    elif not each.may_hold[state]:
                        assert answers == {False}
                    else:
                        undecided += 1
    assert undecided


def test_plain_models_are_what_the_graph_model_is() -> None:
    for seed in range(50):
        plain, model = in_option_form(Random(seed))
        assert isinstance(plain, Plain)
        for party in plain.parties:
            for state in range(plain.states):
                assert set(model.moves[party].targets(state)) == plain.moves[party][state]
