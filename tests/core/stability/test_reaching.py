"""What joint moves reach, by rounds and state by state, against walking each of them."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import numpy as np
import pytest

from detente.core.stability.moves import NOWHERE, Arcs, Moves
from detente.core.stability.reaching import least_reached
from detente.core.stability.verdicts import Deterrence

from .random_models import in_graph_form, in_option_form


def least_by_walking(values: list[int], moves: list[Moves], start: int) -> int:
    """Return the least value over the ends of joint moves, walked through one by one."""
    seen: set[tuple[int, int]] = set()
    waiting = [(start, -1)]
    while waiting:
        state, last = waiting.pop()
        for mover, each in enumerate(moves):
            for target in each.targets(state) if mover != last else ():
                if (target, mover) not in seen:
                    seen.add((target, mover))
                    waiting.append((target, mover))
    return min((values[state] for state, _ in seen), default=NOWHERE)


@pytest.mark.parametrize("draw", [in_graph_form, in_option_form])
@pytest.mark.parametrize("sweeps", [0, 1, 30])
def test_what_is_reached_is_what_walking_finds(draw, sweeps: int) -> None:  # type: ignore[no-untyped-def]
    chance = Random(17)
    for _ in range(150):
        plain, model = draw(chance)
        values = [chance.randint(0, 5) for _ in range(plain.states)]
        moves = [
            each.improving(ranks) if ranks is not None and chance.random() < 0.5 else each
            for each, ranks in zip(model.moves, model.ranks, strict=True)
        ]
        found = least_reached(np.array(values, dtype=np.int32), moves, sweeps).tolist()
        assert found == [least_by_walking(values, moves, s) for s in range(plain.states)]


def test_a_long_way_by_turns_is_followed_to_its_end() -> None:
    states = 2000
    one = Arcs.of(states, [(s, s + 1) for s in range(0, states - 1, 2)])
    other = Arcs.of(states, [(s, s + 1) for s in range(1, states - 1, 2)])
    values = np.full(states, 7, dtype=np.int32)
    values[-1] = 3
    assert least_reached(values, [one, other]).tolist() == [3] * (states - 1) + [NOWHERE]
    alone = Arcs.of(states, [(s, s + 1) for s in range(states - 1)])  # not twice in a row
    assert least_reached(values, [alone]).tolist() == [7] * (states - 2) + [3, NOWHERE]


def test_a_party_to_whom_all_is_the_same_has_no_improvement() -> None:
    _, model = in_option_form(Random(4))
    tied = np.zeros(model.states, dtype=np.int32)
    ranks = (tied,) * len(model.parties)
    same = Deterrence(replace(model, ranks=ranks))
    for party in range(len(model.parties)):
        assert same.all_tied(party)
        assert same.improving(party) is None
        assert not same.improved(party).any()
