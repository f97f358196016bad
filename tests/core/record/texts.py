"""Texts as they come out of documents: typography, accents, hyphenation, white space."""

from __future__ import annotations

import unicodedata

from hypothesis import strategies as st

SIGNS = (*"abeEk19", "é", "e\u0301", "ü", "u\u0308", "ﬁ", "ﬃ", "Ж", "ß", "漢")
"""Letters and digits; some are one sign, some a letter and its accent, some two letters in one."""

MARKS = ("’", "'", "“", "„", '"', "»", "–", "-", "…", ",", ";", "!", "%")
HIDDEN = ("\u00ad", "\u200b", "\ufeff", "\u200f")
BLANKS = (" ", "  ", "\n", " \t", "\u00a0", "\r\n", " \u200b ", "\u2003")

tokens = st.lists(st.sampled_from((*SIGNS, *SIGNS, *MARKS, *HIDDEN)), min_size=1, max_size=5).map(
    "".join
)
blanks = st.sampled_from(BLANKS)


@st.composite
def texts_with_a_part(draw: st.DrawFn) -> tuple[str, str]:
    """A text, and a part of it that begins and ends with whole words."""
    parts = draw(st.lists(tokens, min_size=1, max_size=8))
    gaps = [draw(blanks) for _ in parts]
    first = draw(st.integers(0, len(parts) - 1))
    last = draw(st.integers(first, len(parts) - 1))
    pairs = [part + gap for part, gap in zip(parts, gaps, strict=True)]
    text = draw(st.sampled_from(("", " ", "\n"))) + "".join(pairs)
    return text, "".join(pairs[first:last]) + parts[last]


def retyped(text: str) -> str:
    """Return a text as another hand would type it: decomposed, straight quotes, other blanks."""
    plain = unicodedata.normalize("NFD", text)
    for curly, straight in (("“", '"'), ("„", '"'), ("»", '"'), ("’", "'"), ("–", "-")):
        plain = plain.replace(curly, straight)
    return plain.replace("…", "...").replace("\n", "   ").replace("\u00ad", "")
