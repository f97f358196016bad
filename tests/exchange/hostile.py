"""Values that nobody expects, put in every place of plain data."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

NASTY: tuple[Any, ...] = (
    None,
    True,
    False,
    0,
    1,
    -1,
    2**53 - 1,
    "",
    " ",
    "x",
    "..",
    "../x",
    "A" * 201,
    "a+b",
    "Ж" * 90,
    "<script>",
    "0" * 32,
    "0" * 64,
    "A" * 43 + "=",
    "B" * 43 + "=",
    "2025-06-02T09:00:00Z",
    "0001-01-01T00:00:00Z",
    "9999-12-31T23:59:60Z",
    [],
    [[]],
    [None],
    {},
    {"": {}},
    {"type": []},
    {"kind": []},
    {"kind": "parties"},
)


def places(data: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Return the path to every value in plain data."""
    if at:
        yield at
    if isinstance(data, dict | list):
        for key, value in data.items() if isinstance(data, dict) else enumerate(data):
            yield from places(value, (*at, key))


def with_value(data: Any, place: tuple[Any, ...], value: Any) -> Any:
    """Return plain data with another value in a place."""
    found = copy.deepcopy(data)
    inner = found
    for key in place[:-1]:
        inner = inner[key]
    inner[place[-1]] = value
    return found


def without(data: Any, place: tuple[Any, ...]) -> Any:
    """Return plain data without the value in a place."""
    found = copy.deepcopy(data)
    inner = found
    for key in place[:-1]:
        inner = inner[key]
    del inner[place[-1]]
    return found


def changed_everywhere(data: Any) -> Iterator[Any]:
    """Return plain data with each value gone, and each nasty one in its place."""
    for place in places(data):
        yield without(data, place)
        for value in NASTY:
            yield with_value(data, place, value)
        if isinstance(place[-1], str):
            yield with_value(data, (*place[:-1], place[-1] + "x"), "x")


def flipped(data: bytes, number: int) -> bytes:
    """Return bytes with one bit changed."""
    found = bytearray(data)
    found[number // 8] ^= 1 << number % 8
    return bytes(found)
