"""Graph models for the tests of what their sources print: from the catalogue, and from outside."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from detente.core.stability.five import ConceptName, stability
from detente.formats.graph_models.model_file import GraphModelFile
from detente.formats.graph_models.reading import model_in, read_model

from .literature import LITERATURE

DATA = Path(__file__).parents[3] / "shared" / "data" / "graph-models"
"""Cases that lie outside the project; where they are not there, tests of them are skipped."""

CONCEPTS: Mapping[str, ConceptName] = {
    "nash": "nash",
    "gmr": "general",
    "smr": "symmetric",
    "seq": "sequential",
    "sseq": "symmetric sequential",
}
"""What those files call the five concepts."""

Stable = dict[str, dict[str, list[int]]]
"""By concept and party, the numbers of the states that hold."""


def outside(name: str) -> Any:
    """Return what a file outside the project holds; skip the test where it is not there."""
    file = DATA / name
    if not file.is_file():
        pytest.skip("the graph models lie outside the project")
    return json.loads(file.read_text("utf-8"))


def file_outside(name: str) -> GraphModelFile:
    """Return the model in a file outside the project."""
    if not (DATA / name).is_file():
        pytest.skip("the graph models lie outside the project")
    found = read_model(DATA / name)
    assert found.file is not None, found.problems
    return found.file


def made(**fields: object) -> GraphModelFile:
    """Return the model that these fields of a file make."""
    text = json.dumps({"schema": "gmcr-case/1", "title": "made", **fields})
    found = model_in(text.encode(), "made.json")
    assert found.file is not None, found.problems
    return found.file


def from_catalogue(folder: str, name: str = "model.json") -> GraphModelFile:
    """Return a model of the catalogue, which is read without any problem."""
    found = read_model(LITERATURE / folder / name)
    assert found.file is not None, found.problems
    assert found.problems == ()
    return found.file


def stable(file: GraphModelFile) -> Stable:
    """Return for each concept and party the numbers of the states that hold, as files say it."""
    found = stability(file.model)
    return {
        short: {
            party: [file.id_of(state) for state in holds(found.verdict(concept, place).holds)]
            for place, party in enumerate(file.parties)
        }
        for short, concept in CONCEPTS.items()
    }


def equilibria(file: GraphModelFile) -> dict[str, list[int]]:
    """Return for each concept the numbers of the states that hold for all."""
    found = stability(file.model)
    return {
        short: [file.id_of(state) for state in holds(found.equilibria(concept).holds)]
        for short, concept in CONCEPTS.items()
    }


def holds(truth: Any) -> list[int]:
    """Return the places where something is so."""
    return [int(place) for place in truth.nonzero()[0]]


def facts(file: GraphModelFile) -> tuple[object, ...]:
    """Return what makes a model: everything but what it is called."""
    ranks = tuple(each if each is None else tuple(each.tolist()) for each in file.model.ranks)
    moves = tuple(
        tuple(each.targets(state) for state in range(each.states)) for each in file.model.moves
    )
    patterns = tuple(file.pattern_of(state) for state in range(file.model.states))
    return moves, ranks, patterns, tuple(map(file.id_of, range(file.model.states)))
