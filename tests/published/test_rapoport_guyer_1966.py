"""Rapoport and Guyer 1966: the 78 games of two parties with two courses of action each.

A Taxonomy of 2 x 2 Games, General Systems 11, pages 203 to 214. Luce and Raiffa 1957, Games and
Decisions: the prisoner's dilemma. Rapoport and Chammah 1966, The Game of Chicken.
"""

from __future__ import annotations

import csv
from collections import Counter
from itertools import permutations

import pytest

from detente.formats.graph_models.model_file import GraphModelFile

from .graph_models import (
    CONCEPTS,
    equilibria,
    file_outside,
    from_catalogue,
    made,
    outside,
    stable,
)  # fmt: skip
from .literature import LITERATURE

Payoffs = tuple[int, ...]
Game = tuple[Payoffs, Payoffs]

MOVES = {"row": [[1, 3], [3, 1], [2, 4], [4, 2]], "col": [[1, 2], [2, 1], [3, 4], [4, 3]]}


def listed() -> dict[Game, str]:
    """Return the games of the catalogue, and what two of them are called."""
    with (LITERATURE / "rapoport-guyer-1966" / "games.csv").open(encoding="utf-8") as stream:
        return {
            (tuple(map(int, each["first"])), tuple(map(int, each["second"]))): each["name"]
            for each in csv.DictReader(stream)
        }


def same(game: Game) -> set[Game]:
    """Return the games that differ only in what rows, columns and parties are called."""
    found: set[Game] = set()
    waiting = [game]
    while waiting:
        one = waiting.pop()
        if one in found:
            continue
        found.add(one)
        (a, b, c, d), (e, f, g, h) = one
        waiting.append(((c, d, a, b), (g, h, e, f)))
        waiting.append(((b, a, d, c), (f, e, h, g)))
        waiting.append(((e, g, f, h), (a, c, b, d)))
    return found


def test_the_games_are_all_there_are() -> None:
    games = listed()
    assert len(games) == 78
    orders = list(permutations((1, 2, 3, 4)))
    everything = {(first, second) for first in orders for second in orders}
    parts = [same(game) for game in games]
    assert sum(map(len, parts)) == len(everything) == 576
    assert set().union(*parts) == everything


def test_21_games_are_without_conflict() -> None:
    """Both like the same state best."""
    assert sum(first.index(4) == second.index(4) for first, second in listed()) == 21


def as_fields(game: Game) -> dict[str, object]:
    preferences = dict(zip(("row", "col"), ({"payoffs": each} for each in game), strict=True))
    return {
        "decision_makers": ["row", "col"], "n_states": 4, "moves": MOVES,
        "preferences": preferences,
    }  # fmt: skip


def test_how_many_games_have_no_nash_equilibrium_one_or_two() -> None:
    amounts = Counter(len(equilibria(made(**as_fields(game)))["nash"]) for game in listed())
    assert amounts == {0: 9, 1: 57, 2: 12}


def test_each_game_is_as_in_the_atlas_outside() -> None:
    games = outside("atlas_2x2_78games.json")["games"]
    found: set[Game] = set()
    for game in games:
        own = (tuple(game["row_payoffs"]), tuple(game["col_payoffs"]))
        file = made(**as_fields(own))
        assert stable(file) == {each: game["stability"][each] for each in CONCEPTS}
        assert equilibria(file) == {each: game["equilibria"][each] for each in CONCEPTS}
        found.add(min(same(own)))
    assert found == {min(same(game)) for game in listed()}
    assert len(found) == 78


@pytest.mark.parametrize(
    ("folder", "name"),
    [("luce-raiffa-1957", "prisoner's dilemma"), ("rapoport-chammah-1966", "chicken")],
)
def test_two_games_stand_in_the_catalogue_by_their_names(folder: str, name: str) -> None:
    """In the list both parties have their states as NN, NY, YN, YY, in the model NN, YN, NY, YY."""
    first, second = (
        ranks.tolist() for ranks in from_catalogue(folder).model.ranks if ranks is not None
    )
    payoffs = tuple(tuple(ranks[place] + 1 for place in (0, 2, 1, 3)) for ranks in (first, second))
    (called,) = {text for game, text in listed().items() if game in same((payoffs[0], payoffs[1]))}
    assert called == name


def test_in_the_prisoners_dilemma_silence_holds_for_those_who_look_ahead() -> None:
    file = from_catalogue("luce-raiffa-1957")
    found = equilibria(file)
    assert [file.pattern_of(state) for state in (0, 3)] == ["NN", "YY"]
    assert found["nash"] == [4]
    assert found["gmr"] == found["smr"] == found["seq"] == found["sseq"] == [1, 4]


def test_in_chicken_one_swerves_or_both() -> None:
    """Who goes straight is answered by a crash only, which serves nobody: no credible answer."""
    file = from_catalogue("rapoport-chammah-1966")
    found = equilibria(file)
    assert [file.pattern_of(state) for state in (1, 2, 3)] == ["YN", "NY", "YY"]
    assert found["nash"] == found["seq"] == found["sseq"] == [2, 3]
    assert found["gmr"] == found["smr"] == [2, 3, 4]


def test_the_prisoners_dilemma_is_the_one_outside() -> None:
    """There the options are to keep silent: yes and no change places."""
    theirs, own = file_outside("gmcrplus_prisoners.json"), from_catalogue("luce-raiffa-1957")
    turned = str.maketrans("YN", "NY")
    assert _ranks(own) == {
        pattern.translate(turned): ranks for pattern, ranks in _ranks(theirs).items()
    }


def _ranks(file: GraphModelFile) -> dict[str, list[int]]:
    return {
        file.pattern_of(state): [
            int(ranks[state]) for ranks in file.model.ranks if ranks is not None
        ]
        for state in range(file.model.states)
    }
