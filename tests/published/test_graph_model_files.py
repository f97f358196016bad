"""Graph models outside the project: each party, state and concept as in the files.

The files hold results of two slow programs, by logic and by matrices, that agreed on all of them.
"""

from __future__ import annotations

from typing import Any

import pytest

from detente.core.stability.options import Course
from detente.formats.graph_models.model_file import GraphModelFile
from detente.formats.graph_models.reading import model_in
from detente.formats.graph_models.writing import gmcr_text, model_text

from .graph_models import CONCEPTS, equilibria, facts, file_outside, made, outside, stable

FILES = (
    "elmira_9state", "gmcrplus_cuban", "gmcrplus_elmira", "gmcrplus_garrison",
    "gmcrplus_prisoners", "gmcrplus_syriairaq", "syn_gmr_repeat_mover", "syn_no_consecutive_move",
    "syn_self_sanction", "syn_seq_repeat_mover", "us_dprk_2017_A_irr", "us_dprk_2017_A_rev",
    "us_dprk_2017_B_irr",
)  # fmt: skip
MODELS = 200
DIRECTIONS = {"both": "both", "fwd": "fwd", "back": "back"}


@pytest.mark.parametrize("name", FILES)
def test_each_party_and_state_is_as_in_the_file(name: str) -> None:
    expected = outside(f"{name}.json")["reference"]["definition"]
    file = file_outside(f"{name}.json")
    found = stable(file)
    assert {each: expected["stability"][each] for each in CONCEPTS} == found
    assert {each: expected["equilibria"][each] for each in CONCEPTS} == equilibria(file)


@pytest.mark.parametrize("name", FILES)
def test_a_file_is_read_back_as_it_was(name: str) -> None:
    file = file_outside(f"{name}.json")
    text = model_text(file)
    again = model_in(text.encode(), "again.json")
    assert again.problems == ()
    assert again.file == file
    assert facts(again.file) == facts(file)
    assert model_text(again.file) == text


@pytest.mark.parametrize("name", [each for each in FILES if each.startswith("gmcrplus")])
def test_the_form_of_gmcr_says_the_same(name: str) -> None:
    file = file_outside(f"{name}.json")
    again = model_in(gmcr_text(file).text.encode(), "again.gmcr")
    assert again.file is not None
    assert facts(again.file) == facts(file)


@pytest.mark.parametrize(
    ("name", "naive"),
    [
        ("syn_gmr_repeat_mover", False),
        ("syn_no_consecutive_move", True),
        ("syn_self_sanction", False),
        ("syn_seq_repeat_mover", False),
    ],
)
def test_the_small_models_tell_the_traps_apart(name: str, naive: bool) -> None:
    told = outside(f"{name}.json")["discriminates"]
    found = stable(file_outside(f"{name}.json"))[told["concept"]][told["dm"]]
    assert (told["state"] in found) is told["definition"] is not naive


def random_models() -> list[dict[str, Any]]:
    return list(outside("random_corpus_200.json")["models"])


def as_file(model: dict[str, Any]) -> GraphModelFile:
    """Return a model of the corpus, through our format."""
    parties = [f"p{place}" for place in range(model["m"])]
    preferences = {
        party: {"payoffs": each} for party, each in zip(parties, model["payoffs"], strict=True)
    }
    if model["form"] == "graph":
        moves = dict(zip(parties, model["moves"], strict=True))
        return made(
            decision_makers=parties, n_states=model["n"], moves=moves, preferences=preferences
        )
    options = [
        {"name": f"o{place}", "dm": parties[owner - 1], "direction": DIRECTIONS[direction]}
        for place, (owner, direction) in enumerate(
            zip(model["owner"], model["direction"], strict=True)
        )
    ]
    return made(
        decision_makers=parties,
        options=options,
        infeasible=model["infeasible"],
        n_states=model["n"],
        preferences=preferences,
    )


def test_the_random_models_come_out_as_both_programs_say() -> None:
    models = random_models()
    assert len(models) == MODELS
    assert {model["form"] for model in models} == {"graph", "option"}
    for model in models:
        file = as_file(model)
        if model["form"] == "option":
            assert file.model.codes is not None
            assert file.model.codes.tolist() == model["states_decimal"]
        found = stable(file)
        for concept in CONCEPTS:
            expected = [
                [state + 1 for state, each in enumerate(row) if each]
                for row in model["stability"][concept]
            ]
            assert list(found[concept].values()) == expected, (model, concept)


def test_a_direction_is_read_as_it_is_meant() -> None:
    """Forward: from not taken to taken only. The corpus would tell, but is not always there."""
    file = made(
        decision_makers=["a", "b"],
        options=[
            {"name": "go", "dm": "a", "direction": "fwd"},
            {"name": "stay", "dm": "b", "direction": "back"},
        ],
        preferences={"a": {"statements": []}, "b": {"statements": []}},
    )
    assert file.options == (Course("go", 0, "forward"), Course("stay", 1, "back"))
    assert [file.model.moves[0].targets(state) for state in range(4)] == [(1,), (), (3,), ()]
    assert [file.model.moves[1].targets(state) for state in range(4)] == [(), (), (0,), (1,)]
