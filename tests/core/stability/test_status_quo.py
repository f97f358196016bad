"""What can be reached: against the definition step by step, and hand counts."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given

from detente.core.stability.model import GraphModel, Step
from detente.core.stability.moves import Arcs, Chains, Cliques, Moves
from detente.core.stability.one_move import one_move
from detente.core.stability.status_quo import evolution, reached

from ..strategies import quick
from .question_models import CONCEPTS, graph_models, holds, joint, stored_option_form


def legal(model: GraphModel, start: int, steps: tuple[Step, ...], *, improving: bool) -> bool:
    at, last = start, -1
    for step in steps:
        ranks = model.ranks[step.party]
        if step.party == last or step.state not in model.moves[step.party].targets(at):
            return False
        if improving and (ranks is None or ranks[step.state] <= ranks[at]):
            return False
        at, last = step.state, step.party
    return True


@quick
@given(graph_models(unknown=True))
def test_what_is_reached_is_what_the_definition_reaches(model: GraphModel) -> None:
    everyone = list(range(len(model.parties)))
    for improving in (False, True):
        for start in range(model.states):
            slow = joint(model, everyone, start, improving=improving)
            found = reached(model, start, improving=improving)
            at_most_two = reached(model, start, improving=improving, at_most=2)
            for state in range(model.states):
                counts = [count for (s, _), count in slow.items() if s == state]
                wanted = 0 if state == start else min(counts, default=-1)
                assert found.fewest[state] == wanted
                assert found.again()[state] == bool(counts)
                assert at_most_two.fewest[state] == (wanted if wanted <= 2 else -1)
                path = found.path(state)
                assert (path is None) == (wanted == -1)
                if path is not None:
                    assert len(path) == wanted
                    assert not path or path[-1].state == state
                    assert legal(model, start, path, improving=improving)


@quick
@given(graph_models(parties=1, states=8))
def test_one_move_from_many_states_is_one_move_from_each(model: GraphModel) -> None:
    ranks = model.ranks[0]
    assert ranks is not None
    kinds: list[Moves] = [model.moves[0], model.moves[0].improving(ranks)]
    for moves in kinds:
        for sources in (np.arange(model.states), np.arange(0, model.states, 2), np.arange(0)):
            targets, befores = one_move(moves, sources)
            wanted = sorted({t for s in sources.tolist() for t in moves.targets(s)})
            assert targets.tolist() == wanted
            assert set(befores.tolist()) <= set(sources.tolist())
            for target, before in zip(targets.tolist(), befores.tolist(), strict=True):
                assert target in moves.targets(before)


def test_all_three_kinds_of_moves_are_tried() -> None:
    groups = Cliques.of(np.array([0, 0, 1]))
    better = groups.improving(np.array([0, 1, 2], dtype=np.int32))
    assert isinstance(better, Chains)
    assert one_move(better, np.array([0, 1, 2]))[0].tolist() == [1]
    assert one_move(groups, np.array([2]))[0].tolist() == []


def test_nobody_moves_twice_in_a_row_but_may_move_again() -> None:
    ann = Arcs.of(4, [(0, 1), (1, 2), (3, 2)])
    ben = Arcs.of(4, [(1, 3)])
    model = GraphModel(("Ann", "Ben"), (ann, ben), (None, None), tuple("abcd"))
    found = reached(model, 0)
    assert found.fewest.tolist() == [0, 1, 3, 2]
    assert found.path(2) == (Step(0, 1), Step(1, 3), Step(0, 2))
    assert reached(model, 0, improving=True).fewest.tolist() == [0, -1, -1, -1]


def test_a_state_that_is_none() -> None:
    model = GraphModel(("Ann",), (Arcs.of(1, []),), (None,), ("a",))
    assert reached(model, 0).fewest.tolist() == [0]
    for state in (-1, 1):
        with pytest.raises(IndexError):
            reached(model, state)


def test_elmira_comes_from_delay_to_the_agreement_in_three_moves() -> None:
    model, _ = stored_option_form("gmcrplus_elmira")
    # From the status quo NYNNN (1) to YNYNY (10): modify, insist and accept, each by its party.
    path = reached(model, 0).path(9)
    assert path is not None
    assert sorted(step.party for step in path) == [0, 1, 2]
    nash = np.array([all(holds(model, "nash", p, s) for p in range(3)) for s in range(12)])
    ways = {way.to + 1: way for way in evolution(model, 0, nash)}
    assert sorted(ways) == [5, 6, 7, 10, 11, 12]
    # The local government alone improves on the status quo, by insisting (7), which then holds.
    assert ways[7].by_improvements == (Step(2, 6),)
    assert ways[10].by_improvements is None
    assert ways[7].rests == ()


@quick
@given(graph_models())
def test_evolution_rests_where_a_state_on_the_way_holds(model: GraphModel) -> None:
    for concept in CONCEPTS[:2]:
        everyone = range(len(model.parties))
        stays = [all(holds(model, concept, p, s) for p in everyone) for s in range(model.states)]
        for way in evolution(model, 0, np.array(stays)):
            assert stays[way.to]
            if way.by_moves is None:
                assert way.rests == ()
                assert way.by_improvements is None
                continue
            passed = [0, *(step.state for step in way.by_moves)][:-1] if way.by_moves else []
            assert way.rests == tuple(state for state in passed if stays[state])
            if way.by_improvements is not None:
                assert len(way.by_improvements) >= len(way.by_moves)
