"""Jacobi 2017: the United States and North Korea, worked out by hand in two articles."""

from __future__ import annotations

import pytest

from .graph_models import equilibria, facts, file_outside, from_catalogue

FOLDER = "jacobi-2017"
OUTSIDE = {
    "model.json": "us_dprk_2017_A_irr.json",
    "reversible.json": "us_dprk_2017_A_rev.json",
    "belligerent.json": "us_dprk_2017_B_irr.json",
}


def decimals(name: str, concept: str) -> list[int]:
    """Return the states that hold for both, as the articles number them: by their pattern."""
    file = from_catalogue(FOLDER, name)
    assert file.model.codes is not None
    ids = {file.id_of(state): int(code) for state, code in enumerate(file.model.codes.tolist())}
    return [ids[each] for each in equilibria(file)[concept]]


def test_with_an_invasion_that_cannot_be_taken_back() -> None:
    assert decimals("model.json", "seq") == [0, 5, 10]
    assert decimals("model.json", "nash") == [0, 5]


def test_with_an_invasion_that_can_be_taken_back() -> None:
    """State 4 is printed too: it holds by simultaneous moves, which is not one of the five."""
    assert decimals("reversible.json", "seq") == [0, 5, 10]
    assert decimals("reversible.json", "smr") == [0, 4, 5, 10, 12]


def test_with_two_belligerents() -> None:
    assert decimals("belligerent.json", "seq") == [5, 12]
    assert decimals("belligerent.json", "smr") == [5, 12]


def test_which_moves_cannot_be_taken_back() -> None:
    file = from_catalogue(FOLDER)
    assert [[file.pattern_of(state) for state in pair] for pair in file.removed[1]] == [
        ["NNYN", "NNNN"], ["NNYN", "NNNY"], ["YNYN", "YNNN"],
        ["YNYN", "YNNY"], ["NYYN", "NYNN"], ["NYYN", "NYNY"],
    ]  # fmt: skip
    assert file.removed[0] == ()


@pytest.mark.parametrize("name", OUTSIDE)
def test_the_catalogue_says_what_the_files_outside_say(name: str) -> None:
    outside = file_outside(OUTSIDE[name])
    assert facts(from_catalogue(FOLDER, name)) == facts(outside)
