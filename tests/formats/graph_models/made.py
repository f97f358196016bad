"""Texts of graph models for the tests."""

from __future__ import annotations

import json
from typing import Any

from detente.core.problems import Problem
from detente.formats.graph_models.model_file import GraphModelFile, ReadModel
from detente.formats.graph_models.reading import model_in

STRIKE: dict[str, Any] = {
    "schema": "gmcr-case/1",
    "title": "A strike at the mill",
    "decision_makers": ["Union", "Owners"],
    "options": [{"name": "strike", "dm": "Union"}, {"name": "raise", "dm": "Owners"}],
    "preferences": {
        "Union": {"ranking": [3, 4, 2, 1]},
        "Owners": {"ranking": [1, 3, [4, 2]]},
    },
}
"""Two parties, an option each; states NN, YN, NY, YY."""

QUEUE: dict[str, Any] = {
    "schema": "gmcr-case/1",
    "title": "Three steps",
    "decision_makers": ["First", "Second"],
    "n_states": 3,
    "moves": {"First": [[1, 2]], "Second": [[2, 3], [2, 1]]},
    "preferences": {"First": {"payoffs": [1, 2, 0.5]}, "Second": {"ranking": [[1, 3], 2]}},
}
"""Graph form: one goes from 1 to 2, the other on to 3 or back."""


def read(data: dict[str, Any], name: str = "made.json") -> ReadModel:
    """Return what is found in a file that holds this."""
    return model_in(json.dumps(data).encode(), name)


def file_with(**changes: object) -> GraphModelFile:
    """Return the strike's file with some fields changed; it has no errors."""
    found = read({**STRIKE, **changes})
    assert found.file is not None, found.problems
    return found.file


def told(data: dict[str, Any]) -> list[tuple[str, str]]:
    """Return the code and message of each problem of a file."""
    return [(each.code, each.message) for each in read(data).problems]


def errors(problems: tuple[Problem, ...]) -> list[Problem]:
    """Return the problems that are errors."""
    return [each for each in problems if each.severity == "error"]
