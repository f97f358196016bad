"""There is one way to write a value; every other is refused."""

from __future__ import annotations

import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.exchange.canonical import (
    DEPTH_AT_MOST,
    NUMBER_AT_MOST,
    NotCanonical,
    canonical,
    from_base64,
    hash_of,
    is_hash,
    moment_text,
    object_of,
    seconds_of,
    tagged_hash,
    to_base64,
    with_fields,
)


def nested(depth: int) -> bytes:
    return b'{"a":' + b"[" * depth + b"1" + b"]" * depth + b"}"


REFUSED: dict[str, bytes] = {
    "nothing": b"",
    "a list": b"[]",
    "a text": b'"a"',
    "a number": b"1",
    "null": b"null",
    "keys out of order": b'{"b":1,"a":2}',
    "keys out of order by UTF-16": '{"\ufb33":1,"\U0001f600":2}'.encode(),
    "a key twice": b'{"a":1,"a":1}',
    "a key twice, one escaped": b'{"a":1,"\\u0061":1}',
    "a blank after a colon": b'{"a": 1}',
    "a blank after a comma": b'{"a":1, "b":2}',
    "a blank before": b' {"a":1}',
    "a newline after": b'{"a":1}\n',
    "a tab within": b'{\t"a":1}',
    "something after": b'{"a":1}{}',
    "a comma too many": b'{"a":1,}',
    "a comment": b'{"a":1/**/}',
    "single quotes": b"{'a':1}",
    "a float": b'{"a":1.5}',
    "a whole float": b'{"a":1.0}',
    "an exponent": b'{"a":1e2}',
    "a large exponent": b'{"a":1E400}',
    "minus zero": b'{"a":-0}',
    "a plus": b'{"a":+1}',
    "a leading zero": b'{"a":01}',
    "hexadecimal": b'{"a":0x1}',
    "a number too large": b'{"a":9007199254740992}',
    "a number too small": b'{"a":-9007199254740992}',
    "a number of many digits": b'{"a":' + b"9" * 5000 + b"}",
    "not a number": b'{"a":NaN}',
    "infinity": b'{"a":Infinity}',
    "minus infinity": b'{"a":-Infinity}',
    "other literals": b'{"a":True}',
    "a byte order mark": b'\xef\xbb\xbf{"a":1}',
    "UTF-16": '{"a":1}'.encode("utf-16-le"),
    "bytes that are no UTF-8": b'{"a":"\xff"}',
    "UTF-8 longer than need be": b'{"a":"\xc0\xaf"}',
    "half a character in UTF-8": b'{"a":"\xed\xa0\x80"}',
    "an escape that is not needed": b'{"a":"\\u0061"}',
    "an escaped slash": b'{"a":"\\/"}',
    "an escape of a letter beyond ASCII": b'{"a":"\\u00e9"}',
    "an escape in capitals": b'{"a":"\\u000B"}',
    "a lone surrogate": b'{"a":"\\ud800"}',
    "a lone surrogate as key": b'{"\\udfff":1}',
    "surrogates that are a pair": b'{"a":"\\ud83d\\ude00"}',
    "a text that is not composed": '{"a":"e\u0301"}'.encode(),
    "a key that is not composed": '{"e\u0301":1}'.encode(),
    "a compatibility form": '{"a":"\u212b"}'.encode(),
    "a raw control character": b'{"a":"\x01"}',
    "an escaped control character": b'{"a":"\\u0001"}',
    "a newline in a text": b'{"a":"\\n"}',
    "a tab in a text": b'{"a":"\\t"}',
    "a null byte in a text": b'{"a":"\\u0000"}',
    "delete": b'{"a":"\x7f"}',
    "a turn of direction": '{"a":"\u202e"}'.encode(),
    "an isolate": '{"a":"\u2067"}'.encode(),
    "a line separator": '{"a":"\u2028"}'.encode(),
    "a character that is none": '{"a":"\uffff"}'.encode(),
    "one nested too deep": nested(DEPTH_AT_MOST),
}


@pytest.mark.parametrize("name", REFUSED)
def test_any_other_way_to_write_is_refused(name: str) -> None:
    with pytest.raises(NotCanonical):
        object_of(REFUSED[name])


def test_what_is_written_is_read_again() -> None:
    value: dict[str, Any] = {
        "a": [1, -1, 0, NUMBER_AT_MOST, -NUMBER_AT_MOST, True, False, None, "", '"\\'],
        "é": {"": {}},
        "\U0001f600": [],
    }
    assert object_of(canonical(value)) == value
    assert object_of(nested(DEPTH_AT_MOST - 1))["a"]


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-NUMBER_AT_MOST, NUMBER_AT_MOST) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(st.dictionaries(st.text(max_size=3), VALUES, max_size=4))
def test_a_value_is_read_as_it_was_written_or_refused(value: dict[str, Any]) -> None:
    try:
        data = canonical(value)
    except ValueError:  # a lone surrogate
        return
    try:
        assert object_of(data) == value
    except NotCanonical as error:
        assert "text" in str(error)


@given(st.binary(max_size=200))
def test_bytes_are_read_to_the_value_that_gives_them_or_refused(data: bytes) -> None:
    for each in (data, b'{"a":' + data + b"}"):
        try:
            assert canonical(object_of(each)) == each
        except NotCanonical:
            continue


