"""Texts made fit to be shown anywhere."""

from __future__ import annotations

import re

UNFIT = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)
"""Control characters, ends of line that are none to the eye, and turns of direction."""


def visible(text: str) -> str:
    """Return a text with control characters and turns of direction made visible as a mark.

    Line feeds and tabs stay. The reader refuses such characters in a case; they can
    stand in cited documents, and in values made in Python.

    >>> visible("a\\u202eb")
    'a\\ufffdb'
    """
    return UNFIT.sub("\ufffd", text)
