"""Core values as JSON data: complete, exact, and readable again."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from types import MappingProxyType

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from detente.core.problems import Place, Problem
from detente.core.record.actors import Party
from detente.core.record.case import BLOCKS, CASE_FILE
from detente.core.record.dates import Date
from detente.core.record.entry import Dispute
from detente.core.record.events import Figure
from detente.core.record.quantities import Quantity
from detente.formats.data import as_data
from detente.formats.shape import Shaper
from detente.formats.yaml_text import parse

from .values import values


@pytest.mark.parametrize("block", BLOCKS)
@given(data=st.data())
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
def test_an_entry_written_as_json_reads_as_the_same_entry(block: str, data: st.DataObject) -> None:
    entry = data.draw(values(BLOCKS[block]))
    root, problems = parse(json.dumps(as_data(entry), ensure_ascii=False), CASE_FILE)
    assert problems == ()
    assert root is not None
    shaper = Shaper(CASE_FILE)
    assert shaper.record(BLOCKS[block], root, (CASE_FILE, block, 0)) == entry
    assert shaper.problems == []


def test_what_is_empty_is_left_out_and_what_is_zero_is_not() -> None:
    party = Party(id="a", name="A", role="host")
    assert as_data(party) == {
        "id": "a", "name": "A", "role": "host", "visible_to": ["public"],
    }  # fmt: skip
    assert as_data(Quantity(low=Decimal(0), high=Decimal("0.50"))) == {"low": "0", "high": "0.50"}
    assert as_data(Figure(what="killed", quantity=Quantity(best=Decimal(0)))) == {
        "what": "killed", "quantity": {"best": "0"},
    }  # fmt: skip


def test_evidence_that_is_none_is_not_evidence_that_is_missing() -> None:
    assert as_data(Party(id="a", name="A", role="host", evidence=()))["evidence"] == "none"
    assert as_data(Dispute(by="a", evidence=()))["evidence"] == "none"
    assert "evidence" not in as_data(Dispute(by="a"))


def test_dates_and_numbers_are_texts_as_they_were_written() -> None:
    assert as_data(Date.parse("about  2025-05..2025-06")) == "about 2025-05..2025-06"
    assert as_data(date(2025, 5, 29)) == "2025-05-29"
    assert as_data(Decimal("1.50")) == "1.50"


def test_lists_and_mappings_are_walked_through() -> None:
    value = MappingProxyType({"a": (Decimal(1), [Date.parse("2025")], ())})
    assert as_data(value) == {"a": ["1", ["2025"], []]}
    assert as_data((True, None, 3, "x")) == [True, None, 3, "x"]


def test_a_problem_says_where_what_and_how() -> None:
    problem = Problem("case-031", ("case.yaml", "parties", 0, "name"), "m", "h")
    told = {
        "code": "case-031", "severity": "error", "file": "case.yaml", "line": None,
        "column": None, "path": ["parties", 0, "name"], "message": "m", "hint": "h",
    }  # fmt: skip
    assert as_data(problem) == told
    placed = as_data(problem.at(Place("judgements/a.yaml", 3, 5)))
    assert placed == {**told, "file": "judgements/a.yaml", "line": 3, "column": 5}
