"""The reader is never surprised: whatever a file holds, problems come back, each in its place."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from detente.core.problems import Place, Problem
from detente.core.record.case import CASE_FILE
from detente.formats.casefile import ReadCase, read_folder
from detente.formats.schema import case_schema, judgement_schema

from .folders import BROKEN, HEAD, ISTANBUL, PARTIES, written
from .from_schema import nearly

CODES = {folder.name for folder in BROKEN.iterdir()}
REAL_TEXT = (ISTANBUL / CASE_FILE).read_text("utf-8")
LINES = REAL_TEXT.splitlines(keepends=True)
SIGNS = "\n\r\t :-#'\"[]{},&*!|>%@`~?\\\0\x1b\x85\u2028\u202e\ufeff\udcff"
_BREAK = re.compile("\r\n|[\r\n\x85\u2028\u2029]")

MANY = 5 if "DETENTE_FUZZ" in os.environ else 1
quick = settings(max_examples=25 * MANY, deadline=None, suppress_health_check=list(HealthCheck))
slow = settings(quick, max_examples=12 * MANY)


def read_files(files: dict[str, bytes]) -> ReadCase:
    """Read a folder that holds these files, and check what comes back."""
    folder = Path(tempfile.mkdtemp())
    try:
        for name, data in files.items():
            (folder / name).parent.mkdir(exist_ok=True)
            (folder / name).write_bytes(data)
        found = read_folder(folder)
    finally:
        shutil.rmtree(folder)
    for problem in found.problems:
        assert_in_place(problem, files)
    assert found.case is not None or found.problems
    return found


def assert_in_place(problem: Problem, files: dict[str, bytes]) -> None:
    """Assert that a problem is one that has a page, and stands inside its file."""
    assert problem.code in CODES
    assert problem.message
    assert problem.hint
    assert problem.message.isprintable()
    assert problem.hint.isprintable()
    assert problem.place is not None
    text = files[problem.place.file].decode("utf-8", "replace").removeprefix("\ufeff")
    lines = text.split("\n") if problem.code in ("case-002", "case-014") else _BREAK.split(text)
    assert 1 <= problem.place.line <= len(lines)
    assert 1 <= problem.place.column <= len(lines[problem.place.line - 1]) + 1


def dumped(data: Any, flow: bool) -> bytes:
    """Return data as YAML text, in blocks or in brackets."""
    return yaml.safe_dump(data, default_flow_style=flow, allow_unicode=True).encode()


@given(data=nearly(case_schema()), flow=st.booleans())
@quick
def test_data_like_a_case_is_read(data: Any, flow: bool) -> None:
    read_files({CASE_FILE: dumped(data, flow)})


@given(data=nearly(judgement_schema()), flow=st.booleans())
@quick
def test_data_like_a_judgement_is_read(data: Any, flow: bool) -> None:
    case = HEAD + PARTIES
    read_files({CASE_FILE: case.encode(), "judgements/a.yaml": dumped(data, flow)})


@given(data=st.binary(max_size=200))
@example(b"")
@example(b"\xef\xbb\xbf")
@example(b"\xef\xbb\xbf\xef\xbb\xbfformat: 1\ntitle: t\n")
@example(b"\xff\xfea\0")
@example(b"\0")
@example(b"%")
@example(b"%YAML 9.9\n---\na: 1\n")
@example(b"\xed\xa0\x80")
@settings(quick, max_examples=80 * MANY)
def test_any_bytes_are_read(data: bytes) -> None:
    read_files({CASE_FILE: data})


@given(text=st.text(st.sampled_from("ab:- \n#[]{},'\"|>?&*!%@\t\r1~.\ufeff\u2028é"), max_size=60))
@settings(quick, max_examples=120 * MANY)
def test_any_signs_of_yaml_are_read(text: str) -> None:
    read_files({CASE_FILE: text.encode()})
    read_files({CASE_FILE: f"format: 1\ntitle: t\nparties:\n  - id: {text}\n".encode()})


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    """The Istanbul case with a few signs or lines taken out, doubled, swapped or put in."""
    lines = list(LINES)
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(lines) - 1))
        other = draw(st.integers(0, len(lines) - 1))
        column = draw(st.integers(0, max(0, len(lines[at]) - 1)))
        line, sign = lines[at], draw(st.sampled_from(SIGNS))
        match draw(st.integers(0, 7)):
            case 0:
                del lines[at]
            case 1:
                lines.insert(at, lines[at])
            case 2:
                lines[at], lines[other] = lines[other], lines[at]
            case 3:
                lines[at] = lines[at][:column] + lines[at][column + 1 :]
            case 4:
                lines[at] = line[:column] + sign + line[column:]
            case 5:
                lines[at] = line[:column] + sign + line[column + 1 :]
            case 6:
                lines[at] = "  " + line
            case _:
                del lines[at : at + other % 40]
        lines = lines or [""]
    return "".join(lines).encode("utf-8", "surrogateescape")


@given(data=mutated())
@slow
def test_a_real_case_with_slips_in_it_is_read(data: bytes) -> None:
    sources = {
        f"sources/{file.name}": file.read_bytes() for file in (ISTANBUL / "sources").iterdir()
    }
    read_files({CASE_FILE: data, **sources})


@pytest.mark.parametrize("length", range(0, len(REAL_TEXT), len(REAL_TEXT) // 25))
def test_a_real_case_cut_off_anywhere_is_read(length: int, tmp_path: Path) -> None:
    shutil.copytree(ISTANBUL / "sources", tmp_path / "sources")
    found = read_folder(written(tmp_path, REAL_TEXT[:length]))
    assert found.problems or found.case is not None


@pytest.mark.parametrize(
    "day",
    ["0001-01-01T00:00+14:00", "9999-12-31T23:59-14:00", "0001", "9999-12", "about 0001..9999"],
)
def test_the_first_and_the_last_days_there_are_can_be_recorded(day: str, tmp_path: Path) -> None:
    event = f"events:\n  - {{id: e, date: '{day}', what: w, evidence: none}}\n"
    assert read_folder(written(tmp_path, HEAD + event)).problems == ()


def test_a_file_that_only_begins_is_empty_at_its_first_line() -> None:
    """Libyaml places the missing value after the last line, which may not be there."""
    for text in ("---", "--- # nothing", "", "\n\n"):
        found = read_files({"case.yaml": text.encode()})
        places = [each.place for each in found.problems if each.code == "case-005"]
        assert places == [Place("case.yaml", 1, 1)]
