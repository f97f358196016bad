"""YAML text to nodes: each knows its place, and nothing is resolved by its look."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML
from ruamel.yaml.nodes import MappingNode, SequenceNode

from detente.core.problems import Problem
from detente.formats.yaml_text import NESTING_AT_MOST, Node, node_at, parse

from .folders import HARBOUR, ISTANBUL

FILES = (
    ISTANBUL / "case.yaml",
    HARBOUR / "case.yaml",
    *sorted((HARBOUR / "judgements").glob("*.yaml")),
)
HOUSE = (
    "format: 1\ntitle: t\nparties:\n  - id: a\n    name: |\n      two\n      lines\n    short: x\n"
)


def top(text: str) -> Node:
    """Return the top node of a text in which nothing is wrong."""
    node, problems = parse(text, "case.yaml")
    assert problems == ()
    assert node is not None
    return node


def only(text: str) -> Problem:
    """Return the one problem of a text, which then has no top node."""
    node, problems = parse(text, "case.yaml")
    assert node is None
    (problem,) = problems
    return problem


def place_of(problem: Problem) -> tuple[int, int]:
    """Return line and column of a problem."""
    assert problem.place is not None
    return problem.place.line, problem.place.column


def flat(node: Node, path: str = "") -> dict[str, tuple[Any, ...]]:
    """Return kind, text, line and column of every node, by its path."""
    found: dict[str, tuple[Any, ...]] = {path: (node.kind, node.text, node.line, node.column)}
    for index, (key, value) in enumerate(node.pairs()) if node.kind == "mapping" else ():
        found |= flat(key, f"{path}/key {index}")
        found |= flat(value, f"{path}/{index}")
    for index, value in enumerate(node.items) if node.kind == "list" else ():
        found |= flat(value, f"{path}/{index}")
    return found


def oracle(node: Any, path: str = "") -> dict[str, tuple[Any, ...]]:
    """Return the same from ruamel.yaml, which has a parser of its own."""
    mark = node.start_mark
    if isinstance(node, MappingNode):
        found = {path: ("mapping", "", mark.line, mark.column)}
        for index, (key, value) in enumerate(node.value):
            found |= oracle(key, f"{path}/key {index}")
            found |= oracle(value, f"{path}/{index}")
    elif isinstance(node, SequenceNode):
        found = {path: ("list", "", mark.line, mark.column)}
        for index, value in enumerate(node.value):
            found |= oracle(value, f"{path}/{index}")
    else:
        found = {path: ("scalar", node.value, mark.line, mark.column)}
    return found


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}-{file.stem}")
def test_nodes_stand_where_another_parser_finds_them(file: Path) -> None:
    text = file.read_text("utf-8")
    assert flat(top(text)) == oracle(YAML(typ="safe", pure=True).compose(text))


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}-{file.stem}")
def test_start_and_end_cut_a_plain_scalar_out_of_the_text(file: Path) -> None:
    text = file.read_text("utf-8")
    waiting, seen = [top(text)], 0
    while waiting:
        node = waiting.pop()
        waiting.extend((*node.keys, *node.items))
        if node.kind == "scalar" and node.plain and "\n" not in text[node.start : node.end]:
            assert text[node.start : node.end] == node.text
            seen += 1
    assert seen > 5


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
def test_line_ends_of_any_system_give_the_same_texts_and_places(line_end: str) -> None:
    assert flat(top(HOUSE.replace("\n", line_end))) == flat(top(HOUSE))


@pytest.mark.parametrize("line_end", ["\n", "\r\n"], ids=["LF", "CRLF"])
def test_indexes_count_the_characters_of_the_text_as_it_is(line_end: str) -> None:
    text = "title: Türkiye 🕊 à\nshort: наш\n".replace("\n", line_end)
    root = top(text)
    assert [text[each.start : each.end] for each in root.items] == ["Türkiye 🕊 à", "наш"]


def test_block_scalars_keep_or_fold_their_lines() -> None:
    root = top("a: |\n  one\n  two\nb: >-\n  one\n  two\nc: |+\n  one\n\nd: x\n")
    assert [node.text for node in root.items] == ["one\ntwo\n", "one two", "one\n\n", "x"]


@pytest.mark.parametrize("look", ["no", "1:30", "0x10", "1e3", "2025-05-29", "0o17", ".inf", "<<"])
def test_a_scalar_is_the_text_that_was_written(look: str) -> None:
    node = top(f"a: {look}\n").items[0]
    assert (node.text, node.empty) == (look, False)


@pytest.mark.parametrize(
    ("written", "empty"),
    [("", True), ("~", True), ("null", True), ('"~"', False), ("'null'", False), ('""', False)],
)
def test_only_a_plain_null_is_empty(written: str, empty: bool) -> None:
    assert top(f"a: {written}\n").items[0].empty is empty


@pytest.mark.parametrize("text", ["", "\n\n", "# only a comment\n", "   \n"])
def test_a_text_without_content_has_no_node_and_no_problem(text: str) -> None:
    assert parse(text, "case.yaml") == (None, ())


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("a: &x 1\n", (1, 4)),
        ("a: *x\n", (1, 4)),
        ("a: 1\nb: !!str 1\n", (2, 4)),
        ("a: ! 1\n", (1, 4)),
        ("a: !own {b: 1}\n", (1, 4)),
        ("&x a: 1\n", (1, 1)),
        ("- &x [1]\n", (1, 3)),
        ("a: {}\nb:\n  <<: *a\n", (3, 7)),
    ],
)
def test_anchors_aliases_and_tags_are_refused_where_they_stand(
    text: str, place: tuple[int, int]
) -> None:
    problem = only(text)
    assert (problem.code, place_of(problem)) == ("case-007", place)


def test_a_merge_key_merges_nothing() -> None:
    root = top("a: {<<: {b: 1}, c: 2}\n")
    assert [key.text for key in root.items[0].keys] == ["<<", "c"]


def test_every_second_key_is_told_with_the_line_of_the_first() -> None:
    _, problems = parse("a: 1\nb: 2\na: 3\nc: {d: 1, d: 2}\na: 4\n", "case.yaml")
    assert [(p.code, *place_of(p), p.hint[:23]) for p in problems] == [
        ("case-009", 4, 11, "it stands in line 4 alr"),
        ("case-009", 3, 1, "it stands in line 1 alr"),
        ("case-009", 5, 1, "it stands in line 1 alr"),
    ]


def test_keys_are_compared_by_their_text_not_their_look() -> None:
    _, problems = parse("1: a\n\"1\": b\n'1': c\n01: d\n", "case.yaml")
    assert [problem.code for problem in problems] == ["case-009", "case-009"]


@pytest.mark.parametrize("text", ["? [a]\n: 1\n", "{a: 1}: 2\n", "a:\n  ? {b: 1}\n  : 2\n"])
def test_a_key_has_to_be_a_single_value(text: str) -> None:
    assert only(text).code == "case-032"


@pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ("{a: ", "}")])
def test_nesting_ends_at_its_limit(opening: str, closing: str) -> None:
    def nested(depth: int) -> str:
        return opening * depth + "1" + closing * depth

    assert top(nested(NESTING_AT_MOST)).kind in ("list", "mapping")
    problem = only(nested(NESTING_AT_MOST + 1))
    assert problem.code == "case-008"
    assert place_of(problem) == (1, NESTING_AT_MOST * len(opening) + 1)


@pytest.mark.parametrize("text", ["a: 1\n---\nb: 2\n", "a: 1\n...\n---\n", "---\n---\na: 1\n"])
def test_a_second_document_is_refused(text: str) -> None:
    assert only(text).code == "case-010"


@pytest.mark.parametrize("text", ["---\na: 1\n", "a: 1\n...\n", "%YAML 1.1\n---\na: 1\n"])
def test_marks_around_the_one_document_are_no_problem(text: str) -> None:
    assert [key.text for key in top(text).keys] == ["a"]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("a: [1, 2\n", (2, 1)),
        ('a: "never closed\nb: 2\n', (1, 4)),
        ("a: 1\n\tb: 2\n", (2, 1)),
        ("a: b: c\n", (1, 5)),
        ("a: @x\n", (1, 4)),
        ("a: `x`\n", (1, 4)),
        ("a: %x\n", (1, 4)),
        ('a: "\\q"\n', (1, 5)),
        ('a: "\\uD800"\n', (1, 7)),
    ],
)
def test_a_mistake_of_syntax_has_its_line(text: str, place: tuple[int, int]) -> None:
    problem = only(text)
    assert problem.code == "case-006"
    assert place_of(problem) == place


@pytest.mark.parametrize("sign", "\x00\x07\x0b\x0c\x1b\x7f\x85\x9b\u2028\u2029\u202e\u2066\uffff")
def test_hostile_characters_are_told_where_they_stand(sign: str) -> None:
    problem = only(f"a: 1\n# b{sign}c\n")
    assert (problem.code, place_of(problem)) == ("case-014", (2, 4))
    assert f"U+{ord(sign):04X}" in problem.message
    assert sign not in problem.message + problem.hint


@pytest.mark.parametrize("escape", ["\\0", "\\a", "\\e", "\\x9b", "\\N", "\\L", "\\u202E", "\\r"])
def test_hostile_characters_are_found_in_escapes_too(escape: str) -> None:
    node, problems = parse(f'a: ["{escape}", "{escape}"]\n"b{escape}": 1\n', "case.yaml")
    assert node is not None
    assert [(p.code, *place_of(p)) for p in problems] == [
        ("case-014", 1, 5),
        ("case-014", 1, 5 + len(escape) + 4),
        ("case-014", 2, 1),
    ]


@pytest.mark.parametrize(
    "sign", ["\t", "é", "\u0301", "ع", "中", "👩‍👩‍👧", "\u200f", "\xa0", "\xad"]
)
def test_the_signs_of_all_languages_are_kept(sign: str) -> None:
    assert top(f'a: "x{sign}y"\n').items[0].text == f"x{sign}y"


def test_node_at_goes_as_far_as_the_path_leads() -> None:
    root = top(HOUSE)
    assert node_at(root, ("parties", 0, "short")).text == "x"
    assert node_at(root, ("parties", 0, "role")).line == 3
    assert node_at(root, ("parties", 7, "id")).line == 3
    assert node_at(root, ("nothing",)) is root


def test_the_place_in_a_list_of_one_is_the_value_itself() -> None:
    root = top("a: x\nb:\n  c: d\n")
    assert node_at(root, ("a", 0)).text == "x"
    assert node_at(root, ("b", 0, "c")).text == "d"
