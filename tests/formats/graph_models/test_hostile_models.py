"""Files that were made to harm: refused with problems, quickly, whatever they hold."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.formats.graph_models.limits import BYTES_AT_MOST
from detente.formats.graph_models.reading import model_in, read_model
from detente.formats.graph_models.writing import gmcr_text, model_text
from detente.formats.scenarios.json_text import NODES_AT_MOST

from .made import QUEUE, STRIKE
from .test_gmcr import MILL

SECONDS = 20
TEXT = json.dumps(STRIKE)


def with_options(count: int, direction: str, infeasible: str = "[]") -> bytes:
    options = [
        {"name": f"o{place}", "dm": "Union", "direction": direction} for place in range(count)
    ]
    return (TEXT[:-1] + f', "infeasible": {infeasible}').encode().replace(
        json.dumps(STRIKE["options"]).encode(), json.dumps(options).encode()
    ) + b"}"


HOSTILE: Mapping[str, bytes] = {
    "nothing": b"",
    "zero bytes": b"\0" * 1000,
    "half a file": TEXT[:100].encode(),
    "another encoding": TEXT.encode("utf-16"),
    "a list": b"[1, 2]",
    "null": b"null",
    "deep": b'{"decision_makers":' + b"[" * 200_000,
    "wide": b"[" + b"1," * (NODES_AT_MOST + 1) + b"1]",
    "large": b" " * (BYTES_AT_MOST + 1),
    "a name twice": TEXT.replace('"title"', '"title": "x", "title"').encode(),
    "a large number": TEXT.replace("[3, 4, 2, 1]", "[1e999999999]").encode(),
    "digits": TEXT.replace("[3, 4, 2, 1]", "9" * 500_000).encode(),
    "not a number": TEXT.replace('"ranking": [3, 4, 2, 1]', '"payoffs": [NaN, Infinity, -Infinity, 1]').encode(),
    "half a sign": TEXT.replace("Union", "Un\\ud800ion").encode(),
    "turned writing": TEXT.replace("Union", "Un\\u202eion").encode(),
    "2^62 states": with_options(62, "both"),
    "63 options": with_options(63, "both"),
    "2^40 moves": with_options(20, "fwd"),
    "many patterns": with_options(20, "both", json.dumps(["Y" * 20] * 1001)),
    "many parties": json.dumps({**STRIKE, "decision_makers": [f"p{n}" for n in range(101)]}).encode(),
    "deep formulas": TEXT.replace('"ranking": [3, 4, 2, 1]', f'"formulas": ["{"(" * 100_000}"]').encode(),
    "many statements": json.dumps({
        **STRIKE, "options": [{"name": f"o{n}", "dm": "Union"} for n in range(22)],
        "preferences": {"Union": {"formulas": [" AND ".join(["1"] * 100)] * 100}},
    }).encode(),
    "states without end": json.dumps({**QUEUE, "n_states": 9 * 10**17}).encode(),
    "a hundred mistakes": json.dumps({**STRIKE, "preferences": {f"p{n}": {} for n in range(500)}}).encode(),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_what_was_made_to_harm_is_refused(name: str) -> None:
    begin = time.monotonic()
    found = model_in(HOSTILE[name], "m.json")
    assert found.file is None
    assert 0 < len(found.problems) <= 100
    assert any(each.severity == "error" for each in found.problems)
    assert all(each.message.isprintable() for each in found.problems)
    assert time.monotonic() - begin < SECONDS


def test_a_large_file_is_not_read_whole(tmp_path: Path) -> None:
    with (tmp_path / "m.json").open("wb") as stream:
        stream.truncate(100 * BYTES_AT_MOST)
    assert [each.code for each in read_model(tmp_path / "m.json").problems] == ["model-003"]


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "m.json")
    assert [each.code for each in read_model(tmp_path / "m.json").problems] == ["model-001"]


_SEEDS = [json.dumps(each).encode() for each in (STRIKE, QUEUE, MILL)]
_PUT_IN = (
    b"",
    b"\0",
    b'"',
    b"{",
    b"]",
    b"-1",
    b"1e9",
    b"null",
    b"[]",
    b"{}",
    b"9",
    b"true",
    b"\xff",
)


@st.composite
def spoilt(draw: st.DrawFn) -> bytes:
    """A file with some bytes taken out, doubled or put in."""
    data = draw(st.sampled_from(_SEEDS))
    for _ in range(draw(st.integers(1, 3))):
        at, length = draw(st.integers(0, len(data))), draw(st.integers(0, 12))
        put_in = draw(st.sampled_from((*_PUT_IN, data[at : at + length])))
        data = data[:at] + put_in + data[at + length :]
    return data


@st.composite
def misplaced(draw: st.DrawFn) -> bytes:
    """A file in which a value stands where another one belongs."""
    data = json.loads(draw(st.sampled_from(_SEEDS)))
    names = st.sampled_from(("name", "ranking", "members", "Union"))
    value = st.recursive(
        st.none()
        | st.booleans()
        | st.integers(-2, 9)
        | st.floats()
        | st.sampled_from(("", "NN", "Union", "Y-")),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=2),
        max_leaves=6,
    )
    for _ in range(draw(st.integers(1, 2))):
        holder, key = data, draw(st.sampled_from(sorted(data)))
        while isinstance(holder[key], dict | list) and holder[key] and draw(st.booleans()):
            holder = holder[key]
            keys = sorted(holder) if isinstance(holder, dict) else range(len(holder))
            key = draw(st.sampled_from(keys))
        holder[key] = draw(value)
    return json.dumps(data).encode()


@settings(max_examples=400, deadline=None)
@given(spoilt() | misplaced())
def test_whatever_stands_in_a_file_gives_a_model_or_problems(data: bytes) -> None:
    found = model_in(data, "m.json")
    if found.file is None:
        assert any(each.severity == "error" for each in found.problems)
        return
    assert not any(each.severity == "error" for each in found.problems)
    text = model_text(found.file)
    back = model_in(text.encode(), "m.json")
    assert back.file == found.file, (text, back.problems)
    written = gmcr_text(found.file)
    assert bool(written.text) is not bool(written.problems)
