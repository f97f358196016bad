"""All checks together: nothing raises, every place exists, and the order is the record's."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any

import pytest
from hypothesis import given

from detente.core.problems import Path, Problem
from detente.core.record.case import BLOCKS, CASE_FILE, Case, key_of
from detente.core.record.checks import check

from ...builders import case_of, event, party, statement
from ...strategies import broad, cases, values


def exists(value: Any, path: Path) -> bool:
    """Return whether a path leads to a field, a position or a key that is there."""
    for step in path:
        if is_dataclass(value):
            named = {key_of(each.name): each.name for each in fields(value)}
            if step not in named:
                return False
            value = getattr(value, named[str(step)])
        elif isinstance(value, Mapping):
            if step not in value:
                return False
            value = value[step]
        elif isinstance(value, tuple) and isinstance(step, int) and 0 <= step < len(value):
            value = value[step]
        else:
            return False
    return True


def has_place(case: Case, problem: Problem) -> bool:
    """Return whether the place of a problem is in the case."""
    file, *rest = problem.path
    if file == CASE_FILE:
        return exists(case, tuple(rest))
    return any(name == file and exists(made, tuple(rest)) for name, made in case.judgements)


@broad
@given(cases(at_most=3))
def test_whatever_is_written_every_problem_has_a_code_a_place_and_a_hint(case: Case) -> None:
    problems = check(case)
    assert check(case) == problems
    for problem in problems:
        assert re.fullmatch(r"case-(0[4-9]|10)[0-9]", problem.code)
        assert has_place(case, problem), problem
        assert problem.message
        assert problem.hint
        assert problem.place is None


@broad
@given(cases())
def test_messages_are_lower_case_and_without_a_full_stop(case: Case) -> None:
    for problem in check(case):
        for text in (problem.message, problem.hint):
            assert text[0] == text[0].lower()
            assert not text.endswith(".")
            assert "\n" not in text


@pytest.mark.parametrize("block", BLOCKS)
def test_an_entry_of_any_block_may_stand_alone(block: str) -> None:
    kind: Any = BLOCKS[block]

    @broad
    @given(values(kind))
    def none_raises(entry: Any) -> None:
        case = case_of(entry)
        assert all(has_place(case, problem) for problem in check(case))

    none_raises()


def test_an_empty_case_has_no_problems() -> None:
    assert check(case_of()) == ()


def test_problems_come_in_the_order_of_the_blocks() -> None:
    case = case_of(
        party("north", evidence=None),
        statement(speaker="nobody"),
        event(evidence=None, recorded="2025-04-01"),
    )
    blocks = [problem.path[1] for problem in check(case)]
    assert blocks == sorted(blocks, key=lambda name: list(BLOCKS).index(str(name)))
