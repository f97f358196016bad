"""Fields that make no difference to a model: kept as they are in the file."""

from __future__ import annotations

import json
from collections.abc import Iterator

from detente.formats.yaml_text import Node


def json_of(node: Node) -> str:
    """Return a value as JSON on one line, its numbers as they were written. Cost: linear."""
    return "".join(_parts(node))


def quoted(text: str) -> str:
    """Return a text in quotation marks; half a sign is written as its number.

    >>> quoted("Détente")
    '"Détente"'
    """
    half = any("\ud800" <= sign <= "\udfff" for sign in text)
    return json.dumps(text, ensure_ascii=half)


def _parts(node: Node) -> Iterator[str]:
    if node.kind == "scalar":
        yield quoted(node.text) if node.quoted else node.text
        return
    mapping = node.kind == "mapping"
    yield "{" if mapping else "["
    for place, item in enumerate(node.items):
        if place:
            yield ", "
        if mapping:
            yield quoted(node.keys[place].text) + ": "
        yield from _parts(item)
    yield "}" if mapping else "]"
