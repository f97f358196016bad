"""Statements are read as they are meant, and what is no statement says where it stops being one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.core.record.formulas import (
    NESTED_AT_MOST,
    Formula,
    FormulaUnreadable,
    Word,
    parse_formula,
)


def value(formula: Formula, taken: set[str]) -> bool:
    parts = [value(part, taken) for part in formula.parts]
    match formula.word:
        case "":
            return formula.name in taken
        case "not":
            return not parts[0]
        case "and":
            return all(parts)
        case "or":
            return any(parts)
        case "if":
            return parts[0] or not parts[1]
        case "iff":
            return parts[0] is parts[1]


JOINING: tuple[Word, ...] = ("and", "or", "if", "iff")
NAMES = st.sampled_from(["a", "b-2", "c.d", "né"])
TREES = st.recursive(
    NAMES.map(lambda name: Formula("", name)),
    lambda inner: st.one_of(
        inner.map(lambda part: Formula("not", parts=(part,))),
        st.tuples(st.sampled_from(JOINING), inner, inner).map(
            lambda drawn: Formula(drawn[0], parts=drawn[1:])
        ),
    ),
    max_leaves=8,
)


def written(formula: Formula) -> str:
    if not formula.word:
        return formula.name
    if formula.word == "not":
        return f"NOT ({written(formula.parts[0])})"
    return f"({written(formula.parts[0])}) {formula.word.upper()} ({written(formula.parts[1])})"


@given(TREES, st.sets(NAMES))
def test_a_statement_written_out_means_the_same_when_read(tree: Formula, taken: set[str]) -> None:
    assert value(parse_formula(written(tree)), taken) == value(tree, taken)
    assert parse_formula(written(tree)).names() == tree.names()


@pytest.mark.parametrize(
    ("text", "taken", "wanted"),
    [
        ("a OR b AND c", {"a"}, True),
        ("(a OR b) AND c", {"a"}, False),
        ("not a and b", {"b"}, True),
        ("NOT (a AND b)", {"b"}, True),
        ("a IF b OR c", {"c"}, False),
        ("a IF b", set(), True),
        ("a IFF b", set(), True),
        ("a IFF b", {"b"}, False),
        ("NOT NOT a", {"a"}, True),
    ],
)
def test_what_binds_more_tightly(text: str, taken: set[str], wanted: bool) -> None:
    assert value(parse_formula(text), taken) is wanted


@pytest.mark.parametrize(
    ("text", "at", "expected"),
    [
        ("", 0, "a name, NOT or an opening parenthesis"),
        ("a b", 2, "AND, OR, IF or IFF"),
        ("a AND", 5, "a name, NOT or an opening parenthesis"),
        ("(a OR b", 7, "a closing parenthesis"),
        ("a)", 1, "the end"),
        ("a IF b IF c", 7, "parentheses around one IF or IFF"),
        ("a AND OR b", 6, "a name, NOT or an opening parenthesis"),
        ("a & b", 2, "a name, AND, OR, NOT, IF, IFF or a parenthesis"),
    ],
)
def test_what_is_no_statement_says_where_and_what_was_expected(
    text: str, at: int, expected: str
) -> None:
    with pytest.raises(FormulaUnreadable) as refused:
        parse_formula(text)
    assert (refused.value.at, refused.value.expected) == (at, expected)


def test_parentheses_without_end_are_refused() -> None:
    with pytest.raises(FormulaUnreadable):
        parse_formula("(" * (NESTED_AT_MOST + 1) + "a")
    parse_formula("(" * NESTED_AT_MOST + "a" + ")" * NESTED_AT_MOST)
    assert parse_formula("NOT " * 10_001 + "a").word == "not"


@given(st.text(max_size=30))
def test_any_text_is_a_statement_or_refused(text: str) -> None:
    try:
        parse_formula(text)
    except FormulaUnreadable as refused:
        assert 0 <= refused.at <= len(text)
