"""Reasons are checked step by step, by a reader who trusts nothing but the moves and the ranks."""

from __future__ import annotations

from random import Random

import pytest

from detente.core.preferences.rankings import ranks_in_order
from detente.core.stability.five import CONCEPTS, stability
from detente.core.stability.model import GraphModel
from detente.core.stability.moves import Arcs
from detente.core.stability.reasons import CREDIBLE, WITHOUT_ESCAPE, Reason, reason

from . import by_logic
from .random_models import Plain, in_graph_form, in_option_form


def checked(plain: Plain, because: Reason) -> None:
    """Fail unless each improvement is listed and each answer does what it says."""
    party, state = because.party, because.state
    payoff = plain.payoffs[party]
    own = by_logic.improvements(plain, party)[state]
    assert [each.state for each in because.improvements] == sorted(own)
    if because.concept == "nash":
        return
    for improvement in because.improvements:
        sanction = improvement.sanction
        if sanction is None:
            continue
        at, last = improvement.state, party
        assert sanction.steps
        for step in sanction.steps:
            assert step.party not in (party, last)
            assert step.state in plain.moves[step.party][at]
            if because.concept in CREDIBLE:
                assert plain.payoffs[step.party][step.state] > plain.payoffs[step.party][at]
            at, last = step.state, step.party
        assert payoff[at] <= payoff[state]
        if because.concept in WITHOUT_ESCAPE:
            assert sanction.escapes == tuple(sorted(plain.moves[party][at]))
            assert all(payoff[each] <= payoff[state] for each in sanction.escapes)


@pytest.mark.parametrize("draw", [in_graph_form, in_option_form])
def test_every_reason_says_what_the_verdict_says_and_proves_it(draw) -> None:  # type: ignore[no-untyped-def]
    chance = Random(3)
    for _ in range(300):
        plain, model = draw(chance)
        found = stability(model)
        for concept in CONCEPTS:
            for party in plain.parties:
                holds = found.verdict(concept, party).holds
                for state in range(plain.states):
                    because = reason(model, concept, party, state)
                    assert because is not None
                    assert because.holds == holds[state]
                    checked(plain, because)


def test_an_answer_is_the_shortest_there_is() -> None:
    chance = Random(5)
    longer = 0
    for _ in range(300):
        plain, model = in_graph_form(chance)
        for state in range(plain.states):
            because = reason(model, "general", 0, state)
            assert because is not None
            for each in because.improvements:
                if each.sanction is not None:
                    length = len(each.sanction.steps)
                    longer += length > 1
                    assert not _deterred_within(plain, state, each.state, length - 1)
    assert longer


def _deterred_within(plain: Plain, state: int, improved: int, moves: int) -> bool:
    at = {(improved, 0)}
    for _ in range(moves):
        at = {
            (target, mover)
            for where, last in at
            for mover in plain.parties
            if mover not in (0, last)
            for target in plain.moves[mover][where]
        }
        if any(plain.payoffs[0][where] <= plain.payoffs[0][state] for where, _ in at):
            return True
    return False


def test_no_reason_is_made_up_where_preferences_are_not_known() -> None:
    moves = (Arcs.of(3, [(0, 1)]), Arcs.of(3, [(1, 2)]))
    ranks = (ranks_in_order([[1], [0], [2]], 3), ranks_in_order([[2], [1], [0]], 3))
    model = GraphModel(("Ann", "Ben"), moves, ranks, ("a", "b", "c"))
    unknown = GraphModel(model.parties, model.moves, (None, *model.ranks[1:]), model.labels)
    assert reason(unknown, "nash", 0, 0) is None
    assert reason(unknown, "nash", 0, 2) is not None  # she cannot move from there
    assert reason(unknown, "general", 1, 1) is not None


def test_what_only_an_unknown_preference_would_deter_is_not_determined() -> None:
    """Ben prefers 2; whether Ann's move on to 3 is credible hangs on preferences not known."""
    moves = (Arcs.of(4, [(2, 3)]), Arcs.of(4, [(1, 2)]))
    ranks = (None, ranks_in_order([[2], [1], [3], [0]], 4))
    model = GraphModel(("Ann", "Ben"), moves, ranks, tuple("abcd"))
    because = reason(model, "sequential", 1, 1)
    assert because is not None
    assert because.holds is None
    assert [(e.state, e.sanction, e.determined) for e in because.improvements] == [(2, None, False)]
    general = reason(model, "general", 1, 1)
    assert general is not None
    assert general.holds


def test_of_many_improvements_one_that_nothing_deters_is_told() -> None:
    # Ann moves from 0 to 1 .. 30; Ben leads back from all but 30.
    moves = (
        Arcs.of(31, [(0, to) for to in range(1, 31)]),
        Arcs.of(31, [(at, 0) for at in range(1, 30)]),
    )
    ranks = (ranks_in_order([list(range(1, 31)), [0]], 31), ranks_in_order([list(range(31))], 31))
    model = GraphModel(("Ann", "Ben"), moves, ranks, tuple(map(str, range(31))))
    because = reason(model, "general", 0, 0, at_most=5)
    assert because is not None
    assert because.holds is False
    assert (len(because.improvements), because.left) == (5, 25)
    assert [e.state for e in because.improvements if e.sanction is None] == [30]
