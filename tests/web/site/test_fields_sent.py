"""The fields of a form, as the standard library reads them, in little memory."""

from __future__ import annotations

import tracemalloc
from urllib.parse import parse_qsl, urlencode

from hypothesis import given
from hypothesis import strategies as st

from detente.web.site.fields_sent import PIECE_BYTES, fields_sent

TEXTS = st.text(st.characters(exclude_categories=["Cs"]))


@given(st.lists(st.tuples(TEXTS, TEXTS)))
def test_what_a_browser_sends_is_what_comes_in(fields: list[tuple[str, str]]) -> None:
    assert fields_sent(urlencode(fields).encode()) == fields


@given(st.text("a1%=&+F\u00e9 "))
def test_any_body_is_read_as_the_standard_library_does(text: str) -> None:
    read = parse_qsl(text.encode().decode("utf-8", "replace"), keep_blank_values=True)
    assert fields_sent(text.encode()) == read


def test_no_sign_is_cut_in_two_where_the_pieces_meet() -> None:
    for offset in range(-5, 6):
        text = "a" * (PIECE_BYTES + offset) + "\u00e9%+&=" * 3
        assert fields_sent(urlencode({"text": text}).encode()) == [("text", text)]


def test_a_text_of_signs_that_are_all_written_out_takes_little_memory() -> None:
    body = b"text=" + b"%41" * 200_000
    tracemalloc.start()
    try:
        assert fields_sent(body) == [("text", "A" * 200_000)]
        assert tracemalloc.get_traced_memory()[1] < 8 << 20
    finally:
        tracemalloc.stop()


def test_too_many_fields_are_none() -> None:
    assert len(fields_sent(b"a=1&" * 499 + b"a=1") or ()) == 500
    assert fields_sent(b"a=1&" * 500 + b"a=1") is None
