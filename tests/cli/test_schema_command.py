"""``detente schema``: the schemas, printed or written."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from detente.cli.application import OK, PROBLEMS, REFUSED
from detente.formats.schema import case_schema, judgement_schema

from .running import call


@pytest.mark.parametrize(
    ("arguments", "title"),
    [([], "A Détente case"), (["case"], "A Détente case"), (["judgement"], "A Détente judgement")],
)
def test_a_schema_is_printed(
    capsys: pytest.CaptureFixture[str], arguments: list[str], title: str
) -> None:
    told = call(capsys, "schema", *arguments)
    assert (told.code, told.err) == (OK, "")
    assert json.loads(told.out)["title"] == title


def test_a_schema_is_written_to_a_file(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "case.schema.json"
    for schema in (judgement_schema, case_schema):
        which = "case" if schema is case_schema else "judgement"
        told = call(capsys, "schema", which, "-o", file)
        assert (told.code, told.out, told.err) == (OK, "", f"wrote {file}\n")
        assert json.loads(file.read_text("utf-8")) == schema()


def test_a_schema_that_is_not_known_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert call(capsys, "schema", "report").code == PROBLEMS


def test_a_place_that_cannot_be_written_to_is_refused(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    told = call(capsys, "schema", "-o", tmp_path / "none" / "a.json")
    assert (told.code, told.out) == (REFUSED, "")
    assert told.err.startswith("error: ")
    assert "\nhint: " in told.err
    assert list(tmp_path.iterdir()) == []
