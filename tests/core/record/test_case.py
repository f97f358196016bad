"""The case as a value: its blocks, its entries, and walking through them."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from typing import Any

import pytest
from hypothesis import given

from detente.core.record.case import BLOCKS, Case, key_of, walk

from ..builders import case_of, choice, event, evidence, ids, party, proposal, statement
from ..strategies import broad, cases


def test_entries_come_in_the_order_of_the_blocks_then_of_the_record() -> None:
    case = case_of(event("e"), statement("s"), party("b"), party("a"))
    assert [(block, place, entry.id) for block, place, entry in case.entries()] == [
        ("parties", 0, "b"),
        ("parties", 1, "a"),
        ("statements", 0, "s"),
        ("events", 0, "e"),
    ]


def test_a_block_is_found_by_its_name_and_an_unknown_one_is_refused() -> None:
    case = case_of(party("b"), party("a"))
    assert ids(case.block("parties")) == ["b", "a"]
    assert case.block("events") == ()
    for name in ("title", "texts", "judgements", "nothing"):
        with pytest.raises(KeyError):
            case.block(name)


def test_an_entry_is_found_in_the_blocks_named_or_in_all() -> None:
    case = case_of(party("same"), event("same"), event("other"))
    assert case.find("same") is case.parties[0]
    assert case.find("same", "events") is case.events[0]
    assert case.find("other", "parties", "people") is None
    assert case.find("nobody") is None


def test_a_case_is_not_changed_after_it_is_made() -> None:
    with pytest.raises(FrozenInstanceError):
        case_of().title = "other"  # type: ignore[misc]
    with pytest.raises(TypeError):
        case_of().texts["report"] = "changed"  # type: ignore[index]


def test_a_mapping_that_is_not_given_is_read_only() -> None:
    with pytest.raises(TypeError):
        proposal().package["truce"] = ("full",)  # type: ignore[index]


@pytest.mark.parametrize(
    ("name", "key"), [("from_", "from"), ("for_", "for"), ("member_of", "member_of")]
)
def test_a_field_is_written_without_the_underline_at_its_end(name: str, key: str) -> None:
    assert key_of(name) == key


def test_walking_tells_each_value_with_its_path() -> None:
    cited = evidence()
    paper = proposal(evidence=(cited,), package=choice(truce=("full",)))
    assert list(walk(paper, ("case.yaml",))) == [
        (("case.yaml",), paper),
        (("case.yaml", "evidence", 0), cited),
    ]


def follow(value: Any, path: tuple[Any, ...]) -> Any:
    """Return what stands at the end of a path below a value."""
    for key in path:
        named = isinstance(key, str)
        value = (getattr(value, key, None) or getattr(value, f"{key}_")) if named else value[key]
    return value


@broad
@given(cases())
def test_every_path_leads_to_its_value(case: Case) -> None:
    for _, _, entry in case.entries():
        for path, value in walk(entry, ()):
            assert follow(entry, path) is value


@broad
@given(cases())
def test_no_entry_is_left_out(case: Case) -> None:
    assert sum(1 for _ in case.entries()) == sum(len(case.block(block)) for block in BLOCKS)
    for _, _, entry in case.entries():
        assert case.find(entry.id) is not None
