"""The JSON Schema of graph models: as our files are, and as strict as an editor can be."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from detente.formats.graph_models.own import DIRECTIONS
from detente.formats.graph_models.preferences import FORMS
from detente.formats.graph_models.schema import DIRECTIONS as WORDS
from detente.formats.graph_models.schema import model_schema

ROOT = Path(__file__).parents[3]
CATALOGUE = sorted((ROOT / "cases" / "literature").glob("*/*.json"))
STRUCTURAL = {"model-004", "model-005"}
"""Codes of mistakes that a schema can see; JSON itself holds no NaN."""
ONLY_BY_LOOKING = {
    f"model-{number:03}" for number in (3, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20)
}


def mistakes(file: Path) -> list[str]:
    validator = Draft202012Validator(model_schema())
    data = json.loads(file.read_text("utf-8"))
    return [each.message for each in validator.iter_errors(data)]


def test_the_catalogue_is_valid() -> None:
    assert len(CATALOGUE) == 10
    assert [each for each in CATALOGUE if mistakes(each)] == []


@pytest.mark.parametrize("code", sorted(STRUCTURAL))
def test_a_mistake_of_shape_is_refused(code: str) -> None:
    assert mistakes(ROOT / "cases" / "broken" / code / "source" / "model.json") != []


@pytest.mark.parametrize("code", sorted(ONLY_BY_LOOKING))
def test_a_mistake_of_content_has_the_right_shape(code: str) -> None:
    assert mistakes(ROOT / "cases" / "broken" / code / "source" / "model.json") == []


def test_the_words_are_those_that_are_read() -> None:
    assert tuple(DIRECTIONS) == WORDS
    assert {*FORMS, "distinct_levels"} == set(model_schema()["$defs"]["preference"]["properties"])
