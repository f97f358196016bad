"""Models for the questions: arbitrary small ones, those of the stored data, and a slow twin."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import strategies as st

from detente.core.preferences.rankings import ranks_in_order
from detente.core.stability.five import FIVE, ConceptName
from detente.core.stability.model import GraphModel, option_form
from detente.core.stability.moves import Arcs, Cliques, Moves
from detente.core.stability.options import Course, Direction

CONCEPTS: tuple[ConceptName, ...] = tuple(FIVE)  # type: ignore[arg-type]

DATA = Path(__file__).parents[4] / "shared" / "data" / "graph-models"

DIRECTIONS: dict[str, Direction] = {"both": "both", "fwd": "forward", "back": "back"}

SHORT: dict[str, ConceptName] = {
    "nash": "nash",
    "gmr": "general",
    "smr": "symmetric",
    "seq": "sequential",
    "sseq": "symmetric sequential",
}


def stored(name: str) -> dict[str, Any]:
    """Return a stored model; the test is skipped where the data is not there."""
    file = DATA / f"{name}.json"
    if not file.is_file():
        pytest.skip("the graph models shared between sessions are not here")
    found: dict[str, Any] = json.loads(file.read_text("utf-8"))
    return found


def stored_option_form(name: str) -> tuple[GraphModel, dict[str, Any]]:
    """Return a stored model in option form, and the file it is from."""
    data = stored(name)
    parties = tuple(data["decision_makers"])
    courses = tuple(
        Course(each["name"], parties.index(each["dm"]), DIRECTIONS[each["direction"]])
        for each in data["options"]
    )
    codes = np.array([each["decimal"] for each in data["feasible_states"]], dtype=np.int64)
    ranks = tuple(
        ranks_in_order(
            [
                [s - 1 for s in (group if isinstance(group, list) else [group])]
                for group in data["preferences"][party]["ranking"]
            ],
            len(codes),
        )
        for party in parties
    )
    return option_form(parties, courses, codes, ranks), data


@st.composite
def graph_models(
    draw: st.DrawFn, *, parties: int = 3, states: int = 5, unknown: bool = False
) -> GraphModel:
    """Return a model of few states with ties; moves one by one or in groups."""
    amount = draw(st.integers(1, states))
    who = draw(st.integers(1, parties))
    moves: list[Moves] = []
    for _ in range(who):
        if draw(st.booleans()):
            keys = draw(st.lists(st.integers(0, 2), min_size=amount, max_size=amount))
            moves.append(Cliques.of(np.array(keys, dtype=np.int64)))
        else:
            pairs = [(s, t) for s in range(amount) for t in range(amount) if s != t]
            chosen = draw(st.lists(st.sampled_from(pairs), unique=True)) if pairs else []
            moves.append(Arcs.of(amount, chosen))
    ranks = []
    for _ in range(who):
        drawn = draw(st.lists(st.integers(0, 4), min_size=amount, max_size=amount))
        none = unknown and draw(st.integers(0, 3)) == 0
        ranks.append(None if none else np.array(drawn, dtype=np.int32))
    labels = tuple(f"s{number}" for number in range(amount))
    return GraphModel(
        tuple(f"p{number}" for number in range(who)), tuple(moves), tuple(ranks), labels
    )


def joint(
    model: GraphModel, movers: list[int], start: int, *, improving: bool
) -> dict[tuple[int, int], int]:
    """Return the fewest moves to each state and last mover, by the definition, step by step."""
    found: dict[tuple[int, int], int] = {}
    front = {(start, -1)}
    count = 0
    while front:
        count += 1
        after = set()
        for state, last in front:
            for mover in movers:
                ranks = model.ranks[mover]
                for target in model.moves[mover].targets(state):
                    better = ranks is not None and ranks[target] > ranks[state]
                    if mover != last and (better or not improving):
                        after.add((target, mover))
        front = {each for each in after if each not in found}
        for each in front:
            found[each] = count
    return found


def holds(model: GraphModel, concept: str, party: int, state: int) -> bool:
    """Return whether a state holds for a party with known preferences, from the definition."""
    ranks = model.ranks[party]
    assert ranks is not None
    others = [other for other in range(len(model.parties)) if other != party]
    for improved in model.moves[party].targets(state):
        if ranks[improved] <= ranks[state]:
            continue
        if concept == "nash":
            return False
        ends = {end for end, _ in joint(model, others, improved, improving="seq" in concept)}
        if not any(
            ranks[end] <= ranks[state]
            and (
                "symmetric" not in concept
                or all(ranks[e] <= ranks[state] for e in model.moves[party].targets(end))
            )
            for end in ends
        ):
            return False
    return True
