"""Tests of reasons for groups: each is checked move by move, and there is one for each verdict."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from detente.core.stability.concepts.coalitions import coalitions
from detente.core.stability.five import FIVE, ConceptName
from detente.core.stability.model import GraphModel, Step
from detente.core.stability.reasons import CREDIBLE, WITHOUT_ESCAPE, Sanction, reason
from detente.core.stability.relations import Deterring, Relations
from detente.core.stability.ways import first_way, group_reason
from tests.core.stability.graph_models import graph_forms, joint_moves, option_forms
from tests.core.strategies import quick

NAMES: tuple[ConceptName, ...] = tuple(FIVE)  # type: ignore[arg-type]


def _assert_way(
    model: GraphModel, group: tuple[int, ...], start: int, steps: tuple[Step, ...]
) -> None:
    at, last = start, None
    assert steps
    for step in steps:
        assert step.party in group
        assert step.party != last
        assert step.state in model.moves[step.party].targets(at)
        at, last = step.state, step.party


@quick
@given(graph_forms(states=5), st.data())
def test_reasons_show_what_they_say_and_agree_with_the_verdicts(
    model: GraphModel, data: st.DataObject
) -> None:
    rows = st.lists(
        st.integers(0, 2**model.states - 1), min_size=model.states, max_size=model.states
    ).map(tuple)
    relations = tuple(
        Relations(data.draw(rows), data.draw(rows), data.draw(rows)) for _ in model.parties
    )
    parties = tuple(range(len(model.parties)))
    group = data.draw(st.sampled_from(list(coalitions(parties))))
    others = tuple(party for party in parties if party not in group)
    conflict = Deterring.of(model, relations)
    for concept in NAMES:
        holds = conflict.holds(concept, group)
        for state in range(model.states):
            found = group_reason(conflict, concept, group, state)
            assert found.holds == holds[state]

            def deters(to: int, state: int = state) -> bool:
                return any(relations[party].sanction[state] >> to & 1 for party in group)

            ends = [each.steps[-1].state for each in found.improvements]
            assert ends == [
                to
                for to in sorted(joint_moves(model, group, state))
                if all(relations[party].incentive[state] >> to & 1 for party in group)
            ]
            for each in found.improvements:
                _assert_way(model, group, state, each.steps)
                if each.sanction is None:
                    continue
                at = each.steps[-1].state
                _assert_way(model, others, at, each.sanction.steps)
                for step in each.sanction.steps if concept in CREDIBLE else ():
                    assert relations[step.party].reply[at] >> step.state & 1
                    at = step.state
                end = each.sanction.steps[-1].state
                assert deters(end)
                escapes = joint_moves(model, group, end) if concept in WITHOUT_ESCAPE else set()
                assert set(each.sanction.escapes) == escapes
                assert all(deters(to) for to in escapes)


@quick
@given(st.one_of(graph_forms(), option_forms()))
def test_by_ranks_they_are_the_reasons_of_the_five_concepts(model: GraphModel) -> None:
    conflict = Deterring.of(model)
    for concept in NAMES:
        for party in range(len(model.parties)):
            for state in range(model.states):
                expected = reason(model, concept, party, state)
                found = group_reason(conflict, concept, (party,), state)
                assert expected is not None
                assert [(e.state, _length(e.sanction)) for e in expected.improvements] == [
                    (e.steps[-1].state, _length(e.sanction)) for e in found.improvements
                ]


def _length(sanction: Sanction | None) -> int | None:
    """Return how many moves an answer takes: of several as short, another one may be told."""
    return None if sanction is None else len(sanction.steps)


def test_the_shortest_way_is_told_and_none_where_there_is_none() -> None:
    moves = [(0b0110, 0, 0, 0), (0, 0b0100, 0b1000, 0)]
    assert first_way(moves, (0, 1), 0, 0b1000) == (Step(0, 2), Step(1, 3))
    assert first_way(moves, (0,), 0, 0b1000) is None
    assert first_way(moves, (1, 0), 1, 0b1000) is None