@pytest.mark.parametrize(
    "data",
    [
        b"[" * 1_000_000,
        b'{"a":' * 200_000,
        b'{"a":' + b"[" * 99_000 + b"]" * 99_000 + b"}",
        b'{"a":' + b"[" * 900 + b"]" * 900 + b"}",
        b'{"a":[' + b"0," * 500_000 + b"0]}",
        b'{"a":"' + b"\\u0061" * 170_000 + b'"}',
        b'{"a":' + b"9" * 1_000_000 + b"}",
        b'{"a":"' + "\u0301".encode() * 500_000 + b'"}',
        b'"' * 1_000_000,
    ],
    ids=range(9),
)
def test_what_is_made_to_cost_is_refused_within_a_second(data: bytes) -> None:
    begun = time.process_time()
    try:
        object_of(data)
    except NotCanonical:
        pass
    assert time.process_time() - begun < 1


def test_more_bytes_than_allowed_are_refused() -> None:
    assert object_of(b'{"a":1}', 7) == {"a": 1}
    with pytest.raises(NotCanonical, match="more than 6 bytes"):
        object_of(b'{"a":1}', 6)


def test_texts_of_several_lines_are_read_where_they_are_asked_for_only() -> None:
    data = canonical({"a": ["x\ny"]})
    assert object_of(data, of_lines=True) == {"a": ["x\ny"]}
    with pytest.raises(NotCanonical, match="control character"):
        object_of(data)
    for wrong in ({"x\ny": 1}, {"a": "x\ty"}, {"a": "x\ry"}, {"a": "x\u2028y"}):
        with pytest.raises(NotCanonical, match="control character"):
            object_of(canonical(wrong), of_lines=True)


# base64


@pytest.mark.parametrize(
    "text",
    ["YQ", "YQ=", "YQ===", "YQ==\n", "\nYQ==", "Y Q==", "YR==", "YWJ=", "YWI", "YWI==", "=", "====",
     "YQ==YQ==", "YWJj=", "YWJj====", "Y", "-_-_", "YW\u0131=", "ＹＱ==", "YQ==\0", "YWJjZ", "Y=Q="],
)  # fmt: skip
def test_base64_has_one_form(text: str) -> None:
    with pytest.raises(NotCanonical):
        from_base64(text)


@given(st.binary(max_size=100))
def test_base64_gives_the_bytes_again(data: bytes) -> None:
    assert from_base64(to_base64(data)) == data


@given(st.text("AQgw/+=-_ \n", max_size=8))
def test_no_two_texts_in_base64_give_the_same_bytes(text: str) -> None:
    try:
        assert to_base64(from_base64(text)) == text
    except NotCanonical:
        pass


# Moments and hashes


@pytest.mark.parametrize(
    "text",
    ["2025-06-02", "2025-06-02T09:00:00", "2025-06-02T09:00:00z", "2025-06-02 09:00:00Z",
     "2025-06-02T09:00:00+00:00", "2025-06-02T09:00:00.0Z", "2025-6-2T9:0:0Z", "25-06-02T09:00:00Z",
     "2025-06-02T24:00:00Z", "2025-06-02T23:59:60Z", "2025-06-02T23:59:61Z", "2025-02-30T00:00:00Z",
     "2025-13-01T00:00:00Z", "0000-01-01T00:00:00Z", "2025-06-02T09:00:00Z\n", " 2025-06-02T09:00:00Z",
     "２０２５-06-02T09:00:00Z", "12025-06-02T09:00:00Z", "-025-06-02T09:00:00Z", "", 1748854800, None],
)  # fmt: skip
def test_a_moment_has_one_form(text: object) -> None:
    with pytest.raises(NotCanonical):
        seconds_of(text)


@given(st.integers(-62_135_596_800, 253_402_300_799))
def test_a_moment_is_read_as_it_was_written(seconds: int) -> None:
    assert seconds_of(moment_text(seconds)) == seconds


@pytest.mark.parametrize("text", ["0001-01-01T00:00:00Z", "0999-12-31T23:59:59Z"])
def test_a_moment_in_a_year_of_few_digits_is_written_as_it_was_read(text: str) -> None:
    assert moment_text(seconds_of(text)) == text


def test_a_hash_is_64_small_hexadecimal_digits() -> None:
    assert is_hash(hash_of(b""))
    for wrong in ("", "0" * 63, "0" * 65, "A" * 64, "g" * 64, "0" * 64 + "\n", 0, None, b"0" * 64):
        assert not is_hash(wrong)


def test_a_tagged_hash_tells_its_parts_and_what_it_is_for() -> None:
    found = {
        tagged_hash("a", b"bc"),
        tagged_hash("a", b"b", b"c"),
        tagged_hash("a", b"bc", b""),
        tagged_hash("a", b"", b"bc"),
        tagged_hash("ab", b"c"),
        tagged_hash("a"),
    }
    assert len(found) == 6


def test_an_object_has_exactly_its_fields_of_their_types() -> None:
    assert with_fields({"a": 1}, "x", {"a": int}) == {"a": 1}
    wrongs: tuple[object, ...] = ({}, {"a": 1, "b": 1}, {"b": 1}, [], None, {"a": True}, {"a": "1"})
    for wrong in wrongs:
        with pytest.raises(NotCanonical, match="x"):
            with_fields(wrong, "x", {"a": int})
    with pytest.raises(NotCanonical):
        with_fields({"a": 1}, "x", {"a": bool})
