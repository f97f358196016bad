"""The JSON Schemas: made from the types, shipped, and as strict as an editor can be."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from ruamel.yaml import YAML
from ruamel.yaml.constructor import SafeConstructor

from detente.core.record.case import BLOCKS, CASE_FILE
from detente.formats import schema
from detente.formats.graph_models.schema import model_schema
from detente.formats.schema import case_schema, judgement_schema

from .folders import BROKEN, HARBOUR, REAL

SHIPPED = Path(schema.__file__).parent / "schemas"
SCHEMAS = {"case": case_schema, "judgement": judgement_schema, "graph-model": model_schema}
JUDGEMENTS = sorted((HARBOUR / "judgements").glob("*.yaml"))

STRUCTURAL = {
    "case-005", "case-011", "case-020", "case-021", "case-022", "case-029", "case-030",
    "case-031", "case-032", "case-033", "case-034-words", "case-034-order", "case-035",
    "case-036", "case-037", "case-038", "case-039", "case-065",
}  # fmt: skip
"""Codes of mistakes (or folders, where only some of a code are) that a schema can see."""
NOT_SEEN = {
    "case-022": "to JSON, 1.0 is 1",
    "case-032-list-for-name": "to JSON, a list is no name of a field at all",
    "case-035-huge": "to JSON, a number",
    "case-035-nan": "to YAML, a number",
    "case-036-list": "an empty list has the right shape",
    "case-036-evidence": "an empty list has the right shape",
}


class _Texts(SafeConstructor):
    """Leaves dates as texts, as YAML 1.2 and editors do."""


_Texts.add_constructor("tag:yaml.org,2002:timestamp", SafeConstructor.construct_yaml_str)


def loaded(file: Path) -> Any:
    """Return what YAML 1.2 makes of a file, as an editor does."""
    yaml = YAML(typ="safe", pure=True)
    yaml.Constructor = _Texts
    return yaml.load(file.read_text("utf-8"))


def mistakes(which: str, data: Any) -> list[str]:
    """Return what a schema finds wrong in data."""
    validator = Draft202012Validator(SCHEMAS[which]())
    return [f"{error.json_path}: {error.message}"[:200] for error in validator.iter_errors(data)]


@pytest.mark.parametrize("which", SCHEMAS)
def test_the_schema_is_one_of_its_dialect(which: str) -> None:
    Draft202012Validator.check_schema(SCHEMAS[which]())


@pytest.mark.parametrize("which", SCHEMAS)
def test_the_shipped_schema_is_the_one_made_from_the_types(which: str) -> None:
    text = (SHIPPED / f"{which}.schema.json").read_text("utf-8")
    assert json.loads(text) == SCHEMAS[which]()
    assert text.endswith("}\n")


def test_nothing_else_is_shipped_as_a_schema() -> None:
    assert {path.name for path in SHIPPED.iterdir()} == {f"{name}.schema.json" for name in SCHEMAS}


@pytest.mark.parametrize("folder", REAL, ids=lambda folder: folder.name)
def test_a_real_case_is_valid(folder: Path) -> None:
    assert mistakes("case", loaded(folder / CASE_FILE)) == []


@pytest.mark.parametrize("file", JUDGEMENTS, ids=lambda file: file.stem)
def test_a_real_judgement_is_valid(file: Path) -> None:
    assert mistakes("judgement", loaded(file)) == []


def _folders(structural: bool) -> list[Path]:
    found = []
    for folder in sorted(BROKEN.iterdir()):
        code = "-".join(folder.name.split("-")[:2])
        seen = bool({code, folder.name} & STRUCTURAL) and folder.name not in NOT_SEEN
        if seen is structural and (folder / CASE_FILE).is_file():
            found.append(folder)
    return found


def _found_in(folder: Path) -> list[str]:
    found = mistakes("case", loaded(folder / CASE_FILE))
    for file in sorted((folder / "judgements").glob("*.yaml")):
        found.extend(mistakes("judgement", loaded(file)))
    return found


@pytest.mark.parametrize("folder", _folders(True), ids=lambda folder: folder.name)
def test_a_mistake_of_shape_is_refused_by_the_schema_too(folder: Path) -> None:
    assert _found_in(folder) != []


@pytest.mark.parametrize("folder", _folders(False), ids=lambda folder: folder.name)
def test_a_mistake_of_content_has_the_right_shape(folder: Path) -> None:
    if folder.name[:8] in {"case-002", "case-006", "case-008", "case-009", "case-010", "case-007"}:
        pytest.skip("the file is not one YAML text")
    if folder.name in ("case-090", "case-014-comment", "case-014-raw", "case-032-list-for-name"):
        pytest.skip("the schema or the parser is stricter here")
    assert _found_in(folder) == []


def test_every_field_says_what_it_is_for() -> None:
    for which in SCHEMAS.values():
        made = which()
        for record in (made, *made["$defs"].values()):
            for name, field in record["properties"].items():
                assert field.get("description"), name


def test_every_block_is_a_list_or_nothing_yet() -> None:
    properties = case_schema()["properties"]
    assert set(BLOCKS) <= set(properties)
    assert all(properties[block]["type"] == ["array", "null"] for block in BLOCKS)


def test_a_file_may_name_its_schema_and_have_fields_of_its_own() -> None:
    data = {"format": 1, "title": "t", "x-own": {"a": [1]}, "parties": None}
    assert mistakes("case", data) == []
    assert mistakes("case", {**data, "own": 1}) != []
