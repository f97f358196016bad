"""Graph models for tests: small arbitrary ones, stored ones, and joint moves by the definition."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import strategies as st

from detente.core.preferences.rankings import Ranks, dense
from detente.core.stability.model import GraphModel, option_form
from detente.core.stability.moves import Arcs, Moves
from detente.core.stability.options import Course, Direction, bits, feasible_codes

DATA = Path(__file__).parents[4] / "shared" / "data" / "graph-models"

Better = Callable[[int, int], bool]
"""Whether the first state is better than the second."""


def stored(name: str) -> Any:
    """Return a stored graph model or a collection of them; skips the test where it is not."""
    file = DATA / f"{name}.json"
    if not file.is_file():
        pytest.skip(f"the graph model {name} lies outside the project and is not here")
    return json.loads(file.read_text(encoding="utf-8"))


DIRECTIONS = {"both": "both", "fwd": "forward", "back": "back"}


def stored_model(case: Any) -> GraphModel:
    """Return the model that a stored case describes."""
    parties = tuple(case["decision_makers"])
    ranks = tuple(_stored_ranks(case["preferences"][each], case["n_states"]) for each in parties)
    if "infeasible" not in case:
        arcs = [[(s - 1, t - 1) for s, t in case["moves"][each]] for each in parties]
        labels = tuple(each["yn"] for each in case["feasible_states"])
        return GraphModel(
            parties, tuple(Arcs.of(len(labels), each) for each in arcs), ranks, labels
        )
    courses = tuple(
        Course(each["name"], parties.index(each["dm"]), DIRECTIONS[each["direction"]])  # type: ignore[arg-type]
        for each in case["options"]
    )
    codes = np.array([bits(each["yn"])[1] for each in case["feasible_states"]], dtype=np.int64)
    model = option_form(parties, courses, codes, ranks)
    removed = [
        {(s - 1, t - 1) for s, t in case.get("removed_moves", {}).get(each, [])} for each in parties
    ]
    moves: tuple[Moves, ...] = tuple(
        Arcs.of(each.states, set(all_moves(each)) - gone) if gone else each
        for each, gone in zip(model.moves, removed, strict=True)
    )
    return GraphModel(parties, moves, ranks, courses=courses, codes=codes)


def _stored_ranks(preference: Any, states: int) -> Ranks:
    ranks = np.zeros(states, dtype=np.int32)
    for place, tied in enumerate(preference["ranking"]):
        for state in tied if isinstance(tied, list) else [tied]:
            ranks[state - 1] = states - place
    return dense(ranks.astype(np.int64))


def corpus_model(each: Any) -> GraphModel:
    """Return a model of the random collection."""
    parties = tuple(f"party {number}" for number in range(each["m"]))
    ranks = tuple(dense(np.array(payoffs)) for payoffs in each["payoffs"])
    if each["form"] == "graph":
        arcs = [[(s - 1, t - 1) for s, t in moves] for moves in each["moves"]]
        names = tuple(str(state) for state in range(each["n"]))
        return GraphModel(parties, tuple(Arcs.of(each["n"], one) for one in arcs), ranks, names)
    courses = tuple(
        Course(f"course {place}", owner - 1, DIRECTIONS[direction])  # type: ignore[arg-type]
        for place, (owner, direction) in enumerate(
            zip(each["owner"], each["direction"], strict=True)
        )
    )
    codes = np.array(each["states_decimal"], dtype=np.int64)
    return option_form(parties, courses, codes, ranks)


def all_moves(moves: Moves) -> list[tuple[int, int]]:
    """Return moves as pairs of states."""
    return [(s, t) for s in range(moves.states) for t in moves.targets(s)]


def ranks_from(numbers: list[int]) -> Ranks:
    """Return numbers as ranks."""
    return dense(np.array(numbers, dtype=np.int64))


@st.composite
def graph_forms(
    draw: st.DrawFn, parties: tuple[int, int] = (1, 4), states: int = 6, *, ties: bool = True
) -> GraphModel:
    """Return a small model by arcs."""
    amount, players = draw(st.integers(1, states)), draw(st.integers(*parties))
    pairs = [(s, t) for s in range(amount) for t in range(amount) if s != t]
    arcs = st.lists(st.sampled_from(pairs), max_size=2 * amount) if pairs else st.just([])
    numbers = (
        st.lists(st.integers(0, 4), min_size=amount, max_size=amount)
        if ties
        else st.permutations(range(amount))
    )
    return GraphModel(
        tuple(f"party {number}" for number in range(players)),
        tuple(Arcs.of(amount, draw(arcs)) for _ in range(players)),
        tuple(ranks_from(list(draw(numbers))) for _ in range(players)),
        tuple(str(state) for state in range(amount)),
    )


@st.composite
def option_forms(draw: st.DrawFn, parties: tuple[int, int] = (1, 3)) -> GraphModel:
    """Return a small model by courses of action, some irreversible, some states infeasible."""
    players = draw(st.integers(*parties))
    owners = draw(st.lists(st.integers(0, players - 1), min_size=1, max_size=4))
    directions: list[Direction] = ["both", "both", "forward", "back"]
    ways = st.sampled_from(directions)
    courses = tuple(
        Course(f"course {place}", owner, draw(ways)) for place, owner in enumerate(owners)
    )
    pattern = st.text("YN-", min_size=len(owners), max_size=len(owners)).filter(
        lambda text: text.strip("-") != ""
    )
    codes = feasible_codes(len(owners), draw(st.lists(pattern, max_size=2)), 100)
    if not len(codes):
        codes = np.zeros(1, dtype=np.int64)
    numbers = st.lists(st.integers(0, 4), min_size=len(codes), max_size=len(codes))
    ranks = tuple(ranks_from(draw(numbers)) for _ in range(players))
    return option_form(tuple(f"party {number}" for number in range(players)), courses, codes, ranks)


def joint_moves(
    model: GraphModel, group: tuple[int, ...], start: int, better: dict[int, Better] | None = None
) -> set[int]:
    """Return what sequences of moves of a group end in, no member twice in a row.

    Sequences of one move, of two, and so on, until they end nowhere new. ``better``: only moves
    to states that this says are better for who makes them than the one they leave.
    """
    ends = {(start, -1)}
    found: set[tuple[int, int]] = set()
    while ends:
        ends = {
            (to, mover)
            for state, last in ends
            for mover in group
            if mover != last
            for to in model.moves[mover].targets(state)
            if better is None or better[mover](to, state)
        } - found
        found |= ends
    return {state for state, _ in found}


def holding(
    model: GraphModel,
    concept: str,
    group: tuple[int, ...],
    worth: Better,
    deters: Better,
    better: dict[int, Better],
) -> list[bool]:
    """Return for each state whether it holds for a group, word for word by the definition.

    ``worth(s1, s)``: s1 is worth leaving s for; ``deters(s2, s)``: an answer s2 deters from
    leaving s; ``better``: the replies of each party.
    """
    others = tuple(party for party in range(len(model.parties)) if party not in group)
    replies = better if "sequential" in concept else None

    def lasts(s2: int, s: int) -> bool:
        return "symmetric" not in concept or all(
            deters(s3, s) for s3 in joint_moves(model, group, s2)
        )

    def answered(s1: int, s: int) -> bool:
        return concept != "nash" and any(
            deters(s2, s) and lasts(s2, s) for s2 in joint_moves(model, others, s1, replies)
        )

    return [
        all(answered(s1, s) for s1 in joint_moves(model, group, s) if worth(s1, s))
        for s in range(model.states)
    ]


def by_rank(ranks: Ranks | None) -> Better:
    """Return whether the first of two states has the higher rank."""
    assert ranks is not None
    return lambda one, other: bool(ranks[one] > ranks[other])


def replies_by_rank(model: GraphModel) -> dict[int, Better]:
    """Return each party's improvements by its ranks."""
    return {party: by_rank(ranks) for party, ranks in enumerate(model.ranks)}
