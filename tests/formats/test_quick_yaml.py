"""The quick way to write YAML gives what YAML's own writer gives, and is much quicker."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from detente.core.record.case import BLOCKS
from detente.formats.casefile import read_folder
from detente.formats.quick_yaml import quick_yaml
from detente.formats.writer import as_yaml, entry_data, with_entry, with_items
from tests.core.builders import party, position

from .folders import HARBOUR, HEAD, PARTIES
from .test_writer import LAYOUTS
from .values import TRICKY, free_texts, values

scalars = st.sampled_from(TRICKY) | free_texts | st.booleans() | st.integers(-9, 9) | st.none()
data = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.sampled_from(("id", "no", "a b", "from", "2025-05-29", "x:y")), inner, max_size=3),
    max_leaves=8,
)  # fmt: skip


@given(data.filter(lambda each: isinstance(each, list | dict)), st.sampled_from((100, math.inf)))
def test_it_reads_as_what_yamls_own_writer_writes(value: Any, width: float) -> None:
    ours, theirs = (
        yaml.load(text, yaml.BaseLoader)
        for text in (quick_yaml(value, width), as_yaml(value, width))
    )
    assert ours == theirs


@given(st.data())
def test_entries_read_the_same(drawn: st.DataObject) -> None:
    kind = drawn.draw(st.sampled_from(tuple(BLOCKS.values())))
    value = [entry_data(drawn.draw(values(kind)))]
    assert yaml.safe_load(quick_yaml(value)) == yaml.safe_load(as_yaml(value))


def test_real_entries_are_written_sign_for_sign_alike() -> None:
    case = read_folder(HARBOUR).case
    assert case is not None
    value = [entry_data(entry) for entry in case.positions if len(entry.note) < 40]
    assert quick_yaml(value, math.inf) == as_yaml(value, math.inf)


@pytest.mark.parametrize("layout", list(LAYOUTS))
def test_many_entries_are_put_in_as_one_after_the_other(layout: str) -> None:
    text = LAYOUTS[layout]
    entries = [party("one"), party("two", note="a: b")]
    items = quick_yaml([entry_data(each) for each in entries])
    one_by_one = text
    for entry in entries:
        one_by_one = with_entry(one_by_one, entry)
    ours = yaml.load(with_items(text, "parties", items), yaml.BaseLoader)
    assert ours == yaml.load(one_by_one, yaml.BaseLoader)


def test_a_block_that_is_not_there_yet_is_begun(tmp_path: Path) -> None:
    items = quick_yaml([entry_data(position("p", party="upper", issue="i", options=()))])
    text = with_items(HEAD + PARTIES, "positions", items)
    assert text.startswith(HEAD + PARTIES)
    assert text.endswith(items.replace("\n", "\n  ").rstrip(" "))
