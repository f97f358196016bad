"""Parties, options and patterns of a file to states and moves, refused before they grow too large."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from detente.core.problems import shown
from detente.core.stability.moves import Arcs, Moves
from detente.core.stability.options import (
    COURSES_AT_MOST,
    Codes,
    Course,
    Pattern,
    TooManyStates,
    feasible_codes,
    moves_by_option,
)
from detente.formats.yaml_text import Node

from .fields import Fields
from .limits import MOVES_AT_MOST, PARTIES_AT_MOST, PATTERNS_AT_MOST, STATES_AT_MOST
from .model_file import Pair


def check_parties(
    named: Sequence[tuple[Node, str | None]], where: Node, fields: Fields
) -> tuple[str, ...]:
    """Return the names of the parties; list that there are none, too many, or one twice."""
    names: list[str] = []
    for node, name in named:
        if name in names:
            message = f'there are two parties called "{shown(name or "")}"'
            fields.add("model-007", node, message, "give each a name of its own")
        names.append(name or "")
    if not names:
        fields.add("model-005", where, "there is no party", "add the parties of the conflict")
    if len(names) > PARTIES_AT_MOST:
        message = f"more than {PARTIES_AT_MOST} parties"
        fields.add("model-003", where, message, "leave out parties that do not act")
    return tuple(names)


def check_options(
    options: Sequence[tuple[Node, Course]], where: Node, fields: Fields
) -> tuple[Course, ...]:
    """Return the options; list that there are too many, or two of one name for a party."""
    seen: set[tuple[int, str]] = set()
    for node, each in options:
        if (each.party, each.name) in seen:
            message = f'a party has two options called "{shown(each.name)}"'
            fields.add("model-007", node, message, "give each a name of its own")
        seen.add((each.party, each.name))
    if len(options) > COURSES_AT_MOST:
        message = f"more than {COURSES_AT_MOST} options"
        fields.add("model-003", where, message, "leave out options that change nothing")
    return tuple(each for _, each in options)


def feasible(
    options: Sequence[Course], infeasible: Sequence[Pattern], where: Node, fields: Fields
) -> Codes:
    """Return the feasible states; refuse too many, and list that there are none."""
    if len(infeasible) > PATTERNS_AT_MOST:
        message = f"more than {PATTERNS_AT_MOST} patterns say what is infeasible"
        fields.add(
            "model-003", where, message, "join patterns, or list the states that are feasible"
        )
        fields.stop_at_errors()
    try:
        codes = feasible_codes(len(options), infeasible, STATES_AT_MOST)
    except TooManyStates:
        message = f"more than {STATES_AT_MOST} states are feasible"
        fields.add("model-003", where, message, "use fewer options, or say what is infeasible")
        fields.stop_at_errors()
        raise
    if not len(codes):
        hint = "remove patterns until a state is left that none of them fits"
        fields.add("model-016", where, "no state is feasible", hint)
        fields.stop_at_errors()
    return codes


def moves_of(
    codes: Codes, options: Sequence[Course], parties: int, where: Node, fields: Fields
) -> tuple[Moves, ...]:
    """Return each party's moves by its options; refuse before too many are listed one by one."""
    listed = 0
    for party in range(parties):
        own = [place for place, each in enumerate(options) if each.party == party]
        if any(options[place].direction != "both" for place in own):
            others = codes & ~np.int64(sum(1 << place for place in own))
            sizes = np.unique(others, return_counts=True)[1].astype(np.int64)
            listed += int((sizes * sizes).sum())
    if listed > MOVES_AT_MOST:
        hint = "use fewer options that cannot be taken back"
        fields.add("model-003", where, f"more than {MOVES_AT_MOST} moves", hint)
        fields.stop_at_errors()
    return tuple(moves_by_option(codes, options, party) for party in range(parties))


def without(moves: Moves, removed: Sequence[Pair]) -> Moves:
    """Return the moves without those named. Cost: listing the moves.

    >>> without(Arcs.of(2, [(0, 1), (1, 0)]), [(1, 0)]).targets(1)
    ()
    """
    if not removed:
        return moves
    gone = set(removed)
    return Arcs.of(
        moves.states,
        (
            (state, to)
            for state in range(moves.states)
            for to in moves.targets(state)
            if (state, to) not in gone
        ),
    )


def warn_of_parties(
    parties: Sequence[str],
    moves: Sequence[Moves],
    ranked: Sequence[bool],
    where: Node,
    fields: Fields,
) -> None:
    """List the parties without moves, and those without preferences, as warnings."""
    for name, own, known in zip(parties, moves, ranked, strict=True):
        if not own.amount():
            hint = "give it an option or a move, if it can do something"
            message = f'the party "{shown(name)}" has no moves: each state holds for it'
            fields.add("model-019", where, message, hint, "warning")
        if not known:
            hint = "add its preferences; until then only what holds whatever it prefers is told"
            message = (
                f'the party "{shown(name)}" has no preferences: what it does is not determined'
            )
            fields.add("model-020", where, message, hint, "warning")
